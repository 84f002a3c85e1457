import assert from "node:assert/strict";
import { test } from "node:test";
import { Chart } from "../../ui/static/scripts/charts/chart.js";
import { curveAt, nearestCurve, paintCurves } from "../../ui/static/scripts/charts/curves.js";
import { paintLosses } from "../../ui/static/scripts/charts/losses.js";
import { placeOf } from "../../ui/static/scripts/charts/moments.js";
import { openWords } from "../../ui/static/scripts/show/words.js";
import { speak } from "./fakes.js";

const box = (clientWidth = 342, clientHeight = 296) => ({
  clientWidth,
  clientHeight,
  innerHTML: "",
  attributes: {},
  classes: {},
  classList: {
    toggle(name, on) {
      this[name] = on;
    },
  },
  setAttribute(name, value) {
    this.attributes[name] = value;
  },
  getBoundingClientRect: () => ({ left: 10, top: 20 }),
});
const attributes = (svg, tag) =>
  [...svg.matchAll(new RegExp(`<${tag}([^>]*)>`, "g"))].map(([, text]) =>
    Object.fromEntries([...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value])),
  );

const FRAME = { width: 220, height: 130, x: [0, 10], y: [0, 2], left: 20, right: 0, top: 10, bottom: 20 };

test("values become pixels: left to right, and up", () => {
  const chart = new Chart(FRAME);
  assert.deepEqual([chart.x(0), chart.x(10), chart.y(0), chart.y(2)], [20, 220, 110, 10]);
  assert.equal(chart.valueAt(chart.x(7)), 7);
});

test("marks lie on one another in their order, inside one picture", () => {
  const target = box();
  const chart = new Chart(FRAME);
  chart
    .grid([1], String)
    .line(
      [
        [0, 0],
        [10, 2],
      ],
      "net",
      "a",
    )
    .dot(5, 1, 3, "own")
    .cursor(5, "now")
    .show(target);
  const svg = target.innerHTML;
  assert.match(svg, /^<svg width="220" height="130" aria-hidden="true">.*<\/svg>$/);
  assert.deepEqual(
    [...svg.matchAll(/<(\w+) class="(\w+)"/g)].map(([, tag, kind]) => `${tag} ${kind}`),
    ["line grid", "polyline net", "circle own", "line now"],
  );
  assert.deepEqual(attributes(svg, "polyline"), [
    { class: "net", points: "20.0,110.0 220.0,10.0", "data-line": "a" },
  ]);
  assert.deepEqual(attributes(svg, "circle"), [{ class: "own", cx: "120", cy: "60", r: "3" }]);
});

test("words are text, never markup", () => {
  const target = box();
  new Chart(FRAME).text(0, 0, "end", '<img src="x"> & more').show(target);
  assert.ok(target.innerHTML.includes("&lt;img src=&quot;x&quot;&gt; &amp; more".replace("&gt;", ">")));
  assert.ok(!target.innerHTML.includes("<img"));
});

const POINTS = [
  [0.25, 20],
  [0.5, 10],
  [1, 6],
];

test("a curve is known between its points, and nowhere else", () => {
  assert.equal(curveAt(POINTS, 0.5), 10);
  assert.equal(curveAt(POINTS, 0.75), 8);
  assert.equal(curveAt(POINTS, 0.375), 15);
  assert.equal(curveAt(POINTS, 0.2), null);
  assert.equal(curveAt(POINTS, 1.1), null);
  assert.equal(curveAt([], 0.5), null);
});

const VIEW = {
  lines: [
    { key: "a", group: "net", points: POINTS },
    {
      key: "b",
      group: "filter",
      points: [
        [0, 30],
        [1, 30],
      ],
    },
  ],
  lit: "a",
  name: "A net",
  range: [0, 35],
  ticks: [0, 10, 20, 30],
  level: 0.5,
  own: 99,
  trained: [0.5, 0.5],
  x: "Level",
  y: "dB",
};

test("the lit curve lies on top and has its name; what leaves the range stays at its edge", () => {
  const target = box();
  paintCurves(target, VIEW);
  assert.deepEqual(
    attributes(target.innerHTML, "polyline").map((line) => [line["data-line"], line.class]),
    [
      ["b", "filter"],
      ["a", "net lit"],
    ],
  );
  assert.match(target.innerHTML, />A net</);
  const [own] = attributes(target.innerHTML, "circle");
  assert.equal(own.cy, "40"); // the top of the plot
  assert.equal(attributes(target.innerHTML, "path").length, 1); // the triangle at the one level
  paintCurves(target, { ...VIEW, trained: [0, 1], own: null });
  assert.equal(attributes(target.innerHTML, "path").length, 0);
  assert.equal(attributes(target.innerHTML, "circle").length, 0);
});

test("the pointer means the nearest curve, if any is near", () => {
  const chart = new Chart({
    width: 342,
    height: 296,
    x: [0, 1],
    y: [0, 35],
    left: 32,
    right: 10,
    top: 40,
    bottom: 56,
  });
  const pointer = (level, value) => ({ clientX: 10 + chart.x(level), clientY: 20 + chart.y(value) });
  assert.equal(nearestCurve(box(), VIEW, pointer(0.5, 11)), "a");
  assert.equal(nearestCurve(box(), VIEW, pointer(0.5, 29)), "b");
  assert.equal(nearestCurve(box(), VIEW, pointer(0.5, 20)), null);
  assert.equal(nearestCurve(box(), VIEW, pointer(0.1, 20)), null); // there is no "a" there
});

test("losses are drawn from the untrained net to the epoch under way", () => {
  speak(openWords, {
    train_curve_empty: ["Nothing yet", "还没有"],
    train_curve_x: ["epochs", "轮"],
    train_curve_label: ["{list}", "{list}"],
  });
  const target = box();
  paintLosses(target, null, undefined);
  assert.equal(target.textContent, "Nothing yet");
  assert.equal(target.classList.empty, true);
  paintLosses(target, { losses: [0.5, 0.25], epochs: 4, done: 2.5, loss: 0.2 }, 1);
  assert.equal(target.classList.empty, false);
  const xs = attributes(target.innerHTML, "circle").map(({ cx }) => Number(cx));
  assert.equal(xs.length, 4);
  assert.equal(xs[3] - xs[2], (xs[2] - xs[1]) / 2);
  assert.match(target.innerHTML, /class="now"[^>]*>0.2000</);
  assert.equal(target.attributes["aria-label"], "0.5000, 0.2500");
});

test("an epoch has its place between the moments that were kept", () => {
  const film = { moments: [0, 0.125, 1, 2, 4, 8] };
  assert.equal(placeOf(film, 1), 2);
  assert.equal(placeOf(film, 3), 3.5);
  assert.equal(placeOf(film, 5), 4.25);
});
