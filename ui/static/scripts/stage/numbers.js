// How many numbers of the code are used, in words too; and the slider, for models whose code is ordered.
import { modelOf } from "../show/catalogue.js";
import { t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").View} View
 * @typedef {import("../asking/state.js").State} State
 */

/**
 * How many numbers of the code are used: all of them, unless it is ordered and fewer are wanted.
 * @param {Pick<View, "model" | "numbers">} view
 */
export const numbersUsed = ({ model, numbers }) => {
  const { size, ordered } = modelOf(model);
  return (ordered && numbers) || size;
};

/**
 * In words: "all 32", "the first 8 of 32".
 * @param {number} k how many are used
 * @param {number} n of how many
 */
export const numbersInWords = (k, n) => {
  if (k === n) return t("numbers_all", { n });
  return t(k === 1 ? "numbers_first_one" : "numbers_first", { k, n });
};

export class Numbers {
  /**
   * @param {(id: string) => any} get finds elements of the stage
   * @param {State} state
   * @param {(choice: Partial<View>) => void} choose
   */
  constructor(get, state, choose) {
    this.get = get;
    this.state = state;
    this.shown = ""; // the choice that is shown
    get("numbers-slider").oninput = () => choose({ numbers: this.chosen });
    state.onChange(() => this.show());
  }

  /** What the slider says; all of them are one question, however it is put. */
  get chosen() {
    const { value, max } = this.get("numbers-slider");
    return Number(value) < Number(max) ? Number(value) : null;
  }

  writeWords() {
    this.shown = "";
    this.show();
  }

  show() {
    const { model, numbers } = this.state.now;
    const choice = [model, numbers].join();
    if (choice === this.shown) return; // the pen changes the digit alone
    this.shown = choice;
    const { size: n, ordered } = modelOf(model);
    this.get("numbers-used").hidden = !ordered;
    if (!ordered) return;
    const k = numbersUsed(this.state.now);
    const text = numbersInWords(k, n);
    const slider = this.get("numbers-slider");
    slider.max = n; // before the value, which could not be beyond it
    slider.value = k;
    slider.setAttribute("aria-valuetext", text);
    this.get("numbers-out").textContent = text;
  }
}

/**
 * A choice, with all numbers of the code where it is of another model.
 * @param {Partial<View>} choice
 * @param {Readonly<View>} now
 * @returns {Partial<View>}
 */
export const withAllNumbers = (choice, now) =>
  (choice.model ?? now.model) === now.model ? choice : { numbers: null, ...choice };
