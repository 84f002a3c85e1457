// The page's own files, of this version: scripts, styles, markup, data.
import { catalogue } from "../show/catalogue.js";

export const FOLDER = new URL("../", import.meta.url);

/**
 * The text of a file; null if it does not come whole.
 * @param {string} path in the folder
 * @returns {Promise<string | null>}
 */
export const fetchFile = async (path) => {
  const response = await fetch(new URL(path, FOLDER)).catch(() => null);
  return response?.ok ? response.text().catch(() => null) : null;
};

/**
 * Fetch a script that comes later than the page, and what it imports, into the browser's cache. It is
 * imported after that: browsers may remember an import that failed for as long as the page lives.
 * @param {string} path of the script, one of `catalogue.scripts`
 * @returns {Promise<boolean>} whether all have come
 */
export const haveCome = async (path) => {
  const texts = await Promise.all(catalogue.scripts[path].map(fetchFile));
  return !texts.includes(null);
};
