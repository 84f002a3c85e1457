// Compare: the noisy digit through every network and through classical filters, and how each does
// over the test digits. What is looked at is lit, among the tiles and among the curves: the tile
// under the pointer or the keys' focus, else the one that was chosen, else the model in use.

import { curveAt, nearestCurve, paintCurves } from "../charts/curves.js";
import { Announcer } from "../show/announcer.js";
import { catalogue, findModel } from "../show/catalogue.js";
import { finder } from "../show/dom.js";
import { paintBlank, paintGrey } from "../show/paint.js";
import { isReadable } from "../show/reading.js";
import { count, decibels, join, list, number, t } from "../show/words.js";
import { best, describe, nameOf, newTile, rankOf, trainingOf, usedOf } from "./compare_tiles.js";

/**
 * @typedef {import("../types.d.ts").CompareRoom} Answer
 * @typedef {import("../types.d.ts").Reading} Reading
 * @typedef {import("../types.d.ts").Tile} Tile
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../charts/curves.js").Curves} Curves
 * @typedef {import("../charts/curves.js").Step} Step
 */

/**
 * How surely the right digit is read; below 0: another one; 0: none.
 * @param {Reading} reading
 * @param {Reading | null} clean
 */
const trust = (reading, clean) => {
  if (!isReadable(reading)) return 0;
  return reading.read === clean?.read ? reading.sure : -reading.sure;
};

/** @type {Record<string, (tile: Tile, answer: Answer) => number>} */
const RANKS = {
  menu: () => 0,
  psnr: rankOf,
  ssim: ({ ssim }) => ssim ?? -2,
  reader: ({ reading }, { clean }) => (reading ? trust(reading, clean) : -2),
};

export class CompareRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "compare-");
    this.page = page;
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Answer["curves"]} */
    this.curves = undefined;
    /** @type {Map<string, Tile>} */
    this.by = new Map(); // key → what was answered
    /** @type {Map<string, HTMLElement & {said?: string}>} */
    this.tiles = new Map(); // key → item of the list
    /** @type {string | null} */
    this.over = null; // key of what the pointer is over
    /** @type {string | null} */
    this.chosen = null;
    /** @type {number | null} */
    this.frame = null;
    /** @type {Curves | null} */
    this.view = null; // what the chart shows
    this.order = "menu";
    /** @type {"psnr" | "ssim"} */
    this.measure = "psnr";
    this.announcer = new Announcer(this.get("aloud"));
    this.listen();
    page.tell({ curves: true });
  }

  listen() {
    const { get } = this;
    get("sort").onchange = (/** @type {any} */ e) => {
      this.order = e.target.value;
      if (this.answer) this.sort(this.answer);
    };
    get("measure").onchange = (/** @type {any} */ e) => {
      this.measure = e.target.value;
      this.mark();
    };
    const chart = get("chart");
    /** @param {PointerEvent} e */
    const near = (e) => (this.view ? nearestCurve(chart, this.view, e) : null);
    chart.onpointermove = (/** @type {PointerEvent} */ e) => e.pointerType === "mouse" && this.look(near(e));
    chart.onpointerleave = () => this.look(null);
    chart.onclick = (/** @type {PointerEvent} */ e) => this.choose(near(e));
    new ResizeObserver(() => this.mark()).observe(chart);
  }

  /** @param {Answer} answer */
  show(answer) {
    if (answer.curves !== undefined) {
      this.curves = answer.curves;
      this.page.tell({ curves: false }); // they stay the same
    }
    this.answer = answer;
    this.by = new Map(answer.tiles.map((tile) => [tile.key, tile]));
    for (const key of [...this.tiles.keys()].filter((one) => !this.by.has(one))) this.remove(key);
    for (const tile of answer.tiles) this.paint(tile);
    // pictures first: order and words follow the frame that shows them
    this.frame ??= requestAnimationFrame(() =>
      setTimeout(() => {
        this.frame = null;
        if (this.answer) this.sort(this.answer);
        this.say();
      }),
    );
  }

  // ---- tiles ----
  /** @param {Tile} tile */
  paint(tile) {
    const item = this.tiles.get(tile.key) ?? this.add(tile);
    const canvas = /** @type {HTMLCanvasElement} */ (item.querySelector("canvas"));
    if (tile.picture) paintGrey(canvas, tile.picture);
    else paintBlank(canvas);
  }

  /** @param {Tile} tile */
  add({ key, group }) {
    const item = newTile(key);
    const button = /** @type {HTMLButtonElement} */ (item.firstChild);
    button.onclick = () => (group === "net" ? this.use(key) : this.choose(key));
    button.onpointerenter = (e) => e.pointerType === "mouse" && this.look(key);
    button.onpointerleave = () => this.look(null);
    button.onfocus = () => button.matches(":focus-visible") && this.look(key);
    button.onblur = () => this.look(null);
    this.tiles.set(key, item);
    this.get("tiles").append(item);
    return item;
  }

  /**
   * Of the visitor's own nets one may go.
   * @param {string} key
   */
  remove(key) {
    this.tiles.get(key)?.remove();
    this.tiles.delete(key);
  }

  /** @param {string} key */
  use(key) {
    this.chosen = null;
    if (key !== this.page.state.model) this.page.use(key);
    this.mark();
  }

  /** @param {string | null} key */
  choose(key) {
    this.chosen = key === this.chosen ? null : key;
    this.mark();
  }

  /** @param {string | null} key */
  look(key) {
    if (key === this.over) return;
    this.over = key;
    this.mark();
  }

  // ---- order ----
  /**
   * As in the menu of models, between the noisy picture and the filters.
   * @param {Answer} answer
   */
  menu({ tiles }) {
    const groups = [...new Set(catalogue.models.map(({ group }) => group))];
    /** @param {Tile} tile */
    const place = ({ key, group }) => {
      if (group !== "net") return group === "noisy" ? -1 : groups.length;
      return groups.indexOf(findModel(key)?.group ?? "");
    };
    return [...tiles].sort((a, b) => place(a) - place(b));
  }

  /** @param {Answer} answer */
  sort(answer) {
    const rank = RANKS[this.order];
    /**
     * "-" of two infinities is no number.
     * @param {Tile} a
     * @param {Tile} b
     */
    const higher = (a, b) =>
      Number(rank(b, answer) > rank(a, answer)) - Number(rank(b, answer) < rank(a, answer));
    const items = this.menu(answer)
      .sort(higher)
      .map(({ key }) => /** @type {HTMLElement} */ (this.tiles.get(key)));
    const box = this.get("tiles");
    if (items.every((item, i) => box.children[i] === item)) return;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    box.append(...items);
    if (box.contains(focused)) focused?.focus(); // moving an element takes the focus from it
  }

  // ---- words ----
  say() {
    if (!this.answer) return;
    const { tiles, clean } = this.answer;
    this.mark(); // first, as the chart asks for its size, which changed tiles would have laid out anew
    const winner = best(tiles);
    for (const tile of tiles) {
      const item = this.tiles.get(tile.key);
      if (item) describe(item, tile, tile === winner, clean);
    }
    const says = sentence(tiles, winner);
    this.get("says").textContent = says;
    this.announcer.say(says);
  }

  // ---- what is lit ----
  get lit() {
    return (
      [this.over, this.chosen, this.page.state.model].find((key) => key !== null && this.by.has(key)) ??
      "noisy"
    );
  }

  mark() {
    if (!this.answer) return;
    const { model } = this.page.state;
    for (const [key, item] of this.tiles) {
      const button = /** @type {HTMLButtonElement} */ (item.firstChild);
      const net = this.by.get(key)?.group === "net";
      button.setAttribute("aria-pressed", String(key === (net ? model : this.chosen)));
      button.classList.toggle("used", key === model);
      button.classList.toggle("lit", key === this.lit);
    }
    this.paintChart();
  }

  // ---- curves ----
  paintChart() {
    const { noise } = this.page.state;
    this.get("curve").textContent = t("compare_curve", { noise: t(`noise_${noise}`) });
    const tile = this.by.get(this.lit ?? "noisy");
    if (!this.curves || !tile) {
      this.view = null;
      this.get("about").textContent = this.curves === null ? t("compare_no_curves") : "";
      return;
    }
    this.view = this.viewOf(tile, this.curves);
    paintCurves(this.get("chart"), this.view);
    this.sayCurve(tile, this.view, this.curves.digits);
  }

  /**
   * @param {Tile} tile the lit one
   * @param {import("../types.d.ts").MeasuredCurves} curves
   * @returns {Curves}
   */
  viewOf(tile, curves) {
    const { noise, level } = this.page.state;
    const psnr = this.measure === "psnr";
    const measured = [...this.by.values()].filter(({ key }) => curves.of[key]);
    const lines = measured.map(({ key, group }) => {
      // what leaves a clean digit as it is has no PSNR there
      const from = psnr && group !== "net" ? 1 : 0;
      const points = curves.of[key][noise].slice(from);
      return { key, group, points: points.map(([l, p, s]) => /** @type {Step} */ ([l, psnr ? p : s])) };
    });
    return {
      lines,
      level,
      own: tile[this.measure] ?? null, // null, too, of identical pictures
      lit: tile.key,
      name: nameOf(tile.key),
      range: psnr ? [0, 35] : [0, 1],
      ticks: psnr ? [0, 10, 20, 30] : [0, 0.25, 0.5, 0.75, 1],
      trained: trainingOf(tile, noise).along,
      x: t("level"),
      y: t("compare_higher", { unit: psnr ? "dB" : "SSIM" }),
    };
  }

  /**
   * @param {Tile} tile
   * @param {Curves} view
   * @param {number} digits
   */
  sayCurve(tile, { lines, level, own, name }, digits) {
    const points = lines.find(({ key }) => key === tile.key)?.points ?? [];
    /** @param {number} v */
    const text = (v) => (this.measure === "psnr" ? decibels(v) : t("ssim", { v: number(v, 2) }));
    const mean = curveAt(points, level);
    const average = { name, l: level.toFixed(2), n: count(digits) };
    this.get("about").textContent = join(
      mean !== null && t("compare_average", { ...average, v: text(mean) }),
      own !== null && t("compare_yours", { w: list([text(own), usedOf(tile)]) }),
      trainingOf(tile, this.page.state.noise).says,
    );
    const values = list(points.map(([l, v]) => `${l}: ${text(v)}`));
    this.get("chart").setAttribute("aria-label", `${this.get("curve").textContent}. ${name}: ${values}`);
  }
}

/**
 * @param {Tile[]} tiles
 * @param {Tile} winner
 */
const sentence = (tiles, winner) => {
  /** @param {string} group */
  const of = (group) => tiles.filter((tile) => tile.group === group);
  const [noisy, net, filter] = ["noisy", "net", "filter"].map((group) => best(of(group)));
  if (net.problem) return ""; // no network is there
  /** @param {Tile} tile */
  const db = ({ psnr }) => decibels(psnr ?? null);
  const words = { a: nameOf(net.key), x: db(net), b: nameOf(filter.key), y: db(filter) };
  const before = noisy.psnr ?? null;
  if (before === null) return t("compare_nothing", words);
  const says =
    { net: "compare_net_wins", filter: "compare_filter_wins" }[winner.group] ?? "compare_noisy_wins";
  const worse = of("net").filter((tile) => rankOf(tile) < before && !tile.problem).length;
  return join(
    t(says, { ...words, z: db(noisy) }),
    worse && t("compare_worse", { k: worse, m: of("net").length }),
  );
};
