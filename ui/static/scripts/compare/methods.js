// The methods of Compare: what each is called, what it has learnt, and how it does on the current digit.
import { findModel } from "../show/catalogue.js";
import { isReadable } from "../show/reading.js";
import { decibels, join, t } from "../show/words.js";
import { numbersInWords } from "../stage/numbers.js";

/**
 * @typedef {import("../types.d.ts").CompareRoom} Answer
 * @typedef {import("../types.d.ts").Reading} Reading
 * @typedef {import("../types.d.ts").Tile} Tile
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

/**
 * How many of the numbers of the code are used, if not all.
 * @param {Tile} tile
 */
export const usedOf = ({ key, numbers }) =>
  numbers === undefined ? null : numbersInWords(numbers, findModel(key)?.size ?? numbers);

/**
 * The noises that the nets have learnt, each once.
 * @param {Tile[]} tiles
 */
export const noisesOf = (tiles) => {
  const learnt = tiles.map(({ key }) => findModel(key)).filter((model) => model?.kind);
  const noises = learnt.map((model) =>
    t("compare_of_level", { noise: t(`noise_${model?.kind}`), l: Number(model?.trained).toFixed(2) }),
  );
  return [...new Set(noises)];
};

// ---- order ----
/**
 * How surely the right digit is read; below 0: another one; 0: none.
 * @param {Reading} reading
 * @param {Reading | null} clean
 */
const trust = (reading, clean) => {
  if (!isReadable(reading)) return 0;
  return reading.read === clean?.read ? reading.sure : -reading.sure;
};

/** @type {Record<string, (tile: Tile, answer: Answer) => number>} */
export const RANKS = {
  menu: () => 0,
  psnr: rankOf,
  ssim: ({ ssim }) => ssim ?? -2,
  classifier: ({ reading }, { clean }) => (reading ? trust(reading, clean) : -2),
};

// ---- in words ----
/**
 * Which method did best, and how many networks made the noisy picture worse.
 * @param {Tile[]} tiles
 * @param {Tile} winner
 */
export const sentenceOf = (tiles, winner) => {
  /** @param {string} group */
  const of = (group) => tiles.filter((tile) => tile.group === group);
  const [noisy, net, filter] = ["noisy", "net", "filter"].map((group) => best(of(group)));
  if (net.problem) return ""; // no network is there
  /** @param {Tile} tile */
  const db = ({ psnr }) => decibels(psnr ?? null);
  const words = { a: nameOf(net.key), x: db(net), b: nameOf(filter.key), y: db(filter) };
  if ((noisy.psnr ?? null) === null) return t("compare_nothing", words);
  const says =
    { net: "compare_net_wins", filter: "compare_filter_wins" }[winner.group] ?? "compare_noisy_wins";
  const worse = of("net").filter((tile) => effectOf(tile, noisy) === "worse").length;
  return join(
    t(says, { ...words, z: db(noisy) }),
    worse && t("compare_worse", { k: worse, m: of("net").length }),
  );
};
