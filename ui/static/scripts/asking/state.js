/**
 * @typedef {import("../types.d.ts").View} View
 * @typedef {import("../types.d.ts").Numbered} Numbered
 */

/**
 * What is on show: the digit, the model and the noise. It is changed here alone, and as a whole:
 * `now` is never altered, but replaced.
 *
 * One rule for late answers. A question has a number, and holds the view that it is about. Its answer
 * is shown in its place unless the answer to a later question has been shown there (`claim`). It
 * changes the view only where that is still as it was asked about (`isAbout`): what has been drawn
 * since stays.
 */
export class State {
  /** @param {View} first */
  constructor(first) {
    /** @type {Readonly<View>} */
    this.now = Object.freeze({ ...first });
    this.number = 0; // of the last question
    /** @type {Map<string, number>} */
    this.shown = new Map(); // by place, the number of the question whose answer stands there
    /** @type {((now: Readonly<View>) => void)[]} */
    this.listeners = [];
  }

  /** @param {(now: Readonly<View>) => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** @param {Partial<View>} parts */
  change(parts) {
    this.now = Object.freeze({ ...this.now, ...parts });
    for (const listener of this.listeners) listener(this.now);
  }

  /**
   * A question about the view.
   * @template {object} More
   * @param {More} more what it asks besides
   */
  question(more) {
    return { ...this.now, ...this.numbered(more) };
  }

  /**
   * A question about something else.
   * @template {object} More
   * @param {More} more
   */
  numbered(more) {
    this.number += 1;
    return { ...more, turn: this.number };
  }

  /**
   * Claim a place for the answer to a question.
   * @param {string} place
   * @param {Numbered} question
   * @returns {boolean} whether it may be shown there: not if a later question's has been
   */
  claim(place, question) {
    if (question.turn < (this.shown.get(place) ?? 0)) return false;
    this.shown.set(place, question.turn);
    return true;
  }

  /**
   * Whether what a question is about is still on show.
   * @param {Partial<View>} question
   * @param {...(keyof View)} names of what has to be so; by default all of it
   */
  isAbout(question, ...names) {
    const all = names.length ? names : /** @type {(keyof View)[]} */ (Object.keys(this.now));
    return all.every((name) => question[name] === this.now[name]);
  }
}
