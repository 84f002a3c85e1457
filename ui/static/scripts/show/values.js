// Values that leave the page, in links, files and questions, and come back from them: rounded on the way out,
// checked on the way in.

/**
 * To thousandths: of the pad's side that is less than a pixel.
 * @param {number} value
 */
export const rounded = (value) => Math.round(value * 1000) / 1000;

/**
 * @param {any} value
 * @param {number} least
 * @param {number} most
 */
export const isWithin = (value, least, most) => typeof value === "number" && value >= least && value <= most;

/**
 * @param {any} list
 * @param {(item: any) => boolean} isItem
 */
export const isList = (list, isItem) => Array.isArray(list) && list.every(isItem);

/**
 * Whether it is a list of points on the pad, or not too far beyond.
 * @param {any} points
 */
export const isStroke = (points) => isList(points, isPoint);

/** @param {any} point */
const isPoint = (point) => isList(point, (value) => isWithin(value, -10, 10)) && point.length === 2;
