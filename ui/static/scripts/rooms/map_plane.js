// The plane of a code of two numbers: the map of a visitor's net that has no more of them. Behind the
// numerals lies what the decoder paints all over it.
import { bytes, paint, SIDE, WHITE } from "../show/paint.js";

/**
 * @typedef {import("../types.d.ts").Plane} Plane
 * @typedef {import("./map_painting.js").Place} Place
 */

/**
 * The pictures of a plane side by side, in its own size.
 * @param {HTMLCanvasElement} canvas
 * @param {Plane} plane
 */
export const paintPlane = (canvas, { side, pictures }) => {
  const grey = bytes(pictures);
  const wide = side * SIDE;
  /**
   * Which byte is that of a pixel.
   * @param {number} x
   * @param {number} y
   */
  const byte = (x, y) => {
    const picture = Math.floor(y / SIDE) * side + Math.floor(x / SIDE);
    return picture * SIDE ** 2 + (y % SIDE) * SIDE + (x % SIDE);
  };
  paint(
    canvas,
    wide,
    wide,
    (i) => grey(byte(i % wide, Math.floor(i / wide))),
    () => WHITE,
  );
};

/**
 * The two numbers of a place.
 * @param {Plane} plane
 * @param {Place} place
 * @returns {[number, number]}
 */
export const numbersAt = ({ low, high }, [x, y]) => [
  low[0] + x * (high[0] - low[0]),
  high[1] - y * (high[1] - low[1]),
];
