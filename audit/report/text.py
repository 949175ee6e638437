"""Small wordings that several reports share, and the one rule for characters that no report may show as they are."""

import math
import re
from collections.abc import Iterable, Sequence

from audit.finding import Finding
from audit.result import Audit, SegmentResult

TOOL = "mt-audit"  # by which notes and comments of an earlier audit are known
LANGUAGES = {"de": "German", "en": "English"}

# A browser drops controls (but not tab and newline) and a terminal obeys them; lone surrogates are not UTF-8.
_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

SHORTEST = 8  # characters of a name in a table that must fit

_LOOSE_SPACES = re.compile(r"^ +| +$|  +")


def visible(text: str) -> str:
    """The text with each unshowable character replaced by exactly one visible one, so that offsets still hold:
    C0 controls and DEL by their Unicode control pictures, C1 controls and lone surrogates by U+FFFD."""
    return _UNSHOWABLE.sub(_picture, text)


def xml_text(text: str) -> str:
    """Text that XML 1.0 can hold, of the same length: no controls, no surrogates, none of the two non-characters."""
    return visible(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def spaced(text: str) -> str:
    """The text with doubled, outer and no-break spaces made visible, for proposals that are about spaces."""
    open_box = _LOOSE_SPACES.sub(lambda match: "␣" * len(match.group()), text)
    return open_box.replace("\u00a0", "⍽").replace("\u202f", "⍽")


def label(value: str) -> str:
    """A category, severity or kind as people write it: "locale-violation" -> "Locale violation"."""
    return value.replace("-", " ").capitalize()


def percent(probability: float | None) -> str:
    """A probability (0-1) as whole per cent, "–" where it is unknown."""
    return "–" if probability is None or math.isnan(probability) else f"{probability:.0%}"


def score(value: float | None) -> str:
    """A score (0-100) without decimals, "–" where it is unknown."""
    return "–" if value is None or math.isnan(value) else f"{value:.0f}"


def plural(count: int, noun: str) -> str:
    """ "1 finding", "1,204 findings"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def confidence(probability: float) -> str:
    """A finding's confidence in words: what share of flags of its kind people agree with."""
    tenths = round(probability * 10)
    if tenths >= 10:
        return "estimated right nearly always"
    if tenths <= 0:
        return "estimated right hardly ever"
    return f"estimated right about {tenths} times in 10"


def remark(finding: Finding, *, quoted: bool) -> str:
    """A finding in one line, as a note or a comment has it; quoted: with the words that it is about."""
    span = f" “{finding.text}”:" if quoted and finding.text.strip() else ""
    better = f" Better: “{spaced(finding.suggestion)}”." if finding.suggestion else ""
    sure = f"{confidence(finding.confidence).capitalize()}."
    return f"{label(finding.category.value)}, {finding.severity}:{span} {finding.message}{better} {sure}"


def aligned(finding: Finding) -> str:
    """The words of the other side that a finding's stand for; "" where none are known."""
    words = finding.evidence.get("aligned")
    return words if isinstance(words, str) else ""


def subtitle(audit: Audit) -> str:
    """What was audited, in one line: language, size, and whether a source was given."""
    given = "with its source" if audit.source_given else "no source given"
    words, segments = plural(audit.summary.words, "word"), plural(audit.summary.segments, "segment")
    return " · ".join((LANGUAGES.get(audit.language, audit.language), segments, words, given))


def source_language(audit: Audit) -> str:
    """The language it came from (ISO 639-1), as the signature has it; "" where that says nothing."""
    return audit.signature.partition("|lang:")[2].partition("-")[0]


def adequacy(audit: Audit) -> str:
    """The document's adequacy, or what it would need to be known."""
    if audit.summary.adequacy is not None:
        return score(audit.summary.adequacy)
    return "–" if audit.source_given else "needs a source"


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in reading order: the target's first, then the source's."""
    return sorted(findings, key=lambda f: (f.side == "source", f.start, f.end, -f.severity.rank, f.check))


def worst(segments: Iterable[SegmentResult]) -> list[tuple[SegmentResult, Finding]]:
    """All findings with their segments, the gravest and surest first, else in reading order."""
    pairs = [(result, finding) for result in segments for finding in ordered(result.findings)]
    return sorted(pairs, key=lambda pair: (-pair[1].severity.rank, -pair[1].confidence))


def shortened(name: str, width: int) -> str:
    """The name in so many characters: its beginning and its end, which tells file names apart."""
    if len(name) <= width:
        return name
    end = (width - 1) // 2
    return f"{name[: width - 1 - end]}…{name[len(name) - end :]}"


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None, names: Sequence[int] = ()
) -> list[str]:
    """Lines of a table: the first column left, the others right. Where it is wider than width, the columns of names are
    shortened, the widest first, as far as their heads and SHORTEST allow."""
    everything = [[visible(cell) for cell in line] for line in (head, *rows)]
    widths = [max(len(line[k]) for line in everything) for k in range(len(head))]
    least = [max(SHORTEST, len(name)) for name in head]
    while width is not None and sum(widths) + 2 * len(widths) - 2 > width:
        loose = [k for k in names if widths[k] > least[k]]
        if not loose:
            break
        widths[max(loose, key=lambda k: widths[k])] -= 1
    everything = [[shortened(cell, w) for cell, w in zip(line, widths, strict=True)] for line in everything]
    return [
        "  ".join(
            cell.ljust(w) if k == 0 else cell.rjust(w) for k, (cell, w) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in everything
    ]
