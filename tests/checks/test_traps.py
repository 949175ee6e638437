"""The traps: every entry against its own sentences, the rules of firing, the loader's errors, offsets and speed."""

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks import trap_pattern as pattern
from audit.checks import traps as module
from audit.checks.nouns import letters_of
from audit.checks.trap_own import extended
from audit.checks.trap_table import Trap, TrapKind, builtin, load, read
from audit.checks.trap_wording import fitted, inflected
from audit.checks.traps import candidates, check, once_only, probes
from audit.document import Segment
from audit.errors import AuditError
from audit.evidence import Answer, Evidence, Word
from audit.finding import Finding, Severity
from tests.conftest import assert_in_place

TABLE = builtin("de")
BY_ID = {trap.id: trap for trap in TABLE}
SENTENCES = [sentence for trap in TABLE for sentence in (trap.positive, trap.negative)]
AT_LEAST = {
    TrapKind.SENSE: 150,
    TrapKind.FALSE_FRIEND: 70,
    TrapKind.CALQUE: 150,
    TrapKind.ANGLICISM: 25,
    TrapKind.TITLE: 20,
    TrapKind.INSTITUTION: 50,
    TrapKind.TRANSLITERATION: 150,
    TrapKind.CAPTION: 5,
    TrapKind.LOCALE: 20,
}
FORCES = "Das Ministerium wirft ausländischen Streitkräften vor, das Land spalten zu wollen."


def findings(text: str, evidence: Evidence | None = None, source: str | None = None) -> list[Finding]:
    return list(check(Segment("1", text, source=source), evidence or Evidence(), TABLE))


def fired(text: str, evidence: Evidence | None = None, source: str | None = None) -> list[str]:
    return [finding.evidence["trap"] for finding in findings(text, evidence, source)]


def hearing(trap: Trap) -> Evidence:
    """What an entry needs to hear besides its sentence: nothing, or its cue in the back-translation."""
    return Evidence(back_translation=trap.cue[0].written) if trap.heard else Evidence()


@pytest.mark.parametrize("trap", TABLE, ids=lambda trap: trap.id)
def test_every_entry_is_held_to_its_own_sentences(trap: Trap) -> None:
    assert fired(trap.positive, hearing(trap)) == [trap.id]
    assert trap.id not in fired(trap.negative, hearing(trap))


@pytest.mark.parametrize("trap", TABLE, ids=lambda trap: trap.id)
def test_every_entry_is_sound(trap: Trap) -> None:
    assert trap.why.endswith(".") and ("'" in trap.why or not trap.cue or trap.kind is TrapKind.LOCALE)
    (finding,) = findings(trap.positive, hearing(trap))
    assert finding.suggestion != finding.text
    assert trap.severity is not Severity.CRITICAL or finding.category == "numbers"
    replacement = finding.suggestion
    if replacement and " " not in replacement + finding.text and finding.text[0].isupper():
        assert replacement[0].isupper()


@pytest.mark.parametrize("trap", TABLE, ids=lambda trap: trap.id)
def test_a_noun_is_replaced_by_one_of_its_gender(trap: Trap) -> None:
    for wrong, right in trap.forms.items():
        if " " not in wrong + right and wrong[0].isupper() and right[0].isupper():
            own, new = (set(letters_of(word)[0]) for word in (wrong, right))
            plural = "p" in own and "p" in new
            assert plural or not own & set("mfn") or not new & set("mfn") or own & new & set("mfn"), (wrong, right)


def test_ids_are_unique_and_kinds_are_balanced() -> None:
    assert len(BY_ID) == len(TABLE)
    counts = Counter(trap.kind for trap in TABLE)
    assert {kind: counts[kind] for kind in TrapKind if counts[kind] < AT_LEAST[kind]} == {}


def test_other_languages_have_no_table() -> None:
    assert builtin("fr") == ()
    assert list(check(Segment("1", FORCES), Evidence(), builtin("fr"))) == []


def test_forces_that_meddle_are_no_army() -> None:
    (finding,) = findings(FORCES)
    assert (finding.text, finding.suggestion) == ("Streitkräften", "Kräften")
    assert "'Streitkräfte'" in finding.message
    assert fired("Ausländische Streitkräfte schüren den Konflikt im Süden.") == ["forces-streitkraefte"]


@pytest.mark.parametrize(
    "text",
    [
        "Die ausländischen Streitkräfte begannen am Montag mit dem Rückzug.",
        "An dem Manöver nahmen ausländische Streitkräfte mit 3000 Soldaten teil.",
        "Die Luftstreitkräfte flogen Angriffe auf externe Ziele.",
        "Die Streitkräfte stehen bereit.",
    ],
)
def test_genuine_armies_stay(text: str) -> None:
    assert fired(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Der Präsident bekommt Besuch aus Paris.",
        "Als Kanzler bekommt er einen Dienstwagen.",
        "Die Opposition hat eine Maut gefordert.",
        "Der Zoll nahm die Ware nicht an.",
        "Jeden Tag im Büro trinkt sie drei Tassen Kaffee.",
        "Nach acht Jahren im Büro wechselte sie in die Werkstatt.",
        "Der Sprecher des Hauses wollte sich nicht äußern.",
        "Im Gymnasium neben dem Kino wird gebaut.",
        "Die Rente reicht kaum noch für die Wohnung.",
        "Die Polizei beschlagnahmte in der Stadt drei Autos.",
        "Ein Steak kostet 20 Prozent mehr.",
    ],
)
def test_sound_german_stays(text: str) -> None:
    assert fired(text) == []


@pytest.mark.parametrize(
    ("text", "source", "entry", "proposal"),
    [
        ("Es ist ein Billionengeschäft.", "It is a billion-dollar business.", "billion-billion", None),
        ("Ein 3,5-Billionen-Dollar-Vertrag.", "A 3.5-billion-dollar contract.", "billion-billion", None),
        (
            "Laut US-Finanzsekretärin Yellen.",
            "Treasury Secretary Yellen said.",
            "secretary-minister",
            "US-Finanzministerin",
        ),
        ("Der Arbeitssekretär ging.", "The Labor Secretary resigned.", "secretary-minister", "Arbeitsminister"),
        ("Das hat seinen Zoll gefordert.", "It has taken its toll.", "take-toll", None),
        (
            "Nach acht Jahren im Büro geht der Präsident.",
            "He leaves after eight years in office.",
            "office-buero-amt",
            "im Amt",
        ),
        ("Die Renten für eine Wohnung steigen.", "Rents are rising.", "rent-rente", "Mieten"),
        ("Die demokratischen Gesetzgeber.", "The Democratic lawmakers.", "lawmaker-gesetzgeber", "Parlamentarier"),
    ],
)
def test_forms_of_one_error_are_seen(text: str, source: str, entry: str, proposal: str | None) -> None:
    (finding,) = findings(text, source=source)
    assert (finding.evidence["trap"], finding.suggestion) == (entry, proposal)


def test_source_without_the_cue_silences_every_entry_that_has_one() -> None:
    source = "Nothing of that kind stands here."
    for trap in TABLE:
        if trap.cue:
            assert trap.id not in fired(trap.positive, Evidence(source=source, source_given=True)), trap.id
            assert trap.id not in fired(trap.positive, source=source), trap.id


def test_cue_in_the_source_proves_a_false_friend_but_not_a_sense() -> None:
    text = "Die Parteien einigten sich eventuell."
    assert fired(text) == []
    assert fired(text, source="The parties eventually agreed.") == ["eventually-eventuell"]
    assert fired(text, source="The parties possibly agreed, as they eventually do.") == []
    army = "Die Streitkräfte stehen bereit."
    assert fired(army, source="The armed forces are ready.") == []
    assert fired("Drei Studenten aus Dundee wurden geehrt.", source="Three students from Dundee were honoured.") == []


def test_a_habit_of_translations_must_be_heard() -> None:
    text = "Das Modell wird nicht länger gebaut."
    assert fired(text) == []
    assert fired(text, Evidence(back_translation="The model is no longer built.")) == ["not-any-longer"]
    assert fired(text, Evidence(back_translation="They do not build the model.")) == []
    assert fired(text, source="The model is no longer built.") == ["not-any-longer"]
    assert probes(Segment("1", text), None, TABLE) != ()


def with_links(text: str, english: str, target: str, source: str) -> Evidence:
    a, b = text.index(target), english.index(source)
    nothing = {"logprob": -1.0, "boosted": 0.5, "entropy": 1.0, "rank": 0, "alternative": ""}
    return Evidence(
        source=english,
        back_translation=english,
        words=(Word(a, a + len(target), **nothing),),
        source_words=(Word(b, b + len(source), **nothing),),
        links=((0, 0),),
    )


def test_alignment_and_cue_raise_confidence() -> None:
    plain = findings(FORCES)[0].confidence
    english = "The ministry accuses foreign forces of trying to split the country."
    back = findings(FORCES, Evidence(source=english, back_translation=english))[0]
    linked = findings(FORCES, with_links(FORCES, english, "Streitkräften", "forces"))[0]
    assert plain < back.confidence < linked.confidence
    assert linked.evidence["aligned"] == "forces"
    assert "aligned" not in back.evidence


def test_right_if_excuses_unless_the_aligned_word_is_the_cue() -> None:
    text = "Der General warnt, dass ausländische Streitkräfte Zwietracht säen."
    assert fired(text) == []
    english = "The general warns that foreign forces sow discord."
    assert fired(text, with_links(text, english, "Streitkräfte", "forces")) == ["forces-streitkraefte"]


def test_the_models_answer_moves_confidence() -> None:
    (probe,) = probes(Segment("1", FORCES), None, TABLE)
    assert (FORCES[probe.start : probe.end], probe.replacement) == ("Streitkräften", "Kräften")

    def confidence(given_source: float, alone: float) -> float:
        found = findings(FORCES, Evidence(answers=(Answer(probe, given_source, alone),)))
        return found[0].confidence if found else 0.0

    neutral = findings(FORCES)[0].confidence
    assert confidence(3.0, 1.0) > neutral
    assert confidence(-3.0, -4.0) < neutral
    assert confidence(-3.0, 0.5) == neutral
    assert findings(FORCES, Evidence(answers=(Answer(probe, 3.0, 1.0),)))[0].evidence["preference"] == 3.0


def test_below_the_minimum_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MINIMUM", 0.99)
    assert findings(FORCES) == []


def test_probes_ask_only_what_would_be_reported_and_keep_the_number_of_words() -> None:
    for trap in TABLE:
        for probe in probes(Segment("1", trap.positive), None, TABLE):
            assert len(trap.positive[probe.start : probe.end].split()) == len(probe.replacement.split())
    assert probes(Segment("1", "Die Streitkräfte stehen bereit."), None, TABLE) == ()
    assert probes(Segment("1", FORCES), "Nothing of that kind.", TABLE) == ()


def test_only_the_first_of_a_habit_is_kept() -> None:
    texts = ["Danach sprach Herr Alvarez.", "Später ging Herr Alvarez mit Zelensky.", "Dort war Zelensky."]
    kept = once_only([findings(text) for text in texts], TABLE)
    assert [[f.text for f in one] for one in kept] == [["Herr Alvarez"], ["Zelensky"], ["Zelensky"]]


def test_no_span_begins_or_ends_with_white_space() -> None:
    for sentence in SENTENCES:
        for candidate in candidates(sentence, TABLE):
            span = sentence[candidate.start : candidate.end]
            assert span.strip() == span, (candidate.trap.id, span)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.sampled_from([" ", "\n", " – ", "😀 "]))
def test_offsets_hold_in_any_text(sentences: list[str], between: str) -> None:
    text = between.join(sentences)
    for finding in findings(text):
        assert_in_place(finding, text)
        assert finding.text.strip() == finding.text != ""
        assert 0.2 <= finding.confidence <= 1
    spans = Counter((c.trap.id, c.start, c.end) for c in candidates(text, TABLE))
    assert set(spans.values()) <= {1}


@pytest.mark.parametrize("text", ["", " ", "😀", "\x00", "Herr", "…", "a" * 5000, "Streitkräfte " * 500])
def test_odd_texts_are_no_trouble(text: str) -> None:
    for finding in findings(text):
        assert_in_place(finding, text)


def test_a_thousand_sentences_take_less_than_five_seconds() -> None:
    text = [f"{SENTENCES[n % len(SENTENCES)]} Nummer {n} der Liste bleibt offen." for n in range(1000)]
    start = time.perf_counter()
    for sentence in text:
        findings(sentence)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("sinn machen", "Das mag Sinn machen.", "Sinn machen"),
        ("machen … sinn", "Das macht für uns alle Sinn.", "macht für uns alle Sinn"),
        ("machen … sinn", "Das macht in den Augen der anderen Sinn.", None),
        ("machen … sinn", "Das macht er. Sinn hat es nicht.", None),
        ("merken … dass", "Er merkte gestern, dass es regnet.", "merkte gestern, dass"),
        ("merken … dass", "Er merkte, wie kalt es war, dass er fror.", None),
        ("rot band", "Sie ist rot, Band drei ist blau.", None),
        ("~kraft", "Die Luftstreitkräfte flogen.", "Luftstreitkräfte"),
        ("luft~", "Die Luftwaffe flog.", "Luftwaffe"),
        ("~ermittl~", "Die Chefermittlerin schwieg.", "Chefermittlerin"),
        ("=Gift", "Das giftgrüne Gift wirkte.", "Gift"),
        ("in <year>", "Er starb in 1999 dort.", "in 1999"),
        ("in <year>", "Er lief in 900 Metern.", None),
        ("herr <name>", "Dort kam Herr Ober an.", "Herr Ober"),
        ("herr <name>", "Dort kam der Herr heute an.", None),
    ],
)
def test_pattern_language(written: str, text: str, expected: str | None) -> None:
    words = pattern.words_of(text, "de")
    spans = [text[words[a].start : words[b].end] for a, b in pattern.find(pattern.parse(written), text, words)]
    assert spans == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("word", "base", "right", "expected"),
    [
        ("seriösen", "seriös", "ernst", "ernsten"),
        ("brav", "brav", "tapfer", "tapfer"),
        ("Brav", "brav", "tapfer", "Tapfer"),
        ("Streitkräften", "streitkraft", "Kraft", None),
        ("Zusammenführungen", "zusammenführung", "Zusammenziehung", "Zusammenziehungen"),
        ("Chefs", "chef", "Koch", None),
        ("Tanks", "tank", "Kraftstofftank", "Kraftstofftanks"),
        ("Email", "email", "E-Mail", "E-Mail"),
        ("entführte", "entführen", "kapern", None),
    ],
)
def test_inflection_only_where_it_is_safe(word: str, base: str, right: str, expected: str | None) -> None:
    if word == "Streitkräften":
        assert inflected(word, base, right) in (None, "Kräften")
    else:
        assert inflected(word, base, right) == expected


@pytest.mark.parametrize(
    ("text", "span", "new", "expected"),
    [
        ("Sie warnt vor den neuen Drogen.", "Drogen", "Medikamente", "Medikamenten"),
        ("Sie wirbt mit Drogen.", "Drogen", "Medikamente", "Medikamenten"),
        ("Die Drogen wirken.", "Drogen", "Medikamente", "Medikamente"),
        ("Drogen wirken.", "Drogen", "Medikamente", "Medikamente"),
        ("Vor Wahlstationen stehen sie.", "Wahlstationen", "Wahllokale", None),  # vor Wahllokale? vor Wahllokalen?
        ("In neuen Wahlstationen stehen sie.", "Wahlstationen", "Wahllokale", "Wahllokalen"),
        ("Das Buch des alten Chefs ist da.", "Chefs", "Köche", None),
        ("Alle Chefs sind da.", "Chefs", "Köche", "Köche"),
        ("Er folgt dem Offizier.", "Offizier", "Polizist", "Polizisten"),
        ("Ein Offizier kam.", "Offizier", "Polizist", "Polizist"),
        ("Sie baden im heißen Frühling.", "heißen Frühling", "heiße Quelle", None),
        ("Die Gebäude sind alt.", "Gebäude", "Haus", None),
        ("Das Haus ist alt.", "Haus", None, None),
    ],
)
def test_a_proposal_stands_in_the_case_of_its_place(
    text: str, span: str, new: str | None, expected: str | None
) -> None:
    start = text.index(span)
    assert fitted(text, start, start + len(span), new) == expected


@pytest.mark.parametrize(
    ("regex", "expected"),
    [
        (r"\bLavrov(s?)\b", "Lavrov"),
        (r"\bTokh?ay", "Tok"),
        (r"\bab*c", "a"),
        (r"\bKlichko(s?)\b|\bKlychko(s?)\b", ""),
        (r"\bHouthis?(?:a|b)\b", "Houthi"),
        (r"\bAB[|]C", "AB"),
        (r"(?<=in )Venice", ""),
        (r"\d", ""),
    ],
)
def test_letters_that_stand_in_every_match(regex: str, expected: str) -> None:
    assert pattern.anchor(regex) == expected


def test_anchors_stand_in_what_the_entries_match() -> None:
    for trap in TABLE:
        if trap.regex:
            assert all(pattern.anchor(trap.regex.pattern) in hit.group() for hit in trap.regex.finditer(trap.positive))


ENTRY = """
[[trap]]
id = "a-b"
kind = "sense"
category = "mistranslation"
severity = "major"
cue = ["a"]
wrong = ["b"]
why = "'A' is not 'B'."
"""


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('kind = "sense"', 'kind = "nonsense"', "kind"),
        ('category = "mistranslation"', 'category = "typo"', "category"),
        ('severity = "major"', 'severity = "fatal"', "severity"),
        ('cue = ["a"]', "", "cue"),
        ('cue = ["a"]', 'cue = "a"', "cue"),
        ('wrong = ["b"]', "", "wrong"),
        ('wrong = ["b"]', "wrong = []", "wrong"),
        ('wrong = ["b"]', 'wrong = ["… b"]', "wrong"),
        ('wrong = ["b"]', 'wrong = ["b <day>"]', "wrong"),
        ('wrong = ["b"]', 'wrong = ["b"]\nregex = "b"', "wrong"),
        ('wrong = ["b"]', 'regex = "("', "regex"),
        ('wrong = ["b"]', 'regex = "b*"', "regex"),
        ("why = \"'A' is not 'B'.\"", 'why = " "', "why"),
        ('wrong = ["b"]', "regex = '(b)'\nright = ['\\2']", "right"),
        ('wrong = ["b"]', 'wrong = ["b"]\nwindow = 0', "window"),
        ('wrong = ["b"]', 'wrong = ["b"]\nonce = "yes"', "once"),
        (
            ENTRY[ENTRY.index("kind") : ENTRY.index("wrong")],
            'kind = "title"\ncategory = "style"\nseverity = "minor"\nheard = true\n',
            "heard",
        ),
        ('wrong = ["b"]', 'wrong = ["b"]\nforms = { b = 1 }', "forms"),
        ('wrong = ["b"]', 'wrong = ["b"]\nrigth = ["c"]', "rigth"),
        ('severity = "major"', "", "severity"),
    ],
)
def test_errors_name_file_entry_and_key(old: str, new: str, key: str, tmp_path: Path) -> None:
    assert old in ENTRY
    path = tmp_path / "mine.toml"
    path.write_text(ENTRY.replace(old, new), encoding="utf-8")
    with pytest.raises(AuditError) as error:
        load(path)
    message = str(error.value)
    assert "mine.toml" in message and "'a-b'" in message and f"'{key}'" in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["[[trap]", "x = 1", "", "trap = 3", ENTRY + ENTRY, ENTRY.replace('id = "a-b"', "")])
def test_broken_tables_are_errors(text: str) -> None:
    with pytest.raises(AuditError, match=r"mine\.toml"):
        read(text, "mine.toml")


def test_unreadable_files_are_errors(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="missing"):
        load(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes(b"why = '\xe4'")
    with pytest.raises(AuditError, match="UTF-8"):
        load(tmp_path / "latin.toml")


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(ENTRY.replace('["b"]', '["handy"]').replace('["a"]', '["handy"]'), encoding="utf-8-sig")
    (finding,) = check(Segment("1", "Das ist handy."), Evidence(), load(path))
    assert (finding.text, finding.check, finding.id != "") == ("handy", "traps", True)


def test_an_entry_of_ones_own_replaces_the_built_in_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(ENTRY.replace('"a-b"', '"forces-streitkraefte"').replace('["b"]', '["handy"]'), encoding="utf-8")
    table, digest = extended("de", [path])
    assert len(table) == len(TABLE) and digest
    assert fired(FORCES) == ["forces-streitkraefte"]
    assert list(check(Segment("1", FORCES), Evidence(), table)) == []
    assert extended("de", []) == (TABLE, "")
    with pytest.raises(AuditError, match="German"):
        extended("fr", [path])
    with pytest.raises(AuditError, match="twice"):
        extended("de", [path, path])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('positive = "Das ist gut."', "trap 'a-b': key 'positive': does not fire"),
        ('negative = "Das ist handy."', "trap 'a-b': key 'negative': fires"),
    ],
)
def test_an_entry_of_ones_own_is_held_to_its_sentences(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(ENTRY.replace('["b"]', '["handy"]') + line + "\n", encoding="utf-8")
    with pytest.raises(AuditError, match=message):
        extended("de", [path])


def test_a_missing_table_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="no such file"):
        extended("de", [tmp_path / "none.toml"])


@pytest.mark.parametrize("regex", ["(a+)+$", "(?:x(a*)b){2,}", r"(\\w+\\s?)*z", "((a+))*b"])
def test_a_regex_that_may_take_forever_is_refused(regex: str) -> None:
    with pytest.raises(AuditError, match="may take forever"):
        read(ENTRY.replace('wrong = ["b"]', f'regex = "{regex}"'), "mine.toml")


@pytest.mark.parametrize("regex", ["(a+)b", "(?:ab)+", r"(?<=x)[(a+)]+z", r"(a{1,3})+", r"\\(a+\\)+"])
def test_a_plain_regex_passes(regex: str) -> None:
    read(ENTRY.replace('wrong = ["b"]', f'regex = "{regex}"'), "mine.toml")


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("Man sah ihn wie einen Stier im Porzellanladen.", "Elefanten im Porzellanladen"),
        ("Er benahm sich wie ein Stier im Porzellanladen.", "Elefant im Porzellanladen"),
    ],
)
def test_a_proposal_of_several_words_stands_in_its_case(text: str, proposal: str) -> None:
    assert [finding.suggestion for finding in findings(text)] == [proposal]
