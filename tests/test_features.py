"""What the estimator sees: shapes, what single features say, and that nothing of it depends on the neighbours."""

import numpy as np
import pytest

from audit import lexicon
from audit.cache import Cache
from audit.features import FIGURES, SEGMENT_NAMES, WORD_NAMES, Figures, Pair, features, members
from audit.gather import Interpreter
from audit.lexicon import Lexicon
from audit.marian import Piece
from audit.models import EMBEDDED, resolve
from audit.words import tokens

ENGLISH, GERMAN = "The old bridge was closed.", "Die alte Brücke war Bahnhof."


def figures(count, logprob=-1.0):
    columns = {name: np.full(count, 1.0, dtype=np.float32) for name in FIGURES}
    return Figures(**{**columns, "worst": np.full(count, logprob, dtype=np.float32)}, end=-0.5)


def pair(**other):
    source, target = list(tokens(ENGLISH)), list(tokens(GERMAN))
    fields = {
        "source": ENGLISH, "target": GERMAN, "source_words": source, "target_words": target,
        "links": ((0, 0), (1, 1), (2, 2), (3, 3)), "given": figures(5), "reverse": figures(5), "alone": figures(5),
        "source_language": "en", "target_language": "de",
    }  # fmt: skip
    return Pair(**{**fields, **other})


@pytest.fixture(scope="module")
def known():
    table = {"bridge": {"brücke": 0.8}, "old": {"alt": 0.7}}
    back = {"brücke": {"bridge": 0.9}, "alt": {"old": 0.6}, "bahnhof": {"station": 0.9}}
    return Lexicon("en", "de", to_target=table, to_source=back, digest="made")


def column(words, name):
    return words[:, WORD_NAMES.index(name)]


def test_words_say_what_the_lexicon_knows_of_them(known):
    words, segment = features(pair(), known)
    assert words.shape == (5, len(WORD_NAMES)) and segment.shape == (len(SEGMENT_NAMES),)
    assert column(words, "lexicon_link").tolist() == pytest.approx([0, 0.42**0.5, 0.72**0.5, 0, 0])
    # "Bahnhof" is known, but nothing in the source is what it stands for; articles are not in this lexicon.
    assert column(words, "lexicon_share").tolist() == pytest.approx([-0.1, 0.6, 0.9, -0.1, 0.0])
    assert column(words, "links").tolist() == [1, 1, 1, 1, 0]
    assert column(words, "after")[-1] == 2 and column(words, "before")[0] == 1


def test_an_unlinked_content_word_of_the_source_is_counted(known):
    before = features(pair(), known)[1]
    after = features(pair(links=((0, 0), (1, 1), (3, 3))), known)[1]
    place = SEGMENT_NAMES.index("uncovered_count")
    assert after[place] == before[place] + 1


def test_an_empty_lexicon_and_a_long_segment_are_no_trouble():
    german = "Wort " * 200
    words, segment = features(
        pair(source=german, target=german, source_words=list(tokens(german)), target_words=list(tokens(german)),
             links=(), given=figures(200), reverse=figures(200), alone=figures(200)),
        Lexicon("en", "de"),
    )  # fmt: skip
    assert np.isfinite(words).all() and np.isfinite(segment).all()


def test_pieces_go_to_the_words_they_share_a_character_with():
    pieces = [Piece(1, 0, 2), Piece(2, 2, 5), Piece(3, 5, 9), Piece(4, 9, 10)]
    assert members(list(tokens("Haus Boot.")), pieces) == [[0, 1], [2]]


@pytest.mark.model
def test_a_segments_features_and_judgement_do_not_depend_on_its_neighbours():
    models = resolve(EMBEDDED, source_language="en", target_language="de")
    interpreter = Interpreter(models, lexicon.of(models, source_language="en", target_language="de"), Cache(None))
    rows = [
        (ENGLISH, GERMAN),
        ("A dog.", "Ein Hund."),
        ("The council met on Monday.", "Der Rat trat am Montag zusammen."),
    ]
    together = [one.reading() for one in interpreter.passes(rows)]
    for row, one in zip(rows, together, strict=True):
        alone = interpreter.passes([row])[0].reading()
        for name in ("words", "segment", "decoder", "encoder"):
            assert np.array_equal(getattr(alone, name), getattr(one, name)), name
    judged = interpreter.read([t for _, t in rows], [s for s, _ in rows], [""] * 3, [()] * 3)
    single = interpreter.read([GERMAN], [ENGLISH], [""], [()])
    assert judged[0].judgement is not None and judged[0].judgement == single[0].judgement
