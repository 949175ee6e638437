"""Other forms are tried where the grammar is in doubt, with a reader that knows one right form."""

from audit.document import Segment
from audit.evidence import Evidence, Word
from audit.mending import suspects
from audit.words import tokens
from tests.conftest import opinion_of


class Reader:
    """Holds "hat" to be wrong, and one form or none to be right; remembers what it was asked."""

    def __init__(self, right):
        self.right, self.asked = right, []

    def opinions(self, targets, sources):
        self.asked += list(zip(targets, sources, strict=True))
        return [self.of(target) for target in targets]

    def of(self, text):
        words = [token.text for token in tokens(text)]
        wrong = self.right is None or self.right not in words
        return opinion_of(len(words), ungrammatical=[2.0 if wrong and k == 2 else -6.0 for k in range(len(words))])


TEXT = "Die Räte hat getagt."
SEGMENT = Segment("1", TEXT, source="The councils have met.")


def audited(right, asking=True):
    reader = Reader(right)
    words = tuple(Word(t.start, t.end, -1.0, 0.5, 1.0, 0, "x") for t in tokens(TEXT))
    sound = Evidence(words=words, opinion=opinion_of(len(words)))
    doubtful = Evidence(words=words, opinion=reader.of(TEXT))
    found = suspects(reader, [SEGMENT, SEGMENT], [sound, doubtful], 1.0, asking=asking)
    return found, reader


def test_the_form_that_calms_the_sentence_is_proposed():
    (nothing, (suspect,)), reader = audited("haben")
    assert nothing == [] and suspect.better == "haben" and TEXT[suspect.start : suspect.end] == "hat"
    assert reader.asked == [("Die Räte haben getagt.", SEGMENT.source)]


def test_a_form_that_helps_little_is_not():
    (_, (suspect,)), _ = audited(None)
    assert suspect.better is None


def test_the_quick_tier_asks_for_nothing():
    (_, (suspect,)), reader = audited("haben", asking=False)
    assert suspect.better is None and reader.asked == []
