"""Word: findings as comments in the document that was audited, or any document in the form of Word."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from report_builders import audit_of, flag, result

from audit.document import Kind, Pairing, Piece
from audit.errors import AuditError
from audit.finding import Category, Severity, found
from audit.formats import read
from audit.report import Standing, word, write
from audit.result import Audit
from audit.vendors.gate import Gate

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document{kind}.main+xml"/></Types>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""


MICROSOFT = "http://schemas.microsoft.com/office"
STRICT = "schemas.openxmlformats.org/officeDocument/2006", "purl.oclc.org/ooxml/officeDocument"


def document(body: str, kind: str = "", relations: str = RELATIONS, **parts: str) -> bytes:
    """A .docx file with this body and these parts, and nothing that Word itself would need beyond them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", TYPES.format(kind=kind))
        package.writestr("_rels/.rels", relations)
        package.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {W}>{text}</w:{name}>")
    return out.getvalue()


def wrong(text: str, span: str, **fields: object):
    return flag(text, span, Category.MISTRANSLATION, Severity.MAJOR, **fields)


def written(data: bytes, audit: Audit, **standing: object) -> WordDocument:
    return Document(io.BytesIO(word.render(audit, Standing("texte/a.docx", document=data, **standing))))


def commented(made: WordDocument) -> list[tuple[str, str]]:
    """The words that each comment stands on, and its first line."""
    out = []
    for comment in made.comments:
        inside, words = False, []
        for element in made.element.iter():
            if element.get(qn("w:id")) == str(comment.comment_id):
                inside = element.tag == qn("w:commentRangeStart") or (inside and "RangeEnd" not in element.tag)
            elif inside and element.tag == qn("w:t"):
                words.append(element.text or "")
        out.append(("".join(words), comment.text.split("\n")[0]))
    return out


WORDS = "<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p>"
FORMATTED = (
    '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Die Kat</w:t></w:r><w:r><w:t>ze bellt, </w:t><w:br/>'
    "<w:t>und zwar laut.</w:t></w:r></w:p>"
)


def test_comments_stand_on_the_words_whatever_runs_they_are_in() -> None:
    text = "Die Katze bellt, und zwar laut."
    own = [wrong(text, "Katze", suggestion="Dogge"), wrong(text, "bellt"), wrong(text, "zwar laut")]
    made = written(document(FORMATTED), audit_of(result("1", text, *own, back_translation="The cat barks.")))
    assert commented(made) == [
        ("Katze", "Mistranslation, major: Reason. Better: “Dogge”. Estimated right about 7 times in 10."),
        ("bellt", "Mistranslation, major: Reason. Estimated right about 7 times in 10."),
        ("zwar laut", "Mistranslation, major: Reason. Estimated right about 7 times in 10."),
    ]
    first = next(iter(made.comments))
    assert first.author == "mt-audit: major"
    assert first.text.split("\n")[1:] == ["Back-translation: “The cat barks.”", f"Id: {own[0].id}"]
    assert [(run.text, run.bold) for run in made.paragraphs[0].runs if run.text] == [
        ("Die ", True), ("Kat", True), ("ze", None), (" ", None), ("bellt", None), (", \nund ", None),
        ("zwar laut", None), (".", None),
    ]  # fmt: skip


def test_a_sentence_that_stands_twice_in_a_paragraph_has_its_comments_in_its_own_place() -> None:
    one, two = "Das ist gut.", "Nein, das ist gut."
    audit = audit_of(
        result("1", two, line=1),
        result("2", one, wrong(one, "Das"), line=1),
        result("3", one, wrong(one, "gut"), line=1),
    )
    body = f"<w:p><w:ins><w:r><w:t>{two} {one} {one}</w:t></w:r></w:ins></w:p>"
    for made in (written(document(body), audit), Document(io.BytesIO(word.render(audit, Standing("a.txt"))))):
        assert [words for words, _ in commented(made)] == ["Das", "gut"]
        texts = [element.text for element in made.element.iter(qn("w:t"))][-5:]
        assert texts == [f"{two} ", "Das", " ist gut. Das ist ", "gut", "."]


def test_comments_stand_on_the_words_in_paragraphs_that_a_tracked_change_has_joined() -> None:
    one, two = "Die Kraftwerke stehen.", "Der Hafen schläft."
    body = (
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Die Kraft</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>werke stehen. {two}</w:t></w:r></w:p>"
    )
    audit = audit_of(
        result("1", one, wrong(one, "Kraftwerke"), line=1), result("2", two, wrong(two, "schläft"), line=1)
    )
    assert [words for words, _ in commented(written(document(body), audit))] == ["Kraftwerke", "schläft"]


def test_a_comment_stands_on_a_word_that_begins_with_a_drop_cap() -> None:
    text = "Kräne stehen still."
    body = (
        '<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr><w:r><w:t>K</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>räne stehen still.</w:t></w:r></w:p>"
    )
    made = written(document(body), audit_of(result("1", text, wrong(text, "Kräne"), wrong(text, "still"), line=1)))
    assert [words for words, _ in commented(made)] == ["Kräne", "still"]


def test_comments_stand_on_the_words_of_a_segment_that_was_made_of_several_paragraphs() -> None:
    text = "Die Katze bellt. Der Hund schläft."
    pieces = Piece("1", 1, 0, 16), Piece("2", 2, 17, 34)
    own = [wrong(text, "Katze"), wrong(text, "bellt. Der"), wrong(text, "schläft")]
    merged = result("1+2", text, *own, source="The cat and the dog.")
    merged = replace(merged, segment=replace(merged.segment, pairing=Pairing(0.9, False, (), pieces)))
    body = "<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p><w:p><w:r><w:t>Der Hund schläft.</w:t></w:r></w:p>"
    made = written(document(body), audit_of(merged))
    assert [words for words, _ in commented(made)] == ["Katze", "bellt.Der", "schläft"]


def test_a_sentence_that_was_moved_is_found_out_of_turn() -> None:
    one, two = "Die Katze bellt.", "Der Hund schläft."
    body = f"<w:p><w:r><w:t>{one} {two}</w:t></w:r></w:p>"
    audit = audit_of(result("2", two, wrong(two, "Hund"), line=1), result("1", one, wrong(one, "Katze"), line=1))
    assert [words for words, _ in commented(written(document(body), audit))] == ["Hund", "Katze"]


def test_words_that_are_not_found_are_told() -> None:
    text = "Die Katze bellt."
    body = "<w:p><w:r><w:t>Ganz anders.</w:t></w:r></w:p>"
    ((words, told),) = commented(written(document(body), audit_of(result("1", text, wrong(text, "Katze")))))
    assert words == "Ganz anders."
    assert told.startswith("Mistranslation, major: “Katze”: Reason.")


def test_what_is_read_is_as_before(tmp_path: Path) -> None:
    body = (
        FORMATTED
        + "<w:p/><w:tbl><w:tr><w:tc><w:p><w:ins><w:r><w:t>Zwei Kräne.</w:t></w:r></w:ins></w:p></w:tc></w:tr></w:tbl>"
    )
    (tmp_path / "a.docx").write_bytes(document(body))
    before = read(tmp_path / "a.docx", language="de")
    findings = [wrong(s.text, word) for s, word in zip(before.segments, ("Katze", "Kräne"), strict=True)]
    results = [result(s.id, s.text, f, line=s.line) for s, f in zip(before.segments, findings, strict=True)]
    data = word.render(audit_of(*results), Standing("a.docx", document=document(body)))
    (tmp_path / "a.docx").write_bytes(data)
    assert read(tmp_path / "a.docx", language="de") == before
    assert [words for words, _ in commented(Document(tmp_path / "a.docx"))] == ["Katze", "Kräne"]


def test_comments_of_an_earlier_audit_are_taken_out_and_others_stay() -> None:
    text = "Die Katze bellt."
    old = Document()
    old.add_comment(old.add_paragraph(text).runs, "Mine.", "Eva", "E")
    out = io.BytesIO()
    old.save(out)
    audit = audit_of(result("1", text, wrong(text, "Katze")))
    once = word.render(audit, Standing("a.docx", document=out.getvalue()))
    again = word.render(audit, Standing("a.docx", document=once))
    made = Document(io.BytesIO(again))
    assert [(one.author, one.text.split("\n")[0][:5]) for one in made.comments] == [
        ("Eva", "Mine."),
        ("mt-audit: major", "Mistr"),
    ]
    marks = [one.get(qn("w:id")) for one in made.element.iter(qn("w:commentReference"))]
    assert sorted(marks) == sorted(str(one.comment_id) for one in made.comments)


def replied(data: bytes, to: int, author: str, *, threads: str = "") -> bytes:
    """The file as Word saves it after a reply to the comment of this number. threads: instead of what tells that."""
    made = Document(io.BytesIO(data))
    made.add_comment(made.paragraphs[0].runs[0], "Das sagt man so.", author, "E")
    for number, one in enumerate(made.comments):
        one._element.findall(qn("w:p"))[-1].set(f"{{{MICROSOFT}/word/2010/wordml}}paraId", f"0000000{number}")
    reply = f'<w15:commentEx w15:paraId="0000000{number}" w15:paraIdParent="0000000{to}" w15:done="0"/>'
    w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    blob = (
        threads or f'<w15:commentsEx xmlns:w15="{w15}"><w15:commentEx w15:paraId="00000000"/>{reply}</w15:commentsEx>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
    part = Part(PackURI("/word/commentsExtended.xml"), kind, blob.encode(), made.part.package)
    made.part.relate_to(part, f"{MICROSOFT}/2011/relationships/commentsExtended")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_comment_of_an_earlier_audit_stays_where_somebody_replied() -> None:
    text = "Die Katze bellt."
    audit = audit_of(result("1", text, wrong(text, "Katze"), wrong(text, "bellt")))
    once = word.render(audit, Standing("a.docx", document=document(WORDS)))
    made = written(replied(once, 1, "Eva"), audit)
    said = {(one.comment_id, one.author) for one in made.comments}
    assert said == {(1, "mt-audit: major"), (2, "Eva"), (3, "mt-audit: major")}  # the new one is on the other finding
    told = sorted(line for one in made.comments for line in one.text.split("\n") if line.startswith("Id: "))
    assert told == sorted(f"Id: {finding.id}" for finding in audit.segments[0].findings)
    marks = sorted(one.get(qn("w:id")) for one in made.element.iter(qn("w:commentReference")))
    assert marks == ["1", "2", "3"]
    calm = written(replied(once, 1, "Eva"), audit_of(result("1", text)))  # the finding may be gone, the talk is not
    assert {(one.comment_id, one.author) for one in calm.comments} == {(1, "mt-audit: major"), (2, "Eva")}


@pytest.mark.parametrize(
    ("author", "threads"), [("mt-audit: minor", ""), ("Eva", "<broken"), ("Eva", "<w:nothing xmlns:w='a'/>")]
)
def test_comments_without_a_reply_of_people_are_replaced(author: str, threads: str) -> None:
    text = "Die Katze bellt."
    audit = audit_of(result("1", text, wrong(text, "Katze")))
    once = word.render(audit, Standing("a.docx", document=document(WORDS)))
    made = written(replied(once, 0, author, threads=threads), audit)
    others = [author] if author == "Eva" else []
    assert sorted(one.author for one in made.comments) == [*others, "mt-audit: major"]


def test_text_beside_the_mark_of_an_earlier_comment_stays() -> None:
    text = "Die Katze bellt."
    audit = audit_of(result("1", text, wrong(text, "bellt")))
    made = written(document("<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p>"), audit)
    (mark,) = made.element.iter(qn("w:commentReference"))
    rest = mark.getparent().getnext()
    mark.getparent().extend(list(rest))  # two runs made one, as programs do that tidy up
    rest.getparent().remove(rest)
    out = io.BytesIO()
    made.save(out)
    again = written(out.getvalue(), audit)
    assert again.paragraphs[0].text == text
    assert [words for words, _ in commented(again)] == ["bellt"]


def test_of_notes_and_text_boxes_the_place_that_they_hang_on_is_marked() -> None:
    body = (
        "<w:p><w:r><w:t>Die Kräne stehen.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
        "<w:p><w:r><w:t>Daneben.</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Im Kasten steht es.</w:t></w:r>"
        "</w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    notes = "<w:footnote w:id='2'><w:p><w:r><w:t>Laut Leitung.</w:t></w:r></w:p></w:footnote>"
    note, box = "Laut Leitung.", "Im Kasten steht es."
    made = written(
        document(body, footnotes=notes),
        audit_of(result("1", box, wrong(box, "Kasten"), line=3), result("2", note, wrong(note, "Leitung"), line=4)),
    )
    assert [told.split(" Reason")[0] for _, told in commented(made)] == [
        "Mistranslation, major: “Kasten”:",
        "Mistranslation, major: “Leitung”:",
    ]
    starts = list(made.element.iter(qn("w:commentRangeStart")))
    assert [one.getnext().find(qn("w:pict")) is not None for one in starts] == [False, True]  # the note comes first
    assert starts[0].getnext().find(qn("w:footnoteReference")) is not None


@pytest.mark.parametrize(
    "around",
    [
        "<m:oMathPara><m:oMath><m:r><m:t>{}</m:t></m:r></m:oMath></m:oMathPara>",
        "<mc:AlternateContent><mc:Choice><w:r><w:t>{}</w:t></w:r></mc:Choice></mc:AlternateContent>",
        "<w:r><w:ruby><w:rubyBase><w:r><w:t>{}</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    ],
)
def test_marks_stand_where_word_takes_them(around: str) -> None:
    text = "Der Wert ist fünf."
    made = written(document(f"<w:p>{around.format(text)}</w:p>"), audit_of(result("1", text, wrong(text, "Wert"))))
    (comment,) = made.comments
    marks = [one for one in made.element.iter() if one.get(qn("w:id")) == str(comment.comment_id)]
    assert [mark.tag.rpartition("}")[2] for mark in marks] == [
        "commentRangeStart", "commentRangeEnd", "commentReference",
    ]  # fmt: skip
    assert [mark.getparent().tag for mark in marks] == [qn("w:p"), qn("w:p"), qn("w:r")]


def test_the_mark_of_a_note_is_found_although_its_run_was_cut() -> None:
    text, note = "Die Kräne stehen still.", "Laut Leitung."
    body = f"<w:p><w:r><w:t>{text}</w:t><w:footnoteReference w:id='2'/></w:r></w:p>"
    notes = f"<w:footnote w:id='2'><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote>"
    audit = audit_of(result("1", text, wrong(text, "Kräne")), result("2", note, wrong(note, "Leitung"), line=2))
    made = written(document(body, footnotes=notes), audit)
    start = list(made.element.iter(qn("w:commentRangeStart")))[1]
    assert start.getnext().find(qn("w:footnoteReference")) is not None


def test_a_sentence_that_was_left_out_is_told_beside_the_one_before() -> None:
    text, missing = "Die Katze bellt.", "The dog sleeps."
    gap = found(missing, 0, len(missing), side="source", category=Category.OMISSION, severity=Severity.CRITICAL,
                confidence=0.9, message="Left out.", check="coverage")  # fmt: skip
    body = "<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p><w:p><w:r><w:t>Ende.</w:t></w:r></w:p>"
    made = written(
        document(body),
        audit_of(result("1", text, source="The cat barks."), result("2", "", gap, source=missing, line=2)),
    )
    ((words, told),) = commented(made)
    assert words == text
    assert told.startswith("Omission, critical: “The dog sleeps.”: Left out.")


def test_a_sentence_that_was_left_out_first_is_told_beside_the_one_after() -> None:
    text, missing = "Die Katze bellt.", "The dog sleeps."
    gap = found(missing, 0, len(missing), side="source", category=Category.OMISSION, severity=Severity.CRITICAL,
                confidence=0.9, message="Left out.", check="coverage")  # fmt: skip
    made = written(
        document("<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p>"),
        audit_of(result("source-1", "", gap, source=missing), result("1", text, source="The cat barks.")),
    )
    ((words, told),) = commented(made)
    assert words == text
    assert told.startswith("Omission, critical: “The dog sleeps.”: Left out.")


def test_accepted_findings_have_no_comment() -> None:
    text = "Die Katze bellt."
    own = wrong(text, "Katze")
    body = "<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p>"
    made = written(document(body), audit_of(result("1", text, own)), gate=Gate(ignored={own.id: "Wanted."}))
    assert list(made.comments) == []


def test_any_other_document_becomes_a_word_document_by_paragraphs(tmp_path: Path) -> None:
    head, one, two = "Streit im Hafen", "Die Katze bellt.", "Der Hund\x07 schläft."
    results = (
        result("1", head, kind=Kind.HEADING),
        result("2", one, wrong(one, "Katze")),
        result("3", two, wrong(two, "schläft")),
    )
    placed = [
        replace(each, segment=replace(each.segment, paragraph=k)) for each, k in zip(results, (0, 1, 1), strict=True)
    ]
    audit = audit_of(*placed)
    (path,) = write(audit, tmp_path, ["docx"], Standing("a.txt"))
    made = Document(path)
    assert [words for words, _ in commented(made)] == ["Katze", "schläft"]
    assert [(one.style.name, one.text) for one in made.paragraphs[3:]] == [
        ("Heading 2", head),
        ("Normal", "Die Katze bellt. Der Hund␇ schläft."),
    ]
    assert made.core_properties.author == "mt-audit"
    assert path.read_bytes() == word.render(audit, Standing("a.txt"))  # it knows no date


def test_with_sources_it_becomes_a_table() -> None:
    one, missing = "Die Katze bellt.", "It sleeps."
    gap = found(missing, 3, 9, side="source", category=Category.OMISSION, severity=Severity.CRITICAL,
                confidence=0.9, message="Left out.", check="coverage")  # fmt: skip
    aligned = wrong(one, "Katze", evidence={"aligned": "dog"})
    audit = audit_of(
        result("a", one, aligned, source="The dog barks."), result("b", "", gap, source=missing), source_given=True
    )
    made = Document(io.BytesIO(word.render(audit, Standing("a.tsv"))))
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", "Source", "Translation"],
        ["a", "The dog barks.", one],
        ["b", missing, ""],
    ]
    assert [words for words, _ in commented(made)] == ["Katze", "sleeps"]
    assert next(iter(made.comments)).text.split("\n")[1] == "Source: “dog”."


def test_a_finding_on_what_prints_nothing_has_its_comment() -> None:
    text = "\u200bKatze"
    audit = audit_of(result("1", text, wrong(text, "\u200b"), source="Cat"), source_given=True)
    assert [words for words, _ in commented(Document(io.BytesIO(word.render(audit, Standing("a.tsv")))))] == [text]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (document(WORDS, kind=".mine"), "it has macros or is a template"),
        (document(WORDS, relations=RELATIONS.replace(*STRICT)), "it is strict Open XML"),
    ],
)
def test_a_document_that_takes_no_comments_is_told_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(
        AuditError, match=rf"^texte/a\.docx: takes no comments \({reason}\); save it as a plain \.docx$"
    ):
        written(data, audit_of(result("1", "Die Katze bellt.")))


def test_a_damaged_part_is_told_in_one_line() -> None:
    data = document(WORDS).replace(b"document.main+xml", b"document.mine+xml")  # against its checksum
    with pytest.raises(AuditError, match=r"^texte/a\.docx: is a damaged \.docx \(Bad CRC-32 .*\); save it again$"):
        written(data, audit_of(result("1", "Die Katze bellt.")))


def test_a_comment_that_nobody_signed_stays() -> None:
    old = Document()
    old.add_comment(old.add_paragraph("Die Katze bellt.").runs, "Mine.", "Eva", "E")
    del next(iter(old.comments))._element.attrib[qn("w:author")]
    out = io.BytesIO()
    old.save(out)
    made = written(out.getvalue(), audit_of(result("1", "Die Katze bellt.")))
    assert [one.text for one in made.comments] == ["Mine."]


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.formats.package.LARGEST", 1000)
    body = "<w:p><w:r><w:t>Die Katze bellt.</w:t></w:r></w:p>"
    with pytest.raises(AuditError, match=r"word/settings\.xml in it would take more than 1,000 bytes"):
        written(document(body, settings=" " * 2000), audit_of(result("1", "Die Katze bellt.")))
