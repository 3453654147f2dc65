/*
 * Small things that make the pages smoother: focus and announcements when htmx swaps a part, the quick exit, menus
 * that close, forms that are not sent twice. Every page works without this file.
 */
"use strict";

(() => {
  const ANNOUNCE_AFTER_MS = 500;
  const SENDING_AFTER_MS = 1500;
  const SENT_FOR_MS = 4000;
  const SHIFT_WITHIN_MS = 5000;

  const on = (name, listener, options) => document.addEventListener(name, listener, options);
  const words = (name) => document.body.dataset[`text${name}`] ?? "";

  // ---- What is said aloud ------------------------------------------------------------------------------------

  let announcing = 0;

  /** Say *message* through the page's one live region; of several in a row only the last is said. */
  function announce(message, delay = ANNOUNCE_AFTER_MS) {
    window.clearTimeout(announcing);
    announcing = window.setTimeout(() => {
      const region = document.getElementById("status");
      // The same words again are a change only when something differs.
      if (region) region.textContent = region.textContent === message ? `${message}\u00a0` : message;
    }, delay);
  }

  // ---- After a swap ------------------------------------------------------------------------------------------

  let added = [];
  let hadFocus = false;

  on("htmx:before:request", (event) => event.detail.ctx.target?.setAttribute?.("aria-busy", "true"));

  on("htmx:finally:request", (event) => {
    const { ctx } = event.detail;
    ctx.target?.removeAttribute?.("aria-busy");
    release(ctx.request?.form ?? ctx.sourceElement);
  });

  on("htmx:before:swap", () => {
    added = [];
    hadFocus = !isLost(document.activeElement);
  });

  on("htmx:after:settle", (event) => {
    added.push(...event.detail.newContent.filter((node) => node instanceof Element));
  });

  on("htmx:finally:swap", (event) => {
    if (added.length === 0) return;
    document.getElementById("no-answer-notice")?.remove();
    markTitle();
    unfold();
    announceCounts();
    const target = event.detail.ctx.target;
    const wholePage = target === document.body || target?.id === "main";
    if (isLost(document.activeElement) && (wholePage || hadFocus)) focusOn(newHeading());
    added = [];
  });

  function isLost(element) {
    return !element || element === document.body || !element.isConnected;
  }

  /** Find *selector* in what was swapped in. */
  function findAdded(selector) {
    for (const node of added) {
      const found = node.matches(selector) ? node : node.querySelector(selector);
      if (found?.isConnected) return found;
    }
    return null;
  }

  function newHeading() {
    return findAdded(".error-summary") ?? findAdded("h1, h2, h3") ?? added.find((node) => node.isConnected);
  }

  function focusOn(element) {
    if (!element) return;
    if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus();
  }

  function announceCounts() {
    const count = findAdded("[data-announce]");
    if (count) announce(count.textContent.trim());
  }

  /** “Error:” stands first in the title as long as the page shows errors. */
  function markTitle() {
    const mark = `${words("Error")} `;
    const plain = document.title.startsWith(mark) ? document.title.slice(mark.length) : document.title;
    const wrong = document.querySelector("main .error-summary") !== null;
    document.title = wrong ? mark + plain : plain;
  }

  on("htmx:error", (event) => {
    if (event.detail.ctx?.request) tellSilence();
  });

  /** Say above the content that the site did not answer. */
  function tellSilence() {
    document.getElementById("no-answer-notice")?.remove();
    document.getElementById("main").prepend(document.getElementById("no-answer").content.cloneNode(true));
    document.getElementById("no-answer-notice").focus();
  }

  // ---- Forms -------------------------------------------------------------------------------------------------

  const sent = new WeakMap();

  on("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (Date.now() - (sent.get(form) ?? 0) < SENT_FOR_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent.set(form, Date.now());
    event.submitter?.setAttribute("aria-busy", "true");
    announce(words("Sending"), SENDING_AFTER_MS);
  }, { capture: true });

  /** Let *form* be sent again: its answer has come. */
  function release(form) {
    if (!(form instanceof HTMLFormElement)) return;
    sent.delete(form);
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }

  // A page that comes back from the browser's memory begins afresh.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.classList.remove("is-leaving");
    for (const form of document.forms) release(form);
  });

  // ---- Leaving at once ---------------------------------------------------------------------------------------

  let shifts = [];

  const exit = () => document.querySelector("[data-quick-exit]");

  /** Go to the neutral page in the place of this one, so that “back” does not lead here. */
  function leave(url) {
    document.documentElement.classList.add("is-leaving");
    document.title = "\u00a0";
    window.location.replace(url);
  }

  on("keydown", (event) => {
    const way = exit();
    if (!way || event.isComposing || event.repeat) return;
    const now = Date.now();
    shifts = event.key === "Shift" ? [...shifts.filter((time) => now - time < SHIFT_WITHIN_MS), now] : [];
    if (event.key === "Escape" || shifts.length === 3) {
      event.preventDefault();
      leave(way.href);
    }
  });

  on("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !exit() || event.defaultPrevented) return;
    if (link.hasAttribute("data-quick-exit")) {
      event.preventDefault();
      leave(link.href);
    } else if (isPlainStep(link, event)) {
      // Within pages that have a quick exit each step takes the place of the one before: the tab keeps no trail.
      event.preventDefault();
      window.location.replace(link.href);
    }
  });

  function isPlainStep(link, event) {
    const modified = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    const samePage = link.pathname === location.pathname && link.search === location.search && link.hash;
    return !modified && !samePage && !link.target && !link.hasAttribute("download") && link.origin === location.origin;
  }

  on("submit", (event) => {
    const form = event.target;
    if (!exit() || event.defaultPrevented || new URL(form.action).origin !== location.origin) return;
    event.preventDefault();
    sendInPlace(form, event.submitter);
  });

  /** Send *form* as the browser would, but without a new step in the tab's history. */
  async function sendInPlace(form, submitter) {
    const values = new FormData(form, submitter);
    const plain = form.enctype === "multipart/form-data" ? values : new URLSearchParams(values);
    if (form.method === "get") {
      window.location.replace(`${form.action.split("?")[0]}?${plain}`);
      return;
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body: plain });
      if (answer.redirected) window.location.replace(answer.url);
      else showAnswer(await answer.text());
    } catch {
      tellSilence();
    }
    release(form);
  }

  function showAnswer(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const content = page.getElementById("main") ?? page.body;
    document.getElementById("main").replaceWith(content);
    document.title = page.title;
    added = [content];
    focusOn(newHeading());
    added = [];
  }

  // ---- Menus and folds ---------------------------------------------------------------------------------------

  const MENUS = ".site-menu[open]:not([data-wide]), .languages-menu[open]";

  on("keydown", (event) => {
    if (event.key !== "Escape" || exit()) return;
    const menu = document.activeElement?.closest(MENUS);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  on("click", (event) => {
    for (const menu of document.querySelectorAll(MENUS)) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  /** What the stylesheet shows unfolded is open: the summary is gone, so nobody could open it. */
  function unfold() {
    for (const fold of document.querySelectorAll("details[data-open-wide]")) {
      const wide = getComputedStyle(fold.querySelector("summary")).display === "none";
      if (wide === fold.hasAttribute("data-wide")) continue;
      fold.toggleAttribute("data-wide", wide);
      fold.open = wide;
    }
  }

  window.addEventListener("resize", unfold);
  window.addEventListener("load", unfold);
  unfold();

  for (const hint of document.querySelectorAll("[data-quick-exit-hint]")) hint.hidden = false;
})();
