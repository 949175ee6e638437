"""Vendors: comparing translations, gating changes, and keeping the history of runs. Works on audits that are made."""
