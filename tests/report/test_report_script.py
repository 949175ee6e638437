"""The HTML report in a browser: what its script does, and how it is printed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from browser import needs_browser, pages, told
from report_samples import dashes, sample_segments

from audit.report import html
from audit.result import Audit

pytestmark = needs_browser


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., object]:
    def asked(audit: Audit, script: str, width: int = 1280) -> object:
        return told(html.render(audit), script, tmp_path, width)

    return asked


def test_a_long_report_is_sorted_at_once(ask: Callable[..., object], make: Callable[..., Audit]) -> None:
    some = sample_segments()
    numbered = [replace(some[i % 10], segment=replace(some[i % 10].segment, id=str(i))) for i in range(3000)]
    script = """
      const order = document.querySelector("[name=order]"), start = Date.now();
      order.value = "badness";
      order.dispatchEvent(new Event("change", { bubbles: true }));
      const first = [...document.querySelectorAll(".segment")].slice(0, 2).map((s) => s.dataset.badness);
      return { first, last: document.querySelector(".segments").lastElementChild.className, time: Date.now() - start };
    """
    answer = ask(make(*numbered), script)
    assert isinstance(answer, dict)
    assert answer["first"] == ["0", "1"] and answer["last"] == "none"
    assert answer["time"] < 2000


def test_remarks_that_stand_often_can_be_hidden(ask: Callable[..., object], make: Callable[..., Audit]) -> None:
    script = """
      const cards = () => [...document.querySelectorAll(".card")].filter((c) => !c.closest("[hidden]")).length;
      const said = () => document.querySelector("output").textContent;
      const box = document.querySelector("[name=kind]"), told = [box.hidden, cards()];
      document.querySelector("#s-2 [data-hide]").click();
      told.push(cards(), said(), box.checked, document.activeElement.getAttribute("href"));
      told.push(document.querySelectorAll("#s-2 mark:not(.off)").length);
      box.click();
      told.push(cards());
      box.click();
      document.querySelector(".filters [data-reset]").click();
      return [...told, cards(), box.checked];
    """
    segments, findings = "4 segments", "1 finding, 3 hidden"
    told = ask(make(*dashes(3)), script)
    assert told == [False, 4, 1, f"{segments}, {findings}", False, "#s-2", 0, 4, 4, True]


def test_steps_take_the_focus_along_and_go_on_from_where_one_is(
    ask: Callable[..., object], make: Callable[..., Audit]
) -> None:
    script = """
      const at = () => document.activeElement.id, told = [];
      const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      const next = document.querySelector("[data-step='1']");
      document.getElementById("s-30").scrollIntoView();
      next.click(); told.push(at());
      press("n"); told.push(at());
      press("p"); press("p"); told.push(at());
      document.querySelector("#f-5-1 button").focus();
      press("n"); told.push(at());
      location.hash = "#f-12-1";
      dispatchEvent(new HashChangeEvent("hashchange"));
      document.activeElement.blur();
      next.click(); told.push(at(), document.querySelectorAll(".now").length);
      return told;
    """
    assert ask(make(*dashes(40)), script) == ["f-30-1", "f-31-1", "f-29-1", "f-6-1", "f-13-1", 1]


def test_on_a_phone_the_steps_stay_in_reach(ask: Callable[..., object], make: Callable[..., Audit]) -> None:
    script = """
      const next = document.querySelector("[data-step='1']");
      for (let k = 0; k < 9; k++) next.click();
      const { top, bottom, height } = next.getBoundingClientRect();
      const card = document.activeElement.getBoundingClientRect();
      return [top >= 0 && bottom <= innerHeight, height >= 44, card.top >= 0 && card.bottom <= top];
    """
    assert ask(make(*dashes(40)), script, width=500) == [True, True, True]


def test_a_shared_mark_has_the_colour_of_what_is_shown(ask: Callable[..., object], make: Callable[..., Audit]) -> None:
    script = """
      const shared = document.querySelector("mark.several"), told = [shared.className];
      const box = document.querySelector("[name=severity][value=critical]");
      box.click(); told.push(shared.className);
      box.click(); told.push(shared.className);
      return told;
    """
    both, small = "sev-critical several", "sev-minor"
    told = ask(make(sample_segments()[2]), script)
    assert isinstance(told, list) and [set(name.split()) for name in told] == [
        set(n.split()) for n in (both, small, both)
    ]


def test_search_finds_what_is_said_not_what_is_written_around_it(
    ask: Callable[..., object], make: Callable[..., Audit]
) -> None:
    script = """
      const box = document.querySelector("[name=text]");
      const found = (text) => {
        box.value = text;
        document.querySelector(".filters").dispatchEvent(new Event("change"));
        return [...document.querySelectorAll(".segment")].filter((s) => !s.hidden).length;
      };
      const labels = ["copy", "score", "fluency", "confidence", "no translation", "delete"];
      const said = ["am ende", "getroffen", "of the day", "word by word", "000000000011", "hire"];
      return [labels.map(found), said.map(found)];
    """
    assert ask(make(*sample_segments()), script) == [[0] * 6, [1] * 6]


def test_print_holds_four_segments_or_more_a_page(make: Callable[..., Audit], tmp_path: Path) -> None:
    some = sample_segments()
    many = [replace(some[k % 9], segment=replace(some[k % 9].segment, id=str(k))) for k in range(45)]
    assert pages(html.render(make(*many)), tmp_path) <= 2 + 45 // 4
