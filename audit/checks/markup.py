"""What a program reads in a text: placeholders, tags and addresses; and a final ? or ! (needs a given source).

The placeholders (%s, %1$d, {name}, {{x}}, ${x}, $(x)), tags (<b>, </b>, <0>), web and mail addresses of the source must
stand in the target, as often as there; their order is free, a plain %s may become %1$s, and an address may become that
of the German page (/en/ -> /de/, .com -> .de). One that is lost, changed or put in is critical, but an address that has
got spaces minor; critical are tags that no longer enclose anything, too. Only the names of tags are compared: what
stands in their attributes may be translated. Of messages of ICU (plural, select) the arguments and each "other" are
compared, for what else is in braces may be text. Keys to press together that became others (Ctrl+P, Strg+F) are major.
A question or exclamation mark that ends the source but not the target is minor. Any language.

Wrong:  Hello, {name}! -> Hallo, {Name}!
Right:  Page %s of %s -> Von %2$s Seiten die %1$s.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from audit.checks.markup_keys import changed_keys
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity, found

NAME = "markup"
_MOST = 20_000  # characters
_ICU = re.compile(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,")
# "other" is the one branch that every such message must have.
_ICU_KEYWORD = re.compile(rf"{_ICU.pattern}|\bother(?=\s*\{{)")
_PRINTF = r"(?<![\w%])%(?:\d{1,2}\$)?[-+#0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[sdifuxXcegGo@](?![^\W\d_])"
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|[$%#]\{[^{}\n]{1,60}\}|\{[A-Za-z_][\w.$-]{0,40}\}|\{\d{0,2}\}"
    rf"|%\([A-Za-z_]\w*\)[sdf]|\$\([A-Za-z_][\w.-]{{0,40}}\)|(?<!\w)%[A-Z][A-Z0-9_]+%|{_PRINTF}"
)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w:-]{0,30}|\d{1,3})(?:\s(?:[^<>\"'\n]|\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'){0,300}?)?(?P<alone>/?)>"
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_WEB = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"“”„«»()\[\]{}]*[\w/=&#-]", re.IGNORECASE)
_ENDS = re.compile(r"([?!？！؟])[\s\"'“”„‘’«»)\]*_]*$")
_VOID = frozenset(["br", "hr", "img", "input", "wbr", "meta", "link"])


def check(segment: Segment, evidence: Evidence) -> Iterator[Finding]:
    """Findings on what was lost stand on the source side, on what was changed or put in on the target side."""
    source, text = evidence.source, segment.text
    if not (evidence.source_given and source.strip() and text.strip()) or max(len(source), len(text)) > _MOST:
        return
    if _ICU.search(source):
        yield from _compare(source, text, _ICU_KEYWORD, "keyword", lambda match: re.sub(r"\s", "", match.group()))
    elif not _ICU.search(text):
        yield from _compare(source, text, _PLACEHOLDER, "placeholder", _placeholder(source, text))
    tags = list(_compare(source, text, _TAG, "tag", _tag))
    yield from tags or _unbalanced(source, text)
    yield from _compare(source, text, _MAIL, "mail address", lambda match: match.group().lower(), readable=True)
    yield from _compare(source, text, _WEB, "web address", _address, readable=True)
    yield from changed_keys(source, text)
    yield from _end(source, text)


Key = Callable[[re.Match[str]], str]


def _compare(
    source: str, text: str, pattern: re.Pattern[str], kind: str, key: Key, *, readable: bool = False
) -> Iterator[Finding]:
    """What one side has more often than the other; one lost and one put in are one that was changed. readable: whether
    people read it, too, whom a few spaces do not trouble."""
    lost, extra = list(pattern.finditer(source)), []
    for match in pattern.finditer(text):
        same = next((other for other in lost if key(other) == key(match)), None)
        if same is None:
            extra.append(match)
        else:
            lost.remove(same)
    for match in list(lost) if readable else ():
        if spaced := _spaced(match.group(), text):
            lost.remove(match)
            message = f"The {kind} {match.group()} has spaces in it."
            yield replace(_finding(text, spaced.span(), message, "target", match.group()), severity=Severity.MINOR)
    if len(lost) == len(extra) == 1:
        old, new = lost[0].group(), extra[0].group()
        message = f"The {kind} {old} was changed to {new}: a program would not find it."
        yield _finding(text, extra[0].span(), message, "target", old)
        return
    for match in lost:
        yield _finding(source, match.span(), f"The {kind} {match.group()} is missing in the target.", "source")
    for match in extra:
        yield _finding(text, match.span(), f"The source has no {kind} {match.group()} here.", "target")


def _spaced(written: str, text: str) -> re.Match[str] | None:
    """What tokenised text makes of it: "www . beispiel . de"."""
    parts = r"\s?".join(map(re.escape, re.findall(r"\w+|\S", written)))
    places = re.finditer(rf"(?<!\w){parts}(?!\w)", text, re.IGNORECASE)
    return next((match for match in places if re.search(r"\s", match.group())), None)


def _placeholder(source: str, text: str) -> Key:
    """How placeholders are compared: with their numbers ("%1$s"), unless only one side numbers them."""
    numbered = [bool(re.search(r"%\d+\$", side)) for side in (source, text)]
    if numbered[0] == numbered[1]:
        return lambda match: match.group()
    return lambda match: re.sub(r"^%\d+\$", "%", match.group())


def _tag(match: re.Match[str]) -> str:
    return match["name"].lower() if _alone(match) else match["close"] + match["name"].lower()


def _alone(match: re.Match[str]) -> bool:
    """Whether the tag needs no pair."""
    return bool(match["alone"]) or match["name"].lower() in _VOID


def _address(match: re.Match[str]) -> str:
    """A web address without what tells the language of the page."""
    address = re.sub(r"^https?://(?:www\.)?|^www\.", "", match.group().lower()).rstrip("/")
    host, _, path = address.partition("/")
    host = re.sub(r"\.(?:com|co\.uk|org|net|de|at|ch)$", "", re.sub(r"^(?:en|de|us|uk)\.", "", host))
    return f"{host}/" + re.sub(r"(?<![a-z])(?:en|de|us|uk)(?![a-z])", "", path)


def _unbalanced(source: str, text: str) -> Iterator[Finding]:
    """The first tag that closes nothing, where those of the source are in order."""
    if _stray(source) is None and (stray := _stray(text)) is not None:
        yield _finding(
            text, stray.span(), f"The tag {stray.group()} encloses nothing here: its pair is missing.", "target"
        )


def _stray(text: str) -> re.Match[str] | None:
    open_tags: list[re.Match[str]] = []
    for match in _TAG.finditer(text):
        if _alone(match):
            continue
        if not match["close"]:
            open_tags.append(match)
        elif open_tags and open_tags[-1]["name"].lower() == match["name"].lower():
            open_tags.pop()
        else:
            return match
    return open_tags[-1] if open_tags else None


def _end(source: str, text: str) -> Iterator[Finding]:
    mark = _ENDS.search(source)
    if mark is None or re.search(r"[?!？！؟;][^\w]*$", text) or not re.search(r"\w", text):
        return
    last = [match.span() for match in re.finditer(r"\S+", text)][-1]
    missing = "a question" if mark[1] in "?？؟" else "an exclamation"
    yield found(
        text,
        *last,
        category=Category.TYPOGRAPHICAL,
        severity=Severity.MINOR,
        confidence=0.75,  # 17 of 17 in translations by machines had a rater's mark; 3 in 4,417 by people
        message=f"The source ends with {missing} mark, the target does not.",
        check=NAME,
    )


def _finding(text: str, span: tuple[int, int], message: str, side: str, suggestion: str | None = None) -> Finding:
    return found(
        text,
        *span,
        category=Category.MARKUP,
        severity=Severity.CRITICAL,
        confidence=0.9,
        message=message,
        check=NAME,
        suggestion=suggestion,
        side=side,
    )
