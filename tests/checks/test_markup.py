"""Placeholders, tags, addresses and final marks: what is lost or changed, and what only looks like it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.checks.markup import check
from audit.document import Segment
from audit.evidence import Evidence
from audit.finding import Category, Finding, Severity


def findings(target: str, source: str = "") -> list[Finding]:
    return list(check(Segment("1", target), Evidence(source=source, source_given=bool(source))))


# source, target, side, flagged text, suggestion
BROKEN = [
    ("Hello, {name}!", "Hallo, {Name}!", "target", "{Name}", "{name}"),
    ("Hello, {{user}}!", "Hallo!", "source", "{{user}}", None),
    ("You have %d new messages.", "Sie haben neue Nachrichten.", "source", "%d", None),
    ("Page %1$s of %2$s", "Seite %1$s von %1$s", "target", "%1$s", "%2$s"),
    ("Total: ${sum}", "Summe: $ {sum}", "target", "{sum}", "${sum}"),
    ("Deleted.", "{count} gelöscht.", "target", "{count}", None),
    ("Press <b>Save</b>.", "Drücken Sie <b>Speichern.", "source", "</b>", None),
    ("Press <b>Save</b>.", "Drücken Sie </b>Speichern<b>.", "target", "</b>", None),
    ("Read the <0>terms</0>.", "Lesen Sie die <0>Bedingungen</1>.", "target", "</1>", "</0>"),
    ("One<br/>two", "Eins zwei", "source", "<br/>", None),
    ("See https://example.org/help for more.", "Mehr unter https://example.org/hilfe.", "target", None, None),
    ("Write to help@example.org.", "Schreiben Sie uns.", "source", "help@example.org", None),
    ("Dear $(client), it is done.", "Guten Tag, es ist fertig.", "source", "$(client)", None),
    ("Row $(row) is empty.", "Zeile $(zeile) ist leer.", "target", "$(zeile)", "$(row)"),
    (
        "{n, plural, one {# day} other {# days}}",
        "{t, plural, one {# Tag} other {# Tage}}",
        "target",
        "{t, plural,",
        "{n, plural,",
    ),
    (
        "{who, select, female {her list} other {the list}}",
        "{who, select, female {ihre Liste} andere {die Liste}}",
        "source",
        "other",
        None,
    ),
]
CLEAN = [
    ("Hello, {name}!", "Hallo, {name}!"),
    ("%s of %s pages", "Von %2$s Seiten %1$s"),
    ("A rise of 5% in sales", "Ein Anstieg um 5% des Umsatzes"),
    ("50% discount", "50%iger Rabatt"),
    ("100% sure, 20%discount", "Zu 100 % sicher, 20 % Rabatt"),
    ("{n, plural, one {# file} other {# files}}", "{n, plural, one {# Datei} other {# Dateien}}"),
    ("{n,plural, =0{none} other{# in {box}}}", "{n, plural, one {eins} other {# in der Kiste {box}}}"),
    ("It costs $ (US) 5 more.", "Es kostet 5 (US-)$ mehr."),
    ("If a < b and c > d, stop.", "Wenn a < b und c > d ist, aufhören."),
    ('<a href="x" title="Home page">Home</a>', '<a href="x" title="Startseite">Start</a>'),
    ("<br>One<br />two", "<br/>Eins<br>zwei"),
    ("See https://www.example.com/en/help.", "Siehe https://www.example.de/de/help."),
    ("Really?!", "Wirklich?"),
    ("He asked: “Why?”", "Er fragte: „Warum?“"),
    ("The tool (Yahoo!) was fast.", "Das Werkzeug (Yahoo!) war schnell."),
    ("It costs $5.", "Es kostet 5 Dollar."),
]


@pytest.mark.parametrize(("source", "target", "side", "text", "suggestion"), BROKEN)
def test_what_a_program_reads_is_critical(source, target, side, text, suggestion):
    (finding,) = findings(target, source)
    assert (finding.side, finding.category, finding.severity) == (side, Category.MARKUP, Severity.CRITICAL)
    if text:
        assert (finding.text, finding.suggestion) == (text, suggestion)


@pytest.mark.parametrize(("source", "target"), CLEAN)
def test_what_is_kept_or_only_looks_like_it_is_left_alone(source, target):
    assert findings(target, source) == []


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        ("See www.example.org/tours.", "Siehe www . example . org / tours .", "www . example . org / tours"),
        ("Write to ann_b@example.org!", "Schreiben Sie an ann_b@example . org !", "ann_b@example . org"),
    ],
)
def test_an_address_that_got_spaces_is_minor(source, target, text):
    (finding,) = findings(target, source)
    assert (finding.text, finding.severity) == (text, Severity.MINOR)
    assert finding.suggestion and finding.suggestion in source


@pytest.mark.parametrize(("source", "target"), [("Is he ill?", "Er ist krank."), ("Come here!", "Kommen Sie her.")])
def test_a_lost_final_mark_is_minor(source, target):
    (finding,) = findings(target, source)
    assert (finding.category, finding.severity) == (Category.TYPOGRAPHICAL, Severity.MINOR)


@pytest.mark.parametrize(
    ("source", "target", "text", "suggestion"),
    [
        ("Print with Ctrl+P.", "Drucken Sie mit Strg+D.", "Strg+D", "Strg+P"),
        ("Hold Ctrl + Shift + K.", "Halten Sie Strg + Alt + K gedrückt.", "Strg + Alt + K", None),
        ("Cmd-Option-V pastes it.", "Befehl-Wahl-C fügt es ein.", "Befehl-Wahl-C", "Befehl-Wahl-V"),
        ("Press Ctrl+Alt+Del.", "Drücken Sie Strg+Alt+Einfg.", "Strg+Alt+Einfg", None),
    ],
)
def test_keys_that_became_others_are_major(source, target, text, suggestion):
    (finding,) = findings(target, source)
    assert (finding.text, finding.suggestion, finding.severity) == (text, suggestion, Severity.MAJOR)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Press Ctrl+Shift+K or Ctrl+L.", "Drücken Sie Strg+L oder Umschalt+Strg+K."),
        ("Press Ctrl+Alt+Del.", "Drücken Sie Strg+Alt+Entf."),
        ("Ctrl+Enter sends it.", "Strg+Eingabetaste sendet es."),
        ("Hold Command + Option + Y.", "Halten Sie Befehlstaste + Wahltaste + Y gedrückt."),
        ("Press Ctrl+Page Up.", "Drücken Sie Strg+Bild auf."),
        ("Hold the Alt key and press A.", "Halten Sie die Alt-Taste gedrückt und drücken Sie A."),
        ("Press Shift-X.", "Drücken Sie die Umschalttaste und X."),
        ("A shift-register and control-B", "Ein Schieberegister und Kontrolle B"),
    ],
)
def test_the_same_keys_are_left_alone(source, target):
    assert findings(target, source) == []


def test_it_needs_a_source_and_both_sides():
    assert findings("Hallo, {name}!") == []
    assert findings("", "Hello, {name}!") == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab <>/{}%$sd1@.:?!", max_size=80), st.text(alphabet="ab <>/{}%$sd1@.:?!", max_size=80))
def test_any_text_is_read(source, target):
    for finding in findings(target, source):
        side = target if finding.side == "target" else source
        assert side[finding.start : finding.end] == finding.text


@pytest.mark.parametrize(
    "text", ["<a " * 6000, "{" * 19000, "a@" * 9000, "%" * 19000, "<a b='" * 3000, "a." * 9000, "Alt+" * 4900]
)
def test_hostile_text_is_read_in_time(text):
    begun = time.perf_counter()
    findings(text, f"{text}x")
    assert time.perf_counter() - begun < 2
