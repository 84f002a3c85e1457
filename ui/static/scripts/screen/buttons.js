// The buttons that are there from the start: theme, language and "Details", which the browser remembers,
// and those that open what is fetched later.
import { haveCome } from "../asking/own_files.js";
import { finder, isVisible, labOf } from "../show/dom.js";
import { remember, remembered } from "../show/remember.js";
import { language, setLanguage, t } from "../show/words.js";

/** @typedef {import("../later.js").Later} Later */

// What the steps of the tour point at.
export const STOPS = {
  draw: ".pad",
  restored: ".p-restored",
  level: ".level",
  code: ".code",
  model: ".model",
  room: "#tab-map",
};
const OPENING = ["tour", "how", "present", "share", "card", "take"];
const AGAIN_MS = 1000; // until what did not come is asked for again

export class Buttons {
  /**
   * @param {HTMLElement} element of the page
   * @param {{writeWords: () => void, open: (module: typeof import("../later.js")) => Later}} page
   *   writeWords() writes all of its words, open() opens what has been fetched
   */
  constructor(element, { writeWords, open }) {
    this.element = element;
    this.open = open;
    /** @type {Later | null} */
    this.later = null; // what the buttons open, until it is fetched
    /** @type {Promise<void> | null} */
    this.coming = null;
    this.get = finder(element);
    this.get("theme").onclick = toggleTheme;
    for (const button of this.languages) {
      button.onclick = () => {
        setLanguage(button.dataset.lang ?? "en");
        writeWords();
      };
    }
    /** @type {string | null} */
    this.clicked = null; // the last of those whose script is on its way
    this.met = remembered("tour") !== null; // whether the tour has been
    for (const id of OPENING) this.get(id).onclick = () => this.openLater(id);
    applyTheme();
    this.openDetails();
  }

  /** Fetch what the buttons open, once. */
  bring() {
    this.coming ??= fetchLater().then((module) => {
      this.later = this.open(module);
    });
    return this.coming;
  }

  /**
   * The click goes to what the button opens, once that is there.
   * @param {string} id
   */
  async openLater(id) {
    this.clicked = id;
    await this.bring();
    if (this.clicked !== id) return; // another has been clicked since, or it is done
    this.clicked = null;
    this.get(id).click();
  }

  openDetails() {
    const button = this.get("details");
    const { classList } = labOf(this.element);
    /** @param {boolean} on */
    const show = (on) => {
      classList.toggle("detailed", on);
      button.setAttribute("aria-pressed", String(on));
    };
    button.onclick = () => {
      show(!classList.contains("detailed"));
      remember("details", classList.contains("detailed") ? "on" : "off");
    };
    show(remembered("details") === "on");
  }

  /** @returns {NodeListOf<HTMLElement>} */
  get languages() {
    return this.element.querySelectorAll("[data-lang]");
  }

  writeWords() {
    for (const button of this.languages) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === language));
    }
    this.writeTour();
  }

  tourMet() {
    this.met = true;
    remember("tour", "met");
    this.writeTour();
  }

  /** An invitation, until the tour has been met. */
  writeTour() {
    const button = this.get("tour");
    const stops = Object.values(STOPS).filter((at) => isVisible(this.element.querySelector(at))).length;
    const welcome = document.createElement("span"); // left out where there is little room
    welcome.textContent = `${t("tour_welcome")} `;
    if (this.met) button.textContent = t("tour");
    else button.replaceChildren(welcome, t("tour_invite", { n: stops }));
    button.classList.toggle("invites", !this.met);
    button.hidden = !stops;
  }
}

/**
 * Asked for again until it comes.
 * @returns {Promise<typeof import("../later.js")>}
 */
const fetchLater = async () => {
  const module = (await haveCome("later.js")) && (await import("../later.js").catch(() => null));
  if (module) return module;
  await new Promise((go) => setTimeout(go, AGAIN_MS));
  return fetchLater();
};

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
