import assert from "node:assert/strict";
import { test } from "node:test";
import { openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { packSymbols, unpackSymbols } from "../../ui/static/scripts/training/symbol_link.js";
import {
  isName,
  readSymbols,
  SymbolSet,
  simplified,
  writeSymbols,
} from "../../ui/static/scripts/training/symbol_set.js";
import { DATA } from "./fakes.js";

openCatalogue(DATA);

const LINE = [
  [0.2, 0.2],
  [0.8, 0.7],
];

/** A set, and how often it has changed. */
const newSet = () => {
  const told = { times: 0 };
  const set = new SymbolSet(() => {
    told.times += 1;
  });
  return { set, told };
};

/** `n` drawings, no two the same. */
const drawings = (n) =>
  Array.from({ length: n }, (_, i) => [
    [
      [0.1, i / 100],
      [0.9, 0.9],
    ],
  ]);

test("drawings of one name are one symbol", () => {
  const { set, told } = newSet();
  assert.equal(set.add("A", [LINE]), null);
  assert.equal(set.add("A", [LINE]), null);
  assert.equal(set.add("B", [LINE]), null);
  assert.deepEqual(
    set.symbols.map(({ name, drawings }) => [name, drawings.length]),
    [
      ["A", 2],
      ["B", 1],
    ],
  );
  assert.deepEqual([set.count, told.times], [3, 3]);
});

test("what cannot be added says why, and changes nothing", () => {
  const { set, told } = newSet();
  assert.deepEqual(set.add("", [LINE]), { key: "symbols_name" });
  assert.deepEqual(set.add("A", []), { key: "symbols_empty", name: "A" });
  assert.deepEqual(set.add("A", Array(41).fill(LINE)), { key: "symbols_long", name: "A" });
  assert.equal(told.times, 0);
  for (const drawing of drawings(20)) set.add("A", drawing);
  assert.deepEqual(set.add("A", [LINE]), { key: "symbols_many_drawings", name: "A", n: 21 });
  for (let i = 0; i < 9; i++) set.add(`b${i}`, [LINE]);
  assert.deepEqual(set.add("one more", [LINE]), { key: "symbols_many", n: 11 });
});

test("a set says what is missing until it can be learnt", () => {
  const { set } = newSet();
  set.merge([{ name: "A", drawings: drawings(5) }]);
  assert.deepEqual(set.missing, { key: "symbols_few", n: 1 });
  set.merge([{ name: "B", drawings: drawings(4) }]);
  assert.deepEqual(set.missing, { key: "symbols_few_drawings", name: "B", n: 4 });
  set.add("B", [LINE]);
  assert.equal(set.missing, null);
});

test("files of several people load together, each drawing once", () => {
  const { set } = newSet();
  assert.deepEqual(set.merge([{ name: "A", drawings: drawings(15) }]), { added: 15, left: 0 });
  assert.deepEqual(set.merge([{ name: "A", drawings: drawings(22) }]), { added: 5, left: 2 });
});

test("a removed drawing is handed back, and its symbol goes with the last", () => {
  const { set } = newSet();
  set.add("A", [LINE]);
  assert.deepEqual(set.removeDrawing("A", 0), [LINE]);
  assert.equal(set.symbols.length, 0);
  assert.equal(set.removeDrawing("A", 0), undefined);
});

test("what is written can be read, and anything else is no set", () => {
  const symbols = [{ name: "→", drawings: drawings(5) }];
  assert.deepEqual(readSymbols(writeSymbols(symbols)), symbols);
  for (const text of [null, "", "[]", "{}", '{"symbols": []}', '{"symbols": [{"name": "A"}]}']) {
    assert.equal(readSymbols(text), null);
  }
  const wrong = [{ name: "<img>", drawings: drawings(5) }];
  assert.equal(readSymbols(writeSymbols(wrong)), null);
  const far = [{ name: "A", drawings: [[[[0, 11]]]] }];
  assert.equal(readSymbols(writeSymbols(far)), null);
});

test("names are short and hold no markup", () => {
  for (const name of ["A", "箭头", "happy face", "😀", "twelve chars"]) assert.ok(isName(name), name);
  for (const name of ["", " a", "thirteen char", "a<b", "a&b", '"', "'", "a\nb", 3, null]) {
    assert.ok(!isName(name), String(name));
  }
});

test("points along a straight line are left out, corners and ends stay", () => {
  const straight = Array.from({ length: 50 }, (_, i) => [i / 50, 0.5]);
  const corner = Array.from({ length: 50 }, (_, i) => [0.98, 0.5 + i / 100]);
  assert.deepEqual(simplified([[...straight, ...corner]]), [
    [
      [0, 0.5],
      [0.98, 0.5],
      [0.98, 0.99],
    ],
  ]);
  assert.deepEqual(simplified([[], [[0.12345, 0.2]]]), [[[0.123, 0.2]]]);
});

test("a link brings the symbols, each drawing as it fills the pad", () => {
  const symbols = [
    { name: "→", drawings: [[LINE, [[0.5, 0.45]]]] },
    { name: "B", drawings: drawings(3) },
  ];
  const text = packSymbols(symbols);
  assert.match(text, /^[\w-]+$/);
  const opened = unpackSymbols(text);
  assert.deepEqual(
    opened.map(({ name, drawings }) => [name, drawings.length]),
    [
      ["→", 1],
      ["B", 3],
    ],
  );
  const [[line, [point]]] = opened[0].drawings;
  assert.deepEqual(line[0], [0, 0]);
  assert.ok(Math.abs(line[1][0] - 1) < 0.01 && Math.abs(line[1][1] - 5 / 6) < 0.01);
  assert.ok(Math.abs(point[0] - 0.5) < 0.01);
  assert.equal(packSymbols(opened), text); // packed again it is the same
});

test("a link that is too long is none, and a damaged one brings nothing", () => {
  const long = [{ name: "A", drawings: Array(20).fill(Array(30).fill(Array(20).fill([0.1, 0.2]))) }];
  assert.equal(packSymbols(long), null);
  const text = packSymbols([{ name: "A", drawings: drawings(5) }]);
  for (const wrong of ["", "!!!", text.slice(0, -6), `${text.slice(0, 2)}PA${text.slice(4)}`]) {
    assert.equal(unpackSymbols(wrong), null);
  }
});

test("what was removed or loaded can be undone, until the next drawing", () => {
  const { set } = newSet();
  set.merge([{ name: "A", drawings: drawings(5) }]);
  set.remove("A");
  assert.equal(set.count, 0);
  set.undo();
  assert.equal(set.count, 5);
  set.merge([{ name: "A", drawings: drawings(7) }]);
  assert.equal(set.count, 7);
  set.undo();
  assert.equal(set.count, 5);
  set.clear();
  set.add("B", [LINE]);
  set.undo();
  assert.deepEqual(
    set.symbols.map(({ name }) => name),
    ["B"],
  );
});

test("a file's drawing of any size is left out, and the others are added", () => {
  const { set } = newSet();
  const huge = [Array.from({ length: 300_000 }, (_, i) => [i / 300_000, (i % 7) / 7])];
  assert.deepEqual(set.merge([{ name: "A", drawings: [huge, [LINE]] }]), { added: 1, left: 1 });
});
