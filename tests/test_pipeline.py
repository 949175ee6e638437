"""The whole way, on the example article and on bad input, with the real embedded model."""

import json
from dataclasses import replace

import pytest

from audit import checks
from audit.document import Document, Kind, Segment
from audit.errors import AuditError
from audit.pipeline import Settings
from audit.report.jsonl import row

pytestmark = pytest.mark.model


def found(audit):
    return {(f.check, f.text) for segment in audit.segments for f in segment.findings}


def document(*texts, source=None):
    segments = tuple(Segment(str(i), text, Kind.ROW, i, i + 1, source) for i, text in enumerate(texts))
    return Document("rows", "de", segments)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("traps", "Streitkräfte"),  # foreign forces: powers, not armies
        ("traps", "entführt"),  # hijacked protests
        ("traps", "World Health Organization"),
        ("grammar", "Ein Polizistin"),
        ("numbers", "3.5"),  # decimal point
    ],
)
def test_errors_are_found_without_a_source(without_source, check, text):
    assert any(c == check and text in t for c, t in found(without_source))


@pytest.mark.parametrize(
    ("check", "text"),
    [
        ("traps", "Streitkräfte"),
        ("traps", "beschlagnahmte"),
        ("traps", "eventuell"),
        ("traps", "sensibel"),
        ("numbers", "210"),  # the source has 120
        ("coverage", "The ferries will run again on Friday."),
    ],
)
def test_errors_are_found_with_a_source(with_source, check, text):
    assert any(c == check and text in t for c, t in found(with_source))


@pytest.mark.parametrize("blank", [None, "", "  \n"])
def test_a_blank_source_in_a_file_is_no_source(tmp_path, auditor, blank):
    from audit.formats import read

    path = tmp_path / "rows.jsonl"
    target = "Die Kundgebung sei von Randalierern entführt worden."
    path.write_text(json.dumps({"id": 1, "source": blank, "target": target}) + "\n", encoding="utf-8")
    (segment,) = auditor.audit(read(path, language="de")).segments
    assert segment.adequacy is None
    assert {f.check for f in segment.findings} >= {"traps"}
    assert "coverage" not in {f.check for f in segment.findings}


def test_rows_that_have_their_sources_take_no_second_one(auditor):
    rows = document("Das Haus ist groß.", source="The house is big.")
    with pytest.raises(AuditError, match="leave out --source"):
        auditor.audit(rows, rows)


def test_an_omission_counts_in_the_documents_adequacy(auditor):
    whole = auditor.audit(document("Das Haus ist groß.", source="The house is big."))
    segments = (*document("Das Haus ist groß.", source="The house is big.").segments,
                Segment("lost", "", Kind.ROW, 1, 2, "Nobody knows when the ships will sail again."))  # fmt: skip
    cut = auditor.audit(Document("rows", "de", segments))
    assert cut.summary.adequacy < whole.summary.adequacy
    assert cut.summary.score < whole.summary.score


def test_unread_rows_do_not_move_the_means(auditor):
    alone = auditor.audit(document("Das Haus ist groß.", source="The house is big."))
    beside = auditor.audit(document("Das Haus ist groß.", "42", "—", source="The house is big."))
    assert beside.summary.fluency == pytest.approx(alone.summary.fluency)
    assert beside.summary.score == pytest.approx(alone.summary.score)


def test_the_lost_negation_is_critical(with_source):
    (segment,) = [s for s in with_source.segments if s.segment.text == "Die Regierung will Soldaten schicken."]
    assert "critical" in {f.severity.value for f in segment.findings if f.check == "negation"}


def test_every_span_is_the_text_it_names(without_source, with_source):
    count = 0
    for audit in (without_source, with_source):
        for segment in audit.segments:
            for f in segment.findings:
                side = segment.segment.text if f.side == "target" else segment.source
                assert side[f.start : f.end] == f.text
                assert 0 <= f.confidence <= 1
                assert f.message
                assert len(f.id) == 12
                count += 1
            for word in segment.words:
                assert segment.segment.text[word.start : word.end].strip()
                assert 0 <= word.error <= 1
    assert count > 10


def test_every_finding_carries_its_witnesses(without_source):
    for segment in without_source.segments:
        for f in segment.findings:
            assert f.evidence["back_translation"] == segment.back_translation
    aligned = [f.evidence["aligned"] for s in without_source.segments for f in s.findings if "aligned" in f.evidence]
    assert len(aligned) >= 5


def test_adequacy_needs_a_source(without_source, with_source):
    assert without_source.summary.adequacy is None
    assert all(segment.adequacy is None for segment in without_source.segments)
    assert 0 <= with_source.summary.adequacy <= 100
    assert "source:none" in without_source.signature
    assert "source:given" in with_source.signature
    assert f"|rules:{checks.digest()[:10]}|v:" in with_source.signature


def test_scores_are_in_range_and_the_card_adds_up(with_source):
    summary = with_source.summary
    assert sum(summary.by_severity.values()) == sum(len(s.findings) for s in with_source.segments)
    assert sum(n for row in summary.by_category.values() for n in row.values()) == sum(summary.by_severity.values())
    assert summary.penalty_per_1000 == pytest.approx(1000 * summary.penalty / summary.words)
    for segment in with_source.segments:
        assert 0 <= segment.score <= 100
        assert 0 <= segment.fluency <= 100
        assert 0 <= segment.critical <= 1


def test_alignment_finds_the_source_sentence_that_was_left_out(with_source):
    (lost,) = [s for s in with_source.segments if not s.segment.text]
    assert lost.source == "The ferries will run again on Friday."
    assert [f.category.value for f in lost.findings] == ["omission"]


def test_same_bytes_again_without_cache_and_in_other_company(auditor, without_source):
    from audit.cache import Cache
    from audit.pipeline import Auditor

    fresh = Auditor(auditor.settings, Cache(None))
    # Those the model can make least of: a weak translation runs to its length limit, which neighbours must not set.
    odd = [
        Segment(str(i), text, Kind.ROW) for i, text in enumerate(("Kraftstoffpreise (R) Almaty", "Ja!", "Xyz Qwrt."))
    ]
    together = auditor.audit(Document("odd", "de", (*odd, *(s.segment for s in without_source.segments))))
    alone = fresh.audit(Document("part", "de", tuple(odd)))
    for again, before in zip(alone.segments, together.segments[:3], strict=True):
        assert again.words == before.words
        assert again.back_translation == before.back_translation
        assert again.fluency == before.fluency


def test_trivial_segments_reach_no_model(auditor):
    audit = auditor.audit(document("", "   ", "—", "42", "😀😀", source="Nothing."))
    assert [s.words for s in audit.segments] == [()] * 5
    assert [s.back_translation for s in audit.segments] == [""] * 5


def test_hostile_segments_give_a_result(auditor):
    texts = [
        "a\x00b \x07 c",
        "مرحبا بالعالم",
        "👩‍👩‍👧 Hallo",
        "Wort " * 400,
        "x" * 30_000,
        "\ud800 Ersatz",
        "<script>alert(1)</script>",
    ]
    audit = auditor.audit(document(*texts, source="Hello."))
    assert len(audit.segments) == len(texts)
    for segment in audit.segments:
        json.dumps(row(segment))
    assert any("Too long" in note for note in audit.notes)


def test_long_segments_are_not_cut(auditor):
    from audit.parts import chunks

    text = "Der Zug fährt heute nicht, weil die Strecke gesperrt ist, " * 30
    reader = auditor.interpreter.reader
    parts = chunks(text, reader)
    assert len(parts) > 1
    assert " ".join(parts).split() == text.split()  # all of it, in order
    assert all(
        len(auditor.interpreter.reader.pieces(p, side="source")) <= auditor.interpreter.reader.longest for p in parts
    )
    (segment,) = auditor.audit(document(text, source=None)).segments
    assert len(segment.back_translation.split()) > 10


def test_segments_of_several_sentences_are_translated_back_sentence_by_sentence(auditor):
    own = ["Der Rat tagte am 3. Mai in Bonn.", "Danach ging der Bürgermeister nach Hause.", "Er war müde."]
    (whole,) = auditor.interpreter.back_translate([" ".join(own)])
    assert whole == " ".join(auditor.interpreter.back_translate(own))


def test_english_instead_of_german_is_refused(auditor):
    text = "The government said on Monday that it would not send any more soldiers to the region."
    with pytest.raises(AuditError, match="English, not German"):
        auditor.audit(document(text, text))


def test_quick_tier_generates_nothing_where_the_source_is_given(auditor):
    from audit.pipeline import Auditor

    quick = Auditor(replace(auditor.settings, tier="quick"), auditor.interpreter.cache)
    (segment,) = quick.audit(document("Das Haus ist groß.", source="The house is big.")).segments
    assert segment.back_translation == ""
    assert segment.words
    assert segment.adequacy is not None


def test_only_the_standard_tier_makes_a_round_trip(auditor):
    from audit.pipeline import Auditor

    quick = Auditor(replace(auditor.settings, tier="quick"), auditor.interpreter.cache)
    text = document("Das Haus ist groß und steht am Hafen.")
    (alone,), (tripped,) = (one.audit_with_evidence(text)[1] for one in (quick, auditor))
    assert alone.retold is None
    assert 0 < tripped.retold <= 1
    assert alone.back_translation == tripped.back_translation


@pytest.mark.parametrize("in_rows", [True, False])
def test_swapped_languages_are_refused(auditor, in_rows):
    english = ("The old bridge was closed for the winter.", "Nobody knows when it will be opened again.")
    german = ("Die alte Brücke wurde über den Winter gesperrt.", "Niemand weiß, wann sie wieder geöffnet wird.")
    if in_rows:
        segments = [
            Segment(str(i), e, Kind.ROW, source=g) for i, (e, g) in enumerate(zip(english, german, strict=True))
        ]
        target, source = Document("rows", "de", tuple(segments)), None
    else:
        target, source = document(*english), replace(document(*german), language="en")
    with pytest.raises(AuditError, match="source and target are swapped") as error:
        auditor.audit(target, source)
    assert "\n" not in str(error.value)


def test_a_swapped_or_untranslated_row_among_others_is_no_reason_to_refuse(auditor):
    rows = document("The old bridge was closed for the winter.", source="The old bridge was closed for the winter.")
    (segment,) = auditor.audit(rows).segments
    assert {f.check for f in segment.findings} >= {"untranslated"}
    long = "Die Brücke wurde über den Winter gesperrt, und niemand weiß, wann sie wieder geöffnet wird."
    english = "The bridge was closed for the winter, and nobody knows when it will be opened again."
    mixed = (
        Segment("a", "It is the old bridge.", Kind.ROW, source="Es ist die alte Brücke."),
        Segment("b", long, Kind.ROW, source=english),
    )
    assert len(auditor.audit(Document("rows", "de", mixed)).segments) == 2


def test_an_unknown_tier_is_refused():
    with pytest.raises(AuditError, match="tier 'thorough' is unknown; give one of: quick, standard"):
        Settings(tier="thorough")


TOLD = """Mein Opa hat sein Lebtag keinen Computer angefasst, und jetzt sitzt er jeden Abend davor und spielt Skat.
Angefangen hat es mit dem Beinbruch im Februar: sechs Wochen lag er flach, und die Skatrunde im Krug fiel für ihn aus.
Da hat ihm meine Schwester das alte Laptop hingestellt, Passwort auf einen Zettel, Zettel an den Bildschirm.
Erst hat er geschimpft wie ein Rohrspatz.
Nach drei Tagen wollte er wissen, wo man die Lautstärke hochdreht.
Nach einer Woche kannte er die halbe Welt, jedenfalls die halbe Welt, die nachts um zwei noch reizt.
Ein gewisser „Ramschkönig“ aus Wanne-Eickel ist sein Erzfeind.
Gegen den verliert er grundsätzlich, und zwar, wie er sagt, weil der mogelt.
Inzwischen läuft er wieder, aber in den Krug geht er nur noch donnerstags.
Die anderen Tage gehören dem Ramschkönig."""


def test_what_a_person_wrote_is_not_doubted_where_it_stands_in_a_document(auditor):
    sentences = TOLD.split("\n")
    written, in_rows = (
        auditor.audit(Document("t", "de", tuple(Segment(str(n), text, kind) for n, text in enumerate(sentences, 1))))
        for kind in (Kind.SENTENCE, Kind.ROW)
    )
    assert written.summary.machine == in_rows.summary.machine < 0.2
    doubts = [finding for result in in_rows.segments for finding in result.findings]
    assert len(doubts) > 2 and {finding.check for finding in doubts} == {"meaning"}
    assert not any(result.findings for result in written.segments)
    assert any(f"({len(doubts)})" in note and "Held back" in note for note in written.notes)
    assert not any("Held back" in note for note in in_rows.notes)
