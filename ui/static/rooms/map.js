// The map: test digits as small numerals, each where its code brings it; above them the current
// digit, with an arrow from its clean to its noisy place; beside them what a place looks like.
// Places are [x, y] from 0 to 1. Of a visitor's net with two numbers the map is the plane of its
// code: behind the numerals lies what the decoder paints all over it.

// One colour a digit, on black. Any two of them are told apart by people with each kind of colour
// blindness (tests/ui/rooms/test_map.py measures it), and none comes near the accent.
AE.DIGIT_COLOURS = [
  "#d2a5ff", "#b4f0ff", "#87b469", "#f0c33c", "#967800",
  "#00ffc3", "#2d8769", "#c34ba5", "#7869e1", "#d2f087",
]; // prettier-ignore

AE.rooms.map = {
  STEP: 0.02, // of an arrow key
  LEAP: 0.1, // with Shift
  NEAREST: 10, // digits that say where a place is, as on the server
  MOST: 6, // so many of them of one kind: it is that kind's land

  mount(box, page) {
    this.page = page;
    this.get = (id) => box.querySelector(`[data-id="map-${id}"]`);
    this.answer = null;
    this.at = null; // the place looked at; null: the digit's own
    this.dots = null; // {version, places, labels, quality}
    this.hidden = new Set(); // classes
    this.base = document.createElement("canvas"); // the dots, painted once
    this.painted = document.createElement("canvas"); // of a plane: what the decoder paints
    this.frame = null;
    this.aloud = null;
    this.chart = this.get("chart");
    this.fillClasses();
    this.listen();
    new ResizeObserver(() => this.repaint()).observe(this.chart);
  },

  // ---- classes ----
  fillClasses() {
    AE.DIGIT_COLOURS.forEach((colour, digit) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: digit });
      button.style.setProperty("--digit", colour);
      button.onclick = () => this.toggle(digit);
      this.get("classes").append(button);
    });
    this.get("toggle").onclick = () => {
      const all = this.hidden.size > 0;
      for (const digit of AE.DIGIT_COLOURS.keys()) this.hidden[all ? "delete" : "add"](digit);
      this.classesChanged();
    };
  },

  toggle(digit) {
    if (!this.hidden.delete(digit)) this.hidden.add(digit);
    this.classesChanged();
  },

  classesChanged() {
    this.sayClasses();
    this.repaint();
  },

  sayClasses() {
    [...this.get("classes").children].forEach((button, digit) => {
      button.setAttribute("aria-pressed", !this.hidden.has(digit));
      button.setAttribute("aria-label", AE.t("map_class", { d: digit }));
    });
    this.get("toggle").textContent = AE.t(this.hidden.size ? "map_all" : "map_none");
  },

  // ---- where the visitor looks ----
  listen() {
    const { chart } = this;
    const look = (e) => {
      const { left, top, width, height } = chart.getBoundingClientRect();
      this.look([(e.clientX - left) / width, (e.clientY - top) / height]);
    };
    chart.addEventListener("pointerdown", look);
    chart.addEventListener("pointermove", look);
    // a finger that is lifted leaves, too; what it has tapped stays
    chart.addEventListener("pointerleave", (e) => e.pointerType !== "touch" && this.leave());
    chart.addEventListener("blur", () => this.leave());
    chart.addEventListener("keydown", (e) => this.key(e));
    this.get("back").onclick = () => this.leave();
  },

  key(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === "Escape") this.leave();
    if (!way || !this.answer) return;
    const step = event.shiftKey ? this.LEAP : this.STEP;
    const from = this.at ?? this.answer.noisy;
    this.look(from.map((v, i) => v + way[i] * step));
    event.preventDefault();
  },

  look(place) {
    if (!this.answer) return; // no map yet
    this.at = place.map((v) => Math.round(10000 * Math.min(1, Math.max(0, v))) / 10000);
    this.page.want({ at: this.at });
    this.redraw();
  },

  leave() {
    if (!this.at) return;
    this.at = null;
    this.page.want({ at: null });
    this.redraw();
  },

  // ---- answers ----
  show(answer) {
    this.answer = answer;
    AE.paintGrey(this.get("picture"), answer.picture);
    AE.paintGrey(this.get("restored"), this.page.reply.restored);
    if (answer.dots) {
      this.dots = this.unpack(answer.dots);
      this.page.tell({ chart: answer.chart }); // need not be sent again
      this.sayModel();
      this.repaint();
    }
    this.sayAnswer();
    this.redraw();
  },

  unpack({ places, labels, quality, plane }) {
    const bytes = Uint8Array.from(atob(places), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const dots = [...labels].map((label, i) => ({
      x: view.getUint16(4 * i, true) / 65535,
      y: view.getUint16(4 * i + 2, true) / 65535,
      digit: Number(label),
    }));
    if (plane) this.paintPlane(plane);
    return { dots, quality, plane, names: this.names(dots) };
  },

  // The pictures of a plane side by side, in its own size.
  paintPlane({ side, pictures }) {
    const bytes = AE.bytes(pictures);
    const wide = side * AE.SIDE;
    const at = (x, y) => Math.floor(y / AE.SIDE) * side + Math.floor(x / AE.SIDE); // which picture
    const pixel = (x, y) => at(x, y) * AE.SIDE ** 2 + (y % AE.SIDE) * AE.SIDE + (x % AE.SIDE);
    AE.paint(this.painted, wide, wide, (i) => bytes(pixel(i % wide, Math.floor(i / wide))), () => AE.WHITE);
  },

  // The two numbers of a place on a plane.
  numbers([x, y]) {
    const { low, high } = this.dots.plane;
    return [low[0] + x * (high[0] - low[0]), high[1] - y * (high[1] - low[1])];
  },

  number: (v) => v.toFixed(2).replace("-", "−"),

  // Where a class's large numeral goes: to that of its dots with most of its own kind around.
  names(dots) {
    const near = (a, b) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < 0.05 ** 2;
    return AE.DIGIT_COLOURS.map((_, digit) => {
      const own = dots.filter((dot) => dot.digit === digit);
      const crowd = own.map((a) => own.reduce((sum, b) => sum + near(a, b), 0));
      return own[crowd.indexOf(Math.max(...crowd))];
    }).filter(Boolean);
  },

  say() {
    this.sayClasses();
    this.sayModel();
    this.sayAnswer();
  },

  sayModel() {
    const n = this.page.model().size;
    const { plane, quality } = this.dots ?? {};
    this.get("lead").textContent = AE.t(plane ? "map_plane_lead" : "map_lead", { n });
    this.get("many").textContent = AE.t("map_many", { n });
    this.get("how").textContent = AE.t(plane ? "map_plane_how" : "map_how");
    this.get("loss").textContent = AE.t(plane ? "map_plane_loss" : "map_loss", { n });
    const { agree, agree_pca: pca, agree_code: code } = quality ?? {};
    const [a, p, c] = [agree, pca, code].map((share) => Math.round(100 * share));
    const words = AE.t(plane ? "map_plane_quality" : "map_quality", { a, p, c, n });
    this.get("quality").textContent = agree === undefined ? "" : words;
    this.get("axes").hidden = !plane;
    if (!plane) return;
    const [[x, y], [u, v]] = [plane.low, plane.high].map((corner) => corner.map(this.number));
    this.get("axes").textContent = AE.t("map_plane_axes", { x, y, u, v });
  },

  sayAnswer() {
    const { answer } = this;
    this.get("place").textContent = AE.t(this.at ? "map_there" : "map_own");
    this.get("back").hidden = !this.at;
    this.get("how").hidden = Boolean(this.at);
    if (!answer) return;
    const restored = this.page.reply.readings?.restored;
    const [x, y] = this.dots?.plane ? this.numbers(this.at ?? answer.noisy).map(this.number) : [];
    this.get("two").textContent = x ? AE.t("map_plane_two", { x, y }) : AE.t("map_two");
    this.get("read").innerHTML = AE.readingLine(answer.reading);
    this.get("restored-read").innerHTML = AE.readingLine(restored);
    const where = this.where();
    this.get("where").textContent = where;
    const read = this.get("read").textContent;
    const label = [this.get("place").textContent, read].filter(Boolean).join(AE.t("comma"));
    this.get("picture").setAttribute("aria-label", label);
    clearTimeout(this.aloud); // read aloud once it has come to rest
    this.aloud = setTimeout(() => (this.get("aloud").textContent = `${where} ${read}`), AE.REST_MS);
  },

  // The sentence: among which digits the digit, or the place looked at, is.
  where() {
    const { clean, noisy, at } = this.answer.near;
    const of = this.at ? at : noisy;
    const moved = String(this.answer.clean) !== String(this.answer.noisy);
    let key = this.at ? "here" : moved ? "stands" : "clean";
    if (of.apart) key = this.at ? "here_apart" : "apart";
    else if (of.count < this.MOST) key = this.at ? "here_between" : "between";
    else if (!this.at && clean.count >= this.MOST && !clean.apart && clean.digit !== of.digit) key = "carried";
    return AE.t(`map_${key}_long`, { c: clean.digit, d: of.digit, k: of.count, n: this.NEAREST });
  },

  // ---- painting ----
  // The dots anew: another map, other classes, another size.
  repaint() {
    const scale = window.devicePixelRatio || 1;
    const side = Math.round(this.chart.clientWidth * scale);
    if (!side) return; // not in sight
    for (const canvas of [this.chart, this.base]) canvas.width = canvas.height = side;
    const context = this.base.getContext("2d");
    const { plane } = this.dots ?? {};
    context.globalAlpha = this.hidden.size === AE.DIGIT_COLOURS.length ? 1 : 0.5;
    if (plane) context.drawImage(this.painted, 0, 0, side, side);
    context.textAlign = "center";
    context.textBaseline = "middle";
    const shown = (dot) => !this.hidden.has(dot.digit);
    const font = (size) => `700 ${size * scale}px ui-monospace, monospace`;
    context.font = font(this.chart.clientWidth < 450 ? 7 : 9);
    context.globalAlpha = 0.85;
    for (const dot of this.dots?.dots.filter(shown) ?? []) {
      context.fillStyle = AE.DIGIT_COLOURS[dot.digit];
      context.fillText(dot.digit, dot.x * side, dot.y * side);
    }
    context.globalAlpha = 1;
    context.font = font(this.chart.clientWidth < 450 ? 22 : 30);
    context.lineJoin = "round";
    context.lineWidth = 6 * scale;
    context.strokeStyle = "#0b0a09";
    for (const dot of this.dots?.names.filter(shown) ?? []) {
      context.strokeText(dot.digit, dot.x * side, dot.y * side);
      context.fillStyle = AE.DIGIT_COLOURS[dot.digit];
      context.fillText(dot.digit, dot.x * side, dot.y * side);
    }
    this.draw(); // at once: a canvas whose size was set is empty
  },

  redraw() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  },

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    if (!this.chart.clientWidth) return; // left meanwhile: not in sight
    const context = this.chart.getContext("2d");
    const side = this.chart.width;
    const unit = side / this.chart.clientWidth; // a CSS pixel
    context.globalAlpha = this.at ? 0.8 : 1; // while someone looks around, dots stand back
    context.clearRect(0, 0, side, side);
    context.drawImage(this.base, 0, 0);
    context.globalAlpha = 1;
    if (this.answer) this.drawDigit(context, unit, side);
    if (this.at) this.drawCross(context, unit, side);
  },

  drawDigit(context, unit, side) {
    const accent = (alpha) => `rgb(${AE.ACCENT.join(" ")} / ${alpha})`;
    const [from, to] = [this.answer.clean, this.answer.noisy].map((place) => place.map((v) => v * side));
    const way = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const glow = context.createRadialGradient(...to, 0, ...to, 30 * unit);
    glow.addColorStop(0, accent(0.75));
    glow.addColorStop(1, accent(0));
    context.fillStyle = glow;
    context.fillRect(to[0] - 30 * unit, to[1] - 30 * unit, 60 * unit, 60 * unit);
    this.ring(context, from, 6 * unit, unit, "#e6e1da");
    if (way > 22 * unit) this.arrow(context, from, to, way, unit, accent(1));
    context.beginPath();
    context.arc(...to, 7 * unit, 0, 2 * Math.PI);
    context.fillStyle = accent(1);
    context.fill();
    this.ring(context, to, 8 * unit, unit, "#ffffff");
  },

  // On a dark rim, so that it stands out from the dots.
  ring(context, at, radius, unit, colour) {
    context.beginPath();
    context.arc(...at, radius, 0, 2 * Math.PI);
    this.rimmed(context, unit, colour);
  },

  rimmed(context, unit, colour) {
    context.strokeStyle = "#0b0a09";
    context.lineWidth = 5 * unit;
    context.stroke();
    context.strokeStyle = colour;
    context.lineWidth = 2 * unit;
    context.stroke();
  },

  // From the rim of one ring to the rim of the other.
  arrow(context, from, to, way, unit, colour) {
    const [dx, dy] = [(to[0] - from[0]) / way, (to[1] - from[1]) / way];
    const tip = [to[0] - 11 * unit * dx, to[1] - 11 * unit * dy];
    context.lineCap = "round";
    context.beginPath();
    context.moveTo(from[0] + 8 * unit * dx, from[1] + 8 * unit * dy);
    context.lineTo(...tip);
    for (const turn of [1, -1]) {
      context.moveTo(...tip);
      context.lineTo(tip[0] - (7 * dx + 5 * turn * dy) * unit, tip[1] - (7 * dy - 5 * turn * dx) * unit);
    }
    this.rimmed(context, unit, colour);
  },

  drawCross(context, unit, side) {
    const [x, y] = this.at.map((v) => v * side);
    context.beginPath();
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(x + 5 * unit * dx, y + 5 * unit * dy);
      context.lineTo(x + 14 * unit * dx, y + 14 * unit * dy);
    }
    this.rimmed(context, unit, "#ffffff");
  },
};
