"""CTranslate2's int8 against the reference, and its conversion in the cache."""

import json
import shutil
from itertools import pairwise

import pytest
from transformers import MarianConfig, MarianMTModel

from audit import generation
from audit.generation import Generator
from audit.marian import Marian
from audit.models import Direction, resolve
from tests.opus import make

pytestmark = pytest.mark.model

TEXTS = [
    "Das Haus ist groß.",
    "Die Regierung hat am Montag mehr Geld versprochen, aber niemand glaubt ihr.",
    "Wo ist der Bahnhof?",
    "Ich habe heute keine Zeit, weil ich arbeiten muss.",
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("conversions")


@pytest.fixture(scope="module")
def reading():
    return resolve("embedded", source_language="en", target_language="de").reading


def test_int8_finds_translations_as_good_as_the_reference_does(reading, kept):
    """Both are judged by the same float32 scores. int8 rounds each weight to 1 part in 127, so the searches part ways
    where two hypotheses are near each other; over a few sentences they must be equally likely within 5 %."""
    quick, reference = Marian(reading, converted=kept), Marian(reading, reference=True)
    assert not quick.reference
    found = [
        sum(f.total for f in reference.score(list(zip(TEXTS, model.translate(TEXTS), strict=True))))
        for model in (quick, reference)
    ]
    assert found[0] == pytest.approx(found[1], rel=0.05)


def test_embeddings_of_ones_own_for_each_half_change_nothing_where_they_are_the_same(tmp_path):
    shared = make(tmp_path / "shared", "de", "en", safetensors=True)
    apart = shutil.copytree(shared, tmp_path / "apart")
    model = MarianMTModel.from_pretrained(shared)
    settings = model.config.to_dict() | {"share_encoder_decoder_embeddings": False}
    untied = MarianMTModel(MarianConfig(**settings))
    untied.load_state_dict({name: value for name, value in model.state_dict().items() if "shared" not in name})
    untied.save_pretrained(apart)
    one, other = (Marian(Direction(folder, ""), converted=tmp_path / "kept") for folder in (shared, apart))
    assert not other.reference
    assert one.translate(TEXTS) == other.translate(TEXTS)
    pairs = list(pairwise(TEXTS))
    assert [f.total for f in one.score(pairs)] == pytest.approx([f.total for f in other.score(pairs)])


def test_a_decoder_with_other_heads_than_the_encoder_is_converted_as_it_is(tmp_path):
    """Shares of attention differ with the number of heads, so a conversion that confuses them says something else."""
    folder = make(tmp_path / "opus-mt-de-en", "de", "en", safetensors=True)
    kept = tmp_path / "kept"
    for heads in (2, 8):
        settings = json.loads((folder / "config.json").read_text()) | {"decoder_attention_heads": heads}
        (folder / "config.json").write_text(json.dumps(settings))
        Generator(folder, kept)
    found = sorted((path / "model.bin").read_bytes() for path in kept.iterdir())
    assert len(found) == 2 and found[0] != found[1]


def test_a_text_is_translated_the_same_in_any_company(reading, kept):
    model = Marian(reading, converted=kept)
    assert model.translate(TEXTS * 5)[: len(TEXTS)] == [model.translate([text])[0] for text in TEXTS]


def test_a_conversion_is_made_once_and_a_damaged_one_anew(tmp_path, monkeypatch):
    model, kept = make(tmp_path / "tiny", "de", "en"), tmp_path / "kept"
    Generator(model, kept)
    (place,) = kept.iterdir()
    monkeypatch.setattr(generation, "_convert", lambda *_: pytest.fail("converted again"))
    Generator(model, kept)
    monkeypatch.undo()
    (place / "model.bin").write_bytes(b"cut off")
    Generator(model, kept)
    assert (place / "model.bin").stat().st_size > 1000
    assert list(kept.iterdir()) == [place]


def test_a_conversion_that_lost_its_manifest_is_made_anew(tmp_path, monkeypatch):
    model, kept = make(tmp_path / "tiny", "de", "en"), tmp_path / "kept"
    Generator(model, kept)
    (place,) = kept.iterdir()
    (place / "manifest.json").unlink()
    Generator(model, kept)
    monkeypatch.setattr(generation, "_convert", lambda *_: pytest.fail("converted again"))
    Generator(model, kept)


@pytest.mark.parametrize("threads", ["1,1", " 2 ", ""])
def test_whatever_openmp_takes_for_threads_is_taken(tmp_path, monkeypatch, threads):
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    assert Generator(make(tmp_path / "tiny", "de", "en"), None)


def test_other_weights_get_a_conversion_of_their_own(tmp_path):
    for seed in (1, 2):
        Generator(make(tmp_path / str(seed) / "tiny", "de", "en", seed=seed), tmp_path / "kept")
    assert len(list((tmp_path / "kept").iterdir())) == 2


@pytest.mark.parametrize("folder", [None, "blocked"])
def test_without_a_place_to_keep_it_generation_works_all_the_same(tmp_path, folder):
    (tmp_path / "blocked").write_text("a file where the folder should be")
    generator = Generator(make(tmp_path / "tiny", "de", "en"), folder and tmp_path / folder / "models")
    assert generator([["▁das", "</s>"]], beams=1, longest=5, no_repeat=3)


def test_a_model_whose_decoder_starts_elsewhere_is_left_to_the_reference(tmp_path):
    """CTranslate2 takes it for granted that Marian starts from a zero vector."""
    import torch

    folder = make(tmp_path / "tiny", "de", "en")
    assert not Marian(Direction(folder, "")).reference
    weights = torch.load(folder / "pytorch_model.bin")
    weights["model.shared.weight"][-1] = 1.0  # <pad>, which stands for the start
    torch.save(weights, folder / "pytorch_model.bin")
    assert Marian(Direction(folder, "")).reference


def test_the_vocabulary_of_the_conversion_is_the_models_without_its_padding(tmp_path):
    model = make(tmp_path / "tiny", "de", "en")
    Generator(model, tmp_path / "kept")
    (place,) = (tmp_path / "kept").iterdir()
    vocabulary = json.loads((model / "vocab.json").read_text(encoding="utf-8"))
    converted = json.loads((place / "shared_vocabulary.json").read_text(encoding="utf-8"))
    assert converted == [piece for piece in vocabulary if piece != "<pad>"]
