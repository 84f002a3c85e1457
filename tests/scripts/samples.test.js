import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openWords } from "../../ui/static/scripts/show/words.js";
import { Samples } from "../../ui/static/scripts/stage/samples.js";
import { speak } from "./fakes.js";

const ANSWER = { digits: [], source: "strokes", fetch: "", fetched: null };

let asked;
let found;
let samples;

beforeEach(() => {
  speak(openWords, { source_strokes: ["drawn", "画的"] });
  asked = [];
  found = {};
  const get = (id) => {
    found[id] ??= { replaceChildren() {}, querySelectorAll: () => [] };
    return found[id];
  };
  samples = new Samples(
    get,
    () => {},
    (wish) => asked.push(wish),
  );
  samples.open();
});

const fetches = () => asked.map(({ fetch }) => fetch);

test("each question has its round of samples, and only the button fetches real digits", () => {
  found.another.onclick();
  found.fetch.onclick();
  assert.deepEqual(asked, [
    { round: 0, fetch: false },
    { round: 1, fetch: false },
    { round: 1, fetch: true },
  ]);
});

test("real digits are asked for until there is an answer, though other samples are asked for meanwhile", () => {
  found.fetch.onclick();
  samples.receive(ANSWER, asked[0]); // which did not ask for them
  found.another.onclick();
  assert.deepEqual(fetches(), [false, true, true]);
  samples.receive(ANSWER, asked[2]);
  found.another.onclick();
  assert.deepEqual(fetches(), [false, true, true, false]);
});

test("where the answer is a problem, the button can be used again", () => {
  found.fetch.onclick();
  samples.receive({ state: "problem", problem: { key: "server" } }, asked[1]);
  found.another.onclick();
  assert.deepEqual(fetches(), [false, true, false]);
});
