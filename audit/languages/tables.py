"""Reads the language tables beside this file: small TOML and text files, each read once."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=64)
def toml_table(language: str, name: str) -> Mapping[str, Any]:
    """audit/languages/<language>/<name>.toml as a mapping. language: "de" or "en"."""
    return tomllib.loads(files("audit.languages").joinpath(language, f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def word_list(language: str, name: str) -> frozenset[str]:
    """audit/languages/<language>/<name>.txt: words separated by white space; "#" begins a comment."""
    text = files("audit.languages").joinpath(language, f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() for word in line.split("#")[0].split())


@lru_cache(maxsize=64)
def tsv_table(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """audit/languages/<language>/<name>.tsv: rows of tab-separated fields; "#" begins a comment line."""
    text = files("audit.languages").joinpath(language, f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=100_000)
def is_known(word: str, language: str) -> bool:
    """Whether simplemma's dictionary has the word in that language (its German has some English loans, too); False for
    a language without a dictionary."""
    import simplemma  # its tables take a second: loaded at the first question, not at import

    try:
        return bool(simplemma.is_known(word, lang=language, low_memory=True))
    except ValueError:
        return False


def is_english_alone(word: str) -> bool:
    """Whether a word of three letters or more, in lower case, is English and no German."""
    return len(word) > 2 and is_known(word, "en") and not is_known(word, "de")
