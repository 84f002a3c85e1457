// The tour: a few steps on the visitor's own digit. Each points at one thing and says one thing;
// most ask for something to be done, and notice when it has been. It begins when asked to, and all of
// the page works while it runs.
import { finder, isShortcut, isVisible, onEscape } from "../show/dom.js";
import { fillWords, t } from "../show/words.js";
import { buildCard, place, reveal, STEPS } from "./tour_card.js";

/**
 * @typedef {import("../types.d.ts").PageForRooms} PageForRooms
 * @typedef {import("../types.d.ts").View} View
 * @typedef {import("./tour_card.js").Step} Step
 */

// All steps begin alike, whatever was tried before, so that what they say is true.
const SETTING = { model: "conv_32", noise: "gaussian", level: 0.5, numbers: null };
const TICK_MS = 200; // what the visitor does is looked for so often

export class Tour {
  /**
   * @param {HTMLElement} element of the page
   * @param {PageForRooms} page
   * @param {() => void} met is called when it ends
   */
  constructor(element, page, met) {
    this.element = element;
    this.page = page;
    this.met = met;
    this.button = /** @type {HTMLButtonElement} */ (finder(element)("tour"));
    this.button.onclick = () => this.begin();
    this.card = buildCard();
    /** @type {Step[]} */
    this.steps = [];
    this.step = STEPS[0];
    this.at = 0;
    this.isDone = false;
    this.digit = page.state.digit;
    /** @type {Partial<View>} */
    this.before = {};
    /** @type {ReturnType<typeof setInterval> | null} */
    this.timer = null;
    this.listen();
  }

  listen() {
    this.part("skip").onclick = () => this.end();
    this.part("back").onclick = () => this.go(this.at - 1);
    this.part("next").onclick = () => this.go(this.at + 1);
    this.part("how").onclick = () => {
      this.end();
      finder(this.element)("how").click();
    };
    this.card.onkeydown = (e) => {
      const by =
        { ArrowRight: 1, ArrowLeft: -1 }[e.key] ?? (e.key === "Enter" && e.target === this.card ? 1 : 0);
      if (!by || isShortcut(e) || this.at + by < 0) return;
      e.preventDefault();
      this.go(this.at + by);
    };
    addEventListener("scroll", () => this.running && place(this.card, this.target, this.step), true);
    onEscape(this.element, () => this.end());
  }

  /**
   * @param {string} name
   * @returns {HTMLButtonElement}
   */
  part(name) {
    return /** @type {HTMLButtonElement} */ (this.card.querySelector(`[data-tour="${name}"]`));
  }

  /** Steps whose target is on the page: a link may leave controls out. */
  get offered() {
    return STEPS.filter(({ at }) => isVisible(this.element.querySelector(at)));
  }

  get running() {
    return this.timer !== null;
  }

  get target() {
    return /** @type {HTMLElement} */ (this.element.querySelector(this.step.at));
  }

  begin() {
    if (this.running) this.end();
    const { model, noise, level, numbers } = this.page.state;
    this.before = { model, noise, level, numbers };
    this.steps = this.offered;
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.go(0);
  }

  /** @param {number} to */
  go(to) {
    if (to >= this.steps.length) {
      this.end();
      return;
    }
    this.at = to;
    this.set(SETTING);
    this.digit = this.page.state.digit;
    this.isDone = false;
    this.step = this.steps[to];
    const { target } = this;
    this.point(target);
    // beside what it speaks of for Tab, too; but a list of tabs holds nothing else
    (target.closest('[role="tablist"]') ?? target).after(this.card);
    this.writeWords();
    place(this.card, target, this.step);
    reveal(this.card, target, this.step.start);
    this.card.focus({ preventScroll: true });
  }

  end() {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
    this.point(null);
    const held = this.card.contains(document.activeElement);
    this.card.remove();
    this.set(this.before);
    this.met();
    if (held) this.button.focus({ preventScroll: true });
  }

  /** @param {Partial<View>} choice */
  set(choice) {
    const { state } = this.page;
    const names = /** @type {(keyof View)[]} */ (Object.keys(choice));
    if (names.some((name) => state[name] !== choice[name])) this.page.choose(choice);
  }

  tick() {
    place(this.card, this.target, this.step);
    if (this.isDone || !this.step.done?.(this.page, this.digit)) return;
    this.isDone = true;
    this.writeWords();
    const look = /** @type {HTMLElement | null} */ (
      this.step.look && this.element.querySelector(this.step.look)
    );
    if (!look || !isVisible(look)) return;
    this.point(look);
    reveal(this.card, look);
  }

  /** @param {Element | null} target */
  point(target) {
    this.element.querySelector(".tour-here")?.classList.remove("tour-here");
    target?.classList.add("tour-here");
  }

  writeWords() {
    if (!this.running) return;
    const { card, at, steps } = this;
    const last = at === steps.length - 1;
    const { name, done } = this.step;
    fillWords(card);
    /**
     * @param {string} selector
     * @param {string} text
     */
    const put = (selector, text) => {
      /** @type {Element} */ (card.querySelector(selector)).textContent = text;
    };
    put("#tour-count", t("tour_count", { i: at + 1, n: steps.length }));
    // what has been done replaces what was asked: the card must not grow over the pictures
    put("#tour-text", this.isDone ? "" : t(`tour_${name}_long`));
    put(".tour-done", this.isDone ? t(`tour_${name}_done_long`) : "");
    /** @type {HTMLElement} */ (card.querySelector(".tour-more")).hidden = !last;
    this.part("skip").hidden = last;
    this.part("back").disabled = at === 0;
    this.part("next").textContent = t(last ? "tour_finish" : "tour_next");
    this.part("next").classList.toggle("lit", this.isDone || !done);
  }
}
