// The values of a layer: a byte each, from the lowest to the highest.
import { ACCENT, bytesOf } from "../show/paint.js";
import { packColour } from "./raster.js";

/** @typedef {import("../show/paint.js").Colour} Colour */

export class Values {
  /** @param {{bytes: Uint8Array, side: number, low: number, high: number}} values unit by unit, row by row */
  constructor({ bytes, side, low, high }) {
    this.bytes = bytes;
    this.side = side; // of a map; 0: numbers without a place
    this.low = low;
    this.high = high;
  }

  /** @param {number} i */
  value(i) {
    return this.low + ((this.high - this.low) * this.bytes[i]) / 255;
  }

  get count() {
    return this.bytes.length;
  }

  /** How many values a unit has. */
  get each() {
    return this.side ? this.side ** 2 : 1;
  }

  /**
   * The same at another side: maps are sent reduced where there are many of them.
   * @param {number} side
   */
  resized(side) {
    if (this.side === side) return this;
    const { low, high } = this;
    if (!this.side) return new Values({ bytes: this.bytes, side, low, high }); // numbers that are a picture
    const units = this.count / this.each;
    const bytes = new Uint8Array(units * side ** 2);
    const mixes = Array.from({ length: side }, (_, place) => between(place, side, this.side));
    for (let unit = 0; unit < units; unit++) {
      enlarge(this.bytes, unit * this.each, this.side, bytes, unit * side ** 2, mixes);
    }
    return new Values({ bytes, side, low, high });
  }

  /**
   * The largest value of a unit.
   * @param {number} unit
   */
  peak(unit) {
    let most = -Infinity;
    for (let i = unit * this.each; i < (unit + 1) * this.each; i++) most = Math.max(most, this.value(i));
    return most;
  }

  /**
   * The unit that fires most.
   * @param {number} [used] how many of the first count
   */
  strongest(used = Infinity) {
    const peaks = Array.from({ length: Math.min(used, this.count / this.each) }, (_, unit) =>
      this.peak(unit),
    );
    return peaks.indexOf(Math.max(...peaks));
  }

  /**
   * Where a unit fires most, in a map of that side.
   * @param {number} unit
   * @param {number} side
   * @returns {[row: number, column: number]}
   */
  brightest(unit, side) {
    const start = unit * this.each;
    const peak = this.peak(unit);
    let at = 0;
    while (at < this.each - 1 && this.value(start + at) !== peak) at++;
    const ratio = side / this.side;
    return [Math.floor(Math.floor(at / this.side) * ratio), Math.floor((at % this.side) * ratio)];
  }
}

/** @param {import("../types.d.ts").Packed} packed as an answer brings them */
export const unpack = ({ values, side, low, high }) =>
  new Values({ bytes: bytesOf(values), side, low, high });

/**
 * Values that come with 24 bits each, the lowest byte first.
 * @param {{values: string, low: number, high: number}} packed
 */
export const finely = ({ values, low, high }) => {
  const bytes = bytesOf(values);
  return Float64Array.from({ length: bytes.length / 3 }, (_, i) => {
    const [a, b, c] = bytes.subarray(3 * i, 3 * i + 3);
    return low + ((high - low) * (a + 256 * b + 65536 * c)) / (2 ** 24 - 1);
  });
};

/** @typedef {readonly [before: number, after: number, share: number]} Mix */

/**
 * Between which two of `had` values one of `side` lies, and how near it is to the second, in 256ths.
 * @param {number} place
 * @param {number} side
 * @param {number} had
 * @returns {Mix}
 */
const between = (place, side, had) => {
  const step = had === Math.ceil(side / 2) ? 2 : side / had; // odd sides are halved to the larger half
  const at = Math.min(had - 1, Math.max(0, (place + 0.5) / step - 0.5));
  const before = Math.floor(at);
  return [before, Math.min(had - 1, before + 1), Math.round(256 * (at - before))];
};

/**
 * A map at a larger side, without edges that the map itself does not have. In whole numbers: a pen move
 * asks for a hundred thousand of them.
 * @param {Uint8Array} from
 * @param {number} start
 * @param {number} row values in a row
 * @param {Uint8Array} to
 * @param {number} begin
 * @param {Mix[]} mixes with a share in 256ths
 */
const enlarge = (from, start, row, to, begin, mixes) => {
  let i = begin;
  for (let y = 0; y < mixes.length; y++) {
    const [up, down, low] = mixes[y];
    const [above, below] = [start + up * row, start + down * row];
    for (let x = 0; x < row; x++) {
      strip[x] = (from[above + x] << 8) + (from[below + x] - from[above + x]) * low;
    }
    for (let x = 0; x < mixes.length; x++) {
      const mix = mixes[x];
      const left = strip[mix[0]];
      to[i++] = ((left << 8) + (strip[mix[1]] - left) * mix[2] + 32768) >> 16;
    }
  }
};

const strip = new Int32Array(28); // a row between two others: made once, filled for each of thousands

// ---- colours ----
/** @type {Record<"plain" | "signed", {above: Colour, below: Colour}>} */
const PALETTES = {
  plain: { above: [255, 255, 255], below: [92, 148, 255] }, // how strongly it fires
  signed: { above: ACCENT, below: [92, 148, 255] }, // what is added and removed: weights, noise
};
const GROUND = 11; // of the tiles
const LIFT = 0.55; // weak values are shown a little brighter, or a map of many would be black

/**
 * @param {number} value
 * @param {number} top the size that gets the full colour
 * @param {keyof typeof PALETTES} palette
 * @returns {Colour}
 */
export const colourOf = (value, top, palette) => {
  const { above, below } = PALETTES[palette];
  const share = Math.min(1, Math.abs(value) / (top || 1)) ** LIFT;
  const [red, green, blue] = (value < 0 ? below : above).map((c) =>
    Math.round(GROUND + (c - GROUND) * share),
  );
  return [red, green, blue];
};

/** @type {Map<string, Uint32Array>} */
const tables = new Map(); // colours of values from nothing to the largest

/**
 * @param {keyof typeof PALETTES} palette
 * @param {number} sign
 * @param {number} alpha
 */
const tableOf = (palette, sign, alpha) => {
  const key = `${palette} ${sign} ${alpha}`;
  const made =
    tables.get(key) ??
    Uint32Array.from({ length: 256 }, (_, share) => packColour(colourOf(sign * share, 255, palette), alpha));
  tables.set(key, made);
  return made;
};

/**
 * The colours of all bytes, packed.
 * @param {number} low
 * @param {number} high
 * @param {keyof typeof PALETTES} palette
 * @param {number} [alpha]
 */
export const coloursOf = (low, high, palette, alpha = 255) => {
  const [above, below] = [tableOf(palette, 1, alpha), tableOf(palette, -1, alpha)];
  const top = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const made = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const share = Math.round(((low + ((high - low) * byte) / 255) / top) * 255);
    made[byte] = share < 0 ? below[-share] : above[share];
  }
  return made;
};

/**
 * Values as they come, of numbers that the page has worked out itself.
 * @param {ArrayLike<number>} numbers
 * @param {number} side
 * @returns {Values}
 */
export const valuesOf = (numbers, side) => {
  let top = 0;
  for (let i = 0; i < numbers.length; i++) top = Math.max(top, Math.abs(numbers[i]));
  const high = top || 1;
  const bytes = Uint8Array.from(numbers, (v) => Math.round(((v / high + 1) / 2) * 255));
  return new Values({ bytes, side, low: -high, high });
};
