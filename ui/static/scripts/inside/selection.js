// What is looked at in a net: which values, a layer, a unit of it, and a pixel of the unit's map. What
// nobody has chosen is what fires most.
import { isRow } from "./net.js";
import { unpack } from "./values.js";

/**
 * @typedef {import("../types.d.ts").InsideUnit} Unit
 * @typedef {import("./net.js").Layer} Layer
 * @typedef {import("./values.js").Values} Values
 * @typedef {{layer: string | null, unit: number | null, at: [row: number, column: number] | null}} Chosen
 */

/** @type {Chosen} */
const NOTHING = { layer: null, unit: null, at: null };

export class Selection {
  /** @param {() => number} used how many numbers of the code are used */
  constructor(used) {
    this.countUsed = used;
    /** @type {Layer[]} */
    this.layers = [];
    /** @type {Record<string, Values>} */
    this.values = {}; // by layer
    this.shown = "noisy"; // or "clean", "difference"
    this.shownInValues = ""; // another than `shown` until that has been answered
    this.chosen = NOTHING;
    this.unitIsProvisional = false;
    this.pixelIsProvisional = false;
  }

  /**
   * Another net: it has other units.
   * @param {Layer[]} layers none, as long as they are not known
   */
  open(layers) {
    this.layers = layers;
    this.values = {};
    this.chosen = NOTHING;
  }

  /**
   * The same net, whose layers have come, or whose weights are new: what is chosen stays.
   * @param {Layer[]} layers
   */
  renew(layers) {
    this.layers = layers;
  }

  /**
   * @param {Record<string, Values>} values
   * @param {string} shown
   */
  receive(values, shown) {
    this.values = values;
    this.shownInValues = shown;
  }

  /** @param {string | null} name */
  find(name) {
    return this.layers.find((layer) => layer.name === name);
  }

  get layer() {
    return this.find(this.chosen.layer);
  }

  /** Whether values have a sign: those of a difference are added or removed. */
  get signed() {
    return this.shown === "difference";
  }

  get used() {
    return this.countUsed();
  }

  /**
   * How many of the first units of a layer are used.
   * @param {Layer} layer
   */
  usedOf({ role, side }) {
    return role === "code" && !side ? this.used : Infinity;
  }

  /**
   * The number that the net itself has for the unit: of a row of pixels, that of the pixel.
   * @param {Layer} layer
   */
  numberIn(layer) {
    const { unit, at } = this.chosen;
    return isRow(layer) && at ? at[0] * layer.side + at[1] : (unit ?? 0);
  }

  /** What the server is to look at. The picture is no layer of the net. */
  get wish() {
    const { layer, shown } = this;
    if (!layer || layer.role === "picture") return { show: shown, ...NOTHING };
    const at = layer.side && !isRow(layer) ? this.chosen.at : null;
    return { show: shown, layer: layer.name, unit: this.numberIn(layer), at };
  }

  /**
   * What is null stays as it is in the same layer; in another it becomes the unit that fires most, and its
   * brightest pixel.
   * @param {Chosen} chosen
   * @returns {boolean} whether there is such a layer
   */
  choose({ layer: name, unit, at }) {
    const layer = this.find(name);
    const values = this.values[name ?? ""];
    if (!layer || !values) return false;
    const kept = unit ?? (name === this.chosen.layer ? this.chosen.unit : null);
    if (unit !== null) this.unitIsProvisional = false;
    else if (kept === null) this.unitIsProvisional = this.shownInValues !== this.shown;
    this.pixelIsProvisional = !at; // a map may have been sent reduced
    const one = kept ?? values.strongest(this.usedOf(layer));
    const place = layer.side ? (at ?? values.brightest(one, layer.side)) : null;
    this.chosen = { layer: name, unit: one, at: place };
    return true;
  }

  /** Whether the unit was chosen by other values, and those that count have come. */
  get unitIsOutdated() {
    return this.unitIsProvisional && this.shownInValues === this.shown;
  }

  /** Leave open which unit it is. */
  forgetUnit() {
    this.chosen = { ...this.chosen, unit: null, at: null };
  }

  /**
   * The choice of another unit of the layer; behind the last comes the first.
   * @param {number} by
   * @returns {Chosen}
   */
  stepped(by) {
    const units = this.layer?.units ?? 1;
    return { ...this.chosen, unit: ((this.chosen.unit ?? 0) + by + units) % units };
  }

  /**
   * If nobody has chosen a pixel, it is the one that fires most in the whole map.
   * @param {Unit} whole
   * @returns {boolean} whether it is another one now
   */
  settlePixel(whole) {
    const { layer, chosen } = this;
    if (!this.pixelIsProvisional || !layer?.side || layer.role === "picture") return false;
    if (whole.number !== chosen.unit) return false;
    this.pixelIsProvisional = false;
    const at = unpack(whole).brightest(0, layer.side);
    this.chosen = { ...chosen, at };
    return String(at) !== String(chosen.at);
  }
}
