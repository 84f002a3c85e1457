import { Line } from "./line.js";

/**
 * @typedef {import("../types.d.ts").Questions} Questions
 * @typedef {import("../types.d.ts").Engine} Engine
 */

/**
 * @template {keyof Questions} K
 * @typedef {object} Taker
 * @property {(answer: Questions[K]["answer"], asked: Questions[K]["question"]) => void} answered
 * @property {(busy: boolean) => void} [unanswered]
 */

/**
 * A line to the engine for each kind of question.
 * @param {Engine} engine
 * @param {{[K in keyof Questions]: Taker<K>}} takers of the answers
 */
export const openLines = (engine, takers) => {
  /**
   * @template {keyof Questions} K
   * @param {K} kind
   * @returns {Line<Questions[K]["question"], Questions[K]["answer"]>}
   */
  const line = (kind) => {
    const { answered, unanswered } = takers[kind];
    return new Line((question) => engine.ask(kind, question), answered, unanswered);
  };
  return {
    stage: line("stage"),
    room: line("room"),
    tray: line("tray"),
    link: line("link"),
    stop: line("stop"),
  };
};
