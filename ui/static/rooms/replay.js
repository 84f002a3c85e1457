// Replay: the digit on the pad, restored by a network as it was at every moment of its training.
// The server sends all moments at once; slider, play and strip only pick one of them.
AE.rooms.replay = {
  STEP_MS: 200, // a moment, while it plays
  CELL: 56, // width of a picture of the strip
  CHART: { height: 190, top: 22, bottom: 8 },
  LN2: Math.LN2, // what a blind guess costs in cross-entropy

  mount(box, page) {
    Object.assign(this, { box, page, film: null, playing: null, wants: null });
    this.get = (id) => box.querySelector(`[data-id="replay-${id}"]`);
    this.get("net").onchange = (e) => page.want({ net: e.target.value });
    this.get("at").oninput = (e) => this.goTo(Number(e.target.value));
    this.get("play").onclick = () => this.play(!this.playing);
    for (const kind of ["own", "ten"]) this.get(kind).onclick = () => this.askGif(kind);
    const chart = this.get("chart");
    chart.onpointerdown = (e) => this.point(e);
    chart.onpointermove = (e) => e.buttons && this.point(e);
    new ResizeObserver(() => this.layOut()).observe(this.get("strip"));
  },

  // ---- the answer ----
  show(answer) {
    const before = this.film;
    this.film = { ...answer, bytes: atob(answer.film), last: answer.moments.length - 1 };
    if (before?.net !== answer.net) this.change(before);
    this.paintStrip();
    this.paint();
    this.announce();
    if (answer.gif !== undefined) this.saveGif(answer);
  },

  // The stage's noisy picture is what goes in here, too.
  follow({ noisy, scores, readings }) {
    AE.paintGrey(this.get("given"), noisy);
    this.get("given-read").innerHTML = AE.readingLine(readings?.noisy, readings?.seen);
    this.get("given-score").innerHTML = this.score(scores.noisy.psnr);
  },

  // Another network: it has other moments.
  change(before) {
    const { net, last } = this.film;
    this.page.tell({ net }); // from now on the room's own choice
    const at = this.get("at");
    const way = before ? Number(at.value) / before.last : 0;
    at.max = last;
    at.value = Math.round(way * last);
    const cell = () => {
      const one = document.createElement("div");
      one.append(document.createElement("canvas"), document.createElement("span"));
      return one;
    };
    this.get("strip").replaceChildren(...Array.from({ length: last + 1 }, cell));
    this.cells.forEach((one, k) => {
      one.onclick = () => this.goTo(k);
      one.lastChild.textContent = this.label(k);
    });
    this.layOut();
    this.sayNet();
  },

  get cells() {
    return [...this.get("strip").children];
  },

  get at() {
    return Number(this.get("at").value);
  },

  // Grey of pixel i, from 0 to 1, at moment k.
  grey(k) {
    const start = k * AE.SIDE ** 2;
    return (i) => this.film.bytes.charCodeAt(start + i) / 255;
  },

  paintPicture(canvas, k) {
    AE.paint(canvas, AE.SIDE, AE.SIDE, this.grey(k), () => AE.WHITE);
  },

  paintStrip() {
    this.cells.forEach((cell, k) => cell.hidden || this.paintPicture(cell.firstChild, k));
  },

  // What stands under the slider.
  paint() {
    if (!this.film) return;
    const { film, at } = this;
    const [when, says] = [this.when(at), this.sentence(at)];
    this.paintPicture(this.get("picture"), at);
    this.get("picture-read").innerHTML = AE.readingLine(film.read[at], film.clean);
    this.get("picture-score").innerHTML = this.score(film.psnr[at]);
    this.get("when").textContent = when;
    this.get("says").textContent = says;
    const read = [this.get("picture-read").textContent, this.db(film.psnr[at])].filter(Boolean).join(AE.t("comma"));
    this.get("picture").setAttribute("aria-label", [AE.t("restored"), read].join(AE.t("comma")));
    this.get("at").setAttribute("aria-valuetext", [when, read].join(AE.t("comma")));
    this.cells.forEach((cell, k) => cell.classList.toggle("here", k === at));
    this.paintChart();
  },

  score(psnr) {
    return `<b>${this.db(psnr)}</b>`;
  },

  db: (psnr) => (psnr === null ? AE.t("identical") : AE.t("db", { v: psnr.toFixed(1) })),

  // ---- places: strip, slider and curve share them ----
  x(k) {
    return this.CELL / 2 + (k / this.film.last) * (this.get("strip").clientWidth - this.CELL);
  },

  // Pictures that have no room beside the others are left out; the first and the last stay.
  layOut() {
    if (!this.film || !this.get("strip").clientWidth) return;
    const { last } = this.film;
    const apart = (a, b) => this.x(b) - this.x(a) >= this.CELL + 4;
    let shown = 0;
    this.cells.forEach((cell, k) => {
      cell.hidden = k > 0 && k < last && !(apart(shown, k) && apart(k, last));
      if (!cell.hidden) shown = k;
      cell.style.left = `${this.x(k) - this.CELL / 2}px`;
    });
    this.paintStrip();
    this.paint();
  },

  // Place of an epoch between the moments that were kept.
  place(epoch) {
    const { moments } = this.film;
    const next = moments.findIndex((moment) => moment >= epoch);
    if (moments[next] === epoch) return next;
    return next - 1 + (epoch - moments[next - 1]) / (moments[next] - moments[next - 1]);
  },

  // ---- the curve ----
  paintChart() {
    const { moments, losses, curve, loss } = this.film;
    const { height, top, bottom } = this.CHART;
    const width = this.get("strip").clientWidth;
    const high = Math.max(...losses, ...curve);
    const y = (value) => height - bottom - (value / high) * (height - top - bottom);
    const kept = moments.map((moment, k) => [k, losses[k]]);
    const others = curve.map((value, i) => [this.place(i + 1), value]).filter(([k]) => !Number.isInteger(k));
    const points = [...kept, ...others].sort(([a], [b]) => a - b);
    const [x, now] = [this.x(this.at), losses[this.at]];
    const end = x > width - 60;
    const level = (value, text) =>
      `<line class="grid" x1="0" x2="${width}" y1="${y(value)}" y2="${y(value)}"/>` +
      `<text x="${0.7 * width}" y="${y(value) - 5}" text-anchor="middle">${text}</text>`;
    const parts = [
      level(0, ""),
      loss === "bce" ? level(this.LN2, "ln 2 = 0.693") : "",
      `<polyline points="${points.map(([k, v]) => `${this.x(k).toFixed(1)},${y(v).toFixed(1)}`).join(" ")}"/>`,
      ...kept.map(([k, v]) => `<circle class="kept" cx="${this.x(k)}" cy="${y(v)}" r="2.5"/>`),
      `<line class="now" x1="${x}" x2="${x}" y1="0" y2="${height}"/>`,
      `<circle class="own" cx="${x}" cy="${y(now)}" r="6"/>`,
      `<text class="value" x="${x + (end ? -10 : 10)}" y="${Math.max(14, y(now) - 9)}" text-anchor="${end ? "end" : "start"}">${now.toFixed(3)}</text>`,
    ];
    this.get("chart").innerHTML =
      `<svg width="${width}" height="${height}" aria-hidden="true">${parts.join("")}</svg>`;
  },

  point(event) {
    if (!this.film) return;
    const from = this.get("chart").getBoundingClientRect().left;
    const way = (event.clientX - from - this.x(0)) / (this.x(1) - this.x(0));
    this.goTo(Math.min(this.film.last, Math.max(0, Math.round(way))));
  },

  // ---- words ----
  say() {
    if (!this.film) return;
    this.sayNet();
    this.paint();
  },

  sayNet() {
    const { nets, net, digits, curve, moments, losses } = this.film;
    const label = (key) => {
      const one = document.createElement("label");
      one.innerHTML = `<input type="radio" name="replay-net" value="${key}"><span></span>`;
      one.firstChild.checked = key === net;
      one.lastChild.textContent = AE.t(`model_${key}`);
      return one;
    };
    const chips = this.get("net");
    const focused = chips.contains(document.activeElement);
    chips.replaceChildren(...nets.map(label));
    if (focused) chips.querySelector(":checked").focus();
    this.get("lead").textContent = AE.t("replay_lead", { n: digits.toLocaleString("en") });
    const every = moments.filter((moment) => moment >= 1).length === curve.length;
    this.get("about").textContent = AE.t(every ? "replay_every" : "replay_few", { t: curve.length });
    this.get("note").textContent = AE.t("replay_curve_note");
    this.get("strip").setAttribute("aria-label", AE.t("replay_strip"));
    const list = losses.map((value, k) => `${this.label(k)}: ${value.toFixed(3)}`).join(AE.t("comma"));
    this.get("chart").setAttribute("aria-label", AE.t("replay_loss_alt", { list }));
  },

  // A moment, short: 0, 1/8, 1, 2, …
  label(k) {
    const moment = this.film.moments[k];
    return moment > 0 && moment < 1 ? `1/${1 / moment}` : `${moment}`;
  },

  when(k) {
    const { moments, digits, curve } = this.film;
    const moment = moments[k];
    if (moment === 0) return AE.t("replay_untrained");
    const n = Math.round(moment * digits).toLocaleString("en");
    if (moment < 1) return AE.t("replay_part", { p: this.label(k), n });
    return AE.t("replay_epoch", { e: moment, t: curve.length });
  },

  sentence(k) {
    const { stages, loss, losses, psnr, noisy_psnr, clean, net } = this.film;
    const stage = stages[k];
    const start = k === 0 && stage === "grey";
    const said = AE.t(start ? `replay_start_${loss}_long` : `replay_${stage}_long`, {
      l: losses[k].toFixed(3),
      v: this.db(psnr[k]),
      w: this.db(noisy_psnr),
      d: clean?.read,
    });
    const noisy = noisy_psnr !== null && AE.models.find(({ key }) => key === net).trained === null;
    const failed = ["black", "worse", "misread"].includes(stage);
    return AE.join(said, failed && noisy && AE.t("replay_never_noise"));
  },

  // Read aloud once it has come to rest.
  announce() {
    clearTimeout(this.aloud);
    this.aloud = setTimeout(() => {
      const said = AE.join(`${this.when(this.at)}.`, this.sentence(this.at));
      if (this.get("aloud").textContent !== said) this.get("aloud").textContent = said;
    }, AE.REST_MS);
  },

  // ---- slide and play ----
  goTo(k) {
    this.play(false);
    this.get("at").value = k;
    this.paint();
  },

  play(on) {
    this.get("play").setAttribute("aria-pressed", on);
    clearInterval(this.playing);
    this.playing = null;
    if (!on || !this.film) return;
    if (this.at === this.film.last) this.get("at").value = 0;
    this.paint();
    this.playing = setInterval(() => {
      if (this.box.hidden) return this.play(false); // another room was opened
      this.get("at").value = this.at + 1;
      this.paint();
      if (this.at < this.film.last) return;
      this.play(false);
      this.announce();
    }, this.STEP_MS);
  },

  // ---- GIFs ----
  askGif(kind) {
    if (!this.film) return;
    this.wants = kind;
    this.get("gif-note").textContent = AE.t("replay_gif_making");
    this.page.want({ gif: kind });
  },

  saveGif({ gif, of, net, clean }) {
    if (this.wants !== of) return; // a second one: the wish stood in two requests
    this.wants = null;
    this.page.tell({ gif: undefined });
    this.get("gif-note").textContent = gif ? "" : AE.t("replay_gif_failed");
    const name = of === "ten" ? "ten" : (clean?.read ?? "own");
    if (gif) AE.saveFile(`learning-${net}-${name}.gif`, "image/gif", gif);
  },
};
