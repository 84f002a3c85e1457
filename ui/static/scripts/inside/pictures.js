// Small pictures of the chosen unit: its weights, its map, its map over the digit.
import { ACCENT, greyOf, SIDE } from "../show/paint.js";
import { MARKED, packColour, Raster } from "./raster.js";
import { coloursOf, valuesOf } from "./values.js";

/**
 * @typedef {import("./values.js").Values} Values
 */

const WIDE = 170; // px: about as wide as a picture of weights is
const MAP = 168;

/** @type {WeakMap<HTMLCanvasElement, Raster>} */
const rasters = new WeakMap();
/** @param {HTMLCanvasElement} canvas */
const rasterOf = (canvas) => {
  const raster = rasters.get(canvas) ?? new Raster(canvas);
  rasters.set(canvas, raster);
  return raster;
};

/**
 * Weights of a unit, laid out as what they are weights of.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} weights map by map, or number by number
 * @param {number} side of each map; 0: numbers
 * @param {"plain" | "signed"} [palette]
 */
export const paintWeights = (canvas, weights, side, palette = "signed") => {
  const each = side ? side ** 2 : 1;
  const maps = weights.length / each;
  const columns = Math.ceil(Math.sqrt(maps));
  const gap = maps === 1 || !side ? 0 : 2;
  const scale = Math.max(1, Math.floor((WIDE / columns - gap) / (side || 1)));
  const tile = (side || 1) * scale;
  const raster = rasterOf(canvas);
  const rows = Math.ceil(maps / columns);
  raster.begin(columns * (tile + gap) - gap, rows * (tile + gap) - gap);
  const values = valuesOf(weights, side);
  const colours = coloursOf(values.low, values.high, palette);
  raster.paint({ x: 0, y: 0, columns, tile, pitch: tile + gap }, values, () => colours);
  raster.end();
};

/**
 * The weights that lead from maps to numbers, map by map rather than place by place.
 * @param {Float32Array} weights
 * @param {number} side
 */
export const byMap = (weights, side) => {
  const places = side ** 2;
  const maps = weights.length / places;
  return weights.map((_, i) => weights[(i % places) * maps + Math.floor(i / places)]);
};

/**
 * A map, with one of its values marked.
 * @param {HTMLCanvasElement} canvas
 * @param {Values} values of this map alone
 * @param {boolean} signed
 * @param {{at: [number, number] | null, side: number}} marked
 */
export const paintMap = (canvas, values, signed, { at, side }) => {
  const raster = rasterOf(canvas);
  raster.begin(MAP, MAP);
  const colours = coloursOf(values.low, values.high, signed ? "signed" : "plain");
  raster.paint({ x: 0, y: 0, columns: 1, tile: MAP, pitch: MAP }, values, () => colours);
  const step = MAP / side;
  if (at) raster.frame(at[1] * step, at[0] * step, step, step, MARKED);
  raster.end();
};

/**
 * The digit, and over it in the accent where a map fires.
 * @param {HTMLCanvasElement} canvas
 * @param {string} picture base64
 * @param {Values} values of the map alone
 * @param {{row: number, column: number, side: number} | null} window a part of the digit that is marked
 */
export const paintOver = (canvas, picture, values, window) => {
  const grey = greyOf(picture);
  const top = Math.max(values.high, 1e-6);
  const raster = rasterOf(canvas);
  raster.begin(MAP, MAP);
  const step = MAP / SIDE;
  for (let i = 0; i < SIDE ** 2; i++) {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    const [r, c] = [row, column].map((place) => Math.floor((place * values.side) / SIDE));
    const fires = Math.min(1, Math.max(0, values.value(r * values.side + c) / top));
    const under = 110 * grey(i) * (1 - fires);
    const colour = packColour(ACCENT.map((part) => Math.round(under + part * fires)));
    raster.fill(column * step, row * step, step, step, colour);
  }
  if (window)
    raster.frame(window.column * step, window.row * step, window.side * step, window.side * step, PLAIN);
  raster.end();
};

const PLAIN = 0xffffffff;
