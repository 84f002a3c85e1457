import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Announcer } from "../../ui/static/scripts/show/announcer.js";
import { digitRead, readingLine, readingSentence } from "../../ui/static/scripts/show/reading.js";
import { openWords } from "../../ui/static/scripts/show/words.js";
import { speak } from "./fakes.js";

const KEYS = ["again", "still", "lost", "missed", "kept", "changed", "unclear"];
const SURE = { read: 3, sure: 0.9 };
const OTHER = { read: 8, sure: 0.41 };

beforeEach(() => {
  speak(openWords, {
    ...Object.fromEntries(KEYS.map((key) => [`read_${key}_long`, [`${key} {c}{n}{r} {cp} {np} {rp}`, ""]])),
    read_as: ["Read as {d}", ""],
    percent: ["{p} %", ""],
    read_right: ["right", ""],
    read_wrong: ["wrong", ""],
  });
});

test("a guess has a question mark", () => {
  assert.deepEqual([SURE, OTHER, { read: 0, sure: 0.5 }, null].map(digitRead), ["3", "8?", "0", ""]);
});

for (const [seen, noisy, restored, corrupted, said] of [
  [SURE, OTHER, SURE, true, "again 383 90 41 90"],
  [SURE, SURE, SURE, true, "still 333 90 90 90"],
  [SURE, SURE, OTHER, true, "lost 338 90 90 41"],
  [SURE, OTHER, OTHER, true, "missed 388 90 41 41"],
  [SURE, SURE, SURE, false, "kept 333 90 90 90"],
  [SURE, SURE, OTHER, false, "changed 338 90 90 41"],
  [OTHER, SURE, SURE, true, "unclear 833 41 90 90"],
]) {
  test(`the sentence says what happened: ${said}`, () => {
    assert.equal(readingSentence({ seen, noisy, restored }, corrupted), said);
  });
}

for (const [reading, clean, line] of [
  [{ read: 3, sure: 0.9999 }, null, "Read as 3 99\u00a0%"],
  [{ read: 8, sure: 0.41 }, null, "Read as 8? 41\u00a0%"],
  [{ read: 3, sure: 0.8 }, SURE, "Read as 3 80\u00a0% ✓"],
  [{ read: 8, sure: 0.8 }, SURE, "Read as 8 80\u00a0% ✗"],
  [{ read: 8, sure: 0.8 }, OTHER, "Read as 8 80\u00a0%"], // a guess is no yardstick
  [null, SURE, ""],
]) {
  test(`the line under a picture marks guesses and agreement: ${line}`, () => {
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
  announcer.say("one");
  context.mock.timers.tick(500);
  announcer.say("two");
  context.mock.timers.tick(500);
  assert.deepEqual(written, []);
  context.mock.timers.tick(100);
  assert.deepEqual(written, ["two"]);
  announcer.say(() => "two");
  context.mock.timers.tick(600);
  assert.deepEqual(written, ["two"]);
});
