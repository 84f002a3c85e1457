import { ARROWS, isShortcut } from "../show/dom.js";
import { rounded } from "../show/remember.js";

/**
 * @typedef {import("../types.d.ts").Point} Point
 * @typedef {import("./pad.js").Pad} Pad
 */

// The pad's pen for the keyboard: arrow keys move it, Space or Enter puts it down and lifts it.
export class PadKeys {
  static STEP = 0.025; // of the pad's side
  static LONG = 0.1; // with Shift

  /** @param {Pad} pad which hands on the keys that are not its own */
  constructor(pad) {
    this.pad = pad;
    /** @type {Point} */
    this.at = [0.5, 0.5];
    this.shown = false; // from the first of these keys on, as long as the pad has the focus
    /** @type {Set<string>} */
    this.held = new Set(); // two arrows at once go aslant
    pad.canvas.addEventListener("keyup", ({ key }) => this.held.delete(key));
    pad.canvas.addEventListener("blur", () => this.leave());
  }

  get down() {
    return this.pad.pointer === "keys";
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key is one of the pen's
   */
  press(event) {
    if (isShortcut(event)) return false;
    const { key, shiftKey, repeat } = event;
    if (key === "Escape" && this.shown) this.pad.canvas.blur();
    else if (key in ARROWS) this.walk(key, shiftKey ? PadKeys.LONG : PadKeys.STEP);
    else if (key === " " || key === "Enter") repeat || this.turn();
    else return false;
    return true;
  }

  /**
   * @param {string} key
   * @param {number} step
   */
  walk(key, step) {
    this.held.add(key);
    let [x, y] = this.at;
    for (const [right, down] of [...this.held].map((one) => ARROWS[one])) {
      x += step * right;
      y += step * down;
    }
    this.at = [within(x), within(y)];
    this.show();
    if (this.down) this.draw();
  }

  /** Put the pen down, or lift it. */
  turn() {
    if (this.down) this.pad.lift();
    else if (this.pad.pointer === null && this.pad.lower("keys")) this.draw();
    this.show();
  }

  draw() {
    if (this.pad.add(this.at)) this.pad.changed();
    this.pad.paint();
  }

  show() {
    this.shown = true;
    this.pad.paint();
  }

  /** Another pointer draws, or the pad has lost the focus. */
  leave() {
    this.held.clear();
    if (this.down) this.pad.lift();
    if (!this.shown) return;
    this.shown = false;
    this.pad.paint();
  }

  /** Where the pen is: a ring as wide as what it draws, thick while it is down. */
  paint() {
    if (!this.shown) return;
    const { context, canvas } = this.pad;
    const side = canvas.width;
    const [x, y] = this.at;
    for (const [colour, width] of /** @type {const} */ ([
      ["#000", this.down ? 14 : 8], // seen on ink
      ["#fff", this.down ? 8 : 3], // and beside it
    ])) {
      context.beginPath();
      context.arc(x * side, y * side, side * 0.04, 0, 2 * Math.PI);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
    }
  }
}

/** @param {number} place */
const within = (place) => Math.min(1, Math.max(0, rounded(place)));
