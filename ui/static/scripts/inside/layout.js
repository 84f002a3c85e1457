// Where each layer of the funnel lies: as much room on the screen as it has values.

/**
 * @typedef {import("./net.js").Layer} Layer
 * @typedef {object} Box where a layer's maps, or its numbers, lie
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} height
 * @property {number} columns of maps, or of numbers
 * @property {number} tile side of a map, or of a number
 * @property {number} pitch from one to the next
 * @property {number} left of the column that the layer has to itself
 * @property {number} room width of that column, which is at least as wide as the box
 *
 * @typedef {Omit<Box, "x" | "y" | "left">} Unplaced
 */

const SCALES = [7, 6, 5, 4, 3, 2, 1.5, 1.25, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]; // px a value
const COLUMN = 24; // px: what can be touched is no narrower
const DIGIT = 7; // px of the count under a layer, for each of its digits: no two counts touch
const APART = 5; // px between two layers
const LOOSE = 12; // the same, where they need not all fit
const GAPS = 1.08; // as much more room as gaps between maps need
const WIDE = 28; // values side by side, unless the layer then were too high

/**
 * @param {Layer[]} layers
 * @param {number} width px
 * @param {number} height px
 * @param {boolean} [scrolls] whether it may be wider, rather than smaller than a pixel a value
 * @returns {{scale: number, width: number, boxes: Box[]}}
 */
export const layOut = (layers, width, height, scrolls = false) => {
  const close = scrolls ? LOOSE : APART;
  for (const scale of SCALES) {
    const boxes = layers.map((layer, i) => boxOf(layer, scale, height, isCounted(layers, i)));
    const least = boxes.reduce((sum, { room }) => sum + room, (boxes.length - 1) * close);
    const last = scale === SCALES[SCALES.length - 1] || (scrolls && scale === 1);
    if (least > width && !last) continue;
    if (boxes.some((box) => box.height > height) && !last) continue;
    const apart = Math.max(0, width - least) / (boxes.length - 1) + close;
    return { scale, width: Math.max(width, least), boxes: placed(boxes, apart, height) };
  }
  throw new Error("Expected a scale"); // the last one is used in any case
};

/**
 * Whether a layer's count of values stands under it: of several equal ones in a row, the first's does.
 * @param {Layer[]} layers
 * @param {number} i
 */
export const isCounted = (layers, i) => layers[i]?.size !== layers[i - 1]?.size;

/**
 * @param {Unplaced[]} boxes
 * @param {number} apart
 * @param {number} height
 * @returns {Box[]}
 */
const placed = (boxes, apart, height) => {
  let left = 0;
  return boxes.map((box) => {
    const here = left;
    left += box.room + apart;
    const x = Math.round(here + (box.room - box.width) / 2);
    return { ...box, x, y: Math.round((height - box.height) / 2), left: here };
  });
};

/**
 * @param {Layer} layer
 * @param {number} scale
 * @param {number} height
 * @param {boolean} counted whether the count of its values stands under it
 * @returns {Unplaced}
 */
const boxOf = ({ side, units, size }, scale, height, counted) => {
  const tile = (side || 1) * scale;
  const gap = side ? Math.round(tile / 20) : 0;
  const pitch = tile + gap;
  const columns = side ? columnsOf(side, units, pitch, scale, height) : stripColumns(units);
  const rows = Math.ceil(units / columns);
  const [width, high] = [columns * pitch - gap, rows * pitch - gap];
  const room = Math.max(COLUMN, width, counted ? DIGIT * `${size}`.length : 0);
  return { width, height: high, columns, tile, pitch, room };
};

/**
 * As wide as a picture, or a multiple of it: what a layer has more of makes it higher. Layers of as many
 * values are as wide as each other, however many gaps there are between their maps.
 * @param {number} side
 * @param {number} units
 * @param {number} pitch
 * @param {number} scale
 * @param {number} height
 */
const columnsOf = (side, units, pitch, scale, height) => {
  const wide = Math.max(1, Math.floor(WIDE / side));
  const most = Math.max(1, Math.floor((height + 1) / pitch)); // maps one above the other
  const least = Math.ceil((GAPS * units * side ** 2 * scale) / (WIDE * height));
  return Math.min(units, wide * Math.max(least, Math.ceil(units / most / wide)));
};

/** @param {number} units */
const stripColumns = (units) => (units <= 8 ? 1 : units <= 64 ? 2 : units <= 512 ? 8 : WIDE);

/**
 * Which unit lies at a place of a box, and which of its values.
 * @param {Box} box
 * @param {Layer} layer
 * @param {number} x from the box's left
 * @param {number} y from its top
 * @returns {{unit: number, at: [row: number, column: number] | null} | null}
 */
export const hit = ({ columns, tile, pitch }, { side, units }, x, y) => {
  const [column, row] = [Math.floor(x / pitch), Math.floor(y / pitch)];
  const unit = row * columns + column;
  if (column < 0 || row < 0 || column >= columns || unit >= units) return null;
  if (!side) return { unit, at: null };
  /** @param {number} inside */
  const place = (inside) => Math.min(side - 1, Math.floor((inside / tile) * side));
  return { unit, at: [place(y - row * pitch), place(x - column * pitch)] };
};
