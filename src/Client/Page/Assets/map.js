"use strict";
// Draws the trials of a sweep: a row for each configuration, a column for each seed, in stripes beside each other where the rows are more
// than the height holds. Where there are more cells than room, a cell stands for several: it looks like most of them, with a corner where some failed or diverged.
(() => {
  const root = document.getElementById("map");
  if (!root) return;
  const view = root.querySelector(".map-view"), canvas = root.querySelector("canvas"), line = document.getElementById("map-text");
  const buttons = { in: root.querySelector("[data-map-zoom=in]"), out: root.querySelector("[data-map-zoom=out]") };
  const largest = 22, smallest = 4, binned = 6, tallest = 480, pause = 150, shares = 8; // pixels, milliseconds, parts of a zoom
  const bad = ["failed", "diverged"];
  let map = null, cells = null, layout = null, range = null, cursor = { row: 0, column: 0 }, ranges = [], asked = 0, isBusy = false, isWanted = false;

  async function load() {
    if (isBusy) {
      isWanted = true;
      return;
    }
    isBusy = true;
    isWanted = false;
    const start = performance.now();
    try {
      const answer = await fetch(`${root.dataset.map}?since=${encodeURIComponent(map ? map.version : "")}`, { cache: "no-store" });
      if (answer.status === 200) read(await answer.arrayBuffer());
      else if (answer.status !== 204 && !map) line.textContent = `The map cannot be shown: the server answers ${answer.status}.`;
    } catch {
      if (!map) line.textContent = "The map cannot be shown: the server does not answer.";
    }
    setTimeout(() => {
      isBusy = false;
      if (isWanted) load();
    }, Math.max(1000, 4 * (performance.now() - start)));
  }

  function read(buffer) {
    const length = new DataView(buffer).getInt32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const isFirst = !map || map.rows !== head.rows || map.columns !== head.columns;
    map = head;
    cells = new Uint8Array(buffer, 4 + length);
    if (isFirst) {
      range = { row: 0, rows: map.rows, column: 0, columns: map.columns };
      ranges = [];
      line.textContent = `${count(cells.reduce((sum, c) => sum + (c > 0), 0), "trial")}: ${count(map.rows, rowName())} by ${map.columns} `
        + `${map.seeds ? "seeds" : "trials"}.`;
    }
    arrange();
  }

  // The largest cells with which everything fits, else cells for several trials.
  function arrange() {
    if (!map || !map.rows) return;
    const width = Math.max(60, Math.floor(view.clientWidth)), height = Math.min(tallest, Math.max(180, Math.floor(innerHeight * .6)));
    layout = null;
    for (let size = largest; size >= smallest && !layout; size--) layout = fit(size, 1, 1, width, height);
    if (!layout) {
      const perColumn = Math.ceil(range.columns / Math.floor(width / binned));
      const columns = Math.ceil(range.columns / perColumn), stripes = Math.max(1, Math.floor((width + binned) / ((columns + 1) * binned)));
      layout = fit(binned, Math.ceil(range.rows / (stripes * Math.floor(height / binned))), perColumn, width, height);
    }
    draw();
  }

  function fit(size, perRow, perColumn, width, height) {
    const rows = Math.ceil(range.rows / perRow), columns = Math.ceil(range.columns / perColumn), stripe = columns * size;
    if (stripe > width) return null;
    const most = Math.max(1, Math.floor((width + size) / (stripe + size))), stripes = Math.ceil(rows / Math.floor(height / size));
    if (stripes > most) return null;
    const rowsEach = Math.ceil(rows / stripes);
    return { size, perRow, perColumn, rows, columns, rowsEach, step: stripe + size, width: stripes * (stripe + size) - size, height: rowsEach * size };
  }

  function place(row, column) {
    return { x: Math.floor(row / layout.rowsEach) * layout.step + column * layout.size, y: row % layout.rowsEach * layout.size };
  }

  // Of a cell of the layout: how many trials are in which state.
  function counts(row, column) {
    const found = new Map();
    const firstRow = range.row + row * layout.perRow, lastRow = Math.min(firstRow + layout.perRow, range.row + range.rows);
    const first = range.column + column * layout.perColumn, last = Math.min(first + layout.perColumn, range.column + range.columns);
    for (let r = firstRow; r < lastRow; r++)
      for (let c = first; c < last; c++) {
        const code = cells[r * map.columns + c];
        if (code) found.set(code, (found.get(code) || 0) + 1);
      }
    return found;
  }

  function draw() {
    const scale = devicePixelRatio || 1, context = canvas.getContext("2d");
    canvas.width = Math.ceil(layout.width * scale);
    canvas.height = Math.ceil(layout.height * scale);
    canvas.style.width = `${layout.width}px`;
    canvas.style.height = `${layout.height}px`;
    const glyphs = map.states.map(state => glyph(state, layout.size, scale));
    for (let row = 0; row < layout.rows; row++)
      for (let column = 0; column < layout.columns; column++) {
        const found = counts(row, column);
        if (!found.size) continue;
        const { x, y } = place(row, column), [most] = Array.from(found).reduce((a, b) => b[1] > a[1] ? b : a);
        context.drawImage(glyphs[most - 1], Math.round(x * scale), Math.round(y * scale));
        const corner = bad.map(state => map.states.indexOf(state) + 1).find(code => code !== most && found.has(code));
        if (corner) {
          context.fillStyle = colour(map.states[corner - 1]);
          context.fillRect(Math.round((x + layout.size - 3) * scale), Math.round(y * scale), 3 * scale, 3 * scale);
        }
      }
    if (document.activeElement === view) {
      const { x, y } = place(...at());
      context.strokeStyle = getComputedStyle(view).color;
      context.lineWidth = 2 * scale;
      context.strokeRect(x * scale + context.lineWidth / 2, y * scale + context.lineWidth / 2, layout.size * scale - context.lineWidth,
        layout.size * scale - context.lineWidth);
    }
    buttons.in.disabled = layout.size >= 12 || (range.rows <= 1 && layout.perColumn === 1);
    buttons.out.disabled = !ranges.length;
  }

  function colour(state) {
    return getComputedStyle(root.querySelector(`.map-glyphs .state-${state}`)).color;
  }

  // The shapes of the legend, which is 14 wide.
  function glyph(state, size, scale) {
    const picture = document.createElement("canvas");
    picture.width = picture.height = Math.ceil(size * scale);
    const g = picture.getContext("2d"), gap = size > 7 ? 1 : size > 5 ? .5 : .25;
    g.scale(scale * (size - 2 * gap) / 14, scale * (size - 2 * gap) / 14);
    g.translate(gap * 14 / (size - 2 * gap), gap * 14 / (size - 2 * gap));
    g.fillStyle = g.strokeStyle = colour(state);
    const path = (...points) => {
      g.beginPath();
      for (const [x, y] of points) g.lineTo(x, y);
    };
    const stroke = width => {
      g.lineWidth = Math.max(width, 14 / size);
      g.stroke();
    };
    const circle = radius => {
      g.beginPath();
      g.arc(7, 7, radius, 0, 2 * Math.PI);
    };
    if (state === "completed") g.fillRect(0, 0, 14, 14);
    else if (state === "running") { path([2, 0], [14, 7], [2, 14]); g.fill(); }
    else if (state === "queued") { circle(2); g.fill(); }
    else if (state === "held") { circle(4); stroke(1.6); }
    else if (state === "diverged") { path([7, 0], [14, 14], [0, 14]); g.fill(); }
    else if (state === "failed") { path([1, 1], [13, 13]); stroke(3); path([13, 1], [1, 13]); stroke(3); }
    else if (state === "pruned") { path([7, 13], [13, 1], [1, 1]); g.closePath(); stroke(1.8); }
    else if (state === "cancelled") { path([2, 12], [12, 2]); stroke(2.4); }
    else { path([2, 7], [12, 7]); stroke(2.4); }
    return picture;
  }

  function at() {
    return [Math.floor((cursor.row - range.row) / layout.perRow), Math.floor((cursor.column - range.column) / layout.perColumn)];
  }

  function rowName() {
    return map.configurations ? "configuration" : "part";
  }

  function count(number, name) {
    return `${number.toLocaleString("en")} ${name}${number === 1 ? "" : "s"}`;
  }

  function span(name, first, size, label) {
    return size === 1 ? `${name} ${label(first)}` : `${name}s ${label(first)} to ${label(first + size - 1)}`;
  }

  function isSingle() {
    return layout.perRow === 1 && layout.perColumn === 1;
  }

  // What is under the cursor, at once by the map and then by the store.
  function tell(row, column) {
    const found = counts(row, column), firstRow = range.row + row * layout.perRow, first = range.column + column * layout.perColumn;
    const rows = Math.min(layout.perRow, range.row + range.rows - firstRow), columns = Math.min(layout.perColumn, range.column + range.columns - first);
    const where = `${span(rowName(), firstRow, rows, r => (r + 1).toLocaleString("en"))} of ${map.rows.toLocaleString("en")}, `
      + span(map.seeds ? "seed" : "trial", first, columns, c => map.seeds ? map.seeds[c] : c + 1);
    const what = found.size === 0 ? "no trial" : isSingle() ? map.states[found.keys().next().value - 1]
      : Array.from(found).sort((a, b) => b[1] - a[1]).map(([code, n]) => `${n.toLocaleString("en")} ${map.states[code - 1]}`).join(", ");
    const own = ++asked, text = `${where[0].toUpperCase()}${where.slice(1)}: ${what}.`;
    line.textContent = isSingle() ? text : `${text} Enter zooms in.`;
    if (!isSingle() || !found.size) return;
    setTimeout(async () => {
      if (own !== asked) return;
      try {
        const answer = await fetch(`${root.dataset.map}/cell?row=${firstRow}&column=${first}`, { cache: "no-store" });
        if (answer.ok && own === asked) line.textContent = `${where[0].toUpperCase()}${where.slice(1)}: ${await answer.text()}`;
      } catch {
        // What the map says stands there already.
      }
    }, pause);
  }

  function move(rows, columns) {
    const [row, column] = at();
    const to = [Math.min(layout.rows - 1, Math.max(0, row + rows)), Math.min(layout.columns - 1, Math.max(0, column + columns))];
    cursor = { row: range.row + to[0] * layout.perRow, column: range.column + to[1] * layout.perColumn };
    draw();
    tell(...to);
  }

  function zoomIn() {
    if (buttons.in.disabled) return;
    const part = (from, size, centre, per) => {
      const wanted = Math.min(size, Math.max(1, 2 * per, Math.ceil(size / shares)));
      return [Math.min(from + size - wanted, Math.max(from, centre - Math.floor((wanted - per) / 2))), wanted];
    };
    ranges.push(range);
    const [row, rows] = part(range.row, range.rows, cursor.row, layout.perRow);
    const [column, columns] = layout.perColumn === 1 ? [range.column, range.columns] : part(range.column, range.columns, cursor.column, layout.perColumn);
    range = { row, rows, column, columns };
    arrange();
    tell(...at());
  }

  function zoomOut() {
    if (!ranges.length) return;
    range = ranges.pop();
    arrange();
    tell(...at());
  }

  function open() {
    if (!isSingle()) zoomIn();
    else if (counts(...at()).size) location.assign(`${root.dataset.map}/trial?row=${cursor.row}&column=${cursor.column}`);
  }

  const keys = {
    ArrowUp: () => move(-1, 0), ArrowDown: () => move(1, 0), ArrowLeft: () => move(0, -1), ArrowRight: () => move(0, 1),
    PageUp: () => move(-10, 0), PageDown: () => move(10, 0), Home: () => move(-layout.rows, -layout.columns),
    End: () => move(layout.rows, layout.columns), Enter: open, Escape: zoomOut, "+": zoomIn, "-": zoomOut,
  };
  view.addEventListener("keydown", event => {
    if (!layout || !keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  view.addEventListener("focus", () => {
    if (!layout) return;
    draw();
    tell(...at());
  });
  view.addEventListener("blur", () => layout && draw());

  function under(event) {
    const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const stripe = Math.floor(x / layout.step), column = Math.floor((x - stripe * layout.step) / layout.size);
    const inStripe = Math.floor(y / layout.size), row = stripe * layout.rowsEach + inStripe;
    return x < 0 || y < 0 || inStripe >= layout.rowsEach || column >= layout.columns || row >= layout.rows ? null : [row, column];
  }
  let pointed = "";
  canvas.addEventListener("mousemove", event => {
    const cell = layout && under(event);
    if (!cell || pointed === `${cell}`) return;
    pointed = `${cell}`;
    tell(...cell);
  });
  canvas.addEventListener("click", event => {
    const cell = layout && under(event);
    if (!cell) return;
    cursor = { row: range.row + cell[0] * layout.perRow, column: range.column + cell[1] * layout.perColumn };
    open();
  });

  buttons.in.addEventListener("click", zoomIn);
  buttons.out.addEventListener("click", zoomOut);
  new ResizeObserver(arrange).observe(view);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layout && draw());
  document.addEventListener("sweep:updated", load);
  load();
})();
