// The page for a projector: the pad, two pictures and the level, large, and nothing else.
import { finder, labOf, onEscape } from "../show/dom.js";
import { t } from "../show/words.js";

export class Present {
  /** @param {HTMLElement} element of the page */
  constructor(element) {
    this.lab = labOf(element);
    this.button = /** @type {HTMLButtonElement} */ (finder(element)("present"));
    this.button.onclick = () => this.set(!this.on);
    onEscape(element, () => this.set(false));
    // the browser's own way out of the full screen
    document.addEventListener("fullscreenchange", () => document.fullscreenElement || this.set(false));
  }

  get on() {
    return this.lab.classList.contains("presenting");
  }

  /** @param {boolean} on */
  set(on) {
    if (on === this.on) return;
    this.lab.classList.toggle("presenting", on);
    this.button.dataset.t = on ? "present_leave" : "present";
    this.button.textContent = t(this.button.dataset.t);
    scrollTo({ top: 0 });
    // a frame may not be allowed to, and Safari of a phone has none: the page is large all the same
    if (on) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }
}
