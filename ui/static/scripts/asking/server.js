import { Unanswered } from "./line.js";

/**
 * @typedef {import("../types.d.ts").Engine} Engine
 * @typedef {import("../types.d.ts").Problem} Problem
 */

const PATIENCE_MS = 30_000; // then a question is asked again
const BUSY = [429, 503]; // of one visitor too much, of all
const FAULT = { state: "problem", problem: { key: "server" } };

/**
 * The server as the engine: quick questions over routes of its own, slow ones through Gradio's queue.
 * @implements {Engine}
 */
export class Server {
  /** @param {URL | string} base address of the folder with the routes, ending in "/" */
  constructor(base) {
    this.base = base;
  }

  /**
   * @param {string} kind
   * @param {object} question
   * @returns {Promise<any>}
   */
  async ask(kind, question) {
    const body = JSON.stringify(question);
    const url = new URL(kind, this.base);
    // only the server that trained a net has it: the address says so where one is named, and a
    // balancer before several servers need not look into the body
    if (body.includes('"own:')) url.searchParams.set("own", "1");
    const response = await post(url, body);
    if (BUSY.includes(response.status)) throw new Unanswered(true);
    if (response.status >= 500) throw new Unanswered(false);
    if (!response.ok) return FAULT; // refused: asked again it would be, too
    return response.json().catch(() => Promise.reject(new Unanswered(false)));
  }

  /**
   * @param {import("../types.d.ts").WeightsQuestion} of
   * @returns {Promise<Float32Array>}
   */
  async weights({ model, layer, version }) {
    const url = new URL(`weights/${[model, layer].map(encodeURIComponent).join("/")}`, this.base);
    url.searchParams.set("v", version);
    if (model.startsWith("own:")) url.searchParams.set("own", "1"); // as above
    const response = await fetch(url).catch(() => null);
    if (!response?.ok) throw new Unanswered(BUSY.includes(response?.status ?? 0));
    return new Float32Array(await response.arrayBuffer());
  }

  /**
   * @param {"keep" | "train"} kind
   * @param {any} question
   * @param {(answer: any) => void} report
   */
  start(kind, question, report) {
    last[kind] = { turn: question.turn, report };
    connection.then((put) => put(kind, JSON.stringify(question)));
  }
}

/**
 * `AbortSignal.timeout` says the same, but not in Safari 15.
 * @param {URL} url
 * @param {string} body
 */
const post = async (url, body) => {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE_MS);
  try {
    return await fetch(url, { method: "POST", body, signal: limit.signal });
  } catch {
    throw new Unanswered(false);
  } finally {
    clearTimeout(timer);
  }
};

// ---- Gradio's queue, where slow questions wait ----
// A question is the value of an invisible component, and so are its answers. See ui/page.py.

/** @typedef {(event: string, text: string) => void} Put */
/** @type {(put: Put) => void} */
let connected;
/** @type {Promise<Put>} */
const connection = new Promise((resolve) => {
  connected = resolve;
});
/** @type {Record<string, {turn: number, report: (answer: any) => void}>} */
const last = {}; // question by event

/**
 * Called by the component that holds the questions, once it is there.
 * @param {{value: string}} props
 * @param {(event: string, data: object) => void} trigger
 */
export const connect = (props, trigger) =>
  connected((event, text) => {
    props.value = text;
    trigger(event, {});
  });

/**
 * Called by the components that hold the answers. One that is of another question than the last is left
 * aside.
 * @param {string} event
 * @param {{turn?: number | null, problem?: Problem}} answer
 */
export const receive = (event, answer) => {
  const asked = last[event];
  if (asked && (answer.turn ?? asked.turn) === asked.turn) asked.report(explained(answer));
};

/**
 * Gradio's queue is at the address that the server believes to be its own. Where a proxy shows the page at
 * another, nothing answers there, and whoever runs the page is told what to set.
 * @template {{problem?: Problem}} A
 * @param {A} answer
 * @returns {A}
 */
const explained = (answer) => {
  if (answer.problem?.key !== "server") return answer;
  const here = (location.origin + location.pathname).replace(/\/$/, "");
  const { root = here } = /** @type {any} */ (window).gradio_config ?? {};
  return root === here ? answer : { ...answer, problem: { ...answer.problem, key: "root_path", here, root } };
};
