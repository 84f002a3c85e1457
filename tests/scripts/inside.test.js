import assert from "node:assert/strict";
import { test } from "node:test";
import {
  account,
  activate,
  bySize,
  partialSums,
  Weights,
} from "../../ui/static/scripts/inside/arithmetic.js";
import { hit, layOut } from "../../ui/static/scripts/inside/layout.js";
import { isRow, isSum, readNet, shortcuts } from "../../ui/static/scripts/inside/net.js";
import { firing } from "../../ui/static/scripts/inside/unit.js";
import { coloursOf, finely, unpack, valuesOf } from "../../ui/static/scripts/inside/values.js";

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const row = (name, kind, shape, inputs, more = {}) => ({
  name,
  part: name[0] === "e" ? "encoder" : "decoder",
  ...{ kind, shape, inputs, activation: null, kernel: null, strides: null, parameters: 0, idle: [] },
  ...more,
});
const conv = { kernel: 3, strides: 1, activation: "silu", parameters: 9 };

// as conv_32, with fewer layers
const RESIDUAL = {
  code: "e6",
  digits: [],
  layers: [
    row("e1", "conv2d", [14, 14, 32], ["picture"], conv),
    row("e2", "conv2d", [14, 14, 32], ["e1"], conv),
    row("e4", "add", [14, 14, 32], ["e1", "e2"], { activation: "silu", idle: [3] }),
    row("e6", "dense", [32], ["e4"], { activation: "linear", parameters: 5 }),
    row("d0", "dense", [6272], ["e6"], { activation: "silu", parameters: 5 }),
    row("d2", "conv2d", [14, 14, 64], ["d0"], conv),
    row("d4", "conv2d", [28, 28, 1], ["d2"], { ...conv, activation: "linear" }),
    row("d5", "activation", [28, 28], ["d4"], { activation: "sigmoid" }),
  ],
};
const DENSE = {
  code: "e1",
  digits: [],
  layers: [
    row("e1", "dense", [16], ["picture"], { activation: "relu", parameters: 9 }),
    row("d0", "dense", [784], ["e1"], { activation: "linear", parameters: 9 }),
    row("d2", "activation", [28, 28], ["d0"], { activation: "sigmoid" }),
  ],
};

// ---- the net ----
test("the picture comes first, and each layer has its role", () => {
  const layers = readNet(RESIDUAL);
  assert.deepEqual(
    layers.map(({ name }) => name),
    ["picture", "e1", "e2", "e4", "e6", "d0", "d2", "d4", "d5"],
  );
  const [, first, , sum, code, , wide, logits, restored] = layers;
  assert.equal(first.role, "");
  assert.deepEqual([...sum.idle], [3]);
  assert.deepEqual([code.role, logits.role, restored.role], ["code", "logits", "restored"]);
  assert.deepEqual([code.side, code.units, wide.side, wide.units], [0, 32, 14, 64]);
  assert.deepEqual(
    layers.filter(({ woven }) => woven).map(({ name }) => name),
    ["d2"],
  );
  assert.equal(isSum(layers), false);
});

test("what leads past a layer is an arc, and only what leads past the code passes it", () => {
  const layers = readNet(RESIDUAL);
  assert.deepEqual(shortcuts(layers), [{ from: 1, to: 3 }]);
  assert.equal(layers[4].past, false);
  const skip = row("d9", "concatenate", [14, 14, 64], ["d0", "e2"]);
  const unet = readNet({ ...RESIDUAL, layers: [...RESIDUAL.layers.slice(0, 5), skip] });
  assert.equal(unet.find(({ role }) => role === "code").past, true);
});

test("of a net without hidden layers the picture is a sum, and its row of numbers a picture", () => {
  const layers = readNet(DENSE);
  assert.equal(isSum(layers), true);
  assert.deepEqual(layers.map(isRow), [false, false, true, false]);
  assert.equal(layers[2].side, 28);
});

// ---- the funnel ----
const inside = ({ x, y, width, height }, w, h) =>
  x >= 0 && y >= 0 && x + width <= w + 1 && y + height <= h + 1;

test("all layers fit side by side, each with as much room as it has values", () => {
  const wide = row("e7", "conv2d", [28, 28, 64], ["picture"], conv);
  for (const layers of [readNet(RESIDUAL), readNet(DENSE), readNet({ ...RESIDUAL, layers: [wide] })]) {
    for (const [width, height] of [
      [1026, 280],
      [940, 232],
      [1180, 400],
    ]) {
      const { scale, boxes } = layOut(layers, width, height);
      boxes.forEach((box, i) => {
        assert.ok(inside(box, width, height), `${layers[i].name} at ${width}`);
        assert.ok(box.room >= 24);
        if (i) assert.ok(box.left >= boxes[i - 1].left + boxes[i - 1].room + 5.9);
        // gaps between maps, and a last row that is not full
        const share = (box.width * box.height) / (layers[i].size * scale ** 2);
        assert.ok(share > 0.9 && share < 1.6, `${layers[i].name}: ${share}`);
      });
    }
  }
});

test("a phone scrolls rather than look at less than a pixel a value", () => {
  const layers = readNet(RESIDUAL);
  const { scale, width } = layOut(layers, 358, 230, true);
  assert.ok(scale >= 1);
  assert.ok(width >= 358);
});

test("the counts under the layers do not touch", () => {
  const wide = (n) => 7 * `${n}`.length + 4; // px: in a wide font
  for (const [width, height, scrolls] of [
    [940, 232, false],
    [358, 230, true],
  ]) {
    const layers = readNet(RESIDUAL);
    const { boxes } = layOut(layers, width, height, scrolls);
    const ends = boxes.map(({ left, room }, i) => {
      const [middle, half] = [left + room / 2, wide(layers[i].size) / 2];
      return [middle - half, middle + half];
    });
    for (const [i, [start]] of ends.slice(1).entries()) assert.ok(start - ends[i][1] >= 4);
  }
});

test("small nets are shown larger", () => {
  assert.ok(layOut(readNet(DENSE), 1026, 280).scale >= 5);
});

test("a place in a box is a unit, and a value of it", () => {
  const layers = readNet(RESIDUAL);
  const { boxes } = layOut(layers, 1026, 280);
  const { columns, pitch, tile } = boxes[1];
  assert.deepEqual(hit(boxes[1], layers[1], 0, 0), { unit: 0, at: [0, 0] });
  assert.deepEqual(hit(boxes[1], layers[1], pitch + tile - 0.1, pitch + 0.1), {
    unit: columns + 1,
    at: [0, 13],
  });
  assert.equal(hit(boxes[1], layers[1], -1, 0), null);
  assert.deepEqual(hit(boxes[4], layers[4], 0.1, 0.1), { unit: 0, at: null });
});

// ---- values ----
test("bytes are values from the lowest to the highest", () => {
  const values = unpack({ values: base64([0, 255, 51, 0, 0, 0, 0, 102]), side: 2, low: -1, high: 4 });
  assert.deepEqual(
    [0, 1, 2].map((i) => values.value(i)),
    [-1, 4, 0],
  );
  assert.equal(values.strongest(), 0);
  const numbers = unpack({ values: base64([0, 40, 255]), side: 0, low: 0, high: 1 });
  assert.deepEqual([numbers.strongest(), numbers.strongest(2)], [2, 1]); // the last is not used
  assert.deepEqual(values.brightest(0, 2), [0, 1]);
  assert.deepEqual(values.brightest(1, 4), [2, 2]);
});

test("fine values have three bytes", () => {
  assert.deepEqual(
    [...finely({ values: base64([0, 0, 0, 255, 255, 255, 0, 0, 128]), low: -1, high: 1 })].map((v) =>
      v.toFixed(3),
    ),
    ["-1.000", "1.000", "0.000"],
  );
});

test("reduced maps are enlarged smoothly, each by itself", () => {
  const values = unpack({
    values: base64([...Array(4).fill(0), ...Array(4).fill(200)]),
    ...{ side: 2, low: 0, high: 1 },
  });
  const four = values.resized(4);
  assert.equal(four.side, 4);
  assert.deepEqual([...four.bytes], [...Array(16).fill(0), ...Array(16).fill(200)]);
  const slope = unpack({ values: base64([0, 200, 0, 200]), side: 2, low: 0, high: 1 }).resized(4);
  assert.deepEqual([...slope.bytes.slice(0, 4)], [0, 50, 150, 200]);
  assert.equal(values.resized(2), values);
});

test("nothing is dark, and the sign has its colour", () => {
  const colours = coloursOf(-1, 1, "signed");
  const channels = (word) => [word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24];
  assert.deepEqual(channels(colours[255]), [255, 138, 76, 255]);
  assert.deepEqual(channels(colours[0]), [92, 148, 255, 255]);
  assert.ok(channels(coloursOf(0, 1, "plain")[0])[0] < 20);
  const made = valuesOf([-2, 0, 2], 0);
  assert.deepEqual([...made.bytes], [0, 128, 255]);
});

test("digits that do not fire a unit are not among those that fire it most", () => {
  const best = [4, 7, 1, 0, 9];
  assert.deepEqual(firing({ best, best_values: [837.13, 30, 3.06, 0, 0] }), {
    best: [4, 7],
    values: [837.13, 30],
  });
  assert.deepEqual(firing({ best, best_values: [-1, -2, -3, -4, -5] }), { best: [], values: [] });
});

// ---- arithmetic ----
test("a value is the sum of its products, the bias, and the activation", () => {
  // a window of 2 × 2 of two maps, three filters
  const numbers = Float32Array.from({ length: 4 * 2 * 3 + 3 }, (_, i) => i / 10);
  const weights = new Weights(numbers, 3, 2);
  assert.equal(weights.inputs, 2);
  const inputs = [1, 2, 0, 1, -1, 0, 3, 0.5];
  let wanted = numbers[24 + 1];
  for (let i = 0; i < 8; i++) wanted += inputs[i] * numbers[i * 3 + 1];
  const made = account({ inputs, of: null, rest: 0 }, weights, 1, "silu");
  assert.ok(Math.abs(made.before - wanted) < 1e-6);
  assert.ok(Math.abs(made.value - wanted / (1 + Math.exp(-wanted))) < 1e-6);
  assert.equal(made.each.length, 2);
  assert.ok(Math.abs(made.each[0] + made.each[1] + made.bias - made.before) < 1e-6);
  assert.deepEqual(
    [...weights.kernel(1, 1)].map((v) => Math.round(10 * v)),
    [4, 10, 16, 22],
  );
});

test("of many inputs some come one by one, and the rest as a sum", () => {
  const weights = new Weights(Float32Array.from([1, 2, 3, 4, 10]), 1, 1);
  const made = account({ inputs: [5, 6], of: [3, 1], rest: 7 }, weights, 0, "relu");
  assert.deepEqual(made.each, [20, 12]);
  assert.equal(made.before, 20 + 12 + 7 + 10);
});

test("activations are those of Keras", () => {
  assert.deepEqual(
    ["linear", "relu", "sigmoid", "silu"].map((name) => activate(name, -1).toFixed(4)),
    ["-1.0000", "0.0000", "0.2689", "-0.2689"],
  );
});

test("a picture is added up number by number, the most telling first", () => {
  // two numbers, three pixels
  const weights = new Weights(Float32Array.from([1, 0, 2, 5, 5, 5, 0.1, 0.2, 0.3]), 3, 1);
  const { bias, steps } = partialSums([2, -1], weights);
  assert.deepEqual(
    steps.map((step) => step.number),
    [1, 0],
  );
  const last = steps.at(-1).sum;
  assert.deepEqual(
    [...last].map((v) => Number(v.toFixed(4))),
    [2 - 5 + 0.1, -5 + 0.2, 4 - 5 + 0.3].map((v) => Number(v.toFixed(4))),
  );
  assert.equal(bias.length, 3);
  assert.deepEqual(bySize([1, -3, 2]), [1, 2, 0]);
});
