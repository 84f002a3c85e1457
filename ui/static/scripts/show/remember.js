// What the browser remembers: for good, or as long as the tab lives. Inside another site's frame it
// may refuse to: then nothing is kept.

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
