// Painting what the server sends: pictures as base64 bytes.
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

// base64 of bytes → function of the index, from 0 to 1
AE.bytes = (base64) => {
  const bytes = atob(base64);
  return (i) => bytes.charCodeAt(i) / 255;
};

AE.paintGrey = (canvas, base64) => AE.paint(canvas, AE.SIDE, AE.SIDE, AE.bytes(base64), () => AE.WHITE);

// bytes are 128 + 127 × (restored − original)
AE.paintDifference = (canvas, base64) => {
  const bytes = atob(base64);
  const difference = (i) => (bytes.charCodeAt(i) - 128) / 127;
  AE.paint(canvas, AE.SIDE, AE.SIDE, (i) => Math.abs(difference(i)), (i) => (difference(i) > 0 ? AE.ACCENT : AE.QUIET));
};

AE.paintBlank = (canvas) => AE.paint(canvas, AE.SIDE, AE.SIDE, () => 0, () => AE.WHITE);
