"""Quotation marks, dashes, brackets, spaces and apostrophes (needs no source).

German quotes „so“ or »so«, inside ‚so‘; the marks of English “so” and straight "so" are flagged, each for itself, for
that is what raters mark and what is between them may have errors of its own; so are marks without partner and mixed
styles. Also: a space before a comma, none after it, doubled spaces and marks, a hyphen or two where a dash (–) is
meant, brackets without partner, the English genitive apostrophe (Peter's Buch), no space before a percent sign (DIN
5008), one around a slash between single words or before a hyphen (die „Links“ -Regel). Everything here is minor. What a
document does more than four times (straight marks, hyphens for dashes) is told once, with its places. Proposed marks
are those of the document, where it quotes »so«, and within a quotation the inner ones.

Wrong:  Er sagte: “Das ist gut”.
Right:  Er sagte: „Das ist gut“.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.checks.consistency_forms import quotation_styles
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found
from audit.languages.quotes import Pair, quotations, unpaired
from audit.languages.tables import word_list

NAME = "typography"
# How many raters mark the place where such a finding is, as a mean over those of newstest2020, newstest2021 and TED,
# each campaign counted alike: of straight quotation marks .79, .37 and .22. (Those of WMT22 QE dev marked none.)
QUOTES, JOINED, DASH, GENITIVE, OTHERWISE = 0.45, 0.9, 0.3, 0.4, 0.55
# What is said of the marks of a pair in such a style.
STYLE = {
    "straight": "Straight quotation mark: German writes „ and “.",
    "english": "English quotation mark: German writes „ and “.",
    "mixed": "Unlike quotation marks: German writes „ and “.",
    "typed": "Two marks stand for a quotation mark: German writes „ and “.",
}
WITHIN = "German writes ‚ and ‘ within quotations."
HYPHEN = "A hyphen stands where a dash (–) is meant."
PERCENT = "German puts a space before the percent sign."
HABITS = frozenset({*STYLE.values(), WITHIN, HYPHEN, PERCENT})  # what a keyboard or a house style does throughout
MANY = 4  # marks of one kind that are told one by one
_INNER = {"„": "‚‘", "»": "›‹", "«": "‹›"}  # marks of a quotation in one that begins so
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<!\S)\S{1,80}@\S+|\b[\w-]{1,60}\.(?:com|de|org|net|at|ch|io|eu|gov|edu|co|uk|info|ru|html?|pdf|py|js)\b\S*"
    r'|[\w-]{1,60}="[^"]{0,300}"|[\w.]{1,60}\("[^"]{0,300}"[^()]{0,100}\)|\{"[^{}]{0,300}\}'  # a="b", f("a"), {"a": 1}
    r"|`[^`]*`|</?[a-zA-Z][^<>]{0,300}>|&(?:#\d{1,6}|#x[\da-fA-F]{1,6}|[a-zA-Z]\w{1,7});"  # code, tags, entities
)
_SPACE_BEFORE = re.compile(r"(?<=[^\W_])[ \u00a0]+(?=[,;](?:\s|$)|[.!?:](?:\s|$)(?!\s*[.)]))")
# Not where the comma stands for an opening ‚ ("sein ,Schwanz‘ wedelt").
_SPACE_ON_WRONG_SIDE = re.compile(r"(?<=[^\W_])[ \u00a0]+[,;](?=[^\W\d_]{2})(?![^,;]{0,80}[‘’'])")
_NO_SPACE_AFTER = re.compile(
    r"(?<=[a-zäöüß]{2})[,;](?=[A-Za-zÄÖÜäöüß]{2})|(?<=[a-zäöüß]{3})[.!?](?=[A-ZÄÖÜ][a-zäöüß]{2})"
)
# ,,so'' as typewriters write it; 5'' is a measure
_TYPED_OPENING = re.compile(r"(?<![^\s(\[„–/-]),,(?=[^\W_])")
_TYPED_CLOSING = re.compile(r"(?<=[^\W\d_]|[.!?…])''(?![^\W_])")
_DOUBLE_SPACE = re.compile(r"(?<=\S) {2,8}(?=\S)")
_DOUBLE_MARK = re.compile(r",,+|;;+|::+|(?<![.!?])\.\.(?![.\w/\\])|(?:,\.|\.,|;,|,;)(?=\s|$)")
_POINT_TOO_MUCH = re.compile(r"[?!]{2,}\.(?=\s|$)")  # after one mark it may close a sentence: "bei Yahoo!."
# An opening mark that a single one closes. Apostrophes are none: "Hans' Buch", "ich hab' Zeit".
_HALF_CLOSED = re.compile(r"„(?:[^\W\d_][\w-]{0,60} ){0,3}[A-ZÄÖÜ][\w-]{1,60}(?<![sßxz])['’‘](?=[\s.,;:!?)]|$)")
_DASH = re.compile(r"(?<=[^\W_]|[,.“\"”)%]) (--?) (?=[^\W_]|[„\"“(])")
_PERCENT = re.compile(r"\d+(?:[.,]\d+)*%(?![\w-])")  # "100%ig" and "5%-Hürde" are written together
_SPLIT = re.compile(r"(?<=[“”\"«]) -(?=[A-ZÄÖÜa-zäöü]{2})")
_SLASH = re.compile(r"(?<=[^\W_]) / (?=[^\W_])")
# The words up to a slash and from it, within the clause.
_UP_TO = re.compile(r"(?:[^\W_][\w-]{0,60} ){0,3}([^\W_])[\w-]{0,60}$")
_FROM = re.compile(r"([^\W_])[\w-]{0,60}(?: [^\W_][\w-]{0,60}){0,3}")
_GENITIVE = re.compile(r"\b([A-ZÄÖÜ][a-zäöüß]{2,})(['’]s)(?= (?:[a-zäöüß]+(?:e[nrsm]?) )?([A-ZÄÖÜ][a-zäöüß]{2,}))")
# Besides the German ones in abbreviations.txt: one letter, what closes a list, weekdays and months, VAT, English names.
_ABBREVIATION = re.compile(
    r"\b(?:[A-Za-z]|usw|etc|Mo|Di|Mi|Do|Fr|Sa|So|Okt|Nov|Dez|MwSt|USt|Ges|Inc|Corp|Co|Ltd|Jr|Sr|Mr|Ms)\.,$"
)
_POINTED = re.compile(r"(?:[^\W\d_]+\.)+(?=,$)")
_LIST_OR_SMILE = re.compile(r"(?:(?:^|\s)(?:[a-zA-Z]|\d{1,3}|[ivx]{1,4})|[:;8][-o^']?)$")  # 1) a) :-)


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Typographical findings of one segment, at most one per span."""
    text = segment.text
    taken = bytearray(len(text) + 1)
    for match in _ADDRESS.finditer(text):
        taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    pairs = quotations(text)
    spoken = (*_quotes(text, pairs), *_brackets(text), *_spaces(text), *_marks(text), *_genitives(text, evidence))
    for finding in spoken:
        if not any(taken[finding.start : finding.end]):
            taken[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
            yield finding


def told_once(segments: Sequence[Segment], by_segment: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
    """The findings of a document, segment by segment, where a habit that it has throughout is told at its first place
    only, with all as evidence; what repeats itself is one error (MQM). Proposed quotation marks become those of the
    document. Findings of other checks pass unchanged."""
    places: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for segment, findings in zip(segments, by_segment, strict=True):
        for finding in findings:
            if finding.check == NAME and finding.message in HABITS:
                places[finding.message].append((segment.id, finding.text))
    marks = _marks_of([segment.text for segment in segments]) if places else {}
    told: set[str] = set()
    result: list[list[Finding]] = []
    for findings in by_segment:
        kept: list[Finding] = []
        for finding in findings:
            habit = finding.message
            if finding.check != NAME or habit not in HABITS:
                kept.append(finding)
            elif habit not in told:
                said, better = habit.translate(marks), (finding.suggestion or "").translate(marks)
                one = replace(finding, message=said, suggestion=better)
                if len(places[habit]) > MANY:
                    told.add(habit)
                    one = _throughout(one, places[habit])
                kept.append(one)
        result.append(kept)
    return result


def _throughout(finding: Finding, places: Sequence[tuple[str, str]]) -> Finding:
    """The finding as the one of a habit; places: (segment, text) of each mark."""
    evidence = {
        "places": [{"segment": segment, "text": text} for segment, text in dict.fromkeys(places)],
        "count": len(places),
        "throughout": finding.message,
    }
    said = f"{finding.message} This is the first of {len(places)} such places."
    return replace(finding, message=said, evidence={**finding.evidence, **evidence})


def _marks_of(texts: Sequence[str]) -> dict[int, int]:
    """What stands for „“‚‘ in a document whose quotations are »so« or «so»."""
    _, style = quotation_styles(texts)
    return str.maketrans("„“‚‘", style[0] + style[-1] + _INNER[style[0]]) if style else {}


def _finding(
    text: str,
    start: int,
    end: int,
    message: str,
    suggestion: str | None,
    *,
    category: Category = Category.TYPOGRAPHICAL,
    confidence: float = OTHERWISE,
) -> Finding:
    return found(
        text,
        start,
        end,
        category=category,
        severity=Severity.MINOR,
        confidence=confidence,
        message=message,
        check=NAME,
        suggestion=suggestion,
    )


def _quotes(text: str, pairs: list[Pair]) -> Iterator[Finding]:
    first = next((pair for pair in pairs if pair.style in ("german", "guillemets")), None)
    end = 0  # of the quotation in double marks that began last and stands in no other
    for pair in pairs:
        marks, message = _right_marks(text, pair, first, nested=pair.start < end)
        if not pair.style.startswith("single"):
            end = max(end, pair.end)
        for place, right in zip((pair.start, pair.end - 1), marks, strict=False):
            if text[place] != right:
                yield _finding(text, place, place + 1, message, right, confidence=QUOTES)
    lone = unpaired(text, pairs)
    for place in lone:
        # the partner of a single one may stand in the next segment; but straight marks are wrong in any case
        if text[place] == '"':
            opens = place == 0 or not text[place - 1].strip() or text[place - 1] in "(["
            yield _finding(text, place, place + 1, STYLE["straight"], "„" if opens else "“", confidence=QUOTES)
        elif len(lone) > 1:
            yield _finding(text, place, place + 1, "This quotation mark has no partner.", None, confidence=QUOTES)
        elif text[place] == "„" and (half := _HALF_CLOSED.match(text, place)):
            yield _finding(text, half.end() - 1, half.end(), STYLE["mixed"], "“", confidence=QUOTES)
    for pattern, right in ((_TYPED_OPENING, "„"), (_TYPED_CLOSING, "“")):
        for match in pattern.finditer(text):
            yield _finding(text, *match.span(), STYLE["typed"], right, confidence=QUOTES)


def _right_marks(text: str, pair: Pair, first: Pair | None, *, nested: bool) -> tuple[str, str]:
    """The marks that a pair should have, "" where it may stay, and why. first: the segment's first German quotation;
    nested: whether the pair stands in another."""
    if pair.style in STYLE:
        return ("‚‘", WITHIN) if nested else ("„“", STYLE[pair.style])
    if pair.style in ("single-english", "single-straight"):
        return "‚‘", WITHIN
    if first and pair.style in ("german", "guillemets") and pair.style != first.style:
        outer = text[first.start] + text[first.end - 1]
        return _INNER[outer[0]] if nested else outer, "Two styles of quotation marks in one segment."
    return "", ""


def _brackets(text: str) -> Iterator[Finding]:
    """Brackets without partner; "1)" and "a)" count a list, ":)" smiles."""
    openers: list[int] = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for i, c in enumerate(text):
        if c in "([{":
            openers.append(i)
        elif c in pairs:
            if openers and text[openers[-1]] == pairs[c]:
                openers.pop()
            elif not _LIST_OR_SMILE.search(text[max(0, i - 5) : i]):
                yield _finding(text, i, i + 1, "This bracket has no partner in the segment.", None)
    for i in openers:
        if not (i and text[i - 1] in ":;"):
            yield _finding(text, i, i + 1, "This bracket has no partner in the segment.", None)


def _spaces(text: str) -> Iterator[Finding]:
    for match in _SPACE_BEFORE.finditer(text):
        end = match.end() + 1
        message = f"German has no space before {text[end - 1]}."
        yield _finding(text, match.start(), end, message, text[end - 1], category=Category.WHITESPACE)
    for match in _SPACE_ON_WRONG_SIDE.finditer(text):
        mark = match.group()[-1]
        message = f"The space belongs after {mark}, not before."
        yield _finding(text, *match.span(), message, f"{mark} ", category=Category.WHITESPACE, confidence=JOINED)
    for match in _NO_SPACE_AFTER.finditer(text):
        message = f"A space is missing after {match.group()}."
        yield _finding(
            text, *match.span(), message, match.group() + " ", category=Category.WHITESPACE, confidence=JOINED
        )
    for match in _PERCENT.finditer(text):
        right = match.group().replace("%", "\u00a0%")
        yield _finding(text, *match.span(), PERCENT, right, category=Category.WHITESPACE)
    slashes = (match for match in _SLASH.finditer(text) if not _between_groups(text, *match.span()))
    for right, matches in (("-", _SPLIT.finditer(text)), ("/", slashes)):
        for match in matches:
            message = f"German has no space before {right} here."
            yield _finding(text, *match.span(), message, right, category=Category.WHITESPACE)
    for match in _DOUBLE_SPACE.finditer(text):
        yield _finding(text, *match.span(), "More than one space between words.", " ", category=Category.WHITESPACE)


def _between_groups(text: str, start: int, end: int) -> bool:
    """Whether a slash stands between groups of words, where its spaces are right: a noun and an article or adjective
    meet at it ("Hardware / das System"), or both sides of a label have several words ("Neue Seite / Neuer Ordner")."""
    before, after = _UP_TO.search(text[max(0, start - 60) : start]), _FROM.match(text, end)
    if before is None or after is None or " " not in before[0]:
        return False
    if before[1].isupper() and after[1].islower():
        return True
    return " " in after[0] and not text[-4:].rstrip().endswith((".", "!", "?", "…", ","))


def _abbreviated(text: str) -> bool:
    """Whether the text ends in an abbreviation and a comma."""
    word = _POINTED.search(text)
    return bool(_ABBREVIATION.search(text)) or (word is not None and word.group() in word_list("de", "abbreviations"))


def _marks(text: str) -> Iterator[Finding]:
    for match in _DOUBLE_MARK.finditer(text):
        if not _abbreviated(text[max(0, match.start() - 12) : match.end()]) and match.group() != "::":
            yield _finding(text, *match.span(), "Doubled punctuation.", match.group()[0])
    for match in _POINT_TOO_MUCH.finditer(text):
        yield _finding(text, *match.span(), "No point follows ? and !.", match.group()[:-1])
    yield from _dashes(text)


def _dashes(text: str) -> Iterator[Finding]:
    """Hyphens for dashes."""
    for match in _DASH.finditer(text):
        if not _figures(text, *match.span()):
            yield _finding(text, *match.span(1), HYPHEN, "–", confidence=DASH)


def _figures(text: str, start: int, end: int) -> bool:
    """Whether digits stand on both sides: a subtraction or a score."""
    return (text[max(0, start - 1)] + text[min(len(text) - 1, end)]).isdigit()


def _genitives(text: str, evidence: Evidence) -> Iterator[Finding]:
    given = evidence.source.replace("’", "'") if evidence.source_given else ""
    for match in _GENITIVE.finditer(text):
        name = match[1]
        if text[match.start() : match.end(3)].replace("’", "'") in given:
            continue  # a name that stays English: St Paul's Cathedral
        # brands are written so; a contracted "es" or "ist" (Was gibt's, Peter's gut) is not followed by a noun
        if name in word_list("de", "apostrophe_names") or text[match.start() : match.end()].isupper():
            continue
        genitive = name + ("" if name[-1] in "sxz" or name.endswith("ß") else "s")
        if genitive == name:
            genitive += "’"
        yield _finding(
            text,
            match.start(),
            match.end(2),
            "German forms the genitive without apostrophe.",
            genitive,
            confidence=GENITIVE,
        )
