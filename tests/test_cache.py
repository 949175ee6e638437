"""The evidence cache: remembers, resumes, and never gets in the way."""

import pytest

from audit.cache import Cache, key_of, remembered


def ask_into(log):
    def ask(questions):
        log.extend(questions)
        return [question.upper() for question in questions]

    return ask


def test_questions_are_asked_once_and_kept(tmp_path):
    log = []
    cache = Cache(tmp_path / "c.sqlite")
    assert remembered(cache, ["a", "b", "a"], key=key_of, ask=ask_into(log)) == ["A", "B", "A"]
    assert remembered(cache, ["b", "c"], key=key_of, ask=ask_into(log)) == ["B", "C"]
    assert log == ["a", "b", "c"]
    cache.close()
    assert remembered(Cache(tmp_path / "c.sqlite"), ["c"], key=key_of, ask=ask_into(log)) == ["C"]
    assert log == ["a", "b", "c"]


def test_a_stopped_run_keeps_what_was_answered(tmp_path):
    cache = Cache(tmp_path / "c.sqlite")

    def breaks(questions):
        if "c" in questions:
            raise KeyboardInterrupt
        return [question.upper() for question in questions]

    with pytest.raises(KeyboardInterrupt):
        remembered(cache, ["a", "b", "c"], key=key_of, ask=breaks, chunk=1)
    log = []
    remembered(cache, ["a", "b", "c"], key=key_of, ask=ask_into(log))
    assert log == ["c"]


def test_a_damaged_file_only_costs_speed(tmp_path):
    path = tmp_path / "c.sqlite"
    path.write_bytes(b"this is no database, but it is long enough to be looked at" * 40)
    assert remembered(Cache(path), ["a"], key=key_of, ask=ask_into([])) == ["A"]


def test_keys_tell_their_parts_apart():
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("\ud800") != key_of("\ud801")
