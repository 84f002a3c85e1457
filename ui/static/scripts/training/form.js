// What a visitor chooses for a net of their own.
import { catalogue, limits } from "../show/catalogue.js";
import { button, chip } from "../show/dom.js";
import { countParameters, netShape } from "../show/own_nets.js";
import { count, fillWords, t } from "../show/words.js";

/** @typedef {import("../types.d.ts").TrainWish} TrainWish */

const NAMES = /** @type {const} */ (["code", "layers", "units"]);
const SLIDERS = /** @type {const} */ (["level", "epochs"]);

export class TrainForm {
  /**
   * @param {(id: string) => any} get finds elements of the room
   * @param {() => void} changed is called when a starting point was chosen
   */
  constructor(get, changed) {
    this.get = get;
    this.changed = changed;
    for (const name of NAMES) this.addChips(name);
    for (const name of SLIDERS) [get(name).min, get(name).max] = limits.training[name];
    for (const name of Object.keys(catalogue.starts)) this.addStart(name);
    this.fillNoises(get("noise"));
    this.startFrom(Object.values(catalogue.starts)[0]);
  }

  /** @param {"code" | "layers" | "units"} name */
  addChips(name) {
    const chips = limits.training[name].map((value) => chip(`train-${name}`, value));
    this.get(name).innerHTML = chips.join("");
  }

  /** @param {string} name */
  addStart(name) {
    const one = button(() => {
      this.startFrom(catalogue.starts[name]);
      this.changed();
    });
    one.dataset.start = name;
    one.innerHTML = `<b data-t="train_from_${name}"></b><span data-t="train_from_${name}_note"></span>`;
    this.get("from").append(one);
  }

  /**
   * A starting point sets all that can be chosen; from there everything may be changed.
   * @param {TrainWish} start
   */
  startFrom({ noise, level, epochs, ...chips }) {
    const { elements } = this.get("form");
    for (const [name, value] of Object.entries(chips)) elements[`train-${name}`].value = value;
    for (const [id, value] of Object.entries({ noise, level, epochs })) this.get(id).value = value;
  }

  /** @returns {TrainWish} */
  get wish() {
    const { elements } = this.get("form");
    const [code, layers, units] = NAMES.map((name) => Number(elements[`train-${name}`].value));
    const [level, epochs] = SLIDERS.map((id) => Number(this.get(id).value));
    const noise = this.get("noise").value;
    return { code, layers, units, loss: elements["train-loss"].value, noise, level, epochs };
  }

  writeWords() {
    this.fillNoises(this.get("noise"));
    fillWords(this.get("from")); // written here, after the page was filled
  }

  /**
   * What is chosen, and what follows from it.
   * @param {string | null} data what is trained on, if it is known
   */
  writeChosen(data) {
    const { get, wish } = this;
    const { code, layers, units, level, epochs } = wish;
    for (const one of get("from").children) {
      one.setAttribute("aria-pressed", String(isFrom(catalogue.starts[one.dataset.start], wish)));
    }
    get("units-field").disabled = !hasUnits(wish);
    get("level-field").hidden = !hasLevel(wish);
    get("level-out").textContent = level.toFixed(2);
    get("epochs-out").textContent = epochs;
    const widths = Array(layers).fill(units);
    const words = { shape: netShape(widths, code), p: count(countParameters(widths, code)) };
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

/** @param {TrainWish} wish */
const hasUnits = ({ layers }) => layers > 0;

/** @param {TrainWish} wish */
const hasLevel = ({ noise }) => noise !== "none" && noise !== "mixed";

/**
 * Whether what is chosen is that starting point; what has no effect is left aside.
 * @param {TrainWish} start
 * @param {TrainWish} wish
 */
export const isFrom = (start, wish) => {
  const idle = [!hasUnits(wish) && "units", !hasLevel(wish) && "level"];
  return Object.entries(start).every(([name, value]) => {
    const chosen = wish[/** @type {keyof TrainWish} */ (name)];
    return idle.includes(name) || chosen === value;
  });
};
