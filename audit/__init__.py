"""mt-audit: find what machine translation got wrong, with or without the source text."""

__version__ = "0.1.0"
