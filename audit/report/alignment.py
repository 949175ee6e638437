"""An alignment in the forms that programs read: JSON, tab-separated values, and TMX 1.4 for translation memories."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from audit import __version__
from audit.align import Bead
from audit.document import Document, Segment
from audit.formats.xml import XML_LANG

FORMATS = ("json", "tsv", "tmx")
# What XML 1.0 cannot hold, not even escaped (section 2.2).
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Words = Sequence[tuple[tuple[int, int], tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two documents and their beads; words: for each bead its word links, or empty where they were not asked for.
    A link is (start, end) in the bead's source text and (start, end) in its target text, both joined by spaces."""

    source: Document
    target: Document
    beads: Sequence[Bead]
    words: Sequence[Words] = ()

    def texts(self, bead: Bead) -> tuple[str, str]:
        """The source and target text of a bead, its sentences joined by spaces."""
        return (
            " ".join(self.source.segments[i].text for i in bead.source),
            " ".join(self.target.segments[j].text for j in bead.target),
        )


def render(alignment: Alignment, form: str) -> str:
    """The alignment as text; form: one of FORMATS."""
    return {"json": _json, "tsv": _tsv, "tmx": _tmx}[form](alignment)


def summary(alignment: Alignment) -> str:
    """What a person wants to know first, in one line."""
    beads = alignment.beads
    counts = (
        (sum(bool(bead.source and bead.target) for bead in beads), "pairs"),
        (sum(not bead.target for bead in beads), "without translation"),
        (sum(not bead.source for bead in beads), "without source"),
        (sum(bead.moved for bead in beads), "moved"),
        (sum(bead.confidence < 0.5 for bead in beads), "unsure"),
    )
    return ", ".join(f"{count} {name}" for count, name in counts if count)


def _json(alignment: Alignment) -> str:
    """beads: [[source indices], [target indices]], counted from 0; details: one object per bead, in the same order."""
    value: dict[str, Any] = {
        "beads": [[list(bead.source), list(bead.target)] for bead in alignment.beads],
        "details": [
            {"confidence": round(bead.confidence, 4), "overlap": round(bead.overlap, 4), "moved": bead.moved}
            for bead in alignment.beads
        ],
        "source": [_sentence(segment) for segment in alignment.source.segments],
        "target": [_sentence(segment) for segment in alignment.target.segments],
    }
    for detail, links in zip(value["details"], alignment.words, strict=False):
        detail["words"] = [[list(source), list(target)] for source, target in links]
    return json.dumps(value, ensure_ascii=False) + "\n"


def _sentence(segment: Segment) -> dict[str, Any]:
    return {
        "id": segment.id,
        "line": segment.line,
        "paragraph": segment.paragraph,
        "kind": str(segment.kind),
        "text": segment.text,
    }


def _tsv(alignment: Alignment) -> str:
    """source, target, overlap, confidence, and "moved" where it is so. White space is folded: a tab or line break
    inside a cell would break the table."""
    rows = []
    for bead in alignment.beads:
        cells = [" ".join(text.split()) for text in alignment.texts(bead)]
        cells += [f"{bead.overlap:.2f}", f"{bead.confidence:.2f}", "moved" if bead.moved else ""]
        rows.append("\t".join(cells) + "\n")
    return "".join(rows)


def _tmx(alignment: Alignment) -> str:
    """Translation units for the beads with both sides (LISA TMX 1.4b)."""
    root = ET.Element("tmx", version="1.4")
    ET.SubElement(
        root,
        "header",
        {
            "creationtool": "mt-audit",
            "creationtoolversion": __version__,
            "segtype": "sentence",
            "o-tmf": "mt-audit",
            "adminlang": "en",
            "srclang": alignment.source.language,
            "datatype": "plaintext",
        },
    )
    body = ET.SubElement(root, "body")
    languages = alignment.source.language, alignment.target.language
    for number, bead in enumerate((bead for bead in alignment.beads if bead.source and bead.target), start=1):
        unit = ET.SubElement(body, "tu", tuid=str(number))
        ET.SubElement(unit, "prop", type="x-confidence").text = f"{bead.confidence:.2f}"
        for language, text in zip(languages, alignment.texts(bead), strict=True):
            variant = ET.SubElement(unit, "tuv", {XML_LANG: language})
            ET.SubElement(variant, "seg").text = _NO_XML.sub("\ufffd", text)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
