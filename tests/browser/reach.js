// What a reader loses when a page is enlarged, spaced out or coloured otherwise. Each function returns sentences, none
// when all is well. Texts of the page are cut short in them; the looks walk with invented people.
window.reach = (() => {
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const FIELDS = "input:not([type=hidden], [type=radio], [type=checkbox], [type=image]), select, textarea";
  const SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }"
    + " p { margin-bottom: 2em !important; }";

  const seen = one => one.checkVisibility({ visibilityProperty: true }) && !aside(one);
  // For ears only (.visually-hidden) or waiting for the focus outside the window (.skip).
  const aside = one => Boolean(one.closest(".visually-hidden, .skip"));
  const name = one => `${one.tagName.toLowerCase()}${one.id && "#" + one.id}${one.classList.length ? "." + [...one.classList].join(".") : ""}`
    + ` "${(one.innerText ?? one.value ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  const scrolls = look => [look.overflowX, look.overflowY].some(each => ["auto", "scroll"].includes(each));

  /** Content that does not fit into its own box: cut off, or spilling out of it. */
  function cut() {
    const found = [];
    // A table that is meant to be broader than the column it stands in makes what is around it seem too narrow.
    const broad = [...document.querySelectorAll(".scroll")].filter(each => parseFloat(getComputedStyle(each).marginInlineEnd) < 0);
    for (const one of document.body.querySelectorAll("*")) {
      if (!one.clientWidth || one.matches("input, select, textarea, svg *") || !seen(one)) continue;
      const look = getComputedStyle(one);
      if (scrolls(look) || look.display.startsWith("inline") && look.display !== "inline-flex") continue;
      const clipped = [look.overflowX, look.overflowY].some(each => ["hidden", "clip"].includes(each));
      const wide = one.scrollWidth > one.clientWidth + 1 && !broad.some(each => one !== each && one.contains(each));
      const high = one.scrollHeight > one.clientHeight + 1;
      if (wide || (high && (clipped || one.matches("button, .button")))) {
        // The innermost box says it best.
        while (found.length && found.at(-1).contains(one)) found.pop();
        found.push(one);
      }
    }
    return found.map(one => `does not fit (${one.scrollWidth} × ${one.scrollHeight} in ${one.clientWidth} × ${one.clientHeight}): ${name(one)}`);
  }

  /** The part of a box that the scrolling boxes around it show. */
  function inView(box, one) {
    let { left, top, right, bottom } = box;
    for (let around = one; around && around !== document.body; around = around.parentElement) {
      if (getComputedStyle(around).overflowX === "visible") continue;
      const frame = around.getBoundingClientRect();
      left = Math.max(left, frame.left); right = Math.min(right, frame.right);
      top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom);
    }
    return { left, top, right, bottom };
  }

  /** Texts, and fields with texts, that lie on each other. The white above and below a letter may touch. */
  function overlapping() {
    const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    while (walker.nextNode()) {
      const text = walker.currentNode, one = text.parentElement;
      if (!text.data.trim() || !seen(one) || one.closest("rt, option")) continue;
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) {
        const box = inView(rect, one), white = rect.height / 4;
        // A reading that is wider than its word hangs over the neighbours by up to half of its small letters.
        const over = one.closest("ruby") ? parseFloat(getComputedStyle(one).fontSize) / 4 : 0;
        boxes.push({ left: box.left + over, right: box.right - over, top: box.top + white, bottom: box.bottom - white, one, text });
      }
    }
    for (const one of document.querySelectorAll(FIELDS)) {
      if (seen(one)) boxes.push({ ...inView(one.getBoundingClientRect(), one), one, text: one });
    }
    const big = boxes.filter(box => box.right - box.left > 1 && box.bottom - box.top > 1).sort((a, b) => a.top - b.top);
    const found = [];
    big.forEach((a, at) => {
      for (const b of big.slice(at + 1)) {
        if (b.top >= a.bottom - 1) break;
        if (a.text === b.text || Math.min(a.right, b.right) - Math.max(a.left, b.left) < 2) continue;
        found.push(`lies on something else: ${name(a.one)} and ${name(b.one)}`);
      }
    });
    return found;
  }

  function sideways() {
    const root = document.documentElement;
    return root.scrollWidth <= innerWidth ? [] : [`scrolls sideways: ${root.scrollWidth} px, ` +
      [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1)
        .map(name).slice(0, 5).join(", ")];
  }

  /** WCAG 1.4.12: what a reader may set, set. */
  function spaceOut(on) {
    window.reachSpaced ??= (sheet => (sheet.replaceSync(SPACED), sheet))(new CSSStyleSheet());
    document.adoptedStyleSheets = on ? [reachSpaced] : [];
  }

  /** Whatever can have the focus shows it, in the window, with nothing on top of it. Press Tab once before. */
  function focus() {
    const found = [], before = document.activeElement, top = scrollY;
    for (const one of document.querySelectorAll(FOCUSABLE)) {
      if (one.tabIndex < 0 || one.disabled || !one.checkVisibility({ visibilityProperty: true })) continue;
      one.focus();
      if (document.activeElement !== one) continue; // in a part that is closed or inert
      const look = getComputedStyle(one), box = one.getClientRects()[0] ?? one.getBoundingClientRect();
      if (look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2) found.push(`does not show the focus: ${name(one)}`);
      const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
      const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
      const hit = document.elementFromPoint(x, y);
      if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) {
        found.push(`has the focus out of sight: ${name(one)}`);
      } else if (hit && !one.contains(hit) && !hit.contains(one)) {
        found.push(`is covered by ${name(hit)} while it has the focus: ${name(one)}`);
      }
    }
    before instanceof HTMLElement && before !== document.body ? before.focus() : document.activeElement?.blur();
    scrollTo(0, top);
    return found;
  }

  const numbers = colour => colour.match(/[\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = numbers(colour).slice(0, 3).map(each => each / 255)
      .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const through = colour => numbers(colour)[3] === 0;
  function behind(one) {
    for (let around = one; around; around = around.parentElement) {
      const colour = getComputedStyle(around).backgroundColor;
      if (!through(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  }

  /** Fields, buttons and rows of a choice can be told from what is around them, by an edge or by their own colour. */
  function edges(least) {
    const found = [];
    for (const one of document.querySelectorAll(`${FIELDS}, .button, button:not(.link-button), .choice`)) {
      if (!seen(one)) continue;
      const look = getComputedStyle(one), ground = behind(one.parentElement);
      const colours = look.borderTopStyle === "none" || !parseFloat(look.borderTopWidth) ? [] : [look.borderTopColor];
      colours.push(look.backgroundColor);
      const best = Math.max(1, ...colours.filter(each => !through(each)).map(each => contrast(each, ground)));
      if (best < least) found.push(`has an edge of ${best.toFixed(1)}:1, less than ${least}:1: ${name(one)}`);
    }
    return found;
  }

  /** Letters against what they stand on. axe knows only 4.5:1 and 7:1 of colours that nobody has changed. */
  function letters(least) {
    const found = new Map(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const one = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || found.has(one) || !seen(one) || one.matches("option, :disabled")) continue;
      const ratio = contrast(getComputedStyle(one).color, behind(one));
      if (ratio < least) found.set(one, `has letters of ${ratio.toFixed(1)}:1, less than ${least}:1: ${name(one)}`);
    }
    return [...found.values()];
  }

  /** Nothing moves for who asked that nothing moves. */
  function motion() {
    const moving = document.getAnimations().map(each => `moves: ${name(each.effect.target)}`);
    for (const one of document.querySelectorAll("*")) {
      const look = getComputedStyle(one);
      const lasts = [look.transitionDuration, look.animationDuration].join().split(",").some(each => parseFloat(each) > 0);
      if (lasts || look.scrollBehavior === "smooth") moving.push(`would move: ${name(one)}`);
    }
    return moving;
  }

  /** Take a mark away: ``[attribute]``, ``.class``, ``checked`` or ``focus``; returns the way to put it back. */
  function unmark(one, what) {
    if (what === "focus") return one.blur(), () => one.focus();
    if (what.startsWith(".")) return one.classList.remove(what.slice(1)), () => one.classList.add(what.slice(1));
    if (what === "checked") {
      const box = one.querySelector(":checked");
      return box.checked = false, () => { box.checked = true; };
    }
    const key = what.slice(1, -1), value = one.getAttribute(key);
    return one.removeAttribute(key), () => one.setAttribute(key, value);
  }

  /** How many things there are that some criteria are about. Without them those criteria have nothing to judge. */
  function kinds() {
    const count = selector => document.querySelectorAll(selector).length;
    const rules = list => [...list].flatMap(each => each.cssRules && !(each instanceof CSSKeyframesRule) ? [each, ...rules(each.cssRules)] : [each]);
    const keyframes = rules(document.styleSheets).filter(each => each instanceof CSSKeyframesRule).length;
    const listened = pattern => [...window.heard ?? []].filter(each => pattern.test(each)).length;
    return {
      "sound or film": count("audio, video, embed, object:not([type='application/pdf'])"),
      "moving": count("video, marquee, canvas, img[src*='.gif'], meta[http-equiv=refresh i]") + keyframes,
      "gestures": count("[draggable=true], input[type=range]") + listened(/^(pointer|touch|mouse(down|up|move)|drag|drop|wheel)/),
      "motion of the device": listened(/^device/),
      "single keys": count("[accesskey]") + listened(/^key/),
    };
  }

  return { cut, overlapping, sideways, spaceOut, focus, edges, letters, motion, unmark, kinds };
})();
