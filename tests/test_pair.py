"""Two documents become one: guards, merged segments, and the way back to the original sentences."""

import numpy as np
import pytest

from audit.align import Bead
from audit.document import Document, Kind, Pairing, Piece, Segment
from audit.errors import AuditError
from audit.finding import Category, Severity, found
from audit.lexicon import Lexicon
from audit.pair import beads, joined, located

EMPTY = Lexicon("en", "de")
ENGLISH = [
    "The harbour was closed on Monday because of the storm.",
    "Nobody knows when the ships will sail again.",
    "The mayor called for calm and promised to help.",
    "She will meet the workers tomorrow and listen to them.",
]
GERMAN = [
    "Der Hafen war am Montag wegen des Sturms geschlossen.",
    "Niemand weiß, wann die Schiffe wieder fahren werden.",
    "Die Bürgermeisterin rief zur Ruhe auf und versprach zu helfen.",
    "Sie wird morgen die Arbeiter treffen und ihnen zuhören.",
]
OTHER = [
    "Mix two cups of flour with an egg, some salt, a little sugar.",
    "Then let your dough rest overnight in a cool place.",
    "Next day roll it out thinly, cut small stars from it.",
    "Bake these ten minutes until their edges turn brown.",
]


def document(name, language, texts):
    segments = [Segment(str(i), text, line=10 + i) for i, text in enumerate(texts, start=1)]
    return Document(name, language, tuple(segments))


def said(*texts):
    return lambda asked: [text if wanted else "" for text, wanted in zip(texts, asked, strict=True)]


def test_a_translation_is_aligned():
    found = beads(document("a.txt", "en", ENGLISH), document("b.txt", "de", GERMAN), said(*ENGLISH), EMPTY)
    assert [(bead.source, bead.target) for bead in found] == [((i,), (i,)) for i in range(4)]


def test_a_source_that_has_sources_itself_is_refused():
    rows = Document("a.xlsx", "en", (Segment("1", "OK", source="Fine"), *document("a", "en", ENGLISH).segments))
    with pytest.raises(AuditError, match=r"a\.xlsx: holds translations beside their sources; give the source") as error:
        beads(rows, document("b.srt", "de", GERMAN), said(*ENGLISH), EMPTY)
    assert "\n" not in str(error.value)


def test_another_document_is_refused_in_one_line():
    with pytest.raises(AuditError, match=r"b\.txt does not look like a translation of a\.txt") as error:
        beads(document("a.txt", "en", ENGLISH), document("b.txt", "de", GERMAN), said(*OTHER), EMPTY)
    assert "\n" not in str(error.value)
    assert error.value.exit_code == 2


def test_without_any_witness_nothing_is_refused():
    assert beads(document("a", "en", ENGLISH), document("b", "de", GERMAN), said("", "", "", ""), EMPTY)


@pytest.mark.parametrize(("left", "right"), [(ENGLISH, ENGLISH), (ENGLISH, OTHER), (GERMAN, GERMAN)])
def test_identical_languages_are_refused_before_anything_is_translated(left, right):
    def never(texts):
        raise AssertionError

    with pytest.raises(AuditError, match=r"a\.txt and b\.txt are in the same language"):
        beads(document("a.txt", "en", left), document("b.txt", "de", right), never, EMPTY)


def test_one_language_is_known_by_its_running_words_whatever_it_is():
    french = ["le port est fermé et les bateaux ne partent pas car la mer est haute et le vent est fort"] * 3
    with pytest.raises(AuditError, match="same language"):
        beads(document("a", "fr", french), document("b", "nl", french[::-1]), said(*french), Lexicon("fr", "nl"))


MORE_GERMAN = [
    "Seit dem frühen Morgen stehen die Lastwagen vor dem Tor und warten auf die Fähre.",
    "Viele Fahrer schlafen in ihren Kabinen, weil es in der Stadt kein freies Zimmer mehr gibt.",
    "Die Bäcker bringen ihnen Brot, und die Schüler verteilen heißen Tee an alle, die frieren.",
]
MORE_ENGLISH = [
    "Since the early morning the lorries have been standing at the gate and waiting for the ferry.",
    "Many drivers sleep in their cabins because there is no free room left in the town.",
    "The bakers bring them bread, and the pupils hand out hot tea to everybody who is cold.",
]


def test_a_translation_of_which_much_is_left_in_english_is_aligned():
    source, target = [*ENGLISH, *MORE_ENGLISH], [*ENGLISH, *MORE_GERMAN]
    found = beads(document("a.txt", "en", source), document("b.txt", "de", target), said(*source), EMPTY)
    assert [(bead.source, bead.target) for bead in found] == [((i,), (i,)) for i in range(7)]


def test_two_versions_of_one_text_are_in_one_language():
    edited = [f"Besides, {text[0].lower()}{text[1:]}" for text in MORE_ENGLISH]
    source, target = [*ENGLISH, *MORE_ENGLISH], [*ENGLISH, *edited]
    for names in (("en", "de"), ("xx", "yy")):  # told by function words, and by those in common
        documents = document("a.txt", names[0], source), document("b.txt", names[1], target)
        with pytest.raises(AuditError, match="same language"):
            beads(*documents, said(*target), EMPTY)


FEW_WORDS = (("harbour", "hafen"), ("monday", "montag"), ("storm", "sturm"))
LITTLE = Lexicon(
    "en", "de", to_target={w: {v: 0.9} for w, v in FEW_WORDS}, to_source={v: {w: 0.9} for w, v in FEW_WORDS}
)


def test_sparing_asks_for_doubtful_sentences_only():
    asked = []

    def translate(texts):
        asked.extend(texts)
        return [text and ENGLISH[GERMAN.index(text)] for text in texts]

    found = beads(document("a", "en", ENGLISH), document("b", "de", GERMAN), translate, LITTLE, sparing=True)
    assert [(bead.source, bead.target) for bead in found] == [((i,), (i,)) for i in range(4)]
    assert len(asked) == 4  # in place, "" where nothing is wanted


def test_states_are_asked_for_unless_sparing():
    """Without words in common only the states can say which sentence is lost."""
    own = np.eye(4, dtype=np.float32)
    silent = ["aa bb cc dd ee", "ff gg hh ii jj", "kk ll mm nn oo", "pp qq rr ss tt"]
    strange = ["Uu vv ww xx yy", "Zz yx wv ut sr", "Ab cd ef gh ij"]

    def states(source, target):
        assert (source, target) == (silent, strange)
        return own, own[[0, 1, 3]]

    documents = document("a", "en", silent), document("b", "de", strange)
    lost = [bead.source for bead in beads(*documents, said("", "", ""), EMPTY, states=states) if not bead.target]
    assert lost == [(2,)]

    def never(*_):
        raise AssertionError

    assert beads(*documents, said("", "", ""), EMPTY, states=never, sparing=True)


def test_joined_keeps_the_way_back():
    source, target = document("a", "en", ENGLISH), document("b", "de", GERMAN)
    one, lost, added = joined(
        source, target, [Bead((0, 1), (0, 1), 0.5, 0.9), Bead((2,), ()), Bead((), (2,), moved=False)]
    )
    assert (one.id, one.source) == ("1+2", f"{ENGLISH[0]} {ENGLISH[1]}")
    assert one.pairing.confidence == 0.9
    for text, pieces, originals in ((one.text, one.pairing.target, GERMAN), (one.source, one.pairing.source, ENGLISH)):
        assert [text[piece.start : piece.end] for piece in pieces] == originals[:2]
        assert [(piece.id, piece.line) for piece in pieces] == [("1", 11), ("2", 12)]
    assert (lost.id, lost.text, lost.source, lost.pairing.target) == ("source-3", "", ENGLISH[2], ())
    assert (added.id, added.source) == ("3", "")


def test_a_merged_heading_counts_as_a_sentence_only_beside_one():
    target = Document("b", "de", (Segment("1", "Titel", Kind.HEADING), Segment("2", "Noch einer", Kind.HEADING),
                                  Segment("3", "Ein Satz.")))  # fmt: skip
    source = document("a", "en", ["Title", "A sentence."])
    both, sentence = joined(source, target, [Bead((0,), (0, 1)), Bead((1,), (2,))])
    assert (both.kind, sentence.kind) == (Kind.HEADING, Kind.SENTENCE)


def test_a_finding_is_located_in_its_sentences():
    pairing = Pairing(1.0, False, (), (Piece("4", 7, 0, 5), Piece("5", 9, 6, 11)))
    text = "Eins. Zwei."
    flagged = found(text, 3, 8, category=Category.STYLE, severity=Severity.MINOR, confidence=1.0, message="", check="x")
    assert located(flagged, pairing).evidence["sentences"] == [
        {"id": "4", "line": 7, "start": 3, "end": 5},
        {"id": "5", "line": 9, "start": 0, "end": 2},
    ]
    assert located(flagged, None) is flagged
    assert located(flagged, Pairing(1.0, False, (), (Piece("4", 7, 0, 11),))) is flagged


def test_what_is_not_in_the_language_it_is_said_to_be_in_is_not_judged():
    latin = [
        "Lorem ipsum dolor sit amet consectetur.",
        "Adipiscing elit sed do eiusmod tempor.",
        "Ut enim ad minim veniam quis.",
    ] * 2
    assert beads(document("a.txt", "en", latin), document("b.txt", "de", GERMAN), said(*OTHER), EMPTY)
