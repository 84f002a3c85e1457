// Replay: the digit on the pad, restored by a network as it was at every moment of its training.
// The server sends all moments at once; slider, play and strip only pick one of them.
import { nearestMoment, paintMoments } from "../charts/moments.js";
import { modelOf } from "../show/catalogue.js";
import { Announcer, cell, chip, finder, markHere, write } from "../show/dom.js";
import { saveFile } from "../show/files.js";
import { Film, paintGrey, paintPicture } from "../show/paint.js";
import { readingLine } from "../show/reading.js";
import { count, decibels, join, list, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").ReplayRoom} Answer
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {Answer & {pictures: Film, last: number}} Shown
 */

const STEP_MS = 1200; // for each moment, while it plays: time to read its sentence
const CELL = 56; // px, width of a picture of the strip

export class ReplayRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "replay-");
    this.box = box;
    this.page = page;
    /** @type {Shown | null} */
    this.film = null;
    /** @type {ReturnType<typeof setInterval> | null} */
    this.playing = null;
    /** @type {string | null} */
    this.awaitedGif = null; // the GIF that was asked for
    this.announcer = new Announcer(this.get("aloud"));
    this.listen();
  }

  listen() {
    const { get } = this;
    get("net").onchange = (/** @type {any} */ e) => this.page.ask({ net: e.target.value });
    get("at").oninput = (/** @type {any} */ e) => this.goTo(Number(e.target.value));
    get("play").onclick = () => this.play(!this.playing);
    for (const kind of ["own", "ten"]) get(kind).onclick = () => this.askGif(kind);
    const chart = get("chart");
    // a finger taps it or moves along it; up and down it scrolls the page
    chart.onclick = (/** @type {MouseEvent} */ e) => this.point(e);
    chart.onpointermove = (/** @type {PointerEvent} */ e) => {
      const scrolls = e.pointerType === "touch" && Math.abs(e.movementX) <= Math.abs(e.movementY);
      if (e.buttons && !scrolls) this.point(e);
    };
    new ResizeObserver(() => this.layOut()).observe(get("strip"));
  }

  // ---- the answer ----
  /** @param {Answer} answer */
  show(answer) {
    const before = this.film;
    const film = { ...answer, pictures: new Film(answer.film), last: answer.moments.length - 1 };
    this.film = film;
    if (before?.net !== answer.net) this.change(film, before);
    this.paintStrip();
    this.paint();
    this.announce();
    if (answer.gif !== undefined) this.saveGif(answer);
  }

  /**
   * The stage's noisy picture is the input here, too.
   * @param {import("../types.d.ts").StageAnswer} answer
   */
  follow({ noisy, scores, readings }) {
    if (!noisy || !scores) return;
    paintGrey(this.get("given"), noisy);
    this.get("given-read").innerHTML = readingLine(readings?.noisy, readings?.seen);
    this.get("given-score").innerHTML = `<b>${decibels(scores.noisy.psnr)}</b>`;
  }

  /**
   * Another network: it has other moments.
   * @param {Shown} film
   * @param {Shown | null} before
   */
  change(film, before) {
    const { net, last } = film;
    this.page.update({ net }); // from now on the room's own choice
    const at = this.get("at");
    const way = before ? Number(at.value) / before.last : 0;
    at.max = last;
    at.value = Math.round(way * last);
    this.get("strip").replaceChildren(...Array.from({ length: last + 1 }, cell));
    this.cells.forEach((one, k) => {
      one.onclick = () => this.goTo(k);
      one.lastChild.textContent = label(film, k);
    });
    this.layOut();
    this.writeNet(film);
  }

  /** @returns {any[]} */
  get cells() {
    return [...this.get("strip").children];
  }

  get at() {
    return Number(this.get("at").value);
  }

  paintStrip() {
    for (const [k, one] of this.cells.entries()) {
      if (this.film && !one.hidden) paintPicture(one.firstChild, this.film.pictures.grey(k));
    }
  }

  /** Show the moment that the slider is at. */
  paint() {
    const { film, at, get } = this;
    if (!film) return;
    const db = decibels(film.psnr[at]);
    paintPicture(get("picture"), film.pictures.grey(at));
    get("picture-read").innerHTML = readingLine(film.read[at], film.clean);
    get("picture-score").innerHTML = `<b>${db}</b>`;
    get("when").textContent = when(film, at);
    get("says").textContent = sentence(film, at);
    const read = get("picture-read").textContent;
    get("picture").setAttribute("aria-label", list([t("restored"), read, db]));
    get("at").setAttribute("aria-valuetext", list([when(film, at), read, db]));
    markHere(this.cells, at);
    paintMoments(get("chart"), film, at, this.strip);
  }

  // ---- places: strip, slider and curve share them ----
  get strip() {
    return { width: this.get("strip").clientWidth, cell: CELL };
  }

  /** Lay out the strip: pictures that would overlap are left out; the first and the last stay. */
  layOut() {
    const { width } = this.strip;
    if (!this.film || !width) return;
    const { last } = this.film;
    /** @param {number} k */
    const x = (k) => CELL / 2 + (k / last) * (width - CELL);
    /**
     * @param {number} a
     * @param {number} b
     */
    const apart = (a, b) => x(b) - x(a) >= CELL + 4;
    let shown = 0;
    this.cells.forEach((one, k) => {
      one.hidden = k > 0 && k < last && !(apart(shown, k) && apart(k, last));
      if (!one.hidden) shown = k;
      one.style.left = `${x(k) - CELL / 2}px`;
    });
    this.paintStrip();
    this.paint();
  }

  /** @param {MouseEvent} event */
  point(event) {
    if (this.film) this.goTo(nearestMoment(this.get("chart"), this.film, event, this.strip));
  }

  // ---- words ----
  writeWords() {
    this.writePlay(this.playing !== null);
    if (!this.film) return;
    this.writeNet(this.film);
    this.paint();
  }

  /** @param {Shown} film */
  writeNet(film) {
    const { nets, net, digits, curve, moments, losses } = film;
    const chips = this.get("net");
    const focused = chips.contains(document.activeElement);
    chips.innerHTML = nets.map((key) => chip("replay-net", key, `model_${key}`)).join("");
    for (const one of chips.querySelectorAll("span")) one.textContent = t(one.dataset.t);
    const checked = chips.querySelector(`[value="${net}"]`);
    checked.checked = true;
    if (focused) checked.focus();
    this.get("lead").textContent = t("replay_lead", { n: count(digits) });
    const every = moments.filter((moment) => moment >= 1).length === curve.length;
    this.get("about").textContent = t(every ? "replay_every" : "replay_few", { t: curve.length });
    this.get("note").textContent = t("replay_curve_note");
    this.get("strip").setAttribute("aria-label", t("replay_strip"));
    const values = list(losses.map((value, k) => `${label(film, k)}: ${value.toFixed(3)}`));
    this.get("chart").setAttribute("aria-label", t("replay_loss_alt", { list: values }));
  }

  announce() {
    const { film } = this;
    if (film) this.announcer.announce(() => join(`${when(film, this.at)}.`, sentence(film, this.at)));
  }

  // ---- slide and play ----
  /**
   * The next moment at which the film stops: one of the first epoch, one with a new sentence, or one in
   * the strip. Between them hardly any change can be seen.
   * @param {Shown} film
   */
  next({ moments, stages, last }) {
    const { at, cells } = this;
    let k = at + 1;
    while (k < last && moments[k] > 1 && stages[k] === stages[k - 1] && cells[k].hidden) k++;
    return Math.min(k, last);
  }

  /** @param {number} k */
  goTo(k) {
    this.play(false);
    this.get("at").value = k;
    this.paint();
  }

  /** @param {boolean} on */
  play(on) {
    this.writePlay(on);
    if (this.playing !== null) clearInterval(this.playing);
    this.playing = null;
    const { film } = this;
    if (!on || !film) return;
    if (this.at === film.last) this.get("at").value = 0;
    this.paint();
    this.playing = setInterval(() => {
      if (this.box.hidden) {
        this.play(false); // another room was opened
        return;
      }
      this.get("at").value = this.next(this.film ?? film);
      this.paint();
      if (this.at < (this.film ?? film).last) return;
      this.play(false);
      this.announce();
    }, STEP_MS);
  }

  /** @param {boolean} on */
  writePlay(on) {
    this.get("play").classList.toggle("on", on);
    write(this.get("play-says"), t(on ? "replay_pause" : "replay_play"));
  }

  // ---- GIFs ----
  /** @param {string} kind */
  askGif(kind) {
    if (!this.film) return;
    this.awaitedGif = kind;
    this.get("gif-note").textContent = t("replay_gif_making");
    this.page.ask({ gif: kind });
  }

  /** A later one would be of another film. */
  giveUp() {
    if (this.film && this.awaitedGif) this.saveGif({ ...this.film, gif: null, of: this.awaitedGif });
  }

  /** @param {Answer} answer */
  saveGif({ gif, of, net, clean }) {
    if (this.awaitedGif !== of) return; // it has come already: two questions asked for it
    this.awaitedGif = null;
    this.page.update({ gif: undefined });
    this.get("gif-note").textContent = gif ? "" : t("replay_gif_failed");
    const name = of === "ten" ? "ten" : (clean?.read ?? "own");
    if (gif) saveFile(`learning-${net}-${name}.gif`, "image/gif", gif);
  }
}

/**
 * A moment in short: 0, 1/8, 1, 2, …
 * @param {Pick<Answer, "moments">} film
 * @param {number} k
 */
const label = ({ moments }, k) => {
  const moment = moments[k];
  return moment > 0 && moment < 1 ? `1/${1 / moment}` : `${moment}`;
};

/**
 * @param {Shown} film
 * @param {number} k
 */
const when = (film, k) => {
  const { moments, digits, curve } = film;
  const moment = moments[k];
  if (moment === 0) return t("replay_untrained");
  const n = count(Math.round(moment * digits));
  if (moment < 1) return t("replay_part", { p: label(film, k), n });
  return t("replay_epoch", { e: moment, t: curve.length });
};

/**
 * @param {Shown} film
 * @param {number} k
 */
const sentence = ({ stages, losses, psnr, noisy_psnr, clean, net }, k) => {
  const stage = stages[k];
  const start = k === 0 && stage === "grey";
  const said = t(start ? "replay_start_long" : `replay_${stage}_long`, {
    l: losses[k].toFixed(3),
    v: decibels(psnr[k]),
    w: decibels(noisy_psnr),
    d: clean?.read,
  });
  const noisy = noisy_psnr !== null && modelOf(net).trained === null;
  const failed = ["black", "worse", "misread"].includes(stage);
  return join(said, failed && noisy && t("replay_never_noise"));
};
