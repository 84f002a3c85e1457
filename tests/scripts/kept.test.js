import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { keepView, keptView } from "../../ui/static/scripts/stage/kept.js";
import { DATA, storage } from "./fakes.js";

const PIXELS = btoa("\0".repeat(784));
const STROKES = [
  [
    [0.1, 0.2],
    [0.3, 0.4],
  ],
];
const VIEW = { digit: { strokes: STROKES }, model: "a", noise: "blur", level: 0.5, seed: 7, numbers: null };

beforeEach(() => {
  globalThis.sessionStorage = storage();
  openCatalogue({ ...DATA, models: [{ key: "a", size: 32 }], noises: [{ key: "blur" }] });
});

test("what was kept comes back once", () => {
  keepView(VIEW, null, true);
  assert.deepEqual(keptView(null), { view: VIEW, training: true });
  assert.equal(keptView(null), null);
});

test("every form of a digit is kept", () => {
  const marks = [{ ink: true, points: STROKES[0] }];
  for (const digit of [
    { strokes: [] },
    { strokes: STROKES, marks },
    { pixels: PIXELS, marks },
    { pixels: PIXELS, strokes: STROKES },
  ]) {
    keepView({ ...VIEW, digit }, null, false);
    assert.deepEqual(keptView(null)?.view.digit, digit);
  }
});

test("a link is opened once; another one is opened", () => {
  for (const [kept, opened, shown] of [
    ["x", "x", true],
    ["x", "y", false],
    [null, "x", false],
    ["x", null, true],
  ]) {
    keepView(VIEW, kept, false);
    assert.equal(keptView(opened) !== null, shown, `${kept} then ${opened}`);
  }
});

test("what the page could not show is ignored", () => {
  const digits = [
    {},
    null,
    { file: "AAAA" },
    { strokes: [[]] },
    { strokes: [[[0.1, "x"]]] },
    { strokes: [[[0.1, 11]]] },
    { strokes: [[[0.1]]] },
    { pixels: "AAAA" },
    { pixels: "!" },
    { pixels: PIXELS, strokes: 3 },
    { strokes: STROKES, marks: [{ points: STROKES[0] }] },
  ];
  const views = [
    ...digits.map((digit) => ({ ...VIEW, digit })),
    ...[{ model: "b" }, { noise: "x" }, { level: 2 }, { level: null }, { seed: 0.5 }, { seed: -1 }].map(
      (change) => ({ ...VIEW, ...change }),
    ),
    ...[0, 33, 1.5, "2"].map((numbers) => ({ ...VIEW, numbers })),
    null,
    7,
  ];
  for (const view of views) {
    keepView(view, null, false);
    assert.equal(keptView(null), null, JSON.stringify(view));
  }
  sessionStorage.setItem("ae.view", "{");
  assert.equal(keptView(null), null);
});

test("where the browser refuses to store, nothing is kept and nothing fails", () => {
  globalThis.sessionStorage = storage(true);
  keepView(VIEW, null, false);
  assert.equal(keptView(null), null);
});
