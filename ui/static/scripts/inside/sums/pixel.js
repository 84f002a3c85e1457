// One value, down to the multiplications that made it.
import { button, fitChildren, write } from "../../show/dom.js";
import { SIDE } from "../../show/paint.js";
import { count, number, t } from "../../show/words.js";
import { account, bySize } from "../arithmetic.js";
import { paintWeights } from "../pictures.js";
import { colourOf, finely } from "../values.js";

/**
 * @typedef {import("../net.js").Layer} Layer
 * @typedef {import("../arithmetic.js").Weights} Weights
 * @typedef {import("../arithmetic.js").Account} Account
 * @typedef {import("../../types.d.ts").InsideLook} Look
 */

/**
 * What a value is made of; `said`: the value, by the server.
 * @typedef {import("../arithmetic.js").Seen & {weights: Weights, index: number, sums: Account, said: number}} Made
 */

const MAX_LISTED = 144; // inputs; the others are added up: as many as come (_MOST of ui/rooms/inside.py)

export class Pixel {
  /** @param {(id: string) => any} get */
  constructor(get) {
    this.get = get;
    /** @type {number | null} */
    this.input = null; // that is looked at; null: the one that adds most
    /** @type {(() => void) | null} */
    this.repaint = null;
    get("input-back").onclick = () => this.step(-1);
    get("input-on").onclick = () => this.step(1);
    get("bars").addEventListener("click", (/** @type {any} */ e) => {
      const one = e.target.closest("button");
      if (one) this.pick(Number(one.dataset.input));
    });
    /** @type {number[]} */
    this.order = [];
  }

  forget() {
    this.input = null;
  }

  /** @param {number} by */
  step(by) {
    const at = this.order.indexOf(this.input ?? this.order[0]) + by;
    this.pick(this.order[(at + this.order.length) % this.order.length]);
  }

  /** @param {number} input */
  pick(input) {
    this.input = input;
    this.repaint?.();
  }

  /**
   * @param {Layer} layer
   * @param {Look} look
   * @param {number} index of the unit whose weights they are
   * @param {Weights | null} weights
   * @param {string} why in words, where there is nothing to multiply
   */
  show(layer, { unit, pixel }, index, weights, why) {
    const { get } = this;
    get("pixel").hidden = !unit || layer.role === "picture";
    if (!unit || get("pixel").hidden) return;
    const [row, column] = pixel?.at ?? [0, 0];
    const words = { i: count(unit.number + 1), r: row + 1, c: column + 1 };
    const key = !layer.side ? "inside_pixel_number" : pixel ? "inside_pixel_title" : "inside_pixel_map";
    write(get("pixel-title"), t(key, words));
    const ready = weights && pixel?.window;
    get("account").hidden = get("result").hidden = !ready;
    write(get("pixel-note"), ready ? t(noteOf(layer)) : why);
    if (!weights || !pixel?.window) return;
    const { of } = pixel;
    const inputs = finely(pixel.window);
    const rest = pixel.rest ?? 0;
    const sums = account({ inputs, of, rest }, weights, index, layer.activation);
    this.repaint = () => this.paint(layer, { inputs, of, rest, weights, index, sums, said: pixel.value });
    this.repaint();
  }

  /**
   * @param {Layer} layer
   * @param {Made} made
   */
  paint(layer, made) {
    const { sums, weights } = made;
    this.order = bySize(sums.each);
    const input = this.input !== null && this.input < weights.inputs ? this.input : this.order[0];
    const conv = layer.kernel !== null;
    const picture = !conv && weights.inputs === SIDE ** 2;
    this.get("grids-box").hidden = !conv;
    this.get("pictures").hidden = !picture;
    if (conv) this.paintGrids(made, input);
    else if (picture) this.paintPictures(made);
    this.get("each").hidden = weights.inputs === 1;
    this.paintBars(made, input, conv);
    this.writeResult(layer, made);
  }

  /**
   * The window, the kernel, and their products.
   * @param {Made} made
   * @param {number} input
   */
  paintGrids({ inputs, weights, index, sums }, input) {
    const { get } = this;
    const seen = Array.from({ length: weights.places }, (_, place) => inputs[place * weights.inputs + input]);
    const kernel = [...weights.kernel(index, input)];
    const products = seen.map((v, place) => v * kernel[place]);
    const side = Math.sqrt(weights.places);
    const one = weights.inputs === 1;
    write(
      get("input"),
      one ? t("inside_input_picture") : t("inside_input", { i: count(input + 1), n: count(weights.inputs) }),
    );
    get("input-back").hidden = get("input-on").hidden = one;
    const [a, b, c] = [t("inside_window"), t("inside_kernel"), t("inside_products")];
    const v = number(sums.each[input], 3);
    get("grids").innerHTML =
      `${grid(seen, side, "plain", a)}<b>×</b>${grid(kernel, side, "signed", b)}<b>=</b>` +
      `${grid(products, side, "signed", c)}<p>${t("inside_adds_up", { v })}</p>`;
    get("grids").setAttribute("aria-label", `${a} × ${b} = ${c}: ${v}`);
  }

  /**
   * The same for a whole picture: the picture, the weights, their products.
   * @param {Made} made
   */
  paintPictures({ inputs, weights, index, sums }) {
    paintWeights(this.get("seen"), inputs, SIDE, "plain");
    paintWeights(this.get("times"), weights.of(index), SIDE);
    paintWeights(this.get("makes"), sums.each, SIDE);
    write(this.get("together"), t("inside_adds_up", { v: number(sums.sum, 3) }));
  }

  /**
   * What each input adds, the most first.
   * @param {Made} made
   * @param {number} input
   * @param {boolean} conv
   */
  paintBars({ sums, weights, inputs, of, rest: far }, input, conv) {
    const box = this.get("bars");
    const shown = this.order.slice(0, MAX_LISTED);
    const title = t(conv ? "inside_each_map" : "inside_each_number", { n: count(weights.inputs) });
    write(this.get("each-title"), title);
    box.setAttribute("aria-label", title);
    fitChildren(box, shown.length, newBar);
    const top = Math.abs(sums.each[this.order[0]]) || 1;
    shown.forEach((i, k) => {
      const one = box.children[k];
      const [name, bar, value] = one.children;
      const added = sums.each[i];
      one.dataset.input = String(i);
      one.setAttribute("aria-pressed", String(conv && i === input));
      write(name, nameOf(weights, inputs[i], of?.[i] ?? i, conv));
      bar.style.setProperty("--share", String(added / top));
      bar.classList.toggle("below", added < 0);
      write(value, number(added, 3));
    });
    const rest = this.order.slice(MAX_LISTED);
    const left = rest.reduce((sum, i) => sum + sums.each[i], far);
    const others = weights.inputs - shown.length;
    write(this.get("rest"), others ? t("inside_rest", { n: count(others), v: number(left, 3) }) : "");
  }

  /**
   * @param {Layer} layer
   * @param {Made} made
   */
  writeResult({ activation }, { sums, said, weights }) {
    const linear = activation === "linear"; // nothing follows the sum
    const n = count(weights.inputs * weights.places);
    const boxes = [
      boxOf(sums.sum, t("inside_sum_of", { n })),
      "<i>+</i>",
      boxOf(sums.bias, t("inside_bias")),
      "<i>=</i>",
      boxOf(sums.before, t(linear ? "inside_total_sum" : "inside_before")),
    ];
    const f = FUNCTIONS[activation] ?? activation;
    if (!linear) boxes.push("<i>→</i>", boxOf(sums.value, t("inside_after", { f })));
    boxes.push(boxOf(said, t("inside_said"), "said"));
    this.get("result").innerHTML = boxes.join("");
    Object.assign(this.get("result").dataset, { own: sums.value, said });
  }
}

/**
 * A value over what it is, as markup.
 * @param {number} value
 * @param {string} text
 * @param {string} [kind]
 */
const boxOf = (value, text, kind = "") =>
  `<span class="${kind}"><b>${number(value, 3)}</b><small>${text}</small></span>`;

const newBar = () => button(() => {}, ...["span", "i", "b"].map((tag) => document.createElement(tag)));

/** @param {Layer} layer */
const noteOf = ({ kernel, inputs }) => {
  if (!kernel) return "inside_pixel_dense";
  return inputs[0] === "picture" ? "inside_pixel_conv_picture" : "inside_pixel_conv";
};

/** @type {Record<string, string>} */
const FUNCTIONS = { relu: "ReLU", silu: "SiLU", sigmoid: "sigmoid" };

/**
 * @param {Weights} weights
 * @param {number} value that comes in
 * @param {number} i
 * @param {boolean} conv
 */
const nameOf = (weights, value, i, conv) => {
  if (conv) return weights.inputs === 1 ? t("inside_input_picture") : t("inside_input_short", { i: i + 1 });
  const v = number(value, 2);
  if (weights.inputs !== 784) return t("inside_input_number", { i: count(i + 1), v });
  return t("inside_input_pixel", { r: Math.floor(i / 28) + 1, c: (i % 28) + 1, v });
};

/**
 * As WCAG defines it.
 * @param {...number} colour
 */
const luminance = (...colour) => {
  const [r, g, b] = colour.map((c) => (c <= 10 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/**
 * Numbers in a square, each on its colour.
 * @param {number[]} numbers
 * @param {number} side
 * @param {"plain" | "signed"} palette
 * @param {string} title
 */
const grid = (numbers, side, palette, title) => {
  const top = Math.max(...numbers.map(Math.abs)) || 1;
  const cells = numbers.map((v) => {
    const [r, g, b] = colourOf(v, top, palette);
    const dark = luminance(r, g, b) > 0.179; // where black and white are as far from it as each other
    return `<td style="background:rgb(${r},${g},${b})"${dark ? ' class="dark"' : ""}>${number(v, 2)}</td>`;
  });
  const rows = Array.from({ length: side }, (_, row) => cells.slice(row * side, (row + 1) * side).join(""));
  const body = rows.map((row) => `<tr>${row}</tr>`).join("");
  return `<figure><table role="presentation" data-side="${side}">${body}</table><figcaption>${title}</figcaption></figure>`;
};
