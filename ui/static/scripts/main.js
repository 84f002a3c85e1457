// What Gradio's page calls: see ui/page.py.
import { FOLDER, fetchFile } from "./asking/own_files.js";
import { connect, receive, Server } from "./asking/server.js";
import { Page } from "./page.js";

export { connect, receive };

/**
 * Fill an element with the page.
 * @param {HTMLElement} element
 */
export const open = async (element) => {
  const style = load("page.css");
  const [markup, data] = await Promise.all([read("page.html"), read("data.json"), style]);
  element.innerHTML = markup;
  const server = new Server(new URL("../../", FOLDER));
  const page = new Page(element, JSON.parse(data), server, read);
  page.open();
  Object.assign(window, { lab: page }); // for whoever looks into it: the tests, a console
};

/**
 * The text of a file of this version; asked for again until it comes.
 * @param {string} name
 * @returns {Promise<string>}
 */
const read = async (name) => {
  const text = await fetchFile(name);
  if (text !== null) return text;
  await rest();
  return read(name);
};

/**
 * A style sheet, once it is there; asked for again until it comes.
 * @param {string} name
 * @returns {Promise<void>}
 */
const load = async (name) => {
  const link = document.createElement("link");
  const came = new Promise((done) => {
    Object.assign(link, { onload: () => done(true), onerror: () => done(false) });
  });
  Object.assign(link, { rel: "stylesheet", href: new URL(name, FOLDER).href });
  document.body.append(link); // after Gradio's own, which have as much weight
  if (await came) return;
  link.remove();
  await rest();
  return load(name);
};

const rest = () => new Promise((go) => setTimeout(go, 1000 + 1000 * Math.random()));
