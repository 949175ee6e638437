"""Glossaries: reading CSV, TSV and TBX into terms, and finding those whose source stands in a text.

CSV and TSV: source, target, forbidden, note; the last two may be missing. A first line with these names is a header and
may order the columns otherwise. Several wordings of one cell stand between `|`. What stands in brackets at the end of a
wording is another one if it is an abbreviation ("value added tax (VAT)"), else a remark.
TBX: ISO 30042:2019 (conceptEntry, langSec, termSec) and the older martif form (termEntry, langSet, tig or ntig). Terms
that are deprecated or superseded are forbidden in the target language.
"""

import csv
import hashlib
import io
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from audit.errors import AuditError
from audit.formats.common import clean, name_of, read_text, shown
from audit.inflection import clues, keys
from audit.words import WORD, Word, lemma, words_of

SENTENCE = 3  # words of what is no term if a full stop ends it
_SEPARATOR = re.compile(r"sep=([,;\t])(?=\n)", re.IGNORECASE)
_TAG = re.compile(r"[a-z]{2}[-_][a-z]{2,4}")  # "de-AT"
_BRACKET = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]", re.DOTALL)  # "value added tax (VAT)"
_APART = re.compile(r"[,;:.!?()]\s")  # what parts the words of one term
COLUMNS = ("source", "target", "forbidden", "note")
# What other tools and people call them; a first row of nothing else is a header that cannot be read.
HEADINGS = frozenset({
    "source", "target", "forbidden", "note", "en", "de", "english", "german", "englisch", "deutsch", "quelle",
    "ziel", "quellsprache", "zielsprache", "ausgangssprache", "term", "terms", "terminus", "benennung",
    "translation", "übersetzung", "verboten", "unerwünscht", "bemerkung", "kommentar", "comment", "anmerkung",
    "notiz", "hinweis", "definition", "status", "zielterm", "quellterm", "ausgangsterm", "fachbegriff",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One source term and its renderings.

    source     "" where the entry only forbids wordings of the target language
    wanted     renderings that are right, best first; may be empty where some are forbidden
    forbidden  renderings that are wrong
    where      file and line or entry, for the reader
    """

    source: str
    wanted: tuple[str, ...]
    forbidden: tuple[str, ...]
    note: str
    where: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A term whose source stands in a text, text[start:end]."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class Glossary:
    """Terms with the indices that make 50,000 of them no slower than fifty. digest: of all that was read."""

    terms: tuple[Term, ...]
    digest: str
    language: str = "de"
    source_language: str = "en"

    @cached_property
    def _rank(self) -> Mapping[Term, int]:
        return {term: rank for rank, term in enumerate(self.terms)}

    @cached_property
    def _by_first_word(self) -> Mapping[str, tuple[Term, ...]]:
        index: dict[str, list[Term]] = {}
        for term in self.terms:
            first = WORD.search(term.source)
            if first:
                for key in {first.group().lower(), lemma(first.group(), self.source_language)}:
                    index.setdefault(key, []).append(term)
        return {key: tuple(terms) for key, terms in index.items()}

    @cached_property
    def _by_forbidden(self) -> Mapping[str, tuple[Term, ...]]:
        index: dict[str, list[Term]] = {}
        for term in self.terms:
            for key in {key for wording in term.forbidden for key in keys(wording, self.language)}:
                index.setdefault(key, []).append(term)
        return {key: tuple(terms) for key, terms in index.items()}

    def suspects(self, text: str) -> list[Term]:
        """The terms that may forbid something in a text of the target language, in the order of the glossary."""
        if not self._by_forbidden:
            return []
        found = {term for clue in clues(text, self.language) for term in self._by_forbidden.get(clue, ())}
        return sorted(found, key=lambda term: self._rank[term])

    def hits(self, text: str) -> list[Hit]:
        """The terms whose source stands in a text, by place; of overlapping ones the longest."""
        words = words_of(text, self.source_language)
        hits: list[Hit] = []
        for at, word in enumerate(words):
            near = {t for key in (word.lower, word.lemma) for t in self._by_first_word.get(key, ())}
            for term in near:
                parts = words_of(term.source, self.source_language)
                stretch = words[at : at + len(parts)]
                joined = not _APART.search(text[word.start : stretch[-1].end])
                if len(stretch) == len(parts) and joined and all(map(_same_source, parts, stretch)):
                    hits.append(Hit(term, word.start, stretch[-1].end))
        return _longest(hits)


def _same_source(part: Word, word: Word) -> bool:
    """Whether a word of a text is this word of a term. Words in capitals ("IT", "US") must stand so."""
    if len(part.text) > 1 and part.text.isupper():
        return word.text in (part.text, part.text + "s")
    return not {part.lower, part.lemma}.isdisjoint((word.lower, word.lemma))  # the lemma of "e-mails" is "e-mail"


def _longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of overlapping hits the longest, then the first, by place; terms that stand at the very same place stay all."""
    kept: list[Hit] = []
    spans: list[tuple[int, int]] = []  # sorted and free of overlap, so only the neighbours matter
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        span = hit.start, hit.end
        at = bisect_left(spans, span)
        if spans[at : at + 1] == [span]:
            kept.append(hit)
        elif (at == 0 or spans[at - 1][1] <= hit.start) and (at == len(spans) or spans[at][0] >= hit.end):
            kept.append(hit)
            spans.insert(at, span)
    return sorted(kept, key=lambda h: (h.start, h.term.source, h.term.where))


def load(paths: Sequence[Path], *, language: str = "de", source_language: str = "en") -> Glossary:
    """The terms of one or more files; the format is chosen by the suffix (.tbx, .xml; .tsv, .tab; any other: CSV).
    Rows of one source are joined. Raises AuditError, naming file and line, for what cannot be read."""
    digest = hashlib.sha256()
    read: list[Term] = []
    for path in paths:
        text = shown(read_text(path))  # as segments are read: a soft hyphen is no letter of a term
        digest.update(text.encode() + b"\0")
        read += _read(text, path, language, source_language)
    return Glossary(
        _joined([one for term in read for one in _unbracketed(term)]), digest.hexdigest(), language, source_language
    )


def _read(text: str, path: Path, language: str, source_language: str) -> list[Term]:
    name = name_of(path)
    if path.suffix.lower() in (".tbx", ".xml"):
        from audit.tbx import read_tbx

        terms = read_tbx(text, name, language, source_language)
    else:
        terms = _read_table(text, name, tabs=path.suffix.lower() in (".tsv", ".tab"))
    if not terms:
        raise AuditError(f"{name}: holds no terms from {source_language} to {language}; give source and target terms")
    return terms


def _unbracketed(term: Term) -> Iterator[Term]:
    """The entry without its brackets, which running text does not repeat: "lease (housing)" is a lease, and
    "value added tax (VAT)" is that or VAT."""
    wanted = tuple(dict.fromkeys(one for wording in term.wanted for one in _spelled(wording)))
    forbidden = tuple(dict.fromkeys(one for wording in term.forbidden for one in _spelled(wording)))
    for source in _spelled(term.source):
        yield replace(term, source=source, wanted=wanted, forbidden=forbidden)


def _spelled(wording: str) -> list[str]:
    """A wording without the bracket at its end, and what stands in it where that is an abbreviation of the rest: its
    letters stand there in their order, as VAT in "value added tax" but not UK in "lorry"."""
    bracket = _BRACKET.fullmatch(wording)
    if bracket is None or not WORD.search(bracket[1]):
        return [wording]
    term, inside = bracket.groups()
    rest = iter(term.lower())
    short = [letter for letter in inside.lower() if letter.isalpha()]
    is_short = sum(map(str.isupper, inside)) > 1 and short[0] == term[0].lower() and all(one in rest for one in short)
    return [term, inside] if is_short else [term]


def _joined(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Terms of one source made one; what one row wants no other row can forbid."""
    by_source: dict[str, list[Term]] = {}
    for term in terms:
        by_source.setdefault(term.source or f"\0{term.where}", []).append(term)
    joined = []
    for same in by_source.values():
        wanted = tuple(dict.fromkeys(w for term in same for w in term.wanted))
        forbidden = tuple(dict.fromkeys(f for term in same for f in term.forbidden if f not in wanted))
        note = " ".join(dict.fromkeys(term.note for term in same if term.note))
        joined.append(Term(same[0].source, wanted, forbidden, note, same[0].where))
    return tuple(joined)


def _read_table(text: str, name: str, *, tabs: bool) -> list[Term]:
    told = _SEPARATOR.match(text)  # Excel writes it for itself; the empty line that is left keeps the numbers
    text = text[told.end() :] if told else text
    lines = iter(text.split("\n"))
    first = next((line for line in lines if line.strip()), "")
    delimiter = told[1] if told else "\t" if tabs else max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = COLUMNS
    terms: list[Term] = []
    begin = True
    try:
        for row in reader:
            cells = [" ".join(cell.split()) for cell in row]
            if not any(cells):
                continue
            while len(cells) > len(columns) and not cells[-1]:  # a column that a spreadsheet has and nobody filled
                cells.pop()
            where = f"{name}, line {reader.line_num}"
            named = tuple(cell.lower() for cell in cells)
            if begin and {"source", "target"} <= set(named):
                columns = _header(named, where)
            elif begin and len(named) > 1 and all(map(_is_heading, named)):
                raise AuditError(f"{where}: column {cells[0]!r} is unknown; name the columns: {', '.join(COLUMNS)}")
            else:
                terms.append(_row(cells, columns, where))
            begin = False
    except csv.Error as error:
        raise AuditError(f"{name}, line {reader.line_num}: is not valid CSV ({error}); check its quotes") from None
    return terms


def _is_heading(cell: str) -> bool:
    """Whether a cell of a first row, in lower case, names a column: "source term", "de-AT"."""
    return _TAG.fullmatch(cell) is not None or HEADINGS.issuperset(cell.replace("_", " ").split())


def _header(named: tuple[str, ...], where: str) -> tuple[str, ...]:
    unknown = [column for column in named if column not in COLUMNS]
    if unknown or len(set(named)) != len(named):
        raise AuditError(f"{where}: column {(unknown or named)[0]!r} is unknown or twice; known: {', '.join(COLUMNS)}")
    return named


def _row(cells: Sequence[str], columns: Sequence[str], where: str) -> Term:
    if not 2 <= len(cells) <= len(columns):
        count = "1 column" if len(cells) == 1 else f"{len(cells)} columns"
        raise AuditError(f"{where}: has {count}; give source and target, and if you like forbidden and note")
    row = dict(zip(columns, cells, strict=False))
    for cell in (row.get("target", ""), row.get("forbidden", "")):
        if ";" in cell:
            raise AuditError(f"{where}: {clean(cell)[:60]!r} holds a semicolon; put | between several wordings")
    term = Term(
        row.get("source", ""),
        wordings(row.get("target", "")),
        wordings(row.get("forbidden", "")),
        row.get("note", ""),
        where,
    )
    return checked(term)


def checked(term: Term) -> Term:
    """The term itself. Raises AuditError where it says nothing (no target and nothing forbidden, or no word in one),
    wants what it forbids, or is running text."""
    if not term.forbidden and not (term.source and term.wanted):
        raise AuditError(f"{term.where}: needs a source and a target term, or a forbidden one")
    for wording in filter(None, (term.source, *term.wanted, *term.forbidden)):
        if not WORD.search(wording):
            raise AuditError(f"{term.where}: {clean(wording)!r} holds no word; give a term of letters or digits")
        if wording.endswith((".", "!", "?")) and len(WORD.findall(wording)) >= SENTENCE:
            raise AuditError(f"{term.where}: {clean(wording)[:60]!r} is a sentence, not a term; give a table of terms")
    both = next((wording for wording in term.wanted if wording in term.forbidden), None)
    if both is not None:
        raise AuditError(f"{term.where}: {clean(both)!r} is both wanted and forbidden; decide for one")
    return term


def wordings(cell: str) -> tuple[str, ...]:
    """The wordings of one cell, which stand between `|`."""
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))
