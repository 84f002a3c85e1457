// The rooms below the stage: which of them is open, and what passes between the open one and the page.
// Each is a class in rooms/, made when it is first opened: new MapRoom(box, page). What it has and what it
// may ask of the page is in types.d.ts, `Room` and `RoomPage`. A room asks only while it is open and in
// sight.

import { haveCome } from "../asking/own_files.js";
import { catalogue } from "../show/catalogue.js";
import { button } from "../show/dom.js";
import { t } from "../show/words.js";
import { Tabs } from "./tabs.js";

/**
 * @typedef {import("../types.d.ts").Question} Question
 * @typedef {import("../types.d.ts").RoomAnswer} RoomAnswer
 * @typedef {import("../types.d.ts").Room} Room
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {new (box: HTMLElement, page: RoomPage) => Room} RoomClass
 * @typedef {import("../types.d.ts").RoomWish} RoomWish
 * @typedef {import("../types.d.ts").PageForRooms} PageForRooms
 * @typedef {import("../types.d.ts").StageAnswer} StageAnswer
 * @typedef {import("../asking/state.js").State} State
 */

// A class in a module of its own, which is fetched when it is needed.
/** @type {Record<string, () => Promise<RoomClass>>} */
const CLASSES = {
  compare: () => import("../rooms/compare.js").then(({ CompareRoom }) => CompareRoom),
  code: () => import("../rooms/code.js").then(({ CodeRoom }) => CodeRoom),
  inside: () => import("../rooms/inside.js").then(({ InsideRoom }) => InsideRoom),
  map: () => import("../rooms/map.js").then(({ MapRoom }) => MapRoom),
  morph: () => import("../rooms/morph.js").then(({ MorphRoom }) => MorphRoom),
  noises: () => import("../rooms/noises.js").then(({ NoisesRoom }) => NoisesRoom),
  strange: () => import("../rooms/strange.js").then(({ StrangeRoom }) => StrangeRoom),
  replay: () => import("../rooms/replay.js").then(({ ReplayRoom }) => ReplayRoom),
  train: () => import("../rooms/train.js").then(({ TrainRoom }) => TrainRoom),
};

const LATER_MS = 2000; // until the scripts of rooms that are not open are fetched
const AGAIN_MS = 2000; // until what did not come is asked for again

/**
 * The class of a room, once its script has come; null if it does not.
 * @param {string} name
 */
const bring = async (name) =>
  (await haveCome(`rooms/${name}.js`)) ? CLASSES[name]().catch(() => null) : null;

export class Rooms {
  /**
   * @param {HTMLElement} element
   * @param {State} state
   * @param {PageForRooms} page
   * @param {{leftOut: Set<string>, ask: () => void, askRoom: () => unknown}} options rooms that a link
   *   leaves out; ask() asks for stage and room, askRoom() for the room alone
   */
  constructor(element, state, page, { leftOut, ask, askRoom }) {
    this.element = element;
    this.state = state;
    this.page = page;
    this.ask = ask;
    this.askRoom = askRoom;
    this.note = /** @type {HTMLElement} */ (element.querySelector('[data-id="room-note"]'));
    /** @type {string | null} */
    this.open = null; // name of the open room
    this.isInSight = false;
    /** @type {Record<string, object>} */
    this.wishes = {}; // by room
    /** @type {Record<string, Room>} */
    this.opened = {}; // by name
    /** @type {RoomAnswer | null} */
    this.answer = null;
    /** @type {"busy" | "no_answer" | null} */
    this.fault = null; // why none has come, until one does
    this.list = catalogue.rooms.filter(({ name }) => !leftOut.has(name));
    const tabs = /** @type {HTMLElement} */ (element.querySelector('[data-id="tabs"]'));
    const names = this.list.map(({ name }) => name);
    this.tabs = new Tabs(tabs, names, (name) => this.go(name));
    element.hidden = !this.list.length;
  }

  /** Open the room that the address names, or the first one. */
  start() {
    // its first lines alone, at the foot of the window, are not yet looked at
    const inside = { rootMargin: "0px 0px -60px 0px" };
    const watch = new IntersectionObserver(
      (entries) => this.setInSight(entries[entries.length - 1].isIntersecting),
      inside,
    );
    watch.observe(/** @type {Element} */ (this.element.querySelector('[data-id="room"]')));
    this.enter(this.addressed);
    addEventListener("popstate", () => this.enter(this.addressed)); // Back and Forward
  }

  /** The room that the address names; the first one, where it names none. */
  get addressed() {
    const asked = new URLSearchParams(location.search).get("room");
    return (this.list.find(({ name }) => name === asked) ?? this.list[0])?.name;
  }

  /**
   * A room that the address names is shown, once there is something to show. Whoever has scrolled
   * meanwhile stays where they are.
   */
  arrive() {
    if (!new URLSearchParams(location.search).has("room") || scrollY) return;
    const unlessInSight = () => this.isInSight || this.element.scrollIntoView();
    // once what has just been shown is laid out, and it is known what is in sight
    requestAnimationFrame(() => requestAnimationFrame(unlessInSight));
  }

  /**
   * What a question says of the room.
   * @returns {RoomWish | null}
   */
  get wish() {
    return this.open && this.isInSight && this.opened[this.open]
      ? { ...this.wishes[this.open], name: this.open }
      : null;
  }

  get alone() {
    return catalogue.rooms.find(({ name }) => name === this.open)?.alone;
  }

  /** @returns {Partial<Room>} */
  get room() {
    return this.opened[this.open ?? ""] ?? {}; // none, where a link leaves out all of them
  }

  /** @returns {HTMLElement} */
  get box() {
    return /** @type {HTMLElement} */ (this.element.querySelector(`[data-room="${this.open}"]`));
  }

  /**
   * Enter a room, so that Back leads to the one before. The first one needs no name in the address.
   * @param {string} name
   */
  go(name) {
    if (name === this.open) return;
    const url = new URL(location.href);
    if (name === this.list[0].name) url.searchParams.delete("room");
    else url.searchParams.set("room", name);
    history.pushState(null, "", url);
    this.enter(name);
  }

  /** @param {string | undefined} name none, where a link leaves out all of them */
  enter(name) {
    if (!name || name === this.open) return;
    if (this.open) this.box.hidden = true;
    this.open = name;
    this.wishes[name] ??= {};
    this.box.hidden = false;
    this.tabs.mark(name);
    this.box.inert = !this.opened[name]; // before its script has come, nothing is pressed in vain
    if (this.opened[name]) this.begin();
    else this.fetch(name);
  }

  /**
   * The first time: its script has to come.
   * @param {string} name
   */
  async fetch(name) {
    const made = await bring(name);
    if (name !== this.open || this.opened[name]) return; // left meanwhile, or twice there
    if (made) {
      this.opened[name] = new made(this.box, this.pageFor(name));
      this.box.inert = false;
      this.begin();
      return;
    }
    this.unanswered(false);
    setTimeout(() => name === this.open && this.fetch(name), AGAIN_MS);
  }

  /** What is open begins with what is known, and asks for the rest. */
  begin() {
    this.room.writeWords?.();
    this.follow();
    this.refresh();
  }

  /** Have the scripts of all rooms ready, soon. */
  fetchAll() {
    setTimeout(() => {
      for (const { name } of this.list) bring(name); // what does not come is asked for when it is opened
    }, LATER_MS);
  }

  /**
   * @param {string} name
   * @returns {RoomPage}
   */
  pageFor(name) {
    /** @param {object} changes */
    const update = (changes) => Object.assign(this.wishes[name], changes);
    /** @param {object} changes */
    const ask = (changes) => {
      update(changes);
      if (name === this.open) this.refresh();
    };
    return Object.create(this.page, { ask: { value: ask }, update: { value: update } });
  }

  /** @param {boolean} is */
  setInSight(is) {
    const comes = is && !this.isInSight;
    this.isInSight = is;
    if (comes) this.refresh();
  }

  /**
   * Ask for the room, if anyone is looking. Rooms that answer along with the stage stand on its
   * answer: until there is one, both are asked.
   */
  refresh() {
    if (!this.wish) return;
    if (this.alone || this.page.stageAnswer?.state === "ok") this.askRoom();
    else this.ask();
  }

  /** The stage has been asked: so is a room that answers apart. */
  asked() {
    if (this.wish && this.alone) this.askRoom();
  }

  /**
   * An answer of the stage: rooms that answer beside it have theirs in it.
   * @param {StageAnswer} answer
   * @param {Question} asked
   */
  receiveStage({ state, problem, room }, asked) {
    if (!this.open) return;
    this.follow();
    if (this.alone) return;
    if (room?.name === this.open) this.receive({ state, ...room }, asked);
    else if (state !== "ok") this.receive({ state, problem, name: null }, asked);
  }

  follow() {
    const { stageAnswer } = this.page;
    if (stageAnswer?.state === "ok") this.room.follow?.(stageAnswer);
    this.tabs.nameStrange(this.page.model());
  }

  /**
   * @param {RoomAnswer} answer
   * @param {Question} asked
   */
  receive(answer, asked) {
    if ((answer.name ?? this.open) !== this.open) return; // left meanwhile
    if (!this.state.isAbout(asked, "model")) return; // that of the other model is on its way
    if (!this.state.claim("room", asked)) return;
    this.answer = answer;
    this.fault = null;
    // what the digit or the stage is at fault for leaves on show what was there
    if (answer.name || !answer.problem) this.box.dataset.state = answer.problem ? "problem" : answer.state;
    this.writeNote();
    if (answer.problem || answer.state !== "ok") this.room.giveUp?.();
    if (answer.problem) return;
    if (answer.state === "ok") this.room.show?.(answer);
    else this.room.showBlank?.(answer);
  }

  /**
   * No answer came: what is on show stays, and it is asked for again.
   * @param {boolean} busy
   */
  unanswered(busy) {
    this.fault = busy ? "busy" : "no_answer";
    this.writeNote();
  }

  writeNote() {
    if (this.fault) {
      this.note.textContent = t(this.fault);
      return;
    }
    const { state, problem } = this.answer ?? {};
    const empty = state === "blank" ? t("pad_empty_room") : "";
    this.note.textContent = problem ? t(problem.key, problem) : empty;
    const { model } = problem ?? {};
    if (!model) return;
    const use = () => {
      this.page.use(model);
      this.tabs.focus(); // the button goes
    };
    // a net that can do what this one cannot
    this.note.append(" ", button(use, t("use_model", { name: t(`model_${model}`) })));
  }

  writeWords() {
    this.writeNote();
    this.room.writeWords?.();
  }
}
