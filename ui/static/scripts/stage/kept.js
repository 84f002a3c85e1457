// What is on show, kept through a reload: as long as the tab lives, for the link that it came from.
import { catalogue, findModel } from "../show/catalogue.js";
import { isList, isStroke, isWithin, keep, keptOnce } from "../show/remember.js";

/**
 * @typedef {import("../types.d.ts").View} View
 * @typedef {{view: View, training: boolean}} Kept and whether a training was under way
 */

/**
 * @param {View} view
 * @param {string | null} link that the page was opened by
 * @param {boolean} training
 */
export const keepView = (view, link, training) => keep("view", { view, link, training });

/**
 * What was kept, once; null if there is nothing that can be shown, or another link has been opened: a
 * link is opened once, and a page without one goes on with what was on show.
 * @param {string | null} link that the page is opened by
 * @returns {Kept | null}
 */
export const keptView = (link) => {
  const kept = keptOnce("view");
  if (!isView(kept?.view) || (link !== null && kept.link !== link)) return null;
  const { digit, model, noise, level, seed, numbers = null } = kept.view;
  return { view: { digit, model, noise, level, seed, numbers }, training: kept.training === true };
};

/** @param {any} view */
const isView = (view) =>
  isDigit(view?.digit) &&
  findModel(view.model) !== undefined &&
  catalogue.noises.some(({ key }) => key === view.noise) &&
  isWithin(view.level, 0, 1) &&
  Number.isInteger(view.seed) &&
  isWithin(view.seed, 0, 2 ** 32 - 1) &&
  ((view.numbers ?? null) === null || isCount(view.numbers, findModel(view.model)?.size ?? 0));

/**
 * @param {any} value
 * @param {number} most
 */
const isCount = (value, most) => Number.isInteger(value) && isWithin(value, 1, most);

/** @param {any} digit */
const isDigit = (digit) => {
  const { pixels, strokes, marks = [] } = digit ?? {};
  const drawn = pixels === undefined ? isList(strokes, isLine) : isList(strokes ?? [], isLine);
  return (
    drawn &&
    (pixels === undefined || isPicture(pixels)) &&
    isList(marks, (/** @type {any} */ mark) => typeof mark?.ink === "boolean" && isLine(mark.points))
  );
};

/** @param {any} text */
const isPicture = (text) => {
  try {
    return typeof text === "string" && atob(text).length === 784;
  } catch {
    return false;
  }
};

/** @param {any} points */
const isLine = (points) => isStroke(points) && points.length > 0;
