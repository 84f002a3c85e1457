import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { Announcer } from "../../ui/static/scripts/show/dom.js";
import {
  agrees,
  digitRead,
  isReadable,
  isSure,
  isTrusted,
  readingLine,
  readingSentence,
} from "../../ui/static/scripts/show/reading.js";
import { openWords } from "../../ui/static/scripts/show/words.js";
import { DATA, speak } from "./fakes.js";

openCatalogue(DATA);

const KEYS = ["again", "still", "lost", "missed", "kept", "changed", "unclear", "strange"];
KEYS.push("gone", "nowhere", "back", "invented", "erased");
const SURE = { read: 3, sure: 0.9, no_digit: 0.001 };
const OTHER = { read: 8, sure: 0.95, no_digit: 0.001 };
const GUESSED = { read: 8, sure: 0.81, no_digit: 0.001 };
const NOTHING = { read: 8, sure: 0.41, no_digit: 0.1 };
const ODD = { read: 4, sure: 0.99, no_digit: 0.9 };
const DOUBTFUL = { read: 3, sure: 0.99, no_digit: 0.2 };

beforeEach(() => {
  speak(openWords, {
    ...Object.fromEntries(KEYS.map((key) => [`read_${key}_long`, [`${key} {c}{n}{r}`, ""]])),
    read_as: ["Read as {d}", ""],
    percent: ["{p} %", ""],
    read_right: ["right", ""],
    read_wrong: ["wrong", ""],
    read_nothing: ["Nothing can be read", ""],
    read_no_digit: ["No digit", ""],
  });
});

const AT_THE_LIMITS = [
  // [sure, no_digit, readable, sure of it, trusted]
  [0.49, 0, false, false, false],
  [0.5, 0, true, false, false],
  [0.89, 0, true, false, false],
  [0.9, 0.019, true, true, true],
  [0.9, 0.02, true, true, false],
  [0.99, 0.49, true, true, false],
  [0.99, 0.5, false, false, false],
];

test("a digit is readable, sure, and a yardstick, each up to its limit", () => {
  for (const [sure, no_digit, ...expected] of AT_THE_LIMITS) {
    const reading = { read: 3, sure, no_digit };
    assert.deepEqual(
      [isReadable, isSure, isTrusted].map((rule) => rule(reading)),
      expected,
      `${sure}, ${no_digit}`,
    );
  }
});

test("what cannot be read is a question mark", () => {
  assert.deepEqual([SURE, NOTHING, ODD, DOUBTFUL, null].map(digitRead), ["3", "?", "?", "3", ""]);
});

test("only a digit that can be trusted judges others", () => {
  const judged = [SURE, GUESSED, NOTHING, ODD, DOUBTFUL, null].map((clean) => agrees(SURE, clean));
  assert.deepEqual(judged, [true, null, null, null, null, null]);
});

test("only what is surely read, and looks like a digit, is judged", () => {
  const judged = [SURE, OTHER, GUESSED, NOTHING, ODD, DOUBTFUL].map((reading) => agrees(reading, SURE));
  assert.deepEqual(judged, [true, false, null, null, null, true]);
  assert.equal(agrees({ ...SURE, sure: 0.83 }, SURE), null);
});

for (const [seen, noisy, restored, corrupted, said] of [
  [SURE, OTHER, SURE, true, "again 383"],
  [SURE, SURE, SURE, true, "still 333"],
  [SURE, SURE, OTHER, true, "lost 338"],
  [SURE, OTHER, OTHER, true, "missed 388"],
  [SURE, SURE, SURE, false, "kept 333"],
  [SURE, SURE, OTHER, false, "changed 338"],
  [SURE, NOTHING, SURE, true, "back 383"],
  [SURE, NOTHING, OTHER, true, "invented 388"],
  [SURE, NOTHING, NOTHING, true, "nowhere 388"],
  [SURE, NOTHING, ODD, true, "nowhere 384"],
  [SURE, SURE, NOTHING, true, "erased 338"],
  [SURE, SURE, NOTHING, false, "gone 338"],
  [NOTHING, SURE, SURE, true, "unclear 833"],
  [ODD, ODD, SURE, true, "strange 443"],
]) {
  test(`the sentence says what happened: ${said}`, () => {
    assert.equal(readingSentence({ seen, noisy, restored }, corrupted), said);
  });
}

for (const [reading, clean, line] of [
  [{ ...SURE, sure: 0.9999 }, null, "Read as 3 99\u00a0%"],
  [NOTHING, null, "Nothing can be read"],
  [ODD, null, "No digit"],
  [SURE, SURE, "Read as 3 90\u00a0% ✓"],
  [OTHER, SURE, "Read as 8 95\u00a0% ✗"],
  // a guess has its percentage, and no mark
  [{ ...SURE, sure: 0.83 }, SURE, "Read as 3 83\u00a0%"],
  [GUESSED, SURE, "Read as 8 81\u00a0%"],
  [ODD, SURE, "No digit"],
  [NOTHING, SURE, "Nothing can be read"],
  // what is not surely read, or may be none, is no yardstick
  [OTHER, GUESSED, "Read as 8 95\u00a0%"],
  [OTHER, DOUBTFUL, "Read as 8 95\u00a0%"],
  [OTHER, ODD, "Read as 8 95\u00a0%"],
  [null, SURE, ""],
]) {
  test(`the line under a picture marks doubt and agreement: ${line}, ${clean?.no_digit}`, () => {
    assert.equal(readingLine(reading, clean).replace(/<[^>]*>/g, ""), line);
  });
}

test("only what has come to rest is read aloud, and nothing twice", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const written = [];
  const element = {
    get textContent() {
      return written.at(-1) ?? "";
    },
    set textContent(text) {
      written.push(text);
    },
  };
  const announcer = new Announcer(element);
  announcer.announce("one");
  context.mock.timers.tick(500);
  announcer.announce("two");
  context.mock.timers.tick(500);
  assert.deepEqual(written, []);
  context.mock.timers.tick(100);
  assert.deepEqual(written, ["two"]);
  announcer.announce(() => "two");
  context.mock.timers.tick(600);
  assert.deepEqual(written, ["two"]);
});
