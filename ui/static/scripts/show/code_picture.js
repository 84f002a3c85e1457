// The code of a digit, as bars or as small maps: grey for the clean digit, accent for the noisy.
import { ACCENT, paint, WHITE } from "./paint.js";
import { list, number, t } from "./words.js";

/** @typedef {import("../types.d.ts").Code} Code */

const SPAN = 0.75; // of the largest number that any test digit has: most are far smaller
const REST_MS = 120; // numbers that change with every frame cannot be read anyway

// A code, shown in a box.
export class CodePicture {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    this.range = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.rest = undefined;
  }

  /** @param {Code | null | undefined} code */
  show(code) {
    clearTimeout(this.rest);
    if (!code) this.clear();
    else if (code.shape.length === 1) this.paintBars(code);
    else this.paintMaps(code);
  }

  clear() {
    this.box.replaceChildren();
    delete this.box.dataset.kind;
  }

  /**
   * Another kind of picture has other elements.
   * @param {string} kind
   * @param {string} markup
   */
  build(kind, markup) {
    if (this.box.dataset.kind === kind) return;
    this.box.dataset.kind = kind;
    this.box.innerHTML = markup;
    this.range = "";
  }

  /** @returns {HTMLElement[]} */
  get bars() {
    return /** @type {HTMLElement[]} */ ([...this.box.children]);
  }

  /**
   * A pair of bars for each number. Where numbers go below zero, zero is in the middle. A pen moves
   * them at every frame: they are only transformed, which asks for no layout, and their values are
   * written when they have come to rest.
   * @param {Code} code
   */
  paintBars(code) {
    const count = code.noisy.length;
    const signed = Math.min(...code.low) < 0;
    const bar = '<div class="track"><i class="clean"></i><i class="noisy"></i></div>';
    this.build(`bars${count}${signed ? " signed" : ""}`, bar.repeat(count));
    const top = SPAN * Math.max(...code.high, ...code.low.map(Math.abs)) || 1;
    const bottom = signed ? -top : 0;
    /** @param {number} v */
    const at = (v) => (100 * (Math.min(top, Math.max(bottom, v)) - bottom)) / (top - bottom);
    const tracks = this.bars;
    this.markRange(code, tracks, at);
    tracks.forEach((track, i) => {
      track.classList.toggle("unused", i >= code.used);
      const [clean, noisy] = /** @type {HTMLElement[]} */ ([...track.children]);
      place(clean, at, code.clean[i]);
      place(noisy, at, code.noisy[i]);
    });
    this.rest = setTimeout(() => this.label(code), REST_MS);
  }

  /**
   * The scale stays while the digit changes.
   * @param {Code} code
   * @param {HTMLElement[]} tracks
   * @param {(v: number) => number} at
   */
  markRange(code, tracks, at) {
    const range = [code.low, code.high].join();
    if (this.range === range) return;
    this.range = range;
    tracks.forEach(({ style }, i) => {
      style.setProperty("--low", `${at(Math.min(0, code.low[i]))}%`);
      style.setProperty("--high", `${at(code.high[i])}%`);
    });
  }

  /** @param {Code} code */
  label(code) {
    this.bars.forEach((bar, i) => {
      const [a, b] = [code.clean[i], code.noisy[i]].map((v) => number(v, 2));
      const unused = i >= code.used && t("number_unused");
      bar.title = list([t("number_title", { i: i + 1, a, b }), unused]);
    });
  }

  /**
   * A code of h × w × c numbers: c maps of the clean digit, c maps of the noisy one.
   * @param {Code} code
   */
  paintMaps(code) {
    const [rows, columns, count] = code.shape;
    const maps = `<canvas width="${columns}" height="${rows}"></canvas>`.repeat(count);
    const sides = /** @type {const} */ (["clean", "noisy"]);
    const markup = sides.map((of) => `<div class="maps ${of}" role="img">${maps}</div>`).join("");
    this.build(`maps${rows}x${columns}x${count}`, markup);
    sides.forEach((of, side) => {
      const colour = of === "noisy" ? ACCENT : WHITE;
      const row = this.box.children[side];
      row.setAttribute("aria-label", t(`of_${of}`));
      for (let k = 0; k < count; k++) {
        const top = code.high[k] || 1;
        const canvas = /** @type {HTMLCanvasElement} */ (row.children[k]);
        paint(
          canvas,
          columns,
          rows,
          (i) => code[of][i * count + k] / top,
          () => colour,
        );
      }
    });
  }
}

/**
 * @param {HTMLElement} bar
 * @param {(v: number) => number} at
 * @param {number} v
 */
const place = ({ style }, at, v) => {
  const [low, high] = [at(Math.min(0, v)), at(Math.max(0, v))];
  style.transform = `translateY(${-low}%) scaleY(${Math.max(high - low, 1) / 100})`;
};
