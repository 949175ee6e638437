"""What the rooms of the check "numbers" say of a number of the source."""

from typing import Any

from audit.finding import Category, Finding, found


def number_finding(text: str, start: int, end: int, written: str, **fields: Any) -> Finding:
    """A finding on text[start:end]. written: the number as the source has it, which is the evidence; fields: severity,
    confidence, message and, where there are, suggestion and side."""
    evidence = {"source": written}
    return found(text, start, end, category=Category.NUMBERS, check="numbers", evidence=evidence, **fields)
