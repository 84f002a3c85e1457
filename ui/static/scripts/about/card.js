// About this model: the card of the model in use. The cards are a file of their own (ui/cards.py), which
// is fetched when one is first opened.
import { closeBeside, finder, labOf } from "../show/dom.js";
import { countParameters, ownNets } from "../show/own_nets.js";
import { count, decibels, fillWords, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").PageForRooms} PageForRooms
 *
 * @typedef {object} Options
 * @property {() => Promise<string>} fetchCards the dialog, as markup
 */

export class Card {
  /**
   * @param {HTMLElement} element of the page
   * @param {PageForRooms} page
   * @param {Options} options
   */
  constructor(element, page, { fetchCards }) {
    this.element = element;
    this.get = finder(element);
    this.page = page;
    this.fetchCards = fetchCards;
    /** @type {Promise<HTMLDialogElement> | null} */
    this.coming = null; // the dialog, once it has been asked for
    this.get("card").onclick = () => this.open();
  }

  async open() {
    this.coming ??= this.fetchCards().then((markup) => this.build(markup));
    const dialog = await this.coming;
    this.show(dialog);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }

  /** @param {string} markup */
  build(markup) {
    const lab = labOf(this.element);
    lab.insertAdjacentHTML("beforeend", markup);
    const dialog = /** @type {HTMLDialogElement} */ (lab.lastElementChild);
    const get = finder(dialog);
    get("card-close").onclick = () => dialog.close();
    closeBeside(dialog);
    get("card-inside").onclick = () => {
      dialog.close();
      this.page.go("inside");
      this.element.querySelector("#tab-inside")?.scrollIntoView({ block: "nearest" });
    };
    get("card-code").onclick = () => {
      dialog.close();
      this.get("take").click(); // it hands out the code of the model in use
    };
    return dialog;
  }

  /** @param {HTMLDialogElement} dialog */
  show(dialog) {
    const { model } = this.page.state;
    const own = ownNets().find(({ key }) => key === model);
    const name = own ? "own" : model;
    const cards = /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-card]"));
    for (const card of cards) card.hidden = card.dataset.card !== name;
    dialog.setAttribute("aria-labelledby", `card-${name}`);
    fillWords(dialog);
    if (own) writeOwn(dialog, own);
    const get = finder(dialog);
    get("card-inside").hidden = !this.page.hasRoom("inside");
  }
}

/**
 * What is known of a net of the visitor's own.
 * @param {HTMLElement} dialog
 * @param {import("../types.d.ts").OwnModel} net
 */
const writeOwn = (dialog, { key, widths, size, scores, symbols }) => {
  /** @type {Record<string, string>} */
  const says = {
    fact: t(`fact_${key}`),
    parameters: count(countParameters(widths, size)),
    code: t("how_numbers", { n: size }),
    scores: t("how_missing"),
  };
  if (scores) {
    const { own, ours, digits, model } = scores;
    const values = { a: decibels(own), n: count(digits), model: t(`model_${model}`) };
    const [alone, both] = symbols?.length
      ? ["card_own_symbols_alone", "card_own_symbols"]
      : ["card_own_alone", "card_own_scores"];
    says.scores = ours === null ? t(alone, values) : t(both, { ...values, b: decibels(ours) });
  }
  for (const [name, text] of Object.entries(says)) {
    /** @type {HTMLElement} */ (dialog.querySelector(`[data-own="${name}"]`)).textContent = text;
  }
  /** @type {HTMLElement} */ (dialog.querySelector("#card-own")).textContent = t(`model_${key}`);
};
