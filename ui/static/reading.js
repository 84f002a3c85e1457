// What a reader makes of the pictures: {seen, noisy, restored}, each {read: a digit, sure: 0 to 1}.
AE.GUESS = 0.5; // a reading less sure than this is a guess

// Never "100 %": the reader is never quite sure.
AE.percent = (sure) => Math.min(99, Math.round(100 * sure));

// The line under a picture, as markup. `clean` is what is read of the clean digit: where it is
// given, and is no guess, the line says whether the two agree.
AE.readingLine = (reading, clean) => {
  if (!reading) return "";
  const d = `<b>${reading.read}${reading.sure < AE.GUESS ? "?" : ""}</b>`;
  const line = `${AE.t("read_as", { d })} <small>${AE.t("percent", { p: AE.percent(reading.sure) })}</small>`;
  if (!clean || clean.sure < AE.GUESS) return line;
  const right = reading.read === clean.read;
  const says = AE.t(right ? "read_right" : "read_wrong");
  return `${line} <i class="${right ? "right" : "wrong"}" role="img" aria-label="${says}" title="${says}">${right ? "✓" : "✗"}</i>`;
};

// The sentence: whether the digit can still be read once it was spoiled, and once restored.
AE.readingSentence = ({ seen, noisy, restored }, spoiled) => {
  const [c, n, r] = [seen.read, noisy.read, restored.read];
  const [cp, np, rp] = [seen, noisy, restored].map(({ sure }) => AE.percent(sure));
  let key;
  if (seen.sure < AE.GUESS) key = "unclear";
  else if (!spoiled) key = r === c ? "kept" : "changed";
  else if (n === c) key = r === c ? "still" : "lost";
  else key = r === c ? "again" : "missed";
  return AE.t(`read_${key}_long`, { c, n, r, cp, np, rp });
};
