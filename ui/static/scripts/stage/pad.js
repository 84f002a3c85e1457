import { limits } from "../show/catalogue.js";
import { canvas as newCanvas } from "../show/dom.js";
import { ACCENT, paintGrey, paintLine } from "../show/paint.js";
import { rounded } from "../show/remember.js";
import { PadKeys } from "./pad_keys.js";

/**
 * @typedef {import("../types.d.ts").Digit} Digit
 * @typedef {import("../types.d.ts").Point} Point
 * @typedef {"pen" | "scribble" | "rub"} Tool "scribble" and "rub" corrupt the digit by hand
 */

// The drawing pad. It holds the digit on show: see `Digit`.
export class Pad {
  static BRUSH = 0.1; // of the pad's side; the server redraws strokes at MNIST's own width
  static RUBBER = 0.14;
  static NEAR = 0.004; // points closer than this to the last one say nothing new
  static STEPS = 100; // that can be undone
  static PALM_MS = 1000; // after a pen was last near, a touch is the hand that holds it

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Element} invitation shown while the pad is empty
   * @param {() => void} onChange the visitor has changed the digit
   */
  constructor(canvas, invitation, onChange) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.invitation = /** @type {HTMLElement} */ (invitation);
    this.onChange = onChange;
    /** @type {Digit} */
    this.digit = { strokes: [] };
    /** @type {Digit[]} */
    this.past = []; // digits to go back to
    /** @type {Tool} */
    this.tool = "pen";
    this.corrupts = false; // whether the stroke under way does
    /** @type {number | "keys" | null} */
    this.pointer = null; // the one that draws; "keys": the keyboard's pen
    this.touched = false; // whether that is a touch
    this.penAt = -Infinity; // when a pen was last near, in ms
    /** @type {Point[] | null} */
    this.stroke = null; // the stroke under way; none while the pointer is off the pad
    canvas.addEventListener("pointerdown", (e) => this.start(e));
    canvas.addEventListener("pointermove", (e) => this.move(e));
    for (const name of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
      canvas.addEventListener(name, (e) => this.end(e));
    }
    canvas.addEventListener("keydown", (e) => this.key(e));
    this.keys = new PadKeys(this);
  }

  get blank() {
    return !this.digit.pixels && !this.digit.strokes?.length;
  }

  /**
   * Put another digit on the pad; whatever was being drawn ends here.
   * @param {Digit} digit
   */
  show(digit) {
    if (!this.blank) this.remember();
    this.replace(digit);
  }

  clear() {
    this.show({ strokes: [] });
    this.onChange();
  }

  undo() {
    this.replace(this.past.pop() ?? withoutLast(this.digit));
    this.onChange();
  }

  remember() {
    this.past = [...this.past.slice(-Pad.STEPS), this.digit];
  }

  /** @param {Digit} digit */
  replace(digit) {
    this.lift();
    this.digit = digit;
    this.paint();
  }

  /** Whether the last stroke was too much for the server: it can be undone, and none is added. */
  get full() {
    const { strokes = [], marks = [] } = this.digit;
    const lines = [...strokes, ...marks.map(({ points }) => points)];
    const count = lines.reduce((sum, points) => sum + points.length, 0);
    return lines.length > limits.strokes || count > limits.points;
  }

  /**
   * Begin to draw.
   * @param {number | "keys"} pointer
   * @returns {boolean} whether there is room for it
   */
  lower(pointer) {
    if (this.full) return false;
    this.remember();
    this.corrupts = this.tool !== "pen" && !this.blank; // on an empty pad there is nothing to corrupt
    this.pointer = pointer;
    return true;
  }

  lift() {
    this.pointer = this.stroke = null;
  }

  /** @param {PointerEvent} event */
  start(event) {
    const palm = event.pointerType === "touch" && event.timeStamp - this.penAt < Pad.PALM_MS;
    if (event.button > 0 || palm) return;
    this.notePen(event);
    this.keys.leave();
    // a pen replaces the palm that came down before it, and what that has drawn goes
    if (this.touched && this.pointer !== null && event.pointerType === "pen") {
      this.replace(this.past.pop() ?? this.digit);
    }
    if (this.pointer !== null || !this.lower(event.pointerId)) return;
    this.touched = event.pointerType === "touch";
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.focus({ preventScroll: true });
    this.extend(event);
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  move(event) {
    this.notePen(event);
    if (event.pointerId === this.pointer) this.extend(event);
  }

  /** @param {PointerEvent} event */
  end(event) {
    this.notePen(event);
    if (event.pointerId === this.pointer) this.lift();
  }

  /** @param {PointerEvent} event */
  notePen({ pointerType, timeStamp }) {
    if (pointerType === "pen") this.penAt = timeStamp;
  }

  /** @param {PointerEvent} event */
  extend(event) {
    const box = this.canvas.getBoundingClientRect();
    const moves = event.getCoalescedEvents?.() ?? [];
    let changed = false;
    for (const { clientX, clientY } of moves.length ? moves : [event]) {
      const x = (clientX - box.left) / box.width;
      const y = (clientY - box.top) / box.height;
      if (x >= 0 && x <= 1 && y >= 0 && y <= 1) changed = this.add(pointAt(x, y)) || changed;
      else this.stroke = null; // off the pad the pen is lifted
    }
    if (changed) this.changed();
  }

  /** Something was drawn; marks lie over later strokes, too. */
  changed() {
    if (!this.corrupts && this.digit.marks) this.paint();
    else this.invite();
    this.onChange();
  }

  /**
   * Add a point to the stroke under way, or begin one.
   * @param {Point} point
   * @returns {boolean} whether it says anything new
   */
  add(point) {
    const begun = this.stroke;
    const last = begun?.[begun.length - 1];
    if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < Pad.NEAR) return false;
    this.stroke = begun ?? this.begin();
    this.stroke.push(point);
    this.line([last ?? point, point], this.corrupts ? this.tool : "pen"); // all else is there already
    return true;
  }

  /** A stroke or a mark, in a new object, for the ones in `past` stay as they are. */
  begin() {
    const { strokes = [], marks = [] } = this.digit;
    /** @type {Point[]} */
    const points = [];
    this.digit = this.corrupts
      ? { ...this.digit, marks: [...marks, { ink: this.tool === "scribble", points }] }
      : { ...this.digit, strokes: [...strokes, points] };
    return points;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.undo();
    else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else if (!this.keys.press(event)) return;
    event.preventDefault();
  }

  paint() {
    const { canvas, context } = this;
    const side = canvas.width;
    context.fillStyle = "#000";
    context.fillRect(0, 0, side, side);
    this.invite();
    if (this.digit.pixels) {
      const tile = newCanvas();
      paintGrey(tile, this.digit.pixels);
      context.imageSmoothingEnabled = false;
      context.drawImage(tile, 0, 0, side, side);
    }
    for (const points of this.digit.strokes ?? []) this.line(points, "pen");
    for (const { ink, points } of this.digit.marks ?? []) this.line(points, ink ? "scribble" : "rub");
    this.keys.paint();
  }

  invite() {
    this.invitation.hidden = !this.blank;
  }

  /**
   * @param {Point[]} points
   * @param {Tool} tool
   */
  line(points, tool) {
    const side = this.canvas.width;
    const width = side * (tool === "rub" ? Pad.RUBBER : Pad.BRUSH);
    const colour = { pen: "#fff", scribble: `rgb(${ACCENT})`, rub: "#000" }[tool];
    const places = points.map(([x, y]) => /** @type {Point} */ ([x * side, y * side]));
    paintLine(this.context, places, width, colour);
  }
}

/**
 * A digit of whose making nothing is known, as after a reload, without its last mark or stroke; a blank one if
 * it has none.
 * @param {Digit} digit
 * @returns {Digit}
 */
const withoutLast = (digit) => {
  const { strokes = [], marks = [] } = digit;
  if (marks.length) return { ...digit, marks: marks.slice(0, -1) };
  if (strokes.length) return { ...digit, strokes: strokes.slice(0, -1) };
  return { strokes: [] };
};

/**
 * @param {number} x
 * @param {number} y
 * @returns {Point}
 */
const pointAt = (x, y) => [rounded(x), rounded(y)];
