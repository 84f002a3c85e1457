// The map: test digits as small numerals, each where its code brings it; above them the current
// digit, with an arrow from its clean to its noisy place; beside them what a place looks like.
// Places are [x, y] from 0 to 1. Of a visitor's net with two numbers the map is the plane of its code.

import { Classes } from "../map/classes.js";
import { numeralsOf, unpackDots } from "../map/dots.js";
import { numbersAt, paintCross, paintDigit, paintDots, paintPlane } from "../map/painting.js";
import { whereAmongDigits, whereAmongSymbols } from "../map/sentences.js";
import { Announcer, ARROWS, canvas, finder, isShortcut } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";
import { readingLine } from "../show/reading.js";
import { list, number, percent, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").MapRoom} Answer
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../types.d.ts").Plane} Plane
 * @typedef {import("../map/painting.js").Dot} Dot
 * @typedef {import("../map/painting.js").Place} Place
 *
 * @typedef {object} Dots
 * @property {Dot[]} dots
 * @property {Dot[]} numerals where the large one of each class is
 * @property {Record<string, number>} quality
 * @property {Plane | null} plane
 */

// What is said of a map, by what lies on it.
const WORDS = {
  digits: { lead: "map_lead", loss: "map_loss", quality: "map_quality" },
  plane: { lead: "map_plane_lead", loss: "map_plane_loss", quality: "map_plane_quality" },
  symbols: { lead: "map_symbols_lead", loss: "map_symbols_loss", quality: "map_symbols_quality" },
};
const STEP = 0.02; // of an arrow key
const LEAP = 0.1; // with Shift

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
    this.classes = new Classes(this.get, page, () => this.repaint());
    this.base = canvas(); // the dots, painted once
    this.painted = canvas(); // of a plane: what the decoder paints
    /** @type {number | null} */
    this.frame = null;
    this.announcer = new Announcer(this.get("aloud"));
    this.chart = /** @type {HTMLCanvasElement} */ (this.get("chart"));
    this.listen();
    new ResizeObserver(() => this.repaint()).observe(this.chart);
  }

  // ---- where the visitor looks ----
  listen() {
    const { chart } = this;
    /** @param {PointerEvent} e */
    const look = (e) => {
      const { left, top, width, height } = chart.getBoundingClientRect();
      this.look([(e.clientX - left) / width, (e.clientY - top) / height]);
    };
    /** @type {Place | null} */
    let before = null; // where the visitor looked when a finger came down
    chart.addEventListener("pointerdown", (e) => {
      before = this.at;
      look(e);
    });
    chart.addEventListener("pointermove", look);
    chart.addEventListener("pointercancel", () => this.look(before)); // it scrolls the page
    // a finger that is lifted leaves, too; what it has tapped stays
    chart.addEventListener("pointerleave", (e) => e.pointerType !== "touch" && this.leave());
    chart.addEventListener("blur", () => this.leave());
    chart.addEventListener("keydown", (e) => this.key(e));
    this.get("back").onclick = () => {
      this.leave();
      chart.focus({ preventScroll: true }); // the button goes
    };
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.key === "Escape" && this.at) {
      this.leave();
      event.preventDefault(); // it leaves nothing else
    }
    const way = ARROWS[event.key];
    if (!way || isShortcut(event) || !this.answer) return;
    const step = event.shiftKey ? LEAP : STEP;
    const [x, y] = this.at ?? this.answer.noisy;
    this.look([x + way[0] * step, y + way[1] * step]);
    event.preventDefault();
  }

  /** @param {Place | null} place null: the digit's own */
  look(place) {
    if (!this.answer) return; // no map yet
    /** @param {number} v */
    const inside = (v) => Math.round(10000 * Math.min(1, Math.max(0, v))) / 10000;
    this.at = place && [inside(place[0]), inside(place[1])];
    this.page.ask({ at: this.at });
    this.redraw();
  }

  leave() {
    if (this.at) this.look(null);
  }

  // ---- answers ----
  /** @param {Answer} answer */
  show(answer) {
    this.answer = answer;
    paintGrey(this.get("picture"), answer.picture);
    if (this.page.stageAnswer?.restored) paintGrey(this.get("restored"), this.page.stageAnswer.restored);
    if (answer.dots) {
      this.showDots(answer.dots);
      this.page.update({ version: answer.version }); // need not be sent again
    }
    this.writeAnswer();
    this.redraw();
  }

  /**
   * Another map.
   * @param {NonNullable<Answer["dots"]>} answer
   */
  showDots({ places, labels, quality, plane }) {
    const dots = unpackDots(places, labels);
    this.dots = { dots, numerals: numeralsOf(dots), quality, plane };
    this.classes.writeWords();
    if (plane) paintPlane(this.painted, plane);
    this.writeModel();
    this.repaint();
  }

  writeWords() {
    this.classes.writeWords();
    this.writeModel();
    this.writeAnswer();
  }

  writeModel() {
    const n = this.page.model().size;
    const plane = this.dots?.plane;
    const words = WORDS[this.classes.symbols.length ? "symbols" : plane ? "plane" : "digits"];
    this.get("lead").textContent = t(words.lead, { n });
    this.get("many").textContent = t("map_many", { n });
    this.get("how").textContent = t(plane ? "map_plane_how" : "map_how");
    this.get("loss").textContent = t(words.loss, { n });
    const { agree, agree_pca: pca, agree_code: code } = this.dots?.quality ?? {};
    const [a, p, c] = [agree, pca, code].map(percent);
    this.get("quality").textContent = agree === undefined ? "" : t(words.quality, { a, p, c, n });
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
    const restored = this.page.stageAnswer?.readings?.restored;
    this.get("two").textContent = this.paintedFrom(answer);
    this.get("read").innerHTML = readingLine(answer.reading);
    this.get("restored-read").innerHTML = readingLine(restored);
    const where = this.classes.symbols.length
      ? whereAmongSymbols(answer, this.at !== null, (digit) => this.classes.nameOf(digit))
      : whereAmongDigits(answer, this.at !== null);
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

  // ---- painting ----
  /** The dots anew: another map, other classes, another size. */
  repaint() {
    const scale = window.devicePixelRatio || 1;
    const side = Math.round(this.chart.clientWidth * scale);
    if (!side) return; // not in sight
    for (const one of [this.chart, this.base]) one.width = one.height = side;
    const context = this.base.getContext("2d");
    if (context) this.paintBase(context, side, scale);
    this.draw(); // at once: a canvas whose size was set is empty
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} side
   * @param {number} scale pixels of a CSS pixel
   */
  paintBase(context, side, scale) {
    const { dots = [], numerals = [], plane } = this.dots ?? {};
    const { classes } = this;
    if (plane) {
      context.globalAlpha = classes.areAllHidden ? 1 : 0.5; // dots stand out
      context.drawImage(this.painted, 0, 0, side, side);
    }
    /** @param {Dot[]} some */
    const shown = (some) => some.filter(({ digit }) => !classes.hidden.has(digit));
    paintDots(context, shown(dots), shown(numerals), scale, (digit) => classes.nameOf(digit));
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
