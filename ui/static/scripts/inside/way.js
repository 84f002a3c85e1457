// The digit's way through the net, layer by layer; by itself, slowly, or step by step.
import { isVisible } from "../show/dom.js";
import { t } from "../show/words.js";

const STEP_MS = 2800;

export class Way {
  /**
   * @param {(id: string) => any} get
   * @param {(at: number) => void} reach shows the digit as far as there; Infinity: all of the way
   */
  constructor(get, reach) {
    this.get = get;
    this.reach = reach;
    this.at = -1; // place of the layer that it has come to; -1: it is not under way
    /** @type {string[]} */
    this.sentences = [];
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    get("follow").onclick = () => this.start();
    get("back").onclick = () => this.step(-1);
    get("on").onclick = () => this.step(1);
    get("play").onclick = () => (this.timer === undefined ? this.play() : this.pause());
    get("end").onclick = () => this.end();
  }

  get isUnderWay() {
    return this.at >= 0;
  }

  /** @param {string[]} sentences one for each layer */
  setSentences(sentences) {
    this.sentences = sentences;
    if (this.isUnderWay) this.writeWords();
  }

  start() {
    if (!this.sentences.length) return; // the net's layers are not known yet
    this.get("way").hidden = false;
    this.get("follow").hidden = true;
    this.go(0);
    // nothing moves by itself where that is not wanted
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.pause();
    else this.play();
    this.get("play").focus();
  }

  play() {
    if (this.at >= this.sentences.length - 1) this.go(0);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tick(), STEP_MS);
    this.writePlay();
  }

  tick() {
    if (!isVisible(this.get("way"))) {
      this.pause(); // another room was opened
      return;
    }
    this.go(this.at + 1);
    if (this.at < this.sentences.length - 1) this.play();
    else this.pause();
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writePlay();
  }

  /**
   * The visitor has gone to a layer: the way waits there.
   * @param {number} at
   */
  stay(at) {
    if (!this.isUnderWay) return;
    this.pause();
    this.at = at;
    this.writeWords();
  }

  /** @param {number} by */
  step(by) {
    this.pause();
    this.go(this.at + by);
    const [one, other] = (by < 0 ? ["back", "on"] : ["on", "back"]).map(this.get);
    if (one.disabled) other.focus(); // it is at an end
  }

  /** @param {number} to */
  go(to) {
    this.at = Math.min(this.sentences.length - 1, Math.max(0, to));
    this.reach(this.at);
    this.writeWords();
  }

  end() {
    if (!this.isUnderWay) return;
    this.pause();
    const focused = this.get("way").contains(document.activeElement);
    this.at = -1;
    this.get("way").hidden = true;
    this.get("follow").hidden = false;
    if (focused) this.get("follow").focus();
    this.reach(Infinity);
  }

  writeWords() {
    const { at, sentences, get } = this;
    get("says").textContent = sentences[at] ?? "";
    get("back").disabled = at <= 0;
    get("on").disabled = at >= sentences.length - 1;
    this.writePlay();
  }

  writePlay() {
    const plays = this.timer !== undefined;
    const play = this.get("play");
    play.textContent = plays ? "❚❚" : "▶";
    play.setAttribute("aria-label", t(plays ? "inside_pause" : "inside_play"));
  }
}
