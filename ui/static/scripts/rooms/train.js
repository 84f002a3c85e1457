// Train: a net of the visitor's own. Each answer about the training (`receive`) is complete in itself;
// after every epoch the room is asked for pictures.

import { paintLosses } from "../charts/losses.js";
import { finder, write } from "../show/dom.js";
import { saveFile } from "../show/files.js";
import { ownNets } from "../show/own_nets.js";
import { t } from "../show/words.js";
import { TrainForm } from "../training/form.js";
import { epochOf, isBusy, sentenceOf, verdictOf } from "../training/sentences.js";
import { SymbolPanel } from "../training/symbol_panel.js";
import { Tiles } from "../training/tiles.js";

/**
 * @typedef {import("../types.d.ts").TrainRoom} Answer
 * @typedef {import("../types.d.ts").TrainAnswer} TrainAnswer
 * @typedef {import("../types.d.ts").Pair} Pair
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {import("../training/sentences.js").Result} Result
 */

const TEN_WORDS = {
  digits: ["train_ten", "train_ten_empty", "train_untrained", "train_ten_note"],
  symbols: ["symbols_ten", "symbols_ten_empty", "symbols_untrained", "symbols_ten_note"],
};

export class TrainRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "train-");
    this.page = page;
    this.form = new TrainForm(this.get, () => this.writeForm());
    /** @type {string[]} */
    this.symbolNames = []; // none: digits are learnt
    /** @type {string | null} */
    this.data = null; // name of the data set that is trained on
    /** @type {TrainAnswer | null} */
    this.trainAnswer = null;
    /** @type {Result | null} */
    this.result = null;
    /** @type {number | undefined} */
    this.untrainedLoss = undefined;
    /** @type {Pair[] | null} */
    this.ten = null;
    /** @type {Pair | null} */
    this.own = null;
    this.epoch = 0; // whose weights restored `ten` and `own`
    this.stopping = false;
    this.awaitsFile = false;
    this.netsTrained = Math.max(0, ...ownNets().map(({ n = 0 }) => n));
    this.tiles = new Tiles(this.get);
    this.panel = new SymbolPanel(this.get, page, () => this.changed());
    this.panel.open();
    this.listen();
  }

  listen() {
    const { get, page } = this;
    get("form").oninput = () => this.writeForm();
    get("form").onsubmit = (/** @type {Event} */ e) => e.preventDefault();
    get("start").onclick = () => this.start();
    get("stop").onclick = () => this.stop();
    get("use").onclick = () => this.result && page.use(this.result.facts.key);
    get("map").onclick = () => {
      get("use").click();
      page.go("map");
    };
    get("download").onclick = () => {
      this.awaitsFile = true; // until it comes: another answer may bring it once more
      page.ask({ file: true });
    };
    new ResizeObserver(() => this.paintChart()).observe(get("chart"));
  }

  /** The symbols changed, or the choice between digits and symbols: what was wrong may be right now. */
  changed() {
    if (this.trainAnswer?.state === "problem") this.trainAnswer = null;
    this.writeForm();
    this.writeProgress();
    this.writeTiles();
  }

  get busy() {
    return isBusy(this.trainAnswer);
  }

  /** Of symbols, what is missing before they can be learnt. */
  get missing() {
    return this.panel.isOn ? this.panel.set.missing : null;
  }

  start() {
    if (this.busy) return;
    this.stopping = false;
    this.clear();
    const symbols = this.panel.isOn ? this.panel.set.symbols : null;
    this.symbolNames = symbols?.map(({ name }) => name) ?? [];
    this.receive({ state: "asked" });
    this.page.train(symbols ? { symbols } : this.form.wish, (answer) => this.receive(answer));
    const seen = this.get("tiles").getBoundingClientRect().bottom < innerHeight;
    if (!seen) this.get("shape").scrollIntoView(); // from a long list, to what there is to watch
  }

  /** As before there was a net. */
  clear() {
    this.result = this.ten = this.own = null;
    this.untrainedLoss = undefined;
    this.epoch = 0;
    this.page.update({ net: null, have: null, file: false });
    this.tiles.paint([]);
    if (this.page.stageAnswer) this.follow(this.page.stageAnswer);
  }

  stop() {
    this.stopping = true;
    this.askToStop();
    this.writeProgress();
  }

  /** Under which key it is known, the first answer says. */
  askToStop() {
    if (this.trainAnswer?.key) this.page.stop(this.trainAnswer.key);
  }

  // ---- answers about the training ----
  /** @param {TrainAnswer} answer */
  receive(answer) {
    const { epoch, key } = this.trainAnswer ?? {};
    this.trainAnswer = answer;
    if (this.stopping && this.busy && !key) this.askToStop();
    this.data = answer.data ?? this.data;
    this.untrainedLoss = answer.first ?? this.untrainedLoss;
    const done = answer.state === "done";
    if (done) this.finish(answer);
    // also of a training that was stopped in an epoch: "done" brings other weights
    if (answer.epoch !== undefined && (answer.epoch !== epoch || done)) {
      this.page.ask({ net: answer.key, ...(done && { have: null }) });
    }
    this.writeProgress();
    this.writeTiles();
    this.paintChart();
  }

  /** @param {TrainAnswer} answer */
  finish({ facts, scores }) {
    if (!facts || !scores) return;
    this.netsTrained += 1;
    this.result = { facts: { ...facts, n: this.netsTrained, scores }, scores, data: this.data };
    this.page.learn(this.result.facts);
  }

  /** The server no longer has the net. */
  lose() {
    if (this.result) this.trainAnswer = { state: "problem", problem: { key: "own_gone" } };
    this.awaitsFile = false;
    this.clear();
    this.paintChart();
  }

  // ---- pictures ----
  /** @param {Answer} answer */
  show({ data, net, own = null, ten, epoch = 0, file, gone }) {
    this.data ??= data;
    if (gone && !this.busy) this.lose(); // while it is busy: the net of the last training
    if (net && net === this.trainAnswer?.key) {
      if (ten) {
        this.ten = ten;
        this.page.update({ have: epoch });
      }
      this.own = own;
      this.epoch = epoch;
      if (this.ten) this.tiles.paint([own, ...this.ten]);
    }
    if (file && this.awaitsFile) {
      this.awaitsFile = false;
      this.page.update({ file: false });
      saveFile("my-net.zip", "application/zip", file);
    }
    this.writeForm();
    this.writeProgress();
    this.writeTiles();
  }

  /**
   * Before there is a net: the current digit, as it stands on the stage.
   * @param {import("../types.d.ts").StageAnswer} answer
   */
  follow({ noisy }) {
    if (!this.ten && noisy) this.tiles.paintGiven(noisy);
  }

  paintChart() {
    paintLosses(this.get("chart"), this.trainAnswer, this.untrainedLoss);
  }

  // ---- words ----
  writeWords() {
    this.panel.writeWords();
    this.form.writeWords();
    this.writeForm();
    this.writeProgress();
    this.writeTiles();
    this.paintChart();
  }

  writeForm() {
    const on = this.panel.isOn;
    for (const id of ["form", "start-from"]) this.get(id).hidden = on;
    this.get("symbols").hidden = !on;
    this.form.writeChosen(this.data);
    if (!on) return;
    this.get("shape").textContent = this.panel.sentenceOnSet();
    this.get("data").textContent = t("symbols_data");
  }

  writeProgress() {
    const { trainAnswer: answer, busy, result, get } = this;
    const missing = busy ? null : this.missing;
    const says = sentenceOf(answer, { symbols: this.symbolNames.length > 0, stopping: this.stopping });
    get("says").textContent = missing ? t(missing.key, missing) : says;
    get("start").textContent = t(result ? "train_again" : "train_start");
    const [on, off] = ["start", "stop"].map(get);
    const focused = [on, off].includes(document.activeElement); // a disabled button would lose the focus
    on.disabled = busy || missing !== null;
    off.disabled = !busy;
    if (focused) (busy ? off : on).focus();
    const done = answer?.state === "done" || answer?.state === "testing";
    get("progress").value = done
      ? 1
      : Math.max(answer?.done ?? 0, answer?.epoch ?? 0) / (answer?.epochs ?? 1);
    get("result").hidden = !result;
    if (result) this.writeResult(result);
    // not at every step: when one state follows another, and of a training under way each epoch
    const training = answer?.state === "training";
    write(get("aloud"), training ? epochOf(answer) : says);
  }

  writeTiles() {
    this.tiles.writeWords([this.own, ...(this.ten ?? [])], this.symbolNames);
    const symbols = this.ten || this.busy ? this.symbolNames.length > 0 : this.panel.isOn;
    const [title, empty, untrained, note] = TEN_WORDS[symbols ? "symbols" : "digits"];
    this.get("ten-title").textContent = t(title);
    const without = this.busy ? "" : t(empty);
    this.get("ten-note").textContent = this.ten ? t(this.epoch === 0 ? untrained : note) : without;
  }

  /** @param {Result} result */
  writeResult(result) {
    const { key, size, symbols } = result.facts;
    this.get("use").textContent = t("train_use", { name: t(`model_${key}`) });
    this.get("map").hidden = (size !== 2 && !symbols?.length) || !this.page.hasRoom("map");
    this.get("verdict").textContent = verdictOf(result);
  }
}
