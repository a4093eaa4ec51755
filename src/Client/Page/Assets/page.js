"use strict";
// Follows the store: asks for the same page again when the server tells of a change, and makes the shown page like the newer one.
(() => {
  const events = document.body.dataset.events, line = document.getElementById("live");
  if (!events || !line) return;
  const shortest = 1000, longest = 15000; // milliseconds between two requests, and between two attempts to connect
  let version = document.body.dataset.version, source = null, delay = shortest, isBusy = false, isWanted = false;

  function say(text) {
    if (line.textContent !== text) line.textContent = text;
  }

  function keyOf(node) {
    return node.nodeType === Node.ELEMENT_NODE ? node.dataset.key || node.id : "";
  }

  function copyAttributes(old, fresh) {
    for (const { name } of Array.from(old.attributes))
      if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name); // what a reader has opened stays open
    for (const { name, value } of fresh.attributes)
      if (old.getAttribute(name) !== value && name !== "open") old.setAttribute(name, value);
  }

  function copyChildren(old, fresh) {
    const known = new Map(Array.from(old.children).filter(keyOf).map(child => [keyOf(child), child]));
    let at = old.firstChild;
    for (const next of Array.from(fresh.childNodes)) {
      const key = keyOf(next), same = key && known.get(key);
      if (same && same.nodeName === next.nodeName) {
        if (same === at) at = at.nextSibling;
        else old.insertBefore(same, at);
        makeAlike(same, next);
      } else if (!key && at && !keyOf(at) && at.nodeName === next.nodeName) {
        const current = at;
        at = at.nextSibling;
        makeAlike(current, next);
      } else {
        old.insertBefore(document.importNode(next, true), at);
      }
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  // Nodes that are alike stay as they are, so that focus, selection and scrolling do.
  function makeAlike(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.data = fresh.data;
    } else if (!old.hasAttribute("data-keep")) {
      copyAttributes(old, fresh);
      copyChildren(old, fresh);
    }
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const parts = new Map(Array.from(fresh.querySelectorAll("[data-live]")).map(part => [part.dataset.live, part]));
    for (const part of document.querySelectorAll("[data-live]")) {
      const next = parts.get(part.dataset.live);
      if (next && !part.dataset.src) makeAlike(part, next);
    }
    document.title = fresh.title;
    document.dispatchEvent(new Event("sweep:updated"));
    loadParts();
  }

  // Parts with an address of their own come after the page, and again after each change; each as often as it can be made.
  function loadParts() {
    for (const part of document.querySelectorAll("[data-live][data-src]")) loadPart(part);
  }

  const loading = new Map();

  async function loadPart(part) {
    const address = part.dataset.src;
    if (loading.has(address)) {
      loading.set(address, true);
      return;
    }
    loading.set(address, false);
    const start = performance.now();
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store", redirect: "error" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = answer.ok ? Array.from(fresh.querySelectorAll("[data-live]")).find(n => n.dataset.live === part.dataset.live)
        : fresh.querySelector(".message")?.parentNode;
      if (next) copyChildren(part, next);
    } catch {
      // The link to it stays, and the events tell that the server has gone.
    }
    setTimeout(() => {
      const isWanted = loading.get(address);
      loading.delete(address);
      if (isWanted) loadPart(part);
    }, Math.max(shortest, 4 * (performance.now() - start)));
  }

  async function refresh() {
    if (isBusy) {
      isWanted = true;
      return;
    }
    isBusy = true;
    isWanted = false;
    const start = performance.now();
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store", redirect: "error" });
      if (answer.ok) show(await answer.text());
    } catch {
      // The events tell that the server has gone.
    }
    setTimeout(() => {
      isBusy = false;
      if (isWanted) refresh();
    }, Math.max(shortest, 4 * (performance.now() - start))); // a page that takes long is asked for less often
  }

  async function isSignedOut() {
    try {
      return (await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" })).status === 401;
    } catch {
      return false;
    }
  }

  function connect() {
    if (source || document.hidden) return;
    const address = new URL(events, location.href);
    address.searchParams.set("since", version);
    source = new EventSource(address);
    source.addEventListener("here", () => { delay = shortest; say("Live."); });
    source.addEventListener("away", event => { delay = shortest; say(`The last known state; trying again. ${JSON.parse(event.data)}`); });
    source.addEventListener("change", event => { version = event.lastEventId; refresh(); });
    source.addEventListener("end", () => { disconnect(); say("The server has ended; this is its last state."); setTimeout(connect, longest); });
    source.addEventListener("error", async () => {
      disconnect();
      if (!line.textContent.startsWith("The server has ended")) say("Connection lost, trying again.");
      if (await isSignedOut()) say("Signed out. Open the address that the server printed at its start, or sign in again.");
      setTimeout(connect, delay);
      delay = Math.min(longest, 2 * delay);
    });
  }

  function disconnect() {
    source?.close();
    source = null;
  }

  // A browser has few connections to a server: pages that nobody looks at keep none.
  document.addEventListener("visibilitychange", () => document.hidden ? disconnect() : connect());
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
  loadParts();
})();
