"use strict";
(() => {
  const collator = new Intl.Collator("en", { numeric: true });

  // Numbers first, in order; cells without one stay at the end whichever way the column is sorted.
  function compare(a, b, sign) {
    const x = a.dataset.number, y = b.dataset.number;
    if (x !== undefined && y !== undefined) return sign * (Number(x) - Number(y));
    if (x !== undefined) return -1;
    if (y !== undefined) return 1;
    return sign * collator.compare(a.textContent, b.textContent);
  }

  function sort(table, column, head) {
    const descending = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    rows.sort((a, b) => compare(a.cells[column], b.cells[column], descending ? -1 : 1));
    body.append(...rows);
  }

  function filter(table, words, count) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every(word => text.includes(word));
      if (!row.hidden) shown++;
    }
    count.textContent = wanted.length ? `${shown} of ${table.tBodies[0].rows.length} rows` : "";
  }

  function prepareTable(table) {
    Array.from(table.tHead.querySelectorAll("th[scope=col]")).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, column, head));
      head.replaceChildren(button);
    });
    if (table.tBodies[0].rows.length < 12) return;
    const line = document.createElement("label"), input = document.createElement("input"), count = document.createElement("span");
    line.className = "filter";
    input.type = "search";
    input.placeholder = "words in a row";
    input.addEventListener("input", () => filter(table, input.value, count));
    line.append("Filter", input, count);
    table.closest("figure").prepend(line);
  }

  const hint = document.createElement("div");
  hint.className = "hint";
  hint.hidden = true;
  hint.setAttribute("role", "tooltip");
  document.body.append(hint);

  function place(x, y) {
    hint.style.left = Math.max(8, Math.min(x, document.documentElement.clientWidth - hint.offsetWidth - 8)) + "px";
    hint.style.top = y + "px";
  }

  function point(svg, target) {
    const at = target && target.closest("[data-hint]"), series = target && target.closest("[data-series]");
    hint.hidden = !at;
    if (at) hint.textContent = at.dataset.hint;
    svg.classList.toggle("focused", !!series);
    for (const group of svg.querySelectorAll("[data-series]"))
      group.classList.toggle("focus", !!series && group.dataset.series === series.dataset.series);
    return at;
  }

  const listening = new WeakSet();

  // One stop of the tab key per figure; arrow keys go from mark to mark, and a tap chooses one.
  function prepareFigure(svg) {
    for (const title of svg.querySelectorAll("g > title")) { // the page's own hint replaces the browser's slow one
      const mark = title.parentNode;
      mark.dataset.hint = title.textContent;
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", title.textContent);
      mark.setAttribute("tabindex", "-1");
      title.remove();
    }
    const first = svg.querySelector("[data-hint]");
    if (!first) return;
    first.setAttribute("tabindex", "0");
    svg.setAttribute("role", "group"); // an image has no parts
    if (listening.has(svg)) return;
    listening.add(svg);
    svg.addEventListener("mouseover", event => point(svg, event.target));
    svg.addEventListener("mousemove", event => place(event.pageX + 14, event.pageY + 16));
    svg.addEventListener("mouseleave", () => point(svg, null));
    svg.addEventListener("focusin", event => {
      const at = point(svg, event.target);
      if (!at) return;
      for (const other of svg.querySelectorAll("[data-hint][tabindex='0']")) other.setAttribute("tabindex", "-1");
      at.setAttribute("tabindex", "0");
      const box = at.getBoundingClientRect();
      place(box.left + scrollX, box.bottom + scrollY + 6);
    });
    svg.addEventListener("focusout", () => point(svg, null));
    svg.addEventListener("keydown", event => {
      const marks = Array.from(svg.querySelectorAll("[data-hint]")), at = marks.indexOf(event.target);
      const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: marks.length - 1 }[event.key];
      if (event.key === "Escape") hint.hidden = true;
      if (at < 0 || next === undefined) return;
      event.preventDefault();
      marks[Math.max(0, Math.min(next, marks.length - 1))].focus();
    });
  }

  function prepare() {
    for (const [what, how] of [["figure.table table", prepareTable], ["figure svg", prepareFigure]]) {
      for (const element of document.querySelectorAll(what)) {
        if (element.dataset.prepared) continue;
        element.dataset.prepared = "yes";
        how(element);
      }
    }
  }

  document.addEventListener("sweep:updated", () => { hint.hidden = true; prepare(); }); // a live page has newer ones
  prepare();
})();
