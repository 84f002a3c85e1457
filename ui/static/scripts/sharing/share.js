// Sharing: the panel with the link (see links.js), the files to keep, and what a teacher's link leaves out.
import { catalogue } from "../show/catalogue.js";
import { closeBeside, copyText, finder } from "../show/dom.js";
import { saveFile } from "../show/files.js";
import { t } from "../show/words.js";
import { partsOf } from "./links.js";

/**
 * @typedef {import("../types.d.ts").KeepAnswer} KeepAnswer
 * @typedef {import("../types.d.ts").LinkAnswer} LinkAnswer
 *
 * @typedef {object} Options
 * @property {Set<string>} leftOut
 * @property {() => void} askLink
 * @property {(kind: string) => void} askFile
 * @property {() => string | null} room which is open
 */

// px of a frame: with a room, with controls beside the pad, with pad and pictures alone
const HEIGHTS = { rooms: 900, controls: 640, stage: 420 };

export class Share {
  /**
   * @param {HTMLElement} element of the page
   * @param {Options} options
   */
  constructor(element, { leftOut, askLink, askFile, room }) {
    this.element = element;
    this.leftOut = leftOut;
    this.askLink = askLink;
    this.askFile = askFile;
    this.room = room;
    this.get = finder(element);
    this.panel = /** @type {HTMLDialogElement} */ (this.get("share-panel"));
    this.text = ""; // of the link to what is on show; "" until it is made
    this.fillChoices();
    this.listen();
  }

  listen() {
    const { get, panel } = this;
    get("share").onclick = () => this.open();
    get("share-close").onclick = () => panel.close();
    closeBeside(panel);
    get("share-copy").onclick = () => this.copy("share");
    get("embed-copy").onclick = () => this.copy("embed");
    get("embed-height").oninput = () => this.showEmbed();
    get("share-send").hidden = !navigator.share;
    get("share-send").onclick = () => navigator.share({ title: t("title"), url: this.link }).catch(() => {});
    get("share-show-all").onclick = () => showAll();
    for (const button of this.keepButtons) button.onclick = () => this.keep(button.dataset.keep ?? "");
  }

  fillChoices() {
    const names = [...new Set(partsOf(this.element).map((part) => part.dataset.part ?? ""))];
    this.addChoices(
      this.get("share-parts"),
      names.map((name) => [name, `part_${name}`]),
    );
    this.addChoices(
      this.get("share-rooms"),
      catalogue.rooms.map(({ name }) => [name, `room_${name}`]),
    );
  }

  /**
   * @param {Element} box
   * @param {string[][]} choices names, and keys of their words
   */
  addChoices(box, choices) {
    for (const [name, words] of choices) {
      const label = document.createElement("label");
      label.innerHTML = `<input type="checkbox" value="${name}"><span data-t="${words}"></span>`;
      const choice = /** @type {HTMLInputElement} */ (label.firstChild);
      choice.checked = !this.leftOut.has(name);
      choice.onchange = () => {
        this.showLink();
        this.adviseHeight();
      };
      box.append(label);
    }
  }

  /** @returns {HTMLInputElement[]} */
  get choices() {
    return [
      .../** @type {NodeListOf<HTMLInputElement>} */ (this.panel.querySelectorAll('input[type="checkbox"]')),
    ];
  }

  /** @returns {HTMLButtonElement[]} */
  get keepButtons() {
    return [.../** @type {NodeListOf<HTMLButtonElement>} */ (this.panel.querySelectorAll("[data-keep]"))];
  }

  get link() {
    const hide = this.choices.filter((choice) => !choice.checked).map((choice) => choice.value);
    const rooms = catalogue.rooms.map(({ name }) => name).filter((name) => !hide.includes(name));
    const room = this.room();
    const query = [];
    if (room && rooms.indexOf(room) > 0) query.push(`room=${room}`); // the first one opens by itself
    if (hide.length) query.push(`hide=${hide.join(",")}`);
    const { origin, pathname } = location;
    return `${origin}${pathname}${query.length ? "?" : ""}${query.join("&")}#s=${this.text}`;
  }

  open() {
    this.text = "";
    this.showLink();
    this.writeNote("share", t("share_making"));
    this.writeNote("keep", "");
    this.adviseHeight();
    this.setBusy(false);
    this.get("share-all").hidden = this.choices.every((choice) => !this.leftOut.has(choice.value));
    this.panel.showModal();
    this.askLink();
  }

  /**
   * @param {string} of
   * @param {string} text
   */
  writeNote(of, text) {
    this.get(`${of}-note`).textContent = text;
  }

  showLink() {
    this.get("share-field").value = this.text && this.link;
    for (const id of ["share-copy", "share-send", "embed-copy"]) this.get(id).disabled = !this.text;
    this.writeNote("share", "");
    this.showEmbed();
  }

  showEmbed() {
    const height = Number(this.get("embed-height").value) || HEIGHTS.rooms;
    this.get("embed-field").value = this.text && embedCode(this.link, height);
    this.writeNote("embed", "");
  }

  /** The height that a frame needs for what is ticked. */
  adviseHeight() {
    const left = new Set(this.choices.filter((choice) => choice.checked).map((choice) => choice.value));
    const rooms = catalogue.rooms.some(({ name }) => left.has(name));
    const controls = ["samples", "upload", "model", "noise", "level"].some((name) => left.has(name));
    const kind = rooms ? "rooms" : controls ? "controls" : "stage";
    this.get("embed-height").value = String(HEIGHTS[kind]);
    this.showEmbed();
  }

  /**
   * The link to what is on show.
   * @param {LinkAnswer} answer
   */
  receiveLink({ text, problem }) {
    if (text) {
      this.text = text;
      this.showLink();
    }
    if (problem) this.writeNote("share", t(problem.key, problem));
  }

  /** @param {boolean} busy */
  unanswered(busy) {
    this.writeNote("share", t(busy ? "busy" : "no_answer"));
  }

  /** @param {KeepAnswer} answer */
  receiveFile({ file, problem }) {
    if (file) {
      saveFile(file.name, file.type, file.data);
      this.writeNote("keep", t("share_saved", file));
    }
    if (problem) this.writeNote("keep", t(problem.key, problem));
    this.setBusy(false);
  }

  /** @param {"share" | "embed"} of whose field */
  async copy(of) {
    const field = this.get(`${of}-field`);
    field.select();
    const copied = await copyText(field.value);
    this.writeNote(of, t(copied ? "share_copied" : "share_by_hand"));
  }

  /** @param {string} kind */
  keep(kind) {
    this.writeNote("keep", t("share_saving"));
    this.setBusy(true);
    this.askFile(kind);
  }

  /** @param {boolean} is */
  setBusy(is) {
    for (const button of this.keepButtons) button.disabled = is;
  }
}

/**
 * HTML that shows the page in a frame.
 * @param {string} link
 * @param {number} height px
 */
const embedCode = (link, height) => {
  const frame = document.createElement("iframe"); // which escapes what has to be
  const attributes = {
    src: link,
    title: t("title"),
    width: "100%",
    height: String(height),
    style: "border: 0",
    allow: "clipboard-write; fullscreen",
    loading: "lazy",
  };
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  return frame.outerHTML;
};

const showAll = () => {
  const url = new URL(location.href);
  url.searchParams.delete("hide");
  location.assign(url);
};
