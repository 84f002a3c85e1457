// Morph: from the digit on the pad to another one, through the code and by mixing pixels. The
// server sends the whole film; the slider only picks a picture of it.
AE.rooms.morph = {
  LAST: 32, // place of the slider
  STRIP: 9, // pictures of a filmstrip
  ONE_WAY_MS: 2600,
  REST_MS: 250, // the film of a digit that has stood for so long is worth more pictures

  mount(box, page) {
    Object.assign(this, { box, page, film: null, tray: null, kept: null, playing: null, wantsGif: false });
    this.get = (id) => box.querySelector(`[data-id="morph-${id}"]`);
    this.have = {}; // {film, frames, tray}: what need not come again
    this.chosen = null; // the other end: label of a sample, or "kept"
    for (const kind of ["code", "fade"]) {
      this.buildStrip(this.get(`strip-${kind}`));
      this.get(`band-${kind}`).innerHTML = "<i></i>".repeat(this.LAST + 1);
    }
    this.get("at").oninput = () => {
      this.play(false);
      this.paint();
    };
    this.get("keep").onclick = () => this.keep();
    this.get("kept").onclick = () => this.choose("kept");
    this.get("swap").onclick = () => this.swap();
    this.get("another").onclick = () => page.want({ round: this.tray ? this.tray.round + 1 : 0 });
    this.get("play").onclick = () => this.play(!this.playing);
    this.get("gif").onclick = () => this.askGif();
  },

  buildStrip(strip) {
    for (let k = 0; k < this.STRIP; k++) {
      const cell = document.createElement("div");
      cell.append(document.createElement("canvas"), document.createElement("span"));
      cell.onclick = () => this.goTo((k * this.LAST) / (this.STRIP - 1));
      strip.append(cell);
    }
  },

  // ---- the answer ----
  show({ tray, film, gif }) {
    if (tray) this.fillTray(tray);
    if (film) this.take(film);
    if (gif !== undefined) this.saveGif(gif);
  },

  take(film) {
    clearTimeout(this.rest);
    const code = atob(film.code);
    const frames = code.length / AE.SIDE ** 2;
    this.film = { ...film, code, frames, ends: film.ends.map((end) => atob(end)) };
    this.has({ film: film.key, frames });
    if (film.more) this.rest = setTimeout(() => this.page.want({}), this.REST_MS);
    this.paintStrips();
    this.paint();
    this.saySentence();
  },

  has(part) {
    this.have = { ...this.have, ...part };
    this.page.tell({ have: this.have });
  },

  // Number of the film's picture nearest to a place of the slider.
  frame(place) {
    return Math.round((place / this.LAST) * (this.film.frames - 1));
  },

  get at() {
    return Number(this.get("at").value);
  },

  // Grey of pixel i, from 0 to 1, in picture `frame` of the two films.
  code(frame) {
    const { code } = this.film;
    const start = frame * AE.SIDE ** 2;
    return (i) => code.charCodeAt(start + i) / 255;
  },

  fade(frame) {
    const { ends, frames } = this.film;
    const way = frame / (frames - 1);
    return (i) => ((1 - way) * ends[0].charCodeAt(i) + way * ends[1].charCodeAt(i)) / 255;
  },

  paintPicture(canvas, grey) {
    AE.paint(canvas, AE.SIDE, AE.SIDE, grey, () => AE.WHITE);
  },

  // What stands under the slider: two pictures, and marks in strips and bands.
  paint() {
    if (!this.film) return;
    const frame = this.frame(this.at);
    for (const [id, kind] of [["picture", "code"], ["fade", "fade"]]) {
      const line = AE.readingLine(this.film.read[kind][frame]);
      this.paintPicture(this.get(id), this[kind](frame));
      this.get(`${id}-read`).innerHTML = line;
      this.get(id).setAttribute("aria-label", [AE.t(`morph_${kind}`), this.get(`${id}-read`).textContent].filter(Boolean).join(", "));
      this.markHere(this.get(`band-${kind}`).children, this.at);
      // on a phone every other picture of the strip is left out
      const shown = [...this.get(`strip-${kind}`).children].filter((cell) => cell.offsetParent);
      this.markHere(shown, Math.round((this.at / this.LAST) * (shown.length - 1)));
    }
    const p = Math.round((100 * this.at) / this.LAST);
    const [a, b] = ["picture", "fade"].map((id) => this.get(`${id}-read`).textContent);
    this.get("at").setAttribute("aria-valuetext", AE.t("morph_at_text", { p, a, b }));
  },

  markHere(row, here) {
    [...row].forEach((one, k) => one.classList.toggle("here", k === here));
  },

  // The strips, and under them how much the reader doubts at each place of the slider.
  paintStrips() {
    for (const kind of ["code", "fade"]) {
      [...this.get(`strip-${kind}`).children].forEach((cell, k) => {
        const frame = this.frame((k * this.LAST) / (this.STRIP - 1));
        this.paintPicture(cell.firstChild, this[kind](frame));
        cell.lastChild.textContent = AE.digit(this.film.read[kind][frame]);
      });
      const read = this.film.read[kind];
      this.get("doubt").hidden = this.get(`band-${kind}`).hidden = !read.length;
      [...this.get(`band-${kind}`).children].forEach((bar, place) => {
        if (read.length) bar.style.setProperty("--doubt", `${100 * (1 - read[this.frame(place)].sure)}%`);
      });
    }
  },

  // ---- words ----
  say() {
    this.sayTray();
    if (!this.film) return;
    this.paint();
    this.saySentence();
  },

  saySentence() {
    const { read, frames, ends } = this.film;
    const { code, fade } = read;
    for (const kind of ["code", "fade"]) {
      const list = [...this.get(`strip-${kind}`).children].map((cell) => cell.lastChild.textContent).join(" ");
      this.get(`strip-${kind}`).setAttribute("aria-label", AE.t("morph_strip", { of: AE.t(`morph_${kind}`), list }));
    }
    const said = this.sentence(code[(frames - 1) / 2], fade[(frames - 1) / 2], ends);
    this.get("half").textContent = said;
    if (!this.film.more) this.get("aloud").textContent = said; // not at every move of the pen
    const sure = (readings) => readings.filter((reading) => AE.readable(reading) && reading.sure >= AE.SURE).length;
    const counts = { n: frames, a: sure(code), b: sure(fade) };
    // of the few pictures of a digit under way nothing is counted
    this.get("sure").textContent = code.length && !this.film.more ? AE.t("morph_sure", counts) : "\u00a0";
  },

  sentence(network, mixed, [first, last]) {
    if (first === last) return AE.t("morph_same");
    if (!network) return "";
    const [one, other] = [network, mixed].map((reading) => (AE.readable(reading) ? "read" : "guessed"));
    const [ap, bp] = [network, mixed].map(({ sure }) => AE.percent(sure));
    return AE.t(`morph_${one}_${other}_long`, { a: network.read, b: mixed.read, ap, bp });
  },

  // ---- the other end ----
  fillTray(tray) {
    this.tray = tray;
    this.has({ tray: tray.round });
    this.get("tray").replaceChildren(
      ...tray.digits.map(({ label, pixels }) => {
        const button = document.createElement("button");
        Object.assign(button, { type: "button", onclick: () => this.choose(label) });
        button.append(document.createElement("canvas"));
        AE.paintGrey(button.firstChild, pixels);
        return button;
      }),
    );
    if (this.chosen === null) this.setOther(tray.first); // as the server took it to be
    else if (this.chosen !== "kept") this.choose(this.chosen);
    this.sayTray();
  },

  sayTray() {
    [...this.get("tray").children].forEach((button, d) => button.setAttribute("aria-label", AE.t("sample_label", { d })));
    this.markChosen();
  },

  markChosen() {
    [...this.get("tray").children].forEach((button, d) => button.setAttribute("aria-pressed", d === this.chosen));
    this.get("kept").setAttribute("aria-pressed", this.chosen === "kept");
  },

  choose(which) {
    this.setOther(which);
    this.page.want({});
  },

  setOther(which) {
    this.chosen = which;
    const { pixels } = which === "kept" ? this.kept : this.tray.digits[which];
    this.page.tell({ other: { pixels } });
    this.markChosen();
  },

  // The digit on the pad, as drawn, and as the network sees it.
  get onPad() {
    const { state, reply } = this.page;
    const digit = state.digit.file ? { pixels: reply.seen } : state.digit;
    return reply?.state === "ok" ? { digit, pixels: reply.seen } : null;
  },

  hold(digit) {
    this.kept = digit;
    AE.paintGrey(this.get("kept").firstChild, digit.pixels);
    this.get("kept").hidden = false;
  },

  keep() {
    const { onPad } = this;
    if (!onPad) return;
    this.hold(onPad);
    this.choose("kept");
  },

  swap() {
    const { onPad } = this;
    if (!onPad || this.chosen === null) return;
    const sample = this.tray.digits[this.chosen];
    const other = sample ? (sample.strokes ? { strokes: sample.strokes } : { pixels: sample.pixels }) : this.kept.digit;
    this.hold(onPad);
    this.setOther("kept");
    this.page.draw(other); // which asks for both
  },

  // ---- play ----
  goTo(place) {
    this.play(false);
    this.get("at").value = place;
    this.paint();
  },

  play(on) {
    this.get("play").setAttribute("aria-pressed", on);
    cancelAnimationFrame(this.playing);
    this.playing = null;
    if (!on) return;
    const begun = performance.now() - (this.at / this.LAST) * this.ONE_WAY_MS;
    const step = (now) => {
      if (this.box.hidden) return this.play(false); // another room was opened
      const way = ((now - begun) / this.ONE_WAY_MS) % 2;
      const place = Math.round(this.LAST * (way < 1 ? way : 2 - way));
      this.playing = requestAnimationFrame(step);
      if (place === this.at) return;
      this.get("at").value = place;
      this.paint();
    };
    this.playing = requestAnimationFrame(step);
  },

  // ---- the GIF ----
  askGif() {
    if (!this.onPad) return;
    this.wantsGif = true;
    this.get("gif-note").textContent = AE.t("morph_gif_making");
    this.page.want({ gif: true });
  },

  saveGif(gif) {
    if (!this.wantsGif) return; // a second one: the wish stood in two requests
    this.wantsGif = false;
    this.page.tell({ gif: false });
    this.get("gif-note").textContent = gif ? "" : AE.t("morph_gif_failed");
    if (!gif) return;
    const { code } = this.film.read;
    const ends = [code[0]?.read, code.at(-1)?.read].filter((digit) => digit !== undefined);
    AE.saveFile(`${["morph", ...ends].join("-")}.gif`, "image/gif", gif);
  },
};
