// Keys for who works here all day. Everything works without them; no key does anything but move and tick.
(() => {
  "use strict";
  // The answer to a POST: what was sent would be written into the browser's profile, to be sent again.
  const posted = document.querySelector("meta[name=posted]");
  if (posted) {
    posted.content = location.pathname;
    history.replaceState(null, "", document.referrer || location.href);
  }
  const rows = () => [...document.querySelectorAll("[data-row]")];

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const row = document.activeElement.closest("tr")?.querySelector("[data-row]");
    const now = all.indexOf(row ?? document.activeElement);
    const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  }

  function focus(selector) {
    const found = document.querySelector(selector);
    if (!found) return;
    found.focus();
    if (found.select) found.select();
  }

  function pick() {
    const box = document.activeElement.closest("tr")?.querySelector("[data-pick]");
    if (box) box.checked = !box.checked;
  }

  function pickAll() {
    const boxes = [...document.querySelectorAll("[data-pick]")];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Notes and contacts have a tab of their own: from another one the key goes there first.
  function write(what) {
    const form = document.querySelector(`[data-${what}]`);
    if (form) {
      form.closest("details")?.setAttribute("open", "");
      return form.querySelector("textarea, select, input:not([type=hidden])").focus();
    }
    const tab = document.querySelector("[data-write-tab]");
    if (tab) window.location.assign(`${tab.href}#write-${what}`);
  }
  const wanted = /^#write-(note|contact)$/.exec(window.location.hash);
  if (wanted) write(wanted[1]);

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => focus("[data-search]"),
    a: () => focus("[data-next]"),
    x: () => pick(),
    X: () => pickAll(),
    m: () => focus("[data-many]"),
    u: () => focus("[data-undo]"),
    n: () => write("note"),
    c: () => write("contact"),
    "?": () => window.location.assign("/help"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
