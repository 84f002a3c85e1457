// "My own symbols": a pad to draw them on, the set, and where it is kept.
import { button, canvas as newCanvas, write } from "../show/dom.js";
import { saveBlob } from "../show/files.js";
import { limits } from "../show/limits.js";
import { paintLine } from "../show/paint.js";
import { remember, remembered } from "../show/remember.js";
import { join, t } from "../show/words.js";
import { Pad } from "../stage/pad.js";
import { packSymbols, unpackSymbols } from "./symbol_link.js";
import { readSymbols, SymbolSet, writeSymbols } from "./symbol_set.js";

/**
 * @typedef {import("../types.d.ts").OwnSymbol} OwnSymbol
 * @typedef {import("../types.d.ts").Problem} Problem
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("./symbol_set.js").Drawing} Drawing
 */

const READY = ["letters", "faces"]; // the sets in symbols.json
const SIDE = 48; // px of a small picture
const MARGIN = 6;

export class SymbolPanel {
  /**
   * @param {(id: string) => any} find finds elements of the room
   * @param {RoomPage} page
   * @param {() => void} changed is called when the set, or what is to be learnt, was changed
   */
  constructor(find, page, changed) {
    this.get = (/** @type {string} */ id) => find(`symbols-${id}`);
    this.find = find;
    this.page = page;
    this.told = () => ""; // the last sentence, in the visitor's language
    this.kept = true; // whether this browser keeps the set
    const pad = this.get("pad");
    this.pad = new Pad(pad, pad.nextElementSibling, () => {});
    this.pad.show({ strokes: [] });
    this.set = new SymbolSet((symbols) => {
      this.kept = remember("symbols", writeSymbols(symbols));
      this.fill();
      changed();
    });
    this.listen(changed);
    this.set.merge(readSymbols(remembered("symbols")) ?? []);
    this.set.before = null; // a page that is loaded has nothing to take back
    this.openLink();
  }

  /** @param {() => void} changed */
  listen(changed) {
    const { get, set } = this;
    this.find("what").onchange = changed;
    get("form").onsubmit = (/** @type {Event} */ e) => {
      e.preventDefault();
      this.add();
    };
    get("undo").onclick = () => this.pad.undo();
    for (const name of READY) get(name).onclick = () => this.begin(name);
    get("save").onclick = () =>
      saveBlob("my-symbols.json", new Blob([writeSymbols(set.symbols)], { type: "application/json" }));
    get("file").onchange = (/** @type {any} */ e) => this.load(e.target);
    get("link").onclick = () => this.link();
    get("clear").onclick = () => {
      set.clear();
      this.tell(() => t("symbols_cleared"));
    };
    get("back").onclick = () => {
      set.bringBack();
      this.tell(() => "");
      get("back").focus(); // it was hidden for a moment
    };
    addEventListener("hashchange", () => this.openLink());
  }

  /** Whether symbols are to be learnt, and not digits. */
  get on() {
    return this.find("what").querySelector(":checked").value === "symbols";
  }

  /** @param {() => string} words are asked for again when the language changes */
  tell(words) {
    this.told = words;
    this.sayTold();
  }

  sayTold() {
    write(this.get("says"), this.told());
    this.get("back").hidden = !this.set.before;
  }

  // ---- the set ----
  add() {
    const name = this.get("name").value.trim();
    const problem = this.set.add(name, this.pad.digit.strokes ?? []);
    if (problem?.key === "symbols_name") this.get("name").focus();
    else if (!problem) this.pad.show({ strokes: [] });
    const k = this.set.find(name)?.drawings.length;
    this.tell(() => (problem ? t(problem.key, problem) : t("symbols_added", { k, name })));
  }

  /**
   * @param {string} name
   * @param {number} i
   */
  takeBack(name, i) {
    const strokes = this.set.take(name, i);
    this.get("name").value = name;
    if (strokes) this.pad.show({ strokes });
    this.pad.canvas.focus(); // the button is gone
  }

  /** @param {string} name */
  remove(name) {
    this.set.remove(name);
    this.tell(() => t("symbols_removed", { name }));
    this.get("back").focus(); // the button is gone
  }

  /** @param {OwnSymbol[]} symbols */
  merge(symbols) {
    const { added, left } = this.set.merge(symbols);
    const key = added || left ? "symbols_loaded" : "symbols_there";
    this.tell(() => join(t(key, { n: added }), left && t("symbols_left_out", { n: left })));
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
    if (wrong) this.tell(() => t("symbols_no_file", { file: wrong.name }));
  }

  async link() {
    const text = packSymbols(this.set.symbols);
    const field = this.get("link-field");
    field.hidden = !text;
    if (!text) {
      this.tell(() => t("symbols_link_long"));
      return;
    }
    const url = new URL(location.href);
    url.searchParams.set("room", "train");
    url.hash = `symbols=${text}`;
    field.value = url.href;
    field.select();
    // without https there is no clipboard, and inside another site's frame it may refuse
    const copied = await navigator.clipboard?.writeText(field.value).then(
      () => true,
      () => false,
    );
    this.tell(() => t(copied ? "symbols_linked" : "share_by_hand"));
  }

  /** The symbols that the page's address brings, once: a page that is loaded anew has them already. */
  openLink() {
    const text = new URLSearchParams(location.hash.slice(1)).get("symbols");
    if (text === null) return;
    history.replaceState(null, "", location.pathname + location.search);
    const symbols = unpackSymbols(text);
    this.find("what").querySelector('[value="symbols"]').checked = true;
    if (symbols) this.merge(symbols);
    else this.tell(() => t("symbols_link_broken"));
  }

  // ---- the list ----
  fill() {
    this.get("list").replaceChildren(...this.set.symbols.map((symbol) => this.row(symbol)));
    for (const id of ["save", "link", "clear"]) this.get(id).disabled = !this.set.count;
    this.get("link-field").hidden = true; // it is of another set
    this.get("kept").textContent = t(this.kept ? "symbols_kept" : "symbols_not_kept");
  }

  /** @param {OwnSymbol} symbol */
  row({ name, drawings }) {
    const item = document.createElement("li");
    const again = button(() => {
      this.get("name").value = name;
      this.pad.canvas.focus();
    }, name);
    again.title = t("symbols_again", { name });
    const count = document.createElement("span");
    const few = drawings.length < limits.symbols.drawings[0];
    count.textContent = t(few ? "symbols_count_few" : "symbols_count", {
      n: drawings.length,
      k: limits.symbols.drawings[0],
    });
    count.classList.toggle("few", few);
    const remove = button(() => this.remove(name), "×");
    remove.setAttribute("aria-label", t("symbols_remove", { name }));
    const pictures = document.createElement("div");
    pictures.setAttribute("role", "group");
    pictures.setAttribute("aria-label", name);
    pictures.append(...drawings.map((drawing, i) => this.picture(name, drawing, i)));
    pictures.onkeydown = (e) => walk(pictures, e);
    item.append(again, count, remove, pictures);
    return item;
  }

  /**
   * @param {string} name
   * @param {Drawing} drawing
   * @param {number} i
   */
  picture(name, drawing, i) {
    const small = newCanvas();
    small.width = small.height = 2 * SIDE;
    paintDrawing(small, drawing);
    const one = button(() => this.takeBack(name, i), small);
    one.tabIndex = i ? -1 : 0; // two hundred stops were too many: arrow keys go on
    one.title = t("symbols_take_back", { name, i: i + 1 });
    one.setAttribute("aria-label", one.title);
    return one;
  }

  // ---- words ----
  say() {
    this.fill();
    this.sayTold();
  }

  /** What there is, once it is enough. */
  state() {
    const { missing, symbols, count } = this.set;
    return missing ? "" : t("symbols_ready", { n: symbols.length, k: count });
  }
}

/**
 * From one button to the next by the arrow keys.
 * @param {HTMLElement} group
 * @param {KeyboardEvent} event
 */
const walk = (group, event) => {
  const all = /** @type {HTMLElement[]} */ ([...group.children]);
  const here = all.findIndex((one) => one === document.activeElement);
  const goals = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 };
  const next = all[/** @type {Record<string, number>} */ (goals)[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
};

/**
 * As it fills the picture.
 * @param {HTMLCanvasElement} canvas
 * @param {Drawing} drawing
 */
const paintDrawing = (canvas, drawing) => {
  const context = canvas.getContext("2d");
  if (!context) return;
  const points = drawing.flat();
  const [left, right] = ends(points.map(([x]) => x));
  const [top, bottom] = ends(points.map(([, y]) => y));
  const side = canvas.width - 4 * MARGIN;
  const scale = side / Math.max(right - left, bottom - top, 0.05);
  const [x0, y0] = [(left + right) / 2, (top + bottom) / 2];
  const middle = canvas.width / 2;
  for (const line of drawing) {
    const places = line.map(
      ([x, y]) => /** @type {const} */ ([(x - x0) * scale + middle, (y - y0) * scale + middle]),
    );
    paintLine(context, places, side / 8, "#fff");
  }
};

/** @param {number[]} values */
const ends = (values) => [Math.min(...values), Math.max(...values)];
