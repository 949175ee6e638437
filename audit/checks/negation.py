"""Negation lost or added (needs a given source).

Flags a segment where one side clearly negates and the other has no negation of any kind: no "nicht" or "kein", no
"un-", "-los" or "-dicht" (wasserdicht), no verb of denial ("verweigern", "fehlen", "scheitern", "fail", "refuse",
"lack"); and an "unless" that became a mere condition ("wenn"). A word that only renders another of its kind explains
nothing: "never unattended" is not "unbeaufsichtigt". Meaning turned into its contrary is critical. Phrases that negate
nothing ("not only", "no doubt", "nicht zuletzt") and questions that hope for a yes ("isn't it?", "won't you come in?")
count on neither side, nor do two negations that cancel each other (nothing is impossible, don't forget, cannot but,
can't not), what German says otherwise (not now, später), "could not be better", "never a better one" where German has a
superlative, a bound ("may not exceed", „höchstens“), one side's opposite (is closed, hat nicht geöffnet; see the table
of the check "opposites"), a "no" that is a "nein", and what stands in the target as it does in the source (a game that
is called No Mercy). Words that often hold a negation in German (stay, remain, silent) make the finding major and less
sure.

Wrong:  The minister did not resign. -> Der Minister trat zurück.
Right:  The minister refused to resign. -> Der Minister trat nicht zurück.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.opposites import crossed
from audit.languages.tables import is_known, toml_table

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TAG_QUESTION = re.compile(r",\s+[a-z]+(?:n['’]t)\s+(?:i|you|he|she|it|we|they)\s*\?", re.IGNORECASE)
# "n't" as it is mistyped: "is'nt", "don;t", "won ´t".
_SLIPPED = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should|ai)"
    r"(?:n[\s´`;\u0301]{1,2}|['’´`;]n['’´`;]?)t\b",
    re.IGNORECASE,
)
# "Won't you come in?" and "Isn't it lovely?" deny nothing; nor does "Why don't you sit down?".
_ASKED = re.compile(
    r"(?:(?:^|[.!?:;,\"“])\s*[a-z]+n['’]t\s+(?:i|you|he|she|it|we|they|this|that)|\bwhy\s+don['’]t\s+(?:i|you|we))\b"
    r"(?=[^.!?]{0,200}\?)",
    re.IGNORECASE,
)
# "You can't not love it" is "you must love it".
_TWICE = re.compile(r"\b(?:\w+n['’]t|cannot|never)\s+not\b", re.IGNORECASE)
_NUMERO = re.compile(r"\b[Nn]o\.?\s?\d|\bNo\.(?=\s\S)|\bNr\b")
_NONE = re.compile(r"(?<![\w.,:+-])0(?![\w.,:]|\s?[%°])(?= [^\W\d_])")  # "0 results" are "keine Ergebnisse"
_ANSWER = re.compile(r"\b(?:[Nn]o(?:pe|es)?|[Nn]ein)(?=\s?[:,.!;]|\s[-–—]\s)")  # negates no clause
_NO, _NEIN = re.compile(r"\bno(?:pe)?\b", re.IGNORECASE), re.compile(r"\bnein\b", re.IGNORECASE)
_COMPARATIVE = (
    r"(?:more|less|better|worse|(?:happ|eas|bus|pretti|funn|luck|earl|angr|sorr)ier|prouder|simpler|clearer|closer|"
    r"greater|larger|bigger|higher|lower|stronger|nicer|finer|kinder|further|farther|sooner|faster|worthier)"
)
# "Could not be better" is best; "could not do it any more" negates.
_UTMOST = re.compile(
    r"\bcould(?:n['’]t| not)\s+(?:possibly\s+)?(?:agree|be|ask for|have asked for|have been|imagine|wish for|hope for|"
    rf"get|care|feel|think of)\s+(?:\w+\s+){{0,3}}?{_COMPARATIVE}\b",
    re.IGNORECASE,
)
_UNSURPASSED = re.compile(
    rf"(?:\b(?:no|not|never|nothing|nobody|none)|n['’]t)\s+(?:[\w'’]+\s+){{0,4}}?{_COMPARATIVE}\b", re.IGNORECASE
)
# "Keeps it from growing" and "too small to grow" are "wächst nicht".
_WITHHELD = re.compile(
    r"\b(?:keep(?:s|ing)?|hold(?:s|ing)?|held)\b[^.;:!?]{1,60}?\bfrom\b|\btoo\b[^.;:!?]{1,60}?\bto\b", re.IGNORECASE
)
# "May not make more than two" and "shall not exceed two" bound: „höchstens zwei“. Which bound it is, see opposites.tsv.
_BOUNDED = re.compile(
    r"(?:no|not|never|neither|nobody|none|cannot|[a-z]+n['’]t)\s+(?:[\w'’-]+\s+){0,6}?"
    r"(?:exceed\w*|(?:more|less|fewer|greater|longer|shorter|higher|lower|older|younger|later|earlier|sooner)\s+than)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:höchst|mindest|frühest|spätest|längst|wenigst|allerhöchst)ens\b|\b(?:[Hh]öchst|[Mm]indest)(?!ens)[^\W\d_]{2,}"
    r"|\b(?:maxim|minim)al\w*|\bbis zu[mr]?\b|\bunter(?= \d)|\bab(?= \d| dem\b)",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b\w{2,}st(?:e[nmrs]?)?\b|\bam \w+sten\b|\bmehr als\b|\b[Ww](?:as|er|ie|o) (?:könnte|kann|gäbe|gibt|wäre|ist)\b"
)
# "Unless" denies its condition: German says so, makes it an exception ("außer", „vorbehaltlich“), what has to be
# ("nur", "muss") or what ends ("bis"), or says what follows otherwise ("sonst"); "wenn" alone is the contrary.
_UNLESS = re.compile(r"\bunless\b", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"\b(?:außer|es sei denn|es wäre denn|vorbehalt\w*|vorbehält\w*|bis|solange|sonst|ansonsten|mangels"
    r"|(?:ander|abweich|gegenteil|entgegen|widersp)\w*|bevor|ehe|vorausgesetzt|voraussetz\w*|bedarf|bedürf\w*|muss|müss\w*|zwingend)\b",
    re.IGNORECASE,
)
# Denials whose particle stands apart ("hör auf zu schreien", "raten davon ab"), and "statt" but in "findet statt".
_SEPARATED = re.compile(
    r"\bhör\w*\b[^.;:!?]{0,60}?\bauf(?= zu\b| damit\b| mit\b|[,.;!?]|$)"
    r"|\b(?:rät|rate[nt]?|riet\w*|lehn\w+|sag\w+|h[aä]lt\w*|hielt\w*|bring\w*|brach\w*|seh\w*|sieht|sah\w*)\b"
    r"[^.;:!?]{0,80}?\bab(?=[,.;!?]|$| und\b| zu\b)"
    r"|\bstatt(?= [a-zäöü])",
    re.IGNORECASE,
)
_INFIX = re.compile(r"^(ab|auf|aus|ein|fern|vor|weg|zurück)(?:zu|ge)(?=.{4})")  # abzulehnen, auszuschließen
# "Nicht mehr" tells of an end, which English says with a verb or adjective (outgrow, be freed, broken).
_ENDED = re.compile(r"\s(?:\w+\s)?mehr\b(?! als\b)", re.IGNORECASE)
_CANCELLED = 4  # words by which a denial may follow the negation that cancels it: "never once failed"
# What nothing gets through or off is not open to it: "shatterproof", "rutschfest", but no "Volksfest" and "unsicher".
_ENGLISH_PROOF = re.compile(r"\b\w{2,}(?:-?proof|[ -](?:resistant|repellent))\b", re.IGNORECASE)
_GERMAN_PROOF = re.compile(
    r"\b(?!(?i:un|versich|verdicht|gedicht))(?:[^\W\d_]{3,}(?:sicher|dicht|beständig|resistent|abweisend)"
    r"|[a-zäöüß][^\W\d_]{2,}fest|(?:[Ff]arb|[Ll]icht)echt)(?:e[nmrs]?)?\b"
)
_ENGLISH_PREFIX = re.compile(
    r"(un|ir|non-?|i[mnl](?=.*[ai]b(?:le|ly|ility)$)"
    r"|dis(?!c(?:over|uss|harg|ount|ours|ern|ipl|o)|play|patch|tan|tri|pos|eas|gu|tinc|solv|turb|crimin))(.{3,})"
)
# Of the prefixes of loanwords only those before adjectives: "irrelevant", but neither "Inhalt" nor "Insel".
_GERMAN_PREFIX = re.compile(
    r"(un|miss|nicht|(?:i[mnlr]|des|dis)(?=.*(?:abel|abl|ibel|ibl|al|ant|ent|iv|il|ell|är|ekt|at|iert)(?:e[nmrs]?)?$))(.{3,})"
)
_ENGLISH_SUFFIX = re.compile(r".{3,}less(?:ly|ness)?|.{2,}-free")
_GERMAN_SUFFIX = re.compile(r".{3,}(?:(?:los|frei)(?:e[nmrs]?|igkeit)?|verbot(?:e[ns]?|s)?)")


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """At most one finding: the segment's negation lost, or one added."""
    if not (evidence.source_given and evidence.source):
        return
    if not segment.text.strip() or len(segment.text) > 1200 or len(evidence.source) > 1200:
        return  # several sentences: one negation more or less says nothing about any of them
    source, target = _negating(evidence.source, segment.text)
    if not source and not target:
        yield from _exception_lost(segment.text, evidence)
    if bool(source) == bool(target) or next(crossed(evidence.source, segment.text), None):
        return
    own = _own(evidence.source, segment.text)
    if source and not _denies(segment.text, "de", own):
        if _cancelled(evidence.source, source, "en", own):
            return
        if all(_copied(evidence.source, span, segment.text) for span in source):
            return
        if _UNSURPASSED.search(evidence.source) and _SUPERLATIVE.search(segment.text):
            return
        if len(source) == 1 and _BOUNDED.match(evidence.source, source[0][0]) and _BOUND.search(segment.text):
            return
        if len(source) == 1 and _otherwise(evidence.source[source[0][1] :], segment.text):
            return
        start, end = _lost_at(segment.text, evidence, source[0])
        quoted = evidence.source[source[0][0] : source[0][1]]
        message = f"The source negates (“{quoted}”), the target does not."
        yield _finding(segment.text, start, end, message, quoted, soft=False)
    elif target and not _denies(evidence.source, "en", own):
        if _cancelled(segment.text, target, "de", own):
            return
        start, end = target[0]
        quoted = segment.text[start:end]
        message = f"The target negates („{quoted}“), the source does not."
        soft = not set(_lower(evidence.source)).isdisjoint(_words("en", "soft"))
        soft = soft or _ENDED.match(segment.text, end) is not None
        yield _finding(segment.text, start, end, message, quoted, soft=soft)


def _exception_lost(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Where "unless" became a mere condition. No other negation may stand on either side: "no … unless" is "nur"."""
    unless = _UNLESS.search(evidence.source)
    if unless is None or _denies(text, "de") or _EXCEPTION.search(text) or next(crossed(evidence.source, text), None):
        return
    start, end = _lost_at(text, evidence, unless.span())
    quoted = unless.group()
    message = f"The source makes an exception (“{quoted}”), the target does not."
    yield _finding(text, start, end, message, quoted, soft=False)


def _negating(source: str, target: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The spans that negate on either side, less each "no" that is a "nein"."""
    answers = min(len(_NO.findall(source)), len(_NEIN.findall(target)))  # "meaning no." is „Nein bedeutet“
    english, german = negations(source, "en"), negations(target, "de")
    return _less(source, english, _NO, answers), _less(target, german, _NEIN, answers)


def _less(text: str, spans: list[tuple[int, int]], word: re.Pattern[str], count: int) -> list[tuple[int, int]]:
    """The spans without those of this word, where so many of it are none; what is no span comes first."""
    own = [span for span in spans if word.fullmatch(text, *span)]
    beside = len(word.findall(text)) - len(own)
    return [span for span in spans if span not in own[: max(0, count - beside)]]


def _copied(text: str, span: tuple[int, int], other: str) -> bool:
    """Whether the other text has this word and the next one, too."""
    following = _WORD.search(text, span[1])
    if following is None:
        return False
    plain = re.sub(r"\s?(['’])\s?", r"\1", other.lower())  # "don ' t" in tokenised text
    return text[span[0] : following.end()].lower() in plain


def _own(source: str, target: str) -> frozenset[str]:
    """The lower-case words of both sides that only seem to deny, for each renders one of the other side ("free",
    "kostenlos"): they neither explain nor cancel what else is negated."""
    english, german = _lower(source), _lower(target)
    own: set[str] = set()
    for one, other in _pairs("own"):
        rendered = [w for w in german if _listed(w, other)]
        said = [w for w in english if _listed(w, one.split("|"))] if rendered else []
        if len(said) == len(rendered):  # else one may deny: of two "unnecessary", one is "nicht benötigt"
            own.update(said, rendered)
    return frozenset(own)


def _otherwise(denied: str, target: str) -> bool:
    """Whether German says the contrary of what follows the negation in a way of its own: not "now", "später"."""
    words = _lower(target)
    return any(
        re.match(rf"\s+(?:{one})\b", denied, re.IGNORECASE) and any(_listed(w, other) for w in words)
        for one, other in _pairs("otherwise")
    )


def _lower(text: str) -> list[str]:
    return [match.group().lower() for match in _WORD.finditer(text)]


def _listed(word: str, listed: Iterable[str]) -> bool:
    """Whether a list has the word or a beginning of it; what has up to four letters stands for itself only."""
    return any(word == w if len(w) <= 4 else " " not in w and word.startswith(w) for w in listed)


def _cancelled(text: str, spans: list[tuple[int, int]], language: str, own: frozenset[str]) -> bool:
    """Whether the only negation is followed by a denial ("nicht unmöglich"), or by "without"."""
    first = spans[0]
    if len(spans) == 2 and text[slice(*spans[1])].lower() in ("without", "ohne"):
        return True
    if len(spans) > 1:
        return False
    clause = re.split(r"[,.;:!?–—]", text[first[1] :], maxsplit=1)[0]
    following = _lower(clause)[:_CANCELLED]
    return any(_implicit(word, language) or _negative(word, language) for word in following if word not in own)


def _finding(text: str, start: int, end: int, message: str, quoted: str, *, soft: bool) -> Finding:
    return found(
        text,
        start,
        end,
        category=Category.MISTRANSLATION,
        severity=Severity.MAJOR if soft else Severity.CRITICAL,
        confidence=0.4 if soft else 0.7,
        message=message,
        check="negation",
        evidence={"negation": quoted},
    )


@lru_cache(maxsize=4)
def _harmless(language: str) -> re.Pattern[str]:
    phrases = sorted(toml_table(language, "negation")["harmless"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(p) for p in phrases) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=16)
def _words(language: str, key: str) -> tuple[str, ...]:
    return tuple(toml_table(language, "negation")[key])


@lru_cache(maxsize=2)
def _pairs(key: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A table of English and German, both with "|" between words."""
    return tuple((english, tuple(german.split("|"))) for english, german in toml_table("de", "negation")[key])


def negations(text: str, language: str) -> list[tuple[int, int]]:
    """Spans of the words that negate a clause, in order, harmless phrases left out."""
    words = frozenset(_words(language, "negations"))
    skipped: list[tuple[int, int]] = [m.span() for m in _harmless(language).finditer(text)]
    alone = (_TAG_QUESTION, _ASKED, _TWICE, _NUMERO, _ANSWER, _UTMOST) if language == "en" else (_ANSWER,)
    skipped += [m.span() for pattern in alone for m in pattern.finditer(text)]
    covered = bytearray(len(text) + 1)
    for start, end in skipped:
        covered[start:end] = b"\x01" * (end - start)
    spans = []
    for match in _WORD.finditer(text):
        word = match.group().lower().replace("’", "'")
        stem = word.partition("'")[0]  # "nobody's", "nothing'll"
        if (stem in words or (language == "en" and word.endswith("n't"))) and not covered[match.start()]:
            spans.append(match.span())
    return spans


def _denies(text: str, language: str, own: frozenset[str] = frozenset()) -> bool:
    """Whether the text has an implicit negation, a negative prefix or suffix, or a harmless negation phrase. own: words
    that count for none."""
    if _harmless(language).search(text) or _NONE.search(text):
        return True
    if (_ENGLISH_PROOF if language == "en" else _GERMAN_PROOF).search(text):
        return True
    if language == "en" and (
        re.search(r"n['’]t\b", text) or _SLIPPED.search(text) or _WITHHELD.search(text) or _TWICE.search(text)
    ):
        return True
    if language == "de" and _SEPARATED.search(text):
        return True
    low = f" {text.lower()} "
    implicit = _words(language, "implicit")
    words = [word for word in _lower(text) if word not in own]
    if any(_implicit(w, language) for w in words):
        return True
    return any(f" {w} " in low for w in implicit if " " in w) or any(_negative(w, language) for w in words)


@lru_cache(maxsize=20_000)
def _implicit(word: str, language: str) -> bool:
    """Whether the word denies without negating, by the table."""
    word = _INFIX.sub(r"\1", word) if language == "de" else word
    return _listed(word, _words(language, "implicit"))


@lru_cache(maxsize=20_000)
def _negative(word: str, language: str) -> bool:
    """Whether the word has a negative prefix before another word of the language, or a negative suffix."""
    prefix, suffix = (_ENGLISH_PREFIX, _ENGLISH_SUFFIX) if language == "en" else (_GERMAN_PREFIX, _GERMAN_SUFFIX)
    if word in _words(language, "lookalikes") or len(word) > 60:
        return False
    match = prefix.fullmatch(word)
    rest = match[2] if match else ""
    if rest and (is_known(rest, language) or (language == "de" and is_known(rest.capitalize(), language))):
        return True
    return suffix.fullmatch(word) is not None


def _lost_at(text: str, evidence: Evidence, negation: tuple[int, int]) -> tuple[int, int]:
    """The target words aligned to the negation or the word after it; without links the segment less its final mark."""
    near = {j for j, w in enumerate(evidence.source_words) if w.start < negation[1] + 1 and w.end > negation[0] - 1}
    near |= {j + 1 for j in near}
    linked = [evidence.words[i] for i, j in evidence.links if j in near and i < len(evidence.words)]
    if linked:
        start, end = linked[0].start, linked[0].end
        if 0 <= start < end <= len(text):
            return start, end
    return 0, len(text.rstrip(" .!?…\"“”»«'")) or len(text)
