// Painting what the server sends: pictures as base64 bytes, codes as numbers.
AE.SIDE = 28;
AE.ACCENT = [255, 138, 76]; // what is alive: the noisy code, the ink that was added
AE.WHITE = [255, 255, 255];
AE.QUIET = [150, 170, 190]; // what it is compared with: the ink that was lost

// strength(i) from 0 to 1 says how much of colour(i) pixel i gets
AE.paint = (canvas, width, height, strength, colour) => {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = new ImageData(width, height);
  const data = image.data;
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = colour(i);
    const s = Math.min(1, Math.max(0, strength(i)));
    data[4 * i] = s * red;
    data[4 * i + 1] = s * green;
    data[4 * i + 2] = s * blue;
    data[4 * i + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
};

AE.paintGrey = (canvas, base64) => {
  const bytes = atob(base64);
  AE.paint(canvas, AE.SIDE, AE.SIDE, (i) => bytes.charCodeAt(i) / 255, () => AE.WHITE);
};

// bytes are 128 + 127 × (restored − original)
AE.paintDifference = (canvas, base64) => {
  const bytes = atob(base64);
  const difference = (i) => (bytes.charCodeAt(i) - 128) / 127;
  AE.paint(canvas, AE.SIDE, AE.SIDE, (i) => Math.abs(difference(i)), (i) => (difference(i) > 0 ? AE.ACCENT : AE.QUIET));
};

AE.paintBlank = (canvas) => AE.paint(canvas, AE.SIDE, AE.SIDE, () => 0, () => AE.WHITE);

// A code of 16 or 32 numbers: a pair of bars each, over the range the test digits span.
AE.paintBars = (box, code) => {
  const count = code.noisy.length;
  if (box.dataset.kind !== `bars${count}`) {
    box.dataset.kind = `bars${count}`;
    box.innerHTML = "";
    for (let i = 0; i < count; i++) {
      const bar = document.createElement("div");
      bar.className = "bar";
      bar.innerHTML = '<div class="track"><i class="clean"></i><i class="noisy"></i></div><span></span>';
      box.append(bar);
    }
  }
  const top = Math.max(...code.high) * 1.05 || 1;
  const height = (v) => `${Math.min(100, Math.max(0, (100 * v) / top))}%`;
  for (let i = 0; i < count; i++) {
    const bar = box.children[i];
    const [a, b] = [code.clean[i], code.noisy[i]];
    bar.title = AE.t("number_title", { i: i + 1, a: a.toFixed(2), b: b.toFixed(2) });
    bar.querySelector(".track").style.setProperty("--range", height(code.high[i]));
    bar.querySelector(".clean").style.height = height(a);
    bar.querySelector(".noisy").style.height = height(b);
    bar.querySelector("span").textContent = b.toFixed(1);
  }
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
