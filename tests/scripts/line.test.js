import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Line, Unanswered } from "../../ui/static/scripts/asking/line.js";
import { settled } from "./fakes.js";

let asked;
let answers;
let rests;
let line;

// An engine that is told when to answer.
beforeEach((context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  asked = [];
  answers = [];
  rests = [];
  const ask = (question) => new Promise((yes, no) => asked.push({ question, yes, no }));
  line = new Line(
    ask,
    (answer, question) => answers.push([answer, question.turn]),
    (busy) => rests.push(busy),
  );
  line.rest = [1000, 1000];
});

const turns = () => asked.map(({ question }) => question.turn);
const answer = async (what) => {
  asked.at(-1).yes(what);
  await settled();
};
const fail = async (busy) => {
  asked.at(-1).no(new Unanswered(busy));
  await settled();
};

test("questions go one at a time, and of those made meanwhile the last is asked next", async () => {
  for (const turn of [1, 2, 3]) line.send({ turn });
  assert.deepEqual(turns(), [1]);
  await answer("a");
  assert.deepEqual(turns(), [1, 3]);
  await answer("b");
  assert.deepEqual(answers, [
    ["a", 1],
    ["b", 3],
  ]);
  line.send({ turn: 4 });
  assert.deepEqual(turns(), [1, 3, 4]);
});

for (const busy of [true, false]) {
  test(`a question that gets no answer is asked again after a rest; busy: ${busy}`, async (context) => {
    line.send({ turn: 1 });
    await fail(busy);
    assert.deepEqual(rests, [busy]);
    context.mock.timers.tick(999);
    await settled();
    assert.deepEqual(turns(), [1]);
    context.mock.timers.tick(1);
    await settled();
    assert.deepEqual(turns(), [1, 1]);
    await answer("late");
    assert.deepEqual(answers, [["late", 1]]);
  });
}

test("after a rest the last question is asked, not the one that got no answer", async (context) => {
  line.send({ turn: 1 });
  await fail(true);
  line.send({ turn: 2 });
  line.send({ turn: 3 });
  context.mock.timers.tick(1000);
  await settled();
  assert.deepEqual(turns(), [1, 3]);
});

test("rests grow, up to a limit, and begin anew after an answer", async (context) => {
  line.send({ turn: 1 });
  const waits = [];
  for (let i = 0; i < 6; i++) {
    const before = asked.length;
    await fail(false);
    let waited = 0;
    for (; asked.length === before; waited += 500) {
      context.mock.timers.tick(500);
      await settled();
    }
    waits.push(waited);
  }
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 8000, 8000]);
  await answer("at last");
  line.send({ turn: 2 });
  await fail(true);
  context.mock.timers.tick(1000);
  await settled();
  assert.equal(turns().filter((turn) => turn === 2).length, 2);
});

test("those who were turned away do not come back as one", () => {
  line.rest = [1000, 2000];
  const waits = new Set();
  const real = globalThis.setTimeout;
  globalThis.setTimeout = (_, ms) => waits.add(ms);
  for (let i = 0; i < 20; i++) line.pause(1);
  globalThis.setTimeout = real;
  assert.ok(waits.size > 15);
  for (const ms of waits) assert.ok(ms >= 1000 && ms <= 2000);
});

test("a part of the page that fails does not stop the line", async () => {
  line.answered = () => {
    throw new Error("a fault of ours");
  };
  const first = line.send({ turn: 1 });
  asked[0].yes("a");
  await assert.rejects(first, /a fault of ours/);
  line.send({ turn: 2 });
  assert.deepEqual(turns(), [1, 2]);
});
