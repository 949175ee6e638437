"""The two model verbs on the real embedded model."""

import numpy as np
import pytest

from audit.errors import ModelError
from audit.marian import Marian
from audit.models import Direction, resolve

pytestmark = pytest.mark.model

PAIRS = [
    ("The house is big.", "Das Haus ist groß."),
    ("Where is the station?", "Wo ist der Bahnhof?"),
    ("I have no time today because I have to work.", "Ich habe heute keine Zeit, weil ich arbeiten muss."),
    (None, "Das Haus ist groß."),
]


@pytest.fixture(scope="module")
def pair():
    return resolve("embedded", source_language="en", target_language="de")


@pytest.fixture(scope="module")
def writer(pair):
    return Marian(pair.writing)


def test_scores_are_probabilities(writer):
    for forced, (_, target) in zip(writer.score(PAIRS), PAIRS, strict=True):
        assert (forced.logprob <= 0).all()
        assert ((forced.boosted > 0) & (forced.boosted <= 1 + 1e-5)).all()
        assert (forced.boosted >= np.exp(forced.logprob) - 1e-5).all()  # boosting never takes away
        assert (forced.entropy >= 0).all()
        assert forced.attention.shape == (len(forced.pieces), len(forced.source_pieces))
        assert "".join(target[p.start : p.end] for p in forced.pieces) == target


def test_rank_zero_is_the_favourite(writer):
    for forced in writer.score(PAIRS):
        favourite = [
            writer.form.vocabulary[piece] == own.id for piece, own in zip(forced.best, forced.pieces, strict=True)
        ]
        assert favourite == [rank == 0 for rank in forced.rank]


def test_the_right_source_explains_a_target_better_than_another(writer):
    """The collapse check: a model that ignores its source gives both the same."""
    given = [(s, t) for s, t in PAIRS if s]
    own = writer.score(given)
    other = writer.score([(given[i - 1][0], t) for i, (_, t) in enumerate(given)])
    assert sum(f.total for f in own) > sum(f.total for f in other) + 5


def test_a_segment_scores_the_same_in_any_company(writer):
    together = writer.score(PAIRS * 3)
    for alone, beside in zip([writer.score([pair])[0] for pair in PAIRS], together, strict=False):
        assert alone.total == beside.total
        assert np.array_equal(alone.attention, beside.attention)


def test_a_text_has_the_same_states_in_any_company(writer):
    texts = ["The house is big.", "Where is the old station?", "Nobody knows.", "It is late.", "The dog sleeps.", ""]
    together = writer.states(texts)
    for text, state in zip(texts, together, strict=True):
        assert state.shape == (writer.form.width,)
        assert writer.states([text])[0].tobytes() == state.tobytes()
    assert not together[-1].any()
    assert together[0].any()


def test_score_agrees_with_transformers_own_loss(writer):
    """The reference: transformers' loss on the tokenizer's own batch."""
    import torch
    from transformers import MarianTokenizer

    source, target = PAIRS[2]
    tokenizer = MarianTokenizer.from_pretrained(writer.folder)
    batch = tokenizer([f"{writer.tag} {source}"], text_target=[target], return_tensors="pt")
    with torch.inference_mode():
        loss = writer.network(**batch).loss.item()
    (forced,) = writer.score([(source, target)])
    assert forced.total == pytest.approx(-loss * (len(forced.pieces) + 1), abs=1e-3)


def test_translation_is_in_the_other_language(pair):
    (english,) = Marian(pair.reading).translate(["Das ist gut."])
    assert {"is", "good", "that", "that's", "this"} & set(english.lower().replace(".", "").split())


def test_a_damaged_model_is_one_clear_error(tmp_path, pair):
    for name in ("config.json", "source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((pair.writing.folder / name).read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Marian(Direction(tmp_path, ">>deu<<")).score([("The house.", "Das Haus.")])
