// The classes of the map, digits or symbols, as buttons: each shows and hides its dots.
import { button } from "../show/dom.js";
import { t } from "../show/words.js";
import { DIGIT_COLOURS } from "./painting.js";

/** @typedef {import("../types.d.ts").RoomPage} RoomPage */

export class Classes {
  /**
   * @param {(id: string) => any} get finds elements of the room
   * @param {RoomPage} page
   * @param {() => void} changed is called when others are hidden
   */
  constructor(get, page, changed) {
    this.get = get;
    this.page = page;
    this.changed = changed;
    /** @type {Set<number>} */
    this.hidden = new Set();
    DIGIT_COLOURS.forEach((colour, digit) => {
      const one = button(() => this.toggle(digit), String(digit));
      one.style.setProperty("--digit", colour);
      get("classes").append(one);
    });
    get("toggle").onclick = () => this.toggleAll();
  }

  /** @param {number} digit */
  toggle(digit) {
    if (!this.hidden.delete(digit)) this.hidden.add(digit);
    this.writeWords();
    this.changed();
  }

  toggleAll() {
    this.hidden = new Set(this.hidden.size ? [] : DIGIT_COLOURS.keys());
    this.writeWords();
    this.changed();
  }

  get areAllHidden() {
    return this.hidden.size === DIGIT_COLOURS.length;
  }

  /** Names of the symbols that the model has learnt; none: it has learnt digits. */
  get symbols() {
    return this.page.model().symbols ?? [];
  }

  /**
   * What a class is called: a digit, or a symbol of the visitor's own.
   * @param {number} digit
   */
  nameOf(digit) {
    return this.symbols[digit] ?? String(digit);
  }

  writeWords() {
    const { get, symbols, hidden } = this;
    const ofSymbols = symbols.length > 0;
    get("classes").classList.toggle("names", ofSymbols);
    get("classes-title").textContent = t(ofSymbols ? "map_symbols" : "map_classes");
    [...get("classes").children].forEach((one, digit) => {
      const d = this.nameOf(digit);
      one.hidden = ofSymbols && digit >= symbols.length;
      one.textContent = d;
      one.setAttribute("aria-pressed", String(!hidden.has(digit)));
      one.setAttribute("aria-label", t(ofSymbols ? "symbol_label" : "map_class", { d }));
    });
    get("toggle").textContent = t(hidden.size ? "map_all" : "map_none");
  }
}
