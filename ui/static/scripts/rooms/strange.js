// Not a digit: where the current drawing stands among digits, what the network makes of it, and
// samples that are no digits.

import { paintStrangeness } from "../charts/strangeness.js";
import { limits } from "../show/catalogue.js";
import { Announcer, button, canvas, finder } from "../show/dom.js";
import { paintDifference, paintGrey } from "../show/paint.js";
import { isReadable, surePercent } from "../show/reading.js";
import { count, join, number, percent, t } from "../show/words.js";
import { numbersUsed } from "../stage/numbers.js";

/**
 * @typedef {import("../types.d.ts").StrangeRoom} Answer
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../types.d.ts").Digit} Digit
 */

export class StrangeRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.page = page;
    this.get = finder(box, "strange-");
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {{digit: Digit, button: HTMLButtonElement, name: string}[]} */
    this.samples = [];
    this.announcer = new Announcer(this.get("aloud"));
    new ResizeObserver(() => this.paintChart()).observe(this.get("chart"));
  }

  /** @param {Answer} answer */
  show(answer) {
    this.showSamples(answer);
    this.answer = answer;
    if (this.page.stageAnswer?.seen) paintGrey(this.get("drawing"), this.page.stageAnswer.seen);
    paintGrey(this.get("copy"), answer.copy);
    paintDifference(this.get("difference"), answer.difference);
    this.writeWords();
  }

  /** @param {Pick<Answer, "samples">} answer */
  showBlank(answer) {
    this.showSamples(answer);
    this.writeSamples();
  }

  /** @param {Pick<Answer, "samples">} answer */
  showSamples({ samples }) {
    if (!samples) return;
    this.page.update({ have: true }); // need not be sent again
    this.samples = samples.map(({ name, strokes, pixels }) => {
      const picture = canvas();
      paintGrey(picture, pixels);
      const digit = { strokes };
      const one = button(() => this.page.draw(digit), picture);
      one.dataset.name = name;
      return { digit, button: one, name };
    });
    this.get("samples").replaceChildren(...this.samples.map((sample) => sample.button));
  }

  // ---- words ----
  writeWords() {
    this.writeSamples();
    const { answer, hasSymbols, get } = this;
    if (!answer) return;
    const onCopy = this.sentenceOnCopy(answer);
    get("means").innerHTML = sentenceOnPlace(answer, hasSymbols);
    get("made").textContent = onCopy;
    get("lead").textContent = t(hasSymbols ? "strange_symbols_lead" : "strange_lead");
    const digits = hasSymbols ? "strange_symbols_digits" : "strange_digits";
    get("digits").textContent = t(digits, { n: count(answer.digits) });
    this.writeTrust(answer);
    this.paintChart();
    this.announcer.announce(join(get("means").textContent, onCopy));
  }

  writeSamples() {
    for (const { digit, button: one, name } of this.samples) {
      one.title = t(`strange_sample_${name}`);
      one.setAttribute("aria-label", one.title);
      one.setAttribute("aria-pressed", String(this.page.state.digit === digit));
    }
  }

  /** Whether the net has learnt symbols, and not digits. */
  get hasSymbols() {
    return Boolean(this.page.model().symbols?.length);
  }

  get copiesAll() {
    return this.page.model().code === "none";
  }

  /**
   * What the network made of the drawing.
   * @param {Answer} answer
   */
  sentenceOnCopy({ reading, error }) {
    const free = this.copiesAll && t("strange_free_long");
    const { size: n } = this.page.model();
    const all = numbersUsed(this.page.state) < n && t("strange_all_numbers", { n });
    if (!reading) return join(free, all);
    let key = error.share >= limits.strange && !this.copiesAll ? "made" : "read";
    if (!isReadable(reading)) key = "guess";
    return join(free, t(`strange_${key}_long`, { d: reading.read, p: surePercent(reading.sure) }), all);
  }

  /** @param {Answer} answer */
  writeTrust({ net, digits, by, error }) {
    const times = number(error.times, error.times < 10 ? 1 : 0);
    if (this.hasSymbols) {
      this.get("by").textContent = t("strange_symbols_error_long", { t: times, p: percent(error.share) });
      this.get("trust").textContent = t("strange_symbols_own_long", { n: count(digits) });
      return;
    }
    this.get("by").textContent = join(
      t(`strange_by_${by}_long`),
      t("strange_error_long", { t: times, p: percent(error.share) }),
    );
    if (!net) {
      this.get("trust").textContent = t("strange_own_long", { n: count(digits) });
      return;
    }
    const { model } = this.page.state;
    const [f, e, i] = [net.finds, net.finds_by_error, net.by_ink].map(percent);
    const best = { name: t(`model_${net.best}`), f: percent(net.best_finds) };
    this.get("trust").textContent = join(
      t("strange_finds_long", { n: count(net.drawings), name: t(`model_${model}`), f, e }),
      model === net.best ? t("strange_best_long") : t("strange_better_long", best),
      t("strange_ink_long", { i }),
    );
  }

  /** Bars over the measure, and the drawing's own place. */
  paintChart() {
    const box = this.get("chart");
    if (!this.answer || !box.clientWidth) return; // nothing yet, or folded, or left meanwhile
    paintStrangeness(box, this.answer);
    box.setAttribute("aria-label", this.get("means").textContent);
  }
}

/**
 * "Unusual: stranger than 90 % of …", as markup.
 * @param {Answer} answer
 * @param {boolean} amongSymbols with what it is compared
 */
const sentenceOnPlace = ({ share, digits }, amongSymbols) => {
  const known = amongSymbols ? "strange_of_symbols" : "strange_of_digits";
  const of = t(known, { n: count(digits) });
  if (share === 1) return t("strange_all_long", { p: `<b>${t("strange_every")}</b>`, of });
  const p = Math.min(99, percent(share)); // 100 % are only all of them
  return t(`strange_${stepOf(share)}_long`, { p: `<b>${t("percent", { p })}</b>`, of });
};

/** @param {number} share of the digits that are less strange */
const stepOf = (share) => {
  if (share < 0.5) return "familiar";
  if (share < 0.8) return "ordinary";
  return share < limits.strange ? "unusual" : "strange";
};
