// How it works: an explanation on a sheet over the page, with the pictures of the current digit.
// The address says whether it is open (?how, or ?how=PART), so that it can be linked to, and the
// way back in the browser closes it.
import { CodePicture } from "../show/code.js";
import { finder } from "../show/dom.js";
import { paintBlank, paintDifference, paintGrey } from "../show/paint.js";
import { t } from "../show/words.js";

/** @typedef {import("../types.d.ts").PageForRooms} PageForRooms */

/**
 * What the buttons under "When it fails" set up.
 * @type {Record<string, Partial<import("../types.d.ts").View>>}
 */
const TRY = {
  unmet: { model: "plain_32", noise: "gaussian", level: 0.5 },
  beyond: { model: "denoise_4x4x16", noise: "salt_pepper", level: 0.7 },
  no_digit: { model: "conv_32", noise: "gaussian", level: 0 },
  gone: { model: "conv_32", noise: "occlusion", level: 0.8 },
};

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
    this.get("how").onclick = () => this.open();
    this.get("how-close").onclick = () => this.sheet.close();
    this.sheet.onclick = (e) => e.target === this.sheet && this.sheet.close(); // beside the sheet
    this.sheet.onclose = () => this.closed();
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.sheet.querySelectorAll("[data-try]"))) {
      button.onclick = () => this.try(button.dataset);
    }
    addEventListener("popstate", () => this.obey());
  }

  open() {
    history.pushState({ how: true }, "", address(true));
    this.obey();
  }

  /** Be open or closed as the address says. */
  obey() {
    const part = partAsked();
    if (part === null) {
      this.sheet.close();
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
    else history.replaceState(null, "", address(false));
  }

  /** @param {DOMStringMap} data */
  try({ try: name = "", strokes }) {
    this.sheet.close();
    if (strokes) this.page.draw({ strokes: JSON.parse(strokes) });
    this.page.choose(TRY[name]);
    this.get("noisy").scrollIntoView({ block: "center" });
  }

  /** What is painted: the stage's last answer. */
  follow() {
    if (!this.sheet.open) return;
    const { reply } = this.page;
    this.get("how-blank").hidden = reply?.state !== "blank";
    const canvases = /** @type {NodeListOf<HTMLCanvasElement>} */ (
      this.sheet.querySelectorAll("[data-picture]")
    );
    for (const canvas of canvases) {
      const picture = /** @type {"seen" | "noisy" | "restored" | "difference"} */ (canvas.dataset.picture);
      const bytes = reply?.[picture];
      if (!bytes) paintBlank(canvas);
      else if (picture === "difference") paintDifference(canvas, bytes);
      else paintGrey(canvas, bytes);
    }
    this.code.show(reply?.code);
    this.say();
  }

  say() {
    const { size: n, code } = this.page.model();
    this.get("how-squeezed").textContent = t(code === "none" ? "no_squeeze" : "how_numbers", { n });
    const v = this.page.reply?.scores?.restored.mse.toFixed(4);
    this.get("how-error").textContent = t(v ? "how_error" : "how_wrong", { v });
  }
}

/** The part asked for in the address, "" for the whole, null for none. */
const partAsked = () => new URLSearchParams(location.search).get("how");

/** @param {boolean} open */
const address = (open) => {
  const url = new URL(location.href);
  if (open) url.searchParams.set("how", "");
  else url.searchParams.delete("how");
  return url;
};
