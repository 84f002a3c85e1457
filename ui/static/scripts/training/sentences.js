// What is said of a training, while it goes on and once it is over.
import { modelOf } from "../show/catalogue.js";
import { count, decibels, join, list, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").TrainAnswer} TrainAnswer
 *
 * @typedef {object} Result
 * @property {import("../types.d.ts").OwnModel} facts
 * @property {NonNullable<TrainAnswer["scores"]>} scores
 * @property {string | null} data what it was trained on
 */

const NEAR = 1.5; // dB behind our model that still count as near
const BUSY = ["asked", "queued", "starting", "training", "testing"];

/** @param {TrainAnswer | null} answer */
export const isBusy = (answer) => BUSY.includes(answer?.state ?? "");

/**
 * How the training goes.
 * @param {TrainAnswer | null} answer
 * @param {{symbols: boolean, stopping: boolean}} of whether it is of symbols, and whether it is to stop
 */
export const sentenceOf = (answer, { symbols, stopping }) => {
  if (!answer) return "";
  if (answer.problem) return t(answer.problem.key, answer.problem);
  if (answer.state === "stopped") return t("train_nothing");
  if (answer.state === "testing") return t(symbols ? "symbols_testing" : "train_testing");
  if (stopping && isBusy(answer)) return t("train_stopping");
  if (answer.state === "queued") return t("train_queued", { n: answer.place });
  if (answer.state === "training") return progress(answer);
  if (answer.state === "done")
    return answer.late ? t("train_late") : answer.stopped ? t("train_stopped") : "";
  return t(answer.data ? "train_ready" : symbols ? "symbols_starting" : "train_starting");
};

/** @param {TrainAnswer} answer */
const progress = (answer) => {
  const seconds = answer.left !== undefined && t("train_left", { s: Math.ceil(answer.left) });
  return list([epochOf(answer), seconds]);
};

/**
 * The epoch under way, and how many there are.
 * @param {TrainAnswer} answer
 */
export const epochOf = ({ epoch, epochs = 1 }) =>
  t("train_epoch", { e: Math.min((epoch ?? 0) + 1, epochs), n: epochs });

/**
 * How well the net does, beside ours where ours can be compared.
 * @param {Result} result
 */
export const verdictOf = ({ facts, scores, data }) => {
  const { own, ours, digits, model } = scores;
  const words = { name: t(`model_${facts.key}`), n: count(digits), a: decibels(own) };
  if (ours === null) return t("train_alone_long", words);
  const both = { ...words, b: decibels(ours), ours: t(`model_${model}`) };
  if (facts.symbols?.length) {
    return join(t("symbols_said_long", both), t(own > ours ? "symbols_closer_long" : "symbols_further_long"));
  }
  const [k, n] = [facts.size, modelOf(model).size];
  const how = comparison(own - ours, k < n / 2, data);
  return join(t("train_said_long", both), t(`train_${how}_long`, { k, n }));
};

/**
 * How the net does beside ours: the middle of a key.
 * @param {number} ahead dB
 * @param {boolean} few whether its code has far fewer numbers
 * @param {string | null} data what it was trained on
 */
export const comparison = (ahead, few, data) => {
  if (ahead >= 0) return "closer";
  if (data === "strokes") return "strokes";
  if (few) return "few";
  return -ahead < NEAR ? "near" : "far";
};
