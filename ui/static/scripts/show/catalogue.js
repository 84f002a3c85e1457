// What data.json brings: the models (the visitor's own nets join them), noises, rooms and starting points;
// and the server's limits.

import { keep, kept } from "./remember.js";
import { addWords, t, tIn } from "./words.js";

/**
 * @typedef {import("../types.d.ts").Model} Model
 * @typedef {import("../types.d.ts").OwnModel} OwnModel
 */

/** @type {Pick<import("../types.d.ts").Data, "models" | "noises" | "rooms" | "starts">} */
export const catalogue = { models: [], noises: [], rooms: [], starts: {} };

/** @type {import("../types.d.ts").Limits} */
export const limits = Object.create(null); // what the server accepts, and what the page goes by

/** @param {import("../types.d.ts").Data} data */
export const openCatalogue = ({ models, noises, rooms, starts, limits: given }) => {
  Object.assign(catalogue, { models: [...models], noises, rooms, starts });
  Object.assign(limits, given);
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
export const numbersInWords = (k, n) => {
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

// ---- the shape of a fully connected net ----
/**
 * From pixels to pixels: how many numbers each layer has.
 * @param {number[]} widths of its hidden layers up to the code
 * @param {number} size of the code
 */
const layersOf = (widths, size) => [784, ...widths, size, ...[...widths].reverse(), 784];

/**
 * @param {number[]} widths
 * @param {number} size
 */
export const netShape = (widths, size) => layersOf(widths, size).join(" → ");

/**
 * How many weights and biases it has.
 * @param {number[]} widths
 * @param {number} size
 */
export const countParameters = (widths, size) => {
  const layers = layersOf(widths, size);
  return layers.slice(1).reduce((sum, units, i) => sum + units * (layers[i] + 1), 0);
};
