"""`models verify`: a model says what it said when it was made, or at least listens."""

import json
import shutil
from dataclasses import asdict, replace

import pytest

from audit import golden
from audit.errors import ModelError
from audit.marian import Marian
from audit.models import Direction, resolve
from tests.opus import make

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tiny model with golden sentences of its own."""
    folder = make(tmp_path_factory.mktemp("golden") / "tiny", "de", "en")
    golden.write(folder, golden.measured(Marian(Direction(folder, "")), golden.pairs(("de", "en"))))
    return folder


def test_a_model_reproduces_its_golden_sentences(folder):
    lines = list(golden.verify(Direction(folder, ""), ("de", "en"), None))
    assert len(lines) == len(golden.PAIRS)


@pytest.mark.parametrize("field", ["logprob", "found"])
def test_a_model_that_says_something_else_is_found_out(folder, tmp_path, field):
    changed = shutil.copytree(folder, tmp_path / "changed")
    rows = golden.read(changed, "")
    golden.write(changed, [replace(rows[0], **{field: getattr(rows[0], field) + 3}), *rows[1:]])
    with pytest.raises(ModelError, match="does not score"):
        list(golden.verify(Direction(changed, ""), ("de", "en"), None))


def test_other_weights_under_the_same_golden_sentences_are_found_out(folder, tmp_path):
    """Checksums see damaged files; this sees whole files that are used wrongly."""
    other = make(tmp_path / "tiny", "de", "en", seed=2)
    shutil.copy(folder / golden.GOLDEN, other)
    with pytest.raises(ModelError, match="does not score"):
        list(golden.verify(Direction(other, ""), ("de", "en"), None))


def test_the_embedded_model_is_fine_in_both_directions():
    pair = resolve("embedded", source_language="en", target_language="de")
    for direction, languages in ((pair.reading, ("de", "en")), (pair.writing, ("en", "de"))):
        assert len(list(golden.verify(direction, languages, None))) == len(golden.PAIRS)


def test_a_model_without_golden_sentences_must_listen(tmp_path):
    """An untrained model does not: whether it seems to is a matter of chance, so one is taken that seems not to."""
    for seed in range(1, 30):
        folder = make(tmp_path / str(seed), "de", "en", seed=seed)
        model, known = Marian(Direction(folder, "")), golden.pairs(("de", "en"))
        own = sum(f.total for f in model.score(known))
        other = sum(f.total for f in model.score([(known[i - 1][0], t) for i, (_, t) in enumerate(known)]))
        if own <= other:
            break
    with pytest.raises(ModelError, match="does not listen"):
        list(golden.verify(Direction(folder, ""), ("de", "en"), None))


def test_languages_without_sentences_say_so(tmp_path):
    (line,) = golden.verify(Direction(make(tmp_path / "tiny", "en", "fr"), ""), ("en", "fr"), None)
    assert "no sentences" in line


@pytest.mark.parametrize("content", ["", "[3]", '[{"tag": ""}]'])
def test_a_damaged_file_is_one_clear_error(folder, tmp_path, content):
    changed = shutil.copytree(folder, tmp_path / "changed")
    (changed / golden.GOLDEN).write_text(content)
    with pytest.raises(ModelError, match=r"golden\.json: damaged"):
        golden.read(changed, "")


def test_golden_sentences_survive_being_written(folder):
    assert json.loads((folder / golden.GOLDEN).read_text(encoding="utf-8")) == [
        asdict(one) for one in golden.read(folder, "")
    ]
