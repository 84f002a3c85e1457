// "My own symbols": a pad to draw them on, the set, and where it is kept.
import { limits } from "../show/catalogue.js";
import { copyText, write } from "../show/dom.js";
import { saveBlob } from "../show/files.js";
import { remember, remembered, watchRemembered } from "../show/remember.js";
import { join, t } from "../show/words.js";
import { Pad } from "../stage/pad.js";
import { packSymbols, unpackSymbols } from "./symbol_link.js";
import { SymbolList } from "./symbol_list.js";
import { readSymbols, SymbolSet, writeSymbols } from "./symbol_set.js";

/**
 * @typedef {import("../types.d.ts").OwnSymbol} OwnSymbol
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 */

const READY = ["letters", "faces"]; // the sets in symbols.json

export class SymbolPanel {
  /**
   * @param {(id: string) => any} getInRoom finds elements of the room
   * @param {RoomPage} page
   * @param {() => void} changed is called when the set, or what is to be learnt, was changed
   */
  constructor(getInRoom, page, changed) {
    this.get = (/** @type {string} */ id) => getInRoom(`symbols-${id}`);
    this.getInRoom = getInRoom;
    this.page = page;
    this.sentence = () => ""; // the last sentence, in the visitor's language
    this.kept = true; // whether this browser keeps the set
    const pad = this.get("pad");
    this.pad = new Pad(pad, pad.nextElementSibling, () => {});
    this.pad.show({ strokes: [] });
    this.list = new SymbolList(this.get("list"), {
      again: (name) => this.again(name),
      remove: (name) => this.remove(name),
      putOnPad: (name, i) => this.putOnPad(name, i),
    });
    this.set = new SymbolSet((symbols) => {
      this.kept = remember("symbols", writeSymbols(symbols));
      this.setChanged();
      changed();
    });
    this.get("name").maxLength = limits.symbols.name;
    this.listen(changed);
  }

  /** Begin with the symbols that this browser has kept, and with those of a link. */
  open() {
    this.set.merge(readSymbols(remembered("symbols")) ?? []);
    this.set.before = null; // a page that is loaded has nothing to undo
    this.openLink();
  }

  /** @param {() => void} changed */
  listen(changed) {
    const { get, set } = this;
    this.getInRoom("what").onchange = changed;
    get("form").onsubmit = (/** @type {Event} */ e) => {
      e.preventDefault();
      this.add();
    };
    get("undo").onclick = () => this.pad.undo();
    for (const name of READY) get(name).onclick = () => this.begin(name);
    get("save").onclick = () =>
      saveBlob("my-symbols.json", new Blob([writeSymbols(set.symbols)], { type: "application/json" }));
    get("file").onchange = (/** @type {any} */ e) => this.load(e.target);
    get("link").onclick = () => this.copyLink();
    get("clear").onclick = () => {
      set.clear();
      this.showNote(() => t("symbols_cleared"));
      get("back").focus(); // the button is disabled
    };
    get("back").onclick = () => {
      set.undo();
      this.showNote(() => "");
      get("back").focus(); // it was hidden for a moment
    };
    addEventListener("hashchange", () => this.openLink());
    watchRemembered("symbols", () => this.follow());
  }

  /**
   * Another tab has changed the set: what this one wrote next would undo that. What is kept now counts,
   * not what was when the browser told it.
   */
  follow() {
    this.set.replace(readSymbols(remembered("symbols")) ?? []);
    this.set.before = null;
    this.showNote(() => "");
  }

  /** Whether symbols are to be learnt, and not digits. */
  get isOn() {
    return this.getInRoom("what").querySelector(":checked").value === "symbols";
  }

  /** @param {() => string} sentence is called again when the language changes */
  showNote(sentence) {
    this.sentence = sentence;
    this.writeNote();
  }

  writeNote() {
    write(this.get("says"), this.sentence());
    this.get("back").hidden = !this.set.before;
  }

  // ---- the set ----
  add() {
    const name = this.get("name").value.trim();
    const problem = this.set.add(name, this.pad.digit.strokes ?? []);
    if (problem?.key === "symbols_name") this.get("name").focus();
    else if (!problem) this.pad.show({ strokes: [] });
    const k = this.set.find(name)?.drawings.length;
    this.showNote(() => (problem ? t(problem.key, problem) : t("symbols_added", { k, name })));
  }

  /** @param {string} name of the symbol to draw once more */
  again(name) {
    this.get("name").value = name;
    this.pad.canvas.focus();
  }

  /**
   * @param {string} name
   * @param {number} i
   */
  putOnPad(name, i) {
    const strokes = this.set.removeDrawing(name, i);
    this.get("name").value = name;
    if (strokes) this.pad.show({ strokes });
    this.pad.canvas.focus(); // the button is gone
  }

  /** @param {string} name */
  remove(name) {
    this.set.remove(name);
    this.showNote(() => t("symbols_removed", { name }));
    this.get("back").focus(); // the button is gone
  }

  /** @param {OwnSymbol[]} symbols */
  merge(symbols) {
    const { added, left } = this.set.merge(symbols);
    const key = added || left ? "symbols_loaded" : "symbols_there";
    this.showNote(() => join(t(key, { n: added }), left && t("symbols_left_out", { n: left })));
  }

  // ---- where sets come from and go to ----
  /** @param {string} name of a ready set */
  async begin(name) {
    /** @type {Record<string, OwnSymbol[]>} */
    const sets = JSON.parse(await this.page.read("symbols.json"));
    /** @param {string} of */
    const nameOf = (of) => (name === "faces" ? t(`symbols_face_${of}`) : of); // a letter is its own name
    this.merge(sets[name].map((symbol) => ({ ...symbol, name: nameOf(symbol.name) })));
  }

  /** @param {HTMLInputElement} field */
  async load(field) {
    const files = [...(field.files ?? [])];
    const read = await Promise.all(
      files.map(async (file) => readSymbols(await file.text().catch(() => null))),
    );
    field.value = ""; // so that the same file can be chosen again
    this.merge(read.flatMap((symbols) => symbols ?? []));
    const wrong = files.find((_, i) => !read[i]);
    if (wrong) this.showNote(() => t("symbols_no_file", { file: wrong.name }));
  }

  async copyLink() {
    const text = packSymbols(this.set.symbols);
    const field = this.get("link-field");
    field.hidden = !text;
    if (!text) {
      this.showNote(() => t("symbols_link_long"));
      return;
    }
    const url = new URL(location.href);
    url.searchParams.set("room", "train");
    url.hash = `symbols=${text}`;
    field.value = url.href;
    field.select();
    const copied = await copyText(field.value);
    this.showNote(() => t(copied ? "symbols_linked" : "share_by_hand"));
  }

  /** The symbols that the page's address brings, once: a page that is loaded anew has them already. */
  openLink() {
    const text = new URLSearchParams(location.hash.slice(1)).get("symbols");
    if (text === null) return;
    history.replaceState(null, "", location.pathname + location.search);
    const symbols = unpackSymbols(text);
    this.getInRoom("what").querySelector('[value="symbols"]').checked = true;
    if (symbols) this.merge(symbols);
    else this.showNote(() => t("symbols_link_broken"));
  }

  setChanged() {
    for (const id of ["save", "link", "clear"]) this.get(id).disabled = !this.set.count;
    this.get("link-field").hidden = true; // it is of another set
    this.list.show(this.set.symbols);
    this.writeKept();
  }

  // ---- words ----
  writeWords() {
    this.list.writeWords();
    this.writeKept();
    this.writeNote();
  }

  writeKept() {
    this.get("kept").textContent = t(this.kept ? "symbols_kept" : "symbols_not_kept");
  }

  /** What there is, once it is enough. */
  sentenceOnSet() {
    const { missing, symbols, count } = this.set;
    return missing ? "" : t("symbols_ready", { n: symbols.length, k: count });
  }
}
