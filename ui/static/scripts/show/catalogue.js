// What is on offer: models, kinds of noise, rooms, starting points of trainings. The visitor's own nets
// join the models.

import { limits } from "./limits.js";
import { keep, kept } from "./remember.js";
import { addWords, t, tIn } from "./words.js";

/**
 * @typedef {import("../types.d.ts").Model} Model
 * @typedef {import("../types.d.ts").OwnModel} OwnModel
 */

/** @type {Pick<import("../types.d.ts").Data, "models" | "noises" | "rooms" | "starts">} */
export const catalogue = { models: [], noises: [], rooms: [], starts: {} };

/** @param {import("../types.d.ts").Data} data */
export const openCatalogue = ({ models, noises, rooms, starts }) => {
  Object.assign(catalogue, { models: [...models], noises, rooms, starts });
  for (const net of kept("nets") ?? []) put(net);
};

/**
 * @param {string} key
 * @returns {Model | undefined}
 */
export const findModel = (key) => catalogue.models.find((model) => model.key === key);

/**
 * The model of a key that is known to be there.
 * @param {string} key
 * @returns {Model}
 */
export const modelOf = (key) => findModel(key) ?? catalogue.models[0];

/**
 * How many numbers of the code are used: all of them, unless it is ordered and fewer are wanted.
 * @param {Pick<import("../types.d.ts").View, "model" | "numbers">} view
 */
export const numbersUsed = ({ model, numbers }) => {
  const { size, ordered } = modelOf(model);
  return (ordered && numbers) || size;
};

/**
 * In words: "all 32", "the first 8 of 32".
 * @param {number} k how many are used
 * @param {number} n of how many
 */
export const sayNumbers = (k, n) => {
  if (k === n) return t("numbers_all", { n });
  return t(k === 1 ? "numbers_first_one" : "numbers_first", { k, n });
};

// ---- the visitor's own nets ----
// They have words of their own, as long as the tab lives; the server has them for about an hour.

/** @returns {OwnModel[]} */
export const ownNets = () =>
  /** @type {OwnModel[]} */ (catalogue.models.filter(({ group }) => group === "own"));

/**
 * The oldest makes room for a new one, but for the one in use.
 * @param {OwnModel} net
 * @param {string} inUse key of a model
 */
export const addNet = (net, inUse) => {
  put(net);
  const keys = ownNets().map(({ key }) => key);
  if (keys.length > limits.ownNets) dropNet(keys.find((key) => key !== inUse) ?? "");
  keepNets();
};

/** @param {string} key */
export const dropNet = (key) => {
  catalogue.models = catalogue.models.filter((model) => model.key !== key);
  keepNets();
};

const keepNets = () => keep("nets", ownNets());

/** @param {OwnModel} net */
const put = (net) => {
  const { key, n } = net;
  catalogue.models.push(net);
  addWords(`model_${key}`, (lang) => tIn(lang, "model_own", { n }));
  addWords(`fact_${key}`, (lang) => tIn(lang, "fact_own", factsIn(lang, net)));
};

/**
 * @param {string} lang
 * @param {OwnModel} net
 */
const factsIn = (lang, { widths, size, trained, kind, symbols }) => {
  const shape = netShape(widths, size);
  if (symbols?.length) {
    return { shape, learnt: tIn(lang, "own_symbols", { names: symbols.join(tIn(lang, "comma_names")) }) };
  }
  if (trained === null) return { shape, learnt: tIn(lang, "own_clean") };
  if (trained === "mixed") return { shape, learnt: tIn(lang, "own_every") };
  const noise = tIn(lang, `noise_${kind}`);
  return { shape, learnt: tIn(lang, "own_level", { noise, l: Number(trained).toFixed(2) }) };
};

/**
 * From pixels to pixels, by the sizes of the layers.
 * @param {number[]} widths
 * @param {number} size
 */
export const netShape = (widths, size) => [784, ...widths, size, ...[...widths].reverse(), 784].join(" → ");
