// The drawing pad. It holds the digit on show, in one of the forms that the server takes:
// {strokes: [[[x, y], …], …]} in 0..1, or {pixels: base64 of 784 bytes}; and with either, "marks":
// what was spoilt by hand, [{ink: whether it adds ink or takes it away, points: [[x, y], …]}, …].
AE.Pad = class {
  static BRUSH = 0.1; // of the pad's side; the server redraws strokes at MNIST's own width
  static RUBBER = 0.14;
  static NEAR = 0.004; // points closer than this to the last one say nothing new
  static STEPS = 100; // to take back

  constructor(canvas, onChange) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.onChange = onChange;
    this.digit = { strokes: [] };
    this.past = []; // digits to go back to
    this.tool = "pen"; // or "scribble" or "rub", which spoil the digit
    this.pointer = null; // the one that draws
    this.stroke = null; // the stroke under way; none while the pointer is off the pad
    canvas.addEventListener("pointerdown", (e) => this.start(e));
    canvas.addEventListener("pointermove", (e) => this.move(e));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(name, (e) => this.end(e));
    }
    canvas.addEventListener("keydown", (e) => this.key(e));
  }

  get blank() {
    return !this.digit.pixels && !this.digit.strokes?.length;
  }

  // Put another digit on the pad; whatever was being drawn ends here.
  show(digit) {
    if (!this.blank) this.past = [...this.past.slice(-AE.Pad.STEPS), this.digit];
    this.replace(digit);
  }

  clear() {
    this.show({ strokes: [] });
    this.onChange();
  }

  undo() {
    this.replace(this.past.pop() ?? { strokes: [] });
    this.onChange();
  }

  replace(digit) {
    this.pointer = this.stroke = null;
    this.digit = digit;
    this.paint();
  }

  start(event) {
    if (this.pointer !== null || event.button > 0) return;
    this.past = [...this.past.slice(-AE.Pad.STEPS), this.digit];
    // on an empty pad there is nothing to spoil; and a picture cannot be drawn on: start anew
    this.spoils = this.tool !== "pen" && !this.blank;
    if (this.digit.pixels && !this.spoils) this.replace({ strokes: [] });
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.focus({ preventScroll: true });
    this.extend(event);
    event.preventDefault();
  }

  move(event) {
    if (event.pointerId === this.pointer) this.extend(event);
  }

  end(event) {
    if (event.pointerId === this.pointer) this.pointer = this.stroke = null;
  }

  extend(event) {
    const box = this.canvas.getBoundingClientRect();
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const { clientX, clientY } of moves.length ? moves : [event]) {
      const x = (clientX - box.left) / box.width;
      const y = (clientY - box.top) / box.height;
      if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
        this.stroke = null; // off the pad the pen is lifted
        continue;
      }
      const point = [Math.round(x * 1000) / 1000, Math.round(y * 1000) / 1000];
      if (!this.stroke) {
        this.stroke = [];
        this.begin(this.stroke);
      }
      const last = this.stroke.at(-1);
      if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < AE.Pad.NEAR) continue;
      this.stroke.push(point);
      this.line([last ?? point, point], this.spoils ? this.tool : "pen"); // all else is there already
    }
    this.invite();
    this.onChange();
  }

  // Add a stroke or a mark; in a new object, for the ones in `past` stay as they are.
  begin(points) {
    const { strokes, marks = [] } = this.digit;
    this.digit = this.spoils
      ? { ...this.digit, marks: [...marks, { ink: this.tool === "scribble", points }] }
      : { ...this.digit, strokes: [...strokes, points] };
  }

  key(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.undo();
    else if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else return;
    event.preventDefault();
  }

  paint() {
    const { canvas, context } = this;
    const side = canvas.width;
    context.fillStyle = "#000";
    context.fillRect(0, 0, side, side);
    this.invite();
    if (this.digit.pixels) {
      const tile = document.createElement("canvas");
      AE.paintGrey(tile, this.digit.pixels);
      context.imageSmoothingEnabled = false;
      context.drawImage(tile, 0, 0, side, side);
    }
    for (const points of this.digit.strokes ?? []) this.line(points, "pen");
    for (const { ink, points } of this.digit.marks ?? []) this.line(points, ink ? "scribble" : "rub");
  }

  invite() {
    this.canvas.nextElementSibling.hidden = !this.blank;
  }

  line(points, tool) {
    const { canvas, context } = this;
    const side = canvas.width;
    context.strokeStyle = { pen: "#fff", scribble: `rgb(${AE.ACCENT})`, rub: "#000" }[tool];
    context.lineWidth = side * (tool === "rub" ? AE.Pad.RUBBER : AE.Pad.BRUSH);
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(points[0][0] * side, points[0][1] * side);
    // a stroke of one point is a dot: a line of no length with round ends
    for (const [x, y] of points) context.lineTo(x * side, y * side);
    context.stroke();
  }
};
