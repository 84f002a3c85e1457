// Morph: from the digit on the pad to another one, through the code and by mixing pixels. The
// server sends the whole film; the slider only picks a picture of it.
import { frameAt, halfWay, KINDS, LAST, openFilm } from "../morph/film.js";
import { OtherEnd } from "../morph/other_end.js";
import { cell, finder, markHere, write } from "../show/dom.js";
import { saveFile } from "../show/files.js";
import { paintPicture } from "../show/paint.js";
import { digitRead, isSure, readingLine } from "../show/reading.js";
import { list, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").MorphRoom} Answer
 * @typedef {import("../types.d.ts").Morph} Morph
 * @typedef {import("../types.d.ts").Reading} Reading
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../morph/film.js").Kind} Kind
 * @typedef {import("../morph/film.js").Shown} Shown
 */

const STRIP = 9; // pictures of a filmstrip
const ONE_WAY_MS = 6000; // slow enough to watch a stroke move
const REST_MS = 250; // a digit that has not changed for so long gets a finer film

export class MorphRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "morph-");
    this.box = box;
    this.page = page;
    /** @type {Shown | null} */
    this.film = null;
    /** @type {number | null} */
    this.playing = null; // the animation frame that is asked for
    // once, when the room is first opened, and until the visitor touches anything
    this.mayPlayByItself = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    /** @type {string | null} */
    this.filmPlayingByItself = null; // key of the film that does
    this.awaitsGif = false;
    this.have = {}; // {film, frames, tray, of}: what need not be sent again
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.rest = undefined;
    this.other = new OtherEnd(this.get, page);
    for (const kind of KINDS) {
      this.buildStrip(this.get(`strip-${kind}`));
      this.get(`band-${kind}`).innerHTML = "<i></i>".repeat(LAST + 1);
    }
    this.listen();
  }

  listen() {
    const { get } = this;
    for (const touch of ["pointerdown", "keydown"]) {
      this.box.addEventListener(touch, () => this.standStill(), true);
    }
    get("at").oninput = () => {
      this.play(false);
      this.paint();
    };
    get("play").onclick = () => this.play(!this.playing);
    get("gif").onclick = () => this.askGif();
  }

  /** @param {Element} strip */
  buildStrip(strip) {
    for (let k = 0; k < STRIP; k++) {
      const one = cell();
      one.onclick = () => this.goTo((k * LAST) / (STRIP - 1));
      strip.append(one);
    }
  }

  // ---- the answer ----
  /** @param {Answer} answer */
  show({ tray, film, gif }) {
    if (tray) {
      this.has({ tray: tray.round, of: tray.of });
      this.other.fill(tray);
    }
    if (film) this.showFilm(film);
    if (gif !== undefined) this.saveGif(gif);
  }

  /** @param {Morph} film */
  showFilm(film) {
    clearTimeout(this.rest);
    this.film = openFilm(film);
    this.has({ film: film.key, frames: this.film.frames });
    if (film.more) this.rest = setTimeout(() => this.page.ask({}), REST_MS);
    this.paintStrips(this.film);
    this.paint();
    this.writeSentence(this.film);
    if (this.filmPlayingByItself !== null && this.filmPlayingByItself !== film.key) this.standStill(); // the visitor draws
    if (this.mayPlayByItself && !film.more) this.playByItself(film.key);
  }

  /**
   * There and back, once.
   * @param {string} key of the film
   */
  playByItself(key) {
    this.mayPlayByItself = false;
    if (this.box.hidden || this.playing !== null) return;
    this.play(true, 2 * ONE_WAY_MS);
    this.filmPlayingByItself = key;
  }

  /** Play no more, unless the visitor asks for it. */
  standStill() {
    this.mayPlayByItself = false;
    if (this.filmPlayingByItself !== null) this.play(false);
  }

  /** @param {object} part */
  has(part) {
    this.have = { ...this.have, ...part };
    this.page.update({ have: this.have });
  }

  get at() {
    return Number(this.get("at").value);
  }

  /**
   * The cells of a strip.
   * @param {Kind} kind
   * @returns {any[]}
   */
  cells(kind) {
    return [...this.get(`strip-${kind}`).children];
  }

  /** Show the place of the slider: two pictures, and marks in strips and bands. */
  paint() {
    if (!this.film) return;
    for (const kind of KINDS) this.paintAt(this.film, kind);
    const p = Math.round((100 * this.at) / LAST);
    const [a, b] = ["picture", "fade"].map((id) => this.get(`${id}-read`).textContent);
    this.get("at").setAttribute("aria-valuetext", t("morph_at_text", { p, a, b }));
  }

  /**
   * @param {Shown} film
   * @param {Kind} kind
   */
  paintAt(film, kind) {
    const { get } = this;
    const id = kind === "code" ? "picture" : "fade";
    const frame = frameAt(film, this.at);
    paintPicture(get(id), film.pictures[kind](frame));
    get(`${id}-read`).innerHTML = readingLine(film.read[kind][frame]);
    get(id).setAttribute("aria-label", list([t(`morph_${kind}`), get(`${id}-read`).textContent]));
    markHere([...get(`band-${kind}`).children], this.at);
    // on a phone every other picture of the strip is left out
    const shown = this.cells(kind).filter((one) => one.offsetParent);
    markHere(shown, Math.round((this.at / LAST) * (shown.length - 1)));
  }

  /**
   * The strips, and under them how much the classifier doubts at each place of the slider.
   * @param {Shown} film
   */
  paintStrips(film) {
    for (const kind of KINDS) {
      const read = film.read[kind];
      this.cells(kind).forEach((one, k) => {
        const frame = frameAt(film, (k * LAST) / (STRIP - 1));
        paintPicture(one.firstChild, film.pictures[kind](frame));
        one.lastChild.textContent = digitRead(read[frame]);
      });
      this.get("doubt").hidden = this.get(`band-${kind}`).hidden = !read.length;
      [...this.get(`band-${kind}`).children].forEach((bar, place) => {
        if (read.length) bar.style.setProperty("--doubt", `${100 * (1 - read[frameAt(film, place)].sure)}%`);
      });
    }
  }

  // ---- words ----
  writeWords() {
    this.other.writeWords();
    this.writePlay(this.playing !== null);
    if (!this.film) return;
    this.paint();
    this.writeSentence(this.film);
  }

  /** @param {Shown} film */
  writeSentence({ read, frames, ends, more }) {
    for (const kind of KINDS) {
      const digits = this.cells(kind)
        .map((one) => one.lastChild.textContent)
        .join(" ");
      const label = t("morph_strip", { of: t(`morph_${kind}`), list: digits });
      this.get(`strip-${kind}`).setAttribute("aria-label", label);
    }
    const learnt = this.page.model().symbols?.length ? t("morph_symbols") : halfWay({ read, frames });
    const says = ends[0] === ends[1] ? t("morph_same") : learnt;
    this.get("half").textContent = says;
    if (!more) this.get("aloud").textContent = says; // not at every move of the pen
    /** @param {Reading[]} readings */
    const sure = (readings) => readings.filter(isSure).length;
    const counts = { n: frames, a: sure(read.code), b: sure(read.fade) };
    // nothing is counted in the coarse film of a digit that is being drawn
    this.get("sure").textContent = read.code.length && !more ? t("morph_sure", counts) : "\u00a0";
  }

  // ---- play ----
  /** @param {number} place */
  goTo(place) {
    this.play(false);
    this.get("at").value = place;
    this.paint();
  }

  /**
   * @param {boolean} on
   * @param {number} [ms] for how long; by default until it is stopped
   */
  play(on, ms = Infinity) {
    this.writePlay(on);
    if (this.playing !== null) cancelAnimationFrame(this.playing);
    this.playing = this.filmPlayingByItself = null;
    if (!on) return;
    const now = performance.now();
    const begun = now - (this.at / LAST) * ONE_WAY_MS;
    const end = now + ms;
    /** @param {number} now */
    const step = (now) => {
      if (this.box.hidden || now > end) {
        this.play(false); // another room was opened, or the time is over
        return;
      }
      const way = ((now - begun) / ONE_WAY_MS) % 2;
      const place = Math.round(LAST * (way < 1 ? way : 2 - way));
      this.playing = requestAnimationFrame(step);
      if (place === this.at) return;
      this.get("at").value = place;
      this.paint();
    };
    this.playing = requestAnimationFrame(step);
  }

  /** @param {boolean} on */
  writePlay(on) {
    this.get("play").classList.toggle("on", on);
    write(this.get("play-says"), t(on ? "morph_pause" : "morph_play"));
  }

  // ---- the GIF ----
  askGif() {
    if (!this.other.onPad) return;
    this.awaitsGif = true;
    this.get("gif-note").textContent = t("morph_gif_making");
    this.page.ask({ gif: true });
  }

  /** A later one would be of another film. */
  giveUp() {
    this.saveGif(null);
  }

  /** @param {string | null} gif null: there is none */
  saveGif(gif) {
    if (!this.awaitsGif) return; // it has come already: two questions asked for it
    this.awaitsGif = false;
    this.page.update({ gif: false });
    this.get("gif-note").textContent = gif ? "" : t("morph_gif_failed");
    if (!gif || !this.film) return;
    const { code } = this.film.read;
    const ends = [code[0], code[code.length - 1]].filter(Boolean).map(({ read }) => read);
    saveFile(`${["morph", ...ends].join("-")}.gif`, "image/gif", gif);
  }
}
