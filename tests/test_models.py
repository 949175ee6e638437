"""Finding and checking models; the folders are made here, in OPUS-MT's own layout."""

import json

import pytest

from audit.errors import ModelError
from audit.models import check_folder, digest, embedded_folder, read_manifest, resolve


def opus(folder, source, target, *tags):
    """A folder as Helsinki-NLP/opus-mt-SOURCE-TARGET has it: languages in the tokenizer's settings, and the tags of its
    targets where there are several."""
    folder.mkdir()
    for name in ("config.json", "source.spm", "target.spm", "pytorch_model.bin"):
        (folder / name).write_text(f"{name} {source}")
    pieces = ("</s>", "<unk>", *tags, "<pad>")
    (folder / "vocab.json").write_text(json.dumps({piece: number for number, piece in enumerate(pieces)}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"source_lang": source, "target_lang": target}))
    return folder


def test_the_embedded_model_serves_both_directions():
    pair = resolve("embedded", source_language="en", target_language="de")
    assert (pair.reading.tag, pair.writing.tag) == (">>eng<<", ">>deu<<")
    assert pair.reading.folder == pair.writing.folder == embedded_folder()


def test_the_embedded_model_matches_its_manifest():
    assert "model.safetensors" in read_manifest(embedded_folder())
    check_folder(embedded_folder())


def test_a_pair_is_sorted_by_its_languages_in_either_order(tmp_path):
    a, b = opus(tmp_path / "a", "de", "en"), opus(tmp_path / "b", "en", "de")
    for name in (f"{a}+{b}", f"{b}+{a}"):
        pair = resolve(name, source_language="en", target_language="de")
        assert (pair.reading.folder, pair.writing.folder) == (a, b)
        assert pair.reading.tag == ""


def test_a_model_of_one_direction_goes_before_one_that_knows_both(tmp_path):
    own, both = opus(tmp_path / "own", "de", "en"), opus(tmp_path / "both", "deu+eng", "deu+eng", ">>deu<<", ">>eng<<")
    for name in (f"{own}+{both}", f"{both}+{own}"):
        pair = resolve(name, source_language="en", target_language="de")
        assert (pair.reading.folder, pair.writing.folder, pair.writing.tag) == (own, both, ">>deu<<")


def test_a_model_that_is_not_needed_is_refused(tmp_path):
    other, both = opus(tmp_path / "other", "fr", "en"), opus(tmp_path / "both", "gem", "gem", ">>deu<<", ">>eng<<")
    with pytest.raises(ModelError, match="other has no direction left"):
        resolve(f"{both}+{other}", source_language="en", target_language="de")


@pytest.mark.parametrize(("languages", "reads"), [("fr", False), ("fra+ita", False), ("eng+fra", True), ("mul", True)])
def test_a_model_of_many_targets_must_know_the_source(tmp_path, languages, reads):
    back = opus(tmp_path / "back", "de", "en")
    name = f"{back}+{opus(tmp_path / 'many', languages, 'gmw', '>>deu<<', '>>nld<<')}"
    if reads:
        assert resolve(name, source_language="en", target_language="de").writing.tag == ">>deu<<"
    else:
        with pytest.raises(ModelError, match="translates en to de"):
            resolve(name, source_language="en", target_language="de")


def test_a_pair_for_other_languages_says_what_to_give(tmp_path):
    with pytest.raises(ModelError, match="none of its models translates"):
        resolve(str(opus(tmp_path / "a", "fr", "en")), source_language="en", target_language="de")


@pytest.mark.parametrize("name", ["no-such-folder", "/no/such/folder", "embedded+embedded+embedded"])
def test_unknown_names_are_one_line(name):
    with pytest.raises(ModelError) as error:
        resolve(name, source_language="en", target_language="de")
    assert "\n" not in str(error.value)


def test_a_hub_id_that_was_never_fetched_says_how(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(ModelError, match="mt-audit models fetch nobody/nothing-at-all"):
        resolve("nobody/nothing-at-all", source_language="en", target_language="de")


def test_a_missing_file_is_named(tmp_path):
    folder = opus(tmp_path / "a", "de", "en")
    (folder / "vocab.json").unlink()
    with pytest.raises(ModelError, match=r"vocab\.json missing"):
        check_folder(folder)


def test_a_changed_file_is_found_by_its_checksum(tmp_path):
    folder = opus(tmp_path / "a", "de", "en")
    (folder / "manifest.json").write_text(json.dumps({"files": {"source.spm": "0" * 64}}))
    with pytest.raises(ModelError, match="damaged or changed"):
        check_folder(folder)


def test_a_broken_manifest_is_an_error_not_a_pass(tmp_path):
    folder = opus(tmp_path / "a", "de", "en")
    (folder / "manifest.json").write_text("{")
    with pytest.raises(ModelError, match="manifest"):
        check_folder(folder)


@pytest.mark.parametrize("content", ["", "[]", "{"])
def test_damaged_settings_are_one_clear_error(tmp_path, content):
    folder = opus(tmp_path / "a", "de", "en")
    (folder / "vocab.json").write_text(content)
    with pytest.raises(ModelError, match=r"vocab\.json: damaged"):
        resolve(str(folder), source_language="en", target_language="de")


def test_the_two_directions_have_digests_of_their_own():
    """Or one direction's cached answers would be given for the other."""
    there = resolve("embedded", source_language="en", target_language="de")
    back = resolve("embedded", source_language="de", target_language="en")
    assert there.digest != back.digest


def test_the_digest_follows_the_weights(tmp_path):
    folder = opus(tmp_path / "a", "de", "en")
    before = digest(folder)
    (folder / "pytorch_model.bin").write_text("other weights entirely")
    assert digest(folder) != before
