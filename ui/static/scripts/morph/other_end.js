// The digit at the other end of Morph: one of ten samples, or one that was kept from the pad.
import { button, canvas } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";
import { t } from "../show/words.js";
import { digitOf } from "../stage/samples.js";

/**
 * @typedef {import("../types.d.ts").Digit} Digit
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {NonNullable<import("../types.d.ts").MorphRoom["tray"]>} Tray
 */

export class OtherEnd {
  /**
   * @param {(id: string) => any} get finds elements of the room
   * @param {RoomPage} page
   */
  constructor(get, page) {
    this.get = get;
    this.page = page;
    /** @type {Tray | null} */
    this.tray = null;
    /** @type {{digit: Digit, pixels: string} | null} */
    this.kept = null;
    /** @type {number | "kept" | null} */
    this.chosen = null; // label of a sample, or what was kept; null until the first samples are there
    get("keep").onclick = () => this.keep();
    get("kept").onclick = () => this.choose("kept");
    get("swap").onclick = () => this.swap();
    get("another").onclick = () => page.ask({ round: this.tray ? this.tray.round + 1 : 0 });
  }

  /** @param {Tray} tray */
  fill(tray) {
    const others = this.tray !== null && this.tray.of !== tray.of; // digits, or symbols of a net
    this.tray = tray;
    this.get("tray").style.setProperty("--samples", String(tray.digits.length));
    this.get("tray").replaceChildren(
      ...tray.digits.map(({ label, pixels }) => {
        const picture = canvas();
        paintGrey(picture, pixels);
        return button(() => this.choose(label), picture);
      }),
    );
    if (this.chosen === null)
      this.set(tray.first); // which the server has used already
    else if (this.chosen !== "kept") this.choose(others ? tray.first : this.chosen);
    this.writeWords();
  }

  /** @returns {HTMLButtonElement[]} */
  get samples() {
    return [...this.get("tray").children];
  }

  writeWords() {
    const { symbols } = this.page.model();
    for (const [d, one] of this.samples.entries()) {
      const label = symbols?.length ? t("symbol_label", { d: symbols[d] }) : t("sample_label", { d });
      one.setAttribute("aria-label", label);
    }
    this.mark();
  }

  mark() {
    for (const [d, one] of this.samples.entries())
      one.setAttribute("aria-pressed", String(d === this.chosen));
    this.get("kept").setAttribute("aria-pressed", this.chosen === "kept");
  }

  /** @param {number | "kept"} which */
  choose(which) {
    this.set(which);
    this.page.ask({});
  }

  /**
   * Choose without asking for the film.
   * @param {number | "kept"} which
   */
  set(which) {
    this.chosen = which;
    const other = which === "kept" ? this.kept : this.tray?.digits[which];
    this.page.update({ other: { pixels: other?.pixels } });
    this.mark();
  }

  /** The digit on the pad, as drawn, and as the network sees it; null if there is none. */
  get onPad() {
    const { state, stageAnswer } = this.page;
    if (stageAnswer?.state !== "ok" || !stageAnswer.seen) return null;
    const digit = state.digit.file ? { pixels: stageAnswer.seen } : state.digit;
    return { digit, pixels: stageAnswer.seen };
  }

  /** @param {{digit: Digit, pixels: string}} digit */
  hold(digit) {
    this.kept = digit;
    paintGrey(this.get("kept").firstChild, digit.pixels);
    this.get("kept").hidden = false;
  }

  /** Keep the digit on the pad as the other end. */
  keep() {
    const { onPad } = this;
    if (!onPad) return;
    this.hold(onPad);
    this.choose("kept");
  }

  /** Put the other end on the pad, and the digit on the pad at the other end. */
  swap() {
    const { onPad, chosen, kept } = this;
    if (!onPad || chosen === null) return;
    const sample = chosen === "kept" ? null : this.tray?.digits[chosen];
    const other = sample ? digitOf(sample) : kept?.digit;
    if (!other) return;
    this.hold(onPad);
    this.set("kept");
    this.page.draw(other); // which asks for stage and film
  }
}
