"""A finding: one error in one segment, in the categories of ITS 2.0 and MQM, with its penalty."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from audit.words import place_in_spaced, spaced


class Severity(StrEnum):
    """MQM severities, in rising order."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for minor, 1 for major, 2 for critical."""
        return list(Severity).index(self)


class Category(StrEnum):
    """The localization quality issue types of ITS 2.0 (W3C 2013, section 8.17) that the checks use."""

    TERMINOLOGY = "terminology"
    MISTRANSLATION = "mistranslation"
    OMISSION = "omission"
    UNTRANSLATED = "untranslated"
    ADDITION = "addition"
    DUPLICATION = "duplication"
    INCONSISTENCY = "inconsistency"
    GRAMMAR = "grammar"
    REGISTER = "register"
    LOCALE_VIOLATION = "locale-violation"
    STYLE = "style"
    MISSPELLING = "misspelling"
    TYPOGRAPHICAL = "typographical"
    INCONSISTENT_ENTITIES = "inconsistent-entities"
    NUMBERS = "numbers"
    WHITESPACE = "whitespace"
    MARKUP = "markup"
    CHARACTERS = "characters"


# The MQM dimension and type that corresponds to each ITS 2.0 issue type.
MQM: Mapping[Category, str] = {
    Category.TERMINOLOGY: "Terminology",
    Category.MISTRANSLATION: "Accuracy/Mistranslation",
    Category.OMISSION: "Accuracy/Omission",
    Category.UNTRANSLATED: "Accuracy/Untranslated",
    Category.ADDITION: "Accuracy/Addition",
    Category.DUPLICATION: "Linguistic conventions/Duplication",
    Category.INCONSISTENCY: "Terminology/Inconsistent use",
    Category.GRAMMAR: "Linguistic conventions/Grammar",
    Category.REGISTER: "Style/Register",
    Category.LOCALE_VIOLATION: "Locale conventions",
    Category.STYLE: "Style/Unidiomatic",
    Category.MISSPELLING: "Linguistic conventions/Spelling",
    Category.TYPOGRAPHICAL: "Linguistic conventions/Punctuation",
    Category.INCONSISTENT_ENTITIES: "Accuracy/Entity",
    Category.NUMBERS: "Accuracy/Number",
    Category.WHITESPACE: "Linguistic conventions/White space",
    Category.MARKUP: "Design and markup/Markup tag",
    Category.CHARACTERS: "Linguistic conventions/Character encoding",
}

# Penalty points as MQM's scoring model proposes them (minor 1, major 5, critical 25).
PENALTY: Mapping[Severity, float] = {Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 25.0}


@dataclass(frozen=True, slots=True)
class Finding:
    """One error.

    side        "target" (the German) or "source"
    start, end  characters of that side's segment text, end exclusive; text == segment[start:end]
    confidence  share of findings of this kind that people would also mark, 0-1
    message     one plain sentence that says why
    suggestion  a better wording for exactly this span, or None
    check       name of the check that found it, e.g. "traps"
    evidence    what it rests on: plain JSON values, e.g. {"aligned": "forces", "trap": "forces-streitkraefte"};
                "throughout" says what is so in the whole document, of which a finding tells at one place
    id          fingerprint of segment text, span, category and check: survives moved lines and other white space
                (of a finding about white space not), changes with the text; of what is so throughout, of that
    """

    start: int
    end: int
    text: str
    category: Category
    severity: Severity
    confidence: float
    message: str
    check: str
    suggestion: str | None = None
    side: str = "target"
    evidence: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""

    def identified(self, segment_text: str) -> "Finding":
        """The same finding with its fingerprint set (12 hexadecimal digits). Any white space counts as one space, and
        places are counted so."""
        if self.category is Category.WHITESPACE:
            whole, start, text = segment_text, self.start, self.text
        else:
            # A place in the source is no place in the segment's text, which is all there is here.
            start = place_in_spaced(segment_text, self.start) if self.side == "target" else self.start
            whole, text = spaced(segment_text).strip(), spaced(self.text)
        parts = (whole, self.side, str(start), text)
        if "throughout" in self.evidence:  # the same wherever it is told
            parts = (str(self.evidence["throughout"]), self.side, "", "")
        key = "\x1f".join((*parts, self.category, self.check))
        return replace(self, id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12])


def found(text: str, start: int, end: int, **fields: Any) -> Finding:
    """A finding on text[start:end]; the span's text is filled in here, so it cannot disagree with its offsets."""
    return Finding(start=start, end=end, text=text[start:end], **fields)
