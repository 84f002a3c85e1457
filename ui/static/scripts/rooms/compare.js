// Compare: the noisy digit through every network, in groups by what they have learnt, and through
// classical filters; and how each does over the test digits. What is looked at is lit, among the
// tiles and among the curves: the tile under the pointer or the keys' focus, else the one that was
// chosen, else the model in use.

import { CompareCurves } from "../compare/curves.js";
import { best, effectOf, groupOf, RANKS, sentenceOf } from "../compare/methods.js";
import { newTile, writeHead, writeTile } from "../compare/tiles.js";
import { Announcer, finder } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";

/**
 * @typedef {import("../types.d.ts").CompareRoom} Answer
 * @typedef {import("../types.d.ts").Tile} Tile
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 */

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
    this.curves = new CompareCurves(this.get, page);
    /** @type {Map<string, Tile>} */
    this.answered = new Map(); // by key
    /** @type {Map<string, HTMLElement & {written?: string}>} */
    this.items = new Map(); // of the lists, by key
    /** @type {string | null} */
    this.hovered = null; // key of what the pointer, or the keys' focus, is on
    /** @type {string | null} */
    this.chosen = null;
    /** @type {number | null} */
    this.frame = null;
    this.order = "menu";
    /** @type {Map<string, HTMLElement>} */
    this.sections = new Map(); // of the groups, by name
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-group]"))) {
      this.sections.set(section.dataset.group ?? "", section);
    }
    this.announcer = new Announcer(this.get("aloud"));
    this.listen();
    page.update({ curves: true });
  }

  listen() {
    const { get } = this;
    get("sort").onchange = (/** @type {any} */ e) => {
      this.order = e.target.value;
      if (this.answer) this.sort(this.answer);
    };
    get("filter").onchange = (/** @type {any} */ e) => {
      for (const [name, section] of this.sections) section.hidden = !["all", name].includes(e.target.value);
    };
    get("measure").onchange = (/** @type {any} */ e) => {
      this.curves.measure = e.target.value;
      this.mark();
    };
    const chart = get("chart");
    chart.onpointermove = (/** @type {PointerEvent} */ e) =>
      e.pointerType === "mouse" && this.look(this.curves.near(e));
    chart.onpointerleave = () => this.look(null);
    chart.onclick = (/** @type {PointerEvent} */ e) => this.choose(this.curves.near(e));
    new ResizeObserver(() => this.mark()).observe(chart);
  }

  /** @param {Answer} answer */
  show(answer) {
    if (answer.curves !== undefined) {
      this.curves.measured = answer.curves;
      this.page.update({ curves: false }); // they stay the same
    }
    this.answer = answer;
    this.answered = new Map(answer.tiles.map((tile) => [tile.key, tile]));
    for (const key of [...this.items.keys()].filter((one) => !this.answered.has(one))) this.remove(key);
    for (const tile of answer.tiles) this.paint(tile);
    // pictures first: order and words follow the frame that shows them
    this.frame ??= requestAnimationFrame(() =>
      setTimeout(() => {
        this.frame = null;
        if (this.answer) this.sort(this.answer);
        this.writeWords();
      }),
    );
  }

  // ---- tiles ----
  /** @param {Tile} tile */
  paint(tile) {
    const item = this.items.get(tile.key) ?? this.add(tile);
    paintGrey(/** @type {HTMLCanvasElement} */ (item.querySelector("canvas")), tile.picture);
  }

  /** @param {Tile} tile */
  add(tile) {
    const { key, group } = tile;
    const item = newTile(key);
    const button = /** @type {HTMLButtonElement} */ (item.firstChild);
    button.onclick = () => (group === "net" ? this.use(key) : this.choose(key));
    button.onpointerenter = (e) => e.pointerType === "mouse" && this.look(key);
    button.onpointerleave = () => this.look(null);
    button.onfocus = () => button.matches(":focus-visible") && this.look(key);
    button.onblur = () => this.look(null);
    this.items.set(key, item);
    this.listOf(groupOf(tile)).append(item);
    return item;
  }

  /**
   * Of the visitor's own nets one may go.
   * @param {string} key
   */
  remove(key) {
    this.items.get(key)?.remove();
    this.items.delete(key);
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
    if (key === this.hovered) return;
    this.hovered = key;
    this.mark();
  }

  // ---- order ----
  /** @param {string} group */
  listOf(group) {
    return /** @type {HTMLElement} */ (this.sections.get(group)?.querySelector("ul"));
  }

  /**
   * Within each group; by default as they are answered.
   * @param {Answer} answer
   */
  sort(answer) {
    const rank = RANKS[this.order];
    /**
     * "-" of two infinities is no number.
     * @param {Tile} a
     * @param {Tile} b
     */
    const higher = (a, b) =>
      Number(rank(b, answer) > rank(a, answer)) - Number(rank(b, answer) < rank(a, answer));
    for (const group of this.sections.keys()) {
      const tiles = answer.tiles.filter((tile) => groupOf(tile) === group).sort(higher);
      this.arrange(this.listOf(group), tiles);
    }
  }

  /**
   * @param {HTMLElement} box
   * @param {Tile[]} tiles
   */
  arrange(box, tiles) {
    const items = tiles.map(({ key }) => /** @type {HTMLElement} */ (this.items.get(key)));
    if (items.every((item, i) => box.children[i] === item)) return;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    box.append(...items);
    if (box.contains(focused)) focused?.focus(); // an element that is moved loses the focus
  }

  // ---- words ----
  writeWords() {
    if (!this.answer) return;
    const { tiles, clean } = this.answer;
    this.mark(); // first, as the chart asks for its size, which changed tiles would have laid out anew
    const winner = best(tiles);
    const noisy = tiles.find(({ key }) => key === "noisy");
    for (const tile of tiles) {
      const item = this.items.get(tile.key);
      if (item) writeTile(item, tile, { won: tile === winner, effect: effectOf(tile, noisy), clean });
    }
    for (const [group, section] of this.sections) {
      const inGroup = tiles.filter((tile) => groupOf(tile) === group);
      writeHead(section, group, inGroup, { noisy, clean });
    }
    const says = sentenceOf(tiles, winner);
    this.get("says").textContent = says;
    this.announcer.announce(says);
  }

  // ---- what is lit ----
  get lit() {
    return (
      [this.hovered, this.chosen, this.page.state.model].find(
        (key) => key !== null && this.answered.has(key),
      ) ?? "noisy"
    );
  }

  mark() {
    if (!this.answer) return;
    const { model } = this.page.state;
    for (const [key, item] of this.items) {
      const button = /** @type {HTMLButtonElement} */ (item.firstChild);
      const net = this.answered.get(key)?.group === "net";
      button.setAttribute("aria-pressed", String(key === (net ? model : this.chosen)));
      button.classList.toggle("used", key === model);
      button.classList.toggle("lit", key === this.lit);
    }
    this.curves.paint([...this.answered.values()], this.answered.get(this.lit));
  }
}
