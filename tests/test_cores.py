"""Work on several cores: in order, on one thread each, and the same on any number of them."""

import threading

import pytest
import torch

from audit import cores, lexicon
from audit.cache import Cache
from audit.cores import spread
from audit.gather import Interpreter
from audit.models import EMBEDDED, resolve

LANGUAGES = {"source_language": "en", "target_language": "de"}
TEXTS = [
    ("The harbour was closed on Monday.", "Der Hafen war am Montag geschlossen."),
    ("Nobody knows when the ferry will leave, and nobody says so.", "Niemand weiß, wann die Fähre fährt."),
    ("Rain.", "Regen."),
    ("She sold the house that her parents had built.", "Sie verkaufte das Haus, das ihre Eltern gebaut hatten."),
    ("The ministers met twice last week.", "Die Minister trafen sich letzte Woche zwei Mal."),
]


@pytest.mark.parametrize(("given", "expected"), [("3", 3), (" 2 ", 2), ("4,2", 4)])
def test_openmps_setting_says_how_many_cores_there_are(monkeypatch, given, expected):
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert cores.count() == expected


@pytest.mark.parametrize("given", ["", "0", "all"])
def test_without_a_number_there_are_those_of_the_machine(monkeypatch, given):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    own = cores.count()
    monkeypatch.setenv("OMP_NUM_THREADS", given)
    assert cores.count() == own >= 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (["250000 100000"], 3),
        (["50000 100000"], 1),
        (["max 100000"], 8),
        (["400000", "100000"], 4),
        (["-1", "100000"], 8),
        ([], 8),
    ],
)
def test_a_container_says_how_many_cores_it_may_keep_busy(monkeypatch, tmp_path, said, expected):
    places = [tmp_path / f"quota.{k}" for k in range(len(said) or 1)]
    for place, text in zip(places, said, strict=False):
        place.write_text(f"{text}\n")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(cores, "QUOTA", (tuple(map(str, places)),))
    assert cores.count() == expected


def test_a_large_machine_is_not_asked_for_all_its_cores(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(cores.os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    assert cores.count() == cores.MOST < 64


def test_answers_come_in_order_although_the_first_is_the_last_to_be_ready(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    ready = threading.Event()

    def work(number):
        if number:
            ready.set()
        else:
            assert ready.wait(30), "the second part was not begun beside the first"
        return number * 10

    assert spread(work, [0, 1]) == [0, 10]
    assert spread(work, []) == []


def test_torch_has_one_thread_for_each_and_all_of_them_afterwards(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(3)
        assert spread(lambda _: torch.get_num_threads(), range(4)) == [1] * 4
        assert torch.get_num_threads() == 3
        with pytest.raises(ZeroDivisionError):
            spread(lambda number: 1 // number, [1, 0])
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


@pytest.mark.model
def test_what_the_models_say_does_not_depend_on_the_number_of_cores(monkeypatch):
    def said(number):
        monkeypatch.setenv("OMP_NUM_THREADS", str(number))
        pair = resolve(EMBEDDED, **LANGUAGES)
        interpreter = Interpreter(pair, lexicon.of(pair, **LANGUAGES), Cache(None))
        sources, targets = zip(*TEXTS, strict=True)
        back = interpreter.back_translate(targets)
        states = interpreter.states(sources, targets)
        return back, interpreter.read(targets, sources, back, [()] * len(targets)), [one.tolist() for one in states]

    assert repr(said(1)) == repr(said(3))
