// The loss of each epoch, and the loss so far of the one under way.
import { list, t } from "../show/words.js";
import { Chart } from "./chart.js";

/** @typedef {import("../types.d.ts").TrainAnswer} TrainAnswer */

const AROUND = { left: 48, right: 12, top: 10, bottom: 40 }; // px
const HEIGHT = 180;

/**
 * @param {HTMLElement} box
 * @param {TrainAnswer | null} answer
 * @param {number | undefined} first the loss before anything was learnt
 */
export const paintLosses = (box, answer, first) => {
  const { losses = [], done = 0, loss, epochs = 1 } = answer ?? {};
  const points = pointsOf(first, losses, done, loss);
  box.classList.toggle("empty", !points.length);
  if (!points.length) {
    box.textContent = t("train_curve_empty");
    box.setAttribute("aria-label", box.textContent);
    return;
  }
  draw(box, points, epochs);
  const values = list(losses.map((v) => v.toFixed(4)));
  box.setAttribute("aria-label", t("train_curve_label", { list: values }));
};

/**
 * @param {number | undefined} first
 * @param {number[]} losses
 * @param {number} done epochs
 * @param {number | undefined} loss so far
 * @returns {[epoch: number, loss: number][]}
 */
const pointsOf = (first, losses, done, loss) => {
  /** @type {[number, number][]} */
  const points = losses.map((value, i) => [i + 1, value]);
  if (first !== undefined) points.unshift([0, first]);
  if (done > losses.length && loss !== undefined) points.push([done, loss]);
  return points;
};

/**
 * From no epoch to all of them, and from no loss to the largest.
 * @param {HTMLElement} box
 * @param {[number, number][]} points
 * @param {number} epochs
 */
const draw = (box, points, epochs) => {
  const width = Math.max(240, box.clientWidth);
  const most = Math.max(...points.map(([, value]) => value));
  const chart = new Chart({ width, height: HEIGHT, x: [0, epochs], y: [0, 1.05 * most], ...AROUND });
  chart.grid([0, most / 2, most], (value) => value.toFixed(3));
  const step = Math.ceil(epochs / 8);
  const ticks = Array.from({ length: Math.floor(epochs / step) + 1 }, (_, i) => i * step);
  chart.ticks(ticks, String, AROUND.bottom - 22);
  chart.text(chart.x(epochs / 2), HEIGHT - 4, "middle", t("train_curve_x"));
  chart.line(points);
  for (const [epoch, value] of points) chart.dot(epoch, value, 3);
  const [epoch, value] = points[points.length - 1];
  const low = chart.y(value) > HEIGHT - AROUND.bottom - 24; // the curve comes from above: below it there is room
  const anchor = epoch > epochs / 2 ? "end" : "start";
  chart.text(chart.x(epoch), chart.y(value) + (low ? -9 : 18), anchor, value.toFixed(4), "now");
  chart.show(box);
};
