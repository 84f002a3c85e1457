// The training loss at the moments of a replay, which lie under the pictures of its strip.
import { t } from "../show/words.js";
import { Chart } from "./chart.js";

/** @typedef {Pick<import("../types.d.ts").ReplayRoom, "moments" | "losses" | "curve" | "loss">} Film */

const HEIGHT = 190; // px
const BLIND = Math.LN2; // what a blind guess costs in cross-entropy

/**
 * @param {Film} film
 * @param {number} width px, that of the strip
 * @param {number} cell px, width of a picture of the strip
 */
const chartOf = ({ moments, losses, curve }, width, cell) => {
  const [x, y] = /** @type {const} */ ([
    [0, moments.length - 1],
    [0, Math.max(...losses, ...curve)],
  ]);
  return new Chart({ width, height: HEIGHT, left: cell / 2, right: cell / 2, top: 22, bottom: 8, x, y });
};

/**
 * @param {Element} box
 * @param {Film} film
 * @param {number} at which moment is on show
 * @param {{width: number, cell: number}} strip px
 */
export const paintMoments = (box, film, at, { width, cell }) => {
  const { losses, curve, loss } = film;
  const chart = chartOf(film, width, cell);
  const kept = losses.map((value, k) => /** @type {[number, number]} */ ([k, value]));
  const others = curve.map((value, i) => /** @type {[number, number]} */ ([placeOf(film, i + 1), value]));
  const points = [...kept, ...others.filter(([k]) => !Number.isInteger(k))].sort(([a], [b]) => a - b);
  markLevel(chart, 0, "");
  if (loss === "bce") markLevel(chart, BLIND, t("replay_blind", { l: BLIND.toFixed(3) }));
  chart.line(points);
  for (const [k, value] of kept) chart.dot(k, value, 2.5, "kept");
  const now = losses[at];
  chart.cursor(at, "now", 0, HEIGHT).dot(at, now, 6, "own");
  const end = chart.x(at) > width - 60;
  const [x, up] = [chart.x(at) + (end ? -10 : 10), Math.max(14, chart.y(now) - 9)];
  chart.text(x, up, end ? "end" : "start", now.toFixed(3), "value").show(box);
};

/**
 * A line across the whole chart, with a text on it.
 * @param {Chart} chart
 * @param {number} value
 * @param {string} text
 */
const markLevel = (chart, value, text) => {
  const { width } = chart;
  const y = chart.y(value);
  chart.mark("line", "grid", { x1: 0, x2: width, y1: y, y2: y });
  chart.text(0.7 * width, y - 5, "middle", text);
};

/**
 * The moment nearest to the pointer.
 * @param {Element} box
 * @param {Film} film
 * @param {{clientX: number}} event
 * @param {{width: number, cell: number}} strip px
 */
export const nearestMoment = (box, film, { clientX }, { width, cell }) => {
  const value = chartOf(film, width, cell).valueAt(clientX - box.getBoundingClientRect().left);
  return Math.min(film.moments.length - 1, Math.max(0, Math.round(value)));
};

/**
 * Place of an epoch between the moments that were kept.
 * @param {Pick<Film, "moments">} film
 * @param {number} epoch
 */
export const placeOf = ({ moments }, epoch) => {
  const next = moments.findIndex((moment) => moment >= epoch);
  if (moments[next] === epoch) return next;
  return next - 1 + (epoch - moments[next - 1]) / (moments[next] - moments[next - 1]);
};
