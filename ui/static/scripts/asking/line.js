/**
 * @typedef {import("../types.d.ts").Numbered} Numbered
 * @typedef {import("../types.d.ts").Questions} Questions
 * @typedef {import("../types.d.ts").Engine} Engine
 */

// No answer has come, and asking again may bring one.
export class Unanswered extends Error {
  /** @param {boolean} busy whether it was said that there is too much to do */
  constructor(busy) {
    super(busy ? "busy" : "no answer");
    this.busy = busy;
  }
}

/**
 * A line of questions of one kind, asked one at a time. Each question is complete in itself, so of
 * those sent meanwhile only the last is asked. If a question gets no answer, it, or the last one sent
 * by then, is asked after a rest; each rest is longer than the one before.
 * @template {Numbered} Q
 * @template A
 */
export class Line {
  static LONGEST = 8; // times the first rest

  /**
   * @param {(question: Q) => Promise<A>} ask rejects with `Unanswered`
   * @param {(answer: A, question: Q) => void} answered
   * @param {(busy: boolean) => void} [unanswered] it rests now
   */
  constructor(ask, answered, unanswered = () => {}) {
    this.ask = ask;
    this.answered = answered;
    this.unanswered = unanswered;
    this.rest = [1000, 2000]; // ms, from and to: visitors turned away together come back apart
    this.busy = false;
    /** @type {Q | null} */
    this.next = null;
  }

  /** @param {Q} question */
  async send(question) {
    this.next = question;
    if (this.busy) return;
    this.busy = true;
    try {
      await this.work();
    } finally {
      this.busy = false;
    }
  }

  async work() {
    let longer = 1;
    while (this.next !== null) {
      const question = this.next;
      this.next = null;
      const answer = await this.ask(question).catch((error) => this.failed(error));
      if (answer !== null) {
        longer = 1;
        this.answered(answer, question);
        continue;
      }
      await this.pause(longer);
      longer = Math.min(2 * longer, Line.LONGEST);
      this.next ??= question;
    }
  }

  /**
   * @param {unknown} error
   * @returns {null}
   */
  failed(error) {
    if (!(error instanceof Unanswered)) throw error;
    this.unanswered(error.busy);
    return null;
  }

  /** @param {number} longer */
  pause(longer) {
    const [from, to] = this.rest;
    const ms = longer * (from + (to - from) * Math.random());
    return new Promise((go) => setTimeout(go, ms));
  }
}

/**
 * @template {keyof Questions} K
 * @typedef {object} Receiver
 * @property {(answer: Questions[K]["answer"], asked: Questions[K]["question"]) => void} answered
 * @property {(busy: boolean) => void} [unanswered]
 */

/**
 * A line to the engine for each kind of question.
 * @param {Engine} engine
 * @param {{[K in keyof Questions]: Receiver<K>}} receivers of the answers
 */
export const openLines = (engine, receivers) => {
  /**
   * @template {keyof Questions} K
   * @param {K} kind
   * @returns {Line<Questions[K]["question"], Questions[K]["answer"]>}
   */
  const line = (kind) => {
    const { answered, unanswered } = receivers[kind];
    return new Line((question) => engine.ask(kind, question), answered, unanswered);
  };
  return {
    stage: line("stage"),
    room: line("room"),
    tray: line("tray"),
    link: line("link"),
    stop: line("stop"),
    take: line("take"),
  };
};
