"""The table of company: its file, unknown compounds, other languages."""

import numpy as np
import pytest

from audit import contexts
from audit.contexts import Contexts, Vectors
from audit.errors import ModelError


def arrays(**changed):
    lemmas = np.frombuffer("haus\ntür\nhaben".encode(), np.uint8)
    out = {"capital": np.array([255, 250, 3], np.uint8), "given": np.array([-2.0, 1.0, 1.0, 1.0])}
    for name in ("words", "german", "english"):
        out |= {name: np.eye(3, dtype=np.int8) * 100, f"{name}_lemmas": lemmas, f"{name}_scale": np.full(3, 0.01)}
    return out | changed


def load(folder, **languages):
    return contexts.load(folder, **({"source_language": "en", "target_language": "de"} | languages))


def test_the_file_is_read(tmp_path):
    np.savez_compressed(tmp_path / contexts.FILE, **arrays())
    found = load(tmp_path)
    assert found and len(found.digest) == 64
    assert found.weights == {"given": (-2.0, 1.0, 1.0, 1.0)}
    assert found.word("haus") == pytest.approx([1, 0, 0])
    assert found.is_noun("tür") is True and found.is_noun("haben") is False and found.is_noun("xyz") is None


def test_an_unknown_compound_is_made_of_its_parts():
    words = Vectors({"haus": 0, "halten": 1, "türe": 2}, np.eye(3, dtype=np.int8), np.ones(3, np.float32))
    known = Contexts(words, capital=np.array([1, 0, 1], np.float32))
    assert known.is_noun("haustüre") is True and known.is_noun("haushalten") is False
    assert known.word("haustüre") == pytest.approx(np.array([1, 0, 1]) / 2**0.5)
    assert known.word("gartenzwerg") is None


def test_other_languages_have_the_empty_table(tmp_path):
    np.savez_compressed(tmp_path / contexts.FILE, **arrays())
    assert not load(tmp_path, source_language="fr")
    assert not load(tmp_path / "nowhere")
    assert Contexts().word("haus") is None


@pytest.mark.parametrize("change", [{"words_lemmas": np.frombuffer(b"a\nb", np.uint8)}, None])
def test_a_damaged_file_is_a_clear_error(tmp_path, change):
    if change is None:
        (tmp_path / contexts.FILE).write_bytes(b"PK no archive")
    else:
        np.savez_compressed(tmp_path / contexts.FILE, **arrays(**change))
    with pytest.raises(ModelError, match="no context vectors"):
        load(tmp_path)
