// Among which digits, or symbols, the current one is on the map.
import { limits } from "../show/catalogue.js";
import { t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").MapRoom} Answer
 * @typedef {import("../types.d.ts").Near} Near
 */

const MOST = 6; // so many of them of one kind: it is that kind's land

/**
 * @param {Pick<Answer, "near" | "clean" | "noisy">} answer
 * @param {boolean} elsewhere whether the visitor looks at another place than the digit's own
 */
export const whereAmongDigits = ({ near, clean, noisy }, elsewhere) => {
  const of = elsewhere ? near.at : near.noisy;
  const moved = String(clean) !== String(noisy);
  let key = elsewhere ? "here" : moved ? "stands" : "clean";
  if (of.apart) key = elsewhere ? "here_apart" : "apart";
  else if (of.count < MOST) key = elsewhere ? "here_between" : "between";
  else if (!elsewhere && isLand(near.clean) && near.clean.digit !== of.digit) key = "carried";
  return t(`map_${key}_long`, { c: near.clean.digit, d: of.digit, k: of.count, n: limits.nearest });
};

/**
 * @param {Pick<Answer, "near">} answer
 * @param {boolean} elsewhere
 * @param {(digit: number) => string} nameOf a symbol
 */
export const whereAmongSymbols = ({ near }, elsewhere, nameOf) => {
  const of = elsewhere ? near.at : near.noisy;
  const carried = !elsewhere && isLand(near.clean) && isLand(of) && near.clean.digit !== of.digit;
  const key = of.apart ? "apart" : carried ? "carried" : "near";
  const [c, d] = [near.clean, of].map(({ digit }) => nameOf(digit));
  return t(`map_symbols_${key}_long`, { c, d, k: of.count, n: limits.nearest });
};

/** @param {Near} near */
const isLand = ({ count, apart }) => count >= MOST && !apart;
