// The tabs of the rooms, of which one is open.
import { button, isShortcut } from "../show/dom.js";
import { t } from "../show/words.js";

/** @typedef {import("../types.d.ts").Model} Model */

export class Tabs {
  /**
   * @param {HTMLElement} element
   * @param {string[]} names of the rooms
   * @param {(name: string) => void} go
   */
  constructor(element, names, go) {
    this.element = element;
    this.go = go;
    element.append(...names.map((name) => this.build(name)));
    element.addEventListener("keydown", (e) => this.key(e));
  }

  /** @returns {HTMLElement[]} */
  get all() {
    return /** @type {HTMLElement[]} */ ([...this.element.children]);
  }

  /** @param {string} name */
  build(name) {
    const tab = button(() => this.go(name));
    tab.id = `tab-${name}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `room-${name}`);
    tab.dataset.tab = name;
    tab.dataset.t = `room_${name}`;
    return tab;
  }

  /** @param {string} name of the room that is open */
  mark(name) {
    for (const tab of this.all) {
      const here = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(here));
      tab.tabIndex = here ? 0 : -1;
    }
  }

  /** Give the focus to the one that is open. */
  focus() {
    this.all.find(({ tabIndex }) => tabIndex === 0)?.focus({ preventScroll: true });
  }

  /**
   * What is strange to a net that has learnt symbols may well be a digit.
   * @param {Model} model
   */
  nameStrange({ symbols }) {
    const tab = this.all.find((one) => one.dataset.tab === "strange");
    const key = symbols?.length ? "room_strange_symbols" : "room_strange";
    if (!tab || tab.dataset.t === key) return;
    tab.dataset.t = key;
    tab.textContent = t(key);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || isShortcut(event)) return;
    const { all } = this;
    const at = all.findIndex(({ tabIndex }) => tabIndex === 0) + step;
    const next = all[(at + all.length) % all.length];
    this.go(next.dataset.tab ?? "");
    next.focus();
    event.preventDefault();
  }
}
