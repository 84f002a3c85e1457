// What Gradio's page calls: see ui/page.py.
import { connect, receive, Server } from "./asking/server.js";
import { Page } from "./page.js";

export { connect, receive };

const FOLDER = new URL("./", import.meta.url); // of this version: scripts, styles, markup, data

/**
 * Fill an element with the page.
 * @param {HTMLElement} element
 */
export const open = async (element) => {
  const style = load("page.css");
  const [markup, data] = await Promise.all([
    read("page.html").then((answer) => answer.text()),
    read("data.json").then((answer) => answer.json()),
    style,
  ]);
  element.innerHTML = markup;
  const server = new Server(new URL("../../", FOLDER));
  const page = new Page(element, data, server, (name) => read(name).then((answer) => answer.text()));
  page.open();
  Object.assign(window, { lab: page }); // for whoever looks into it: the tests, a console
};

/**
 * A file of this version; asked for again until it comes.
 * @param {string} name
 * @returns {Promise<Response>}
 */
const read = async (name) => {
  const answer = await fetch(new URL(name, FOLDER)).catch(() => null);
  if (answer?.ok) return answer;
  await new Promise((go) => setTimeout(go, 1000 + 1000 * Math.random()));
  return read(name);
};

/**
 * A style sheet, once it is there.
 * @param {string} name
 */
const load = (name) =>
  new Promise((done) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: new URL(name, FOLDER).href, onload: done, onerror: done });
    document.body.append(link); // after Gradio's own, which have as much weight
  });
