// Painting the map: test digits as small numerals, the current digit's arrow, and the cross. Behind the
// numerals of a code of two numbers lies what the decoder paints all over its plane.
import { ACCENT, greyOf, paint, SIDE, WHITE } from "../show/paint.js";

/**
 * @typedef {import("../types.d.ts").Plane} Plane
 * @typedef {{x: number, y: number, digit: number}} Dot
 * @typedef {[x: number, y: number]} Place from 0 to 1; or in pixels
 */

// One colour a digit, on black. Any two of them are told apart by people with each kind of colour
// blindness (tests/ui/rooms/test_map.py measures it), and none comes near the accent.
export const DIGIT_COLOURS = [
  "#d2a5ff",
  "#b4f0ff",
  "#87b469",
  "#f0c33c",
  "#967800",
  "#00ffc3",
  "#2d8769",
  "#c34ba5",
  "#7869e1",
  "#d2f087",
];
const RIM = "#0b0a09";

/**
 * The dots and the large numeral of each class.
 * @param {CanvasRenderingContext2D} context
 * @param {Dot[]} dots
 * @param {Dot[]} numerals
 * @param {number} scale pixels of a CSS pixel
 * @param {(digit: number) => string} nameOf what a class is called
 */
export const paintDots = (context, dots, numerals, scale, nameOf) => {
  const side = context.canvas.width;
  const small = side / scale < 450;
  /** @param {number} size */
  const font = (size) => `700 ${size * scale}px ui-monospace, monospace`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = font(small ? 7 : 9);
  context.globalAlpha = 0.85;
  for (const { x, y, digit } of dots) {
    context.fillStyle = DIGIT_COLOURS[digit];
    context.fillText([...nameOf(digit)][0], x * side, y * side); // of a long name the first letter
  }
  context.globalAlpha = 1;
  context.font = font(small ? 22 : 30);
  context.lineJoin = "round";
  context.lineWidth = 6 * scale;
  context.strokeStyle = RIM;
  for (const { x, y, digit } of numerals) {
    const name = nameOf(digit);
    const half = Math.min(context.measureText(name).width, side) / 2;
    const inside = Math.min(side - half, Math.max(half, x * side)); // a long name, too
    context.strokeText(name, inside, y * side, side);
    context.fillStyle = DIGIT_COLOURS[digit];
    context.fillText(name, inside, y * side, side);
  }
};

/**
 * The current digit, with an arrow from its clean to its noisy place.
 * @param {CanvasRenderingContext2D} context
 * @param {Place} clean
 * @param {Place} noisy
 * @param {number} unit pixels of a CSS pixel
 */
export const paintDigit = (context, clean, noisy, unit) => {
  const side = context.canvas.width;
  /** @param {number} alpha */
  const accent = (alpha) => `rgb(${ACCENT.join(" ")} / ${alpha})`;
  const [from, to] = [clean, noisy].map(([x, y]) => /** @type {Place} */ ([x * side, y * side]));
  const way = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const glow = context.createRadialGradient(...to, 0, ...to, 30 * unit);
  glow.addColorStop(0, accent(0.75));
  glow.addColorStop(1, accent(0));
  context.fillStyle = glow;
  context.fillRect(to[0] - 30 * unit, to[1] - 30 * unit, 60 * unit, 60 * unit);
  ring(context, from, 6 * unit, unit, "#e6e1da");
  if (way > 22 * unit) arrow(context, from, to, way, unit, accent(1));
  context.beginPath();
  context.arc(...to, 7 * unit, 0, 2 * Math.PI);
  context.fillStyle = accent(1);
  context.fill();
  ring(context, to, 8 * unit, unit, "#ffffff");
};

/**
 * On a dark rim, so that it stands out from the dots.
 * @param {CanvasRenderingContext2D} context
 * @param {Place} at
 * @param {number} radius
 * @param {number} unit
 * @param {string} colour
 */
const ring = (context, at, radius, unit, colour) => {
  context.beginPath();
  context.arc(...at, radius, 0, 2 * Math.PI);
  rimmed(context, unit, colour);
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} unit
 * @param {string} colour
 */
const rimmed = (context, unit, colour) => {
  context.strokeStyle = RIM;
  context.lineWidth = 5 * unit;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = 2 * unit;
  context.stroke();
};

/**
 * From the rim of one ring to the rim of the other.
 * @param {CanvasRenderingContext2D} context
 * @param {Place} from
 * @param {Place} to
 * @param {number} way
 * @param {number} unit
 * @param {string} colour
 */
const arrow = (context, from, to, way, unit, colour) => {
  const [dx, dy] = [(to[0] - from[0]) / way, (to[1] - from[1]) / way];
  /** @type {Place} */
  const tip = [to[0] - 11 * unit * dx, to[1] - 11 * unit * dy];
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(from[0] + 8 * unit * dx, from[1] + 8 * unit * dy);
  context.lineTo(...tip);
  for (const turn of [1, -1]) {
    context.moveTo(...tip);
    context.lineTo(tip[0] - (7 * dx + 5 * turn * dy) * unit, tip[1] - (7 * dy - 5 * turn * dx) * unit);
  }
  rimmed(context, unit, colour);
};

/**
 * The place looked at.
 * @param {CanvasRenderingContext2D} context
 * @param {Place} place
 * @param {number} unit
 */
export const paintCross = (context, place, unit) => {
  const [x, y] = place.map((v) => v * context.canvas.width);
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    context.moveTo(x + 5 * unit * dx, y + 5 * unit * dy);
    context.lineTo(x + 14 * unit * dx, y + 14 * unit * dy);
  }
  rimmed(context, unit, "#ffffff");
};

// ---- the plane of a code of two numbers ----
/**
 * The pictures of a plane side by side, in its own size.
 * @param {HTMLCanvasElement} canvas
 * @param {Plane} plane
 */
export const paintPlane = (canvas, { side, pictures }) => {
  const grey = greyOf(pictures);
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
