// How strange: where the error on the current drawing stands among those on the test digits, what
// the network makes of the drawing, and samples that are no digits.

import { Chart } from "../charts/chart.js";
import { Announcer } from "../show/announcer.js";
import { button, canvas, finder } from "../show/dom.js";
import { paintDifference, paintGrey } from "../show/paint.js";
import { isGuess, surePercent } from "../show/reading.js";
import { count, join, percent, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").StrangeRoom} Answer
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../types.d.ts").Digit} Digit
 */

/** @type {[below: number, key: string][]} */
const STEPS = [
  [0.5, "familiar"],
  [0.8, "ordinary"],
  [0.95, "unusual"],
  [Infinity, "strange"],
]; // share of the digits below which a drawing is so
const STRANGE = 0.95;
const AROUND = { left: 7, right: 7, top: 44, bottom: 44 }; // px, room for words above and below the bars

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
    this.get("use").onclick = () => this.answer && page.use(this.answer.net.best);
    new ResizeObserver(() => this.paintChart()).observe(this.get("chart"));
  }

  /** @param {Answer} answer */
  show(answer) {
    if (answer.samples) {
      this.fillSamples(answer.samples);
      this.page.tell({ have: true });
    }
    this.answer = answer;
    if (this.page.reply?.seen) paintGrey(this.get("drawing"), this.page.reply.seen);
    paintGrey(this.get("copy"), answer.copy);
    paintDifference(this.get("difference"), answer.difference);
    this.say();
  }

  /** @param {NonNullable<Answer["samples"]>} samples */
  fillSamples(samples) {
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
  say() {
    this.saySamples();
    if (!this.answer) return;
    const [means, made] = [this.means(this.answer), this.made(this.answer)];
    this.get("than").innerHTML = than(this.answer);
    this.get("means").textContent = means;
    this.get("made").textContent = made;
    this.get("digits").textContent = t("strange_digits", { n: count(this.answer.net.digits) });
    this.sayTrust(this.answer);
    this.paintChart();
    this.announcer.say(join(`${this.get("than").textContent}.`, means, made));
  }

  saySamples() {
    for (const { digit, button: one, name } of this.samples) {
      one.title = t(`strange_sample_${name}`);
      one.setAttribute("aria-label", one.title);
      one.setAttribute("aria-pressed", String(this.page.state.digit === digit));
    }
  }

  get copiesAll() {
    return this.page.model().code === "none";
  }

  /** @param {Answer} answer */
  means({ share }) {
    if (this.copiesAll) return t("strange_free_long");
    const [, step] = STEPS.find(([below]) => share < below) ?? STEPS[0];
    return t(`strange_${step}_long`);
  }

  /** @param {Answer} answer */
  made({ reading, share }) {
    if (!reading) return "";
    let key = share >= STRANGE && !this.copiesAll ? "made" : "read";
    if (isGuess(reading)) key = "guess";
    return t(`strange_${key}_long`, { d: reading.read, p: surePercent(reading.sure) });
  }

  /** @param {Answer} answer */
  sayTrust({ net }) {
    const { model } = this.page.state;
    const [f, i] = [percent(net.finds), percent(net.by_ink)];
    const best = { name: t(`model_${net.best}`), f: percent(net.best_finds) };
    this.get("trust").textContent = join(
      t("strange_finds_long", { n: count(net.drawings), name: t(`model_${model}`), f }),
      f < i + 5 && t("strange_ink_long", { i }),
      model === net.best ? t("strange_best_long") : t("strange_better_long", best),
    );
    this.get("use").hidden = model === net.best;
    this.get("use").textContent = t("use_model", best);
  }

  // ---- the chart ----
  /** Bars over the errors, each octave as wide as the next, and the drawing's own place. */
  paintChart() {
    const box = this.get("chart");
    if (!this.answer || !box.clientWidth) return; // nothing yet, or left meanwhile
    const { bars, range, limit, times, share } = this.answer;
    const [width, height] = [box.clientWidth, box.clientHeight];
    const [low, high] = range.map(Math.log);
    const y = /** @type {const} */ ([0, Math.max(...bars)]);
    const chart = new Chart({ width, height, x: [low, high], y, ...AROUND });
    /** @param {number} value */
    const place = (value) => Math.min(high, Math.max(low, Math.log(value)));
    const [edge, at] = [place(limit), place(times)];
    markRegion(chart, edge, chart.x(at));
    markBars(chart, bars);
    const { top, bottom: floor } = chart.edge;
    chart.cursor(edge, "edge", top - 18);
    chart.mark("line", "floor", { x1: 0, x2: width, y1: floor, y2: floor });
    const ticks = { 0.25: "¼ ×", 1: t("strange_usual"), 4: "4 ×", 16: "16 ×" };
    for (const [value, text] of Object.entries(ticks)) chart.ticks([place(Number(value))], () => text, 18);
    chart.text(width / 2, floor + 38, "middle", t("strange_axis"));
    markOwn(chart, at);
    chart.show(box);
    box.dataset.share = share;
    box.setAttribute("aria-label", this.get("than").textContent);
  }
}

/**
 * "Stranger than 97 % of …", as markup.
 * @param {Answer} answer
 */
const than = ({ share, net }) => {
  const n = count(net.digits);
  if (share === 1) return t("strange_than_all_long", { p: `<b>${t("strange_every")}</b>`, n });
  const p = Math.min(99, percent(share)); // 100 % are only all of them
  return t("strange_than_long", { p: `<b>${t("percent", { p })}</b>`, n });
};

/**
 * Where drawings are strange, and its name.
 * @param {Chart} chart
 * @param {number} from
 * @param {number} own px, where the drawing is
 */
const markRegion = (chart, from, own) => {
  const { width, edge } = chart;
  const x = chart.x(from);
  chart.mark("rect", "region", {
    x,
    y: edge.top - 18,
    width: width - x,
    height: edge.bottom - edge.top + 18,
  });
  const crowded = own > width - 80; // there its name stands at its other end
  chart.text(crowded ? x + 6 : width - 6, edge.top - 4, crowded ? "start" : "end", t("strange_region"));
};

/**
 * @param {Chart} chart
 * @param {number[]} bars
 */
const markBars = (chart, bars) => {
  const { left, right, bottom } = chart.edge;
  const wide = (right - left) / bars.length;
  bars.forEach((part, i) => {
    const y = chart.y(part);
    chart.mark("rect", "bar-of", { x: left + i * wide, y, width: wide - 1, height: bottom - y });
  });
};

/**
 * @param {Chart} chart
 * @param {number} at
 */
const markOwn = (chart, at) => {
  const { width } = chart;
  const x = chart.x(at);
  // words that would leave the chart stand on the other side
  const anchor = x > width - 60 ? "end" : x < 60 ? "start" : "middle";
  chart.cursor(at, "own", 18).dot(at, 0, 6, "own");
  chart.text({ end: width, start: 0, middle: x }[anchor], 13, anchor, t("strange_yours"), "own");
};
