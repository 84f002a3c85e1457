// How sure is it: the same digit restored under many draws of the noise.
import { cell, finder, fitChildren, write } from "../show/dom.js";
import { ACCENT, greyOf, paint, paintGrey, SIDE } from "../show/paint.js";
import { digitRead } from "../show/reading.js";
import { list, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").NoisesRoom} Answer
 * @typedef {import("../types.d.ts").Draws} Draws
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 */

// The largest: of the page's first ten samples eight are then read in more than one way, at 0.9 only five.
const LARGE_BLOCK = { noise: "occlusion", level: 1 };

export class NoisesRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "noises-");
    /** @type {Answer | null} */
    this.answer = null;
    /** @type {"restored" | "noisy"} */
    this.view = "restored"; // which of the two the small pictures are
    this.get("try").onclick = () => page.choose(LARGE_BLOCK);
    this.get("view").onchange = (/** @type {any} */ e) => {
      this.view = e.target.value;
      if (this.answer) this.showRow(this.answer);
      page.ask({ noisy: this.view === "noisy" });
    };
  }

  /** @param {Answer} answer */
  show(answer) {
    this.answer = answer;
    paintGrey(this.get("mean"), answer.mean);
    paint(this.get("spread"), SIDE, SIDE, greyOf(answer.spread), () => ACCENT);
    this.showRow(answer);
    this.writeWords();
  }

  /** @param {Answer} answer */
  showRow(answer) {
    const all = this.get("all");
    // noisy pictures are sent only where they are wanted, so the first may still be on their way
    const { pictures, each, read } = answer[this.view] ?? answer.restored;
    fitChildren(all, pictures.length, cell);
    pictures.forEach((picture, i) => {
      const one = all.children[i];
      paintGrey(one.firstChild, picture);
      one.lastChild.textContent = digitRead(each[i]);
      one.classList.toggle("other", each.length > 0 && digitRead(each[i]) !== nameOf(read[0][0]));
    });
  }

  writeWords() {
    if (!this.answer) return;
    const { restored, noisy } = this.answer;
    const n = restored.pictures.length;
    // where all are read alike there is nothing to guess
    this.get("try").hidden = restored.read.length !== 1 || restored.read[0][0] === null;
    const each = t("noises_each", { n });
    this.get("lead").textContent = t("noises_lead", { n });
    this.get("each").textContent = each;
    this.get("framed").textContent = t(restored.each.length ? "noises_framed" : "noises_framed_unread");
    this.get("all").setAttribute("aria-label", `${each}: ${t(this.view)}`);
    write(this.get("read"), sentence("read", restored.read, n));
    write(this.get("before"), this.view === "noisy" ? sentence("before", noisy?.read ?? [], n) : "");
  }
}

/** @param {number | null} digit null: none can be read */
const nameOf = (digit) => (digit === null ? "?" : String(digit));

/**
 * @param {"read" | "before"} when
 * @param {Draws["read"]} read the most frequent first
 * @param {number} n
 */
export const sentence = (when, read, n) => {
  if (!read.length) return "";
  const none = read.find(([digit]) => digit === null)?.[1];
  const [most, ...others] = read.filter(([digit]) => digit !== null);
  if (!most) return t(`noises_${when}_none_long`, { n });
  const [d, k] = most;
  if (k === n) return t(`noises_${when}_all_long`, { d, n });
  const rest = others.map(([digit, times]) => t("noises_read_one", { d: digit, k: times }));
  if (none) rest.push(t("noises_read_none", { k: none }));
  return t(`noises_${when}_most_long`, { d, k, n, rest: list(rest) });
};
