import json
import re
from dataclasses import replace

from report_builders import audit_of, flag, result

from audit.finding import Category, Severity
from audit.report import comparison as report
from audit.vendors.compare import Comparison, compare
from audit.vendors.reference import score

EVIL = "<script>alert(1)</script>"


def made() -> Comparison:
    texts = [f"Am {k}. Mai kamen 40 Leute nach Leipzig." for k in range(1, 31)]

    def vendor(shift: int, *findings: str):
        rows = [
            result(
                str(k),
                text,
                *(
                    flag(text, span, Category.NUMBERS, Severity.MAJOR, message=EVIL, suggestion="vierzig")
                    for span in findings
                    if k % 5 == 0
                ),
                source=f"On {k} May 40 people came to Leipzig.",
                score=60.0 + (k * 7) % 13 - shift * (k % 3),
            )
            for k, text in enumerate(texts, 1)
        ]
        return audit_of(*rows, signature="mt-audit|lang:en-de|v:0")

    reference = [text.replace("kamen", "gingen") for text in texts]
    audits = {"Alpha": vendor(0), f"Beta {EVIL}": vendor(3, "40")}
    return compare(audits, score(dict.fromkeys(audits, texts), reference))


def test_json_holds_everything_and_is_plain() -> None:
    value = json.loads(report.as_json(made()))
    assert value["best"] == ["Alpha"]
    assert {p["measure"] for p in value["pairings"]} == {"score", "fluency", "penalty"}
    assert {"low", "high", "p", "adjusted", "effect", "needed"} <= set(value["pairings"][0]["difference"])
    assert len(value["examples"]) == 10
    assert value["examples"][0]["results"][0]["vendor"] == "Alpha"
    assert {m["name"] for m in value["metrics"]} == {"BLEU", "chrF", "TER"}
    assert len(value["rows"]) == 30
    assert [row["score"][0] for row in value["rows"]] == [60.0 + (k * 7) % 13 for k in range(1, 31)]
    assert [vendor["document"] for vendor in value["vendors"]] == [vendor.document for vendor in made().vendors]


def test_too_few_segments_show_neither_p_nor_interval() -> None:
    from audit.report.comparison_html import render

    audits = {name: audit_of(result("1", "Ja.", score=score), result("2", "Nein.", score=40.0))
              for name, score in (("A", 70.0), ("B", 50.0))}  # fmt: skip
    few = compare(audits)
    text = report.terminal(few, width=100, colour=False)
    assert "too few segments" in text
    assert "inf" not in text + render(few).decode()
    assert "nan" not in text
    assert "too few segments" in render(few).decode()
    assert json.loads(report.as_json(few))["pairings"][0]["difference"]["low"] is None


def test_examples_mark_their_spans_show_proposals_and_name_the_language() -> None:
    from audit.report.comparison_html import render

    page = render(replace(made(), language="fr")).decode()
    assert '<mark class="sev-major" data-f="1">40</mark>' in page
    assert "<ins><bdi>vierzig</bdi></ins>" in page
    anchors = set(re.findall(r'href="#(e[\d-]+)"', page))
    assert anchors
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert 'lang="fr"' in page
    assert 'lang="de"' not in page


def test_the_tables_fit_their_width() -> None:
    one = made()
    names = {v.name: f"A vendor with a long name {v.name}" for v in one.vendors}
    long = replace(
        one,
        metrics=(),
        vendors=tuple(replace(v, name=names[v.name]) for v in one.vendors),
        pairings=tuple(replace(p, first=names[p.first], second=names[p.second]) for p in one.pairings),
        buckets=(),
        notes=(),
        signature="",
    )
    assert max(map(len, report.terminal(long, width=90, colour=False).splitlines())) <= 90


def test_the_page_is_self_contained_and_escapes() -> None:
    from audit.report.comparison_html import render

    page = render(made()).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page.replace("style-src ", "").replace("default-src ", "")
    assert render(made()) == render(made())
    for heading in ("Vendors", "Differences", "Kinds of segments", "Where they differ most"):
        assert heading in page


def test_intervals_stand_on_the_page_in_figures() -> None:
    from audit.report.comparison_html import render

    one = made()
    page = render(one).decode()
    cells = re.findall(r'<td class="plot">.*?</td>', page)
    assert len(cells) == len(one.vendors) + len(one.pairings)
    seen = [re.sub("<[^>]*>", "", cell) for cell in cells]
    assert seen[: len(one.vendors)] == [report.between(*vendor.score_interval) for vendor in one.vendors]
    first = one.pairings[0].difference
    assert report.between(first.low, first.high, difference=True) in seen
    assert "<th></th>" not in page


def test_tables_have_named_columns_and_can_be_scrolled_by_keyboard() -> None:
    from audit.report.comparison_html import render

    page = render(made()).decode()
    assert re.findall(r"<th(?![^>]* scope=)[ >]", page) == []
    scrolled = re.findall(r'<div class="scroll"(.*?)>', page)
    assert len(scrolled) == page.count("<table>") == len(set(scrolled))
    assert all(' role="region" tabindex="0" aria-label="' in attributes for attributes in scrolled)


def test_the_terminal_says_who_is_best_first() -> None:
    text = report.terminal(made(), width=100, colour=False)
    assert text.startswith("Alpha is best")
    assert "chrF" in text
    assert "\x1b" not in text


def test_two_alike_make_a_page_too() -> None:
    one = made()
    alike = replace(
        one,
        vendors=tuple(replace(v, score_interval=(50.0, 50.0), score=50.0, by_category={}) for v in one.vendors),
        examples=(),
    )
    from audit.report.comparison_html import render

    assert "No segment is scored differently" in render(alike).decode()


def test_figures_and_words_are_set_as_people_write_them() -> None:
    from audit.report.comparison_html import render

    one = made()
    page, text = (
        re.sub("<[^>]*>", " ", render(one).decode().partition("<body>")[2]),
        report.terminal(one, width=200, colour=False),
    )
    first = next(p.difference for p in one.pairings if p.difference.mean < 0)
    for shown in (page, text):
        assert report.signed(first.mean).startswith("−") and report.signed(first.mean) in shown
        assert f"{first.mean:+.2f}" not in shown
        assert "`" not in shown and "other’s" in shown


def test_probabilities_as_people_write_them() -> None:
    assert [report.probability(p) for p in (0.0004, 0.0312, 0.9999, 1.0)] == ["< .001", ".031", "1", "1"]
