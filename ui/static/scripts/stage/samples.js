import { button, canvas } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";
import { join, percent, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").Digit} Digit
 * @typedef {import("../types.d.ts").Sample} Sample
 * @typedef {import("../types.d.ts").TrayAnswer} TrayAnswer
 * @typedef {import("../types.d.ts").TrayQuestion} TrayQuestion
 */

/**
 * A sample as the digit that the pad holds.
 * @param {Sample} sample
 * @returns {Digit}
 */
export const digitOf = ({ strokes, pixels }) => (strokes ? { strokes } : { pixels });

// Ten samples to pick from, others on request, real test digits if they are fetched.
export class Samples {
  static POLL_MS = 1000; // while the real digits are on their way

  /**
   * @param {(id: string) => any} get finds elements of the stage
   * @param {(digit: Digit) => void} onPick
   * @param {(wish: {round: number, fetch: boolean}) => void} ask asks for samples
   */
  constructor(get, onPick, ask) {
    this.box = /** @type {HTMLElement} */ (get("tray"));
    this.note = /** @type {HTMLElement} */ (get("source"));
    this.button = /** @type {HTMLButtonElement} */ (get("fetch"));
    this.onPick = onPick;
    this.ask = ask;
    this.round = 0;
    this.wantsReal = false; // until a question that says so is answered: the next one may replace it
    /** @type {TrayAnswer | null} */
    this.answer = null;
    get("another").onclick = () => this.another();
    this.button.onclick = () => {
      this.wantsReal = true;
      this.open();
    };
  }

  open() {
    this.ask({ round: this.round, fetch: this.wantsReal });
  }

  another() {
    this.round += 1;
    this.open();
  }

  /**
   * @param {TrayAnswer} answer
   * @param {TrayQuestion} asked
   */
  receive(answer, asked) {
    if (asked.fetch) this.wantsReal = false;
    if (!answer.digits) return; // something went wrong
    const same = JSON.stringify(this.answer?.digits) === JSON.stringify(answer.digits);
    this.answer = answer;
    if (!same) this.fill(answer.digits); // an answer that brings nothing new leaves the focus where it is
    this.writeWords();
    if (answer.fetch === "loading") setTimeout(() => this.open(), Samples.POLL_MS);
  }

  /** @param {Sample[]} digits */
  fill(digits) {
    this.box.replaceChildren(
      ...digits.map((sample) => {
        const picture = canvas();
        paintGrey(picture, sample.pixels);
        const one = button(() => this.onPick(digitOf(sample)), picture);
        one.dataset.digit = String(sample.label);
        return one;
      }),
    );
  }

  writeWords() {
    if (!this.answer) return;
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (this.box.querySelectorAll("[data-digit]"))) {
      one.setAttribute("aria-label", t("sample_label", { d: one.dataset.digit }));
    }
    const { source, fetch, fetched } = this.answer;
    const says = { loading: "fetching", failed: "fetch_failed" }[fetch] ?? `source_${source}`;
    this.note.textContent = join(t(says), fetched !== null && t("percent", { p: percent(fetched) }));
    this.button.hidden = source === "mnist" || fetch === "loading";
  }
}
