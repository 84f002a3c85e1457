// The tiles of Compare: what a method is called, what it has learnt, and what is said of its picture.
import { findModel, sayNumbers } from "../show/catalogue.js";
import { agrees, surePercent, tick, whyUnread } from "../show/reading.js";
import { decibels, list, number, t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").Tile} Tile
 * @typedef {import("../types.d.ts").Reading} Reading
 */

/** @type {Record<string, string>} */
const NAMES = {
  noisy: "noisy",
  gaussian_filter: "compare_gaussian_filter",
  median: "compare_median",
  total_variation: "compare_total_variation",
  non_local_means: "compare_non_local_means",
};

/** @param {string} key of a tile */
export const nameOf = (key) => t(NAMES[key] ?? `model_${key}`);

/**
 * What a method has met in training: short; as a sentence about a kind of noise; and, of that kind, the
 * levels from and to.
 * @param {Pick<Tile, "key" | "group">} tile
 * @param {string} noise
 * @returns {{short: string, says: string, along: [number, number] | null}}
 */
export const trainingOf = ({ key, group }, noise) => {
  if (group === "filter")
    return { short: t("compare_filter"), says: t("compare_trained_filter"), along: null };
  if (group === "noisy")
    return { short: t("compare_untouched"), says: t("compare_trained_noisy"), along: null };
  const { trained, kind } = findModel(key) ?? { trained: null, kind: null };
  if (trained === "mixed")
    return { short: t("compare_on_every"), says: t("compare_trained_every"), along: [0, 1] };
  if (trained === null)
    return { short: t("compare_on_clean"), says: t("compare_trained_clean"), along: [0, 0] };
  const level = Number(trained);
  const words = { noise: t(`noise_${kind}`), l: level.toFixed(2) };
  return {
    short: t("compare_on_level", words),
    says: t(noise === kind ? "compare_trained_level" : "compare_trained_other", words),
    along: noise === kind ? [level, level] : null,
  };
};

/**
 * PSNR of a tile; of a picture that is identical, Infinity; where there is none, -Infinity.
 * @param {Tile} tile
 */
export const rankOf = ({ psnr }) => (psnr === null ? Infinity : (psnr ?? -Infinity));

/**
 * The first of the highest; the noisy picture comes first of all.
 * @param {Tile[]} tiles
 */
export const best = (tiles) => tiles.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a));

/**
 * How many of the numbers of the code are used, if not all.
 * @param {Tile} tile
 */
export const usedOf = ({ key, numbers }) =>
  numbers === undefined ? null : sayNumbers(numbers, findModel(key)?.size ?? numbers);

/** @param {string} key */
export const newTile = (key) => {
  const item = document.createElement("li");
  item.innerHTML =
    `<button type="button" class="compare-tile" data-key="${key}">` +
    '<span class="compare-head"><b></b><i></i></span><span class="compare-sub"></span>' +
    `<canvas width="28" height="28" data-id="compare-${key}"></canvas><span class="compare-numbers"></span></button>`;
  return item;
};

/**
 * Write what is said of a picture. While one draws, most stays from answer to answer.
 * @param {HTMLElement & {said?: string}} item
 * @param {Tile} tile
 * @param {boolean} won
 * @param {Reading | null} clean
 */
export const describe = (item, tile, won, clean) => {
  const name = nameOf(tile.key);
  const under = usedOf(tile) ?? trainingOf(tile, "").short;
  const first = won ? t("compare_best") : "";
  const inside = tile.problem ? t(tile.problem.key, tile.problem) : numbers(tile, clean);
  const said = [name, under, first, inside].join();
  if (item.said === said) return;
  item.said = said;
  const button = /** @type {HTMLElement} */ (item.firstChild);
  const [head, sub, , row] = button.children;
  head.children[0].textContent = name;
  head.children[1].textContent = first;
  sub.textContent = under;
  row.className = tile.problem ? "compare-problem" : "compare-numbers";
  if (tile.problem) row.textContent = inside;
  else row.innerHTML = inside;
  const parts = [...row.children].map((e) => e.getAttribute("aria-label") ?? e.textContent);
  button.setAttribute("aria-label", list([name, first, under, ...parts, tile.problem && inside]));
};

/**
 * @param {Tile} tile
 * @param {Reading | null} clean
 */
const numbers = ({ psnr = null, ssim = 0, reading }, clean) =>
  `<span class="psnr">${decibels(psnr)}</span>` +
  `<span class="ssim">${t("ssim", { v: number(ssim, 2) })}</span>` +
  (reading ? reads(reading, clean) : "");

/**
 * @param {Reading} reading
 * @param {Reading | null} clean
 */
const reads = (reading, clean) => {
  const why = whyUnread(reading);
  if (why) return `<span class="reads" title="${why}" aria-label="${why}">${t("compare_unread")}</span>`;
  const right = agrees(reading, clean);
  const { kind, sign, says } = right === null ? { kind: "", sign: "", says: "" } : tick(right);
  const d = reading.read;
  const label = list([t("compare_reads", { d }), t("percent", { p: surePercent(reading.sure) }), says]);
  const mark = sign && `<i class="${kind}">${sign}</i>`;
  const text = t("compare_reads", { d: `<b>${d}</b>` });
  return `<span class="reads" title="${label}" aria-label="${label}">${text} ${mark}</span>`;
};
