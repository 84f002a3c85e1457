// The tiles of Compare and the headings of their groups, as elements.
import { agrees, isTrusted, surePercent, tick, whyUnread } from "../show/reading.js";
import { decibels, list, names, number, t } from "../show/words.js";
import { effectOf, nameOf, noisesOf, rankOf, trainingOf, usedOf } from "./methods.js";

/**
 * @typedef {import("../types.d.ts").Tile} Tile
 * @typedef {import("../types.d.ts").Reading} Reading
 */

/** @type {Record<string, {sign: string, says: string}>} */
const EFFECTS = {
  better: { sign: "▲", says: "compare_better" },
  worse: { sign: "▼", says: "compare_further" },
};

/** @param {string} effect */
const effectMark = (effect) => {
  if (!effect) return "";
  const { sign, says } = EFFECTS[effect];
  return `<i class="${effect}" role="img" aria-label="${t(says)}" title="${t(says)}">${sign}</i> `;
};

/** @param {string} key */
export const newTile = (key) => {
  const item = document.createElement("li");
  item.innerHTML =
    `<button type="button" class="compare-tile" data-key="${key}">` +
    '<span class="compare-head"><b></b><i aria-hidden="true"></i></span><span class="aloud"></span>' +
    `<canvas width="28" height="28" data-id="compare-${key}"></canvas><span class="compare-numbers"></span></button>`;
  return item;
};

/**
 * The words about a picture. While one draws, most stay from answer to answer.
 * @param {HTMLElement & {written?: string}} item
 * @param {Tile} tile
 * @param {{won: boolean, effect: string, clean: Reading | null}} more
 */
export const writeTile = (item, tile, { won, effect, clean }) => {
  const [name, learnt] = [nameOf(tile.key), usedOf(tile) ?? trainingOf(tile, "").short];
  const first = won ? t("compare_best") : "";
  const inside = tile.problem ? t(tile.problem.key, tile.problem) : qualityOf(tile, effect, clean);
  const words = [name, learnt, first, inside].join();
  if (item.written === words) return;
  item.written = words;
  const button = /** @type {HTMLElement} */ (item.firstChild);
  const [top, aloud, , row] = button.children;
  const [title, star] = /** @type {HTMLCollectionOf<HTMLElement>} */ (top.children);
  title.textContent = name;
  star.textContent = won ? "★" : "";
  star.title = first;
  button.dataset.effect = effect;
  row.className = tile.problem ? "compare-problem" : "compare-numbers";
  aloud.textContent = `(${list([first, learnt])})`;
  if (tile.problem) row.textContent = inside;
  else row.innerHTML = inside;
};

/**
 * PSNR, SSIM and what is read, as markup.
 * @param {Tile} tile
 * @param {string} effect
 * @param {Reading | null} clean
 */
const qualityOf = (tile, effect, clean) => {
  const { psnr = null, ssim = 0, reading } = tile;
  const used = usedOf(tile);
  return (
    `<span class="psnr">${effectMark(effect)}${decibels(psnr)}</span>` +
    `<span class="ssim">${t("ssim", { v: number(ssim, 2) })}</span>` +
    (reading ? readingOf(reading, clean) : "") +
    (used ? `<span class="used">${used}</span>` : "")
  );
};

/**
 * @param {Reading} reading
 * @param {Reading | null} clean
 */
const readingOf = (reading, clean) => {
  const why = whyUnread(reading);
  if (why) return `<span class="reads" title="${why}">${t("compare_unread")}</span>`;
  const right = agrees(reading, clean);
  const { kind, sign, says } = right === null ? { kind: "", sign: "", says: "" } : tick(right);
  const [d, sure] = [reading.read, t("percent", { p: surePercent(reading.sure) })];
  const label = list([t("compare_reads", { d }), sure, says]);
  const mark = sign
    ? `<i class="${kind}" role="img" aria-label="${says}">${sign}</i>`
    : `<small>${sure}</small>`;
  const text = t("compare_reads", { d: `<b>${d}</b>` });
  return `<span class="reads" title="${label}">${text} ${mark}</span>`;
};

/**
 * The heading of a group: what its networks have learnt, how many of their pictures are read
 * rightly, and the quality in their middle.
 * @param {HTMLElement} section
 * @param {string} group
 * @param {Tile[]} tiles of the group
 * @param {{noisy: Tile | undefined, clean: Reading | null}} more
 */
export const writeHead = (section, group, tiles, { noisy, clean }) => {
  const [title, sum] = /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("h3 > span"));
  title.textContent = t(`compare_group_${group}`, { noise: names(noisesOf(tiles)) });
  const methods = tiles.filter(({ key, problem }) => key !== "noisy" && !problem);
  const psnr = medianOf(methods.map(rankOf));
  const says = methods.length
    ? list([rightOf(methods, clean), middle(psnr === Infinity ? null : psnr, noisy)])
    : "";
  if (section.dataset.written !== says) sum.innerHTML = section.dataset.written = says;
};

/**
 * @param {number | null} psnr
 * @param {Tile | undefined} noisy
 */
const middle = (psnr, noisy) =>
  `<span>${effectMark(effectOf({ psnr }, noisy))}${t("compare_middle", { v: decibels(psnr) })}</span>`;

/**
 * How many are read as the clean digit is; "" where that cannot be told.
 * @param {Tile[]} tiles
 * @param {Reading | null} clean
 */
const rightOf = (tiles, clean) => {
  if (!clean || !isTrusted(clean)) return "";
  const [k, m] = [tiles.filter(({ reading }) => reading && agrees(reading, clean)).length, tiles.length];
  const mark = k === m ? tick(true) : k === 0 ? tick(false) : null;
  const sign = mark ? `<i class="${mark.kind}">${mark.sign}</i> ` : "";
  return `<span>${sign}${t("compare_right", { k, m })}</span>`;
};

/** @param {number[]} values the lower one of two in the middle */
export const medianOf = (values) => [...values].sort((a, b) => (a < b ? -1 : 1))[(values.length - 1) >> 1];
