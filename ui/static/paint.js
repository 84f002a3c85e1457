// Painting what the server sends: pictures as base64 bytes, codes as numbers.
AE.SIDE = 28;
AE.ACCENT = [255, 138, 76]; // what is alive: the noisy code, the ink that was added
AE.QUIET = [150, 170, 190]; // what it is compared with: the ink that was lost

AE.paint = (canvas, side, colour) => {
  if (canvas.width !== side.w) canvas.width = side.w;
  if (canvas.height !== side.h) canvas.height = side.h;
  const image = new ImageData(side.w, side.h);
  for (let i = 0; i < side.w * side.h; i++) image.data.set([...colour(i), 255], 4 * i);
  canvas.getContext("2d").putImageData(image, 0, 0);
};

const PICTURE = { w: AE.SIDE, h: AE.SIDE };

AE.paintGrey = (canvas, base64) => {
  const bytes = atob(base64);
  AE.paint(canvas, PICTURE, (i) => {
    const grey = bytes.charCodeAt(i);
    return [grey, grey, grey];
  });
};

// bytes are 128 + 127 × (restored − original)
AE.paintDifference = (canvas, base64) => {
  const bytes = atob(base64);
  AE.paint(canvas, PICTURE, (i) => {
    const d = (bytes.charCodeAt(i) - 128) / 127;
    return (d > 0 ? AE.ACCENT : AE.QUIET).map((c) => Math.round(c * Math.abs(d)));
  });
};

AE.paintBlank = (canvas) => AE.paint(canvas, PICTURE, () => [0, 0, 0]);

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
    const colour = of === "noisy" ? AE.ACCENT : [235, 235, 235];
    const maps = box.children[side];
    maps.setAttribute("role", "img");
    maps.setAttribute("aria-label", AE.t(`of_${of}`));
    for (let k = 0; k < count; k++) {
      const top = code.high[k] || 1;
      AE.paint(maps.children[k], { w: columns, h: rows }, (i) => {
        const v = Math.min(1, Math.max(0, code[of][i * count + k] / top));
        return colour.map((c) => Math.round(c * v));
      });
    }
  });
};
