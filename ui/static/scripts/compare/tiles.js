// The tiles of Compare and their groups: what a method is called, what it has learnt, and what is said of
// its picture.
import { findModel, numbersInWords } from "../show/catalogue.js";
import { agrees, isTrusted, surePercent, tick, whyUnread } from "../show/reading.js";
import { decibels, list, names, number, t } from "../show/words.js";

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
 * By what it has learnt: "every" noise, "one" noise, "clean" digits; "rest", what learns nothing.
 * @param {Pick<Tile, "key" | "group">} tile
 */
export const groupOf = ({ key, group }) => {
  if (group !== "net") return "rest";
  const trained = findModel(key)?.trained ?? null;
  if (trained === null) return "clean";
  return trained === "mixed" ? "every" : "one";
};

const NOTABLE = 10 * Math.log10(1.1); // dB; as the stage, which calls a smaller gain none

/**
 * What became of the noisy picture: "better", "worse", or "" for neither.
 * @param {Pick<Tile, "psnr">} tile
 * @param {Tile | undefined} noisy
 */
export const effectOf = (tile, noisy) => {
  if (noisy?.psnr == null || tile.psnr === undefined) return "";
  const gain = rankOf(/** @type {Tile} */ (tile)) - noisy.psnr;
  if (Math.abs(gain) <= NOTABLE) return "";
  return gain > 0 ? "better" : "worse";
};

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

/**
 * How many of the numbers of the code are used, if not all.
 * @param {Tile} tile
 */
export const usedOf = ({ key, numbers }) =>
  numbers === undefined ? null : numbersInWords(numbers, findModel(key)?.size ?? numbers);

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
 * @param {HTMLElement & {said?: string}} item
 * @param {Tile} tile
 * @param {{won: boolean, effect: string, clean: Reading | null}} more
 */
export const writeTile = (item, tile, { won, effect, clean }) => {
  const [name, learnt] = [nameOf(tile.key), usedOf(tile) ?? trainingOf(tile, "").short];
  const first = won ? t("compare_best") : "";
  const inside = tile.problem ? t(tile.problem.key, tile.problem) : qualityOf(tile, effect, clean);
  const said = [name, learnt, first, inside].join();
  if (item.said === said) return;
  item.said = said;
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
  if (section.dataset.said !== says) sum.innerHTML = section.dataset.said = says;
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

/**
 * The noises that the nets have learnt, each once.
 * @param {Tile[]} tiles
 */
const noisesOf = (tiles) => {
  const learnt = tiles.map(({ key }) => findModel(key)).filter((model) => model?.kind);
  const noises = learnt.map((model) =>
    t("compare_of_level", { noise: t(`noise_${model?.kind}`), l: Number(model?.trained).toFixed(2) }),
  );
  return [...new Set(noises)];
};
