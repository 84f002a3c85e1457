// The code as bars that can be dragged: they know which numbers are held, and which bar is in hand.
import { isShortcut } from "../show/dom.js";
import { rounded } from "../show/remember.js";
import { language, number, t } from "../show/words.js";

/** @typedef {import("../types.d.ts").Code} Code */

/**
 * What follows from the bars.
 * @typedef {object} On
 * @property {() => void} change a number is held elsewhere, or let go
 * @property {() => void} choose another bar is the one to look at
 * @property {() => void} rest the pointer has let go of a bar
 */

const ROOM = 1.2; // how far beyond the test digits a bar can be dragged
const STEPS = 100; // of an arrow key, from end to end
const SLIP = 3; // px: a finger that moves less chooses a bar and leaves it where it is
const BAR =
  '<div class="code-bar" role="slider" tabindex="0" aria-orientation="vertical">' +
  '<div class="code-track"><i class="clean"></i><i class="fill"></i><i class="own"></i><i class="knob"></i></div>' +
  '<span aria-hidden="true"></span></div>';

export class CodeBars {
  /**
   * @param {HTMLElement} box
   * @param {On} on
   */
  constructor(box, on) {
    this.box = box;
    this.on = on;
    /** @type {Code | null} */
    this.code = null;
    /** @type {Record<number, number>} */
    this.held = {};
    /** @type {number | null} */
    this.chosen = null;
    /** @type {{i: number, id: number, y: number, from: number, height: number, moved: boolean} | null} */
    this.drag = null;
    /** @type {string[]} */
    this.drawn = []; // how each looks
    this.bottom = 0;
    this.top = 0;
    box.addEventListener("pointerdown", (e) => this.onBar(e, (i, bar) => this.grab(e, i, bar)));
    box.addEventListener("pointermove", (e) => this.pull(e));
    for (const name of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"])) {
      box.addEventListener(name, (e) => this.drop(e));
    }
    box.addEventListener("dblclick", (e) => this.onBar(e, (i) => this.set(i, null)));
    box.addEventListener("keydown", (e) => this.onBar(e, (i) => this.key(e, i)));
    box.addEventListener("focusin", (e) => this.onBar(e, (i) => this.choose(i)));
  }

  /**
   * @param {Event} event
   * @param {(i: number, bar: HTMLElement) => void} handle is called with the bar that it happened at
   */
  onBar(event, handle) {
    const bar = /** @type {HTMLElement | null} */ (
      /** @type {Element} */ (event.target).closest?.(".code-bar")
    );
    if (bar) handle(this.bars.indexOf(bar), bar);
  }

  /** @returns {HTMLElement[]} */
  get bars() {
    return /** @type {HTMLElement[]} */ ([...this.box.children]);
  }

  get size() {
    return this.code?.noisy.length ?? 0;
  }

  get heldCount() {
    return Object.keys(this.held).length;
  }

  /**
   * The current digit's code, as the stage has it. Only bars that look different are touched.
   * @param {Code} code
   */
  show(code) {
    const { low, high } = code;
    const top = ROOM * Math.max(...high, ...low.map(Math.abs)) || 1;
    const bottom = Math.min(...low) < 0 ? -top : 0;
    const changed = code.noisy.length !== this.size || top !== this.top || bottom !== this.bottom;
    this.code = code;
    if (changed) this.build(code, bottom, top);
    this.writeWords();
  }

  /**
   * @param {Code} code
   * @param {number} bottom
   * @param {number} top
   */
  build(code, bottom, top) {
    Object.assign(this, { bottom, top, drag: null, drawn: [] });
    this.box.dataset.count = String(code.noisy.length);
    this.box.classList.toggle("signed", bottom < 0);
    this.box.innerHTML = BAR.repeat(code.noisy.length);
    this.mark();
    this.bars.forEach((one, i) => {
      /** @type {Element} */ (one.lastChild).textContent = String(i + 1);
      one.setAttribute("aria-valuemin", bottom.toFixed(2));
      one.setAttribute("aria-valuemax", top.toFixed(2));
      this.setHeight(one, "--low", Math.min(bottom ? Infinity : 0, code.low[i]));
      this.setHeight(one, "--high", code.high[i]);
      this.setHeight(one, "--zero", 0);
    });
  }

  /**
   * Set one of a bar's heights.
   * @param {HTMLElement} bar
   * @param {string} name
   * @param {number} value
   */
  setHeight(bar, name, value) {
    bar.style.setProperty(name, String((this.within(value) - this.bottom) / (this.top - this.bottom)));
  }

  /** @param {number} value */
  within(value) {
    return Math.min(this.top, Math.max(this.bottom, value));
  }

  /**
   * What the decoder gets: of a number that is not used 0, until it is held.
   * @param {number} i
   */
  value(i) {
    return this.held[i] ?? (this.isUsed(i) ? this.code?.noisy[i] : 0) ?? 0;
  }

  /** @param {number} i */
  isUsed(i) {
    return i in this.held || i < (this.code?.used ?? 0);
  }

  /**
   * @param {number} i
   * @param {Code} code
   */
  paint(i, { clean, noisy }) {
    const held = i in this.held;
    const used = this.isUsed(i);
    const look = `${this.value(i)} ${held} ${used} ${clean[i]} ${noisy[i]} ${language}`;
    if (this.drawn[i] === look) return;
    this.drawn[i] = look;
    const bar = /** @type {HTMLElement} */ (this.box.children[i]);
    bar.classList.toggle("held", held);
    bar.classList.toggle("unused", !used);
    this.setHeight(bar, "--value", this.value(i));
    this.setHeight(bar, "--own", noisy[i]);
    this.setHeight(bar, "--clean", clean[i]);
    bar.setAttribute("aria-label", t("code_number", { i: i + 1 }));
    bar.setAttribute("aria-valuenow", this.within(this.value(i)).toFixed(2));
    bar.setAttribute("aria-valuetext", this.valueText(i));
  }

  /** @param {number} i */
  valueText(i) {
    if (!this.code) return "";
    const [v, own, clean] = [this.value(i), this.code.noisy[i], this.code.clean[i]].map((x) => number(x, 2));
    const key = i in this.held ? "code_value_held" : this.isUsed(i) ? "code_value_own" : "code_value_unused";
    return t(key, { v, own, clean });
  }

  writeWords() {
    const { code } = this;
    if (code) for (let i = 0; i < this.size; i++) this.paint(i, code);
  }

  /**
   * Hold number i at a value, or let it go with null.
   * @param {number} i
   * @param {number | null} value
   */
  set(i, value) {
    if (value === null) delete this.held[i];
    else this.held[i] = rounded(value);
    if (this.code) this.paint(i, this.code);
    this.on.change();
  }

  /**
   * Hold all numbers at these values, or let them go with null.
   * @param {number[] | null} values
   */
  setAll(values) {
    this.held = Object.fromEntries((values ?? []).map((v, i) => [i, rounded(v)]));
    this.writeWords();
    this.on.change();
  }

  /** Another model's code has other numbers. */
  forget() {
    Object.assign(this, { held: {}, chosen: null, drag: null });
    this.mark();
  }

  /** @param {number} i */
  choose(i) {
    if (i === this.chosen) return;
    this.chosen = i;
    this.mark();
    this.on.choose();
  }

  mark() {
    this.box.querySelector(".chosen")?.classList.remove("chosen");
    if (this.chosen !== null) this.bars[this.chosen]?.classList.add("chosen");
  }

  /**
   * @param {PointerEvent} event
   * @param {number} i
   * @param {HTMLElement} bar
   */
  grab(event, i, bar) {
    // beside the track a finger scrolls the page
    const track = /** @type {Element} */ (event.target).closest(".code-track");
    if (this.drag || event.button > 0 || !track) return;
    bar.setPointerCapture(event.pointerId);
    bar.focus({ preventScroll: true });
    const { height } = track.getBoundingClientRect();
    // from where it stands: a bar that leapt to the finger could not be touched and left alone
    this.drag = {
      i,
      id: event.pointerId,
      y: event.clientY,
      from: this.within(this.value(i)),
      height,
      moved: false,
    };
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  pull(event) {
    const { drag } = this;
    if (!drag || event.pointerId !== drag.id) return;
    const up = drag.y - event.clientY;
    if (!drag.moved && Math.abs(up) < SLIP) return;
    drag.moved = true;
    this.set(drag.i, this.within(drag.from + (up / drag.height) * (this.top - this.bottom)));
  }

  /** @param {PointerEvent} event */
  drop(event) {
    if (event.pointerId !== this.drag?.id) return;
    this.drag = null;
    this.on.rest();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} i
   */
  key(event, i) {
    if (isShortcut(event)) return;
    const step = (this.top - this.bottom) / STEPS;
    const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[
      event.key
    ];
    if (by) this.set(i, this.within(this.within(this.value(i)) + by * step));
    else if (event.key === "Home") this.set(i, this.bottom);
    else if (event.key === "End") this.set(i, this.top);
    else if (event.key === "Delete" || event.key === "Backspace") this.set(i, null);
    else return;
    event.preventDefault();
  }
}
