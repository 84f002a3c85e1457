// What a visitor chooses for a net of their own.
import { catalogue, netShape } from "../show/catalogue.js";
import { chip } from "../show/dom.js";
import { count, t } from "../show/words.js";

const CHOICES = { code: [2, 4, 8, 16, 32, 64], layers: [0, 1, 2, 3], units: [32, 64, 128, 256] };
const USUAL = { code: 32, layers: 1, units: 128 };
const NAMES = /** @type {const} */ (["code", "layers", "units"]);

export class TrainForm {
  /** @param {(id: string) => any} get finds elements of the room */
  constructor(get) {
    this.get = get;
    for (const name of NAMES) this.addChips(name);
  }

  /** @param {keyof typeof CHOICES} name */
  addChips(name) {
    const chips = CHOICES[name].map((value) => chip(`train-${name}`, value));
    this.get(name).innerHTML = chips.join("");
    this.get(name).querySelector(`[value="${USUAL[name]}"]`).defaultChecked = true;
  }

  /** @returns {import("../types.d.ts").TrainWish} */
  get wish() {
    const { elements } = this.get("form");
    const [code, layers, units] = NAMES.map((name) => Number(elements[`train-${name}`].value));
    const [level, epochs] = ["level", "epochs"].map((id) => Number(this.get(id).value));
    const noise = this.get("noise").value;
    return { code, layers, units, loss: elements["train-loss"].value, noise, level, epochs };
  }

  /** @param {string | null} data what is trained on, if it is known */
  say(data) {
    const { get } = this;
    this.fillNoises(get("noise"));
    const { noise, code, layers, units, level, epochs } = this.wish;
    get("units-field").disabled = layers === 0;
    get("level-field").hidden = noise === "none" || noise === "mixed";
    get("level-out").textContent = level.toFixed(2);
    get("epochs-out").textContent = epochs;
    const widths = Array(layers).fill(units);
    const words = { shape: netShape(widths, code), p: count(parameters([784, ...widths, code])) };
    get("shape").textContent = t("train_shape", words);
    get("data").textContent = data ? t(data === "mnist" ? "train_on_mnist" : "train_on_strokes") : "";
  }

  /** @param {HTMLSelectElement} menu */
  fillNoises(menu) {
    const chosen = menu.value || "gaussian";
    const kinds = catalogue.noises.map(({ key }) => new Option(t(`noise_${key}`), key));
    const [none, every] = [new Option(t("train_none"), "none"), new Option(t("train_every"), "mixed")];
    menu.replaceChildren(none, ...kinds, every);
    menu.value = chosen;
  }
}

/**
 * How many parameters a net has, by the sizes of the layers to its code.
 * @param {number[]} sizes
 */
export const parameters = (sizes) =>
  sizes.slice(1).reduce((sum, b, i) => sum + (sizes[i] + 1) * b + (b + 1) * sizes[i], 0);
