// The steps of the tour, and where its card stands.
import { STOPS } from "../screen/buttons.js";

/**
 * @typedef {import("../types.d.ts").PageForRooms} PageForRooms
 * @typedef {import("../types.d.ts").Digit} Digit
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} at what it points at
 * @property {"right" | "below"} side where the card stands, if there is room
 * @property {(page: PageForRooms, digit: Digit) => boolean} [done] whether what it asks for has been
 *   done, where it asks
 * @property {string} [look] where that is to be seen
 * @property {boolean} [start] on a phone, whether what it points at goes to the top of the screen
 */

const GAP = 16; // px, from the card to what it speaks of, and to the edge of the window

/** @type {Step[]} */
export const STEPS = [
  {
    name: "draw",
    at: STOPS.draw,
    side: "right",
    done: (page, digit) => page.state.digit !== digit && page.stageAnswer?.state === "ok",
    start: true,
  },
  { name: "restored", at: STOPS.restored, side: "below" },
  {
    name: "level",
    at: STOPS.level,
    side: "right",
    done: ({ state }) => state.level >= 0.95,
    look: ".p-restored",
  },
  { name: "code", at: STOPS.code, side: "below" },
  {
    name: "model",
    at: STOPS.model,
    side: "right",
    done: ({ state }) => state.model === "plain_32",
    look: ".p-restored",
  },
  {
    name: "room",
    at: STOPS.room,
    side: "below",
    done: ({ room }) => room === "map",
    look: "#room-map",
    start: true,
  },
];

export const buildCard = () => {
  const card = document.createElement("div");
  card.className = "tour-card";
  card.tabIndex = -1;
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-labelledby", "tour-count");
  card.setAttribute("aria-describedby", "tour-text");
  card.innerHTML =
    '<p class="tour-count" id="tour-count"></p><p id="tour-text"></p><p class="tour-done" role="status"></p>' +
    '<p class="tour-more"><button type="button" class="link" data-tour="how" data-t="tour_how"></button></p>' +
    '<div class="tour-tools"><button type="button" class="link" data-tour="skip" data-t="tour_skip"></button>' +
    '<button type="button" data-tour="back" data-t="tour_back"></button>' +
    '<button type="button" data-tour="next"></button></div>';
  return card;
};

/**
 * On a phone the card is a sheet at the foot of the screen.
 * @param {HTMLElement} card
 */
const isSheet = (card) => getComputedStyle(card).bottom === "0px";

/**
 * Put the card beside what it speaks of.
 * @param {HTMLElement} card
 * @param {HTMLElement} target
 * @param {Step} step
 */
export const place = (card, target, step) => {
  if (isSheet(card)) {
    card.removeAttribute("style");
    return;
  }
  const box = target.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const across = document.documentElement.clientWidth - width - GAP;
  const stage = /** @type {Element} */ (document.querySelector(".lab .stage")).getBoundingClientRect();
  const places = {
    right: [box.right + GAP, Math.min(box.top, innerHeight - height - GAP)],
    below: [box.left, box.bottom + GAP],
    // clear of the stage, which reacts
    under: [box.right + GAP, Math.min(Math.max(box.top, stage.bottom + GAP), innerHeight - height - GAP)],
    beyond: [stage.right + GAP, Math.max(box.top, stage.top)],
  };
  /** @param {number[]} place */
  const fits = ([x, y]) => x >= GAP && x <= across && y + scrollY >= GAP;
  /** @param {number[]} place */
  const isClear = ([x, y]) =>
    x >= stage.right || x + width <= stage.left || y >= stage.bottom || y + height <= stage.top;
  const wanted = [places[step.side], places.under, places.beyond, places.below];
  const [x, y] = wanted.find((place) => fits(place) && isClear(place)) ?? places.below;
  card.style.left = `${Math.max(GAP, Math.min(x, across))}px`;
  card.style.top = `${y}px`;
};

/**
 * Scroll as little as need be for target and card to be in sight.
 * @param {HTMLElement} card
 * @param {HTMLElement} target
 * @param {boolean} [start] see `Step`
 */
export const reveal = (card, target, start = false) => {
  const sheet = isSheet(card);
  const boxes = [target, ...(sheet ? [] : [card])].map((e) => e.getBoundingClientRect());
  const top = Math.min(...boxes.map((box) => box.top)) - GAP;
  const bottom = Math.max(...boxes.map((box) => box.bottom)) + GAP;
  const foot = sheet ? card.getBoundingClientRect().top : innerHeight;
  const by = top < 0 || (start && sheet) ? top : Math.min(top, Math.max(0, bottom - foot));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (by) scrollBy({ top: by, behavior: still ? "auto" : "smooth" });
};
