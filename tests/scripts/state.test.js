import assert from "node:assert/strict";
import { test } from "node:test";
import { State } from "../../ui/static/scripts/asking/state.js";

const FIRST = { digit: { strokes: [] }, model: "conv_32", noise: "gaussian", level: 0.5, seed: 7 };

test("a change replaces the view, and tells who listens", () => {
  const state = new State(FIRST);
  const before = state.now;
  const seen = [];
  state.onChange((now) => seen.push(now.level));
  state.change({ level: 0.3 });
  assert.equal(before.level, 0.5);
  assert.equal(state.now.level, 0.3);
  assert.equal(state.now.digit, before.digit);
  assert.deepEqual(seen, [0.3]);
  assert.throws(() => {
    state.now.level = 1;
  }, TypeError);
});

test("questions are numbered, and hold the view that they are about", () => {
  const state = new State(FIRST);
  const one = state.question({ room: null });
  state.change({ level: 0.3 });
  const other = state.question({ room: null });
  assert.deepEqual([one.turn, one.level, other.turn, other.level], [1, 0.5, 2, 0.3]);
  assert.deepEqual(state.numbered({ round: 1 }), { round: 1, turn: 3 });
});

test("an answer is shown unless a later question's has been shown in its place", () => {
  const state = new State(FIRST);
  const [one, two, three] = [1, 2, 3].map(() => state.question({}));
  assert.equal(state.claim("room", two), true);
  assert.equal(state.claim("room", one), false);
  assert.equal(state.claim("stage", one), true); // another place
  assert.equal(state.claim("room", two), true); // the same question may be answered by two ways
  assert.equal(state.claim("room", three), true);
});

test("an answer changes the view only while that is as it was asked about", () => {
  const state = new State(FIRST);
  const asked = state.question({});
  assert.equal(state.isAbout(asked), true);
  state.change({ level: 0.3 });
  assert.equal(state.isAbout(asked), false);
  assert.equal(state.isAbout(asked, "digit", "model"), true);
  state.change({ digit: { strokes: [] } }); // an equal digit is another one: something was drawn
  assert.equal(state.isAbout(asked, "digit"), false);
  state.change({ digit: asked.digit });
  assert.equal(state.isAbout(asked, "digit"), true);
});
