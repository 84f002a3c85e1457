import { labOf } from "../show/dom.js";

/**
 * On a phone, the pad and the pictures at the foot of the screen while a room is looked at: it is drawn
 * on there, and the room follows. They are the very same elements; what they leave keeps its height, so
 * nothing moves.
 */
export class Dock {
  /** @param {HTMLElement} element of the page */
  constructor(element) {
    this.lab = labOf(element);
    this.isPadSeen = true;
    this.isRoomSeen = false;
    if (/** @type {HTMLElement} */ (this.lab.querySelector(".draw")).hidden) return; // a link left it out
    this.watch(".draw", (seen) => (this.isPadSeen = seen));
    this.watch(".room-frame", (seen) => (this.isRoomSeen = seen));
  }

  /**
   * @param {string} selector
   * @param {(seen: boolean) => void} onSeen
   */
  watch(selector, onSeen) {
    const watch = new IntersectionObserver((entries) => {
      onSeen(entries[entries.length - 1].isIntersecting);
      this.lab.classList.toggle("docked", this.isRoomSeen && !this.isPadSeen);
    });
    watch.observe(/** @type {Element} */ (this.lab.querySelector(selector)));
  }
}
