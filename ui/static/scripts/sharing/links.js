// What the address of the page says: the link that it was opened by, and what is left out. A link is the
// page's address, after it "#s=" and a text that the server packs and unpacks (ui/sharing/links.py):
// what stands after "#" is sent to no server by itself, so that no log has anybody's drawing. "hide=" in
// it names parts of the page ([data-part]) and rooms.

/**
 * @typedef {import("../types.d.ts").LinkAnswer} LinkAnswer
 * @typedef {import("../types.d.ts").View} View
 * @typedef {import("../asking/state.js").State} State
 * @typedef {import("../show/words.js").Note} Note
 */

/** Parts of the page and rooms that the address leaves out. */
export const leftOut = () => new Set((new URLSearchParams(location.search).get("hide") ?? "").split(","));

/** The text of the link that the page was opened by; null if it was opened by none. */
export const openedBy = () => new URLSearchParams(location.hash.slice(1)).get("s");

/**
 * Hide parts, which are out of the keyboard's reach then as well; rooms leave themselves out.
 * @param {HTMLElement} element of the page
 * @param {Set<string>} leftOut
 */
export const hideParts = (element, leftOut) => {
  for (const part of partsOf(element)) part.hidden = leftOut.has(part.dataset.part ?? "");
  // what has nothing left in it goes too, and its column (share.css)
  for (const selector of [".choose", ".controls", ".left"]) {
    const box = /** @type {HTMLElement} */ (element.querySelector(selector));
    box.hidden = partsOf(box).every((part) => part.closest("[data-part][hidden]"));
  }
};

/**
 * @param {HTMLElement} element of the page
 * @returns {HTMLElement[]}
 */
export const partsOf = (element) => [
  .../** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-part]")),
];

// The link that the page was opened by.
export class Link {
  /**
   * @param {Note} note where it is said that it cannot be opened
   * @param {State} state
   * @param {string | null} text null if there is none, or nothing more to open
   * @param {View} first what is shown instead if it cannot be opened
   */
  constructor(note, state, text, first) {
    this.note = note;
    this.state = state;
    this.text = text; // until it is open
    this.first = first;
    this.blank = state.now; // the view until then
    // another link, put into the address of this page
    addEventListener("hashchange", () => location.hash.startsWith("#s=") && location.reload());
  }

  /** Whether it is being opened, and nothing else has been drawn or chosen since. */
  get waiting() {
    return this.text !== null && this.state.isAbout(this.blank);
  }

  /**
   * It is open now.
   * @param {LinkAnswer} answer
   * @returns {Partial<View>} what it brings; what has been drawn or chosen since stays
   */
  open({ opened, problem }) {
    this.text = null;
    this.note.show(problem);
    const view = Object.entries(opened ?? this.first);
    const still = view.filter(([name]) => this.state.isAbout(this.blank, /** @type {keyof View} */ (name)));
    return Object.fromEntries(still);
  }
}
