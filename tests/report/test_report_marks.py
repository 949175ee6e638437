"""Runs and marks: any set of spans, overlapping or not, yields the text unharmed and well-formed HTML."""

import re
import time
from html import unescape
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st
from report_samples import COUNCIL, PORT

from audit.finding import Category, Finding, Severity, found
from audit.report.marks import Numbered, marked, runs
from audit.report.text import visible
from audit.result import Link


def numbered(text: str, *spans: tuple[int, int], severities: str = "") -> list[Numbered]:
    order = [Severity(s) for s in severities.split()] or [Severity.MINOR] * len(spans)
    made = [_finding(text, *span, severity) for span, severity in zip(spans, order, strict=True)]
    return [Numbered(n, f"f-1-{n}", finding) for n, finding in enumerate(made, start=1)]


def _finding(text: str, start: int, end: int, severity: Severity) -> Finding:
    return found(text, start, end, category=Category.STYLE, severity=severity, confidence=0.5, message="m", check="c")


def test_overlapping_and_nested_spans_are_cut_at_all_boundaries() -> None:
    items = numbered("abcdefghij", (1, 6), (4, 9), (2, 3))
    assert [("abcdefghij"[r.start : r.end], [i.number for i in r.covering]) for r in runs(10, items)] == [
        ("a", []), ("b", [1]), ("c", [1, 3]), ("d", [1]), ("ef", [1, 2]), ("ghi", [2]), ("j", []),
    ]  # fmt: skip


def test_the_worst_severity_colours_a_shared_run() -> None:
    html = marked("abcdef", numbered("abcdef", (0, 4), (2, 6), severities="minor critical"))
    assert '<mark class="sev-minor" data-f="1">ab</mark>' in html
    assert '<mark class="sev-critical several" data-f="1 2">cd</mark>' in html
    assert '<mark class="sev-critical" data-f="2">ef</mark>' in html


def test_a_reference_stands_once_where_its_finding_ends() -> None:
    html = marked(PORT, numbered(PORT, (4, 16), (0, 16)))
    assert html.count('class="ref') == 2
    assert html.index('href="#f-1-1"') > html.index("Hafenbehörde")


def test_a_finding_of_no_length_is_a_point() -> None:
    for text, place in ((PORT, 0), (PORT, 3), (PORT, len(PORT)), ("", 0)):
        html = marked(text, numbered(text, (place, place)))
        assert html.count("ref sev-minor point") == 1
        assert unescape(re.sub(r"<[^>]*>", "", html)) == text


def test_words_show_what_they_are_aligned_with_by_hover_and_focus() -> None:
    text = "Das Haus brennt"
    html = marked(text, numbered(text, (6, 15)), [Link(9, 15, "burns & smokes"), Link(4, 8, 'the "house"')])
    assert 'data-a="burns &amp; smokes">brennt</span>' in html
    assert html.count('data-a="the &#34;house&#34;"') == 2  # the mark cuts the word, both parts speak
    assert html.count('tabindex="0"') == 1 and html.count('tabindex="-1"') == 2


def test_many_findings_in_one_segment_take_no_time() -> None:
    text = "abc d " * 3000
    items = numbered(text, *((6 * k, 6 * k + 3) for k in range(3000)))
    started = time.perf_counter()
    html = marked(text, items, [Link(6 * k, 6 * k + 3, "w") for k in range(3000)])
    assert html.count("<mark") == html.count('class="ref') == html.count('class="w"') == 3000
    assert time.perf_counter() - started < 5  # 0.3 s on a quiet machine, 20 s where every run looks at every finding


SPAN = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.text(max_size=30), st.lists(SPAN, max_size=6), st.lists(SPAN, max_size=6))
def test_any_text_and_spans_come_back_whole_and_well_formed(
    text: str, spans: list[tuple[int, int]], linked: list[tuple[int, int]]
) -> None:
    html = marked(text, numbered(text, *spans), [Link(a, b, "<w>") for a, b in linked])
    assert unescape(re.sub(r"<[^>]*>", "", html)) == visible(text).replace("\r", "")
    if not re.search("[\ufffe\uffff]", text):  # which XML, not HTML, forbids
        ElementTree.fromstring(f"<p>{html}</p>")
    assert html.count('class="ref') == len(spans)


def test_every_character_keeps_its_place() -> None:
    text = COUNCIL + "\x00\x1f\x7f\x80\ud800\t\n🙂"
    assert len(visible(text)) == len(text)
    assert visible(text).endswith("\u2400\u241f\u2421\ufffd\ufffd\t\n🙂")
