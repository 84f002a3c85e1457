import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { catalogue, modelOf, openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { addNet, dropNet, openOwnNets, ownNets } from "../../ui/static/scripts/show/own_nets.js";
import { keep, kept, keptOnce, remember, remembered } from "../../ui/static/scripts/show/remember.js";
import {
  decibels,
  join,
  language,
  list,
  number,
  openWords,
  setLanguage,
  t,
  wordsOrText,
} from "../../ui/static/scripts/show/words.js";
import { DATA, speak, storage, visitAddress } from "./fakes.js";

const WORDS = {
  hello: ["Hello {name}", "{name}，你好"],
  percent: ["{p} %", "{p}%"],
  db: ["{v} dB", "{v} dB"],
  identical: ["identical", "相同"],
  model_own: ["Yours {n}", "你的 {n}"],
  fact_own: ["{shape}, {learnt}", "{shape}，{learnt}"],
  own_clean: ["clean digits", "干净的数字"],
  own_every: ["every noise", "各种噪声"],
  own_level: ["{noise} at {l}", "{noise} {l}"],
  noise_blur: ["Blur", "模糊"],
};

beforeEach(() => {
  globalThis.localStorage = storage();
  globalThis.sessionStorage = storage();
  speak(openWords, WORDS);
});

test("blanks are filled, and those without a value stay", () => {
  assert.equal(t("hello", { name: "Ada" }), "Hello Ada");
  assert.equal(t("hello"), "Hello {name}");
  assert.equal(t("percent", { p: 0 }), "0\u00a0%"); // the sign stays on its line
});

test("a text that is no key stays", () => {
  assert.deepEqual([wordsOrText("identical"), wordsOrText("4 ×")], ["identical", "4 ×"]);
});

test("a key without words is reported", (context) => {
  const error = context.mock.method(console, "error", () => {});
  assert.equal(t("nothing"), "Something went wrong");
  assert.match(error.mock.calls[0].arguments[0], /nothing/);
});

for (const [name, search, remembered, accepted, expected] of [
  ["the address", "?lang=zh", "en", ["en"], "zh"],
  ["the choice that was kept", "", "zh", ["en"], "zh"],
  ["the browser", "", null, ["fr", "zh-HK", "en"], "zh"],
  ["nothing that is known", "?lang=fr", null, ["fr"], "en"],
]) {
  test(`the language follows ${name}`, () => {
    visitAddress(search);
    if (remembered) localStorage.setItem("ae.lang", remembered);
    Object.defineProperty(globalThis, "navigator", { value: { languages: accepted }, configurable: true });
    openWords(WORDS);
    assert.equal(language, expected);
  });
}

test("a language that is chosen stays after a reload; of the address all else stays", () => {
  visitAddress("?lang=en&room=map#s=drawing");
  history.state = { n: 1 };
  setLanguage("zh");
  assert.equal(location.href, "https://lab.example/?room=map#s=drawing");
  assert.deepEqual(history.state, { n: 1 });
  openWords(WORDS);
  assert.equal(language, "zh");
});

test("sentences and lists are joined as the language does; what is none is left out", () => {
  assert.equal(join("One.", false, "", "Two."), "One. Two.");
  assert.equal(list(["a", null, "b"]), "a, b");
  setLanguage("zh");
  assert.equal(localStorage.getItem("ae.lang"), "zh");
  assert.equal(join("一。", "二。"), "一。二。");
  assert.equal(list(["一", "二"]), "一，二");
});

test("a number has a real minus, and a zero has none", () => {
  assert.deepEqual(
    [-0.04, 0, 0.04, -1.26].map((value) => number(value, 1)),
    ["0.0", "0.0", "0.0", "−1.3"],
  );
  assert.deepEqual([null, 20.04].map(decibels), ["identical", "20.0 dB"]);
});

test("a browser that refuses to remember is no fault", () => {
  assert.equal(remember("theme", "dark"), true);
  keep("left", { level: 0.5 });
  assert.equal(remembered("theme"), "dark");
  assert.deepEqual(
    [kept("left"), keptOnce("left"), keptOnce("left")],
    [{ level: 0.5 }, { level: 0.5 }, null],
  );
  globalThis.localStorage = storage(true);
  globalThis.sessionStorage = storage(true);
  assert.equal(remember("theme", "dark"), false);
  keep("left", {});
  assert.deepEqual([remembered("theme"), kept("left"), keptOnce("left")], [null, null, null]);
});

const ONE_MODEL = { ...DATA, models: [{ key: "conv_32", group: "ours_noisy" }] };
const net = (n, more = {}) => ({
  key: `own:${n}`,
  group: "own",
  n,
  widths: [64],
  size: 2,
  trained: null,
  kind: null,
  ...more,
});

test("the visitor's nets join the models with words of their own, and the oldest makes room", () => {
  openCatalogue(ONE_MODEL);
  for (const n of [1, 2, 3, 4]) addNet(net(n), "own:1");
  addNet(net(5, { trained: 0.5, kind: "blur" }), "own:1");
  assert.deepEqual(
    ownNets().map(({ n }) => n),
    [1, 3, 4, 5],
  ); // the one in use stays
  assert.equal(t("model_own:5"), "Yours 5");
  assert.equal(t("fact_own:5"), "784 → 64 → 2 → 64 → 784, Blur at 0.50");
  assert.equal(t("fact_own:1"), "784 → 64 → 2 → 64 → 784, clean digits");
  dropNet("own:3");
  openCatalogue(ONE_MODEL); // as after a reload
  openOwnNets();
  assert.deepEqual(
    ownNets().map(({ n }) => n),
    [1, 4, 5],
  );
  assert.equal(modelOf("own:3").key, "conv_32"); // one that is gone
  assert.equal(ONE_MODEL.models.length, 1);
  assert.equal(catalogue.models.length, 4);
});
