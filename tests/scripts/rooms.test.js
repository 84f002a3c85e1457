import assert from "node:assert/strict";
import { test } from "node:test";
import { effectOf, groupOf, RANKS } from "../../ui/static/scripts/compare/methods.js";
import { medianOf } from "../../ui/static/scripts/compare/tiles.js";
import { numeralsOf, unpackDots } from "../../ui/static/scripts/map/dots.js";
import { numbersAt, paintPlane } from "../../ui/static/scripts/map/painting.js";
import { whereAmongDigits } from "../../ui/static/scripts/map/sentences.js";
import { sentence } from "../../ui/static/scripts/rooms/noises.js";
import { catalogue, openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { openWords } from "../../ui/static/scripts/show/words.js";
import { isFrom, TrainForm } from "../../ui/static/scripts/training/form.js";
import { comparison } from "../../ui/static/scripts/training/sentences.js";
import { DATA, fakeCanvas, LIMITS, speak, storage } from "./fakes.js";

openCatalogue(DATA);

// ---- Train: starting points ----
const PLANE = { code: 2, layers: 3, units: 128, loss: "bce", noise: "none", level: 0.5, epochs: 16 };
const FLAT = { ...PLANE, code: 16, layers: 0, epochs: 12 };
const DENOISER = { ...PLANE, layers: 1, noise: "gaussian" };

test("a starting point is recognised as long as nothing that counts is changed", () => {
  assert.equal(isFrom(PLANE, { ...PLANE }), true);
  for (const change of [{ code: 4 }, { layers: 2 }, { units: 64 }, { loss: "mse" }, { noise: "blur" }]) {
    assert.equal(isFrom(PLANE, { ...PLANE, ...change }), false, JSON.stringify(change));
  }
  assert.equal(isFrom(PLANE, { ...PLANE, epochs: 15 }), false);
});

test("units without a layer, and the level of no noise, have no effect", () => {
  assert.equal(isFrom(FLAT, { ...FLAT, units: 32 }), true);
  assert.equal(isFrom(PLANE, { ...PLANE, level: 0.9 }), true);
  assert.equal(isFrom({ ...PLANE, noise: "mixed" }, { ...PLANE, noise: "mixed", level: 0.9 }), true);
  assert.equal(isFrom(DENOISER, { ...DENOISER, level: 0.9 }), false);
});

/** The form as far as starting points need it: the menu of noises, chips, sliders. */
const fakeForm = () => {
  const element = () => ({ dataset: {}, value: "", children: [], setAttribute() {} });
  const found = {};
  const get = (id) => {
    found[id] ??= {
      ...element(),
      append(child) {
        this.children.push(child);
      },
      replaceChildren() {},
    };
    return found[id];
  };
  const chips = ["code", "layers", "units", "loss"].map((name) => [`train-${name}`, { value: "" }]);
  get("form").elements = Object.fromEntries(chips);
  globalThis.Option = function option() {};
  globalThis.document = { createElement: () => ({ ...element(), append() {} }) };
  return get;
};

test("the form begins with the first starting point, and starts from another at a click", () => {
  globalThis.sessionStorage = storage();
  speak(openWords, { train_none: ["none", ""], train_every: ["every", ""] });
  openCatalogue({ ...DATA, starts: { plane: PLANE, denoiser: DENOISER } });
  const get = fakeForm();
  let changes = 0;
  const form = new TrainForm(get, () => changes++);
  assert.deepEqual(form.wish, PLANE);
  for (const name of ["level", "epochs"]) {
    assert.deepEqual([get(name).min, get(name).max], LIMITS.training[name]);
  }
  const [, denoiser] = get("from").children;
  assert.equal(denoiser.dataset.start, "denoiser");
  assert.equal(changes, 0);
  denoiser.onclick();
  assert.equal(changes, 1);
  assert.deepEqual(form.wish, DENOISER);
});

test("the menu of noises stays as it is, open or not, whatever is chosen or answered", () => {
  speak(openWords, {
    train_none: ["none", ""],
    train_every: ["every", ""],
    train_shape: ["{shape}: {p}", ""],
    train_on_mnist: ["MNIST", ""],
  });
  openCatalogue({ ...DATA, starts: { plane: PLANE } });
  const get = fakeForm();
  const form = new TrainForm(get, () => {});
  get("noise").replaceChildren = () => assert.fail("it is filled anew");
  form.writeChosen("mnist");
  assert.equal(get("data").textContent, "MNIST");
});

test("a net is compared with ours: by its numbers first, then by how far off it is", () => {
  const how = (ahead, few = false, data = "mnist") => comparison(ahead, few, data);
  assert.deepEqual([how(0), how(2, true), how(-9, true)], ["closer", "closer", "few"]);
  assert.deepEqual([how(-1.4), how(-1.5)], ["near", "far"]);
  assert.deepEqual([how(-1, true, "strokes"), how(1, false, "strokes")], ["strokes", "closer"]);
});

// ---- Map: the plane of two numbers ----
test("a place of a plane has its two numbers, the second one upwards", () => {
  const plane = { low: [-2, 10], high: [2, 20] };
  assert.deepEqual(numbersAt(plane, [0, 0]), [-2, 20]);
  assert.deepEqual(numbersAt(plane, [1, 1]), [2, 10]);
  assert.deepEqual(numbersAt(plane, [0.75, 0.5]), [1, 15]);
});

test("the pictures of a plane lie side by side", () => {
  globalThis.ImageData = class {
    constructor(width, height) {
      Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
    }
  };
  const greys = [10, 20, 30, 40]; // of four pictures, the first pixel of each being brighter
  const pictures = greys.flatMap((grey) => [grey + 100, ...Array(783).fill(grey)]);
  const canvas = fakeCanvas();
  paintPlane(canvas, { side: 2, pictures: btoa(String.fromCharCode(...pictures)) });
  assert.deepEqual([canvas.width, canvas.height], [56, 56]);
  const { data } = canvas.painted.at(-1)[1];
  const grey = (x, y) => data[4 * (y * 56 + x)];
  assert.deepEqual([grey(0, 0), grey(28, 0), grey(0, 28), grey(28, 28)], [110, 120, 130, 140]);
  assert.deepEqual([grey(27, 27), grey(28, 27), grey(27, 28), grey(55, 55)], [10, 20, 30, 40]);
});

const near = (digit, count, apart = false) => ({ digit, count, apart });
const WHERE = [
  // the clean digit's, the noisy one's, the place's that is looked at
  ["stands", near(3, 9), near(3, 8), null],
  ["carried", near(3, 9), near(5, 8), null],
  ["stands", near(3, 5), near(5, 8), null], // where the clean one is, is no digit's land
  ["between", near(3, 9), near(5, 5), null],
  ["apart", near(3, 9), near(5, 9, true), null],
  ["here", near(3, 9), near(5, 9), near(7, 9)],
  ["here_between", near(3, 9), near(5, 9), near(7, 5)],
  ["here_apart", near(3, 9), near(5, 9), near(7, 5, true)],
];

test("a place is described by the digits around it, and by where the clean digit is", () => {
  const keys = ["clean", ...new Set(WHERE.map(([key]) => key))];
  speak(openWords, Object.fromEntries(keys.map((key) => [`map_${key}_long`, [`${key} {d}`, ""]])));
  const [clean, noisy] = [
    [0, 0],
    [0.5, 0],
  ];
  for (const [key, first, second, at] of WHERE) {
    const answer = { clean, noisy, near: { clean: first, noisy: second, at: at ?? second } };
    assert.equal(whereAmongDigits(answer, at !== null), `${key} ${(at ?? second).digit}`);
  }
  const still = { clean, noisy: clean, near: { clean: near(3, 9), noisy: near(3, 9), at: near(3, 9) } };
  assert.equal(whereAmongDigits(still, false), "clean 3");
});

test("dots come as 16-bit numbers, and a numeral stands where its dots crowd", () => {
  const places = new Uint16Array([0, 65535, 65535, 0, 64000, 0, 64000, 900]);
  const dots = unpackDots(btoa(String.fromCharCode(...new Uint8Array(places.buffer))), "1333");
  assert.deepEqual(dots.slice(0, 2), [
    { x: 0, y: 1, digit: 1 },
    { x: 1, y: 0, digit: 3 },
  ]);
  assert.deepEqual(numeralsOf([{ x: 0.5, y: 0.5, digit: 3 }, ...dots]), [dots[0], dots[1]]);
});

// ---- How sure is it ----
test("what is read in the many pictures, and in how many nothing", () => {
  speak(openWords, {
    noises_read_none_long: ["none of {n}", ""],
    noises_read_all_long: ["{d} in all {n}", ""],
    noises_read_most_long: ["{d} in {k} of {n}: {rest}", ""],
    noises_read_one: ["{d} in {k}", ""],
    noises_read_none: ["nothing in {k}", ""],
  });
  assert.equal(sentence("read", [], 9), "");
  assert.equal(sentence("read", [[3, 9]], 9), "3 in all 9");
  assert.equal(sentence("read", [[null, 9]], 9), "none of 9");
  const counts = [
    [null, 5],
    [3, 3],
    [8, 1],
  ];
  assert.equal(sentence("read", counts, 9), "3 in 3 of 9: 8 in 1, nothing in 5");
  assert.equal(
    sentence(
      "read",
      [
        [3, 8],
        [null, 1],
      ],
      9,
    ),
    "3 in 8 of 9: nothing in 1",
  );
});

// ---- Compare ----
const LEARNT = [
  { key: "all", trained: "mixed", kind: null },
  { key: "one", trained: 0.5, kind: "gaussian" },
  { key: "none", trained: null, kind: null },
  { key: "own_1", group: "own", trained: 0.3, kind: "blur" },
];

test("a method belongs to a group by what it has learnt", () => {
  catalogue.models = LEARNT;
  const nets = ["all", "one", "none", "own_1"].map((key) => groupOf({ key, group: "net" }));
  assert.deepEqual(nets, ["every", "one", "clean", "one"]);
  assert.equal(groupOf({ key: "noisy", group: "noisy" }), "rest");
  assert.equal(groupOf({ key: "median", group: "filter" }), "rest");
});

for (const [psnr, of, effect] of [
  [20, 10, "better"],
  [5, 10, "worse"],
  [10.4, 10, ""], // less than a tenth of the error
  [9.6, 10, ""],
  [10.42, 10, "better"],
  [null, 10, "better"], // identical
  [undefined, 10, ""], // no picture
  [20, null, ""], // no noise
]) {
  test(`${psnr} dB, the noisy picture ${of}: ${effect}`, () => {
    assert.equal(effectOf({ psnr }, { key: "noisy", group: "noisy", psnr: of }), effect);
  });
}

test("tiles are ordered by PSNR, by SSIM, or by how surely the right digit is read", () => {
  const reading = (read, sure) => ({ read, sure, no_digit: 0 });
  const answer = {
    clean: reading(3, 0.99),
    tiles: [
      { key: "none", problem: { key: "busy" } },
      { key: "wrong", psnr: 20, ssim: 0.9, reading: reading(8, 0.9) },
      { key: "right", psnr: 10, ssim: 0.5, reading: reading(3, 0.8) },
      { key: "same", psnr: null, ssim: 1, reading: reading(3, 0.99) },
      { key: "unread", psnr: 15, ssim: 0.7, reading: reading(3, 0.4) },
    ],
  };
  const order = (by) =>
    [...answer.tiles]
      .sort((a, b) => (RANKS[by](b, answer) > RANKS[by](a, answer) ? 1 : -1))
      .map(({ key }) => key)
      .join(" ");
  assert.equal(order("psnr"), "same wrong unread right none");
  assert.equal(order("ssim"), "same wrong unread right none");
  assert.equal(order("classifier"), "same right unread wrong none");
});

test("the middle is one of the values", () => {
  assert.equal(medianOf([3, 1, 2]), 2);
  assert.equal(medianOf([4, Infinity, 1, 2]), 2);
  assert.equal(medianOf([Infinity, Infinity]), Infinity);
  assert.equal(medianOf([]), undefined);
});
