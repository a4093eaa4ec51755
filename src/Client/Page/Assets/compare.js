"use strict";
// Sends the question whenever something in it changes, and shows the answer in place: focus, scrolling and opened parts stay.
(() => {
  const root = document.querySelector("div.compare"), status = document.getElementById("compare-status");
  if (!root) return;
  let asked = null;

  const form = () => root.querySelector("form[data-compare]");

  function address(part) {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(part)) if (value.trim() !== "") kept.append(name, value);
    const query = kept.toString();
    return part.getAttribute("action") + (query ? "?" + query : "");
  }

  function replace(id, page) {
    const old = document.getElementById(id), newer = page.getElementById(id);
    const states = new Map(Array.from(old.querySelectorAll("details[id]"), d => [d.id, d.open]));
    for (const details of newer.querySelectorAll("details[id]")) if (states.get(details.id)) details.open = true;
    old.replaceWith(newer);
    revealCopies(newer);
  }

  async function ask(url, isNew) {
    if (asked) asked.abort(); // the server gives up what nobody waits for
    const own = asked = new AbortController();
    document.getElementById("answer").setAttribute("aria-busy", "true");
    status.textContent = "Computing …";
    try {
      const response = await fetch(url, { signal: own.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (!response.ok || !page.getElementById("answer")) { location.assign(url); return; }
      if (isNew) history.pushState(null, "", url);
      const focused = document.activeElement && document.activeElement.id;
      const isTyping = isNew && address(form()) !== url; // somebody went on; the form is theirs
      replace("answer", page);
      if (!isTyping) replace("compare-form", page);
      document.dispatchEvent(new Event("sweep:updated"));
      const again = focused && document.getElementById(focused);
      if (again && again !== document.activeElement) again.focus({ preventScroll: true });
      const mistakes = document.getElementById("mistakes");
      status.textContent = mistakes ? mistakes.querySelector("h2").textContent + "." : "The answer is up to date.";
    } catch (error) {
      if (error.name === "AbortError") return;
      document.getElementById("answer").removeAttribute("aria-busy");
      status.textContent = "The server does not answer. Press Compare to try again.";
    }
  }

  root.addEventListener("change", event => {
    const part = event.target.closest("form[data-compare]");
    if (!part) return;
    if (event.target.name === "factor") { // the levels of one factor are none of another
      for (const name of ["baseline", "focus"]) if (part.elements[name]) part.elements[name].value = "";
    }
    if (event.target.name === "baseline" && event.target.value && part.elements.allPairs) part.elements.allPairs.checked = false;
    if (event.target.name === "allPairs" && event.target.checked) part.elements.baseline.value = "";
    ask(address(part), true);
  });
  root.addEventListener("submit", event => {
    const part = event.target.closest("form[data-compare]");
    if (!part) return;
    event.preventDefault();
    ask(address(part), true);
  });
  addEventListener("popstate", () => ask(location.pathname + location.search, false));

  // Copying needs a script, and so the buttons.
  function revealCopies(part) {
    for (const button of part.querySelectorAll("button[data-copy]")) button.hidden = false;
  }
  document.addEventListener("click", async event => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      status.textContent = "Copied.";
    } catch { // without permission or on an insecure connection: selected, ready for Ctrl+C
      getSelection().selectAllChildren(source);
      status.textContent = "Selected: press Ctrl+C to copy.";
    }
  });
  revealCopies(root);
})();
