// The test digits of the map, each at its place.
import { bytesOf } from "../show/paint.js";
import { DIGIT_COLOURS } from "./painting.js";

/** @typedef {import("./painting.js").Dot} Dot */

const CROWD = 0.05; // of the map's side: dots as near as that are around one

/**
 * @param {string} places base64 of two 16-bit numbers a dot
 * @param {string} labels a digit a dot
 * @returns {Dot[]}
 */
export const unpackDots = (places, labels) => {
  const view = new DataView(bytesOf(places).buffer);
  return [...labels].map((label, i) => ({
    x: view.getUint16(4 * i, true) / 65535,
    y: view.getUint16(4 * i + 2, true) / 65535,
    digit: Number(label),
  }));
};

/**
 * Where the large numeral of each class goes: to that of its dots with most of its own kind around.
 * @param {Dot[]} dots
 */
export const numeralsOf = (dots) => {
  /**
   * @param {Dot} a
   * @param {Dot} b
   */
  const near = (a, b) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < CROWD ** 2;
  return DIGIT_COLOURS.map((_, digit) => {
    const own = dots.filter((dot) => dot.digit === digit);
    const crowd = own.map((a) => own.reduce((sum, b) => sum + Number(near(a, b)), 0));
    return own[crowd.indexOf(Math.max(...crowd))];
  }).filter(Boolean);
};
