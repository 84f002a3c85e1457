// The page's words, in the visitor's language.
import { remember, remembered } from "./remember.js";

/**
 * @typedef {Record<string, unknown>} Values
 * @typedef {import("../types.d.ts").Problem} Problem
 */

/** @type {import("../types.d.ts").Pairs} */
let table = {};
export let language = "en"; // or "zh"

/** @param {import("../types.d.ts").Pairs} words see ui/words */
export const openWords = (words) => {
  table = { ...words };
  const asked = new URLSearchParams(location.search).get("lang");
  const accepts = (navigator.languages || [navigator.language]).find(known);
  const choice = [asked, remembered("lang"), accepts].find(known) ?? "en";
  language = choice.slice(0, 2).toLowerCase();
};

/**
 * @param {string | null | undefined} tag
 * @returns {tag is string}
 */
const known = (tag) => /^(en|zh)/i.test(tag ?? "");

/**
 * The visitor's choice replaces what the address says.
 * @param {string} to
 */
export const setLanguage = (to) => {
  language = to;
  remember("lang", to);
  const url = new URL(location.href);
  url.searchParams.delete("lang");
  history.replaceState(history.state, "", url);
};

/**
 * Words that are made here join those of the table.
 * @param {string} key
 * @param {(language: string) => string} make
 */
export const addWords = (key, make) => {
  table[key] = [make("en"), make("zh")];
};

/**
 * The words of a key, with its blanks filled.
 * @param {string} key
 * @param {Values} [values]
 */
export const t = (key, values) => tIn(language, key, values);

/**
 * @param {string} lang
 * @param {string} key
 * @param {Values} [values]
 */
export const tIn = (lang, key, values = {}) => {
  if (!table[key]) console.error(`There are no words for ${key}`);
  const pair = table[key] ?? table.server;
  const words = pair[lang === "zh" ? 1 : 0].replaceAll(" %", "\u00a0%"); // the sign stays on its line
  return words.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
};

/**
 * The words of a key; a text that is no key as it is.
 * @param {string} text
 */
export const wordsOrText = (text) => (table[text] ? t(text) : text);

/**
 * Sentences in a row; what is none is left out.
 * @param {...(string | false | null | undefined | 0)} sentences
 */
export const join = (...sentences) => sentences.filter(Boolean).join(language === "zh" ? "" : " ");

/**
 * Words with commas between them; what is none is left out.
 * @param {(string | false | null | undefined)[]} parts
 */
export const list = (parts) => parts.filter(Boolean).join(t("comma"));

/**
 * Names with commas between them: Chinese has a comma of its own for these.
 * @param {string[]} parts
 */
export const names = (parts) => parts.join(t("comma_names"));

/**
 * With a real minus, and none before a zero.
 * @param {number} value
 * @param {number} digits
 */
export const number = (value, digits) => {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
};

/** @param {number} n */
export const count = (n) => n.toLocaleString("en");

/** @param {number | null} psnr null: of identical pictures */
export const decibels = (psnr) => (psnr === null ? t("identical") : t("db", { v: psnr.toFixed(1) }));

/** @param {number} share */
export const percent = (share) => Math.round(100 * share);

/**
 * Put words where the markup asks for them.
 * @param {Element} root
 */
export const fillWords = (root) => {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = t("title");
  for (const e of all(root, "[data-t]")) {
    const { t: key = "", tValues } = e.dataset; // what fills the blanks is written by the server
    e.textContent = t(key, tValues && JSON.parse(tValues));
  }
  for (const e of all(root, "[data-t-label]")) e.setAttribute("aria-label", t(e.dataset.tLabel ?? ""));
  for (const e of all(root, "[data-t-title]")) e.title = t(e.dataset.tTitle ?? "");
  // a fold-out's "?" is named after what it explains
  for (const e of all(root, ".hint summary")) {
    const { about } = e.dataset;
    const of = about ? t(about) : e.closest(".caption")?.querySelector("[data-t]")?.textContent;
    e.setAttribute("aria-label", t("about", { of }));
  }
};

/**
 * @param {Element} root
 * @param {string} selector
 * @returns {NodeListOf<HTMLElement>}
 */
const all = (root, selector) => root.querySelectorAll(selector);

// A note at the head of the page, where it is seen whatever a link leaves out. It stays until it is closed:
// above the pad nothing moves by itself.
export class Note {
  /** @param {(id: string) => any} get finds elements of the page */
  constructor(get) {
    this.get = get;
    /** @type {Problem | undefined} */
    this.problem = undefined;
    get("page-note-close").onclick = () => this.show(undefined);
  }

  /** @param {Problem | undefined} problem none: there is nothing to say any more */
  show(problem) {
    this.problem = problem;
    this.writeWords();
  }

  writeWords() {
    this.get("page-note").hidden = !this.problem;
    if (this.problem) this.get("page-note-says").textContent = t(this.problem.key, this.problem);
  }
}
