// The code of a digit, as bars or as small maps: grey for the clean digit, accent for the noisy.
// code: {shape, clean, noisy, low, high}; low and high are what the codes of the test digits span,
// number by number or map by map, so that the scale stays while the digit changes.

AE.clearCode = (box) => {
  clearTimeout(box.rest);
  box.replaceChildren();
  delete box.dataset.kind;
};

AE.paintCode = (box, code) => {
  clearTimeout(box.rest);
  (code.shape.length === 1 ? AE.paintBars : AE.paintMaps)(box, code);
};

AE.NUMBERS_REST_MS = 120; // numbers that change with every frame cannot be read anyway

// A pair of bars for each of 16 or 32 numbers. Where numbers go below zero, zero is in the middle.
// A pen moves them at every frame: they are only transformed, which asks for no layout, and what
// stands below them is written when they have come to rest.
AE.paintBars = (box, code) => {
  const count = code.noisy.length;
  const signed = Math.min(...code.low) < 0;
  const kind = `bars${count}${signed ? " signed" : ""}`;
  if (box.dataset.kind !== kind) {
    box.dataset.kind = kind;
    box.innerHTML =
      '<div class="bar"><div class="track"><i class="clean"></i><i class="noisy"></i></div><span></span></div>'.repeat(count);
    box.range = null;
  }
  const top = 1.05 * Math.max(...code.high, ...code.low.map(Math.abs)) || 1;
  const bottom = signed ? -top : 0;
  const at = (v) => (100 * (Math.min(top, Math.max(bottom, v)) - bottom)) / (top - bottom);
  const tracks = [...box.children].map((bar) => bar.firstChild);
  const range = [code.low, code.high].join();
  if (box.range !== range) {
    box.range = range;
    tracks.forEach(({ style }, i) => {
      style.setProperty("--low", `${at(Math.min(0, code.low[i]))}%`);
      style.setProperty("--high", `${at(code.high[i])}%`);
    });
  }
  const place = ({ style }, v) => {
    const [low, high] = [at(Math.min(0, v)), at(Math.max(0, v))];
    style.transform = `translateY(${-low}%) scaleY(${Math.max(high - low, 1) / 100})`;
  };
  tracks.forEach((track, i) => {
    place(track.children[0], code.clean[i]);
    place(track.children[1], code.noisy[i]);
  });
  box.rest = setTimeout(() => AE.labelBars(box, code), AE.NUMBERS_REST_MS);
};

AE.labelBars = (box, code) => {
  [...box.children].forEach((bar, i) => {
    const [a, b] = [code.clean[i], code.noisy[i]].map((v) => AE.number(v, 2));
    bar.title = AE.t("number_title", { i: i + 1, a, b });
    bar.lastChild.textContent = AE.number(code.noisy[i], 1);
  });
};

// With a real minus, and none before a zero.
AE.number = (value, digits) => {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
};

// A code of h × w × c numbers: c maps of the clean digit, c maps of the noisy one.
AE.paintMaps = (box, code) => {
  const [rows, columns, count] = code.shape;
  const kind = `maps${rows}x${columns}x${count}`;
  if (box.dataset.kind !== kind) {
    box.dataset.kind = kind;
    box.innerHTML = ["clean", "noisy"]
      .map((of) => `<div class="maps ${of}">${`<canvas width="${columns}" height="${rows}"></canvas>`.repeat(count)}</div>`)
      .join("");
  }
  ["clean", "noisy"].forEach((of, side) => {
    const colour = of === "noisy" ? AE.ACCENT : AE.WHITE;
    const maps = box.children[side];
    maps.setAttribute("role", "img");
    maps.setAttribute("aria-label", AE.t(`of_${of}`));
    for (let k = 0; k < count; k++) {
      const top = code.high[k] || 1;
      AE.paint(maps.children[k], columns, rows, (i) => code[of][i * count + k] / top, () => colour);
    }
  });
};
