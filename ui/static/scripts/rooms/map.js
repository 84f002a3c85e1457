// The map: test digits as small numerals, each where its code brings it; above them the current
// digit, with an arrow from its clean to its noisy place; beside them what a place looks like.
// Places are [x, y] from 0 to 1. Of a visitor's net with two numbers the map is the plane of its code.

import { DIGIT_COLOURS, numbersAt, paintCross, paintDigit, paintDots, paintPlane } from "../map/painting.js";
import { Announcer, button, canvas, finder } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";
import { readingLine } from "../show/reading.js";
import { list, number, percent, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").MapRoom} Answer
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../types.d.ts").Plane} Plane
 * @typedef {import("../types.d.ts").Near} Near
 * @typedef {import("../map/painting.js").Dot} Dot
 * @typedef {import("../map/painting.js").Place} Place
 *
 * @typedef {object} Dots
 * @property {Dot[]} dots
 * @property {Dot[]} names where the large numeral of each class is
 * @property {Record<string, number>} quality
 * @property {Plane | null} plane
 */

const STEP = 0.02; // of an arrow key
const LEAP = 0.1; // with Shift
const NEAREST = 10; // digits that say where a place is, as on the server
const MOST = 6; // so many of them of one kind: it is that kind's land

export class MapRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.page = page;
    this.get = finder(box, "map-");
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Place | null} */
    this.at = null; // the place looked at; null: the digit's own
    /** @type {Dots | null} */
    this.dots = null;
    /** @type {Set<number>} */
    this.hidden = new Set(); // classes
    this.base = canvas(); // the dots, painted once
    this.painted = canvas(); // of a plane: what the decoder paints
    /** @type {number | null} */
    this.frame = null;
    this.announcer = new Announcer(this.get("aloud"));
    this.chart = /** @type {HTMLCanvasElement} */ (this.get("chart"));
    this.fillClasses();
    this.listen();
    new ResizeObserver(() => this.repaint()).observe(this.chart);
  }

  // ---- classes ----
  fillClasses() {
    DIGIT_COLOURS.forEach((colour, digit) => {
      const one = button(() => this.toggle(digit), String(digit));
      one.style.setProperty("--digit", colour);
      this.get("classes").append(one);
    });
    this.get("toggle").onclick = () => {
      this.hidden = new Set(this.hidden.size ? [] : DIGIT_COLOURS.keys());
      this.classesChanged();
    };
  }

  /** @param {number} digit */
  toggle(digit) {
    if (!this.hidden.delete(digit)) this.hidden.add(digit);
    this.classesChanged();
  }

  classesChanged() {
    this.writeClasses();
    this.repaint();
  }

  /**
   * What a class is called: a digit, or a symbol of the visitor's own.
   * @param {number} digit
   */
  nameOf(digit) {
    return this.symbols[digit] ?? String(digit);
  }

  /** Names of the symbols that the model has learnt; none: it has learnt digits. */
  get symbols() {
    return this.page.model().symbols ?? [];
  }

  writeClasses() {
    const key = this.symbols.length ? "symbol_label" : "map_class";
    this.get("classes").classList.toggle("names", this.symbols.length > 0);
    this.get("classes-title").textContent = t(this.symbols.length ? "map_symbols" : "map_classes");
    [...this.get("classes").children].forEach((one, digit) => {
      one.hidden = this.symbols.length > 0 && digit >= this.symbols.length;
      one.textContent = this.nameOf(digit);
      one.setAttribute("aria-pressed", String(!this.hidden.has(digit)));
      one.setAttribute("aria-label", t(key, { d: this.nameOf(digit) }));
    });
    this.get("toggle").textContent = t(this.hidden.size ? "map_all" : "map_none");
  }

  // ---- where the visitor looks ----
  listen() {
    const { chart } = this;
    /** @param {PointerEvent} e */
    const look = (e) => {
      const { left, top, width, height } = chart.getBoundingClientRect();
      this.look([(e.clientX - left) / width, (e.clientY - top) / height]);
    };
    chart.addEventListener("pointerdown", look);
    chart.addEventListener("pointermove", look);
    // a finger that is lifted leaves, too; what it has tapped stays
    chart.addEventListener("pointerleave", (e) => e.pointerType !== "touch" && this.leave());
    chart.addEventListener("blur", () => this.leave());
    chart.addEventListener("keydown", (e) => this.key(e));
    this.get("back").onclick = () => this.leave();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") this.leave();
    if (!way || !this.answer) return;
    const step = event.shiftKey ? LEAP : STEP;
    const [x, y] = this.at ?? this.answer.noisy;
    this.look([x + way[0] * step, y + way[1] * step]);
    event.preventDefault();
  }

  /** @param {Place} place */
  look([x, y]) {
    if (!this.answer) return; // no map yet
    /** @param {number} v */
    const inside = (v) => Math.round(10000 * Math.min(1, Math.max(0, v))) / 10000;
    this.at = [inside(x), inside(y)];
    this.page.ask({ at: this.at });
    this.redraw();
  }

  leave() {
    if (!this.at) return;
    this.at = null;
    this.page.ask({ at: null });
    this.redraw();
  }

  // ---- answers ----
  /** @param {Answer} answer */
  show(answer) {
    this.answer = answer;
    paintGrey(this.get("picture"), answer.picture);
    if (this.page.reply?.restored) paintGrey(this.get("restored"), this.page.reply.restored);
    if (answer.dots) {
      this.take(answer.dots);
      this.page.update({ chart: answer.chart }); // need not be sent again
    }
    this.writeAnswer();
    this.redraw();
  }

  /**
   * Another map.
   * @param {NonNullable<Answer["dots"]>} answer
   */
  take({ places, labels, quality, plane }) {
    const dots = unpack(places, labels);
    this.dots = { dots, names: namesOf(dots), quality, plane };
    this.writeClasses();
    if (plane) paintPlane(this.painted, plane);
    this.writeModel();
    this.repaint();
  }

  writeWords() {
    this.writeClasses();
    this.writeModel();
    this.writeAnswer();
  }

  writeModel() {
    const n = this.page.model().size;
    const plane = this.dots?.plane;
    const symbols = this.symbols.length > 0;
    const lead = plane ? "map_plane_lead" : "map_lead";
    this.get("lead").textContent = t(symbols ? "map_symbols_lead" : lead, { n });
    this.get("many").textContent = t("map_many", { n });
    this.get("how").textContent = t(plane ? "map_plane_how" : "map_how");
    const loss = plane ? "map_plane_loss" : "map_loss";
    this.get("loss").textContent = t(symbols ? "map_symbols_loss" : loss, { n });
    const { agree, agree_pca: pca, agree_code: code } = this.dots?.quality ?? {};
    const [a, p, c] = [agree, pca, code].map(percent);
    const sorted = plane ? "map_plane_quality" : "map_quality";
    const words = t(symbols ? "map_symbols_quality" : sorted, { a, p, c, n });
    this.get("quality").textContent = agree === undefined ? "" : words;
    this.get("axes").hidden = !plane;
    if (!plane) return;
    const [[x, y], [u, v]] = [plane.low, plane.high].map((corner) => corner.map((value) => number(value, 2)));
    this.get("axes").textContent = t("map_plane_axes", { x, y, u, v });
  }

  writeAnswer() {
    const { answer } = this;
    this.get("place").textContent = t(this.at ? "map_there" : "map_own");
    this.get("back").hidden = !this.at;
    this.get("how").hidden = Boolean(this.at);
    if (!answer) return;
    const restored = this.page.reply?.readings?.restored;
    this.get("two").textContent = this.paintedFrom(answer);
    this.get("read").innerHTML = readingLine(answer.reading);
    this.get("restored-read").innerHTML = readingLine(restored);
    const where = this.where(answer);
    this.get("where").textContent = where;
    const read = this.get("read").textContent;
    this.get("picture").setAttribute("aria-label", list([this.get("place").textContent, read]));
    this.announcer.announce(`${where} ${read}`);
  }

  /**
   * What the picture was decoded from.
   * @param {Answer} answer
   */
  paintedFrom({ noisy }) {
    const plane = this.dots?.plane;
    if (!plane) return t("map_two");
    const [x, y] = numbersAt(plane, this.at ?? noisy).map((value) => number(value, 2));
    return t("map_plane_two", { x, y });
  }

  /**
   * The sentence: among which digits the digit, or the place looked at, is.
   * @param {Answer} answer
   */
  where(answer) {
    const { clean, noisy, at } = answer.near;
    const of = this.at ? at : noisy;
    if (this.symbols.length) return this.whereAmongSymbols(of, clean);
    const moved = String(answer.clean) !== String(answer.noisy);
    let key = this.at ? "here" : moved ? "stands" : "clean";
    if (of.apart) key = this.at ? "here_apart" : "apart";
    else if (of.count < MOST) key = this.at ? "here_between" : "between";
    else if (!this.at && clean.count >= MOST && !clean.apart && clean.digit !== of.digit) key = "carried";
    return t(`map_${key}_long`, { c: clean.digit, d: of.digit, k: of.count, n: NEAREST });
  }

  /**
   * The same of symbols.
   * @param {Near} of
   * @param {Near} clean
   */
  whereAmongSymbols(of, clean) {
    const carried = !this.at && Math.min(clean.count, of.count) >= MOST && clean.digit !== of.digit;
    const key = of.apart ? "apart" : carried && !clean.apart ? "carried" : "near";
    const [c, d] = [clean, of].map(({ digit }) => this.nameOf(digit));
    return t(`map_symbols_${key}_long`, { c, d, k: of.count, n: NEAREST });
  }

  // ---- painting ----
  /** The dots anew: another map, other classes, another size. */
  repaint() {
    const scale = window.devicePixelRatio || 1;
    const side = Math.round(this.chart.clientWidth * scale);
    if (!side) return; // not in sight
    for (const one of [this.chart, this.base]) one.width = one.height = side;
    const context = this.base.getContext("2d");
    const { dots = [], names = [], plane } = this.dots ?? {};
    /** @param {Dot} dot */
    const shown = (dot) => !this.hidden.has(dot.digit);
    if (context && plane) {
      context.globalAlpha = this.hidden.size === DIGIT_COLOURS.length ? 1 : 0.5; // dots stand out
      context.drawImage(this.painted, 0, 0, side, side);
    }
    if (context)
      paintDots(context, dots.filter(shown), names.filter(shown), scale, (digit) => this.nameOf(digit));
    this.draw(); // at once: a canvas whose size was set is empty
  }

  redraw() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.frame = null;
    const context = this.chart.getContext("2d");
    if (!context || !this.chart.clientWidth) return; // left meanwhile: not in sight
    const side = this.chart.width;
    const unit = side / this.chart.clientWidth; // a CSS pixel
    context.globalAlpha = this.at ? 0.8 : 1; // while someone looks around, dots stand back
    context.clearRect(0, 0, side, side);
    context.drawImage(this.base, 0, 0);
    context.globalAlpha = 1;
    if (this.answer) paintDigit(context, this.answer.clean, this.answer.noisy, unit);
    if (this.at) paintCross(context, this.at, unit);
  }
}

/**
 * @param {string} places base64 of two 16-bit numbers a dot
 * @param {string} labels a digit a dot
 * @returns {Dot[]}
 */
const unpack = (places, labels) => {
  const bytes = Uint8Array.from(atob(places), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return [...labels].map((label, i) => ({
    x: view.getUint16(4 * i, true) / 65535,
    y: view.getUint16(4 * i + 2, true) / 65535,
    digit: Number(label),
  }));
};

/**
 * Where a class's large numeral goes: to that of its dots with most of its own kind around.
 * @param {Dot[]} dots
 */
const namesOf = (dots) => {
  /**
   * @param {Dot} a
   * @param {Dot} b
   */
  const near = (a, b) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < 0.05 ** 2;
  return DIGIT_COLOURS.map((_, digit) => {
    const own = dots.filter((dot) => dot.digit === digit);
    const crowd = own.map((a) => own.reduce((sum, b) => sum + Number(near(a, b)), 0));
    return own[crowd.indexOf(Math.max(...crowd))];
  }).filter(Boolean);
};
