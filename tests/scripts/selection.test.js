import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Selection } from "../../ui/static/scripts/inside/selection.js";
import { unpack } from "../../ui/static/scripts/inside/values.js";

const layer = (name, shape, side, units, role = "") => ({ name, shape, side, units, role });
const LAYERS = [
  layer("picture", [28, 28, 1], 28, 1, "picture"),
  layer("maps", [4, 4, 2], 4, 2),
  layer("code", [3], 0, 3, "code"),
  layer("row", [4], 2, 1, "logits"),
];

const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const packed = (bytes, side) => ({ values: base64(bytes), side, low: 0, high: 1 });
/** Two maps of 4 × 4, of which one pixel each is bright. */
const maps = (first, second) => {
  const bytes = Array(32).fill(0);
  bytes[first] = 100;
  bytes[16 + second] = 200;
  return packed(bytes, 4);
};
const valuesOf = (all) => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, unpack(one)]));
const NOISY = valuesOf({ maps: maps(3, 6), code: packed([5, 90, 250], 0), row: packed([0, 0, 9, 0], 2) });
const open = (name) => ({ layer: name, unit: null, at: null });

let selection;
let used;
beforeEach(() => {
  used = Infinity;
  selection = new Selection(() => used);
  selection.open(LAYERS);
  selection.receive(NOISY, "noisy");
});

test("of a layer the unit that fires most is chosen, and its brightest pixel", () => {
  assert.equal(selection.choose(open("maps")), true);
  assert.deepEqual(selection.chosen, { layer: "maps", unit: 1, at: [1, 2] });
  assert.deepEqual(selection.wish, { show: "noisy", layer: "maps", unit: 1, at: [1, 2] });
});

test("in the same layer the unit stays, and in another unit the pixel does", () => {
  selection.choose({ layer: "maps", unit: 0, at: [2, 2] });
  selection.choose(open("maps"));
  assert.deepEqual(selection.chosen, { layer: "maps", unit: 0, at: [0, 3] });
  selection.choose(selection.stepped(-1));
  assert.deepEqual(selection.chosen, { layer: "maps", unit: 1, at: [0, 3] });
  assert.equal(selection.stepped(1).unit, 0);
});

test("a number of the code has no pixel, and one that is not used is not chosen by itself", () => {
  selection.choose(open("code"));
  assert.deepEqual(selection.chosen, { layer: "code", unit: 2, at: null });
  used = 2;
  selection.choose(open("maps"));
  selection.choose(open("code"));
  assert.equal(selection.chosen.unit, 1);
  assert.equal(selection.usedOf(LAYERS[1]), Infinity);
});

test("the picture is no layer to ask for, and a pixel of a row of numbers is one of them", () => {
  selection.receive({ ...NOISY, picture: unpack(packed(Array(784).fill(7), 28)) }, "noisy");
  selection.choose({ layer: "picture", unit: 0, at: [3, 4] });
  assert.deepEqual(selection.wish, { show: "noisy", layer: null, unit: null, at: null });
  selection.choose(open("row"));
  assert.deepEqual(selection.chosen, { layer: "row", unit: 0, at: [1, 0] });
  assert.deepEqual(selection.wish, { show: "noisy", layer: "row", unit: 2, at: null });
});

test("a unit chosen by other values is chosen again once the right ones come", () => {
  selection.shown = "clean";
  selection.choose(open("maps"));
  assert.equal(selection.unitIsOutdated, false); // they have not come yet
  const clean = valuesOf({ maps: packed([...Array(15).fill(0), 255, ...Array(16).fill(9)], 4) });
  selection.receive(clean, "clean");
  assert.equal(selection.unitIsOutdated, true);
  selection.forgetUnit();
  selection.choose(selection.chosen);
  assert.deepEqual(selection.chosen, { layer: "maps", unit: 0, at: [3, 3] });
  assert.equal(selection.unitIsOutdated, false);
});

test("a unit that the visitor has chosen is not chosen again, nor one chosen by the right values", () => {
  selection.choose(open("maps"));
  selection.shown = "clean";
  selection.receive(NOISY, "clean");
  assert.equal(selection.unitIsOutdated, false);
  selection.shown = "difference";
  selection.choose(open("code"));
  selection.choose({ layer: "code", unit: 0, at: null });
  selection.receive(NOISY, "difference");
  assert.equal(selection.unitIsOutdated, false);
  assert.equal(selection.signed, true);
});

test("a pixel that nobody has chosen is the brightest one of the whole map", () => {
  const whole = { ...packed([...Array(9).fill(0), 255, ...Array(6).fill(0)], 4), number: 1 };
  selection.choose(open("maps"));
  assert.equal(selection.settlePixel({ ...whole, number: 0 }), false); // the map of another unit
  assert.equal(selection.settlePixel(whole), true);
  assert.deepEqual(selection.chosen.at, [2, 1]);
  selection.choose({ layer: "maps", unit: 1, at: [0, 0] });
  assert.equal(selection.settlePixel(whole), false); // the visitor has
  assert.deepEqual(selection.chosen.at, [0, 0]);
});

test("the choice stays with new weights of the net, and goes with the net", () => {
  selection.choose({ layer: "maps", unit: 0, at: [2, 2] });
  const renewed = LAYERS.map((one) => ({ ...one }));
  selection.renew(renewed);
  assert.deepEqual(selection.chosen, { layer: "maps", unit: 0, at: [2, 2] });
  assert.equal(selection.layer, renewed[1]);
  selection.open(LAYERS);
  assert.deepEqual(selection.chosen, open(null));
});

test("what the net does not have, or has no values of, cannot be chosen", () => {
  selection.choose(open("code"));
  assert.deepEqual([selection.choose(open("gone")), selection.choose(open("picture"))], [false, false]);
  assert.equal(selection.layer, LAYERS[2]);
  selection.open(LAYERS.slice(0, 2));
  assert.deepEqual([selection.chosen, selection.layer], [open(null), undefined]);
});
