// The page: its parts, and what passes between them.
import { openLines } from "./asking/line.js";
import { State } from "./asking/state.js";
import { Buttons } from "./screen/buttons.js";
import { hideParts, Link, leftOut, openedBy } from "./sharing/links.js";
import { catalogue, modelOf, openCatalogue } from "./show/catalogue.js";
import { finder } from "./show/dom.js";
import { addNet, dropNet, openOwnNets, ownNets } from "./show/own_nets.js";
import { fillWords, Note, openWords, t } from "./show/words.js";
import { Controls } from "./stage/controls.js";
import { keepView, keptView } from "./stage/kept.js";
import { Numbers, withAllNumbers } from "./stage/numbers.js";
import { Pad } from "./stage/pad.js";
import { Pictures } from "./stage/pictures.js";
import { Rooms } from "./stage/rooms.js";
import { Samples } from "./stage/samples.js";
import { Upload } from "./upload/upload.js";

/**
 * @typedef {import("./types.d.ts").Data} Data
 * @typedef {import("./types.d.ts").Digit} Digit
 * @typedef {import("./types.d.ts").Engine} Engine
 * @typedef {import("./types.d.ts").LinkAnswer} LinkAnswer
 * @typedef {import("./types.d.ts").LinkQuestion} LinkQuestion
 * @typedef {import("./types.d.ts").PageForRooms} PageForRooms
 * @typedef {import("./types.d.ts").Problem} Problem
 * @typedef {import("./types.d.ts").Question} Question
 * @typedef {import("./types.d.ts").StageAnswer} StageAnswer
 * @typedef {import("./types.d.ts").View} View
 */

const PATIENCE_MS = 6000; // without an answer for so long, the visitor is told
const LATER_MS = 1000; // after the first answer

export class Page {
  /**
   * @param {HTMLElement} element with the page's markup
   * @param {Data} data
   * @param {Engine} engine
   * @param {(name: string) => Promise<string>} read the text of a file of this version, fetched later
   */
  constructor(element, data, engine, read) {
    openWords(data.words);
    openCatalogue(data);
    openOwnNets();
    this.element = element;
    this.engine = engine;
    this.read = read;
    this.get = finder(element);
    const { first } = data;
    this.openedBy = openedBy();
    this.kept = keptView(this.openedBy);
    const link = this.kept ? null : this.openedBy;
    this.state = new State({
      ...first,
      ...(link !== null && { digit: { strokes: [] } }),
      ...this.kept?.view,
    });
    this.note = new Note(this.get);
    this.link = new Link(this.note, this.state, link, first);
    /** @type {{answer: StageAnswer, asked: Question} | null} */
    this.last = null; // that had pictures
    /** @type {{problem: Problem, kind: string} | null} */
    this.standing = null; // a problem said instead of what that answer says, until there is another
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.patience = null;
    this.lines = this.openLines();
    const canvas = /** @type {HTMLCanvasElement} */ (element.querySelector("#pad"));
    this.pad = new Pad(canvas, /** @type {Element} */ (canvas.nextElementSibling), () => this.drawn());
    this.samples = this.buildSamples();
    this.controls = new Controls(this.get, this.state, (choice) => this.choose(choice));
    this.numbers = new Numbers(this.get, this.state, (choice) => this.choose(choice));
    this.pictures = new Pictures(this.get);
    this.upload = new Upload(this.get, this.state, () => this.ask());
    this.leftOut = leftOut();
    hideParts(element, this.leftOut);
    this.forRooms = forRooms(this);
    this.rooms = this.buildRooms();
    this.buttons = new Buttons(element, {
      writeWords: () => this.writeWords(),
      open: ({ Later }) => new Later(this),
    });
    this.listen();
  }

  openLines() {
    /** @param {boolean} busy */
    const unanswered = (busy) => this.unanswered(busy);
    return openLines(this.engine, {
      stage: { answered: (answer, asked) => this.receive(answer, asked), unanswered },
      room: {
        answered: (answer, asked) => this.rooms.receive(answer, asked),
        unanswered: (busy) => this.rooms.unanswered(busy),
      },
      tray: {
        answered: (answer, asked) => this.state.claim("tray", asked) && this.samples.receive(answer, asked),
      },
      link: {
        answered: (answer, asked) => this.receiveLink(answer, asked),
        // until the page's own link is open, it is not Share that asks
        unanswered: (busy) => (this.link.text === null ? this.later?.share : this)?.unanswered(busy),
      },
      stop: { answered: () => {} },
      take: {
        answered: (answer, asked) => this.later?.take.receive(answer, asked),
        unanswered: (busy) => this.later?.take.unanswered(busy),
      },
    });
  }

  buildSamples() {
    return new Samples(
      this.get,
      (digit) => this.draw(digit),
      (wish) => this.lines.tray.send(this.state.numbered(wish)),
    );
  }

  buildRooms() {
    const element = /** @type {HTMLElement} */ (this.element.querySelector(".rooms"));
    return new Rooms(element, this.state, this.forRooms, {
      leftOut: this.leftOut,
      ask: () => this.ask(),
      askRoom: () => this.link.waiting || this.lines.room.send(this.question()),
    });
  }

  /** Show the page. */
  open() {
    this.pad.show(this.state.now.digit);
    this.rooms.start();
    this.writeWords();
    // Gradio loads the page anew where the server is gone
    if (this.kept?.training) this.note.show({ key: "train_left_off" });
    if (new URLSearchParams(location.search).has("how")) this.buttons.bring();
    if (this.link.text === null) this.ask();
    else this.lines.link.send(this.state.numbered({ open: this.link.text }));
    this.samples.open();
  }

  /** The rooms that have been opened, by name. */
  get opened() {
    return this.rooms.opened;
  }

  get later() {
    return this.buttons.later;
  }

  // ---- asking ----
  /** @returns {Question} */
  question() {
    const own = ownNets().map(({ key }) => key);
    return this.state.question({ room: this.rooms.wish, own });
  }

  /**
   * Ask for the stage. The browser tells of moves once a frame, and a line sends the last of those that
   * came while a question was under way: nothing is gained by waiting here.
   */
  ask() {
    if (this.link.waiting) return;
    this.patience ??= setTimeout(() => this.unanswered(false), PATIENCE_MS);
    this.lines.stage.send(this.question());
    this.rooms.asked();
  }

  /** Ask for a link to what is on show, once the page's own is open: a line keeps its last question alone. */
  askLink() {
    if (this.link.text === null) this.lines.link.send(this.question());
  }

  /** @param {boolean} busy */
  unanswered(busy) {
    this.stopWaiting();
    this.sayProblem({ key: busy ? "busy" : "no_answer" }, busy ? "wait" : "problem");
  }

  /**
   * @param {Problem} problem
   * @param {string} kind of sentence
   */
  sayProblem(problem, kind) {
    this.standing = { problem, kind };
    this.pictures.writeVerdict(t(problem.key, problem), kind, "");
  }

  stopWaiting() {
    if (this.patience !== null) clearTimeout(this.patience);
    this.patience = null;
  }

  // ---- answers ----
  /**
   * @param {StageAnswer} answer
   * @param {Question} asked
   */
  receive(answer, asked) {
    this.stopWaiting();
    if (!this.state.claim("stage", asked)) return;
    const { problem, digit } = answer;
    if (problem?.of === "file") {
      this.refuseFile(problem, asked);
      return;
    }
    if (problem?.key === "own_gone") {
      this.forget(String(problem.net));
      return;
    }
    // unless something was drawn or chosen since
    if (digit && this.state.isAbout(asked, "digit")) this.acceptFile(digit, answer.found);
    this.element.dataset.state = answer.state;
    if (this.last && problem && !answer.seen) {
      this.sayProblem(problem, "problem"); // no picture came of it: the last ones stay
      this.rooms.receiveStage(answer, asked);
      return;
    }
    this.standing = null;
    const isFirst = !this.last;
    this.last = { answer, asked };
    this.pictures.show(answer, asked);
    this.rooms.receiveStage(answer, asked);
    if (isFirst) this.fetchRest();
    this.later?.how.follow();
  }

  /** What can wait until there is something to look at. */
  fetchRest() {
    this.rooms.fetchAll();
    this.rooms.arrive();
    setTimeout(() => this.buttons.bring(), LATER_MS);
  }

  /**
   * @param {Digit} digit that a file has become
   * @param {import("./types.d.ts").Found} [found] in it
   */
  acceptFile(digit, found) {
    this.pad.show(digit);
    this.state.change({ digit: this.pad.digit });
    if (found) this.upload.found(found);
  }

  /**
   * The digit on show stays; what is wrong with the file is said where it was chosen.
   * @param {Problem} problem
   * @param {Question} asked
   */
  refuseFile(problem, asked) {
    if (!this.state.isAbout(asked, "digit")) return;
    this.upload.refuse(problem);
    this.state.change({ digit: this.pad.digit });
    this.ask();
  }

  /** @param {string} key of a net that the server no longer has */
  forget(key) {
    dropNet(key);
    this.controls.fillModels();
    if (this.state.now.model === key) this.choose({ model: catalogue.models[0].key });
    this.note.show({ key: "own_gone" });
  }

  /**
   * @param {LinkAnswer} answer
   * @param {LinkQuestion} asked
   */
  receiveLink(answer, asked) {
    if ("open" in asked) {
      const choice = this.link.open(answer);
      if (choice.digit) this.pad.replace(choice.digit);
      this.choose(choice);
    } else if (this.state.isAbout(asked)) {
      this.showLink(answer);
      return;
    }
    // Share waits for the link to what has become of the view since
    if (this.later?.share.panel.open) this.askLink();
  }

  /** @param {LinkAnswer} answer */
  showLink(answer) {
    this.later?.share.receiveLink(answer);
    const { digit, level } = answer;
    if (!digit || level === undefined) return;
    this.pad.replace(digit); // which looks the same: there is nothing to undo
    this.choose({ digit, level });
  }

  // ---- the visitor's doing ----
  drawn() {
    this.upload.leave();
    this.state.change({ digit: this.pad.digit });
    this.ask();
  }

  /** @param {Digit} digit */
  draw(digit) {
    this.pad.show(digit);
    this.drawn();
  }

  /** @param {Partial<View>} choice */
  choose(choice) {
    this.state.change(withAllNumbers(choice, this.state.now));
    this.ask();
  }

  /** Keep what is on show, in case the page is loaded anew. A link that is not open yet stays to be opened. */
  keep() {
    if (this.link.waiting) return;
    const { digit } = this.pad; // a file is none until it is answered
    keepView({ ...this.state.now, digit }, this.openedBy, this.opened.train?.busy === true);
  }

  listen() {
    const { get, pad } = this;
    get("pens").onchange = (/** @type {any} */ e) => {
      pad.tool = e.target.value;
    };
    get("undo").onclick = () => pad.undo();
    get("clear").onclick = () => pad.clear();
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => document.hidden && this.keep()); // it may not return
  }

  /** Everything in the visitor's language. */
  writeWords() {
    fillWords(this.element);
    const { upload, controls, numbers, samples, rooms, note, buttons, later } = this;
    for (const part of [upload, controls, numbers, samples, rooms, note, buttons, later]) part?.writeWords();
    this.get("aloud").textContent = ""; // what was read aloud last was in the other language
    if (this.last) this.pictures.show(this.last.answer, this.last.asked);
    if (this.standing) this.sayProblem(this.standing.problem, this.standing.kind);
  }
}

/**
 * What rooms, tour and explanation may see and ask of the page.
 * @param {Page} page
 * @returns {PageForRooms}
 */
const forRooms = (page) => ({
  get state() {
    return page.state.now;
  },
  get stageAnswer() {
    return page.last?.answer ?? null;
  },
  get room() {
    return page.rooms.open;
  },
  model: () => modelOf(page.state.now.model),
  use: (model) => page.choose({ model }),
  choose: (choice) => page.choose(choice),
  draw: (digit) => page.draw(digit),
  hasRoom: (name) => page.rooms.list.some((room) => room.name === name),
  go: (name) => page.rooms.go(name),
  learn: (net) => {
    addNet(net, page.state.now.model);
    page.controls.fillModels();
  },
  train: (train, report) => page.engine.start("train", { ...page.question(), train }, report),
  read: (name) => page.read(name),
  weights: (of) => page.engine.weights(of),
  stop: (key) => page.lines.stop.send(page.state.numbered({ stop: key })),
});
