// Inside: the digit on its way through the net, layer by layer, down to one multiplication.
import { Follow } from "../inside/follow.js";
import { Funnel } from "../inside/funnel.js";
import { Maps } from "../inside/maps.js";
import { decoderAfter, isRow, isSum } from "../inside/net.js";
import { Nets } from "../inside/nets.js";
import { Pixel } from "../inside/pixel.js";
import { nameOf, rowsOf, sentenceOf, sizeOf, summaryOf } from "../inside/sentences.js";
import { Sum } from "../inside/sum.js";
import { Unit } from "../inside/unit.js";
import { Values } from "../inside/values.js";
import { Announcer, finder, write } from "../show/dom.js";
import { count, join, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").InsideRoom} Answer
 * @typedef {import("../types.d.ts").InsideLook} Look
 * @typedef {import("../types.d.ts").InsideNet} Net
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../inside/net.js").Layer} Layer
 * @typedef {import("../inside/funnel.js").Chosen} Chosen
 */

const ACCOUNT_MS = 120; // numbers that change with every frame cannot be read anyway

export class InsideRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "inside-");
    this.page = page;
    this.nets = new Nets((of) => page.weights(of));
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Record<string, Values>} */
    this.values = {}; // by layer
    this.model = "";
    this.shown = "noisy"; // or "clean", "difference"
    this.guessed = false; // whether the page, not the visitor, has chosen the pixel
    this.early = false; // whether it chose the unit by values of what was shown before
    /** @type {Chosen} */
    this.chosen = { layer: null, unit: null, at: null };
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.rest = undefined;
    const { get } = this;
    this.funnel = new Funnel(
      get,
      (chosen) => this.pick(chosen),
      (by) => this.stepUnit(by),
    );
    this.maps = new Maps(get("maps"), (unit) => this.pick({ ...this.chosen, unit }));
    this.unit = new Unit(get, {
      step: (by) => this.stepUnit(by),
      pick: (at) => this.pick({ ...this.chosen, at }),
    });
    this.pixel = new Pixel(get);
    this.sum = new Sum(get);
    this.way = new Follow(get, (at) => this.reach(at));
    this.announcer = new Announcer(get("aloud"));
    get("show").onchange = (/** @type {any} */ e) => {
      this.shown = e.target.value;
      this.sayLayer();
      this.ask();
    };
    new ResizeObserver(() => this.resized()).observe(get("scroll"));
    addEventListener("resize", () => this.resized()); // the window's height matters, too
  }

  get known() {
    return this.nets.get(this.model);
  }

  get layers() {
    return this.known?.layers ?? [];
  }

  /** @param {string | null} name */
  find(name) {
    return this.layers.find((layer) => layer.name === name);
  }

  // ---- asking ----
  ask() {
    const layer = this.find(this.chosen.layer);
    const real = layer && layer.role !== "picture"; // the picture is no layer of the net
    this.page.want({
      of: this.model,
      show: this.shown,
      layer: real ? layer.name : null,
      unit: real ? this.number(layer) : null,
      at: real && layer.side && !isRow(layer) ? this.chosen.at : null,
      version: this.known?.version ?? null,
    });
  }

  /**
   * The number that the net itself has for what is chosen: of a row of pixels, that of the pixel.
   * @param {Layer} layer
   */
  number(layer) {
    const { unit, at } = this.chosen;
    return isRow(layer) && at ? at[0] * layer.side + at[1] : (unit ?? 0);
  }

  /** @param {import("../types.d.ts").StageAnswer} _reply */
  follow(_reply) {
    const { model } = this.page.state;
    if (model === this.model) return;
    this.way.end();
    this.model = model;
    this.values = {}; // the other net has other units
    this.chosen = { layer: null, unit: null, at: null };
    this.pixel.forget();
    this.page.tell({ of: model, layer: null, unit: null, at: null, version: this.known?.version ?? null });
    if (this.known) this.funnel.open(this.layers);
  }

  /** @param {Answer} answer */
  show(answer) {
    const { model, version, net } = answer;
    if (model !== this.model) return;
    if (net && this.known?.version !== version) this.meet(answer, net);
    if (this.known?.version !== version) return; // about a net that has just been replaced
    this.answer = answer;
    this.values = Object.fromEntries(
      Object.entries(answer.values).map(([name, packed]) => [
        name,
        new Values(packed).resized(this.find(name)?.side ?? packed.side),
      ]),
    );
    if (!this.chosen.layer) this.chooseFirst();
    else if (this.early && answer.show === this.shown)
      this.choose({ ...this.chosen, unit: null, at: null }, true);
    else this.paint();
  }

  /**
   * @param {Answer} answer
   * @param {Net} net
   */
  meet({ model, version }, net) {
    this.nets.add(model, version, net);
    this.page.tell({ version });
    this.funnel.open(this.layers);
    this.fillSummary();
    this.say();
  }

  // ---- what is chosen ----
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
    if (this.way.at >= 0) this.funnel.reached = at;
    this.way.stay(at);
    this.choose(chosen);
  }

  /**
   * Choose a layer, its unit and its pixel. What is null stays as it is in the same layer; in another it
   * becomes the unit that fires most, and its brightest pixel.
   * @param {Chosen} chosen
   * @param {boolean} [anew] whether the unit is chosen again in the same layer, too
   */
  choose({ layer: name, unit, at }, anew = false) {
    const layer = this.find(name);
    const values = this.values[name ?? ""];
    if (!layer || !values) return;
    if (name !== this.chosen.layer) this.pixel.forget();
    const kept = layer.name === this.chosen.layer && !anew ? this.chosen.unit : null;
    const one = unit ?? kept ?? values.strongest(this.usedOf(layer));
    if (unit !== null) this.early = false;
    else if (kept === null) this.early = this.answer?.show !== this.shown;
    const place = layer.side ? (at ?? values.brightest(one, layer.side)) : null;
    this.guessed = !at; // from a map that may be reduced; see `settle`
    this.chosen = { layer: name, unit: one, at: place };
    this.sayLayer();
    if (this.way.at < 0) this.announcer.say(nameAndSentence(layer));
    this.funnel.paint(this.values, this.signed, this.chosen);
    this.funnel.reveal(this.layers.indexOf(layer));
    this.ask();
  }

  /** @param {number} by */
  stepUnit(by) {
    const units = this.find(this.chosen.layer)?.units ?? 1;
    this.pick({ ...this.chosen, unit: ((this.chosen.unit ?? 0) + by + units) % units });
    this.announcer.say(() => this.get("unit-title").textContent);
  }

  get signed() {
    return this.shown === "difference";
  }

  /** How many numbers of the code are used. */
  get used() {
    return this.page.reply?.code?.used ?? Infinity;
  }

  /**
   * How many of the first units of a layer are used.
   * @param {Layer} layer
   */
  usedOf({ role, side }) {
    return role === "code" && !side ? this.used : Infinity;
  }

  // ---- painting ----
  paint() {
    const layer = this.find(this.chosen.layer);
    if (!layer || !this.answer) return;
    this.sayIdle(layer);
    const { low, high } = this.values.picture;
    this.get("same").hidden = !this.signed || low !== 0 || high !== 0;
    this.funnel.used = this.used;
    this.funnel.paint(this.values, this.signed, this.chosen);
    const look = this.look(layer);
    const { unit } = this.chosen;
    this.maps.show(layer, this.values[layer.name], { unit, signed: this.signed, used: this.used });
    if (look?.unit) {
      this.settle(layer, look.unit);
      const picture = this.page.reply?.[this.shown === "clean" ? "seen" : "noisy"] ?? "";
      const first = this.find(layer.inputs[0])?.role === "picture";
      this.unit.show(layer, look, { signed: this.signed, picture, at: this.chosen.at, first });
      this.unit.showBest(layer, look, this.known?.net.digits ?? []);
    }
    this.rest ??= setTimeout(() => this.account(), ACCOUNT_MS);
  }

  /**
   * If nobody has chosen a pixel, it is the one that fires most in the whole map.
   * @param {Layer} layer
   * @param {import("../types.d.ts").InsideUnit} unit
   */
  settle(layer, unit) {
    if (!this.guessed || !layer.side || layer.role === "picture" || unit.number !== this.chosen.unit) return;
    this.guessed = false;
    const at = new Values(unit).brightest(0, layer.side);
    if (String(at) === String(this.chosen.at)) return;
    this.chosen.at = at;
    this.ask();
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

  /** Show what takes arithmetic, once the pen rests a little. */
  async account() {
    this.rest = undefined;
    const layer = this.find(this.chosen.layer);
    const look = layer && this.look(layer);
    if (!layer || !look?.unit) return;
    const [before, after] = [this.find(layer.inputs[0]), decoderAfter(this.layers, layer)];
    const [own, next] = await Promise.all([this.weights(layer), this.weights(after)]);
    if (this.chosen.layer !== layer.name) return; // another was chosen meanwhile
    const number = this.number(layer);
    const used = number < this.usedOf(layer);
    this.unit.showWeights({ layer, before, after }, number, { own, next }, used);
    const why = this.signed
      ? "inside_pixel_signed"
      : layer.parameters
        ? "inside_pixel_waits"
        : WHY[layer.kind];
    this.pixel.show(layer, look, number, own, t(why ?? "inside_pixel_waits"));
    await this.accountSum();
  }

  async accountSum() {
    const { reply } = this.page;
    const code = reply?.code?.[this.shown === "clean" ? "clean" : "noisy"] ?? null;
    const sum = isSum(this.layers) && !this.signed;
    const decoder = this.layers.find(({ role }) => role === "logits");
    this.sum.show(sum ? code : null, sum ? await this.weights(decoder) : null);
  }

  /** @param {Layer | undefined} layer */
  weights(layer) {
    return this.nets.weights(this.model, layer);
  }

  /**
   * The digit has come so far on its way.
   * @param {number} at place of a layer; Infinity: all of the way
   */
  reach(at) {
    this.funnel.reached = at;
    if (Number.isFinite(at)) this.choose({ layer: this.layers[at].name, unit: null, at: null });
    else this.funnel.paint(this.values, this.signed, this.chosen);
  }

  resized() {
    if (!this.get("scroll").clientWidth) return; // another room is open
    this.funnel.measure();
    if (this.answer?.model === this.model) this.paint();
  }

  // ---- words ----
  say() {
    if (!this.layers.length) return;
    this.funnel.say();
    this.way.tell(this.layers.map(nameAndSentence));
    this.fillSummary();
    this.sayLayer();
    if (this.answer?.model === this.model) this.paint();
  }

  sayLayer() {
    const { get } = this;
    get("below").textContent = t(this.signed ? "inside_less" : "inside_below");
    get("above").textContent = t(this.signed ? "inside_more" : "inside_above");
    get("legend").classList.toggle("signed", this.signed);
    const layer = this.find(this.chosen.layer);
    if (!layer) return;
    const { name, kind, shape, parameters } = summaryOf(layer);
    get("name").textContent = nameOf(layer);
    get("does").textContent = sentenceOf(layer);
    get("line").textContent = t("inside_line", { name, kind, shape, parameters });
    get("maps-title").textContent = sizeOf(layer);
    this.sayIdle(layer);
  }

  /** @param {Layer} layer */
  sayIdle({ role, units, idle }) {
    const unused = role === "code" ? units - this.used : 0;
    const crossed = idle.size && t("inside_idle", { n: count(idle.size), m: count(units) });
    const hatched = unused > 0 && t("inside_unused", { n: count(unused), m: count(units) });
    write(this.get("idle"), join(crossed, hatched));
  }

  fillSummary() {
    this.get("rows").innerHTML = rowsOf(this.layers);
  }
}

/** @param {Layer} layer */
const nameAndSentence = (layer) => t("inside_told", { name: nameOf(layer), does: sentenceOf(layer) });

/** @type {Record<string, string>} */
const WHY = {
  // why there is nothing to multiply, by the kind of layer
  maxpooling2d: "inside_pixel_pool",
  upsampling2d: "inside_pixel_larger",
  resizing: "inside_pixel_larger",
  concatenate: "inside_pixel_beside",
  add: "inside_pixel_add",
  activation: "inside_pixel_activation",
};
