// Pictures: reading and painting what comes as base64 of bytes.

/** @typedef {readonly [red: number, green: number, blue: number]} Colour */

export const SIDE = 28;
/** @type {Colour} */
export const ACCENT = [255, 138, 76]; // what is alive: the noisy code, the ink that was added
/** @type {Colour} */
export const WHITE = [255, 255, 255];
/** @type {Colour} */
const QUIET = [150, 170, 190]; // what it is compared with: the ink that was lost

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {(i: number) => number} strength from 0 to 1: how much of its colour pixel i gets
 * @param {(i: number) => Colour} colour
 */
export const paint = (canvas, width, height, strength, colour) => {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = new ImageData(width, height);
  const data = image.data;
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = colour(i);
    const s = Math.min(1, Math.max(0, strength(i)));
    data[4 * i] = s * red;
    data[4 * i + 1] = s * green;
    data[4 * i + 2] = s * blue;
    data[4 * i + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
};

/**
 * In a loop, for Inside asks for a hundred thousand of them with a pen move.
 * @param {string} base64
 */
export const bytesOf = (base64) => {
  const decoded = atob(base64);
  const bytes = new Uint8Array(decoded.length);
  for (let i = 0; i < decoded.length; i++) bytes[i] = decoded.charCodeAt(i);
  return bytes;
};

/**
 * Grey from 0 to 1 by pixel.
 * @param {string} base64
 * @returns {(i: number) => number}
 */
export const greyOf = (base64) => {
  const decoded = atob(base64);
  return (i) => decoded.charCodeAt(i) / 255;
};

/**
 * @param {HTMLCanvasElement} canvas
 * @param {(i: number) => number} grey
 */
export const paintPicture = (canvas, grey) => paint(canvas, SIDE, SIDE, grey, () => WHITE);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string | undefined} base64 none: the canvas is black
 */
export const paintGrey = (canvas, base64) => paintPicture(canvas, base64 ? greyOf(base64) : () => 0);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string | undefined} base64 bytes are 128 + 127 × (restored − original); none: the canvas is black
 */
export const paintDifference = (canvas, base64) => {
  const bytes = base64 && bytesOf(base64);
  /** @param {number} i */
  const difference = (i) => (bytes ? (bytes[i] - 128) / 127 : 0);
  paint(
    canvas,
    SIDE,
    SIDE,
    (i) => Math.abs(difference(i)),
    (i) => (difference(i) > 0 ? ACCENT : QUIET),
  );
};

/**
 * A line drawn with a round pen.
 * @param {CanvasRenderingContext2D} context
 * @param {readonly (readonly [x: number, y: number])[]} points in px, at least one
 * @param {number} width px
 * @param {string} colour
 */
export const paintLine = (context, points, width, colour) => {
  const [[x0, y0]] = points;
  context.beginPath();
  if (points.every(([x, y]) => x === x0 && y === y0)) {
    // a line of no length is not painted
    context.fillStyle = colour;
    context.arc(x0, y0, width / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
};

// A film: pictures one after the other, as base64 of their grey bytes.
export class Film {
  /** @param {string} base64 */
  constructor(base64) {
    this.bytes = atob(base64);
    this.frames = this.bytes.length / SIDE ** 2;
  }

  /**
   * Grey of a frame, from 0 to 1 by pixel.
   * @param {number} frame
   * @returns {(i: number) => number}
   */
  grey(frame) {
    const start = frame * SIDE ** 2;
    return (i) => this.bytes.charCodeAt(start + i) / 255;
  }
}

/**
 * Grey part of the way from one picture to another, which mixes their pixels.
 * @param {(i: number) => number} from
 * @param {(i: number) => number} to
 * @param {number} way 0 to 1
 * @returns {(i: number) => number}
 */
export const mixed = (from, to, way) => (i) => (1 - way) * from(i) + way * to(i);
