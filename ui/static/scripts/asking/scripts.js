// Scripts that come later than the page. Browsers may remember an import that failed for as long as the page
// lives; so a script is imported once all of its files have come, and lie in the browser's cache.
import { catalogue } from "../show/catalogue.js";

const FOLDER = new URL("../", import.meta.url);

/**
 * Whether a script and what it imports have come.
 * @param {string} path of the script, one of `catalogue.scripts`
 */
export const haveCome = async (path) => {
  const come = await Promise.all(catalogue.scripts[path].map(hasCome));
  return come.every(Boolean);
};

/** @param {string} path */
const hasCome = async (path) => {
  const response = await fetch(new URL(path, FOLDER)).catch(() => null);
  const content = response?.ok ? await response.text().catch(() => null) : null;
  return content !== null;
};
