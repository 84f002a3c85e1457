// Inside: the digit on its way through the net, layer by layer, down to one multiplication.
import { Funnel } from "../inside/funnel.js";
import { Maps } from "../inside/maps.js";
import { decoderAfter, isRow, isSum } from "../inside/net.js";
import { Nets } from "../inside/nets.js";
import { Selection } from "../inside/selection.js";
import {
  nameAndSentence,
  nameOf,
  rowsOf,
  sentenceOf,
  sizeOf,
  summaryOf,
  whyNoSum,
} from "../inside/sentences.js";
import { PictureSum } from "../inside/sums/picture.js";
import { Pixel } from "../inside/sums/pixel.js";
import { Unit } from "../inside/unit.js";
import { unpack } from "../inside/values.js";
import { Way } from "../inside/way.js";
import { Announcer, finder, write } from "../show/dom.js";
import { count, join, t } from "../show/words.js";
import { numbersUsed } from "../stage/numbers.js";

/**
 * @typedef {import("../types.d.ts").InsideRoom} Answer
 * @typedef {import("../types.d.ts").InsideLook} Look
 * @typedef {import("../types.d.ts").InsideNet} Net
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../inside/net.js").Layer} Layer
 * @typedef {import("../inside/values.js").Values} Values
 * @typedef {import("../inside/selection.js").Chosen} Chosen
 */

const REST_MS = 120; // numbers that change with every frame cannot be read anyway
const AGAIN_MS = 2000; // until weights that did not come are asked for again

export class InsideRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "inside-");
    this.page = page;
    this.nets = new Nets((of) => page.weights(of));
    this.selection = new Selection(() => numbersUsed(page.state));
    /** @type {Answer | null} */
    this.answer = null;
    this.model = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.rest = undefined;
    const { get } = this;
    /** @param {number} by */
    const step = (by) => this.step(by);
    this.funnel = new Funnel(get, (chosen) => this.pick(chosen), step);
    this.maps = new Maps(get("maps"), (unit) => this.pick({ ...this.chosen, unit }));
    this.unit = new Unit(get, { step, pick: (at) => this.pick({ ...this.chosen, at }) });
    this.pixel = new Pixel(get);
    this.sum = new PictureSum(get);
    this.way = new Way(get, (at) => this.reach(at));
    this.announcer = new Announcer(get("aloud"));
    get("show").onchange = (/** @type {any} */ e) => {
      this.selection.shown = e.target.value;
      this.writeLayer();
      this.ask();
    };
    new ResizeObserver(() => this.resized()).observe(get("scroll"));
    addEventListener("resize", () => this.resized()); // the window's height matters, too
  }

  get known() {
    return this.nets.get(this.model);
  }

  get layers() {
    return this.selection.layers;
  }

  get chosen() {
    return this.selection.chosen;
  }

  // ---- asking, and answers ----
  ask() {
    this.page.ask({ ...this.selection.wish, of: this.model, version: this.known?.version ?? null });
  }

  follow() {
    const { model } = this.page.state;
    if (model === this.model) return;
    this.way.end();
    this.way.setSentences([]);
    this.model = model;
    this.selection.open(this.known?.layers ?? []);
    this.pixel.forget();
    this.page.update({ of: model, layer: null, unit: null, at: null, version: this.known?.version ?? null });
    if (!this.known) return;
    this.funnel.open(this.layers);
    this.writeWords();
  }

  /** @param {Answer} answer */
  show(answer) {
    const { model, version, net } = answer;
    if (model !== this.model) return;
    if (net && this.known?.version !== version) this.meet(answer, net);
    if (this.known?.version !== version) return; // about a net that has just been replaced
    this.answer = answer;
    this.selection.receive(this.unpackAll(answer), answer.show);
    if (!this.chosen.layer) this.chooseFirst();
    else if (this.selection.unitIsOutdated) {
      this.selection.forgetUnit();
      this.choose(this.chosen);
    } else this.paint();
  }

  /**
   * @param {Answer} answer
   * @param {Net} net
   */
  meet({ model, version }, net) {
    this.nets.add(model, version, net);
    this.selection.renew(this.known?.layers ?? []);
    this.page.update({ version });
    this.funnel.open(this.layers);
    this.writeWords();
  }

  /**
   * The values of all layers, each map at its own side.
   * @param {Answer} answer
   * @returns {Record<string, Values>}
   */
  unpackAll({ values }) {
    const unpacked = Object.entries(values).map(([name, packed]) => {
      const side = this.selection.find(name)?.side ?? packed.side;
      return [name, unpack(packed).resized(side)];
    });
    return Object.fromEntries(unpacked);
  }

  // ---- choosing ----
  /** At first: the first layer, and the map of it that fires most. */
  chooseFirst() {
    const first = this.layers[1];
    if (first) this.choose({ layer: first.name, unit: null, at: null });
  }

  /**
   * The visitor chooses: if the digit is on its way, it waits there.
   * @param {Chosen} chosen
   */
  pick(chosen) {
    const at = this.layers.findIndex(({ name }) => name === chosen.layer);
    if (this.way.isUnderWay) this.funnel.reached = at;
    this.way.stay(at);
    this.choose(chosen);
  }

  /** @param {number} by */
  step(by) {
    this.pick(this.selection.stepped(by));
    this.announcer.announce(() => this.get("unit-title").textContent);
  }

  /**
   * The digit has come so far on its way.
   * @param {number} at place of a layer; Infinity: all of the way
   */
  reach(at) {
    this.funnel.reached = at;
    if (Number.isFinite(at)) this.choose({ layer: this.layers[at].name, unit: null, at: null });
    else this.funnel.paint(this.selection);
  }

  /** @param {Chosen} chosen see `Selection.choose` */
  choose(chosen) {
    const { layer: before } = this.chosen;
    if (!this.selection.choose(chosen)) return;
    const { layer } = this.selection;
    if (!layer) return;
    if (layer.name !== before) this.pixel.forget();
    this.writeLayer();
    if (!this.way.isUnderWay) this.announcer.announce(nameAndSentence(layer));
    this.funnel.paint(this.selection);
    this.funnel.reveal(this.layers.indexOf(layer));
    this.ask();
  }

  // ---- painting ----
  paint() {
    const { layer, signed, used, values } = this.selection;
    if (!layer || !this.answer) return;
    this.writeIdle(layer);
    const { low, high } = values.picture;
    this.get("same").hidden = !signed || low !== 0 || high !== 0;
    this.funnel.paint(this.selection);
    const look = this.look(layer);
    this.maps.show(layer, values[layer.name], { unit: this.chosen.unit, signed, used });
    if (look?.unit) {
      if (this.selection.settlePixel(look.unit)) this.ask();
      const picture = this.page.stageAnswer?.[this.selection.shown === "clean" ? "seen" : "noisy"] ?? "";
      const first = this.selection.find(layer.inputs[0])?.role === "picture";
      this.unit.show(layer, look, { signed, picture, at: this.chosen.at, first });
      this.unit.showBest(layer, look, this.known?.net.digits ?? []);
    }
    this.rest ??= setTimeout(() => this.showSums(), REST_MS);
  }

  /**
   * What the answer says about the chosen layer. For the picture, which is no layer, and for a row of
   * pixels it is put together here.
   * @param {Layer} layer
   * @returns {Look | null}
   */
  look(layer) {
    const { layer: look, values } = this.answer ?? {};
    const own = look?.name === layer.name ? look : null;
    if (layer.role !== "picture" && !isRow(layer)) return own;
    const packed = values?.[layer.name];
    if (!packed) return null;
    const unit = { ...packed, side: layer.side, number: 0, value: packed.high, best: [], best_values: [] };
    const pixel = own?.pixel ? { ...own.pixel, at: this.chosen.at } : null;
    return { name: layer.name, unit, pixel };
  }

  /** What needs weights and arithmetic, once the pen rests a little. */
  async showSums() {
    this.rest = undefined;
    clearTimeout(this.again);
    const { selection, model } = this;
    const { layer, signed } = selection;
    const look = layer && this.look(layer);
    if (!layer || !look?.unit) return;
    const [before, after] = [selection.find(layer.inputs[0]), decoderAfter(this.layers, layer)];
    const [own, next] = await Promise.all([this.weights(layer), this.weights(after)]);
    if (this.chosen.layer !== layer.name || this.model !== model) return; // another was chosen meanwhile
    const number = selection.numberIn(layer);
    const used = number < selection.usedOf(layer);
    this.unit.showWeights({ layer, before, after }, number, { own, next }, used);
    this.pixel.show(layer, look, number, own, signed ? t("inside_pixel_signed") : whyNoSum(layer));
    const sumCame = await this.showPictureSum();
    const came = sumCame && (own || !layer.parameters) && (next || !after?.parameters);
    if (!came && this.get("scroll").clientWidth) this.again = setTimeout(() => this.showSums(), AGAIN_MS);
  }

  /** @returns {Promise<boolean>} whether the weights that it needs have come */
  async showPictureSum() {
    const { shown, signed } = this.selection;
    const code = this.page.stageAnswer?.code?.[shown === "clean" ? "clean" : "noisy"] ?? null;
    const isShown = isSum(this.layers) && !signed;
    const { model } = this;
    const weights = isShown ? await this.weights(this.layers.find(({ role }) => role === "logits")) : null;
    if (this.model === model) this.sum.show(isShown ? code : null, weights);
    return !isShown || weights !== null;
  }

  /** @param {Layer | undefined} layer */
  weights(layer) {
    return this.nets.weights(this.model, layer);
  }

  resized() {
    if (!this.get("scroll").clientWidth) return; // another room is open
    this.funnel.measure();
    if (this.answer?.model === this.model) this.paint();
  }

  // ---- words ----
  writeWords() {
    if (!this.layers.length) return;
    this.funnel.writeWords();
    this.way.setSentences(this.layers.map(nameAndSentence));
    this.get("rows").innerHTML = rowsOf(this.layers);
    this.writeLayer();
    if (this.answer?.model === this.model) this.paint();
  }

  writeLayer() {
    const { get } = this;
    const { layer, signed } = this.selection;
    get("below").textContent = t(signed ? "inside_less" : "inside_below");
    get("above").textContent = t(signed ? "inside_more" : "inside_above");
    get("legend").classList.toggle("signed", signed);
    if (!layer) return;
    const { name, kind, shape, parameters } = summaryOf(layer);
    get("name").textContent = nameOf(layer);
    get("does").textContent = sentenceOf(layer);
    get("line").textContent = t("inside_line", { name, kind, shape, parameters });
    get("maps-title").textContent = sizeOf(layer);
    this.writeIdle(layer);
  }

  /** @param {Layer} layer */
  writeIdle({ role, units, idle }) {
    const unused = role === "code" ? units - this.selection.used : 0;
    const crossed = idle.size && t("inside_idle", { n: count(idle.size), m: count(units) });
    const hatched = unused > 0 && t("inside_unused", { n: count(unused), m: count(units) });
    write(this.get("idle"), join(crossed, hatched));
  }
}
