// The visitor's own symbols: kept in this browser, in files, and small ones in links. The server checks
// them again: ae_core/data/symbols/reading.py.

import { limits } from "../show/catalogue.js";
import { isList, isStroke, rounded } from "../show/remember.js";

/**
 * @typedef {import("../types.d.ts").OwnSymbol} OwnSymbol
 * @typedef {import("../types.d.ts").Point} Point
 * @typedef {import("../types.d.ts").Problem} Problem
 * @typedef {Point[][]} Drawing
 */

const NEAR = 0.003; // of the pad: a point as near as that to the line without it says nothing

// A set of symbols. What it is given is checked; what is in it can be learnt, once there is enough of it.
export class SymbolSet {
  /** @param {(symbols: OwnSymbol[]) => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {OwnSymbol[]} */
    this.symbols = [];
    /** @type {OwnSymbol[] | null} */
    this.before = null; // the set before its last change, if that was of more than a drawing
  }

  /** How many drawings there are. */
  get count() {
    return this.symbols.reduce((sum, { drawings }) => sum + drawings.length, 0);
  }

  /**
   * What is missing before it can be learnt.
   * @returns {Problem | null}
   */
  get missing() {
    const n = this.symbols.length;
    if (n < limits.symbols.count[0]) return { key: "symbols_few", n };
    const few = this.symbols.find(({ drawings }) => drawings.length < limits.symbols.drawings[0]);
    return few ? { key: "symbols_few_drawings", name: few.name, n: few.drawings.length } : null;
  }

  /** @param {string} name */
  find(name) {
    return this.symbols.find((symbol) => symbol.name === name);
  }

  /**
   * Add a drawing.
   * @param {string} name of the symbol, a new one or not
   * @param {Drawing} drawing
   * @returns {Problem | null} why it was not added
   */
  add(name, drawing) {
    const problem = this.put(name, simplified(drawing));
    if (!problem) this.change();
    return problem;
  }

  /**
   * Add symbols of a file or a link.
   * @param {OwnSymbol[]} symbols as `readSymbols` gives them
   * @returns {{added: number, left: number}} how many drawings were added, and for how many there was no
   *   room; those that are there already count as neither
   */
  merge(symbols) {
    let [added, left] = [0, 0];
    const before = this.symbols.map(({ name, drawings }) => ({ name, drawings: [...drawings] }));
    for (const { name, drawings } of symbols) {
      const known = new Set(this.find(name)?.drawings.map((one) => JSON.stringify(one)));
      for (const drawing of drawings) {
        const small = fits(drawing); // what is not could be a huge one: it is not looked at
        const lines = small ? simplified(drawing) : [];
        if (small && known.has(JSON.stringify(lines))) continue;
        if (this.put(name, lines)) left += 1;
        else added += 1;
      }
    }
    this.change(added ? before : null);
    return { added, left };
  }

  /**
   * @param {string} name
   * @param {Drawing} lines simplified
   * @returns {Problem | null}
   */
  put(name, lines) {
    if (!isName(name)) return { key: "symbols_name" };
    if (!lines.length) return { key: "symbols_empty", name };
    if (!fits(lines)) return { key: "symbols_long", name };
    const symbol = this.find(name);
    const n = symbol?.drawings.length ?? 0;
    if (n >= limits.symbols.drawings[1]) return { key: "symbols_many_drawings", name, n: n + 1 };
    if (symbol) symbol.drawings.push(lines);
    else if (this.symbols.length < limits.symbols.count[1]) this.symbols.push({ name, drawings: [lines] });
    else return { key: "symbols_many", n: this.symbols.length + 1 };
    return null;
  }

  /**
   * Remove a drawing; a symbol without any goes as well.
   * @param {string} name
   * @param {number} i
   * @returns {Drawing | undefined} what was removed
   */
  removeDrawing(name, i) {
    const [drawing] = this.find(name)?.drawings.splice(i, 1) ?? [];
    this.symbols = this.symbols.filter(({ drawings }) => drawings.length);
    this.change();
    return drawing;
  }

  /** @param {string} name */
  remove(name) {
    this.replace(this.symbols.filter((symbol) => symbol.name !== name));
  }

  clear() {
    this.replace([]);
  }

  /** The set as it was before its last change, if that was of more than a drawing. */
  undo() {
    if (this.before) this.replace(this.before);
  }

  /** @param {OwnSymbol[]} symbols */
  replace(symbols) {
    const before = this.symbols;
    this.symbols = symbols;
    this.change(before);
  }

  /** @param {OwnSymbol[] | null} [before] */
  change(before = null) {
    this.before = before;
    this.changed(this.symbols);
  }
}

/**
 * The symbols in the text of a file, or of what was kept; null if there are none in it.
 * @param {string | null} text
 * @returns {OwnSymbol[] | null}
 */
export const readSymbols = (text) => {
  try {
    const { symbols } = JSON.parse(text ?? "");
    return Array.isArray(symbols) && symbols.length && symbols.every(isSymbol) ? symbols : null;
  } catch {
    return null;
  }
};

/** @param {OwnSymbol[]} symbols */
export const writeSymbols = (symbols) => JSON.stringify({ format: 1, symbols });

/** @param {any} symbol */
const isSymbol = (symbol) =>
  isName(symbol?.name) && isList(symbol.drawings, (drawing) => isList(drawing, isStroke));

/**
 * Names are shown on the page, those of a file from someone else as well.
 * @param {any} name
 */
export const isName = (name) =>
  typeof name === "string" &&
  name === name.trim() &&
  [...name].length >= 1 &&
  [...name].length <= limits.symbols.name &&
  !/[<>&"'\p{C}]/u.test(name);

/** @param {Drawing} lines */
const fits = (lines) =>
  lines.length <= limits.symbols.strokes &&
  lines.reduce((sum, line) => sum + line.length, 0) <= limits.symbols.points;

/**
 * A drawing with fewer points that looks the same.
 * @param {Drawing} drawing
 * @returns {Drawing}
 */
export const simplified = (drawing) => drawing.filter((line) => line.length).map(thinned);

/**
 * The line without points that lie near the straight line between others (Douglas and Peucker).
 * @param {Point[]} line
 * @returns {Point[]}
 */
const thinned = (line) => {
  if (line.length < 3) return line.map(roundedPoint);
  const [first, last] = [line[0], line[line.length - 1]];
  const far = line.map((point) => distance(point, first, last));
  const farthest = Math.max(...far);
  if (farthest <= NEAR) return [first, last].map(roundedPoint);
  const at = far.indexOf(farthest);
  return [...thinned(line.slice(0, at + 1)).slice(0, -1), ...thinned(line.slice(at))];
};

/**
 * @param {Point} point
 * @param {Point} from
 * @param {Point} to the end of the straight line
 */
const distance = ([x, y], [x0, y0], [x1, y1]) => {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy;
  const along = square && Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / square));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
};

/**
 * @param {Point} point
 * @returns {Point}
 */
const roundedPoint = ([x, y]) => [rounded(x), rounded(y)];
