// The page: its parts, and what passes between them.
import { openLines } from "./asking/line.js";
import { State } from "./asking/state.js";
import { Dock } from "./screen/dock.js";
import { followFrame } from "./screen/frame.js";
import { openDetails, Present } from "./screen/present.js";
import { watchBubbles } from "./show/bubbles.js";
import { addNet, catalogue, dropNet, modelOf, openCatalogue, ownNets } from "./show/catalogue.js";
import { finder } from "./show/dom.js";
import { remember, remembered } from "./show/remember.js";
import { fillWords, language, openWords, setLanguage, t } from "./show/words.js";
import { Controls } from "./stage/controls.js";
import { How } from "./stage/how.js";
import { keepView, keptView } from "./stage/kept.js";
import { Numbers, withAllNumbers } from "./stage/numbers.js";
import { Pad } from "./stage/pad.js";
import { Pictures } from "./stage/pictures.js";
import { Rooms } from "./stage/rooms.js";
import { Samples } from "./stage/samples.js";
import { leftOut, openedBy, Share } from "./stage/share.js";
import { Tour } from "./stage/tour.js";
import { Upload } from "./stage/upload.js";

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

export class Page {
  /**
   * @param {HTMLElement} element with the page's markup
   * @param {Data} data
   * @param {Engine} engine
   */
  constructor(element, data, engine) {
    openWords(data.words);
    openCatalogue(data);
    this.element = element;
    this.engine = engine;
    this.get = finder(element);
    this.openedBy = openedBy();
    this.kept = keptView(this.openedBy);
    this.link = this.kept ? null : this.openedBy; // until it is open
    this.first = data.first;
    this.state = new State({
      ...data.first,
      ...(this.link !== null && { digit: { strokes: [] } }),
      ...this.kept?.view,
    });
    this.blank = this.state.now; // the view until a link is open
    /** @type {{answer: StageAnswer, asked: Question} | null} */
    this.last = null; // that had pictures
    /** @type {ReturnType<typeof setTimeout> | null} */
    this.patience = null;
    this.lines = this.openLines();
    const canvas = /** @type {HTMLCanvasElement} */ (element.querySelector("#pad"));
    this.pad = new Pad(canvas, /** @type {Element} */ (canvas.nextElementSibling), () => this.drawn());
    this.samples = this.buildSamples();
    this.controls = new Controls(this.get, this.state, (wanted) => this.choose(wanted));
    this.numbers = new Numbers(this.get, this.state, (wanted) => this.choose(wanted));
    this.pictures = new Pictures(element, this.get);
    this.upload = new Upload(this.get, this.state, () => this.ask());
    const page = this.forRooms();
    const hidden = leftOut();
    this.rooms = this.buildRooms(page, hidden);
    this.share = this.buildShare(hidden);
    this.how = new How(element, page);
    this.tour = new Tour(element, page);
    this.present = new Present(element);
    this.dock = new Dock(element);
    openDetails(element);
    followFrame(/** @type {HTMLElement} */ (element.querySelector(".lab")));
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
      tray: { answered: (answer, asked) => this.state.isNews("tray", asked) && this.samples.receive(answer) },
      link: {
        answered: (answer, asked) => this.receiveLink(answer, asked),
        unanswered: (busy) => (this.link === null ? this.share.unanswered(busy) : unanswered(busy)),
      },
      stop: { answered: () => {} },
    });
  }

  buildSamples() {
    return new Samples(
      this.get,
      (digit) => this.draw(digit),
      (wanted) => this.lines.tray.send(this.state.numbered(wanted)),
    );
  }

  /**
   * @param {PageForRooms} page
   * @param {Set<string>} hidden
   */
  buildRooms(page, hidden) {
    const element = /** @type {HTMLElement} */ (this.element.querySelector(".rooms"));
    return new Rooms(element, this.state, page, {
      leftOut: hidden,
      ask: () => this.ask(),
      askRoom: () => this.waiting || this.lines.room.send(this.question()),
    });
  }

  /** @param {Set<string>} hidden */
  buildShare(hidden) {
    return new Share(this.element, {
      leftOut: hidden,
      askLink: () => this.lines.link.send(this.question()),
      askFile: (kind) => this.askFile(kind),
      room: () => this.rooms.open,
    });
  }

  /** @returns {PageForRooms} */
  forRooms() {
    const page = this;
    return {
      get state() {
        return page.state.now;
      },
      get reply() {
        return page.last?.answer ?? null;
      },
      get room() {
        return page.rooms.open;
      },
      model: () => modelOf(this.state.now.model),
      use: (model) => this.choose({ model }),
      choose: (wanted) => this.choose(wanted),
      draw: (digit) => this.draw(digit),
      learn: (net) => {
        addNet(net, this.state.now.model);
        this.controls.fillModels();
      },
      train: (train, hear) => this.engine.start("train", { ...this.question(), train }, hear),
      stop: (key) => this.lines.stop.send(this.state.numbered({ stop: key })),
    };
  }

  /** Show the page. */
  open() {
    applyTheme();
    this.pad.show(this.state.now.digit);
    this.rooms.start();
    this.say();
    // Gradio loads the page anew where the server is gone
    if (this.kept?.training) this.upload.say(t("train_left_off"));
    this.how.obey();
    if (this.link === null) this.ask();
    else this.lines.link.send(this.state.numbered({ open: this.link }));
    this.samples.open();
  }

  /** The rooms that have been opened, by name. */
  get opened() {
    return this.rooms.opened;
  }

  // ---- asking ----
  /** @returns {Question} */
  question() {
    const own = ownNets().map(({ key }) => key);
    return this.state.question({ room: this.rooms.wish, own });
  }

  /** Whether a link is being opened, and nothing else has been drawn or chosen since. */
  get waiting() {
    return this.link !== null && this.state.isAbout(this.blank);
  }

  /**
   * Ask for the stage. The browser tells of moves once a frame, and a line sends the last of those that
   * came while a question was under way: nothing is gained by waiting here.
   */
  ask() {
    if (this.waiting) return;
    this.patience ??= setTimeout(() => this.unanswered(false), PATIENCE_MS);
    this.lines.stage.send(this.question());
    this.rooms.asked();
  }

  /** @param {boolean} busy */
  unanswered(busy) {
    this.stopWaiting();
    this.pictures.say(t(busy ? "busy" : "no_answer"), busy ? "wait" : "problem", "");
  }

  stopWaiting() {
    if (this.patience !== null) clearTimeout(this.patience);
    this.patience = null;
  }

  /** @param {string} kind */
  askFile(kind) {
    this.engine.start("keep", { ...this.question(), keep: kind }, (answer) => this.share.receiveFile(answer));
  }

  // ---- answers ----
  /**
   * @param {StageAnswer} answer
   * @param {Question} asked
   */
  receive(answer, asked) {
    this.stopWaiting();
    if (!this.state.isNews("stage", asked)) return;
    const { problem, digit } = answer;
    if (problem?.of === "file") {
      this.refuseFile(problem, asked);
      return;
    }
    if (problem?.key === "own_gone") {
      this.forget(String(problem.net));
      return;
    }
    // what a file has become, unless something was drawn or chosen since
    if (digit && this.state.isAbout(asked, "digit")) {
      this.pad.show(digit);
      this.state.change({ digit: this.pad.digit });
    }
    if (this.last && problem && !answer.seen) {
      // no picture came of it: the last ones stay
      this.element.dataset.state = answer.state;
      this.pictures.say(t(problem.key, problem), "problem", "");
      this.rooms.receiveStage(answer, asked);
      return;
    }
    const first = !this.last;
    this.last = { answer, asked };
    this.pictures.show(answer, asked);
    this.rooms.receiveStage(answer, asked);
    if (first) {
      this.rooms.fetchAll(); // now that there is something to look at
      this.rooms.arrive();
    }
    this.how.follow();
  }

  /**
   * The digit on show stays; what is wrong with the file is said where it was chosen.
   * @param {Problem} problem
   * @param {Question} asked
   */
  refuseFile(problem, asked) {
    if (!this.state.isAbout(asked, "digit")) return;
    this.upload.say(t(problem.key, problem));
    this.state.change({ digit: this.pad.digit });
    this.ask();
  }

  /** @param {string} key of a net that the server no longer has */
  forget(key) {
    dropNet(key);
    this.controls.fillModels();
    if (this.state.now.model === key) this.choose({ model: catalogue.models[0].key });
    this.upload.say(t("own_gone"));
  }

  /**
   * @param {LinkAnswer} answer
   * @param {LinkQuestion} asked
   */
  receiveLink(answer, asked) {
    if ("open" in asked) {
      this.openLink(answer);
      return;
    }
    const { digit, level } = answer;
    if (!this.state.isAbout(asked)) return; // drawn on since
    this.share.receiveLink(answer);
    if (!digit || level === undefined) return;
    this.pad.replace(digit); // which looks the same: there is nothing to take back
    this.choose({ digit, level });
  }

  /**
   * What the page's own address carries; what has been drawn or chosen since stays.
   * @param {LinkAnswer} answer
   */
  openLink({ opened, problem }) {
    this.link = null;
    this.share.sayProblem(problem);
    const view = Object.entries(opened ?? this.first);
    const still = view.filter(([name]) => this.state.isAbout(this.blank, /** @type {keyof View} */ (name)));
    const wanted = /** @type {Partial<View>} */ (Object.fromEntries(still));
    if (wanted.digit) this.pad.replace(wanted.digit);
    this.choose(wanted);
  }

  // ---- the visitor's doing ----
  drawn() {
    this.upload.say("");
    this.state.change({ digit: this.pad.digit });
    this.ask();
  }

  /** @param {Digit} digit */
  draw(digit) {
    this.pad.show(digit);
    this.drawn();
  }

  /** @param {Partial<View>} wanted */
  choose(wanted) {
    this.state.change(withAllNumbers(wanted, this.state.now));
    this.ask();
  }

  /** Keep what is on show, in case the page is loaded anew. A link that is not open yet stays to be opened. */
  keep() {
    if (this.waiting) return;
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
    get("theme").onclick = toggleTheme;
    for (const button of this.languages) {
      button.onclick = () => {
        setLanguage(button.dataset.lang ?? "en");
        this.say();
      };
    }
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => document.hidden && this.keep()); // it may not return
    watchBubbles(this.element);
  }

  /** @returns {NodeListOf<HTMLElement>} */
  get languages() {
    return this.element.querySelectorAll("[data-lang]");
  }

  /** Say everything in the visitor's language. */
  say() {
    fillWords(this.element);
    for (const button of this.languages) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === language));
    }
    this.upload.say("");
    for (const part of [
      this.controls,
      this.numbers,
      this.samples,
      this.rooms,
      this.how,
      this.tour,
      this.share,
    ])
      part.say();
    this.get("aloud").textContent = ""; // what was read aloud last was in the other language
    if (this.last) this.pictures.show(this.last.answer, this.last.asked);
  }
}

// Light or dark: as the system has it, until the visitor chooses.
const toggleTheme = () => {
  const dark = document.body.classList.toggle("dark");
  remember("theme", dark ? "dark" : "light");
};

const applyTheme = () => {
  const chosen = remembered("theme");
  if (chosen && !new URLSearchParams(location.search).has("__theme")) {
    document.body.classList.toggle("dark", chosen === "dark");
  }
};
