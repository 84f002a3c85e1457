// What the classifier reads in the pictures.
import { limits } from "./catalogue.js";
import { t } from "./words.js";

/** @typedef {import("../types.d.ts").Reading} Reading */

/**
 * Whether a digit can be read: it looks like one, and one of the ten stands out.
 * @param {Reading} reading
 */
export const isReadable = ({ sure, no_digit }) =>
  sure >= limits.reading.guess && no_digit < limits.reading.noDigit;

/** @param {Reading} reading */
export const isSure = (reading) => isReadable(reading) && reading.sure >= limits.reading.sure;

/**
 * Whether the reading of a clean picture can judge others.
 * @param {Reading} reading
 */
export const isTrusted = ({ sure, no_digit }) =>
  sure >= limits.reading.sure && no_digit < limits.reading.doubt;

/**
 * What is said where no digit can be read; "" where one can.
 * @param {Reading} reading
 */
export const whyUnread = ({ sure, no_digit }) => {
  if (no_digit >= limits.reading.noDigit) return t("read_no_digit");
  return sure < limits.reading.guess ? t("read_nothing") : "";
};

/**
 * Never "100 %": the classifier is never quite sure.
 * @param {number} sure
 */
export const surePercent = (sure) => Math.min(99, Math.round(100 * sure));

/**
 * The digit, or a question mark where none can be read.
 * @param {Reading | null | undefined} reading
 */
export const digitRead = (reading) => (reading ? (isReadable(reading) ? String(reading.read) : "?") : "");

/**
 * Whether a reading agrees with that of the clean digit; null where the latter is missing or cannot be
 * trusted, or where the reading itself is a guess.
 * @param {Reading} reading
 * @param {Reading | null | undefined} clean
 */
export const agrees = (reading, clean) =>
  clean && isTrusted(clean) && isSure(reading) ? reading.read === clean.read : null;

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
  const why = whyUnread(reading);
  if (why) return `<b class="none">${why}</b>`;
  const d = `<b>${reading.read}</b>`;
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
  const key = whatBecame({ seen, noisy, restored }, corrupted);
  return t(`read_${key}_long`, { c: seen.read, n: noisy.read, r: restored.read });
};

/**
 * What became of the digit: the middle of a key.
 * @param {{seen: Reading, noisy: Reading, restored: Reading}} readings
 * @param {boolean} corrupted
 */
const whatBecame = ({ seen, noisy, restored }, corrupted) => {
  if (seen.no_digit >= limits.reading.noDigit) return "strange";
  if (seen.sure < limits.reading.guess) return "unclear";
  const same = restored.read === seen.read;
  const [inNoise, inRestored] = [noisy, restored].map(isReadable);
  if (!corrupted) return !inRestored ? "gone" : same ? "kept" : "changed";
  if (!inNoise) return !inRestored ? "nowhere" : same ? "back" : "invented";
  if (!inRestored) return "erased";
  if (noisy.read === seen.read) return same ? "still" : "lost";
  return same ? "again" : "missed";
};
