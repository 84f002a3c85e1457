// Maps and numbers painted side by side, all of a canvas at once: a pen move asks for a hundred thousand
// values, which is too much for a call each. So colours are packed: one number for each.
import { ACCENT } from "../show/paint.js";

/**
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./values.js").Values} Values
 */

/**
 * A colour as a canvas has it in one number: alpha, blue, green, red.
 * @param {readonly number[]} colour
 * @param {number} [alpha]
 */
export const packColour = ([red, green, blue], alpha = 255) =>
  ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;

export const MARKED = packColour(ACCENT);

export class Raster {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ratio = 1; // pixels of the screen to one of the page
    this.image = new ImageData(1, 1);
    this.pixels = new Uint32Array(1);
    this.row = 1;
  }

  /**
   * Begin anew.
   * @param {number} width px
   * @param {number} height px
   */
  begin(width, height) {
    this.ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    const [w, h] = [width, height].map((side) => Math.max(1, Math.round(side * this.ratio)));
    if (this.image.width !== w || this.image.height !== h) {
      this.image = new ImageData(w, h);
      this.pixels = new Uint32Array(this.image.data.buffer);
      Object.assign(this.canvas, { width: w, height: h });
      Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
      this.row = w;
    } else this.pixels.fill(0);
  }

  /**
   * @param {Pick<Box, "x" | "y" | "columns" | "tile" | "pitch">} box
   * @param {Values} values
   * @param {(unit: number) => Uint32Array} colours of its bytes
   */
  paint({ x, y, columns, tile, pitch }, values, colours) {
    const { ratio } = this;
    const side = values.side || 1;
    const units = values.count / side ** 2;
    /** @param {number} at */
    const px = (at) => Math.round(at * ratio);
    for (let unit = 0; unit < units; unit++) {
      const [left, top] = [x + (unit % columns) * pitch, y + Math.floor(unit / columns) * pitch];
      const [from, to] = [px(left), px(left + tile)];
      this.tile(values.bytes, unit * side ** 2, side, colours(unit), from, to, px(top), px(top + tile));
    }
  }

  /**
   * One map, as large as the place that it gets.
   * @param {Uint8Array} bytes
   * @param {number} start
   * @param {number} side
   * @param {Uint32Array} colours
   * @param {number} left
   * @param {number} right
   * @param {number} top
   * @param {number} bottom
   */
  tile(bytes, start, side, colours, left, right, top, bottom) {
    const [across, down] = [side / (right - left), side / (bottom - top)];
    const [last, low] = [Math.min(right, this.row), Math.min(bottom, this.image.height)];
    for (let y = Math.max(0, top); y < low; y++) {
      const row = start + Math.floor((y - top + 0.5) * down) * side;
      for (let x = Math.max(0, left); x < last; x++) {
        this.pixels[y * this.row + x] = colours[bytes[row + Math.floor((x - left + 0.5) * across)]];
      }
    }
  }

  /**
   * A rectangle of one colour.
   * @param {number} x px
   * @param {number} y px
   * @param {number} width px
   * @param {number} height px
   * @param {number} colour packed
   */
  fill(x, y, width, height, colour) {
    const { ratio, row } = this;
    const [left, right] = [Math.max(0, Math.round(x * ratio)), Math.round((x + width) * ratio)];
    const end = Math.min(this.image.height, Math.round((y + height) * ratio));
    for (let v = Math.max(0, Math.round(y * ratio)); v < end; v++) {
      this.pixels.fill(colour, v * row + left, v * row + Math.min(row, right));
    }
  }

  /**
   * The edge of a rectangle.
   * @param {number} x px
   * @param {number} y px
   * @param {number} width px
   * @param {number} height px
   * @param {number} colour packed
   */
  frame(x, y, width, height, colour) {
    const thick = Math.max(1, Math.round(1.5 * this.ratio));
    const [left, top, right, bottom] = [x, y, x + width, y + height].map((at) => Math.round(at * this.ratio));
    for (let v = top - thick; v < bottom + thick; v++) {
      for (let u = left - thick; u < right + thick; u++) {
        const inside = v >= top && v < bottom && u >= left && u < right;
        if (inside || u < 0 || v < 0 || u >= this.row || v >= this.image.height) continue;
        this.pixels[v * this.row + u] = colour;
      }
    }
  }

  end() {
    this.canvas.getContext("2d")?.putImageData(this.image, 0, 0);
  }
}
