// What leaves the page and comes back. The browser remembers it, for good or as long as the tab lives; inside
// another site's frame it may refuse to: then nothing is kept. Drawings are rounded on the way out, and checked on
// the way in, from links and files as well.

/**
 * @param {string} key
 * @param {string} value
 * @returns {boolean} whether it is kept: the browser may refuse to, or have no room
 */
export const remember = (key, value) =>
  attempt(() => {
    localStorage.setItem(`ae.${key}`, value);
    return true;
  }) ?? false;

/**
 * @param {string} key
 * @returns {string | null}
 */
export const remembered = (key) => attempt(() => localStorage.getItem(`ae.${key}`));

/**
 * @param {string} key
 * @param {() => void} changed is called when another tab of the page has changed it
 */
export const watchRemembered = (key, changed) =>
  addEventListener("storage", (e) => e.key === `ae.${key}` && changed());

/**
 * Keep a value as long as the tab lives.
 * @param {string} key
 * @param {unknown} value
 */
export const keep = (key, value) => attempt(() => sessionStorage.setItem(`ae.${key}`, JSON.stringify(value)));

/**
 * What was kept; null if nothing was.
 * @param {string} key
 * @returns {any}
 */
export const kept = (key) => attempt(() => JSON.parse(sessionStorage.getItem(`ae.${key}`) ?? "null"));

/**
 * What was kept; from then on it is no more.
 * @param {string} key
 * @returns {any}
 */
export const keptOnce = (key) => {
  const value = kept(key);
  attempt(() => sessionStorage.removeItem(`ae.${key}`));
  return value;
};

/**
 * @template T
 * @param {() => T} action
 */
const attempt = (action) => {
  try {
    return action();
  } catch {
    return null;
  }
};

/**
 * To thousandths: of the pad's side that is less than a pixel.
 * @param {number} value
 */
export const rounded = (value) => Math.round(value * 1000) / 1000;

/**
 * @param {any} value
 * @param {number} least
 * @param {number} most
 */
export const isWithin = (value, least, most) => typeof value === "number" && value >= least && value <= most;

/**
 * @param {any} list
 * @param {(item: any) => boolean} isItem
 */
export const isList = (list, isItem) => Array.isArray(list) && list.every(isItem);

/**
 * Whether it is a list of points on the pad, or not too far beyond.
 * @param {any} points
 */
export const isStroke = (points) => isList(points, isPoint);

/** @param {any} point */
const isPoint = (point) => isList(point, (value) => isWithin(value, -10, 10)) && point.length === 2;
