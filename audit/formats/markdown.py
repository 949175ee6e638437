"""Markdown (CommonMark with tables and footnotes): the words that a reader sees, also those within HTML; code
blocks, tags, front matter, deleted text, readings (<rt>) and the lines of containers (:::) are left out. Inline code
that is more than a word keeps its backticks, by which the checks know it."""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from audit.document import Kind, Segment
from audit.formats.blocks import Block, read_blocks
from audit.formats.common import CLOSING, read_text

# YAML between hyphens or TOML between plus signs. Its first line names something; without one the line of hyphens is a
# thematic break.
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(?=[\"']?[\w.-]+[\"']?[ \t]*:(?:\s|$))(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|$)"
    r"|\+\+\+[ \t]*\n(?=\[|[\"']?[\w.-]+[\"']?[ \t]*=)(?:[^\n]*\n)*?\+\+\+[ \t]*(?:\n|$)"
)
_TASK = re.compile(r"\[[ xX]\]\s+")  # the box of a task in a list
_HIDDEN = re.compile(r"(?is)<!--.*?(?:-->|$)|<(script|style|pre|template|svg)\b.*?(?:</\1\s*>|$)")
_LEFT_OUT = re.compile(
    r"(?is)(?P<before>[ \t]?)(?:<del\b.*?(?:</del\s*>|$)|<r[tp]\b[^<>]*>[^<]*)"
    rf"(?:(?P<after>[ \t])|(?P<mark>[{re.escape(CLOSING)}])|)"
)
_INLINE = re.compile(
    r"(?i)</?(?:a|abbr|b|cite|code|em|i|ins|kbd|mark|q|r[bpt]|ruby|s|small|span|strong|sub|sup|u)\b[^<>]*>"
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")
_FOOTNOTE = re.compile(r"(\[\^[^\]\s]{1,100}\])")
_NOTE_BEGINS = re.compile(rf"{_FOOTNOTE.pattern}:[ \t]*")
_UNSEEN = re.compile(r"(?i)<(?P<end>/?)(?P<name>del|r[tp]|ruby)\b")  # deleted, or how a word is said
_KINDS = {"heading_open": Kind.HEADING, "th_open": Kind.HEADING, "td_open": Kind.ITEM}


def read_markdown(path: Path, language: str) -> tuple[Segment, ...]:
    """The sentences of a Markdown file. language: ISO 639-1. Raises AuditError for what cannot be read or is empty."""
    return read_blocks(markdown_blocks(read_text(path)), path, language)


def markdown_blocks(text: str) -> list[Block]:
    """Headings, paragraphs, list items and table cells as blocks, without their markup."""
    front = _FRONT_MATTER.match(text)
    if front:  # blank lines in its place keep the line numbers
        text = "\n" * front.group().count("\n") + text[front.end() :]
    parser = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
    parser.block.ruler.before("table", "note", _note, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.block.ruler.before(
        "fence", "container", _container, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("link", "footnote", _footnote)
    found: list[Block] = []
    opener = ""
    items = line = 0
    for token in parser.parse(text):
        items += token.nesting if token.type.startswith("list_item") else 0
        if token.nesting == 1:
            opener = token.type
            line = token.map[0] + 1 if token.map else line  # table cells carry no line, their rows do
        elif token.type == "inline" and (words := _words(token.children or ())).strip():
            kind = Kind.ITEM if items and opener == "paragraph_open" else _KINDS.get(opener)
            if _pictured(token.children or ()):
                kind = Kind.CAPTION
            box = _TASK.match(words) if kind is Kind.ITEM else None
            found.append(Block(words[box.end() :] if box else words, line, kind))
        elif token.type == "html_block" and (words := _without_tags(token.content)).strip():
            before = len(words) - len(words.lstrip())
            found.append(Block(words.strip(), (token.map or [0])[0] + 1 + words.count("\n", 0, before)))
    return found


def _note(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A footnote, "[^1]: …": blocks of their own, the later ones indented by four. CommonMark would take its first word
    for the address of a link, or the whole for a part of the paragraph before it."""
    mark = _NOTE_BEGINS.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
    if mark is None or state.is_code_block(line) or silent:
        return mark is not None and not state.is_code_block(line)
    state.env.setdefault("notes", set()).add(mark[1].lower())
    # What follows the mark stands where a line that is indented so would begin.
    state.bMarks[line], state.tShift[line], state.sCount[line] = mark.end(), 0, state.blkIndent + 4
    state.blkIndent += 4
    state.level += 1
    state.md.block.tokenize(state, line, end)
    state.level -= 1
    state.blkIndent -= 4
    return True


def _container(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A line that begins or ends a container, "::: warning". What stands between is text as anywhere."""
    begin = state.bMarks[line] + state.tShift[line]
    found = state.src.startswith(":::", begin, state.eMarks[line]) and not state.is_code_block(line)
    if found and not silent:
        state.line = line + 1
    return found


def _footnote(state: StateInline, silent: bool) -> bool:
    """The mark of a footnote that there is, which says nothing in the text and hides the end of its sentence."""
    mark = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if mark is None or mark[1].lower() not in state.env.get("notes", ()):
        return False
    state.pos = mark.end()
    return True


def _without_tags(html: str) -> str:
    """What a reader sees of a block of HTML, its line breaks kept."""
    hidden = _HIDDEN.sub(lambda match: "\n" * match.group().count("\n"), html)
    hidden = _LEFT_OUT.sub(_rest, hidden)
    return unescape(_TAG.sub(lambda match: "\n" * match.group().count("\n") or " ", _INLINE.sub("", hidden)))


def _rest(left_out: re.Match[str]) -> str:
    """What stays where something is left out: its line breaks or a space, and the mark behind it."""
    space = (left_out["before"] if left_out["mark"] is None else "") or left_out["after"] or ""
    return ("\n" * left_out.group().count("\n") or space) + (left_out["mark"] or "")


def _words(tokens: Sequence[Token]) -> str:
    """The text of inline tokens; line breaks are kept (they count lines) and become spaces in the segments.
    A picture among words says nothing to the reader; alone, its description stands as a caption."""
    alone = _pictured(tokens)
    parts: list[str] = []
    left_out = False
    unseen: list[str] = []  # elements that are open and not seen
    for token in tokens:
        if token.type == "html_inline" and (tag := _UNSEEN.match(token.content)):
            _note_unseen(unseen, tag["name"].lower(), ended=bool(tag["end"]))
        elif token.type in ("s_open", "s_close"):  # ~~deleted~~
            _note_unseen(unseen, token.tag, ended=token.nesting < 0)
        elif unseen:
            parts.append("\n" if token.type in ("softbreak", "hardbreak") else "")
            left_out = True
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "image":
            parts.append(token.content if alone else "")
        elif token.type == "html_inline":
            parts.append(" " if token.content.lower().startswith("<br") else "")
        elif token.type == "code_inline" and not token.content.isalpha():
            parts.append(f"`{token.content}`")
        elif token.type in ("text", "code_inline", "text_special"):
            parts.append(_closed_up(parts, token.content) if left_out else token.content)
            left_out = False
    return "".join(parts)


def _closed_up(parts: list[str], text: str) -> str:
    """The text that follows the parts where something between was left out: of two spaces one is enough, and before a
    mark there is none, so that the parts may lose theirs."""
    while parts and not parts[-1]:
        parts.pop()
    if parts and text[:1] in CLOSING:
        parts[-1] = parts[-1].rstrip(" ")
    return text.lstrip(" ") if not parts or parts[-1].endswith((" ", "\n")) else text


def _note_unseen(unseen: list[str], name: str, *, ended: bool) -> None:
    """Begin or end an element that is not seen. With a <ruby>, or the next of them, a reading ends, too."""
    if name in ("ruby", "rt", "rp"):
        unseen[:] = [other for other in unseen if other not in ("rt", "rp")]
    elif ended and name in unseen:
        unseen.remove(name)
    if not ended and name != "ruby":
        unseen.append(name)


def _pictured(tokens: Sequence[Token]) -> bool:
    """Whether there are only pictures, linked or not."""
    return all(token.type in ("image", "softbreak", "link_open", "link_close") for token in tokens)
