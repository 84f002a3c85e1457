// How strange: where the current drawing stands among digits, what the network makes of it, and
// samples that are no digits.
AE.rooms.strange = {
  STEPS: [
    [0.5, "familiar"],
    [0.8, "ordinary"],
    [0.95, "unusual"],
    [Infinity, "strange"],
  ], // share of the digits below which a drawing is so
  STRANGE: 0.95,
  TOP: 44, // room for words above the bars, and below them
  BOTTOM: 44,

  mount(box, page) {
    this.page = page;
    this.get = (id) => box.querySelector(`[data-id="strange-${id}"]`);
    this.answer = null;
    this.samples = []; // [{digit, button, name}]
    this.aloud = null;
    new ResizeObserver(() => this.paintChart()).observe(this.get("chart"));
  },

  show(answer) {
    if (answer.samples) {
      this.fillSamples(answer.samples);
      this.page.tell({ have: true });
    }
    this.answer = answer;
    AE.paintGrey(this.get("drawing"), this.page.reply.seen);
    AE.paintGrey(this.get("copy"), answer.copy);
    AE.paintDifference(this.get("difference"), answer.difference);
    this.say();
  },

  fillSamples(samples) {
    this.samples = samples.map(({ name, strokes, pixels }) => {
      const button = document.createElement("button");
      const canvas = document.createElement("canvas");
      AE.paintGrey(canvas, pixels);
      button.append(canvas);
      const digit = { strokes };
      Object.assign(button, { type: "button", onclick: () => this.page.draw(digit) });
      button.dataset.name = name;
      return { digit, button, name };
    });
    this.get("samples").replaceChildren(...this.samples.map(({ button }) => button));
  },

  // ---- words ----
  say() {
    this.saySamples();
    if (!this.answer) return;
    const than = this.than();
    const [means, made] = [this.means(), this.made()];
    this.get("than").innerHTML = than;
    this.get("means").textContent = means;
    this.get("made").textContent = made;
    this.get("digits").textContent = AE.t("strange_digits", { n: this.count(this.answer.digits) });
    this.sayTrust();
    this.paintChart();
    clearTimeout(this.aloud); // read aloud once it has come to rest
    const said = AE.join(`${this.get("than").textContent}.`, means, made);
    this.aloud = setTimeout(() => (this.get("aloud").textContent = said), AE.REST_MS);
  },

  saySamples() {
    for (const { digit, button, name } of this.samples) {
      button.title = AE.t(`strange_sample_${name}`);
      button.setAttribute("aria-label", button.title);
      button.setAttribute("aria-pressed", this.page.state.digit === digit);
    }
  },

  count: (n) => n.toLocaleString("en"),
  percent: (share) => Math.round(100 * share),

  // "Stranger than 97 % of …", as markup.
  than() {
    const { share, digits } = this.answer;
    const n = this.count(digits);
    if (share === 1) return AE.t("strange_than_all_long", { p: `<b>${AE.t("strange_every")}</b>`, n });
    const p = Math.min(99, this.percent(share)); // 100 % are only all of them
    return AE.t("strange_than_long", { p: `<b>${AE.t("percent", { p })}</b>`, n });
  },

  get copiesAll() {
    return this.page.model().code === "none";
  },

  means() {
    const { share, by } = this.answer;
    const [, step] = this.STEPS.find(([below]) => share < below);
    return AE.t(`strange_${step}_${by}_long`);
  },

  // What the network made of the drawing, and how far off that is.
  made() {
    const { reading, error } = this.answer;
    const words = { t: AE.number(error.times, error.times < 10 ? 1 : 0), p: this.percent(error.share) };
    const said = [AE.t("strange_error_long", words), this.copiesAll && AE.t("strange_free_long")];
    if (!reading) return AE.join(...said);
    let key = error.share >= this.STRANGE && !this.copiesAll ? "made" : "read";
    if (!AE.readable(reading)) key = "guess";
    return AE.join(...said, AE.t(`strange_${key}_long`, { d: reading.read, p: AE.percent(reading.sure) }));
  },

  sayTrust() {
    const { net, digits } = this.answer;
    if (!net) {
      this.get("trust").textContent = AE.t("strange_own_long", { n: this.count(digits) });
      return;
    }
    const { model } = this.page.state;
    const [f, e, i] = [net.finds, net.finds_by_error, net.by_ink].map(this.percent);
    const best = { name: AE.t(`model_${net.best}`), f: this.percent(net.best_finds) };
    this.get("trust").textContent = AE.join(
      AE.t("strange_finds_long", { n: this.count(net.drawings), name: AE.t(`model_${model}`), f, e }),
      model === net.best ? AE.t("strange_best_long") : AE.t("strange_better_long", best),
      AE.t("strange_ink_long", { i }),
    );
  },

  // ---- the chart ----
  // Bars over the measure, and the drawing's own place; all places are 0 to 1.
  paintChart() {
    const box = this.get("chart");
    if (!this.answer || !box.clientWidth) return; // nothing yet, or left meanwhile
    const { bars, at: place, limit, ticks, share, by } = this.answer;
    const [width, height] = [box.clientWidth, box.clientHeight];
    const floor = height - this.BOTTOM;
    const tall = floor - this.TOP;
    const x = (part) => 7 + (width - 14) * part;
    const wide = (width - 14) / bars.length;
    const most = Math.max(...bars);
    const bar = (part, i) => {
      const h = (tall * part) / most;
      return `<rect class="bar-of" x="${7 + i * wide}" y="${floor - h}" width="${wide - 1}" height="${h}"/>`;
    };
    const tick = ([part, text]) => `<text x="${x(part)}" y="${floor + 18}" text-anchor="middle">${AE.words[text] ? AE.t(text) : text}</text>`;
    const [edge, at] = [x(limit), x(place)];
    // words that would leave the chart stand on the other side
    const anchor = at > width - 60 ? "end" : at < 60 ? "start" : "middle";
    const left = anchor === "end" ? width : anchor === "start" ? 0 : at;
    const crowded = at > width - 80; // there the region's name stands at its other end
    const region = crowded ? edge + 6 : width - 6;
    box.innerHTML =
      `<svg width="${width}" height="${height}" aria-hidden="true">` +
      `<rect class="region" x="${edge}" y="${this.TOP - 18}" width="${width - edge}" height="${tall + 18}"/>` +
      `<text x="${region}" y="${this.TOP - 4}" text-anchor="${crowded ? "start" : "end"}">${AE.t("strange_region")}</text>` +
      bars.map(bar).join("") +
      `<line class="edge" x1="${edge}" x2="${edge}" y1="${this.TOP - 18}" y2="${floor}"/>` +
      `<line class="floor" x1="0" x2="${width}" y1="${floor}" y2="${floor}"/>` +
      ticks.map(tick).join("") +
      `<text x="${width / 2}" y="${floor + 38}" text-anchor="middle">${AE.t(by === "error" ? "strange_axis_error" : "strange_axis_classifier")}</text>` +
      `<line class="own" x1="${at}" x2="${at}" y1="18" y2="${floor}"/>` +
      `<circle class="own" cx="${at}" cy="${floor}" r="6"/>` +
      `<text class="own" x="${left}" y="13" text-anchor="${anchor}">${AE.t("strange_yours")}</text></svg>`;
    box.dataset.share = share;
    box.setAttribute("aria-label", this.get("than").textContent);
  },
};
