"""The checks, one family per file. A check reads a segment and its evidence and yields findings; it never runs a model.

What a check would like to ask the models it says beforehand, as probes; the answers come back in the evidence.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from audit.checks import (
    consistency,
    coverage,
    duplication,
    encoding,
    grammar,
    markup,
    meaning,
    names,
    negation,
    numbers,
    opposites,
    sense,
    spelling,
    suspicion,
    terminology,
    traps,
    typography,
    untranslated,
)
from audit.checks.doubt import Doubt
from audit.checks.suspicion import Suspect
from audit.checks.trap_news import toned
from audit.checks.trap_table import Trap, builtin
from audit.document import Segment
from audit.evidence import Evidence, Probe
from audit.finding import Finding
from audit.glossary import Glossary
from audit.result import WordError

# Rules that need nothing but the segment and its evidence; their tables are German, so are they.
GERMAN_RULES = (untranslated, numbers, negation, opposites, names, grammar, duplication, encoding, typography)
DOUBTS = ("meaning", "suspicion")  # checks that know that something is wrong, but not what
STRETCH = 200  # characters


@cache
def digest() -> str:
    """SHA-256 over the rules and the language tables, 64 hexadecimal digits: other rules, other findings."""
    root = Path(__file__).parent.parent
    files = sorted(
        path.relative_to(root).as_posix()
        for folder in ("checks", "languages")
        for path in (root / folder).rglob("*")
        if path.suffix in (".py", ".toml", ".tsv", ".txt")
    )
    seen = hashlib.sha256()
    for name in files:
        seen.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256((root / name).read_bytes()).digest())
    return seen.hexdigest()


def probes(segment: Segment, language: str, table: tuple[Trap, ...] | None = None) -> tuple[Probe, ...]:
    """All questions of the checks about one segment, without repeats. table: the traps, where not the built-in ones."""
    if language != "de" or not segment.text:
        return ()
    asked = [
        *traps.probes(segment, segment.source, builtin(language) if table is None else table),
        *grammar.probes(segment),
    ]
    return tuple(dict.fromkeys(asked))


def run(
    segments: Sequence[Segment],
    evidences: Sequence[Evidence],
    words: Sequence[Sequence[WordError]],
    language: str,
    *,
    source_language: str = "en",
    table: tuple[Trap, ...] | None = None,
    glossary: Glossary | None = None,
    doubts: Sequence[Sequence[Doubt]] | None = None,
    suspected: Sequence[Sequence[Suspect]] | None = None,
    measure: Callable[[Finding, Evidence], Finding] = lambda finding, _: finding,
) -> list[list[Finding]]:
    """The findings of every segment, each in order of place, with identities set; one list per segment.

    source_language  of given sources; rules that compare English with German keep silent with another one
    table    the traps, where not the built-in ones; glossary: the user's terms
    doubts   words that may have the wrong sense, one list per segment (see sense.doubts)
    suspected  words that may break the grammar, likewise (see mending.suspects)
    measure  brings a finding's confidence to what people marked, see estimate.measured
    """
    german, english = language == "de", source_language == "en"
    table = builtin(language) if table is None else table
    by_segment: list[list[Finding]] = []
    nothing: list[Sequence[Any]] = [()] * len(segments)
    for segment, evidence, errors, doubted, broken in zip(
        segments, evidences, words, doubts or nothing, suspected or nothing, strict=True
    ):
        own: list[Finding] = list(coverage.check(segment, evidence, source_language))
        if segment.text.strip():
            own += markup.check(segment, evidence)
            own += traps.check(segment, evidence, table)
            own += terminology.check(segment, evidence, glossary) if glossary else ()
            # Those that compare know English sources only; of others, figures alone can be told without their language.
            comparable = evidence if english else replace(evidence, source="", source_given=False)
            own += [finding for rule in GERMAN_RULES if german for finding in rule.check(segment, comparable)]
            own += numbers.figures(segment, evidence) if german and not english else ()
            own += sense.check(segment, doubted)
            own += suspicion.check(segment, broken)
            own += meaning.check(segment, evidence, errors, doubted, language=language)
        by_segment.append(coverage.once_only(own))
    by_segment = toned(traps.once_only(by_segment, table), table, [segment.text for segment in segments])
    if german:
        by_segment = typography.told_once(segments, by_segment)
        # A trap knows which spelling is German; the mere majority must not advise the opposite.
        advised = {(f.suggestion, f.text) for own in by_segment for f in own if f.check == traps.NAME}
        for index, finding in consistency.check(segments, evidences):
            if (finding.text, finding.suggestion) not in advised:
                by_segment[index].append(finding)
        for index, finding in spelling.check(segments):
            by_segment[index].append(finding)
    return [
        [
            witnessed(finding, evidence).identified(segment.text)
            for finding in distinct(measure(finding, evidence) for finding in own)
        ]
        for segment, evidence, own in zip(segments, evidences, by_segment, strict=True)
    ]


def witnessed(finding: Finding, evidence: Evidence) -> Finding:
    """The finding with what the models say of its place: the aligned words and the back-translation, where there are
    any. They stand beside what the check itself rests on."""
    said = {"aligned": evidence.quoted(finding.start, finding.end) if finding.side == "target" else ""}
    said["back_translation"] = evidence.back_translation
    return replace(finding, evidence={name: text for name, text in said.items() if text} | dict(finding.evidence))


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in order of place, one for each error: a model's doubt gives way to the rule or trap that explains it,
    and of two findings of one category on overlapping text the surer one stays, with the other's proposal where it has
    none for the same text."""
    ordered = sorted(findings, key=lambda f: (f.check in DOUBTS, -f.confidence, f.start, f.end, f.check))
    proposals: dict[tuple[object, ...], str] = {}
    for finding in ordered:
        if finding.suggestion is not None and finding.check not in DOUBTS:
            proposals.setdefault(_place(finding), finding.suggestion)
    kept: list[Finding] = []
    near: dict[int, list[Finding]] = {}  # those kept by stretches of text, so that a long text is not quadratic
    for finding in ordered:
        stretches = range(finding.start // STRETCH, finding.end // STRETCH + 1)
        if any(_same_error(finding, other) for stretch in stretches for other in near.get(stretch, ())):
            continue
        kept.append(finding if finding.suggestion else replace(finding, suggestion=proposals.get(_place(finding))))
        for stretch in stretches:
            near.setdefault(stretch, []).append(finding)
    return sorted(kept, key=lambda f: (f.side != "target", f.start, f.end, f.check))


def _place(finding: Finding) -> tuple[object, ...]:
    return finding.side, finding.start, finding.end, finding.category


def _same_error(finding: Finding, other: Finding) -> bool:
    overlap = finding.side == other.side and finding.start < other.end and other.start < finding.end
    # a quotation mark or a dash explains no doubt of the words around it
    explained = finding.check in DOUBTS and any(letter.isalnum() for letter in other.text)
    told_twice = {finding.check, other.check} == {sense.NAME, traps.NAME}  # a trap knows the sense that is doubted
    return overlap and (explained or told_twice or finding.category == other.category)
