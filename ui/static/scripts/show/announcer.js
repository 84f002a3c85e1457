import { write } from "./dom.js";

// What is read aloud: only once it has come to rest, for it changes with every move of the pen.
export class Announcer {
  static REST_MS = 600;

  /** @param {Element} element a live region */
  constructor(element) {
    this.element = element;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * @param {string | (() => string)} text a function is called once it is time
   */
  say(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sayNow(typeof text === "string" ? text : text()), Announcer.REST_MS);
  }

  /** @param {string} text */
  sayNow(text) {
    write(this.element, text);
  }
}
