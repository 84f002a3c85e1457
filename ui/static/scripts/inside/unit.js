// One unit of a layer: what it looks for, where it fires in this digit, which digits fire it most.
import { ARROWS, canvas, fitChildren, isShortcut } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";
import { count, join, language, number, t } from "../show/words.js";
import { byMap, paintMap, paintOver, paintWeights } from "./pictures.js";
import { unpack } from "./values.js";

/**
 * @typedef {import("./net.js").Layer} Layer
 * @typedef {import("./arithmetic.js").Weights} Weights
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("../types.d.ts").InsideLook} Look
 * @typedef {import("../types.d.ts").InsideNet} Net
 * @typedef {{layer: Layer, before: Layer | undefined, after: Layer | undefined}} Around
 * @typedef {[row: number, column: number]} Place
 */

const LEAST = 0.01; // of what the best digit does: less than that is no firing

export class Unit {
  /**
   * @param {(id: string) => any} get
   * @param {{step: (by: number) => void, pick: (at: Place) => void}} on
   */
  constructor(get, on) {
    this.get = get;
    this.on = on;
    /** @type {{at: Place | null, side: number}} */
    this.marked = { at: null, side: 1 };
    get("unit-back").onclick = () => on.step(-1);
    get("unit-on").onclick = () => on.step(1);
    get("fires").addEventListener("click", (/** @type {MouseEvent} */ e) => this.click(e));
    get("fires").addEventListener("keydown", (/** @type {KeyboardEvent} */ e) => this.key(e));
  }

  /**
   * What changes with the digit.
   * @param {Layer} layer
   * @param {Look} look
   * @param {{signed: boolean, picture: string, at: Place | null, first: boolean}} how first: the picture
   *   itself comes in
   */
  show(layer, { unit }, { signed, picture, at, first }) {
    const { get } = this;
    get("unit").hidden = !unit;
    if (!unit) return;
    const values = unpack(unit);
    const flat = !layer.side;
    get("fires-box").hidden = flat;
    get("over-box").hidden = flat || layer.role === "picture";
    this.marked = { at, side: layer.side || 1 };
    const words = { i: count(unit.number + 1), n: count(layer.units), v: number(unit.value, 2) };
    const key = flat ? "inside_number_title" : layer.units === 1 ? "inside_only_title" : "inside_map_title";
    get("unit-title").textContent = t(key, words);
    get("unit-back").hidden = get("unit-on").hidden = layer.units === 1;
    if (flat) return;
    paintMap(get("fires"), values, signed, this.marked);
    const { kernel, strides, side } = layer;
    const window = at && first && kernel ? windowOf(at, kernel, strides ?? 1, side) : null;
    paintOver(get("over"), picture, values, window);
    this.writePlace(values);
  }

  /** @param {Values} map */
  writePlace(map) {
    const { at, side } = this.marked;
    const fires = this.get("fires");
    const [row, column] = at ?? [0, 0];
    fires.setAttribute("aria-valuemin", "1");
    fires.setAttribute("aria-valuemax", String(side ** 2));
    fires.setAttribute("aria-valuenow", String(row * side + column + 1));
    const v = number(map.value(Math.min(map.count - 1, row * side + column)), 2);
    fires.setAttribute("aria-valuetext", t("inside_place", { r: row + 1, c: column + 1, v }));
  }

  /**
   * What is the same for every digit, in the visitor's language.
   * @param {Layer} layer
   * @param {Look} look
   * @param {Net["digits"]} digits
   */
  showBest(layer, { unit }, digits) {
    if (!unit) return;
    const box = this.get("best");
    const of = `${language} ${layer.name} ${unit.number} ${unit.best_values}`;
    if (box.dataset.of === of) return; // a pen move changes nothing here
    box.dataset.of = of;
    const idle = layer.idle.has(unit.number);
    const symbols = typeof digits[0].label === "string";
    this.get("best-title").textContent = t(symbols ? "inside_best_symbols" : "inside_best");
    const { best, values } = firing(unit);
    this.get("best-box").hidden = idle || !best.length || layer.role === "picture";
    fitChildren(box, best.length, newFigure);
    best.forEach((which, k) => {
      const { label, pixels } = digits[which];
      const [picture, words] = box.children[k].children;
      paintGrey(/** @type {HTMLCanvasElement} */ (picture), pixels);
      words.textContent = number(values[k], 2);
      picture.setAttribute("role", "img");
      picture.setAttribute("aria-label", symbols ? String(label) : t("inside_best_one", { d: label }));
    });
  }

  /**
   * @param {Around} around
   * @param {number} unit
   * @param {{own: Weights | null, next: Weights | null}} weights of this layer, and of the decoder's first
   * @param {boolean} used whether the decoder gets it
   */
  showWeights({ layer, before, after }, unit, { own, next }, used) {
    const { get } = this;
    get("filter-box").hidden = !own;
    get("atom-box").hidden = !next;
    if (own) {
      const side = layer.kernel ?? before?.side ?? 0;
      const weights = own.of(unit);
      const shown = layer.kernel || !side || before?.units === 1 ? weights : byMap(weights, side);
      this.paintTitled("filter", shown, side, t(titleOf(layer, own, before), { n: count(own.inputs) }));
    }
    if (next && after) {
      const side = after.kernel ?? after.side;
      const key = after.role === "logits" ? "inside_atom" : "inside_atom_weights";
      this.paintTitled("atom", next.from(unit), side, t(key, { n: count(next.outputs) }));
    }
    const note = join(
      !used && t("inside_unused_number"),
      layer.idle.has(unit) && t(layer.side ? "inside_idle_map" : "inside_idle_number"),
      Boolean(own || next) && t("inside_weights_note"),
      !layer.parameters && !next && layer.role !== "picture" && t("inside_no_weights"),
    );
    get("unit-note").textContent = note;
  }

  /**
   * @param {"filter" | "atom"} id
   * @param {Float32Array} weights
   * @param {number} side of their maps; 0: they are numbers
   * @param {string} title
   */
  paintTitled(id, weights, side, title) {
    paintWeights(this.get(id), weights, side);
    this.get(`${id}-title`).textContent = title;
    this.get(id).setAttribute("aria-label", title);
  }

  /** @param {MouseEvent} event */
  click(event) {
    const { left, top, width, height } = this.get("fires").getBoundingClientRect();
    const { side } = this.marked;
    /** @param {number} share */
    const place = (share) => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
    this.on.pick([place((event.clientY - top) / height), place((event.clientX - left) / width)]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const way = ARROWS[event.key];
    if (!way || isShortcut(event)) return;
    event.preventDefault();
    const { at, side } = this.marked;
    const [row, column] = at ?? [0, 0];
    /** @param {number} place */
    const within = (place) => Math.min(side - 1, Math.max(0, place));
    this.on.pick([within(row + way[1]), within(column + way[0])]);
  }
}

const newFigure = () => {
  const made = document.createElement("figure");
  made.append(canvas(), document.createElement("figcaption"));
  return made;
};

/**
 * The part of the picture that a filter sees, as Keras's "same" padding lays it.
 * @param {Place} at
 * @param {number} kernel
 * @param {number} strides
 * @param {number} side of the map
 */
const windowOf = ([row, column], kernel, strides, side) => {
  const before = Math.floor(Math.max((side - 1) * strides + kernel - 28, 0) / 2);
  return { row: row * strides - before, column: column * strides - before, side: kernel };
};

/**
 * @param {Layer} layer
 * @param {Weights} own
 * @param {Layer | undefined} before
 */
const titleOf = ({ kernel }, own, before) => {
  if (kernel) return own.inputs === 1 ? "inside_filter" : "inside_filters";
  return before?.role === "picture" ? "inside_weights_picture" : "inside_weights_of";
};

/**
 * The digits that fire a unit: of the best those that do so at all, beside the first of them.
 * @param {import("../types.d.ts").InsideUnit} unit
 */
export const firing = ({ best, best_values }) => {
  const least = Math.max(0, LEAST * best_values[0]);
  const some = best_values.filter((value) => value > least);
  return { best: best.slice(0, some.length), values: some }; // the largest come first
};
