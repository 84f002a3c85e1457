// The code of a digit, as bars or as small maps: grey for the clean digit, accent for the noisy.
// code: {shape, clean, noisy, low, high}; low and high are what the codes of the test digits span,
// number by number or map by map, so that the scale stays while the digit changes.

AE.clearCode = (box) => {
  box.replaceChildren();
  delete box.dataset.kind;
};

AE.paintCode = (box, code) => (code.shape.length === 1 ? AE.paintBars : AE.paintMaps)(box, code);

// A pair of bars for each of 16 or 32 numbers. Where numbers go below zero, zero is in the middle.
AE.paintBars = (box, code) => {
  const count = code.noisy.length;
  const signed = Math.min(...code.low) < 0;
  const kind = `bars${count}${signed ? " signed" : ""}`;
  if (box.dataset.kind !== kind) {
    box.dataset.kind = kind;
    box.innerHTML =
      '<div class="bar"><div class="track"><i class="clean"></i><i class="noisy"></i></div><span></span></div>'.repeat(count);
  }
  const top = 1.05 * Math.max(...code.high, ...code.low.map(Math.abs)) || 1;
  const bottom = signed ? -top : 0;
  const at = (v) => (100 * (Math.min(top, Math.max(bottom, v)) - bottom)) / (top - bottom);
  const span = (style, low, high) => {
    style.bottom = `${at(low)}%`;
    style.height = `${at(high) - at(low)}%`;
  };
  for (let i = 0; i < count; i++) {
    const bar = box.children[i];
    const [track, label] = bar.children;
    const values = [code.clean[i], code.noisy[i]];
    const [a, b] = values.map((v) => AE.number(v, 2));
    bar.title = AE.t("number_title", { i: i + 1, a, b });
    track.style.setProperty("--low", `${at(Math.min(0, code.low[i]))}%`);
    track.style.setProperty("--high", `${at(code.high[i])}%`);
    values.forEach((v, side) => {
      const one = track.children[side];
      span(one.style, Math.min(0, v), Math.max(0, v));
      one.classList.toggle("down", v < 0);
    });
    label.textContent = AE.number(code.noisy[i], 1);
  }
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
