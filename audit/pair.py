"""Two documents become one: the translation's segments, each with the source sentences that it translates.

beads(source, target, …)   the alignment, or a clear refusal where the documents do not belong together
joined(source, target, …)  the target's segments, merged where a bead has several sentences, with their sources;
                           a source sentence without translation becomes a segment without text
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from audit.align import Bead, align
from audit.align.states import Floats
from audit.document import Document, Kind, Pairing, Piece, Segment
from audit.errors import AuditError
from audit.finding import Finding
from audit.languages.guess import TOLD, contradicts, looks_english, looks_german, other_language
from audit.lexicon import Lexicon

Translate = Callable[[Sequence[str]], list[str]]
States = Callable[[Sequence[str], Sequence[str]], tuple[Floats, Floats] | None]

SAME_LANGUAGE = 0.5  # share of a text's running words that its translation into another language never has in common
RUNNING = 30  # running words that a text needs for its language to be compared
SURE = 0.9  # probability of a bead from which on nobody needs to look again
BELONGING = 0.07  # share of their words that documents which belong together have in common at least
TELLING = 150  # characters that both documents need for this
_WORD = re.compile(r"\w+")
_RUNNING_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,}(?![^\W_])")


def beads(
    source: Document,
    target: Document,
    back_translate: Translate,
    lexicon: Lexicon,
    *,
    states: States = lambda *_: None,
    sparing: bool = False,
) -> list[Bead]:
    """The sentence alignment of a document with its source.

    back_translate  gives each sentence in the source's language, "" where it cannot
    states          gives the mean encoder states of source and target sentences, None where there are none
    sparing         translate back only what the lexicon leaves in doubt, and ask for no states
    Raises AuditError where both are in one language, the source is a table of translations, or the target is no
    translation of the source."""
    _guard_alone(source)
    _guard_apart(source, target)
    texts = [segment.text for segment in target.segments]
    wanted = _doubtful(source, target, lexicon) if sparing and lexicon else set(range(len(texts)))
    back = back_translate([text if j in wanted else "" for j, text in enumerate(texts)])
    near = None if sparing else states([segment.text for segment in source.segments], texts)
    found = align(source.segments, target.segments, back, lexicon, near)
    if (lexicon or any(back)) and _as_said(source) and _as_said(target):  # else there is too little to judge by
        _guard_belonging(source, target, found)
    return found


def _doubtful(source: Document, target: Document, lexicon: Lexicon) -> set[int]:
    """Target sentences that the lexicon alone aligns without being sure, and their neighbours."""
    first = align(source.segments, target.segments, [""] * len(target.segments), lexicon)
    unsure = [j for bead in first if bead.confidence < SURE for j in bead.target]
    # A source sentence alone has no target sentence; those around it are in doubt.
    for before, bead, after in zip([first[0], *first], first, [*first[1:], first[-1]], strict=False):
        if bead.confidence < SURE:
            unsure += [*before.target, *after.target]
    return set(unsure)


def joined(source: Document, target: Document, found: Sequence[Bead]) -> tuple[Segment, ...]:
    """The target's segments in the order of the beads, each with its source text ("" for none) and its pairing.
    A segment that stayed whole keeps its id, a merged one is called "4+5", a missing one "source-7"."""
    out = []
    for bead in found:
        left, right = [source.segments[i] for i in bead.source], [target.segments[j] for j in bead.target]
        pairing = Pairing(bead.confidence, bead.moved, _pieces(left), _pieces(right))
        text, source_text = (" ".join(part.text for part in parts) for parts in (right, left))
        if right:
            name, kind = "+".join(part.id for part in right), _kind(right)
        else:
            name, kind = f"source-{left[0].id}", left[0].kind
        first = (right or left)[0]
        out.append(replace(first, id=name, text=text, kind=kind, source=source_text, pairing=pairing))
    return tuple(out)


def located(finding: Finding, pairing: Pairing | None) -> Finding:
    """The finding with the place that it has in the sentences of its document, where its segment was made of several:
    evidence["sentences"], a list of {"id", "line", "start", "end"}."""
    pieces = () if pairing is None else pairing.source if finding.side == "source" else pairing.target
    if len(pieces) < 2:
        return finding
    touched = [piece for piece in pieces if piece.start < finding.end and finding.start < piece.end]
    places = [
        {
            "id": piece.id,
            "line": piece.line,
            "start": max(finding.start, piece.start) - piece.start,
            "end": min(finding.end, piece.end) - piece.start,
        }
        for piece in touched
    ]
    return replace(finding, evidence={**finding.evidence, "sentences": places})


def _kind(parts: Sequence[Segment]) -> Kind:
    return Kind.SENTENCE if any(part.kind is Kind.SENTENCE for part in parts) else parts[0].kind


def _pieces(parts: Sequence[Segment]) -> tuple[Piece, ...]:
    """Where each sentence stands in the text that they make when joined by a space."""
    out, at = [], 0
    for part in parts:
        out.append(Piece(part.id, part.line, at, at + len(part.text)))
        at += len(part.text) + 1
    return tuple(out)


def guard_languages(target: Document, source: Document | None, languages: tuple[str, str]) -> None:
    """Refuse a target that is in a third language or the source's already, or swapped with its source, before a model
    makes nonsense of it. source: where it is a document, else the rows' own counts; languages: (source, target)."""
    other = other_language(_running(target))
    if other and languages[1] == "de":
        raise AuditError(f"{target.name}: this text is {other}, not German; give a German text, or --language")
    if set(languages) != TOLD.keys() or not contradicts(_running(target), languages[1]):
        return
    given = " ".join(s.source or "" for s in target.segments) if source is None else _running(source)
    if not given.strip():
        other, language = (TOLD[code] for code in languages)
        raise AuditError(
            f"{target.name}: this text is {other}, not {language}; give the {language} translation, "
            f"and the {other} as --source"
        )
    if contradicts(given, languages[0]):
        raise AuditError(
            f"{target.name}: source and target are swapped, each is in the other's language; "
            "give the translation as target"
        )


def _running(document: Document) -> str:
    return " ".join(segment.text for segment in document.segments)


def _guard_alone(source: Document) -> None:
    """Refuse a source whose rows have sources themselves: its text is the translation in it, which may be too short to
    be told by its language."""
    if any(segment.source for segment in source.segments):
        raise AuditError(
            f"{source.name}: holds translations beside their sources; give the source text alone in a file of its own, "
            "or run that file by itself"
        )


def _guard_apart(source: Document, target: Document) -> None:
    """Refuse two texts in one language: they share their function words, which no two languages do. What somebody left
    untranslated is no sign of that, so sentences of the source that stand in the target as they are do not count, if
    enough others are left to judge by."""
    texts = [_running(source), _changed(source, target)]
    if len(_running_words(texts[1])) < RUNNING:
        texts[1] = _running(target)
    same = AuditError(
        f"{source.name} and {target.name} are in the same language; give the source text and its translation"
    )
    if all(map(looks_english, texts)) or all(map(looks_german, texts)):
        raise same
    left, right = map(_running_words, texts)
    if min(len(left), len(right)) < RUNNING:
        return
    known = set(left)
    if sum(word in known for word in right) > SAME_LANGUAGE * len(right):
        raise same


def _running_words(text: str) -> list[str]:
    """The words of a text that are neither names nor, in German, nouns."""
    return [word for word in _RUNNING_WORD.findall(text) if word.islower()]


def _changed(source: Document, target: Document) -> str:
    """The target's text without the sentences that are the source's own, word by word."""
    own = {tuple(_WORD.findall(segment.text)) for segment in source.segments}
    return " ".join(s.text for s in target.segments if tuple(_WORD.findall(s.text)) not in own)


def _as_said(document: Document) -> bool:
    """Whether a document is in the language that it is said to be in, as far as we can tell."""
    looks = {"en": looks_english, "de": looks_german}.get(document.language)
    return looks is None or looks(_running(document))


def shared(source: Sequence[Segment], target: Sequence[Segment], found: Sequence[Bead]) -> float:
    """Share of both documents' text that its beads explain, 0-1, doubtful ones counting less."""
    lengths = [[len(segment.text) for segment in side] for side in (source, target)]
    explained = sum(
        bead.overlap
        * bead.confidence
        * sum(length[k] for length, side in zip(lengths, sides, strict=True) for k in side)
        for bead in found
        for sides in ((bead.source, bead.target),)
    )
    return explained / max(1, sum(map(sum, lengths)))


def _guard_belonging(source: Document, target: Document, found: Sequence[Bead]) -> None:
    """Refuse a target that is another document's translation."""
    if min(sum(len(segment.text) for segment in document.segments) for document in (source, target)) < TELLING:
        return
    if shared(source.segments, target.segments, found) < BELONGING:
        raise AuditError(
            f"{target.name} does not look like a translation of {source.name}: hardly a sentence corresponds; "
            "give the text that it was translated from"
        )
