"""Subtitles, SubRip and WebVTT: the words that a viewer reads, as the sentences that run through the cues.

A reader of our own, because libraries lose the lines of the file, by which findings are placed: all that is no text is
made blank, so that every word stays on its line, and what belongs apart is parted by a mark. Cues go on until
something parts them: a pause, another speaker (a dash, ">>", a label "ANNA:"), a sound ("[Tür knallt]", "(LACHT)"), a
song (♪ … ♪). They are read in the order of the file; one that does not begin after the cue before it stands apart.

Sounds, notes on how something is said ("(seufzt) Na gut.") and closed songs are not what anybody says: they are left
out. Where nothing is said at all, the songs are read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import takewhile
from pathlib import Path

from audit.document import Kind, Segment
from audit.errors import AuditError
from audit.formats.blocks import Block, read_blocks
from audit.formats.common import clean, name_of, read_text

FORMATS = {".srt": "SubRip", ".vtt": "WebVTT"}
PAUSE = 3.0  # seconds without a subtitle: whoever speaks then begins anew
APART = "\0"  # stands where one block ends and another begins; read_text leaves none in a text

_TIME = r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,4}(?:[.,]\d{1,9})?)"
_TIMES = re.compile(rf"\s*{_TIME}\s*-{{1,3}}>\s*{_TIME}(?:\s.*)?")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_MARKUP = re.compile(
    r"<rt\b[^<>]*>[^<>]*(?:</rt>|(?=</ruby>))"  # how a word is said, in small letters over it
    r"|</?(?:b|c|em|font|i|lang|rp|rt|ruby|s|span|strong|u|v)(?:[\s.][^<>]*)?>|<(?:\d+:)?\d+:[\d.,]+>"
    r"|\{\\[^{}]*\}",  # {\an8}
    re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|BR)\s*/?>|\\N")
_DASH = re.compile(r"(?m)^[ \t]*(?:[-‐–—](?![-‐–—\d])|>>+)[ \t]*(?=\S)")
_NEXT_DASH = re.compile(r"(?<=[.!?…])[ \t]+[-‐–—][ \t]*(?=[^\W\d_])")  # - Ja. - Nein.
_LABEL = re.compile(rf"(?m)(?:^|(?<={APART}))[ \t]*[^\W\d_][\w .&'’-]{{1,30}}:(?=\s|$)")
_LOUD = re.compile(rf"(?:\A|(?<={APART})|(?<=[.!?…])\s)\s*\([^()]{{5,200}}\)")  # (LACHT); shorter ones are acronyms
_SOUND = re.compile(
    rf"(?m)(?:^|(?<={APART}))[ \t]*\[[^\[\]]{{1,200}}\]|\[[^\[\]]{{1,200}}\][ \t]*$"  # [Tür knallt]
    rf"|(?:\A|(?<={APART}))\s*\([^()]{{1,200}}\)\s*(?:\Z|(?={APART}))"  # (Tür knallt), and nothing beside it
)
_NOTES = "♩♪♫♬"
_SONG = re.compile(rf"\[[^\[\]]*\]|[{_NOTES}]+(?P<closed>[^{_NOTES}]*[{_NOTES}]+)?")
_SUNG = re.compile(rf"\s*(?:[{_NOTES}].*|.*[{_NOTES}])\s*", re.DOTALL)
_CLOSED_SONG = re.compile(rf"\s*[{_NOTES}].*[{_NOTES}]\s*", re.DOTALL)  # of an open one nobody knows where it ends
_HEARD = re.compile(r"\s*\([^()\d]*[^()\d.!?…]\)\s*")  # not (Das glaube ich nicht.) or (Berlin, 1945)
_INSIDE = re.compile(rf"(?<![ \t])[ \t]*\[[^\[\]{APART}]{{1,200}}\](?P<mark>[.,;:!?…]*)")  # Er [lacht] weiß es [lacht].
# (seufzt) Na gut. (lacht): up to three words where a sentence may begin, so not of "die (neue) Regierung".
_MANNER = re.compile(
    rf"(?P<before>(?:\A|{APART}|[.!?…][\"“”«»]?\s)\s*)"
    rf"\([^\W\d_]+(?:[ -][^\W\d_]+){{0,2}}\)(?=\s*(?:[^\W\d_a-zäöüß]|[\"“”„«»…{APART}]|\Z))"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands on the screen together: from when to when in seconds, the line of the file where its text begins
    (from 1), and its lines as they stand there, which may be none."""

    start: float
    end: float
    line: int
    lines: tuple[str, ...]


def read_subtitles(path: Path, language: str) -> tuple[tuple[Segment, ...], tuple[str, ...]]:
    """The sentences of a .srt or .vtt file, each with the line where it begins, and what the reader should know of how
    it was read. language: ISO 639-1. Raises AuditError for what cannot be read, has no cue or no text."""
    text, suffix = read_text(path), path.suffix.lower()
    found = cues(text, web=suffix == ".vtt" or text.startswith("WEBVTT"))
    if not found:
        raise AuditError(
            f"{name_of(path)}: is no {FORMATS.get(suffix, 'subtitle')} file, no line in it gives the times of a "
            "subtitle (00:00:01,000 --> 00:00:04,000); export it again, or give a text without times as .txt"
        )
    said, songs = subtitle_blocks(found)
    left_out = (f"Songs between notes (♪) in {name_of(Path(path.name))} were left out.",) if said and songs else ()
    return read_blocks(said or songs, path, language), left_out


def cues(text: str, *, web: bool) -> list[Cue]:
    """The cues in the order of the file, without markup. web: by the rules of WebVTT, where a cue ends with the first
    blank line, so that NOTE, STYLE and REGION are none, and entities stand for characters. In SubRip blank lines may be
    a part of it."""
    lines = text.split("\n")
    timed = [(at, times) for at, line in enumerate(lines) if (times := _TIMES.fullmatch(line))]
    found: list[Cue] = []
    for k, (at, times) in enumerate(timed):
        inside = _unnumbered(lines[at + 1 : timed[k + 1][0]]) if k + 1 < len(timed) else lines[at + 1 :]
        if web:
            inside = list(takewhile(str.strip, inside))
        bare = _MARKUP.sub(lambda markup: "\n" * markup.group().count("\n"), "\n".join(inside)).split("\n")
        if web:
            bare = [clean(unescape(line)).replace("\n", " ") for line in bare]
        start, end = _seconds(*times.groups()[:3]), _seconds(*times.groups()[3:])
        found.append(Cue(start, end, at + 2, tuple(bare)))
    return found


def subtitle_blocks(found: Sequence[Cue]) -> tuple[list[Block], list[Block]]:
    """What is said in the cues without a break, as blocks, with songs that are not closed as captions; and, by
    themselves, those that are closed."""
    laid: list[str] = []  # the file line by line, with nothing in it but text and marks
    before = None
    for cue in found:
        goes_on = before is not None and before.start < cue.start <= before.end + PAUSE
        laid += [""] * (cue.line - 1 - len(laid))
        laid += (("" if goes_on else APART) + _parted(cue.lines)).split("\n")
        before = cue
    text = _INSIDE.sub(_blank, "\n".join(laid))
    text = _MANNER.sub(lambda manner: manner["before"], text)
    blocks = list(_blocks(text))
    return [block for closed, block in blocks if not closed], [block for closed, block in blocks if closed]


def _blocks(text: str) -> Iterator[tuple[bool, Block]]:
    """What is said or sung, each with whether it is a song that is closed."""
    line = 1
    for part in text.split(APART):
        bare = part.lstrip(f" \t\n{_NOTES}")
        before = part[: len(part) - len(bare)]
        if bare and not _HEARD.fullmatch(part):
            kind = Kind.CAPTION if _SUNG.fullmatch(part) else Kind.SENTENCE
            block = Block(bare.rstrip(f" \t\n{_NOTES}"), line + before.count("\n"), kind)
            yield _CLOSED_SONG.fullmatch(part) is not None, block
        line += part.count("\n")


def _blank(sound: re.Match[str]) -> str:
    """Nothing but the mark that follows, and line breaks, so that every word stays on its line."""
    return sound["mark"] + "\n" * sound.group().count("\n")


def _unnumbered(inside: list[str]) -> list[str]:
    """The lines between two lines of times without the number or name of the second cue: what stands right above its
    times and is a number or has a blank line above it, or a number between blank lines."""
    last = max((k for k, line in enumerate(inside) if line.strip()), default=-1)
    if last < 0:
        return []
    above, beneath = last > 0 and not inside[last - 1].strip(), last == len(inside) - 1
    number = _NUMBER.fullmatch(inside[last])
    return inside[:last] if (number and (above or beneath)) or (above and beneath) else inside


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))


def _parted(lines: Sequence[str]) -> str:
    """The text of a cue, as many lines as it has, without dashes of speakers; APART where something parts it."""
    text = _BREAK.sub(" ", "\n".join(lines))
    led = list(_DASH.finditer(text))
    # One dash before a small letter: an aside in a sentence, – as here –, and no speaker.
    if led and (len(led) > 1 or not text[led[0].end()].islower()):
        text = _NEXT_DASH.sub(APART, _DASH.sub(APART, text))
    text = _LABEL.sub(lambda label: f"{APART}{label.group()}" if label.group().isupper() else label.group(), text)
    text = _SOUND.sub(rf"{APART}\g<0>{APART}", text)
    text = _LOUD.sub(lambda loud: f"{APART}{loud.group()}{APART}" if loud.group().isupper() else loud.group(), text)
    return _SONG.sub(_sung, text)


def _sung(song: re.Match[str]) -> str:
    """A song parted from what stands around it: as a whole, or, where it goes on in other cues, on the outer side.
    Notes in a description of a sound stay."""
    if song.group().startswith("["):
        return song.group()
    if song["closed"] is not None or song.group().strip() == song.string.strip():
        return f"{APART}{song.group()}{APART}"
    opens = bool(song.string[song.end() :].strip())
    return f"{APART}{song.group()}" if opens else f"{song.group()}{APART}"
