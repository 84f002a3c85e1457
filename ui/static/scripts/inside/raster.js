// Maps and numbers painted side by side, all of a canvas at once: a pen move asks for a hundred thousand
// values, which is too much for a call each.

/**
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./values.js").Values} Values
 */

export class Raster {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.ratio = 1; // pixels of the screen to one of the page
    this.image = new ImageData(1, 1);
    this.words = new Uint32Array(1);
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
      this.words = new Uint32Array(this.image.data.buffer);
      Object.assign(this.canvas, { width: w, height: h });
      Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
      this.row = w;
    } else this.words.fill(0);
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
        this.words[y * this.row + x] = colours[bytes[row + Math.floor((x - left + 0.5) * across)]];
      }
    }
  }

  /**
   * A rectangle of one colour.
   * @param {number} x px
   * @param {number} y px
   * @param {number} width px
   * @param {number} height px
   * @param {number} word its colour, as in `coloursOf`
   */
  fill(x, y, width, height, word) {
    const { ratio, row } = this;
    const [left, right] = [Math.max(0, Math.round(x * ratio)), Math.round((x + width) * ratio)];
    const end = Math.min(this.image.height, Math.round((y + height) * ratio));
    for (let v = Math.max(0, Math.round(y * ratio)); v < end; v++) {
      this.words.fill(word, v * row + left, v * row + Math.min(row, right));
    }
  }

  /**
   * The edge of a rectangle.
   * @param {number} x px
   * @param {number} y px
   * @param {number} width px
   * @param {number} height px
   * @param {number} word its colour, as in `coloursOf`
   */
  frame(x, y, width, height, word) {
    const thick = Math.max(1, Math.round(1.5 * this.ratio));
    const [left, top, right, bottom] = [x, y, x + width, y + height].map((at) => Math.round(at * this.ratio));
    for (let v = top - thick; v < bottom + thick; v++) {
      for (let u = left - thick; u < right + thick; u++) {
        const inside = v >= top && v < bottom && u >= left && u < right;
        if (inside || u < 0 || v < 0 || u >= this.row || v >= this.image.height) continue;
        this.words[v * this.row + u] = word;
      }
    }
  }

  end() {
    this.canvas.getContext("2d")?.putImageData(this.image, 0, 0);
  }
}

export const MARKED = 0xff4c8aff; // the accent, as a word of alpha, blue, green, red
