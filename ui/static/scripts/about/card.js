// About this model: the card of the model in use. The cards are a file of their own (ui/cards.py), which
// is fetched when one is first opened.
import { ownNets } from "../show/catalogue.js";
import { finder } from "../show/dom.js";
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
    this.page = page;
    this.fetchCards = fetchCards;
    /** @type {Promise<HTMLDialogElement> | null} */
    this.coming = null; // the dialog, once it has been asked for
    finder(element)("card").onclick = () => this.open();
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
    const lab = /** @type {HTMLElement} */ (this.element.querySelector(".lab"));
    lab.insertAdjacentHTML("beforeend", markup);
    const dialog = /** @type {HTMLDialogElement} */ (lab.lastElementChild);
    const get = finder(dialog);
    get("card-close").onclick = () => dialog.close();
    dialog.onclick = (e) => {
      if (e.target === dialog) dialog.close(); // beside what is in it
    };
    get("card-inside").onclick = () => {
      dialog.close();
      this.insideTab?.click();
      this.insideTab?.scrollIntoView({ block: "nearest" });
    };
    get("card-code").onclick = () => {
      dialog.close();
      this.takeButton?.click();
    };
    return dialog;
  }

  /**
   * None, where the page has no such room or a link leaves it out.
   * @returns {HTMLElement | null}
   */
  get insideTab() {
    return this.element.querySelector('[data-tab="inside"]');
  }

  /**
   * It hands out the code of the model in use; none, where the page has no such button.
   * @returns {HTMLElement | null}
   */
  get takeButton() {
    return this.element.querySelector('[data-id="take"]');
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
    get("card-inside").hidden = !this.insideTab;
    get("card-code").hidden = !this.takeButton;
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
    parameters: count(parameters(widths, size)),
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

/**
 * Weights and biases of a fully connected net.
 * @param {number[]} widths of its hidden layers up to the code
 * @param {number} size of the code
 */
const parameters = (widths, size) => {
  const layers = [784, ...widths, size, ...[...widths].reverse(), 784];
  return layers.slice(1).reduce((sum, units, i) => sum + units * (layers[i] + 1), 0);
};
