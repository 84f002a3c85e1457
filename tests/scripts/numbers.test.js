import assert from "node:assert/strict";
import { test } from "node:test";
import { State } from "../../ui/static/scripts/asking/state.js";
import { openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { CodePicture } from "../../ui/static/scripts/show/code_picture.js";
import { openWords, setLanguage } from "../../ui/static/scripts/show/words.js";
import {
  Numbers,
  numbersInWords,
  numbersUsed,
  withAllNumbers,
} from "../../ui/static/scripts/stage/numbers.js";
import { DATA, speak, storage } from "./fakes.js";

globalThis.sessionStorage = storage();
globalThis.localStorage = storage();
speak(openWords, {
  numbers_all: ["all {n}", "全部 {n} 个"],
  numbers_first: ["the first {k} of {n}", "{n} 个里的前 {k} 个"],
  numbers_first_one: ["only the first of {n}", "{n} 个里只用第 1 个"],
});
const MODELS = [
  { key: "conv", size: 32, ordered: false },
  { key: "ordered", size: 32, ordered: true },
];
openCatalogue({ ...DATA, models: MODELS });
const FIRST = { digit: {}, model: "ordered", noise: "blur", level: 0.5, seed: 7, numbers: null };

/** A slider that keeps its value within its ends, as one of a browser does. */
const slider = () => {
  let value = 0;
  return {
    max: "10",
    attributes: {},
    setAttribute(name, text) {
      this.attributes[name] = text;
    },
    get value() {
      return String(value);
    },
    set value(wanted) {
      value = Math.min(Number(this.max), Number(wanted));
    },
  };
};

/** The control on a state, with what it has chosen. */
const control = (first) => {
  const found = { "numbers-slider": slider(), "numbers-used": { hidden: true }, "numbers-out": {} };
  const state = new State({ ...FIRST, ...first });
  const chosen = [];
  const choose = (wanted) => {
    chosen.push(wanted);
    state.change(wanted);
  };
  const numbers = new Numbers((id) => found[id], state, choose);
  numbers.writeWords();
  return { found, state, chosen, numbers };
};

test("the slider is there for an ordered code alone", () => {
  assert.equal(control({}).found["numbers-used"].hidden, false);
  const { found, state } = control({ model: "conv" });
  assert.equal(found["numbers-used"].hidden, true);
  state.change({ model: "ordered" });
  assert.equal(found["numbers-used"].hidden, false);
  assert.equal(found["numbers-slider"].value, "32");
});

test("it says how many numbers are used, in the visitor's language", () => {
  const { found, state, numbers } = control({ numbers: 8 });
  assert.equal(found["numbers-slider"].value, "8");
  assert.equal(found["numbers-out"].textContent, "the first 8 of 32");
  assert.equal(found["numbers-slider"].attributes["aria-valuetext"], "the first 8 of 32");
  state.change({ numbers: 1 });
  assert.equal(found["numbers-out"].textContent, "only the first of 32");
  setLanguage("zh");
  numbers.writeWords();
  assert.equal(found["numbers-slider"].attributes["aria-valuetext"], "32 个里只用第 1 个");
  setLanguage("en");
  assert.equal(numbersInWords(32, 32), "all 32");
});

test("moving it chooses a count; at its end all of them, which is said by null", () => {
  const { found, chosen } = control({});
  const at = found["numbers-slider"];
  for (const value of ["5", "32"]) {
    at.value = value;
    at.oninput();
  }
  assert.deepEqual(chosen, [{ numbers: 5 }, { numbers: null }]);
});

test("another model comes with all numbers, unless a link says how many; the rest leaves them", () => {
  const now = { ...FIRST, numbers: 5 };
  assert.deepEqual(withAllNumbers({ model: "conv" }, now), { model: "conv", numbers: null });
  const linked = { model: "conv", numbers: 3 };
  assert.deepEqual(withAllNumbers(linked, now), linked);
  for (const wanted of [{ level: 0.2 }, { seed: 1 }, { model: "ordered", noise: "blur" }]) {
    assert.deepEqual(withAllNumbers(wanted, now), wanted);
  }
});

test("a count means nothing for a code without order", () => {
  assert.deepEqual(
    [null, 5].flatMap((numbers) => MODELS.map(({ key }) => numbersUsed({ model: key, numbers }))),
    [32, 32, 32, 5],
  );
});

test("bars beyond the numbers used are marked", () => {
  const bar = () => {
    const classes = new Set();
    const part = { style: { setProperty() {} } };
    return {
      ...part,
      classes,
      classList: { toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)) },
      children: [part, part],
    };
  };
  const box = { dataset: {}, children: [bar(), bar(), bar()] };
  const picture = new CodePicture(box);
  const code = { shape: [3], clean: [1, 1, 1], noisy: [1, 1, 1], low: [0, 0, 0], high: [2, 2, 2] };
  const marked = (used) => {
    picture.show({ ...code, used });
    clearTimeout(picture.rest);
    return box.children.map(({ classes }) => classes.has("unused"));
  };
  assert.deepEqual(marked(1), [false, true, true]);
  assert.deepEqual(marked(3), [false, false, false]);
});
