"""The estimator's networks: files, damage, determinism, and that they can learn what they are for."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from audit.errors import ModelError
from audit.estimator import Estimator, Network, Sizes, Topic, load, save, tensors_of
from audit.features import BUCKETS, SEGMENT_NAMES, WORD_NAMES, bag
from audit.reading import Reading, SourceReading
from audit.source_features import SOURCE_NAMES
from audit.uncovered import Uncovered
from audit.uncovered import tensors_of as source_tensors
from audit.words import tokens

SIZES = Sizes(states=12, features=8, projected=4, hidden=6)


def reading(words=5, seed=0):
    rng = np.random.default_rng(seed)
    return Reading(
        words=rng.normal(size=(words, len(WORD_NAMES))).astype(np.float32),
        segment=rng.normal(size=len(SEGMENT_NAMES)).astype(np.float32),
        decoder=rng.normal(size=(words, 12)).astype(np.float32),
        encoder=rng.normal(size=(words, 12)).astype(np.float32),
        bag=bag(list(tokens("The bees are dying.")), list(tokens("Die Bienen sterben."))),
        source=source(words + 1, seed),
    )


def source(words, seed):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(words, len(SOURCE_NAMES)))
    states = rng.normal(size=(2, words, 12))
    return SourceReading(features.astype(np.float32), *states.astype(np.float32))


@pytest.fixture
def path(tmp_path):
    torch.manual_seed(0)
    topic = Topic(np.linspace(-1, 1, BUCKETS + 1, dtype=np.float32))
    missing = [Uncovered(12, features=6, projected=4, hidden=5) for _ in range(2)]
    save([Network(SIZES), Network(SIZES)], missing, topic, tmp_path / "estimator.en-de.safetensors")
    return tmp_path / "estimator.en-de.safetensors"


def test_every_word_gets_three_logits_and_networks_vote(path):
    estimator = Estimator(path)
    said = estimator(reading(), given=True)
    assert len(said.edited) == len(said.marked) == len(said.serious) == 5
    own = [network(*tensors_of([reading()], [True]))[1][0, 0].item() for network in estimator.networks]
    assert own[0] != own[1]
    assert said.penalty == pytest.approx(sum(own) / 2, abs=1e-3)


def test_every_source_word_gets_a_logit_where_a_source_was_given(path):
    estimator = Estimator(path)
    said = estimator(reading(), given=True).uncovered
    own = [network(*source_tensors([reading().source]))[0].tolist() for network in estimator.uncovered]
    assert own[0] != own[1]
    assert said == pytest.approx(np.mean(own, axis=0).tolist(), abs=1e-3)
    assert estimator(reading(), given=False).uncovered == ()
    both = estimator.uncovered[0](*source_tensors([reading().source, source(12, seed=3)]))
    assert both[0, :6].tolist() == pytest.approx(own[0], abs=1e-5)


def test_padding_changes_nothing(path):
    network = load(path)[0][0]
    with torch.inference_mode():
        alone = network(*tensors_of([reading()], [True]))
        padded = network(*tensors_of([reading(), reading(9, seed=1)], [True, True]))
    assert torch.allclose(alone[0][0], padded[0][0, :5], atol=1e-5)
    assert torch.allclose(alone[1][0], padded[1][0], atol=1e-5)


def test_whether_the_source_was_given_is_heard(path):
    estimator = Estimator(path)
    assert estimator(reading(), given=True) != estimator(reading(), given=False)


def test_the_topic_is_the_words_alone(path):
    """Other words are another topic; more of the same, in another order or case, are not."""
    topic = Estimator(path).topic

    def of(source, target):
        return topic(replace(reading(), bag=bag(list(tokens(source)), list(tokens(target)))))

    assert of("The bees are dying.", "Die Bienen sterben.") == pytest.approx(
        Estimator(path)(reading(), given=True).topic, abs=1e-3
    )
    assert of("The bees are dying.", "Die Bienen sterben.") == of("DYING are the bees, the bees", "sterben Die Bienen")
    assert of("The bees are dying.", "Die Bienen sterben.") != of("The wasps are dying.", "Die Wespen sterben.")
    assert of("...", "…") == pytest.approx(1, abs=1e-3)


def test_words_of_one_family_share_parts():
    def hashed(word):
        return set(bag([], list(tokens(word))).tolist())

    assert len(hashed("Bienensterben") & hashed("Bienen")) >= 5
    assert len(hashed("Bienensterben") & hashed("Rathaus")) <= 1
    assert not hashed("Biene") & set(bag(list(tokens("Biene")), []).tolist())


def test_a_file_for_other_features_or_a_damaged_one_is_one_clear_error(path, monkeypatch):
    monkeypatch.setattr("audit.estimator.WORD_NAMES", WORD_NAMES[1:])
    with pytest.raises(ModelError, match="another version"):
        load(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ModelError, match="cannot be loaded"):
        load(path)


def test_it_learns_a_sign_that_is_in_the_features():
    """A word whose first feature is low is wrong: after some steps the network says so of readings it has not seen."""
    torch.manual_seed(1)
    network = Network(Sizes(states=12))
    optimiser = torch.optim.AdamW(network.parameters(), 5e-3)
    for step in range(150):
        readings = [reading(6, seed=100 * step + k) for k in range(16)]
        gold = torch.from_numpy(np.array([(one.words[:, 0] < -0.5) for one in readings], dtype=np.float32))
        logits, _ = network(*tensors_of(readings, [True] * 16))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits[..., 1], gold)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    network.eval()
    unseen = [reading(6, seed=-1 - k & 0xFFFF) for k in range(40)]
    with torch.inference_mode():
        said = network(*tensors_of(unseen, [True] * 40))[0][..., 1].numpy()
    gold = np.array([one.words[:, 0] < -0.5 for one in unseen])
    assert said[gold].mean() > said[~gold].mean() + 1
