import assert from "node:assert/strict";
import { test } from "node:test";
import { Film, greyOf, mixed, paintDifference, paintGrey } from "../../ui/static/scripts/show/paint.js";
import { gainOf } from "../../ui/static/scripts/stage/pictures.js";
import { fakeCanvas } from "./fakes.js";

globalThis.ImageData = class {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
};
const base64 = (values) => btoa(String.fromCharCode(...values));
const flat = (grey) => Array(784).fill(grey);
const pixel = (canvas, i) => [...canvas.painted.at(-1)[1].data.slice(4 * i, 4 * i + 4)];

test("a film is cut into its frames", () => {
  const film = new Film(base64([...flat(0), ...flat(51), ...flat(255)]));
  assert.equal(film.frames, 3);
  assert.deepEqual(
    [0, 1, 2].map((frame) => film.grey(frame)(783)),
    [0, 0.2, 1],
  );
});

test("pixels are mixed along the way", () => {
  const [from, to] = [base64([0, 255]), base64([255, 255])].map(greyOf);
  assert.deepEqual(
    [0, 0.25, 1].map((way) => mixed(from, to, way)(0)),
    [0, 0.25, 1],
  );
  assert.equal(mixed(from, to, 0.25)(1), 1);
});

test("grey is painted as it comes", () => {
  const canvas = fakeCanvas();
  paintGrey(canvas, base64([0, 128, 255, ...flat(0).slice(3)]));
  assert.equal(canvas.width, 28);
  assert.deepEqual(
    [0, 1, 2].map((i) => pixel(canvas, i)),
    [
      [0, 0, 0, 255],
      [128, 128, 128, 255],
      [255, 255, 255, 255],
    ],
  );
});

test("a difference has one colour for ink that was added, another for ink that was lost", () => {
  const canvas = fakeCanvas();
  paintDifference(canvas, base64([128, 255, 1, ...flat(128).slice(3)]));
  assert.deepEqual(
    [0, 1, 2].map((i) => pixel(canvas, i)),
    [
      [0, 0, 0, 255],
      [255, 138, 76, 255],
      [150, 170, 190, 255],
    ],
  );
});

test("what restoring did: closer, further, or neither", () => {
  const gain = (noisy, restored) => gainOf({ noisy: { mse: noisy }, restored: { mse: restored } });
  assert.deepEqual(gain(0.1, 0.05), { kind: "closer", ratio: 2 });
  assert.deepEqual(gain(0.05, 0.1), { kind: "further", ratio: 2 });
  assert.equal(gain(0.1, 0.1).kind, "same");
  assert.equal(gain(0, 0.1).kind, "none");
});
