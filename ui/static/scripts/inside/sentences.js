// What a layer is called, and what it does, in a learner's words; and its line as Keras prints it.
import { count, join, t } from "../show/words.js";

/** @typedef {import("./net.js").Layer} Layer */

/** @type {Record<string, string>} */
const NAMES = {
  picture: "inside_name_picture",
  conv2d: "inside_name_conv",
  maxpooling2d: "inside_name_pool",
  upsampling2d: "inside_name_larger",
  resizing: "inside_name_larger",
  concatenate: "inside_name_beside",
  add: "inside_name_add",
  dense: "inside_name_dense",
  activation: "inside_name_activation",
};
/** @type {Record<string, string>} */
const ONE = { conv2d: "inside_name_conv_one", dense: "inside_name_dense_one" };
/** @type {Record<string, string>} */
const ROLES = {
  code: "inside_name_code",
  logits: "inside_name_logits",
  restored: "inside_name_restored",
};
/** @type {Record<string, string>} */
const DOES = {
  picture: "inside_does_picture",
  conv2d: "inside_does_conv",
  maxpooling2d: "inside_does_pool",
  upsampling2d: "inside_does_larger",
  resizing: "inside_does_larger",
  concatenate: "inside_does_beside",
  add: "inside_does_add",
  dense: "inside_does_dense",
  activation: "inside_does_activation",
};
/** @type {Record<string, string>} */
const SQUEEZES = { relu: "inside_relu", silu: "inside_silu" };

/** @param {Layer} layer */
export const nameOf = ({ role, kind, units, side }) => {
  const names = units === 1 ? { ...NAMES, ...ONE } : NAMES;
  return t(ROLES[role] ?? names[kind] ?? "inside_name_other", { n: count(units), s: side });
};

/**
 * How many maps or numbers a layer has.
 * @param {Layer} layer
 */
export const sizeOf = ({ side, units }) => {
  const [many, one] = side
    ? ["inside_maps_of", "inside_maps_one"]
    : ["inside_numbers_of", "inside_numbers_one"];
  return t(units === 1 ? one : many, { n: count(units), s: side });
};

/** @param {Layer} layer */
export const sentenceOf = (layer) => {
  const { kind, role, units, kernel, strides, side, activation } = layer;
  const words = { n: count(kind === "dense" ? layer.size : units), k: kernel ?? 2, s: side };
  return join(
    role === "code" &&
      t(layer.past ? "inside_does_code_skips" : "inside_does_code", { n: count(layer.size) }),
    role === "logits" && t("inside_does_logits"),
    role === "restored" ? t("inside_does_restored") : t(doing(layer), words),
    kind === "conv2d" && strides === 2 && t("inside_stride"),
    activation in SQUEEZES && t(SQUEEZES[activation]),
    layer.woven && t("inside_woven"),
  );
};

/** @param {Layer} layer */
export const nameAndSentence = (layer) =>
  t("inside_name_and_does", { name: nameOf(layer), does: sentenceOf(layer) });

/** @type {Record<string, string>} */
const NO_PRODUCTS = {
  maxpooling2d: "inside_pixel_pool",
  upsampling2d: "inside_pixel_larger",
  resizing: "inside_pixel_larger",
  concatenate: "inside_pixel_beside",
  add: "inside_pixel_add",
  activation: "inside_pixel_activation",
};

/**
 * Why a layer's values are no sums of products; of one whose are, that they are still to come.
 * @param {Layer} layer
 */
export const whyNoSum = ({ kind, parameters }) =>
  t((!parameters && NO_PRODUCTS[kind]) || "inside_pixel_waits");

/** @param {Layer} layer */
const doing = ({ kind, units, inputs }) => {
  if (kind === "conv2d" && units === 1) return "inside_does_conv_one";
  if (kind === "conv2d" && inputs[0] === "picture") return "inside_does_conv_picture";
  return DOES[kind] ?? "inside_does_other";
};

/** @type {Record<string, string>} */
const CLASSES = {
  conv2d: "Conv2D",
  maxpooling2d: "MaxPooling2D",
  upsampling2d: "UpSampling2D",
  add: "Add + Activation",
};

/** @param {string} kind */
const classOf = (kind) => CLASSES[kind] ?? kind[0].toUpperCase() + kind.slice(1);

/**
 * As `model.summary()` has it: name (class), shape of the output, parameters.
 * @param {Layer} layer
 */
export const summaryOf = (layer) => {
  const { kind, kernel, strides, activation, shape, parameters } = layer;
  const more = [
    kind === "conv2d" && `${kernel}×${kernel}`,
    kind === "conv2d" && strides !== 1 && `strides=${strides}`,
    activation !== "linear" && activation,
  ].filter(Boolean);
  return {
    name: layer.name,
    kind: [kind === "picture" ? "Input" : classOf(kind), more.length ? ` (${more.join(", ")})` : ""].join(""),
    shape: `(None, ${shape.join(", ")})`,
    parameters: count(parameters),
  };
};

/**
 * The summary of all layers, as the rows of a table.
 * @param {Layer[]} layers
 */
export const rowsOf = (layers) => {
  const rows = layers.map((layer) => {
    const { name, kind, shape, parameters } = summaryOf(layer);
    return `<tr><th scope="row"><b>${name}</b> ${kind}</th><td>${shape}</td><td>${parameters}</td></tr>`;
  });
  const total = count(layers.reduce((sum, { parameters }) => sum + parameters, 0));
  return `${rows.join("")}<tr><th scope="row">${t("inside_total")}</th><td></td><td>${total}</td></tr>`;
};
