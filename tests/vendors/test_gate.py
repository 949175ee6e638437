from dataclasses import replace
from datetime import date

import pytest

from audit.errors import AuditError
from audit.finding import Category, Severity
from audit.vendors.baseline import baseline_of, check_renewable, new_findings, read_baseline, scored, write_baseline
from audit.vendors.gate import Limits, gate
from audit.vendors.ignore import Ignored, read_ignored
from tests.vendors.made import SIGNATURE, audit, flag, segment

TEXT, OTHER = "Es kamen 40 Leute.", "Er sah 7 Schiffe und 7 Boote."


def old():
    return audit(segment("1", TEXT, flag(TEXT, "40")), segment("2", "Das war alles."))


def test_moved_lines_are_not_new_and_changed_text_is():
    moved = audit(segment("1", "Neu hier."), segment("2", "Das war alles."), segment("3", TEXT, flag(TEXT, "40")))
    assert new_findings(moved, baseline_of(old())) == (set(), [])
    changed = TEXT.replace("Leute", "Gäste")
    new, gone = new_findings(audit(segment("1", changed, flag(changed, "40"))), baseline_of(old()))
    assert new == {("1", flag(changed, "40").id)}
    assert [known.text for known in gone] == ["40"]


def test_other_white_space_is_not_new_but_for_findings_about_it():
    spaced = "Es\u00a0kamen  40 Leute."
    assert new_findings(audit(segment("1", spaced, flag(spaced, "40"))), baseline_of(old())) == (set(), [])
    before, after = "Es  kamen 40 Leute.", "Es kamen  40 Leute."
    known, now = (flag(text, "  ", category=Category.WHITESPACE) for text in (before, after))
    new, gone = new_findings(audit(segment("1", after, now)), baseline_of(audit(segment("1", before, known))))
    assert (new, len(gone)) == ({("1", now.id)}, 1)


def test_another_category_on_the_same_span_is_new():
    again = audit(segment("1", TEXT, flag(TEXT, "40", category=Category.OMISSION)))
    assert len(new_findings(again, baseline_of(old()))[0]) == 1


@pytest.mark.parametrize(
    ("check", "category", "new"),
    [
        ("numbers", Category.NUMBERS, True),
        ("negation", Category.MISTRANSLATION, True),
        ("names", Category.INCONSISTENT_ENTITIES, True),
        ("meaning", Category.MISTRANSLATION, True),
        ("coverage", Category.ADDITION, True),
        ("markup", Category.MARKUP, True),
        ("opposites", Category.MISTRANSLATION, True),
        ("grammar", Category.GRAMMAR, False),
        ("traps", Category.MISTRANSLATION, False),
        ("numbers", Category.LOCALE_VIOLATION, False),  # how a number is written
    ],
)
def test_a_changed_source_makes_new_what_was_found_in_comparing_with_it(check, category, new):
    def with_source(source):
        return audit(segment("1", TEXT, flag(TEXT, "40", category=category, check=check), source=source))

    base = baseline_of(with_source("Some 14 people came."))
    assert bool(new_findings(with_source("Some 50 people came."), base)[0]) is new
    assert new_findings(with_source("Some\u00a014  people came."), base) == (set(), [])
    alone = baseline_of(with_source(None))
    assert new_findings(with_source(None), alone) == (set(), [])


def test_a_baseline_of_another_format_can_be_renewed(tmp_path):
    path = tmp_path / "base.json"
    write_baseline(baseline_of(old()), path)
    path.write_text(path.read_text(encoding="utf-8").replace("mt-audit baseline 2", "mt-audit baseline 1"), "utf-8")
    check_renewable(path)
    with pytest.raises(AuditError, match=r"its format is 'mt-audit baseline 1'.*--update-baseline"):
        read_baseline(path)


def test_a_second_occurrence_of_a_known_finding_is_new():
    once = audit(segment("1", TEXT, flag(TEXT, "40")))
    twice = audit(segment("1", TEXT, flag(TEXT, "40")), segment("2", TEXT, flag(TEXT, "40")))
    assert new_findings(twice, baseline_of(once))[0] == {("2", flag(TEXT, "40").id)}
    assert len(new_findings(once, baseline_of(twice))[1]) == 1


def habit(text, message="Straight mark."):
    """The finding on what the whole document does, told in this text."""
    made = flag(text, '"', Severity.MINOR, Category.TYPOGRAPHICAL, "typography")
    return replace(made, message=f"{message} There are 9.", evidence={"throughout": message}).identified(text)


def test_a_habit_of_the_document_is_known_where_it_is_told_at_another_place():
    before = baseline_of(audit(segment("1", 'Er rief: "Ja."', habit('Er rief: "Ja."'))))
    later = audit(segment("1", "Er rief: „Ja.“"), segment("2", '"Nein."', habit('"Nein."')))
    assert new_findings(later, before) == (set(), [])
    other = audit(segment("1", '"Nein."', habit('"Nein."', "Hyphen.")))
    assert len(new_findings(other, before)[0]) == 1


def test_the_last_places_of_a_known_habit_are_known():
    before = baseline_of(audit(segment("1", 'Er rief: "Ja."', habit('Er rief: "Ja."'))))
    text = 'Sie rief "Nein".'
    few = replace(flag(text, '"', Severity.MINOR, Category.TYPOGRAPHICAL, "typography"), message="Straight mark.")
    assert new_findings(audit(segment("1", text, few)), before) == (set(), [])
    assert len(new_findings(audit(segment("1", text, replace(few, message="Other."))), before)[0]) == 1


def test_a_baseline_survives_the_file(tmp_path):
    path = tmp_path / "sub" / "base.json"
    write_baseline(baseline_of(old()), path)
    assert read_baseline(path) == baseline_of(old())
    assert TEXT not in path.read_text(encoding="utf-8")  # spans of findings only


@pytest.mark.parametrize("content", ["", "[]", '{"format": "other"}', '{"format": "mt-audit baseline 1"}', "\x00\xff"])
def test_a_damaged_baseline_is_one_line_with_the_next_step(tmp_path, content):
    path = tmp_path / "base.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AuditError, match="--update-baseline") as error:
        read_baseline(path)
    assert "\n" not in str(error.value)


KNOWN = '{"key": "a", "severity": "major", "category": "numbers", "text": "40", "message": "m"}'
SCORED = '{"source": "", "target": "a", "score": 5, "penalty": 0, "severe": 0, "sure": 0}'
HEAD = '{"format": "mt-audit baseline 2", "signature": "s", '


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ('"findings": [{"key": "a"}], "segments": []}', "finding 1 has no severity"),
        (f'"findings": [{KNOWN}, 7], "segments": []}}', "finding 2 is no JSON object"),
        ('"findings": {}, "segments": []}', "no list of findings"),
        (f'"findings": [], "segments": [{SCORED.replace("5", "NaN")}]}}', "score of segment 1 is not a number"),
        (f'"findings": [], "segments": [{SCORED.replace("5", "9" * 400)}]}}', "score of segment 1 is not a number"),
        (f'"findings": [], "segments": [{SCORED.replace(": 0,", ": Infinity,")}]}}', "of segment 1 is not a number"),
        (f'"findings": [], "segments": [{"[" * 100_000}', "nested too deep"),
        ('"findings": [\n<<<<<<< HEAD\n]', "merge conflict stands in line 2"),
        ('"findings": [\n', "line 2 is not valid JSON"),
    ],
)
def test_a_damaged_baseline_says_where_and_may_be_renewed(tmp_path, rest, said):
    path = tmp_path / "base.json"
    path.write_text(HEAD + rest, encoding="utf-8")
    with pytest.raises(AuditError) as error:
        read_baseline(path)
    assert f"{path}: damaged baseline" in str(error.value)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    check_renewable(path)


def test_only_a_baseline_or_nothing_may_be_overwritten(tmp_path):
    path = tmp_path / "base.json"
    check_renewable(path)
    path.touch()
    check_renewable(path)
    write_baseline(baseline_of(old()), path)
    check_renewable(path)
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(AuditError, match="is no baseline and stays as it is"):
        check_renewable(path)


def test_only_new_findings_fail():
    limits = Limits(fail_on=Severity.MINOR)
    assert not gate(old(), limits).passed
    assert gate(old(), limits, baseline=baseline_of(old())).passed
    worse = audit(*old().segments, segment("3", OTHER, flag(OTHER, "7")))
    verdict = gate(worse, limits, baseline=baseline_of(old()))
    assert not verdict.passed
    assert verdict.failing == {("3", flag(OTHER, "7").id)}
    assert gate(worse, Limits(fail_on=Severity.CRITICAL), baseline=baseline_of(old())).passed


def test_of_a_baseline_made_otherwise_nothing_is_asked_but_what_differs():
    other = audit(*old().segments, signature=SIGNATURE.replace("tier:quick", "tier:standard") + "|glossary:7")
    limits = Limits(fail_on=Severity.MINOR, max_penalty=1e6, max_drop=0.0)
    verdict = gate(other, limits, baseline=baseline_of(old()))
    assert [check.name for check in verdict.checks] == ["baseline", "max-penalty"]
    assert verdict.refused.startswith(
        "made with tier:quick, no glossary, this run has tier:standard, glossary:7; check the findings and renew it"
    )
    assert (verdict.passed, verdict.new, verdict.failing) == (False, None, frozenset())
    assert not gate(old(), limits, baseline=baseline_of(old())).refused


def test_ignored_findings_neither_fail_nor_cost_and_expire():
    entry = Ignored(flag(TEXT, "40").id, "So it should be.", date(2030, 1, 1))
    limits = Limits(fail_on=Severity.MINOR, max_penalty=0.0)
    fine = gate(old(), limits, ignored=[entry], today=date(2030, 1, 1))
    assert fine.passed
    assert fine.ignored == {entry.finding: "So it should be."}
    late = gate(old(), limits, ignored=[entry], today=date(2030, 1, 2))
    assert not late.passed
    assert late.expired == (entry,)
    changed = TEXT.replace("Leute", "Gäste")
    other = gate(audit(segment("1", changed, flag(changed, "40"))), limits, ignored=[entry], today=date(2030, 1, 1))
    assert not other.passed
    assert other.expired == (entry,)


def test_an_accepted_finding_stays_so_in_other_white_space():
    spaced = " Es\u00a0kamen  40 Leute."
    entry = Ignored(flag(TEXT, "40").id, "So it should be.")
    limits = Limits(fail_on=Severity.MINOR)
    assert gate(audit(segment("1", spaced, flag(spaced, "40"))), limits, ignored=[entry]).passed
    before, after = "Es  kamen 40 Leute.", "Es kamen  40 Leute."
    known, now = (flag(text, "  ", category=Category.WHITESPACE) for text in (before, after))
    assert known.id != now.id  # what is about white space is another one
    twice = "7 Schiffe, 7 Boote."
    assert flag(twice, "7").id != replace(flag(twice, "7"), start=11, end=12).identified(twice).id


def test_max_penalty_is_per_1000_words():
    points = 1000 * 5 / 7
    assert gate(old(), Limits(max_penalty=points + 0.1)).passed
    assert not gate(old(), Limits(max_penalty=points - 0.1)).passed


def test_figures_are_written_as_the_reports_write_them():
    (check,) = gate(audit(segment("1", "Es 40.", flag("Es 40.", "40"))), Limits(max_penalty=1500.5)).checks
    assert check.message == "MQM penalty 2,500.0 points per 1,000 words, at most 1,500.5 allowed"


def test_max_drop():
    before = audit(*(segment(str(k), f"Satz {k}.", source=f"S {k}", score=60.0) for k in range(1, 5)))
    after = audit(*(segment(str(k), f"Satz {k}!", source=f"S {k}", score=57.0) for k in range(1, 5)))
    limits = [Limits(max_drop=drop, alpha=0) for drop in (2.9, 3.0)]
    assert [gate(after, limit, baseline=baseline_of(before)).passed for limit in limits] == [False, True]
    assert gate(before, limits[0], baseline=baseline_of(after)).passed  # better is never a drop


def test_max_drop_is_of_the_score_that_the_reports_show():
    """There long segments weigh more."""
    long, short = "Das ist ein Satz mit vielen Wörtern.", "Nein."
    before = audit(segment("1", long, score=60.0), segment("2", short, score=60.0))
    after = audit(segment("1", long, score=60.0), segment("2", short, score=20.0))
    (check,) = gate(after, Limits(max_drop=5.0, alpha=0), baseline=baseline_of(before)).checks
    assert check.passed
    assert check.message == (
        f"score {after.summary.score:.2f}, in the baseline 60.00 ({after.summary.score - 60:+.2f} points, "
        "a loss of 5 allowed)"
    )


def test_a_baseline_without_scores_says_so():
    empty = replace(baseline_of(old()), segments=())
    drop, worse = gate(old(), Limits(max_drop=5.0), baseline=empty).checks
    assert (drop.passed, worse.passed) == (False, True)  # a limit that was asked for, and a test that nobody asked for
    assert "the baseline has no segment that was scored" in drop.message
    assert "not tested" in worse.message
    (drop, _) = gate(old(), Limits(max_drop=5.0), baseline=replace(baseline_of(old()), score=None)).checks
    assert not drop.passed
    assert "--update-baseline" in drop.message


def test_ignore_file(tmp_path):
    path = tmp_path / "ignore.toml"
    path.write_text('[[ignore]]\nfinding = "ab"\nreason = "Because."\nuntil = 2031-05-06\n', encoding="utf-8")
    assert read_ignored(path) == (Ignored("ab", "Because.", date(2031, 5, 6)),)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[[ignore]]\nreason = "x"', "entry 1: no finding"),
        ('[[ignore]]\nfinding = "x"', "entry 1: no reason"),
        ('[[ignore]]\nfinding = "x"\nreason = " "', "entry 1: no reason"),
        ('[[ignore]]\nfinding = "x"\nreason = "y"\nuntil = "soon"', "until is not a date"),
        ('[[ignore]]\nfinding = "x"\nreason = "y"\nwho = "z"', "'who' is not one of"),
        ('ignore = "x"', "[[ignore]]"),
        ("[[ignore", "not valid TOML"),
    ],
)
def test_a_bad_ignore_file_names_the_entry(tmp_path, content, said):
    path = tmp_path / "ignore.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AuditError) as error:
        read_ignored(path)
    assert said in str(error.value)


def test_doubts_about_single_words_are_no_grave_findings_for_the_test_of_two_runs():
    words = {"Es": "numbers", "kamen": "coverage", "40": "meaning", "Leute": "sense"}
    findings = [flag(TEXT, word, check=check) for word, check in words.items()]
    (one,) = scored([segment("1", TEXT, *findings, flag(TEXT, "Leute", Severity.MINOR))])
    assert (one.severe, one.sure) == (2, 1)
    assert one.penalty == 21
