"""The checks that read the models' figures, on evidence made by hand, and what joins all checks."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from audit import checks, estimate
from audit.checks import coverage, meaning
from audit.checks.doubt import COMPANY, INVENTORY, Doubt
from audit.document import Pairing, Segment
from audit.evidence import Answer, Evidence, Judgement, Probe, Word
from audit.finding import Category, Severity, found
from audit.result import WordError
from tests.conftest import opinion_of

TEXT = "Der Bank ist geschlossen heute"


def word(start, end, logprob=-0.5, **more):
    return Word(start, end, logprob, more.get("boosted", 0.5), more.get("entropy", 1.0), more.get("rank", 0), "x")


def errors(*values):
    spans, at = [], 0
    for part in TEXT.split():
        start = TEXT.index(part, at)
        at = start + len(part)
        spans.append((start, at))
    return [WordError(start, end, value) for (start, end), value in zip(spans, values, strict=True)]


def test_meaning_opens_at_a_sure_word_and_takes_its_doubtful_neighbour():
    evidence = Evidence(source="The bench is closed today", source_given=True)
    (finding,) = meaning.check(Segment("1", TEXT), evidence, errors(0.1, 0.8, 0.45, 0.1, 0.1))
    assert finding.text == "Bank ist"
    assert finding.severity is Severity.MAJOR
    assert finding.confidence == 0.8


def test_meaning_says_which_word_it_doubts_most_and_what_the_english_is():
    source, german = "The bench is closed today", errors(0.1, 0.8, 0.45, 0.1, 0.1)
    english = (word(4, 9), word(10, 12))
    german_words = tuple(word(error.start, error.end) for error in german)
    for given, says in ((True, "the source says"), (False, "back in English it says")):
        evidence = Evidence(
            source=source, source_given=given, words=german_words, source_words=english, links=((1, 0), (2, 1)),
            opinion=opinion_of(5),
        )  # fmt: skip
        (finding,) = meaning.check(Segment("1", TEXT), evidence, german)
        assert finding.message == (f'A reviewer may object to "Bank ist", most of all to "Bank"; {says} "bench is".')
    unlinked = Evidence(source=source, source_given=True, words=german_words)
    (alone,) = meaning.check(Segment("1", TEXT), unlinked, errors(0, 0.8, 0, 0, 0))
    assert alone.message == 'A reviewer may object to "Bank".'


def read(source):
    """Evidence of TEXT with a source, its words unlinked."""
    return Evidence(source=source, source_given=True, words=tuple(word(e.start, e.end) for e in errors(*[0] * 5)))


def test_what_the_source_says_is_quoted_as_it_stands_there():
    source = "The judge, it seems, left early."
    english = tuple(word(source.index(w), source.index(w) + len(w)) for w in ("The", "judge", "it", "seems", "left"))
    links = ((0, 0), (0, 1), (0, 2), (0, 4))
    evidence = Evidence(source=source, source_words=english, words=(word(0, 3),), links=links)
    assert evidence.aligned(0, 3) == "The judge it left"
    assert evidence.quoted(0, 3) == "The judge, it … left"


@pytest.mark.parametrize(
    ("error", "wrong_sense", "told_by", "told"),
    [
        (0.6, 0.002, INVENTORY, False),
        (0.7, 0.002, INVENTORY, True),
        (0.6, 0.3, INVENTORY, True),
        (0.6, 0.01, COMPANY, True),
    ],
)
def test_meaning_must_be_certain_of_a_word_whose_sense_fits(error, wrong_sense, told_by, told):
    evidence, said = read("The bank"), errors(0, error, 0.4, 0, 0)
    doubt = Doubt(said[1].start, said[1].end, "bank", "Ufer", wrong_sense, (), told_by)
    found = list(meaning.check(Segment("1", TEXT), evidence, said, [doubt]))
    assert bool(found) is told


def test_a_word_whose_sense_fits_is_no_part_of_its_neighbours_finding():
    evidence, said = read("The bank"), errors(0, 0.62, 0.6, 0, 0)
    doubt = Doubt(said[1].start, said[1].end, "bank", "Ufer", 0.002, (), INVENTORY)
    (finding,) = meaning.check(Segment("1", TEXT), evidence, said, [doubt])
    assert (finding.start, finding.end, finding.confidence) == (said[2].start, said[2].end, 0.6)


def test_meaning_keeps_silent_without_a_source_and_below_the_threshold():
    sure = errors(0.1, 0.9, 0.1, 0.1, 0.1)
    assert not list(meaning.check(Segment("1", TEXT), Evidence(), sure))
    unsure = errors(0.3, 0.4, 0.4, 0.3, 0.1)
    assert not list(meaning.check(Segment("1", TEXT), Evidence(source="x", source_given=True), unsure))


def test_meaning_speaks_without_a_source_where_the_cross_encoder_read_it_and_takes_its_severity():
    sure = errors(0.1, 0.8, 0.1, 0.1, 0.1)
    words = tuple(word(error.start, error.end) for error in sure)
    for serious, severity in ((-3.0, Severity.MINOR), (0.5, Severity.MAJOR)):
        read = opinion_of(5, marked=(1.0,) * 5, serious=(serious,) * 5)
        (finding,) = meaning.check(Segment("1", TEXT), Evidence(source="The bank", words=words, opinion=read), sure)
        assert finding.severity is severity
        (unsure,) = meaning.check(
            Segment("1", TEXT), Evidence(source="The bank", words=words, opinion=read), errors(0.1, 0.66, 0.1, 0.1, 0.1)
        )
        assert unsure.severity is Severity.MINOR  # a sound text without its source must not cry wolf


def test_meaning_says_nothing_of_a_number_alone_whose_source_nobody_has():
    text = "Es endete 0 zu 1"
    doubted = [
        WordError(start, start + len(part), error)
        for part, start, error in (("Es", 0, 0.1), ("endete", 3, 0.1), ("0", 10, 0.9), ("zu", 12, 0.6), ("1", 15, 0.9))
    ]
    words, read = tuple(word(one.start, one.end) for one in doubted), opinion_of(5)
    (finding,) = meaning.check(Segment("1", text), Evidence(source="It", words=words, opinion=read), doubted)
    assert (finding.text, finding.confidence) == ("0 zu 1", 0.6)
    quiet = [replace(one, error=min(one.error, 0.5)) if one.start == 12 else one for one in doubted]
    assert not list(meaning.check(Segment("1", text), Evidence(source="It", words=words, opinion=read), quiet))
    given = Evidence(source="It", source_given=True, words=words, opinion=read)
    assert [one.confidence for one in meaning.check(Segment("1", text), given, quiet)] == [0.9]


def uncovered(source, *logits):
    """Evidence of a segment whose source words have these logits of standing for nothing; the first two are linked."""
    starts = [source.index(w) for w in source.split()]
    words = tuple(word(start, start + len(w)) for start, w in zip(starts, source.split(), strict=True))
    whole = {"penalty": 1.0, "adequacy": 0.0, "critical": 0.0, "machine": 0.0, "topic": 0.0}
    judged = Judgement(edited=(0.0,) * 4, marked=(0.0,) * 4, serious=(0.0,) * 4, **whole, uncovered=logits)
    target = (word(0, 2), word(3, 6), word(7, 11), word(12, 17))
    return Evidence(
        source=source, source_given=True, words=target, source_words=words, links=((0, 0), (1, 1)), judgement=judged
    )


def test_coverage_flags_a_run_of_missing_source_words_and_the_gap_where_they_would_stand():
    target = Segment("1", "Er kam nach Hause")
    evidence = uncovered("He came despite the heavy storms home", -5.0, -5.0, 2.0, -3.0, 1.5, 2.0, -4.0)
    (finding,) = coverage.check(target, evidence)
    assert (finding.side, finding.text) == ("source", "despite the heavy storms")
    assert finding.severity is Severity.MAJOR
    assert finding.confidence < estimate.probability(2.0)
    (gap,) = estimate.gaps(evidence)
    assert (gap.at, gap.error) == (6, estimate.probability(2.0))


def test_coverage_keeps_silent_where_too_little_is_missing():
    target = Segment("1", "Er kam nach Hause")
    single = uncovered("He came despite the heavy storms home", -5.0, -5.0, -4.0, 2.0, -4.0, 0.5, -4.0)
    assert not list(coverage.check(target, single))
    unjudged = replace(single, judgement=None)
    assert not list(coverage.check(target, unjudged))
    assert estimate.missing(unjudged) == estimate.gaps(unjudged) == ()


def test_coverage_says_nothing_of_an_ornament_that_one_side_has():
    alone = Pairing(0.9, False, (), ())
    for ornament, said in (("* * *", 0), ("***", 0), ("1987", 1)):
        given = Evidence(source=ornament, source_given=True)
        assert len(list(coverage.check(Segment("1", "", pairing=alone), given))) == said
        nothing = Evidence(source="", source_given=True)
        assert len(list(coverage.check(Segment("1", ornament, pairing=alone), nothing))) == said


def test_coverage_of_whole_sentences():
    (lost,) = coverage.check(Segment("1", ""), Evidence(source="It rains.", source_given=True))
    assert (lost.category, lost.text) == (Category.OMISSION, "It rains.")
    assert (lost.severity, lost.confidence) == (Severity.CRITICAL, coverage.EMPTY)
    (added,) = coverage.check(Segment("1", "Es regnet."), Evidence(source="", source_given=True))
    assert (added.category, added.text) == (Category.ADDITION, "Es regnet.")
    assert not list(coverage.check(Segment("1", "Es regnet."), Evidence(source="It rains.")))


def finding(start, end, check, confidence=0.5, category=Category.MISTRANSLATION):
    return found(
        TEXT, start, end, category=category, severity=Severity.MAJOR, confidence=confidence, message="m", check=check
    )


def test_a_doubt_of_the_model_gives_way_to_the_rule_that_explains_it():
    rule = finding(4, 8, "traps", 0.4)
    assert checks.distinct([finding(0, 8, "meaning", 0.9), rule]) == [rule]


def test_a_mark_explains_no_doubt_of_the_words_around_it():
    mark = finding(8, 9, "typography", 0.9, Category.TYPOGRAPHICAL)
    assert not any(letter.isalnum() for letter in mark.text)
    doubt = finding(4, 12, "meaning", 0.6)
    assert checks.distinct([doubt, mark]) == [doubt, mark]


def test_of_two_findings_of_one_category_the_surer_stays_and_other_categories_stand_beside():
    sure, unsure = finding(4, 8, "traps", 0.9), finding(0, 8, "names", 0.5)
    style = finding(4, 8, "typography", 0.2, Category.STYLE)
    assert checks.distinct([unsure, style, sure]) == [sure, style]


def test_a_sense_that_a_trap_knows_is_told_once_by_the_surer_one():
    trap = finding(0, 12, "traps", 0.6, category=Category.STYLE)
    assert checks.distinct([finding(5, 12, "sense", 0.4), trap]) == [trap]
    sure = finding(5, 12, "sense", 0.7)
    assert checks.distinct([trap, sure]) == [sure]
    apart = finding(13, 20, "sense", 0.4)
    assert checks.distinct([trap, apart]) == [trap, apart]


@pytest.mark.parametrize("others", [[], ["Er sagte „nein“.", "Sie sagte „ja“."]])
def test_what_is_wrong_inside_a_quotation_stands_beside_its_marks(others):
    texts = ['Sie rief "erst das eine - dann das andere" und ging.', *others]
    segments = [Segment(str(number), text) for number, text in enumerate(texts)]
    own = checks.run(segments, [Evidence()] * len(texts), [()] * len(texts), "de")[0]
    assert "-" in {f.text for f in own}
    assert any(f.text.startswith('"') for f in own)


def test_a_pasted_page_in_one_row_takes_linear_time():
    text = "Eventuell wird die Kundgebung von Herrn Meier entführt, das macht Sinn. " * 3000
    started = time.perf_counter()
    (own,) = checks.run([Segment("1", text)], [Evidence()], [()], "de")
    assert own
    assert time.perf_counter() - started < 40  # 200 kB; quadratic code takes an hour


def test_probes_are_asked_once_and_only_for_german():
    segment = Segment("1", "Die Kundgebung sei von Randalierern entführt worden, klagte der Veranstalter.")
    asked = checks.probes(segment, "de")
    assert asked
    assert len(set(asked)) == len(asked)
    assert checks.probes(segment, "fr") == ()


def test_the_models_answer_moves_a_traps_confidence():
    segment = Segment("1", "Die Kundgebung sei von Randalierern entführt worden, klagte der Veranstalter.")
    (probe, *_) = checks.probes(segment, "de")
    assert isinstance(probe, Probe)

    def confidence(given_source, alone):
        evidence = Evidence(answers=(Answer(probe, given_source, alone),))
        (own,) = checks.run([segment], [evidence], [()], "de")
        return next(f.confidence for f in own if f.check == "traps")

    assert confidence(3.0, 1.0) > confidence(-1.0, 0.0) > confidence(-5.0, -5.0)


def test_a_trap_spelling_outranks_the_majority():
    texts = ["Wolodymyr Zelensky kam.", "Zelensky sprach.", "Dann ging Selenskyj."]
    segments = [Segment(str(i), text) for i, text in enumerate(texts)]
    by_segment = checks.run(segments, [Evidence()] * 3, [()] * 3, "de")
    advice = {(f.text, f.suggestion) for own in by_segment for f in own}
    assert ("Selenskyj", "Zelensky") not in advice
    assert any(suggestion == "Selenskyj" for _, suggestion in advice)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Le conseil ne se réunit pas le lundi.", "Der Rat tagt montags nicht."),
        ("Le Premier ministre Dubois visite Bruxelles.", "Premierminister Dubois besucht Brüssel."),
        ("Il a perdu 1,5 million d'euros en six mois.", "Er verlor in sechs Monaten 1,5 Millionen Euro."),
        ("On ferme à 18 h 30 et on rouvre vers 6 heures.", "Um 18.30 Uhr wird geschlossen, gegen 6 Uhr geöffnet."),
    ],
)
def test_a_source_that_is_not_english_is_not_read_as_english(source, target):
    segment, evidence = Segment("1", target), Evidence(source=source, source_given=True)
    (own,) = checks.run([segment], [evidence], [()], "de", source_language="fr")
    assert not own


def test_plain_figures_are_compared_with_a_source_in_any_language():
    segment = Segment("1", "Im Hafen lagen 47 Schiffe, so viele wie 1998.")
    evidence = Evidence(source="Il y avait 74 navires au port, comme en 1998.", source_given=True)
    (own,) = checks.run([segment], [evidence], [()], "de", source_language="fr")
    assert [(f.check, f.side, f.text) for f in own] == [("numbers", "source", "74")]


def test_a_proposal_is_sought_in_the_dictionary_of_the_target():
    sure, words = errors(0, 0.8, 0, 0, 0), [word(e.start, e.end) for e in errors(*[0] * 5)]
    words[1] = replace(words[1], rank=1, entropy=0.1, alternative="maison")
    evidence = Evidence(source="The house", source_given=True, words=tuple(words))
    for language, proposal in (("fr", "maison"), ("de", None), ("xx", None)):
        (finding,) = meaning.check(Segment("1", TEXT), evidence, sure, language=language)
        assert finding.suggestion == proposal


def test_the_digest_of_the_rules_follows_rules_and_tables(tmp_path, monkeypatch):
    def copy_with(changed):
        package = tmp_path / (changed or "same") / "audit"
        for folder in ("checks", "languages"):
            shutil.copytree(Path(checks.__file__).parent.parent / folder, package / folder)
        if changed:
            with (package / changed).open("a", encoding="utf-8") as file:
                file.write("# changed\n")
        monkeypatch.setattr(checks, "__file__", str(package / "checks" / "__init__.py"))
        checks.digest.cache_clear()
        return checks.digest()

    own = checks.digest()
    assert copy_with("") == own
    assert len({own, copy_with("checks/names.py"), copy_with("languages/de/exonyms.tsv")}) == 3
    monkeypatch.undo()
    checks.digest.cache_clear()


def test_the_surer_of_two_findings_takes_over_the_proposal_for_its_text():
    source, text = "It starts at 7 p.m. today.", "Es beginnt heute um 7 p.m. im Saal."
    evidence = Evidence(source=source, source_given=True)
    (own,) = checks.run(
        [Segment("1", text, source=source)],
        [evidence],
        [()],
        "de",
        measure=lambda finding, _: replace(finding, confidence=0.5 if finding.check == "traps" else 0.3),
    )
    (finding,) = [one for one in own if one.text == "7 p.m."]
    assert (finding.check, finding.suggestion) == ("traps", "19 Uhr")


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_translation_is_one_finding(text):
    source = "In March Jones paid $500 to {name} in Vienna!"
    (own,) = checks.run([Segment("1", text, source=source)], [Evidence(source=source, source_given=True)], [()], "de")
    assert [(one.check, one.severity) for one in own] == [("coverage", Severity.CRITICAL)]


def test_a_lost_name_explains_a_short_run_of_missing_words_and_goes_with_a_long_one():
    source = "He met Jones in Paris after the long talks of 12 March"

    def place(start, end, check, side="source", **evidence):
        return found(
            source if side == "source" else "Er traf Müller in Rom",
            start,
            end,
            category=Category.OMISSION,
            severity=Severity.MAJOR,
            confidence=0.5,
            message="m",
            check=check,
            side=side,
            evidence=evidence,
        )

    short, long = place(7, 21, "coverage"), place(7, len(source), "coverage")
    name, other = place(7, 12, "names"), place(8, 14, "names", "target", source="Jones")
    assert coverage.once_only([short, name]) == [name]
    assert coverage.once_only([short, other]) == [other]
    assert coverage.once_only([long, name]) == [long]
    assert coverage.once_only([long, other]) == [long, other]
    assert coverage.once_only([short]) == [short]
