"use strict";
(() => {
  const form = document.querySelector("form[data-query]");
  if (!form) return;
  const text = form.elements.sql;

  text.addEventListener("keydown", event => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button:not([formaction])"));
  });

  // What is too long for an address is sent as a form.
  form.addEventListener("submit", () => {
    form.method = encodeURIComponent(text.value).length > Number(form.dataset.maxAddress) ? "post" : "get";
  });

  for (const name of document.querySelectorAll("code[data-insert]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "insert";
    button.textContent = name.textContent;
    button.title = "Put it into the statement";
    button.addEventListener("click", () => {
      text.setRangeText(button.textContent, text.selectionStart, text.selectionEnd, "end");
      text.focus();
    });
    name.replaceWith(button);
  }
})();
