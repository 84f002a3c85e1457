// The visitor's own nets, all fully connected. They are among the models and have words of their own as long
// as the tab lives; the server has them for about an hour.

import { catalogue, limits } from "./catalogue.js";
import { keep, kept } from "./remember.js";
import { addWords, tIn } from "./words.js";

/** @typedef {import("../types.d.ts").OwnModel} OwnModel */

/** Those that were there before the page was loaded anew. */
export const openOwnNets = () => {
  for (const net of kept("nets") ?? []) put(net);
};

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

// ---- the shape of a net ----
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
