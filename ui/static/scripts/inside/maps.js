// The maps of the chosen layer, larger; or its numbers, as bars where they are few. One of them is chosen.
import { isShortcut } from "../show/dom.js";
import { count, number, t } from "../show/words.js";
import { MARKED, packColour, Raster } from "./raster.js";
import { colourOf, coloursOf } from "./values.js";

/**
 * @typedef {import("./net.js").Layer} Layer
 * @typedef {import("./values.js").Values} Values
 * @typedef {import("./layout.js").Box} Box
 */

/** @type {Record<number, number>} */
const SCALES = { 28: 2, 14: 3, 7: 4, 4: 7 }; // px a value, by the side of the maps
const SCALE_ALONE = 7; // the same, of a single map
const MAX_BARS = 64; // more numbers are shown as cells
const HIGH = 120; // px of the bars
const FAINT = 0.15; // of the colour: numbers that are not used

export class Maps {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(unit: number) => void} choose
   */
  constructor(canvas, choose) {
    this.canvas = canvas;
    this.choose = choose;
    this.raster = new Raster(canvas);
    /** @type {Layer | null} */
    this.layer = null;
    /** @type {Pick<Box, "x" | "y" | "columns" | "tile" | "pitch"> | null} */
    this.box = null;
    /** @type {number | null} */
    this.unit = null;
    canvas.addEventListener("click", (e) => this.click(e));
    canvas.addEventListener("keydown", (e) => this.key(e));
  }

  /**
   * @param {Layer} layer
   * @param {Values} values
   * @param {{unit: number | null, signed: boolean, used: number}} how
   */
  show(layer, values, { unit, signed, used }) {
    Object.assign(this, { layer, unit });
    const palette = signed ? "signed" : "plain";
    const width = Math.max(200, this.canvas.parentElement?.clientWidth ?? 300);
    if (this.isBars) this.paintBars(layer, values, width, palette, used);
    else this.paintCells(layer, values, width, palette);
    this.canvas.setAttribute("aria-valuemin", "1");
    this.canvas.setAttribute("aria-valuemax", String(layer.units));
    this.canvas.setAttribute("aria-valuenow", String((unit ?? 0) + 1));
    this.canvas.setAttribute("aria-valuetext", textOf(layer, values, unit ?? 0));
  }

  /**
   * @param {Layer} layer
   * @param {Values} values
   * @param {number} width px that there are
   * @param {"plain" | "signed"} palette
   */
  paintCells({ side, units, idle }, values, width, palette) {
    const tile = side ? side * (units === 1 ? SCALE_ALONE : (SCALES[side] ?? 2)) : units > 512 ? 5 : 12;
    const pitch = tile + (side ? 3 : 1);
    const columns = Math.min(units, Math.max(1, Math.floor((width + pitch - tile) / pitch)));
    const rows = Math.ceil(units / columns);
    this.box = { x: 0, y: 0, columns, tile, pitch };
    this.raster.begin(columns * pitch, rows * pitch);
    const shown = coloursOf(values.low, values.high, palette);
    this.raster.paint(this.box, values, () => shown);
    for (const i of idle) this.cross(i);
    if (this.unit !== null) {
      const { x, y } = this.place(this.unit);
      this.raster.frame(x, y, tile, tile, MARKED);
    }
    this.raster.end();
  }

  /** @param {number} unit */
  place(unit) {
    const { columns, pitch } = this.box ?? { columns: 1, pitch: 1 };
    return { x: (unit % columns) * pitch, y: Math.floor(unit / columns) * pitch };
  }

  /**
   * A unit that is never fired is crossed out.
   * @param {number} unit
   */
  cross(unit) {
    const { x, y } = this.place(unit);
    const tile = this.box?.tile ?? 0;
    for (let i = 0; i < tile; i += 0.5) this.raster.fill(x + i, y + tile - i - 1, 1, 1, CROSS);
  }

  /**
   * @param {Layer} layer
   * @param {Values} values
   * @param {number} width px that there are
   * @param {"plain" | "signed"} palette
   * @param {number} used
   */
  paintBars({ units, role, idle }, values, width, palette, used) {
    const pitch = Math.floor(Math.min(40, width / units));
    this.box = { x: 0, y: 0, columns: units, tile: pitch, pitch };
    const top = Math.max(Math.abs(values.low), Math.abs(values.high)) || 1;
    const signed = values.low < 0;
    const zero = signed ? HIGH / 2 : HIGH - 4;
    this.raster.begin(units * pitch, HIGH);
    this.raster.fill(0, 0, units * pitch, HIGH, GROUND);
    this.raster.fill(0, zero, units * pitch, 1, AXIS);
    for (let i = 0; i < units; i++) {
      const value = values.value(i);
      const high = Math.max(1, (Math.abs(value) / top) * (signed ? HIGH / 2 - 4 : HIGH - 8));
      const faint = role === "code" && i >= used;
      const colour = packColour(colourOf(faint ? FAINT * Math.sign(value) : Math.sign(value), 1, palette));
      this.raster.fill(i * pitch + 2, value < 0 ? zero + 1 : zero - high, pitch - 4, high, colour);
      if (faint || idle.has(i)) this.hatch(i * pitch, pitch);
      if (i === this.unit) this.raster.frame(i * pitch + 2, 2, pitch - 4, HIGH - 4, MARKED);
    }
    this.raster.end();
  }

  /**
   * A number that is not used, or never changes, is hatched.
   * @param {number} x
   * @param {number} wide
   */
  hatch(x, wide) {
    for (let y = 0; y < HIGH; y += 8) {
      for (let i = 0; i < wide - 2; i++) this.raster.fill(x + i, y + ((wide - i) % 8), 1, 1, CROSS);
    }
  }

  /** @param {MouseEvent} event */
  click(event) {
    if (!this.box || !this.layer) return;
    const { columns, pitch } = this.box;
    const { left, top } = this.canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - left) / pitch);
    const row = this.isBars ? 0 : Math.floor((event.clientY - top) / pitch);
    const unit = row * columns + column;
    if (column < columns && unit >= 0 && unit < this.layer.units) this.choose(unit);
  }

  get isBars() {
    return this.layer && !this.layer.side && this.layer.units <= MAX_BARS;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.box || !this.layer || isShortcut(event)) return;
    const { columns } = this.isBars ? { columns: 1 } : this.box;
    const { units } = this.layer;
    const here = this.unit ?? 0;
    /** @type {Record<string, number>} */
    const goal = {
      ArrowRight: here + 1,
      ArrowLeft: here - 1,
      ArrowDown: here + columns,
      ArrowUp: here - columns,
      Home: 0,
      End: units - 1,
    };
    const next = goal[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next >= 0 && next < units) this.choose(next);
  }
}

const GROUND = 0xff090a0b;
const AXIS = 0xff6a6a6a;
const CROSS = 0xff8a8a8a;

/**
 * @param {Layer} layer
 * @param {Values} values
 * @param {number} unit
 */
const textOf = (layer, values, unit) => {
  const words = { i: count(unit + 1), n: count(layer.units), v: number(values.peak(unit), 2) };
  return t(layer.side ? "inside_map_text" : "inside_number_text", words);
};
