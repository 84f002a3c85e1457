// The uploaded picture, small, with a frame around each digit found: a click on one chooses it, and
// a frame drawn with the pointer, or set with the arrow keys, chooses what is in it.
import { ARROWS, button, isShortcut } from "../show/dom.js";
import { t } from "../show/words.js";

/** @typedef {import("../types.d.ts").Box} Box */

const LEAST = 0.03; // of the picture: a smaller frame was a click
const STEP = 0.02; // of the picture, with a key
/** @type {Box} */
const FIRST = [0.25, 0.25, 0.75, 0.75]; // the frame that the first key shows

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
    /** @type {[number, number] | null} */
    this.start = null;
    /** @type {Box | null} */
    this.framed = null; // what the frame on show is around
    const area = /** @type {HTMLElement} */ (this.picture.parentElement);
    area.addEventListener("pointerdown", (e) => this.press(e, area));
    area.addEventListener("pointermove", (e) => this.start && this.put(this.box(e)));
    area.addEventListener("pointerup", (e) => this.release(e));
    area.addEventListener("pointercancel", () => this.drop());
    area.addEventListener("lostpointercapture", () => this.start && this.drop()); // not let go here
    area.addEventListener("keydown", (e) => e.target === area && this.key(e));
  }

  /** @param {Blob} file */
  show(file) {
    URL.revokeObjectURL(this.picture.src);
    this.picture.src = URL.createObjectURL(file);
    this.panel.hidden = false;
  }

  close() {
    this.panel.hidden = true;
    this.panel.open = false;
    this.digits.replaceChildren();
    this.drop();
  }

  /** @param {Box[]} boxes of the digits found; of one alone the frames offered before stay */
  offer(boxes) {
    if (boxes.length < 2) return;
    this.digits.replaceChildren(...boxes.map((box) => this.newFrame(box)));
    this.writeWords();
    this.panel.open = true;
  }

  writeWords() {
    for (const [i, made] of [...this.digits.children].entries()) {
      made.setAttribute("aria-label", t("crop_digit", { n: i + 1 }));
    }
  }

  /** @param {Box} box */
  newFrame(box) {
    const made = button(() => {
      this.drop();
      this.choose(box);
    });
    place(made, box);
    return made;
  }

  /**
   * @param {PointerEvent} e
   * @param {HTMLElement} area
   */
  press(e, area) {
    if (e.button > 0 || this.start || /** @type {Element} */ (e.target).closest("button")) return;
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
    else {
      this.put(box);
      this.choose(box);
    }
  }

  /**
   * Arrows move the frame, with Shift they size it; Enter chooses it.
   * @param {KeyboardEvent} e
   */
  key(e) {
    const { key, shiftKey } = e;
    if (isShortcut(e)) return;
    if (key in ARROWS) this.put(this.framed ? stepped(this.framed, key, shiftKey) : FIRST);
    else if (key === "Enter" && this.framed) this.choose(this.framed);
    else if (key === "Escape" && this.framed) this.drop();
    else return;
    e.preventDefault();
  }

  /** @param {Box} box */
  put(box) {
    this.framed = box;
    place(this.frame, box);
  }

  drop() {
    this.start = this.framed = null;
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
 * A frame moved, or its right and lower sides; it stays on the picture.
 * @param {Box} box
 * @param {string} key of an arrow
 * @param {boolean} sizes
 * @returns {Box}
 */
const stepped = ([x0, y0, x1, y1], key, sizes) => {
  const [right, down] = ARROWS[key].map((way) => STEP * way);
  if (sizes)
    return [x0, y0, within(Math.max(x0 + LEAST, x1 + right)), within(Math.max(y0 + LEAST, y1 + down))];
  const x = Math.min(1 - x1, Math.max(-x0, right));
  const y = Math.min(1 - y1, Math.max(-y0, down));
  return [within(x0 + x), within(y0 + y), within(x1 + x), within(y1 + y)];
};

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
