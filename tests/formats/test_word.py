"""Word documents: what is printed of them, and every kind of broken file in one line."""

import zipfile
from pathlib import Path

import pytest

from audit.document import Kind
from audit.errors import AuditError
from audit.formats import BY_PARAGRAPH, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BODY = """
<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Streit im Hafen.</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Verzeichnis1"/></w:pPr><w:r><w:t>Streit im Hafen</w:t><w:tab/><w:t>3</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Die Kräne </w:t></w:r>
 <w:del><w:r><w:delText>liefen</w:delText><w:t>x</w:t></w:r></w:del>
 <w:ins><w:r><w:t>stehen</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> geheim</w:t></w:r>
 <w:hyperlink><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve"> still</w:t></w:r></w:hyperlink>
 <w:r><w:t>.</w:t><w:br/><w:t>Seit Montag geht nichts.</w:t></w:r></w:p>
<w:p/>
<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>E</w:t><w:noBreakHyphen/><w:t>Mail an alle</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Zwei Schiffe warten.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><mc:AlternateContent>
 <mc:Choice><w:txbxContent><w:p><w:r><w:t>Im Kasten steht es.</w:t></w:r></w:p></w:txbxContent></mc:Choice>
 <mc:Fallback><w:txbxContent><w:p><w:r><w:t>Im Kasten steht es.</w:t></w:r></w:p></w:txbxContent></mc:Fallback>
 </mc:AlternateContent><w:t>Daneben steht mehr.</w:t></w:r></w:p>
<w:p><w:pPr><w:pStyle w:val="Beschriftung"/></w:pPr>
 <w:r><w:instrText>SEQ Abb</w:instrText><w:t>Der Hafen.</w:t></w:r></w:p>
"""
STYLES = "".join(
    f'<w:style w:styleId="{own}"><w:name w:val="{name}"/></w:style>'
    for own, name in (("berschrift1", "heading 1"), ("Verzeichnis1", "toc 1"), ("Beschriftung", "caption"))
)
NOTES = "<w:footnote><w:p><w:r><w:t>Laut Leitung.</w:t></w:r></w:p></w:footnote>"


def document(path: Path, body: str = BODY, main: str = "word/document.xml", **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(main, f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {W}>{text}</w:{name}>")
    return path


def test_what_is_printed_is_read(tmp_path: Path) -> None:
    found = read(document(tmp_path / "a.docx", styles=STYLES, footnotes=NOTES), language="de")
    assert [(s.text, s.kind, s.line) for s in found.segments] == [
        ("Streit im Hafen.", Kind.HEADING, 1),
        ("Die Kräne stehen still.", Kind.SENTENCE, 3),
        ("Seit Montag geht nichts.", Kind.SENTENCE, 3),
        ("E\u2011Mail an alle", Kind.ITEM, 5),
        ("Zwei Schiffe warten.", Kind.ITEM, 6),
        ("Daneben steht mehr.", Kind.SENTENCE, 7),
        ("Im Kasten steht es.", Kind.SENTENCE, 8),
        ("Der Hafen.", Kind.CAPTION, 9),
        ("Laut Leitung.", Kind.SENTENCE, 10),
    ]
    assert found.notes == (BY_PARAGRAPH.format("a.docx"),)


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    gone = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    body = (
        f'<w:p>{gone}<w:r><w:t xml:space="preserve">Die Kräne </w:t></w:r></w:p>'
        "<w:p><w:r><w:t>stehen still.</w:t></w:r></w:p><w:p><w:r><w:t>Seit Montag.</w:t></w:r></w:p>"
        f"<w:p>{gone}<w:del><w:r><w:delText>Fort.</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:t>Seit gestern.</w:t></w:r></w:p>"
        f"<w:p>{gone}<w:r><w:t>Mehr weiß niemand.</w:t></w:r></w:p>"
    )
    found = read(document(tmp_path / "a.docx", body), language="de")
    assert [(s.text, s.line) for s in found.segments] == [
        ("Die Kräne stehen still.", 1),
        ("Seit Montag.", 3),
        ("Seit gestern.", 5),
        ("Mehr weiß niemand.", 6),
    ]


@pytest.mark.parametrize("place", ["drop", "margin", "none"])
def test_a_drop_cap_is_the_first_letter_of_the_next_paragraph(tmp_path: Path, place: str) -> None:
    body = (
        "<w:p><w:r><w:t>Am Kai.</w:t></w:r></w:p>"
        f'<w:p><w:pPr><w:framePr w:dropCap="{place}" w:lines="3"/></w:pPr><w:r><w:t>D</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>ie Kräne stehen still.</w:t></w:r></w:p><w:p><w:r><w:t>Seit Montag.</w:t></w:r></w:p>"
    )
    found = [(s.text, s.line) for s in read(document(tmp_path / "a.docx", body), language="de").segments]
    apart = [("D", 2), ("ie Kräne stehen still.", 3)]  # a frame like any other
    assert found[1:-1] == (apart if place == "none" else [("Die Kräne stehen still.", 2)])
    assert [found[0], found[-1]] == [("Am Kai.", 1), ("Seit Montag.", 4)]


def test_cells_that_are_merged_downwards_are_read_once(tmp_path: Path) -> None:
    def row(merge: str, first: str, second: str) -> str:
        texts = (f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" if text else "<w:p/>" for text in (first, second))
        one, other = texts
        return f"<w:tr><w:tc><w:tcPr><w:vMerge{merge}/></w:tcPr>{one}</w:tc><w:tc>{other}</w:tc></w:tr>"

    rows = row(' w:val="restart"', "Die Häfen.", "Bremen liegt an der Weser."), row("", "", "Emden an der Ems.")
    found = read(document(tmp_path / "a.docx", f"<w:tbl>{''.join(rows)}</w:tbl>"), language="de")
    assert [(s.text, s.line) for s in found.segments] == [
        ("Die Häfen.", 1),
        ("Bremen liegt an der Weser.", 2),
        ("Emden an der Ems.", 4),
    ]


def test_a_line_end_of_the_xml_is_a_space(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>Die Kräne\nstehen. Sie sind\n alt.</w:t></w:r></w:p><w:p><w:r><w:t>Ende.</w:t></w:r></w:p>"
    found = read(document(tmp_path / "a.docx", body), language="de")
    assert [(s.text, s.line) for s in found.segments] == [
        ("Die Kräne stehen.", 1),
        ("Sie sind  alt.", 1),
        ("Ende.", 2),
    ]


def test_the_main_part_may_have_another_name(tmp_path: Path) -> None:
    path = document(tmp_path / "a.docx", main="word/document2.xml")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("_rels/.rels", '<R><r Type="x/officeDocument" Target="/word/document2.xml"/></R>')
    assert len(read(path, language="de").segments) == 9


def broken(tmp_path: Path, kind: str) -> Path:
    path = document(tmp_path / "a.docx")
    match kind:
        case "damaged":
            path.write_bytes(path.read_bytes()[:300])
        case "text":
            path.write_text("Ein Satz.", encoding="utf-8")
        case "nothing":
            path.write_bytes(b"")
        case "password":
            path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
        case "other":
            document(path, main="xl/workbook.xml")
        case "entities":
            with zipfile.ZipFile(path, "w") as package:
                package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
        case "xml":
            document(path, "<w:p>")
        case "bomb":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
                package.writestr("word/document.xml", b" " * 200_000_001)
        case "empty":
            document(path, "<w:p/>")
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("damaged", "is a damaged .docx"),
        ("text", "is no Word file, whatever its name says; save it as .docx from Word"),
        ("nothing", "is empty; save it as .docx from Word"),
        ("password", "is protected by a password"),
        ("other", "is no Word document"),
        ("entities", "declares XML entities"),
        ("xml", "is no XML"),
        ("bomb", "would take more than 200,000,000 bytes"),
        ("empty", "nothing to audit"),
    ],
)
def test_refused_in_one_line(tmp_path: Path, kind: str, message: str) -> None:
    with pytest.raises(AuditError, match=message) as error:
        read(broken(tmp_path, kind), language="de")
    assert "\n" not in str(error.value)
    assert "a.docx: " in str(error.value)
