// How it works: an explanation on a sheet over the page, with the pictures of the current digit.
// The address says whether it is open (?how, or ?how=PART), so that it can be linked to, and the
// way back in the browser closes it.
import { CodePicture } from "../show/code_picture.js";
import { closeBeside, finder } from "../show/dom.js";
import { paintDifference, paintGrey } from "../show/paint.js";
import { language, t } from "../show/words.js";

/** @typedef {import("../types.d.ts").PageForRooms} PageForRooms */

export class How {
  /**
   * @param {HTMLElement} element of the page
   * @param {PageForRooms} page
   */
  constructor(element, page) {
    this.page = page;
    this.get = finder(element);
    this.sheet = /** @type {HTMLDialogElement} */ (this.get("how-page"));
    this.code = new CodePicture(this.get("how-bars"));
    this.failureNote = this.get("how-says");
    /** @type {Readonly<import("../types.d.ts").View> | null} */
    this.failure = null; // as it was set up
    this.isFailureSeen = true;
    this.get("reading-line").before(this.failureNote); // beside what else is said of the pictures
    this.failureNote.querySelector("button").onclick = () => this.open("fails");
    this.get("how").onclick = () => this.open();
    this.get("how-close").onclick = () => this.sheet.close();
    closeBeside(this.sheet);
    this.sheet.onclose = () => this.closed();
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.sheet.querySelectorAll("[data-try]"))) {
      button.onclick = () => this.try(button.dataset);
    }
    addEventListener("popstate", () => this.obey());
  }

  /** @param {string} [part] of it, to begin with */
  open(part = "") {
    history.pushState({ how: true }, "", address(part));
    this.obey();
  }

  /** Be open or closed as the address says. */
  obey() {
    const part = partAsked();
    if (part === null) {
      this.sheet.close();
      requestAnimationFrame(() => this.scroll()); // after the browser, which scrolls back as well
      return;
    }
    if (!this.sheet.open) this.sheet.showModal();
    this.follow();
    this.sheet.querySelector(`#how-${CSS.escape(part)}`)?.scrollIntoView();
  }

  closed() {
    this.code.show(null);
    this.get("how").focus({ preventScroll: true });
    if (partAsked() === null) return; // the address has been left by the way back
    if (history.state?.how) history.back();
    else {
      history.replaceState(null, "", address(null));
      this.scroll();
    }
  }

  /** @param {DOMStringMap} data of a button under "When it fails" */
  try({ try: name, view = "" }) {
    /** @type {import("../types.d.ts").View} */
    const { digit, ...rest } = JSON.parse(view);
    this.sheet.close();
    this.page.draw(digit);
    this.page.choose(rest);
    this.failure = this.page.state;
    this.failureNote.firstElementChild.dataset.t = `how_${name}_seen`;
    this.isFailureSeen = false;
    this.follow();
  }

  /** To a failure that has just been set up. */
  scroll() {
    if (!this.isFailureSeen) this.get("restored").scrollIntoView({ block: "center" });
    this.isFailureSeen = true;
  }

  /** What is painted: the stage's last answer. */
  follow() {
    this.writeFailure();
    if (!this.sheet.open) return;
    const { stageAnswer } = this.page;
    this.get("how-blank").hidden = stageAnswer?.state !== "blank";
    const canvases = /** @type {NodeListOf<HTMLCanvasElement>} */ (
      this.sheet.querySelectorAll("[data-picture]")
    );
    for (const canvas of canvases) {
      const picture = /** @type {"seen" | "noisy" | "restored" | "difference"} */ (canvas.dataset.picture);
      const paint = picture === "difference" ? paintDifference : paintGrey;
      paint(canvas, stageAnswer?.[picture]);
    }
    this.code.show(stageAnswer?.code);
    this.writeWords();
  }

  /** What is seen stands there until something is drawn or chosen. */
  writeFailure() {
    if (this.failure && !isSame(this.failure, this.page.state)) this.failure = null;
    this.failureNote.hidden = !this.failure;
    const words = this.failureNote.firstElementChild;
    if (this.failure) words.textContent = t(words.dataset.t);
  }

  writeWords() {
    const { size: n, code } = this.page.model();
    this.get("how-squeezed").textContent = t(code === "none" ? "no_squeeze" : "how_numbers", { n });
    const v = this.page.stageAnswer?.scores?.restored.mse.toFixed(4);
    this.get("how-error").textContent = t(v ? "how_error" : "how_wrong", { v });
    const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (this.sheet.querySelectorAll("[data-class]"));
    for (const link of links) link.href = classPage(link.dataset.class ?? "", link.dataset.ending ?? "");
  }
}

/**
 * The address of a page for the class, see ui/server/class_pages.py.
 * @param {string} name
 * @param {string} ending
 */
const classPage = (name, ending) =>
  new URL(`../../../class/${name}${language === "zh" ? ".zh" : ""}.${ending}`, import.meta.url).href;

/** The part asked for in the address, "" for the whole, null for none. */
const partAsked = () => new URLSearchParams(location.search).get("how");

/**
 * Whether two views are the same one: none of their parts has been replaced.
 * @param {Readonly<import("../types.d.ts").View>} one
 * @param {Readonly<import("../types.d.ts").View>} other
 */
const isSame = (one, other) =>
  Object.entries(one).every(([name, part]) => part === other[/** @type {keyof typeof one} */ (name)]);

/** @param {string | null} part that is open, "" for the whole, null for none */
const address = (part) => {
  const url = new URL(location.href);
  if (part === null) url.searchParams.delete("how");
  else url.searchParams.set("how", part);
  return url;
};
