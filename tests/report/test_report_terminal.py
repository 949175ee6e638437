import re
from collections.abc import Callable

import pytest
from report_builders import flag, result
from report_samples import PORT, dashes

from audit.finding import Category, Severity
from audit.report import Standing, alike, terminal
from audit.result import Audit
from audit.vendors.gate import Gate


def test_says_what_matters(sample: Audit) -> None:
    text = terminal.render(sample, width=200, colour=False)
    for part in ("score 63", "adequacy needs a source", "87%", "13 findings (2 critical, 4 major, 7 minor)"):
        assert part in text
    assert "[1.2 Billionen]" in text  # the span in its sentence
    assert "English “billion” is German Milliarde" in text  # why
    assert "1,2 Milliarden" in text  # proposal
    assert "1.2 trillion euros" in text  # back-translation
    assert sample.signature in text


def test_the_worst_come_first_and_the_rest_is_counted(sample: Audit) -> None:
    text = terminal.render(sample, width=80, colour=False)
    heads = re.findall(r"^(critical|major|minor) · ", text, re.MULTILINE)
    assert heads == ["critical"] * 2 + ["major"] * 4 + ["minor"] * 2
    assert "… and 5 more findings" in text


@pytest.mark.parametrize("width", [1, 40, 61, 120])
def test_no_line_is_wider_than_the_terminal(sample: Audit, width: int) -> None:
    lines = terminal.render(sample, width=width, colour=False).splitlines()
    assert max(map(len, lines)) <= max(width, terminal.LEAST_WIDTH)


def test_colour_changes_nothing_but_colour(sample: Audit) -> None:
    plain = terminal.render(sample, width=100, colour=False)
    coloured = terminal.render(sample, width=100, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m1.2 Billionen\x1b[0m" in coloured
    assert coloured.count("\x1b[0m") == len(re.findall(r"\x1b\[[12]", coloured))  # all that is opened is closed
    bare = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert bare.split() == plain.replace("[", "").replace("]", "").split()


def test_no_document_drives_the_terminal(make: Callable[..., Audit]) -> None:
    text = "Rot \x1b[31m und \x9b2J weg \x01\x02 \x07"
    finding = flag(text, "weg", Category.STYLE, Severity.MINOR, suggestion="\x1b[0m", message="\x1b]0;x\x07")
    out = terminal.render(make(result("\x1b1", text, finding), name="\x1b[2J"), width=80, colour=False)
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out) == []
    assert "[weg]" in out and out.count("[weg]") == 1


def test_long_segments_are_cut_around_the_span(make: Callable[..., Audit]) -> None:
    text = "vorher " * 500 + "Fehler" + " nachher" * 500
    out = terminal.render(
        make(result("1", text, flag(text, "Fehler", Category.STYLE, Severity.MINOR))), width=80, colour=False
    )
    assert "[Fehler]" in out and out.count("vorher") < 30


def test_only_new_findings_are_shown_the_others_counted(sample: Audit) -> None:
    pairs = [(s.segment.id, f.id) for s in sample.segments for f in s.findings]
    gate = Gate(new=frozenset(pairs[:2]), ignored={pairs[1][1]: "House style."})
    text = terminal.render(sample, width=200, colour=False, standing=Standing("a.md", gate=gate))
    assert len(re.findall(r"^(critical|major|minor) · ", text, re.MULTILINE)) == 1
    accepted = sum(name == pairs[1][1] for _, name in pairs)
    assert f"of these 1 new, {len(pairs) - 1 - accepted} known, {accepted} accepted; only the new are shown" in text
    assert pairs[0][1] in text


def test_the_most_frequent_remark_stands_in_the_summary(make: Callable[..., Audit]) -> None:
    often = terminal.render(make(*dashes(alike.LEAST)), width=80, colour=False)
    assert "\nmost often: 3 × A hyphen is no dash\n" in often
    assert "most often" not in terminal.render(make(*dashes(alike.LEAST - 1)), width=80, colour=False)


def test_nothing_found(make: Callable[..., Audit]) -> None:
    assert "no findings" in terminal.render(make(result("1", PORT)), width=80, colour=False)
