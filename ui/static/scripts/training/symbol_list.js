// The visitor's symbols as a list: of each its name, how many drawings there are, and these.

import { limits } from "../show/catalogue.js";
import { button, isShortcut, canvas as newCanvas } from "../show/dom.js";
import { paintLine } from "../show/paint.js";
import { t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").OwnSymbol} OwnSymbol
 * @typedef {import("./symbol_set.js").Drawing} Drawing
 *
 * What a click in the list is for.
 * @typedef {object} On
 * @property {(name: string) => void} again the symbol is to be drawn once more
 * @property {(name: string) => void} remove
 * @property {(name: string, i: number) => void} putOnPad a drawing goes back to the pad
 */

const THUMB = 48; // px of a small picture
const MARGIN = 6;

export class SymbolList {
  /**
   * @param {HTMLElement} box
   * @param {On} on
   */
  constructor(box, on) {
    this.box = box;
    this.on = on;
    /** @type {OwnSymbol[]} */
    this.symbols = [];
  }

  /**
   * All rows are made anew: a focus in them is lost.
   * @param {OwnSymbol[]} symbols
   */
  show(symbols) {
    this.symbols = symbols;
    this.box.replaceChildren(...symbols.map((symbol) => this.row(symbol)));
    this.writeWords();
  }

  writeWords() {
    for (const [i, { name, drawings }] of this.symbols.entries()) {
      const [again, count, remove, pictures] = /** @type {any} */ (this.box.children[i].children);
      again.title = t("symbols_again", { name });
      const [k, n] = [limits.symbols.drawings[0], drawings.length];
      count.textContent = t(n < k ? "symbols_count_few" : "symbols_count", { n, k });
      count.classList.toggle("few", n < k);
      remove.setAttribute("aria-label", t("symbols_remove", { name }));
      for (const [at, one] of [...pictures.children].entries()) {
        one.title = t("symbols_put_on_pad", { name, i: at + 1 });
        one.setAttribute("aria-label", one.title);
      }
    }
  }

  /** @param {OwnSymbol} symbol */
  row({ name, drawings }) {
    const item = document.createElement("li");
    const pictures = document.createElement("div");
    pictures.setAttribute("role", "group");
    pictures.setAttribute("aria-label", name);
    pictures.append(...drawings.map((drawing, i) => this.picture(name, drawing, i)));
    pictures.onkeydown = (e) => walk(pictures, e);
    item.append(
      button(() => this.on.again(name), name),
      document.createElement("span"),
      button(() => this.on.remove(name), "×"),
      pictures,
    );
    return item;
  }

  /**
   * @param {string} name
   * @param {Drawing} drawing
   * @param {number} i
   */
  picture(name, drawing, i) {
    const small = newCanvas();
    small.width = small.height = 2 * THUMB;
    paintDrawing(small, drawing);
    const one = button(() => this.on.putOnPad(name, i), small);
    one.tabIndex = i ? -1 : 0; // two hundred stops were too many: arrow keys go on
    return one;
  }
}

/**
 * From one button to the next by the arrow keys.
 * @param {HTMLElement} group
 * @param {KeyboardEvent} event
 */
const walk = (group, event) => {
  const all = /** @type {HTMLElement[]} */ ([...group.children]);
  const here = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const goals = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 };
  const next = all[/** @type {Record<string, number>} */ (goals)[event.key]];
  if (!next || isShortcut(event)) return;
  event.preventDefault();
  next.focus();
};

/**
 * As it fills the picture.
 * @param {HTMLCanvasElement} canvas
 * @param {Drawing} drawing
 */
const paintDrawing = (canvas, drawing) => {
  const context = canvas.getContext("2d");
  if (!context) return;
  const points = drawing.flat();
  const [left, right] = ends(points.map(([x]) => x));
  const [top, bottom] = ends(points.map(([, y]) => y));
  const side = canvas.width - 4 * MARGIN;
  const scale = side / Math.max(right - left, bottom - top, 0.05);
  const [x0, y0] = [(left + right) / 2, (top + bottom) / 2];
  const middle = canvas.width / 2;
  for (const line of drawing) {
    const places = line.map(
      ([x, y]) => /** @type {const} */ ([(x - x0) * scale + middle, (y - y0) * scale + middle]),
    );
    paintLine(context, places, side / 8, "#fff");
  }
};

/** @param {number[]} values */
const ends = (values) => [Math.min(...values), Math.max(...values)];
