// Curves of quality against the level of the noise: a line per method, one of them lit.
import { Chart } from "./chart.js";

/**
 * @typedef {readonly [level: number, value: number]} Step
 * @typedef {{key: string, group: string, points: Step[]}} Curve points by rising level
 *
 * @typedef {object} Curves
 * @property {Curve[]} lines
 * @property {string} lit key of the line that stands out
 * @property {string} name what to call it
 * @property {readonly [number, number]} range what leaves it leaves the plot
 * @property {number[]} ticks
 * @property {number} level the current one
 * @property {number | null} own the value of the digit on the pad there
 * @property {readonly [number, number] | null} trained at which levels
 * @property {string} x what the axes show
 * @property {string} y
 */

const AROUND = { left: 32, right: 10, top: 40, bottom: 56 }; // px, for what stands around the plot
const REACH = 40; // px from a curve to the pointer that means it

/**
 * Where a curve stands at a level; null before its first and after its last point.
 * @param {Step[]} points
 * @param {number} level
 */
export const curveAt = (points, level) => {
  const next = points.findIndex(([l]) => l >= level);
  if (next < 0 || (next === 0 && points[0][0] > level)) return null;
  if (points[next][0] === level) return points[next][1];
  const [[a, v], [b, w]] = [points[next - 1], points[next]];
  return v + ((w - v) * (level - a)) / (b - a);
};

/**
 * @param {Element} box
 * @param {Curves} view
 */
const chartOf = (box, view) => {
  const [width, height] = [Math.max(240, box.clientWidth), Math.max(200, box.clientHeight)];
  return new Chart({ width, height, x: [0, 1], y: view.range, ...AROUND });
};

/**
 * @param {Element} box
 * @param {Curves} view
 */
export const paintCurves = (box, view) => {
  const chart = chartOf(box, view);
  const { left, top, bottom } = chart.edge;
  // the lit one last, on top of the others
  const lines = [...view.lines].sort((a, b) => Number(a.key === view.lit) - Number(b.key === view.lit));
  chart.grid(view.ticks, String, left - 7);
  chart.ticks([0, 0.25, 0.5, 0.75, 1], String, 28, (level) => (level === 1 ? "end" : "middle"));
  chart.text(chart.x(0.5), bottom + 47, "middle", view.x);
  chart.text(0, 12, "", view.y);
  markTrained(chart, view.trained);
  chart.inside("curves-plot", 2, () => {
    for (const { key, group, points } of lines) {
      chart.line(points, `${group}${key === view.lit ? " lit" : ""}`, key);
    }
  });
  chart.cursor(view.level, "now");
  chart.text(chart.x(view.level), top - 6, "middle", view.level.toFixed(2), "level");
  nameLine(chart, lines[lines.length - 1], view);
  const [low, high] = view.range;
  if (view.own !== null) chart.dot(view.level, Math.min(high, Math.max(low, view.own)), 6, "own");
  chart.show(box);
};

/**
 * Under the axis: a bar along all levels, or a triangle at the one.
 * @param {Chart} chart
 * @param {Curves["trained"]} trained
 */
const markTrained = (chart, trained) => {
  if (!trained) return;
  const [from, to] = trained.map((level) => chart.x(level));
  const floor = chart.edge.bottom;
  if (from < to) chart.mark("rect", "trained-at", { x: from, y: floor + 6, width: to - from, height: 3 });
  else chart.mark("path", "trained-at", { d: `M${from} ${floor + 3} l5 8 h-10 z` });
};

/**
 * The name stands at an end of its line, away from the current level.
 * @param {Chart} chart
 * @param {Curve} line
 * @param {Curves} view
 */
const nameLine = (chart, { key, points }, { lit, name, level, range: [low, high] }) => {
  const at = level > 0.7 ? 0.4 : 1;
  const value = curveAt(points, at);
  if (key !== lit || value === null) return;
  const above = chart.y(Math.min(high, Math.max(low, value))) - 9;
  const y = above < chart.edge.top + 12 ? above + 28 : above;
  chart.text(chart.x(at), y, at === 1 ? "end" : "middle", name, "name");
};

/**
 * The key of the line nearest to the pointer.
 * @param {Element} box
 * @param {Curves} view
 * @param {{clientX: number, clientY: number}} event
 */
export const nearestCurve = (box, view, event) => {
  const chart = chartOf(box, view);
  const { left, top } = box.getBoundingClientRect();
  const level = Math.min(1, Math.max(0, chart.valueAt(event.clientX - left)));
  /** @param {Curve} curve */
  const far = ({ points }) => {
    const value = curveAt(points, level);
    return value === null ? Infinity : Math.abs(chart.y(value) - (event.clientY - top));
  };
  const near = view.lines.reduce((a, b) => (far(b) < far(a) ? b : a));
  return far(near) < REACH ? near.key : null;
};
