// The code by hand: a slider for each of its numbers, and what the decoder makes of it.

import { CodeBars } from "../code/bars.js";
import { button, canvas, finder, fitChildren, write } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";
import { digitRead, isReadable, readingLine } from "../show/reading.js";
import { join, list, number, percent, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").CodeRoom} Answer
 * @typedef {import("../types.d.ts").Reading} Reading
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 */

export class CodeRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "code-");
    this.page = page;
    this.model = page.state.model;
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {Answer["strip"]} */
    this.strip = null;
    const change = () => {
      this.ask();
      this.writeChosen();
    };
    this.bars = new CodeBars(this.get("bars"), { change, choose: change, rest: () => this.ask() });
    this.listen();
  }

  listen() {
    const { bars, get } = this;
    get("release").onclick = () => {
      bars.setAll(null);
      get("as-clean").focus(); // the button beside it: this one is disabled now
    };
    get("as-clean").onclick = () => bars.code && bars.setAll(bars.code.clean.slice(0, bars.code.used));
    get("zero").onclick = () => bars.code && bars.setAll(bars.code.noisy.map(() => 0));
    get("shake").onclick = () => {
      if (!bars.code) return;
      const { low, high } = bars.code;
      bars.setAll(low.map((from, i) => from + Math.random() * (high[i] - from)));
    };
    get("release-one").onclick = () => {
      if (bars.chosen === null) return;
      bars.set(bars.chosen, null);
      get("bars").children[bars.chosen].focus();
    };
    get("strip").onclick = (/** @type {any} */ event) => {
      const k = [...get("strip").children].indexOf(event.target.closest("button"));
      if (this.strip && k >= 0) bars.set(this.strip.number, this.strip.values[k]);
    };
  }

  /** While a bar is dragged its strip stays as it is, for that shows what the *others* are. */
  ask() {
    const { held, chosen, drag } = this.bars;
    const strip = drag?.moved && this.strip?.number === chosen ? null : chosen;
    this.page.ask({ of: this.model, held, strip });
  }

  /** @param {import("../types.d.ts").StageAnswer} answer */
  follow({ code }) {
    if (this.model !== this.page.state.model) {
      this.model = this.page.state.model;
      this.answer = this.strip = null;
      const { heldCount, chosen } = this.bars;
      this.bars.forget();
      this.writeChosen();
      if (chosen !== null || heldCount) this.ask();
    }
    if (code?.shape.length === 1) this.bars.show(code);
  }

  /** @param {Answer} answer */
  show(answer) {
    const { restored, code } = this.page.stageAnswer ?? {};
    if (answer.model !== this.page.state.model || !restored || !code) return; // another is on its way
    this.answer = answer;
    paintGrey(this.get("before"), restored);
    paintGrey(this.get("edited"), answer.edited);
    if (answer.strip) {
      this.strip = answer.strip;
      this.paintStrip(answer.strip.pictures);
    }
    this.writeAnswer(answer);
    this.writeChosen();
  }

  writeWords() {
    this.bars.writeWords();
    if (this.answer) this.writeAnswer(this.answer);
    this.writeChosen();
  }

  // ---- the pictures, and how far they are ----
  /** @param {Answer} answer */
  writeAnswer({ reading, far }) {
    const before = this.page.stageAnswer?.readings?.restored;
    const now = reading ?? (this.bars.heldCount ? null : before); // nothing held: the same
    this.writePicture("before", before);
    this.writePicture("edited", now);
    write(this.get("verdict"), this.verdict(before, now));
    this.writeFar(far);
  }

  /**
   * @param {"before" | "edited"} id
   * @param {Reading | null | undefined} reading
   */
  writePicture(id, reading) {
    this.get(`${id}-read`).innerHTML = readingLine(reading);
    const name = t(id === "before" ? "code_before" : "code_edited");
    this.get(id).setAttribute("aria-label", list([name, this.get(`${id}-read`).textContent]));
  }

  /**
   * @param {Reading | undefined} before
   * @param {Reading | null | undefined} now
   */
  verdict(before, now) {
    const k = this.bars.heldCount;
    const n = this.bars.size;
    if (!k) return t("code_untouched");
    if (!before || !now) return t("code_unread", { k, n });
    const words = { k, n, d: now.read, r: before.read };
    if (!isReadable(now)) return t("code_guess", words);
    if (!isReadable(before)) return t("code_read", words);
    return t(now.read === before.read ? "code_still" : "code_now", words);
  }

  /** @param {Answer["far"]} far */
  writeFar({ noisy, edited, same, other }) {
    const { get } = this;
    const held = this.bars.heldCount > 0;
    get("far-all").hidden = other === null; // a distance says nothing where no other is known
    if (other === null || same === null) return;
    const end = Math.max(1.5 * other, 1.05 * noisy, 1.05 * edited);
    for (const [name, at] of Object.entries({ same, other, noisy, edited })) {
      get("gauge").style.setProperty(`--${name}`, at / end);
    }
    get("gauge").classList.toggle("held", held);
    const key = noisy === 0 ? "code_far_none" : noisy < other ? "code_far_part" : "code_far_all";
    const yours = held && t("code_far_yours", { p: percent(edited / other) });
    write(get("far"), join(t(key, { p: percent(noisy / other) }), yours));
    const numbers = { n: this.bars.size, same: same.toFixed(1), other: other.toFixed(1) };
    write(get("far-hint"), t("code_far_hint", numbers));
  }

  // ---- one number alone ----
  writeChosen() {
    const { get } = this;
    const { chosen, code, held, heldCount } = this.bars;
    const none = chosen === null || !code;
    get("release").disabled = !heldCount;
    get("alone-pick").hidden = !none;
    get("strip").hidden = none;
    get("release-one").hidden = none;
    if (none) {
      write(get("alone-title"), t("code_alone_none"));
      write(get("value"), "");
      return;
    }
    write(get("alone-title"), t("code_alone", { i: chosen + 1 }));
    write(get("value"), this.bars.valueText(chosen));
    get("release-one").disabled = !(chosen in held);
    const ready = this.strip?.number === chosen;
    get("strip").classList.toggle("waiting", !ready);
    if (this.strip && ready) this.writeStrip(this.strip);
  }

  /** @param {NonNullable<Answer["strip"]>} strip */
  writeStrip({ number: chosen, values, readings }) {
    const value = this.bars.value(chosen);
    const away = values.map((v) => Math.abs(v - value));
    // none, where the bar is held beyond the seven
    const nearest = away.findIndex((by) => by === Math.min(...away) && by <= Math.abs(values[1] - values[0]));
    values.forEach((at, k) => {
      const one = this.get("strip").children[k];
      const v = number(at, 2);
      const d = digitRead(readings[k]);
      const label = t(d ? "code_set_read" : "code_set", { i: chosen + 1, v, d });
      if (one.getAttribute("aria-label") !== label) {
        one.setAttribute("aria-label", label);
        one.children[1].textContent = v;
        one.children[2].textContent = d;
      }
      one.setAttribute("aria-current", k === nearest);
    });
  }

  /** @param {string[]} pictures */
  paintStrip(pictures) {
    const strip = this.get("strip");
    fitChildren(strip, pictures.length, newPicture);
    for (const [k, picture] of pictures.entries()) paintGrey(strip.children[k].firstChild, picture);
  }
}

const newPicture = () =>
  button(() => {}, canvas(), document.createElement("small"), document.createElement("b"));
