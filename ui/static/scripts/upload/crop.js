// The uploaded picture, small, with a frame around each digit found: a click on one takes that one,
// and a frame drawn with the pointer takes what is in it.
import { t } from "../show/words.js";

/** @typedef {import("../types.d.ts").Box} Box */

const LEAST = 0.03; // of the picture: a smaller frame was a click

export class Crop {
  /**
   * @param {(id: string) => any} get finds elements of the stage
   * @param {(crop: Box) => void} choose
   */
  constructor(get, choose) {
    this.panel = /** @type {HTMLDetailsElement} */ (get("crop"));
    this.picture = /** @type {HTMLImageElement} */ (get("crop-picture"));
    this.frame = /** @type {HTMLElement} */ (get("crop-frame"));
    this.digits = /** @type {HTMLElement} */ (get("crop-digits"));
    this.choose = choose;
    this.whole = true; // whether the digits found are those of the whole picture
    /** @type {[number, number] | null} */
    this.start = null;
    const area = /** @type {HTMLElement} */ (this.picture.parentElement);
    area.addEventListener("pointerdown", (e) => this.press(e, area));
    area.addEventListener("pointermove", (e) => this.start && place(this.frame, this.box(e)));
    area.addEventListener("pointerup", (e) => this.release(e));
    area.addEventListener("pointercancel", () => this.drop());
  }

  /** @param {Blob} file */
  show(file) {
    URL.revokeObjectURL(this.picture.src);
    this.picture.src = URL.createObjectURL(file);
    this.panel.hidden = false;
    this.whole = true;
  }

  close() {
    this.panel.hidden = true;
    this.panel.open = false;
    this.digits.replaceChildren();
    this.drop();
  }

  /** @param {Box[]} boxes of the digits found */
  offer(boxes) {
    if (!this.whole) return; // the frames of the whole picture stay
    const several = boxes.length > 1;
    this.digits.replaceChildren(...(several ? boxes.map((box, i) => this.button(box, i)) : []));
    if (several) this.panel.open = true;
  }

  /**
   * @param {Box} box
   * @param {number} i
   */
  button(box, i) {
    const made = document.createElement("button");
    made.type = "button";
    made.setAttribute("aria-label", t("crop_digit", { n: i + 1 }));
    made.onclick = () => this.take(box);
    place(made, box);
    return made;
  }

  /** @param {Box} box */
  take(box) {
    this.whole = false;
    this.choose(box);
  }

  /**
   * @param {PointerEvent} e
   * @param {HTMLElement} area
   */
  press(e, area) {
    if (/** @type {Element} */ (e.target).closest("button")) return;
    e.preventDefault();
    area.setPointerCapture(e.pointerId);
    this.start = this.at(e);
  }

  /** @param {PointerEvent} e */
  release(e) {
    if (!this.start) return;
    const box = this.box(e);
    this.start = null;
    if (box[2] - box[0] < LEAST || box[3] - box[1] < LEAST) this.drop();
    else this.take(box);
  }

  drop() {
    this.start = null;
    this.frame.hidden = true;
  }

  /**
   * @param {PointerEvent} e
   * @returns {[number, number]} fractions of the picture
   */
  at(e) {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    return [within((e.clientX - left) / width), within((e.clientY - top) / height)];
  }

  /**
   * @param {PointerEvent} e
   * @returns {Box}
   */
  box(e) {
    const [x, y] = this.at(e);
    const [fromX, fromY] = this.start ?? [x, y];
    return [Math.min(x, fromX), Math.min(y, fromY), Math.max(x, fromX), Math.max(y, fromY)];
  }
}

/** @param {number} value */
const within = (value) => Math.min(1, Math.max(0, value));

/**
 * @param {HTMLElement} element
 * @param {Box} box
 */
const place = (element, [x0, y0, x1, y1]) => {
  element.hidden = false;
  const sides = { left: x0, top: y0, width: x1 - x0, height: y1 - y0 };
  for (const [side, value] of Object.entries(sides)) {
    element.style.setProperty(side, `${100 * value}%`);
  }
};
