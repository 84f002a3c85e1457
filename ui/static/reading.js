// What the classifier makes of the pictures: {seen, noisy, restored}, each {read: a digit, sure: of
// it if it is one, no_digit: how likely it is none; 0 to 1}. `ui/live/readings.py` has the same limits.
AE.GUESS = 0.5; // a digit less sure than this cannot be read
AE.SURE = 0.9;
AE.DOUBT = 0.02; // from here on one may doubt that it is a digit: it is no yardstick for others
AE.NO_DIGIT = 0.5; // from here on it does not look like a digit

// Never "100 %": the classifier is never quite sure.
AE.percent = (sure) => Math.min(99, Math.round(100 * sure));
AE.readable = ({ sure, no_digit }) => sure >= AE.GUESS && no_digit < AE.NO_DIGIT;
AE.trusted = ({ sure, no_digit }) => sure >= AE.SURE && no_digit < AE.DOUBT;
AE.digit = (reading) => (reading ? (AE.readable(reading) ? `${reading.read}` : "?") : "");

// The line under a picture, as markup. `clean` is what is read of the clean digit: where it is
// given, and can be trusted, the line says whether the two agree.
AE.readingLine = (reading, clean) => {
  if (!reading) return "";
  if (reading.no_digit >= AE.NO_DIGIT) return `<b class="none">${AE.t("read_no_digit")}</b>`;
  if (reading.sure < AE.GUESS) return `<b class="none">${AE.t("read_nothing")}</b>`;
  const d = `<b>${reading.read}</b>`;
  const line = `${AE.t("read_as", { d })} <small>${AE.t("percent", { p: AE.percent(reading.sure) })}</small>`;
  if (!clean || !AE.trusted(clean)) return line;
  const right = reading.read === clean.read;
  const says = AE.t(right ? "read_right" : "read_wrong");
  return `${line} <i class="${right ? "right" : "wrong"}" role="img" aria-label="${says}" title="${says}">${right ? "✓" : "✗"}</i>`;
};

// The sentence: whether the digit can still be read once it was spoiled, and once restored.
AE.readingSentence = ({ seen, noisy, restored }, spoiled) => {
  const [c, n, r] = [seen.read, noisy.read, restored.read];
  const [cp, np, rp] = [seen, noisy, restored].map(({ sure }) => AE.percent(sure));
  const [inNoise, inRestored] = [noisy, restored].map(AE.readable);
  let key;
  if (seen.no_digit >= AE.NO_DIGIT) key = "strange";
  else if (seen.sure < AE.GUESS) key = "unclear";
  else if (!spoiled) key = !inRestored ? "gone" : r === c ? "kept" : "changed";
  else if (!inNoise) key = !inRestored ? "nowhere" : r === c ? "back" : "invented";
  else if (!inRestored) key = "erased";
  else if (n === c) key = r === c ? "still" : "lost";
  else key = r === c ? "again" : "missed";
  return AE.t(`read_${key}_long`, { c, n, r, cp, np, rp });
};
