import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { connect, receive, Server } from "../../ui/static/scripts/asking/server.js";
import { settled } from "./fakes.js";

const server = new Server("https://host.example/sub/lab/");
let sent;
let respond;

beforeEach(() => {
  sent = [];
  globalThis.fetch = async (url, options) => {
    sent.push({ url: String(url), ...options });
    return respond();
  };
});

test("a question is posted beside the page, and its answer is parsed", async () => {
  respond = () => Response.json({ state: "ok" });
  assert.deepEqual(await server.ask("stage", { turn: 1 }), { state: "ok" });
  assert.equal(sent[0].url, "https://host.example/sub/lab/stage");
  assert.deepEqual([sent[0].method, sent[0].body], ["POST", '{"turn":1}']);
});

test("the address says where a net of the visitor's own is named", async () => {
  respond = () => Response.json({});
  await server.ask("stage", { model: "own:abc" });
  assert.equal(sent[0].url, "https://host.example/sub/lab/stage?own=1");
});

test("the weights of a layer are numbers, under an address that no other net has", async () => {
  respond = () => new Response(Float32Array.from([1, -2.5]).buffer);
  const weights = await server.weights({ model: "own:a b", layer: "decoder_00_dense", version: "12" });
  assert.deepEqual([...weights], [1, -2.5]);
  const path = "https://host.example/sub/lab/weights/own%3Aa%20b/decoder_00_dense";
  assert.equal(sent[0].url, `${path}?v=12&own=1`);
  await server.weights({ model: "conv_32", layer: "x", version: "12" });
  assert.equal(sent[1].url, "https://host.example/sub/lab/weights/conv_32/x?v=12");
});

for (const [name, response, busy] of [
  ["too much of one visitor", () => new Response("", { status: 429 }), true],
  ["too much of all", () => new Response("", { status: 503 }), true],
  ["a server that fails", () => new Response("", { status: 502 }), false],
  ["half an answer", () => new Response("{"), false],
  ["no network", () => Promise.reject(new TypeError("failed to fetch")), false],
]) {
  test(`${name} is no answer; busy: ${busy}`, async () => {
    respond = response;
    if (busy) await assert.rejects(server.weights({ model: "x", layer: "y", version: "" }), { busy });
    await assert.rejects(server.ask("room", { turn: 1 }), { name: "Error", busy });
  });
}

test("a refusal is an answer: asked again it would be refused again", async () => {
  respond = () => new Response("", { status: 413 });
  assert.deepEqual(await server.ask("stage", {}), { state: "problem", problem: { key: "server" } });
});

test("without an answer in half a minute the request is given up, in any browser", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const modern = AbortSignal.timeout;
  AbortSignal.timeout = undefined; // as in Safari 15
  respond = () => new Promise((_, fail) => sent[0].signal.addEventListener("abort", fail));
  const asked = server.ask("stage", {});
  context.mock.timers.tick(30_000);
  await assert.rejects(asked, { busy: false });
  AbortSignal.timeout = modern;
});

test("slow questions wait for Gradio's queue, and an answer to an earlier one is left aside", async () => {
  const heard = [];
  server.start("keep", { turn: 1 }, (answer) => heard.push(["first", answer]));
  server.start("keep", { turn: 2 }, (answer) => heard.push(["second", answer]));
  const props = { value: "" };
  const triggered = [];
  connect(props, (event) => triggered.push([event, props.value]));
  await settled();
  assert.deepEqual(triggered, [
    ["keep", '{"turn":1}'],
    ["keep", '{"turn":2}'],
  ]);
  receive("keep", { turn: 1, file: "a" });
  receive("keep", { turn: 2, file: "b" });
  receive("keep", { problem: "of the queue" }); // which knows no numbers
  receive("train", { state: "done" }); // nobody has asked
  assert.deepEqual(heard, [
    ["second", { turn: 2, file: "b" }],
    ["second", { problem: "of the queue" }],
  ]);
});

test("where the page is not at the server's own address, a failure says so", () => {
  const told = [];
  server.start("train", { turn: 5 }, (answer) => told.push(answer.problem));
  const fault = { state: "problem", problem: { key: "server" } };
  const roots = ["https://host.example/demo", "https://host.example", undefined];
  for (const root of roots) {
    globalThis.location = new URL("https://host.example/demo/?room=map");
    globalThis.window = { gradio_config: root && { root } };
    receive("train", fault);
  }
  const here = "https://host.example/demo";
  assert.deepEqual(told, [
    fault.problem,
    { key: "root_path", here, root: "https://host.example" },
    fault.problem,
  ]);
  receive("train", { state: "problem", problem: { key: "busy" } });
  assert.equal(told[3].key, "busy");
});
