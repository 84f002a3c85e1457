// A model to take home: the dialog with its Keras script, and the files that go with it.
import { closeBeside, copyText, finder } from "../show/dom.js";
import { t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").TakeAnswer} TakeAnswer
 * @typedef {import("../types.d.ts").TakeQuestion} TakeQuestion
 */

const PAGE = new URL("../../../../", import.meta.url); // the page's address, wherever a proxy shows it

export class Take {
  /**
   * @param {HTMLElement} element of the page
   * @param {{model: () => string, ask: (model: string) => void}} options model() is the key of the one
   *   in use
   */
  constructor(element, { model, ask }) {
    this.get = finder(element);
    this.model = model;
    this.ask = ask;
    this.panel = /** @type {HTMLDialogElement} */ (this.get("take-panel"));
    this.shown = ""; // key of the model whose script is shown
    this.get("take").onclick = () => this.open();
    this.get("take-close").onclick = () => this.panel.close();
    closeBeside(this.panel);
    this.get("take-copy").onclick = () => this.copy();
  }

  /** @returns {NodeListOf<HTMLAnchorElement>} */
  get links() {
    return this.panel.querySelectorAll("[data-file]");
  }

  open() {
    const model = this.model();
    this.get("take-title").textContent = t("take_title", { name: t(`model_${model}`) });
    if (model !== this.shown) this.clear();
    this.panel.showModal();
    this.writeNote(t("take_making"));
    this.ask(model); // of a net of the visitor's own the server may have no more
  }

  clear() {
    this.shown = "";
    this.get("take-script").textContent = "";
    this.get("take-copy").disabled = true;
    for (const link of this.links) {
      link.removeAttribute("href");
      link.textContent = t(`take_${link.dataset.file}`);
    }
  }

  /**
   * @param {TakeAnswer} answer
   * @param {TakeQuestion} asked
   */
  receive({ script, files, problem }, asked) {
    if (asked.take !== this.model()) return; // another has been chosen since
    if (problem) this.clear();
    this.writeNote(problem ? t(problem.key, problem) : "");
    if (script === undefined || files === undefined) return;
    this.shown = asked.take;
    this.get("take-script").textContent = script;
    this.get("take-copy").disabled = false;
    for (const link of this.links) {
      const kind = link.dataset.file ?? "";
      link.hidden = !files[kind]; // only symbols of one's own come with their pictures
      if (link.hidden) continue;
      const { name, address, bytes } = files[kind];
      link.href = new URL(address, PAGE).href;
      link.download = name;
      link.textContent = `${t(`take_${kind}`)} · ${size(bytes)}`;
      link.title = name;
    }
  }

  /** @param {boolean} busy */
  unanswered(busy) {
    this.writeNote(t(busy ? "busy" : "no_answer"));
  }

  /** @param {string} text */
  writeNote(text) {
    this.get("take-note").textContent = text;
  }

  async copy() {
    const script = this.get("take-script");
    getSelection()?.selectAllChildren(script);
    const copied = await copyText(script.textContent);
    this.writeNote(t(copied ? "share_copied" : "take_by_hand"));
  }
}

/** @param {number} bytes */
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
