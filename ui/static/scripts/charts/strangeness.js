// The digits by how strange they are, as bars, and a drawing's own place among them.
import { t, wordsOrText } from "../show/words.js";
import { Chart } from "./chart.js";

/** @typedef {import("../types.d.ts").StrangeRoom} Answer */

const AROUND = { left: 7, right: 7, top: 44, bottom: 44 }; // px, for words above and below the bars

/**
 * @param {HTMLElement} box
 * @param {Pick<Answer, "bars" | "at" | "limit" | "ticks" | "by">} answer
 */
export const paintStrangeness = (box, { bars, at, limit, ticks, by }) => {
  const [width, height] = [box.clientWidth, box.clientHeight];
  const y = /** @type {const} */ ([0, Math.max(...bars)]);
  const chart = new Chart({ width, height, x: [0, 1], y, ...AROUND });
  markRegion(chart, limit, chart.x(at));
  markBars(chart, bars);
  const { top, bottom: floor } = chart.edge;
  chart.cursor(limit, "edge", top - 18);
  chart.mark("line", "floor", { x1: 0, x2: width, y1: floor, y2: floor });
  for (const [place, text] of ticks) chart.ticks([place], () => wordsOrText(text), 18);
  const axis = t(by === "error" ? "strange_axis_error" : "strange_axis_classifier");
  chart.text(width / 2, floor + 38, "middle", axis);
  markOwn(chart, at);
  chart.show(box);
};

/**
 * Where drawings are strange, and its name.
 * @param {Chart} chart
 * @param {number} from
 * @param {number} own px, where the drawing is
 */
const markRegion = (chart, from, own) => {
  const { width, edge } = chart;
  const x = chart.x(from);
  chart.mark("rect", "region", {
    x,
    y: edge.top - 18,
    width: width - x,
    height: edge.bottom - edge.top + 18,
  });
  const crowded = own > width - 80; // there its name stands at its other end
  chart.text(crowded ? x + 6 : width - 6, edge.top - 4, crowded ? "start" : "end", t("strange_region"));
};

/**
 * @param {Chart} chart
 * @param {number[]} bars
 */
const markBars = (chart, bars) => {
  const { left, right, bottom } = chart.edge;
  const wide = (right - left) / bars.length;
  bars.forEach((part, i) => {
    const y = chart.y(part);
    chart.mark("rect", "bar-of", { x: left + i * wide, y, width: wide - 1, height: bottom - y });
  });
};

/**
 * @param {Chart} chart
 * @param {number} at
 */
const markOwn = (chart, at) => {
  const { width } = chart;
  const x = chart.x(at);
  // words that would leave the chart stand on the other side
  const anchor = x > width - 60 ? "end" : x < 60 ? "start" : "middle";
  chart.cursor(at, "own", 18).dot(at, 0, 6, "own");
  chart.text({ end: width, start: 0, middle: x }[anchor], 13, anchor, t("strange_yours"), "own");
};
