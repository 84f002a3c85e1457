// A small set of symbols as text for an address: what stands there after "#" is sent to no server.
// Bytes in base64url: of each symbol the length of its name, the name, and how many drawings; of each
// drawing how many strokes; of each stroke how many points, and these, two bytes each.
import { bytesOf } from "../show/paint.js";
import { rounded } from "../show/remember.js";
import { isName } from "./symbol_set.js";

/**
 * @typedef {import("../types.d.ts").OwnSymbol} OwnSymbol
 * @typedef {import("../types.d.ts").Point} Point
 */

const LONGEST = 6000; // characters
const GRID = 255; // steps across the pad
const LEAST = 0.004; // the smallest side of a drawing

/**
 * @param {OwnSymbol[]} symbols
 * @returns {string | null} null if it would be too long
 */
export const packSymbols = (symbols) => {
  const bytes = [];
  for (const { name, drawings } of symbols) {
    const letters = new TextEncoder().encode(name);
    bytes.push(letters.length, ...letters, drawings.length);
    for (const drawing of drawings) {
      bytes.push(drawing.length);
      for (const line of fitted(drawing)) bytes.push(...packLine(line));
    }
    if (bytes.length > LONGEST) return null;
  }
  if (bytes.some((byte) => byte > 255)) return null; // a stroke of more points than a byte counts
  const text = btoa(String.fromCharCode(...bytes));
  const safe = text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return safe.length <= LONGEST ? safe : null;
};

/**
 * @param {string} text
 * @returns {OwnSymbol[] | null} null if it is damaged
 */
export const unpackSymbols = (text) => {
  try {
    const bytes = bytesOf(text.replaceAll("-", "+").replaceAll("_", "/"));
    let at = 0;
    const next = () => {
      if (at >= bytes.length) throw new RangeError("it ends too early");
      return bytes[at++];
    };
    /** @type {OwnSymbol[]} */
    const symbols = [];
    while (at < bytes.length) {
      const letters = next();
      const name = new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice(at, at + letters));
      at += letters;
      if (!isName(name)) return null;
      symbols.push({ name, drawings: times(next(), () => times(next(), () => unpackLine(next))) });
    }
    return symbols.length ? symbols : null;
  } catch {
    return null;
  }
};

/**
 * The way in fits a drawing by itself: here it fills the grid, so that it is as exact as can be.
 * @param {Point[][]} drawing
 * @returns {Point[][]}
 */
const fitted = (drawing) => {
  const points = drawing.flat();
  const [left, top] = [0, 1].map((i) => Math.min(...points.map((point) => point[i])));
  const [wide, high] = [left, top].map((low, i) => Math.max(...points.map((point) => point[i])) - low);
  const scale = Math.min(1 / Math.max(wide, high, LEAST), 1 / LEAST);
  return drawing.map((line) =>
    line.map(([x, y]) => /** @type {Point} */ ([(x - left) * scale, (y - top) * scale])),
  );
};

/** @param {Point[]} line */
const packLine = (line) => [line.length, ...line.flat().map((v) => Math.round(v * GRID))];

/**
 * @param {() => number} next
 * @returns {Point[]}
 */
const unpackLine = (next) =>
  times(next(), () => [next(), next()].map((v) => rounded(v / GRID))).map(
    ([x, y]) => /** @type {Point} */ ([x, y]),
  );

/**
 * @template T
 * @param {number} n
 * @param {() => T} make
 */
const times = (n, make) => Array.from({ length: n }, make);
