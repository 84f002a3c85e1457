import assert from "node:assert/strict";
import { test } from "node:test";
import { haveCome } from "../../ui/static/scripts/asking/own_files.js";
import { openCatalogue } from "../../ui/static/scripts/show/catalogue.js";
import { DATA } from "./fakes.js";

openCatalogue({ ...DATA, scripts: { "rooms/map.js": ["rooms/map.js", "map/dots.js"] } });

test("a script has come when all of its files have", async () => {
  let lost = ["map/dots.js"];
  const asked = [];
  globalThis.fetch = async (url) => {
    const path = String(url).split("/scripts/")[1];
    asked.push(path);
    if (lost.includes(path)) throw new TypeError("lost");
    return new Response("export {};");
  };
  assert.equal(await haveCome("rooms/map.js"), false);
  assert.deepEqual(asked, ["rooms/map.js", "map/dots.js"]);
  lost = [];
  assert.equal(await haveCome("rooms/map.js"), true);
});

test("a refusal, or an answer that breaks off, is none", async () => {
  globalThis.fetch = async () => new Response("no such file", { status: 404 });
  assert.equal(await haveCome("rooms/map.js"), false);
  globalThis.fetch = async () => ({ ok: true, text: () => Promise.reject(new TypeError("broken off")) });
  assert.equal(await haveCome("rooms/map.js"), false);
});
