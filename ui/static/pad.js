// The drawing pad. It holds the digit on show, in one of the forms that the server takes:
// {strokes: [[[x, y], …], …]} in 0..1, or {pixels: base64 of 784 bytes}.
AE.Pad = class {
  static BRUSH = 0.1; // of the pad's side; the server redraws strokes at MNIST's own width
  static NEAR = 0.004; // points closer than this to the last one say nothing new

  constructor(canvas, onChange) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.onChange = onChange;
    this.digit = { strokes: [] };
    this.down = null; // id of the pointer that draws
    canvas.addEventListener("pointerdown", (e) => this.start(e));
    canvas.addEventListener("pointermove", (e) => this.move(e));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(name, (e) => this.end(e));
    }
    canvas.addEventListener("keydown", (e) => this.key(e));
  }

  show(digit) {
    this.digit = digit;
    this.paint();
  }

  get blank() {
    return !this.digit.pixels && !this.digit.strokes.length;
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const clamp = (v) => Math.round(Math.min(1, Math.max(0, v)) * 1000) / 1000;
    return [clamp((event.clientX - box.left) / box.width), clamp((event.clientY - box.top) / box.height)];
  }

  start(event) {
    if (this.down !== null || event.button > 0) return;
    this.down = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.focus({ preventScroll: true });
    if (this.digit.pixels) this.digit = { strokes: [] }; // a picture cannot be drawn on: start anew
    this.digit = { strokes: [...this.digit.strokes, [this.point(event)]] };
    this.changed();
    event.preventDefault();
  }

  move(event) {
    if (event.pointerId !== this.down) return;
    const stroke = this.digit.strokes.at(-1);
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const [x, y] = this.point(each);
      const last = stroke.at(-1);
      if (Math.hypot(x - last[0], y - last[1]) >= AE.Pad.NEAR) stroke.push([x, y]);
    }
    this.changed();
  }

  end(event) {
    if (event.pointerId !== this.down) return;
    this.down = null;
    this.changed();
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.undo();
    else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else return;
    event.preventDefault();
  }

  undo() {
    if (this.digit.pixels) return this.clear();
    this.digit = { strokes: this.digit.strokes.slice(0, -1) };
    this.changed();
  }

  clear() {
    this.digit = { strokes: [] };
    this.changed();
  }

  changed() {
    this.paint();
    this.onChange();
  }

  paint() {
    const { canvas, context } = this;
    const side = canvas.width;
    context.fillStyle = "#0b0a09";
    context.fillRect(0, 0, side, side);
    canvas.nextElementSibling.hidden = !this.blank;
    if (this.digit.pixels) {
      const tile = document.createElement("canvas");
      AE.paintGrey(tile, this.digit.pixels);
      context.imageSmoothingEnabled = false;
      context.drawImage(tile, 0, 0, side, side);
      return;
    }
    context.strokeStyle = context.fillStyle = "#fff";
    context.lineWidth = side * AE.Pad.BRUSH;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.digit.strokes) {
      context.beginPath();
      context.moveTo(stroke[0][0] * side, stroke[0][1] * side);
      // a stroke of one point is a dot: a line of no length with round ends
      for (const [x, y] of stroke) context.lineTo(x * side, y * side);
      context.stroke();
    }
  }
};
