// A film of Morph: the pictures on the way from one digit to the other, and what is read half-way.
import { Film, greyOf, mixed } from "../show/paint.js";
import { digitRead, isReadable } from "../show/reading.js";
import { t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").Morph} Morph
 * @typedef {"code" | "fade"} Kind through the code, or by mixing pixels
 * @typedef {Morph & {frames: number, pictures: Record<Kind, (frame: number) => (i: number) => number>}} Shown
 */

export const KINDS = /** @type {Kind[]} */ (["code", "fade"]);
export const LAST = 32; // last place of the slider

/**
 * @param {Morph} film
 * @returns {Shown}
 */
export const openFilm = (film) => {
  const code = new Film(film.code);
  const { frames } = code;
  const [from, to] = film.ends.map(greyOf);
  const pictures = {
    code: (/** @type {number} */ frame) => code.grey(frame),
    fade: (/** @type {number} */ frame) => mixed(from, to, frame / (frames - 1)),
  };
  return { ...film, frames, pictures };
};

/**
 * Number of the film's picture nearest to a place of the slider.
 * @param {Pick<Shown, "frames">} film
 * @param {number} place
 */
export const frameAt = ({ frames }, place) => Math.round((place / LAST) * (frames - 1));

/**
 * The sentence about what is read half-way; "" where nothing is read.
 * @param {Pick<Shown, "read" | "frames">} film
 */
export const halfWay = ({ read: { code, fade }, frames }) => {
  const half = (frames - 1) / 2;
  const [network, mix] = [code[half], fade[half]];
  if (!network) return "";
  const seen = [fade[0], network, fade[fade.length - 1]].map(digitRead); // the fade's ends are the digits
  const d = network.read;
  if (seen.every((digit) => digit === String(d))) return t("morph_one_digit_long", { d });
  const [one, other] = [network, mix].map((reading) => (isReadable(reading) ? "read" : "guessed"));
  return t(`morph_${one}_${other}_long`, { a: d, b: mix.read });
};
