// The pictures of the stage, and what is said of them: the last answer.

import { modelOf } from "../show/catalogue.js";
import { CodePicture } from "../show/code_picture.js";
import { Announcer } from "../show/dom.js";
import { paintDifference, paintGrey } from "../show/paint.js";
import { readingLine, readingSentence } from "../show/reading.js";
import { count, decibels, join, list, t } from "../show/words.js";
import { numbersUsed } from "./numbers.js";

/**
 * @typedef {import("../types.d.ts").StageAnswer} StageAnswer
 * @typedef {import("../types.d.ts").Question} Question
 * @typedef {import("../types.d.ts").Scores} Scores
 */

const STEP_MS = 120; // a sentence stays for so long, at least
const CLOSER = 1.1; // from this gain on the restored digit is closer than the noisy one
const NAMES = /** @type {const} */ (["seen", "noisy", "restored", "difference"]);

export class Pictures {
  /** @param {(id: string) => any} get finds elements of the stage */
  constructor(get) {
    this.get = get;
    this.announcer = new Announcer(get("aloud"));
    this.code = new CodePicture(get("numbers"));
    this.writeVerdict = inSteps((text, kind, reading) => this.writeNow(text, kind, reading));
  }

  /**
   * @param {StageAnswer} answer
   * @param {Question} asked
   */
  show(answer, asked) {
    this.paint(answer);
    this.code.show(answer.code);
    this.writeAnswer(answer, asked);
    for (const id of NAMES) {
      const under = [`${id}-read`, `${id}-score`].map((at) => this.get(at)?.textContent);
      this.get(id).setAttribute("aria-label", list([t(id), ...under]));
    }
  }

  /** @param {StageAnswer} answer */
  paint(answer) {
    const { readings = {}, difference } = answer;
    for (const id of /** @type {const} */ (["seen", "noisy", "restored"])) {
      paintGrey(this.get(id), answer[id]);
      const clean = id === "restored" ? readings.seen : null;
      this.get(`${id}-read`).innerHTML = readingLine(readings[id], clean);
    }
    paintDifference(this.get("difference"), difference);
  }

  /**
   * @param {StageAnswer} answer
   * @param {Question} asked
   */
  writeAnswer({ state, scores, problem, readings = {} }, asked) {
    const { size, code, symbols } = modelOf(asked.model);
    const free = code === "none";
    this.get("no-code").textContent = state === "ok" && free ? t("no_code", { n: count(size) }) : "";
    this.get("noisy-score").innerHTML = scores ? scoreLine(scores.noisy) : "";
    this.get("restored-score").innerHTML = scores ? scoreLine(scores.restored) : "";
    if (!scores) {
      if (problem) this.writeVerdict(t(problem.key, problem), "problem", "");
      else this.writeVerdict(t("blank_long"), "wait", "");
      return;
    }
    const { kind, ratio } = gainOf(scores);
    const x = ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1);
    const n = numbersUsed(asked);
    const none = free ? "free_long" : n === 1 ? "none_one_long" : "none_long";
    const long = kind === "none" ? none : `${kind}_long`;
    const { seen, noisy, restored } = readings;
    const read = seen && noisy && restored;
    const reading = read ? readingSentence({ seen, noisy, restored }, scores.noisy.mse > 0) : "";
    const learnt = symbols?.length && t("symbols_stage");
    this.writeVerdict(join(learnt, t(long, { x, n })), kind, reading);
  }

  /**
   * @param {string} text
   * @param {string} kind
   * @param {string} reading
   */
  writeNow(text, kind, reading) {
    this.get("reading").textContent = reading;
    this.get("reading-line").hidden = !reading;
    this.get("verdict").textContent = text;
    this.get("verdict").dataset.kind = kind;
    this.announcer.announce(join(reading, text));
  }
}

/** @param {Scores} scores */
const scoreLine = ({ psnr, ssim }) =>
  `<b>${decibels(psnr)}</b> <small>${t("ssim", { v: ssim.toFixed(2) })}</small>`;

/**
 * Whether restoring brought the digit closer to the clean one, and how many times.
 * @param {{noisy: Scores, restored: Scores}} scores
 */
export const gainOf = ({ noisy, restored }) => {
  const gain = noisy.mse / restored.mse;
  if (noisy.mse === 0) return { kind: "none", ratio: gain };
  if (gain > CLOSER) return { kind: "closer", ratio: gain };
  if (gain < 1 / CLOSER) return { kind: "further", ratio: 1 / gain };
  return { kind: "same", ratio: gain };
};

/**
 * What is said changes with every frame of a drawing: now, and then in steps.
 * @param {(text: string, kind: string, reading: string) => void} show
 */
const inSteps = (show) => {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  /** @type {[string, string, string] | null} */
  let last = null;
  const step = () => {
    timer = last && setTimeout(step, STEP_MS);
    if (last) show(...last);
    last = null;
  };
  /**
   * @param {string} text
   * @param {string} kind
   * @param {string} reading
   */
  const write = (text, kind, reading) => {
    last = [text, kind, reading];
    if (timer === null) step();
  };
  return write;
};
