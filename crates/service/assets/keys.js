// Shortcuts of lists (WCAG 2.2, 2.1.4: they can be turned off), and what htmx may do. Without it, every page works by links and forms.
"use strict";

// htmx reads pages into documents in which nothing runs; no other text becomes markup, and none becomes code
if (window.trustedTypes?.createPolicy) {
  const inert = ["Document parseHTMLUnsafe", "DOMParser parseFromString"];
  trustedTypes.createPolicy("default", { createHTML: (text, type, sink) => (inert.includes(sink) ? text : null) });
}

(() => {
  // nothing but "off" is ever kept
  const STORE = "amparo-shortcuts";
  const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const LISTS = "main table.stack > tbody, main ol.queue, main ul.cards";
  // where a page has no list, what may be chosen in its form is one
  const CHOICES = "main fieldset > .choice:has(> input[type=checkbox])";
  const dialog = document.getElementById("shortcuts");
  const box = document.getElementById("shortcuts-on");
  const opener = document.getElementById("shortcuts-open");
  if (!dialog || !box || !opener) return;

  function isOn() {
    try {
      return localStorage.getItem(STORE) !== "off";
    } catch {
      return true;
    }
  }

  function turn(on) {
    try {
      if (on) localStorage.removeItem(STORE);
      else localStorage.setItem(STORE, "off");
    } catch {
      // a browser that keeps nothing uses them
    }
  }

  const rows = () => [...(document.querySelector(LISTS)?.children ?? document.querySelectorAll(CHOICES))];
  const rowAt = (all) => all.findIndex((row) => row.contains(document.activeElement));

  function move(step) {
    const all = rows();
    const from = rowAt(all);
    const to = from < 0 ? (step > 0 ? 0 : all.length - 1) : from + step;
    const row = all[to];
    if (!row) return;
    const link = row.querySelector("a[href]");
    if (!link) row.tabIndex = -1;
    (link ?? row).focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function choose() {
    const all = rows();
    all[rowAt(all)]?.querySelector("input[type=checkbox]")?.click();
  }

  let before = "";
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || dialog.open || !isOn()) return;
    if (target instanceof Element && target.closest(TYPING)) return;
    const last = before;
    before = key === "g" ? "g" : "";
    if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "x") choose();
    else if (key === "/") {
      const search = document.querySelector("[data-search]");
      if (!search) return;
      search.focus();
      search.select();
    } else if (key === "?") dialog.showModal();
    else if (key === "h" && last === "g") document.querySelector(".top a.name")?.click();
    else return;
    event.preventDefault();
  });

  box.checked = isOn();
  box.addEventListener("change", () => turn(box.checked));
  document.getElementById("shortcuts-close")?.addEventListener("click", () => dialog.close());
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());

  // a list that was not brought is asked for as a whole page: it says what is wrong, or asks to sign in
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:swapError"]) {
    document.addEventListener(failure, (event) => {
      const path = event.detail.pathInfo?.finalRequestPath ?? event.detail.pathInfo?.requestPath;
      if (path) location.assign(path);
    });
  }
  // it notes the address, which may hold what was searched for
  for (const end of ["htmx:pushedIntoHistory", "htmx:afterSettle", "pagehide"]) {
    addEventListener(end, () => {
      try {
        sessionStorage.removeItem("htmx-current-path-for-history");
      } catch {
        // a browser that keeps nothing has nothing to forget
      }
    });
  }
  // the link that turned the page is gone; the keyboard goes on at the rows
  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === document.body) document.querySelector(".list > .rows")?.focus();
  });
})();
