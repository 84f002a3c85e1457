// A net without hidden layers paints a picture as a sum: each number times a picture of its own.
import { canvas, fitChildren } from "../../show/dom.js";
import { paint, SIDE, WHITE } from "../../show/paint.js";
import { number, t } from "../../show/words.js";
import { activate, partialSums } from "../arithmetic.js";
import { colourOf } from "../values.js";

/** @typedef {import("../arithmetic.js").Weights} Weights */

export class PictureSum {
  /** @param {(id: string) => any} get */
  constructor(get) {
    this.get = get;
    /** @type {(() => void) | null} */
    this.repaint = null;
    this.afterSigmoid = true;
    get("sum-show").onchange = (/** @type {any} */ e) => {
      this.afterSigmoid = e.target.value === "after";
      this.repaint?.();
    };
  }

  /**
   * @param {ArrayLike<number> | null} code null: the picture is no sum
   * @param {Weights | null} weights of the decoder
   */
  show(code, weights) {
    this.get("sum").hidden = !code || !weights;
    this.repaint = code && weights ? () => this.paint(code, weights) : null;
    this.repaint?.();
  }

  /**
   * @param {ArrayLike<number>} code
   * @param {Weights} weights
   */
  paint(code, weights) {
    const { bias, steps } = partialSums(code, weights);
    const box = this.get("steps");
    fitChildren(box, steps.length + 1, newStep);
    this.get("sum-note").textContent = t("inside_sum_note", { n: steps.length });
    this.paintStep(box.children[0], null, bias, t("inside_sum_bias"));
    steps.forEach(({ number: i, value, added, sum }, k) => {
      const text = t("inside_sum_step", { i: i + 1, v: number(value, 2) });
      this.paintStep(box.children[k + 1], added, sum, text);
    });
  }

  /**
   * @param {HTMLElement} box
   * @param {Float32Array | null} added
   * @param {Float32Array} sum
   * @param {string} text
   */
  paintStep(box, added, sum, text) {
    const [small, large, words] = /** @type {any[]} */ ([...box.children]);
    small.classList.toggle("none", !added);
    paintSigned(small, added ?? new Float32Array(SIDE ** 2));
    if (this.afterSigmoid) {
      paint(
        large,
        SIDE,
        SIDE,
        (i) => activate("sigmoid", sum[i]),
        () => WHITE,
      );
    } else paintSigned(large, sum);
    words.textContent = text;
    large.setAttribute("aria-label", text);
  }
}

const newStep = () => {
  const made = document.createElement("figure");
  const [small, large] = [canvas(), canvas()];
  small.setAttribute("aria-hidden", "true");
  large.setAttribute("role", "img");
  made.append(small, large, document.createElement("figcaption"));
  return made;
};

/**
 * @param {HTMLCanvasElement} to
 * @param {Float32Array} numbers
 */
const paintSigned = (to, numbers) => {
  const top = numbers.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  paint(
    to,
    SIDE,
    SIDE,
    () => 1,
    (i) => colourOf(numbers[i], top, "signed"),
  );
};
