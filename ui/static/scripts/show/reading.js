// What the classifier reads in the pictures.
import { t } from "./words.js";

/** @typedef {import("../types.d.ts").Reading} Reading */

const GUESS = 0.5; // a reading less sure than this is a guess

/** @param {Reading} reading */
export const isGuess = (reading) => reading.sure < GUESS;

/**
 * Never "100 %": the classifier is never quite sure.
 * @param {number} sure
 */
export const surePercent = (sure) => Math.min(99, Math.round(100 * sure));

/**
 * The digit, with a question mark where it is a guess.
 * @param {Reading | null | undefined} reading
 */
export const digitRead = (reading) => (reading ? `${reading.read}${isGuess(reading) ? "?" : ""}` : "");

/**
 * Whether a reading agrees with that of the clean digit; null where the latter is a guess, or missing.
 * @param {Reading} reading
 * @param {Reading | null | undefined} clean
 */
export const agrees = (reading, clean) => (clean && !isGuess(clean) ? reading.read === clean.read : null);

/**
 * A tick or a cross, as markup, and what it says.
 * @param {boolean} right
 */
export const tick = (right) => ({
  kind: right ? "right" : "wrong",
  sign: right ? "✓" : "✗",
  says: t(right ? "read_right" : "read_wrong"),
});

/**
 * The line under a picture, as markup; where the reading of the clean digit is given, with whether the
 * two agree.
 * @param {Reading | null | undefined} reading
 * @param {Reading | null} [clean]
 */
export const readingLine = (reading, clean) => {
  if (!reading) return "";
  const d = `<b>${digitRead(reading)}</b>`;
  const line = `${t("read_as", { d })} <small>${t("percent", { p: surePercent(reading.sure) })}</small>`;
  const right = agrees(reading, clean);
  if (right === null) return line;
  const { kind, sign, says } = tick(right);
  return `${line} <i class="${kind}" role="img" aria-label="${says}" title="${says}">${sign}</i>`;
};

/**
 * The sentence: whether the digit can still be read once noise was added, and once restored.
 * @param {{seen: Reading, noisy: Reading, restored: Reading}} readings
 * @param {boolean} corrupted whether there is any noise
 */
export const readingSentence = ({ seen, noisy, restored }, corrupted) => {
  const [c, n, r] = [seen.read, noisy.read, restored.read];
  const [cp, np, rp] = [seen, noisy, restored].map(({ sure }) => surePercent(sure));
  let key;
  if (isGuess(seen)) key = "unclear";
  else if (!corrupted) key = r === c ? "kept" : "changed";
  else if (n === c) key = r === c ? "still" : "lost";
  else key = r === c ? "again" : "missed";
  return t(`read_${key}_long`, { c, n, r, cp, np, rp });
};
