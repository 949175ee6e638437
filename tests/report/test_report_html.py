import base64
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from report_builders import flag, result
from report_samples import BILLION, COUNCIL, PORT, dashes, sample_segments

from audit.document import Kind
from audit.finding import Category, Severity, found
from audit.report import Standing, alike, html, svg
from audit.result import Audit, Link
from audit.vendors.gate import BASELINE, Check, Gate

VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """Checks nesting and collects ids, tags with attributes and the text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == []
        self.ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [a for t, a in self.tags if t == tag and all(a.get(k) == v for k, v in wanted.items())]


@pytest.fixture(scope="module")
def source(sample: Audit) -> str:
    return html.render(sample).decode()


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_the_source_has_the_language_that_the_signature_names(make: Callable[..., Audit]) -> None:
    audit = make(result("1", PORT, source="L’autorité."), signature="mt-audit|lang:fr-de|source:given")
    assert [tag["lang"] for tag in Page(html.render(audit).decode()).all("div", **{"class": "source"})] == ["fr"]
    unknown = make(result("1", PORT, source="L’autorité."), signature="mt-audit|v:0")
    assert [tag["lang"] for tag in Page(html.render(unknown).decode()).all("div", **{"class": "source"})] == [""]


def test_the_gate_and_what_it_knows_stand_on_the_page(sample: Audit, page: Page) -> None:
    pairs = [(s.segment.id, f.id) for s in sample.segments for f in s.findings]
    checks = (Check("fail-on", False, "1 new finding"), Check("regression", True, "no worse"))
    gate = Gate(checks, new=frozenset(pairs[:2]), ignored={pairs[1][1]: "House style <b>."})
    judged = Page(html.render(sample, Standing("a.md", gate=gate)).decode())
    assert "Gate: failed" in judged.text
    assert "FAIL · fail-on: 1 new finding" in judged.text
    assert "pass · regression: no worse" in judged.text
    states = [tag["class"].split()[1] for tag in judged.all("b") if "state" in (tag.get("class") or "")]
    accepted = sum(name == pairs[1][1] for _, name in pairs)
    assert [states.count(s) for s in ("new", "accepted", "known")] == [1, accepted, len(pairs) - 1 - accepted]
    assert judged.text.count("House style <b>.") == accepted
    advisory = html.render(sample, Standing("a.md", gate=gate, advisory=True)).decode()
    assert "would fail, but decides nothing (advisory)" in advisory
    refused = Standing("a.md", gate=Gate((Check(BASELINE, False, "made with x"),)), advisory=True)
    assert "Gate: no answer, the baseline does not compare" in html.render(sample, refused).decode()
    assert "Gate" not in page.text and 'class="state' not in html.render(sample).decode()
    assert all(name in page.text for _, name in pairs)


def test_well_formed_with_unique_ids_and_no_dead_links(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    targets = [a["href"] for a in page.all("a")]
    assert targets and all(href and href.startswith("#") and href[1:] in page.ids for href in targets)


def test_nothing_is_requested_from_anywhere(page: Page, source: str) -> None:
    assert not re.search(
        r"(?i)https?:|url\(|@import|\bsrc\s*=|<link|<iframe|<img|fetch\(|XMLHttpRequest|import\(", source
    )
    policy = page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy is not None and "default-src 'none'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("element", ["style", "script"])
def test_the_policy_names_exactly_the_inline_content(element: str, source: str) -> None:
    contents = re.findall(f"<{element}>(.*?)</{element}>", source, re.DOTALL)
    assert len(contents) == 1
    digest = base64.b64encode(hashlib.sha256(contents[0].encode()).digest()).decode()
    assert f"{element}-src 'sha256-{digest}'" in source
    assert not re.search(r"<[^>]*\s(style|on\w+)=", source.partition("<body>")[2].partition("<script>")[0])


def test_summary(page: Page, source: str) -> None:
    for part in ("needs a source", "87%", "Idioms are carried over", "810.5 per 1,000 words", "Accuracy/Number"):
        assert part in page.text
    assert "read in two" in page.text and "mt-audit|v:0.1.0" in page.text and "How to read this" in page.text
    row = re.search(r'<th scope="row">Numbers</th>.*', source)
    assert row and re.findall(r'class="count">([^<]*)', row.group()) == ["1", "·", "·"]
    assert len(page.all("rect", **{"class": "hit"})) == 10


def test_each_finding_is_a_card_with_its_reason_and_proposal(page: Page, source: str, sample: Audit) -> None:
    findings = [f for s in sample.segments for f in s.findings]
    cards = [a for a in page.all("li") if (a.get("class") or "").startswith("card")]
    assert len(cards) == len(findings)
    for finding in findings:
        assert finding.message in page.text
    assert '<del><bdi>1.2 Billionen</bdi></del> <span class="arrow" aria-label="becomes">→</span>' in source
    assert page.all("button", **{"data-copy": "1,2 Milliarden"})
    assert "estimated right about 9 times in 10" in page.text


def test_other_places_lead_to_their_segments_where_there_are_any(source: str) -> None:
    assert '<a href="#s-8">8</a> <q lang="de"><bdi>Pier</bdi></q>' in source
    assert 'href="#s-99"' not in source


def test_of_many_places_the_first_are_listed_and_the_others_counted(make: Callable[..., Audit]) -> None:
    places = [{"segment": str(n), "text": "dazu"} for n in range(1, html.MOST_PLACES + 4)]
    finding = flag(PORT, "dazu", Category.STYLE, Severity.MINOR, evidence={"places": places})
    shown = html.render(make(result("1", PORT, finding))).decode()
    listed = shown[shown.index("<dt>Also in</dt><dd>") :].partition("</dd>")[0]
    # its own place is not listed, and words that are those of the finding are not said again
    assert listed.endswith(f", {html.MOST_PLACES}, {html.MOST_PLACES + 1} and 2 more") and "dazu" not in listed


def test_an_omitted_sentence_shows_its_source_marked(source: str) -> None:
    block = source[source.index('id="s-10"') :]
    assert "No translation" in block
    assert '<mark class="sev-critical" data-f="1">Fishermen have already announced a protest.</mark>' in block


def test_readable_without_script(page: Page) -> None:
    hidden = [(t, a.get("class")) for t, a in page.tags if "hidden" in a]
    assert {t for t, _ in hidden} == {"form", "button", "p"}  # the controls and the "no match" line, nothing of content


def test_segments_without_findings_are_compact(page: Page) -> None:
    assert len(page.all("article", **{"class": "segment clean"})) == 2


def test_whoever_hears_the_page_can_go_from_segment_to_segment(source: str, page: Page, sample: Audit) -> None:
    names = [f"Segment {r.segment.id}" for r in sample.segments]
    assert [a["aria-label"] for a in page.all("article")] == names
    assert re.findall(r'<h3><a [^>]*aria-label="(.*?)"', source) == names
    said = re.findall(r'<p class="what">(.*?)</p>', source)
    assert re.sub(r"<.*?>", "", said[0]) == "1 Major · Mistranslation traps"
    assert "From 0 (segment 10) to 84 (segment 4)" in page.text
    assert page.all("svg", **{"class": "strip", "aria-hidden": "true"})


def test_worst_first_order(page: Page, sample: Audit) -> None:
    order = sorted(page.all("article"), key=lambda a: int(a["data-badness"] or 0))
    assert [a["id"] for a in order][:3] == ["s-3", "s-10", "s-2"]
    assert sorted(int(a["data-badness"] or 0) for a in order) == list(range(len(sample.segments)))


HOSTILE = "</script><script>alert(1)</script>\"'&<b> \u202eשלום عربى 🙂 \x00\x1b[31m \ud800 ]]> {{ 7*7 }}"


def test_everything_from_a_document_is_escaped(make: Callable[..., Audit]) -> None:
    finding = flag(
        HOSTILE, "<b>", Category.STYLE, Severity.MAJOR, suggestion=HOSTILE, message=HOSTILE, check=HOSTILE,
        evidence={"aligned": HOSTILE, "places": [{"segment": HOSTILE, "text": HOSTILE}, {"segment": "x" + HOSTILE}, 7]},
    )  # fmt: skip
    segment = result(HOSTILE, HOSTILE, finding, source=HOSTILE, back_translation=HOSTILE, kind=Kind.CAPTION)
    linked = result("2", HOSTILE, pairs={"script": HOSTILE})
    audit = make(segment, linked, name=HOSTILE, signature=HOSTILE, notes=(HOSTILE,), language="de")
    source = html.render(audit).decode()
    page = Page(source)
    assert len(page.all("script")) == 1 and page.all("b") == [{}]  # the card's own
    assert "49" not in re.findall(r"\{\{ 7\*7 \}\}|49", page.text)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", source)
    shown = html.text.visible(HOSTILE)
    assert page.text.count(shown) >= 12
    assert page.all("button", **{"data-copy": shown})
    assert page.all("span", **{"data-a": shown})
    assert len(page.ids) == len(set(page.ids)) and all(re.fullmatch(r"[!-~]+", i or "") for i in page.ids)


def test_texts_of_both_directions_are_kept_apart(page: Page) -> None:
    assert all(a.get("dir") == "auto" for a in page.all("div", **{"class": "target"}))


def test_deletions_insertions_and_odd_evidence(make: Callable[..., Audit]) -> None:
    audit = make(
        result(
            "1",
            PORT,
            flag(PORT, "dazu", Category.ADDITION, Severity.MINOR, suggestion="",
                 evidence={"aligned": 3, "places": "x"}),
            found(PORT, 4, 4, category=Category.OMISSION, severity=Severity.MINOR, confidence=1.0,
                  message="m", check="c", suggestion="staatliche "),
        )
    )  # fmt: skip
    source = html.render(audit).decode()
    assert '<span class="verb">delete</span> <del><bdi>dazu</bdi></del>' in source
    assert '<span class="verb">insert</span> <ins><bdi>staatliche␣</bdi></ins>' in source
    assert "estimated right nearly always" in source


def test_the_summary_says_which_remark_stands_how_often(make: Callable[..., Audit]) -> None:
    page = Page(html.render(make(*dashes(alike.LEAST))).decode())
    assert "Said most often" in page.text and "3 × minor · Typographical: A hyphen is no dash." in page.text
    assert len(page.all("input", name="kind", form="filters")) == 1
    assert [card.get("data-kind") for card in page.all("li") if "data-sev" in card] == ["0", "0", "0", None]
    assert page.all("form", id="filters")
    fewer = Page(html.render(make(*dashes(alike.LEAST - 1))).decode())
    assert "Said most often" not in fewer.text and not fewer.all("input", name="kind")


def test_an_empty_audit_is_a_page(make: Callable[..., Audit]) -> None:
    assert "Nothing was found" in Page(html.render(make()).decode()).text


def test_strip_shares_columns_in_long_documents() -> None:
    bars = [svg.Bar(50.0, "", f"s-{i}", "t") for i in range(1200)]
    bars[700] = svg.Bar(3.0, "critical", "s-700", "worst")
    strip = svg.strip(bars)
    assert strip.count("<a ") <= svg.MOST_BARS
    assert 'href="#s-700"' in strip and strip.count("sev-critical") == 1


def test_a_thousand_segments_in_two_seconds(make: Callable[..., Audit]) -> None:
    findings = sample_segments()[1].findings
    links = tuple(Link(m.start(), m.end(), "word") for m in re.finditer(r"\w+", COUNCIL))
    plain = result("0", COUNCIL, *findings, source=BILLION, back_translation=BILLION)
    many = [
        replace(plain, segment=replace(plain.segment, id=str(i)), links=links, findings=findings if i % 2 else ())
        for i in range(1000)
    ]
    audit = make(*many)
    start = time.perf_counter()
    content = html.render(audit)
    assert time.perf_counter() - start < 2.0
    assert content.count(b"<article") == 1000 and len(content) < 8_000_000
