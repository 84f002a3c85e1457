// A net as the page shows it: its layers in the order of the digit's way, and what leads into each.

/**
 * @typedef {import("../types.d.ts").InsideNet} Net
 * @typedef {import("../types.d.ts").InsideLayer} NetLayer
 */

/**
 * @typedef {object} Layer
 * @property {string} name of its values
 * @property {string} kind as Keras has it, in small letters; "picture" of the picture itself
 * @property {string} part "encoder" or "decoder"
 * @property {"" | "picture" | "code" | "logits" | "restored"} role
 * @property {number[]} shape
 * @property {number} side of its maps; 0: its numbers have no place
 * @property {number} units maps, or numbers
 * @property {number} size how many values it has
 * @property {string} activation
 * @property {number | null} kernel
 * @property {number | null} strides
 * @property {number} parameters
 * @property {string[]} inputs names of the layers that lead into it
 * @property {boolean} woven whether its maps are put together, four to one of twice the side, for the next
 * @property {boolean} past whether others lead past it, from the encoder to the decoder
 * @property {Set<number>} idle units that no picture tried fires
 */

/** @type {NetLayer} */
const PICTURE = {
  name: "picture",
  part: "encoder",
  kind: "picture",
  shape: [28, 28, 1],
  activation: "linear",
  kernel: null,
  strides: null,
  parameters: 0,
  inputs: [],
  idle: [],
};

/**
 * The layers from the picture to what is restored.
 * @param {Net} net
 * @returns {Layer[]}
 */
export const readNet = ({ layers, code }) => {
  const all = [PICTURE, ...layers].map((row) => read(row, code));
  const last = all[all.length - 1];
  last.role = "restored";
  const before = all.find(({ name }) => name === last.inputs[0]);
  if (last.kind === "activation" && before?.role === "") before.role = "logits";
  for (const layer of all) layer.woven = all.some((next) => isWoven(layer, next));
  for (const { from, to } of shortcuts(all)) for (const layer of all.slice(from + 1, to)) layer.past = true;
  return all;
};

/**
 * @param {NetLayer} row
 * @param {string} code
 * @returns {Layer}
 */
const read = (row, code) => {
  const size = row.shape.reduce((a, b) => a * b, 1);
  const side = row.shape.length > 1 ? row.shape[0] : size === 784 ? 28 : 0;
  return {
    ...row,
    activation: row.activation ?? "linear",
    role: row.name === PICTURE.name ? "picture" : row.name === code ? "code" : "",
    side,
    units: side ? size / side ** 2 : size,
    size,
    woven: false,
    past: false,
    idle: new Set(row.idle),
  };
};

/**
 * @param {Layer} layer
 * @param {Layer} next
 */
const isWoven = (layer, next) =>
  next.inputs[0] === layer.name && next.kind === "conv2d" && next.side === 2 * layer.side;

/**
 * What leads past the next layer: the skip connections of a U-Net, and what a residual pair adds.
 * @param {Layer[]} layers
 * @returns {{from: number, to: number}[]} places in `layers`
 */
export const shortcuts = (layers) =>
  layers.flatMap(({ inputs }, to) =>
    inputs
      .map((name) => layers.findIndex((layer) => layer.name === name))
      .filter((from) => from >= 0 && from < to - 1)
      .map((from) => ({ from, to })),
  );

/**
 * Whether the picture is a plain sum of the code's numbers, each times a picture of its own.
 * @param {Layer[]} layers
 */
export const isSum = (layers) => {
  const at = layers.findIndex(({ role }) => role === "code");
  const next = layers[at + 1];
  return next?.kind === "dense" && next.role === "logits" && layers.length === at + 3;
};

/**
 * The decoder's first layer with weights, if a layer is the code.
 * @param {Layer[]} layers
 * @param {Layer} layer
 */
export const decoderAfter = (layers, layer) =>
  layer.role === "code"
    ? layers.slice(layers.indexOf(layer) + 1).find(({ parameters }) => parameters > 0)
    : undefined;

/**
 * Whether the net has this layer's picture as a plain row of numbers.
 * @param {Layer} layer
 */
export const isRow = ({ shape, side }) => shape.length === 1 && side > 0;
