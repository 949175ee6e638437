"""The self-test on a small good translation, with the real embedded model."""

import json

import pytest
from click.testing import CliRunner

from audit.cache import Cache, default_path
from audit.cli import main
from audit.document import Document, Kind, Segment
from audit.errors import AuditError
from audit.pipeline import Auditor, Settings
from audit.selftest import changed, selftest
from audit.vendors.plant import Kind as Planted

pytestmark = pytest.mark.model

ROWS = [
    ("The council met on Monday, although half of its members were ill.",
     "Der Rat trat am Montag zusammen, obwohl die Hälfte seiner Mitglieder krank war."),
    ("The bridge was not closed for 14 days.", "Die Brücke war nicht 14 Tage lang gesperrt."),
    ("Mayor Lindqvist thanked the harbour workers.", "Bürgermeisterin Lindqvist dankte den Hafenarbeitern."),
    ("The engineer Okafor has a plan for the station.", "Der Ingenieur Okafor hat einen Plan für den Bahnhof."),
    ("The school bought 250 new chairs in March.", "Die Schule kaufte im März 250 neue Stühle."),
    ("Please tell us when you can come.", "Bitte sagen Sie uns, wann Sie kommen können."),
]  # fmt: skip


@pytest.fixture(scope="module")
def auditor(own_cache):
    return Auditor(Settings(tier="quick"), Cache(default_path()))


def document(*rows, given=True):
    segments = tuple(
        Segment(str(i), german, Kind.ROW, i, i + 1, english if given else None)
        for i, (english, german) in enumerate(rows)
    )
    return Document("rows", "de", segments)


@pytest.mark.parametrize(
    ("old", "new", "stretch"),
    [
        ("Das Haus ist rot.", "Das Haus ist blau.", "blau."),
        ("Er kam nicht mit.", "Er kam mit.", "kam mit."),
        ("Er kam mit.", "Er kam kam mit.", "kam"),
        ("Das ist alles", "Das ist", "ist"),
        ("aa", "aaa", "aaa"),
    ],
)
def test_the_changed_stretch_is_whole_words(old, new, stretch):
    start, end = changed(old, new)
    assert new[start:end].split()[-1] == stretch.split()[-1]
    assert stretch in new[start:end]


def test_what_rules_decide_is_caught_and_good_text_is_left_alone(auditor):
    audit = auditor.audit(document(*ROWS))
    result = selftest(auditor, audit, each=2, seed=1)
    for kind in (Planted.NEGATION, Planted.NUMBER, Planted.NAME, Planted.DOUBLING):
        trials = result.of(kind)
        assert trials, kind
        assert all(trial.found for trial in trials), [(t.before, t.after) for t in trials if not t.found]
    assert all(trial.before != trial.after for trial in result.trials)
    assert sum(result.false_alarms.values()) == sum(len(segment.findings) for segment in audit.segments)


def test_the_same_seed_plants_the_same(auditor):
    audit = auditor.audit(document(*ROWS))
    one, two = (selftest(auditor, audit, each=1, seed=3) for _ in range(2))
    assert one == two


def test_without_sources_it_says_what_is_missing(auditor):
    audit = auditor.audit(document(*ROWS, given=False))
    with pytest.raises(AuditError, match="needs the source"):
        selftest(auditor, audit, each=1, seed=1)


def test_the_command_prints_a_table_and_keeps_every_trial(tmp_path):
    path = tmp_path / "good.tsv"
    path.write_text("".join(f"{english}\t{german}\n" for english, german in ROWS), encoding="utf-8")
    result = CliRunner().invoke(main, ["selftest", str(path), "--each", "1", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "negation" in result.output and "false alarms" in result.output
    trials = json.loads((tmp_path / "out" / "selftest.json").read_text(encoding="utf-8"))["trials"]
    assert {trial["kind"] for trial in trials} >= {"negation", "number", "name", "doubling", "register"}
