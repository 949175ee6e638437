"""Models that users bring: pairs and multi-target models in OPUS-MT's layout, other languages through the same code."""

import pytest

from audit.cache import Cache
from audit.document import Document, Kind, Segment
from audit.errors import ModelError
from audit.models import resolve
from audit.pipeline import Auditor, Settings
from tests.opus import make

pytestmark = pytest.mark.model


def audited(name, language, *texts):
    segments = tuple(Segment(str(i), text, Kind.ROW, i, i + 1, None) for i, text in enumerate(texts))
    auditor = Auditor(Settings(model=name, language=language), Cache(None))
    return auditor.audit(Document("rows", language, segments))


@pytest.mark.parametrize("safetensors", [False, True])
def test_a_pair_of_one_way_models_audits_german(tmp_path, safetensors):
    there = make(tmp_path / "opus-mt-de-en", "de", "en", safetensors=safetensors)
    back = make(tmp_path / "opus-mt-en-de", "en", "de", safetensors=safetensors)
    audit = audited(f"{there}+{back}", "de", "Das Haus ist groß.", "Wo ist der alte Bahnhof?")
    assert all(len(segment.words) >= 4 for segment in audit.segments)
    assert "opus-mt-de-en+opus-mt-en-de" in audit.signature
    assert any("no calibration of its own" in note for note in audit.notes)


def test_a_multi_target_model_serves_the_direction_that_its_tag_names(tmp_path):
    there = make(tmp_path / "opus-mt-gmw-eng", "de", "en")
    back = make(tmp_path / "opus-mt-eng-gmw", "en", "de", tags=(">>deu<<", ">>nld<<"))
    pair = resolve(f"{there}+{back}", source_language="en", target_language="de")
    assert (pair.writing.folder, pair.writing.tag, pair.reading.tag) == (back, ">>deu<<", "")


def test_encoders_of_two_models_are_not_compared(tmp_path):
    there, back = make(tmp_path / "opus-mt-de-en", "de", "en"), make(tmp_path / "opus-mt-en-de", "en", "de")
    auditor = Auditor(Settings(model=f"{there}+{back}"), Cache(None))
    assert auditor.interpreter.states(["The house."], ["Das Haus."]) is None


def test_two_letter_tags_of_older_models_are_known(tmp_path):
    model = make(tmp_path / "opus-mt-en-ROMANCE", "en", "fr", tags=(">>fr<<", ">>es<<"))
    back = make(tmp_path / "opus-mt-fr-en", "fr", "en")
    assert resolve(f"{model}+{back}", source_language="en", target_language="fr").writing.tag == ">>fr<<"


def test_another_language_runs_and_says_what_is_checked_for_german_only(tmp_path):
    there, back = make(tmp_path / "opus-mt-fr-en", "fr", "en"), make(tmp_path / "opus-mt-en-fr", "en", "fr")
    audit = audited(f"{there}+{back}", "fr", "La maison est grande.", "Où est la vieille gare ?")
    assert all(segment.words for segment in audit.segments)
    assert any("German targets only" in note for note in audit.notes)
    assert not {"traps", "grammar", "typography"} & {f.check for segment in audit.segments for f in segment.findings}


def test_one_direction_is_not_enough(tmp_path):
    with pytest.raises(ModelError, match="none of its models translates en to de"):
        audited(str(make(tmp_path / "opus-mt-de-en", "de", "en")), "de", "Das Haus ist groß.")
