"use strict";
// The page is complete without this script. It adds filters, sorting, copying and keys, and never touches the texts.
(() => {
  const form = document.querySelector(".filters");
  const list = document.querySelector(".segments");
  const segments = [...list.querySelectorAll(".segment")];
  const none = list.querySelector(".none");
  const kinds = [...document.querySelectorAll("[name=kind]")]; // of remarks that stand often, to be shown or hidden
  const gravest = [...form.elements.severity].map((box) => box.value); // the gravest first
  let ordered = "order"; // by what the segments are sorted now
  // What is searched: texts, reasons and ids, not the names and buttons around them.
  const said = ".number, .target:not(:has(.nothing)), .source, .back, .change bdi, .message, .evidence bdi, .evidence code, .reason";
  const folded = new Map(); // segment -> what it says in lower case, made at the first search

  const words = (segment) => {
    if (!folded.has(segment)) {
      const parts = [...segment.querySelectorAll(said)].map((part) => part.textContent.replace(/\s+/g, " "));
      folded.set(segment, parts.join("\n").toLowerCase());
    }
    return folded.get(segment);
  };

  // A mark that findings share has the colour of the gravest that is shown.
  function paint(place, numbers) {
    const segment = place.closest(".segment");
    const here = numbers.map((n) => segment.querySelector(`.card[data-n="${n}"]`).dataset.sev);
    const worst = gravest.find((severity) => here.includes(severity));
    for (const severity of gravest) place.classList.toggle(`sev-${severity}`, severity === worst);
    place.classList.toggle("several", numbers.length > 1);
  }

  function filter() {
    const severities = new Set([...form.elements.severity].filter((box) => box.checked).map((box) => box.value));
    const category = form.elements.category.value;
    const wanted = form.elements.text.value.trim().toLowerCase();
    const dropped = new Set(kinds.filter((box) => !box.checked).map((box) => box.value)); // hides remarks, not segments
    const narrowed = category !== "" || severities.size < form.elements.severity.length;
    let shown = 0, findings = 0, hidden = 0;
    for (const segment of segments) {
      const off = new Set();
      let left = 0;
      for (const card of segment.querySelectorAll(".card")) {
        const fits = severities.has(card.dataset.sev) && (category === "" || category === card.dataset.cat)
          && !dropped.has(card.dataset.kind);
        if (dropped.has(card.dataset.kind)) hidden += 1;
        card.hidden = !fits;
        if (fits) left += 1; else off.add(card.dataset.n);
      }
      for (const place of segment.querySelectorAll("[data-f]")) {
        const on = place.dataset.f.split(" ").filter((n) => !off.has(n));
        place.classList.toggle("off", !on.length);
        if (on.length && place.matches("mark[data-f*=' ']")) paint(place, on);
      }
      const fits = (left > 0 || !(narrowed || form.elements.only.checked)) && (wanted === "" || words(segment).includes(wanted));
      segment.hidden = !fits;
      if (fits) { shown += 1; findings += left; }
    }
    none.hidden = shown > 0;
    const count = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
    form.querySelector("output").textContent = `${count(shown, "segment")}, ${count(findings, "finding")}`
      + (hidden ? `, ${hidden.toLocaleString("en")} hidden` : "");
  }

  function sort() {
    const key = form.elements.order.value;
    if (key === ordered) return;
    ordered = key;
    segments.sort((a, b) => a.dataset[key] - b.dataset[key]);
    list.replaceChildren(); // moving segments one by one past each other takes a minute where there are thousands
    list.replaceChildren(...segments, none);
  }

  function reset() {
    form.reset();
    sort();
    filter();
  }

  // All remarks like this one go, its card and the button with them, so that the focus must have another place.
  function hide(button) {
    const segment = button.closest(".segment");
    for (const box of kinds) if (box.value === button.dataset.hide) box.checked = false;
    filter();
    (segment.hidden ? form.querySelector("[data-reset]") : segment.querySelector(".number")).focus();
  }

  function mark(card) {
    for (const other of list.querySelectorAll(".card.now")) other.classList.remove("now");
    card.classList.add("now");
  }

  // A link may lead to what the filters hide: then the filters give way.
  function reveal() {
    const place = location.hash && document.getElementById(location.hash.slice(1));
    if (place && place.matches(".card")) mark(place); // the next step goes on from there
    if (!place || !place.closest("[hidden]")) return;
    reset();
    place.scrollIntoView();
  }

  // "n" and "p" step while the focus is among the segments, where nothing is typed.
  function letter(event) {
    const by = { n: 1, p: -1 }[event.key];
    if (by && !event.altKey && !event.ctrlKey && !event.metaKey) step(by);
  }

  function step(by) {
    const cards = [...list.querySelectorAll(".card")].filter((card) => !card.hidden && !card.closest(".segment").hidden);
    if (!cards.length) return;
    const now = cards.indexOf(document.activeElement.closest(".card") || document.querySelector(".card.now"));
    let at = now + by;
    if (now < 0) { // none yet, or it is hidden: on from what is read, above which nothing is on the screen
      const top = form.getBoundingClientRect().bottom;
      const below = cards.findIndex((card) => card.closest(".segment").getBoundingClientRect().bottom > Math.max(top, 0));
      at = (below < 0 ? cards.length : below) - (by < 0 ? 1 : 0);
    }
    const next = cards[(at + cards.length) % cards.length];
    mark(next);
    next.closest(".segment").scrollIntoView({ block: "start" });
    if (next.getBoundingClientRect().bottom > innerHeight) next.scrollIntoView({ block: "center" });
    next.focus({ preventScroll: true }); // so that Tab goes on from here, and a screen reader reads it
  }

  async function copy(button) {
    const text = button.dataset.copy;
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // no clipboard on this origin: the old way
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = done ? "Copied" : "Not copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  }

  // One word of a segment is in the tab order; the arrow keys move on from it.
  function arrow(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const word = event.target.closest(".w");
    if (!by || !word || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...word.closest(".target").querySelectorAll(".w")];
    const next = all[all.indexOf(word) + by];
    if (!next) return;
    event.preventDefault();
    word.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  // Card and mark show that they belong together.
  function pair(event, on) {
    const from = event.target.closest(".card, [data-f]");
    const segment = from && from.closest(".segment");
    if (!segment) return;
    const numbers = new Set((from.dataset.f || from.dataset.n).split(" "));
    for (const card of segment.querySelectorAll(".card")) card.classList.toggle("lit", on && numbers.has(card.dataset.n));
    for (const mark of segment.querySelectorAll("mark"))
      mark.classList.toggle("lit", on && mark.dataset.f.split(" ").some((n) => numbers.has(n)));
  }

  let waiting = 0;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  form.addEventListener("change", (event) => { if (event.target.name === "order") sort(); filter(); });
  document.addEventListener("change", (event) => { if (event.target.name === "kind") filter(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.copy !== undefined) copy(button);
    if (button.dataset.step) step(Number(button.dataset.step));
    if (button.dataset.hide) hide(button);
    if (button.dataset.reset !== undefined) reset();
  });
  list.addEventListener("keydown", arrow);
  list.addEventListener("keydown", letter);
  for (const [kind, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]])
    list.addEventListener(kind, (event) => pair(event, on));
  addEventListener("hashchange", reveal);

  form.hidden = false;
  for (const button of list.querySelectorAll(".copy")) button.hidden = false;
  for (const part of [...kinds, ...document.querySelectorAll(".scripted")]) part.hidden = false;
  reset(); // also undoes what the browser remembers of the form after a reload
  reveal();
})();
