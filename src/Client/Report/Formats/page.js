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

  for (const table of document.querySelectorAll("table")) {
    Array.from(table.tHead.querySelectorAll("th[scope=col]")).forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.addEventListener("click", () => sort(table, column, head));
      head.replaceChildren(button);
    });
    if (table.tBodies[0].rows.length < 12) continue;
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
  for (const svg of document.querySelectorAll("figure svg")) {
    // The page's own hint replaces the browser's slow one.
    for (const title of svg.querySelectorAll("g > title")) {
      title.parentNode.dataset.hint = title.textContent;
      title.remove();
    }
    svg.addEventListener("mouseover", event => {
      const at = event.target.closest("[data-hint]"), series = event.target.closest("[data-series]");
      hint.hidden = !at;
      if (at) hint.textContent = at.dataset.hint;
      svg.classList.toggle("focused", !!series);
      for (const group of svg.querySelectorAll("[data-series]"))
        group.classList.toggle("focus", !!series && group.dataset.series === series.dataset.series);
    });
    svg.addEventListener("mousemove", event => {
      hint.style.left = Math.min(event.pageX + 14, document.documentElement.clientWidth - hint.offsetWidth - 8) + "px";
      hint.style.top = event.pageY + 16 + "px";
    });
    svg.addEventListener("mouseleave", () => { hint.hidden = true; svg.classList.remove("focused"); });
  }
})();
