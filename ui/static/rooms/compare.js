// Compare: the noisy digit through every network and through classical filters, and how each does
// over the test digits. What is looked at is lit, among the tiles and among the curves: the tile
// under the pointer or the keys' focus, else the one that was chosen, else the model in use.
AE.rooms.compare = {
  mount(box, page) {
    this.get = (id) => box.querySelector(`[data-id="compare-${id}"]`);
    Object.assign(this, { page, answer: null, curves: undefined, over: null, chosen: null, frame: null });
    Object.assign(this, { order: "menu", measure: "psnr", tiles: new Map() });
    this.get("sort").onchange = (e) => {
      this.order = e.target.value;
      if (this.answer) this.sort();
    };
    this.get("measure").onchange = (e) => {
      this.measure = e.target.value;
      this.mark();
    };
    const chart = this.get("chart");
    const near = (e) => (this.view ? AE.nearestCurve(chart, this.view, e) : null);
    chart.onpointermove = (e) => e.pointerType === "mouse" && this.look(near(e));
    chart.onpointerleave = () => this.look(null);
    chart.onclick = (e) => this.choose(near(e));
    new ResizeObserver(() => this.mark()).observe(chart);
    page.tell({ curves: true });
  },

  show(answer) {
    if (answer.curves !== undefined) {
      this.curves = answer.curves;
      this.page.tell({ curves: false }); // they stay the same
    }
    this.answer = answer;
    this.by = new Map(answer.tiles.map((tile) => [tile.key, tile]));
    for (const key of [...this.tiles.keys()].filter((one) => !this.by.has(one))) this.remove(key);
    for (const tile of answer.tiles) this.paint(tile);
    // pictures first: order and words follow the frame that shows them
    this.frame ??= requestAnimationFrame(() =>
      setTimeout(() => {
        this.frame = null;
        this.sort();
        this.say();
      }),
    );
  },

  // ---- tiles ----
  paint(tile) {
    if (!this.tiles.has(tile.key)) this.add(tile);
    const canvas = this.tiles.get(tile.key).querySelector("canvas");
    if (tile.picture) AE.paintGrey(canvas, tile.picture);
    else AE.paintBlank(canvas);
  },

  add({ key, group }) {
    const item = document.createElement("li");
    item.innerHTML =
      `<button type="button" class="compare-tile" data-key="${key}">` +
      `<span class="compare-head"><b></b><i></i></span><span class="compare-sub"></span>` +
      `<canvas width="28" height="28" data-id="compare-${key}"></canvas><span class="compare-numbers"></span></button>`;
    const button = item.firstChild;
    button.onclick = () => (group === "net" ? this.use(key) : this.choose(key));
    button.onpointerenter = (e) => e.pointerType === "mouse" && this.look(key);
    button.onpointerleave = () => this.look(null);
    button.onfocus = () => button.matches(":focus-visible") && this.look(key);
    button.onblur = () => this.look(null);
    this.tiles.set(key, item);
    this.get("tiles").append(item);
  },

  // Of the visitor's own nets one may go.
  remove(key) {
    this.tiles.get(key).remove();
    this.tiles.delete(key);
  },

  use(key) {
    this.chosen = null;
    if (key !== this.page.state.model) this.page.use(key);
    this.mark();
  },

  choose(key) {
    this.chosen = key === this.chosen ? null : key;
    this.mark();
  },

  look(key) {
    if (key === this.over) return;
    this.over = key;
    this.mark();
  },

  name(key) {
    const words = {
      noisy: "noisy",
      gaussian_filter: "compare_gaussian_filter",
      median: "compare_median",
      total_variation: "compare_total_variation",
      non_local_means: "compare_non_local_means",
    };
    return AE.t(words[key] ?? `model_${key}`);
  },

  // What a network has met in training: see ui/menu.py.
  met: (key) => AE.models.find((model) => model.key === key) ?? { trained: null },

  sub({ key, group }) {
    if (group === "filter") return AE.t("compare_filter");
    if (group === "noisy") return AE.t("compare_untouched");
    const { trained, kind } = this.met(key);
    if (trained === "mixed") return AE.t("compare_on_every");
    if (trained === null) return AE.t("compare_on_clean");
    return AE.t("compare_on_level", { noise: AE.t(`noise_${kind}`), l: trained.toFixed(2) });
  },

  psnr: ({ psnr }) => (psnr === null ? AE.t("identical") : AE.t("db", { v: psnr.toFixed(1) })),
  value: (tile) => (tile.psnr === null ? Infinity : (tile.psnr ?? -Infinity)), // -Infinity: no picture

  // The first of the highest; the noisy picture comes first of all.
  best(tiles) {
    return tiles.reduce((a, b) => (this.value(b) > this.value(a) ? b : a));
  },

  sayTile(tile, best) {
    const [name, sub] = [this.name(tile.key), this.sub(tile)];
    const won = tile === best ? AE.t("compare_best") : "";
    const inside = tile.problem ? AE.t(tile.problem.key, tile.problem) : this.numbers(tile);
    const item = this.tiles.get(tile.key);
    const said = [name, sub, won, inside].join();
    if (item.said === said) return; // while one draws, most stays from answer to answer
    item.said = said;
    const button = item.firstChild;
    const [head, under, , numbers] = button.children;
    head.children[0].textContent = name;
    head.children[1].textContent = won;
    under.textContent = sub;
    numbers.className = tile.problem ? "compare-problem" : "compare-numbers";
    if (tile.problem) numbers.textContent = inside;
    else numbers.innerHTML = inside;
    const parts = [...numbers.children].map((e) => e.getAttribute("aria-label") ?? e.textContent);
    if (tile.problem) parts.push(inside);
    button.setAttribute("aria-label", [name, won, sub, ...parts].filter(Boolean).join(AE.t("comma")));
  },

  numbers(tile) {
    return (
      `<span class="psnr">${this.psnr(tile)}</span>` +
      `<span class="ssim">${AE.t("ssim", { v: AE.number(tile.ssim, 2) })}</span>` +
      (tile.reading ? this.reads(tile.reading) : "")
    );
  },

  reads(reading) {
    const { clean } = this.answer;
    const { read, sure } = reading;
    const text = (d) => AE.t("compare_reads", { d });
    if (!AE.readable(reading)) {
      const label = AE.t(reading.no_digit >= AE.NO_DIGIT ? "read_no_digit" : "read_nothing");
      return `<span class="reads" title="${label}" aria-label="${label}">${AE.t("compare_unread")}</span>`;
    }
    const known = AE.trusted(clean); // what the clean digit is
    const right = read === clean.read;
    const says = known ? AE.t(right ? "read_right" : "read_wrong") : "";
    const sign = known ? `<i class="${right ? "right" : "wrong"}">${right ? "✓" : "✗"}</i>` : "";
    const percent = AE.t("percent", { p: AE.percent(sure) });
    const label = [text(read), percent, says].filter(Boolean).join(AE.t("comma"));
    return `<span class="reads" title="${label}" aria-label="${label}">${text(`<b>${read}</b>`)} ${sign}</span>`;
  },

  // ---- order ----
  // As in the menu of models, between the noisy picture and the filters.
  menu() {
    const groups = [...new Set(AE.models.map(({ group }) => group))];
    const place = ({ key, group }) => {
      if (group !== "net") return group === "noisy" ? -1 : groups.length;
      return groups.indexOf(AE.models.find((model) => model.key === key).group);
    };
    return this.answer.tiles.toSorted((a, b) => place(a) - place(b));
  },

  sort() {
    const { clean } = this.answer;
    const score = (reading) => (!AE.readable(reading) ? 0 : reading.read === clean.read ? reading.sure : -reading.sure);
    const read = ({ reading }) => (reading ? score(reading) : -2);
    const rank = { menu: () => 0, psnr: this.value, ssim: ({ ssim }) => ssim ?? -2, reader: read }[this.order];
    // "-" of two infinities is no number
    const tiles = this.menu().toSorted((a, b) => (rank(b) > rank(a)) - (rank(b) < rank(a)));
    const list = this.get("tiles");
    if (tiles.every(({ key }, i) => list.children[i] === this.tiles.get(key))) return;
    const focused = document.activeElement; // moving an element takes the focus from it
    list.append(...tiles.map(({ key }) => this.tiles.get(key)));
    if (list.contains(focused)) focused.focus();
  },

  // ---- words ----
  say() {
    if (!this.answer) return;
    const { tiles } = this.answer;
    this.mark(); // first, as the chart asks for its size, which changed tiles would have laid out anew
    const best = this.best(tiles);
    for (const tile of tiles) this.sayTile(tile, best);
    const says = this.sentence(tiles, best);
    this.get("says").textContent = says;
    clearTimeout(this.aloud);
    this.aloud = setTimeout(() => (this.get("aloud").textContent = says), AE.REST_MS);
  },

  sentence(tiles, best) {
    const of = (group) => tiles.filter((tile) => tile.group === group);
    const [noisy, net, filter] = ["noisy", "net", "filter"].map((group) => this.best(of(group)));
    if (net.problem) return ""; // no network is there
    const words = { a: this.name(net.key), x: this.psnr(net), b: this.name(filter.key), y: this.psnr(filter) };
    if (noisy.psnr === null) return AE.t("compare_nothing", words);
    const keys = { net: "compare_net_wins", filter: "compare_filter_wins", noisy: "compare_noisy_wins" };
    const worse = of("net").filter((tile) => tile.psnr < noisy.psnr).length;
    return AE.join(
      AE.t(keys[best.group], { ...words, z: this.psnr(noisy) }),
      worse && AE.t("compare_worse", { k: worse, m: of("net").length }),
    );
  },

  // ---- what is lit ----
  get lit() {
    return [this.over, this.chosen, this.page.state.model].find((key) => this.by.has(key)) ?? "noisy";
  },

  mark() {
    if (!this.answer) return;
    const { model } = this.page.state;
    for (const [key, item] of this.tiles) {
      const button = item.firstChild;
      const net = this.by.get(key).group === "net";
      button.setAttribute("aria-pressed", key === (net ? model : this.chosen));
      button.classList.toggle("used", key === model);
      button.classList.toggle("lit", key === this.lit);
    }
    this.paintChart();
  },

  // ---- curves ----
  paintChart() {
    const { noise, level } = this.page.state;
    this.get("curve").textContent = AE.t("compare_curve", { noise: AE.t(`noise_${noise}`) });
    if (!this.curves) {
      this.view = null;
      this.get("about").textContent = this.curves === null ? AE.t("compare_no_curves") : "";
      return;
    }
    const psnr = this.measure === "psnr";
    const lines = [...this.by.values()].filter(({ key }) => this.curves.of[key]).map(({ key, group }) => {
      // what leaves a clean digit as it is has no PSNR there
      const from = psnr && group !== "net" ? 1 : 0;
      const points = this.curves.of[key][noise].slice(from).map(([l, p, s]) => [l, psnr ? p : s]);
      return { key, group, points };
    });
    const tile = this.by.get(this.lit);
    const own = tile[this.measure] ?? null; // null, too, of identical pictures
    const unit = psnr ? "dB" : "SSIM";
    this.view = {
      lines,
      level,
      own,
      lit: this.lit,
      name: this.name(this.lit),
      range: psnr ? [0, 35] : [0, 1],
      ticks: psnr ? [0, 10, 20, 30] : [0, 0.25, 0.5, 0.75, 1],
      trained: this.trainedAlong(tile, noise),
      x: AE.t("level"),
      y: AE.t("compare_higher", { unit }),
    };
    AE.paintCurves(this.get("chart"), this.view);
    this.sayCurve(tile, own);
  },

  trainedAlong({ key, group }, noise) {
    if (group !== "net") return null;
    const { trained, kind } = this.met(key);
    if (trained === "mixed") return [0, 1];
    if (trained === null) return [0, 0];
    return noise === kind ? [trained, trained] : null;
  },

  sayCurve(tile, own) {
    const { noise, level } = this.page.state;
    const name = this.name(tile.key);
    const points = this.view.lines.find(({ key }) => key === tile.key)?.points ?? [];
    const text = (v) => (this.measure === "psnr" ? AE.t("db", { v: v.toFixed(1) }) : AE.t("ssim", { v: AE.number(v, 2) }));
    const mean = AE.curveAt(points, level);
    const n = this.curves.digits.toLocaleString("en");
    const about = AE.join(
      mean !== null && AE.t("compare_average", { name, l: level.toFixed(2), v: text(mean), n }),
      own !== null && AE.t("compare_yours", { w: text(own) }),
      this.sayTrained(tile, noise),
    );
    this.get("about").textContent = about;
    const values = points.map(([l, v]) => `${l}: ${text(v)}`).join(AE.t("comma"));
    this.get("chart").setAttribute("aria-label", `${this.get("curve").textContent}. ${name}: ${values}`);
  },

  sayTrained({ key, group }, noise) {
    if (group === "filter") return AE.t("compare_trained_filter");
    if (group === "noisy") return AE.t("compare_trained_noisy");
    const { trained, kind } = this.met(key);
    if (trained === "mixed") return AE.t("compare_trained_every");
    if (trained === null) return AE.t("compare_trained_clean");
    const words = { noise: AE.t(`noise_${kind}`), l: trained.toFixed(2) };
    return AE.t(noise === kind ? "compare_trained_level" : "compare_trained_other", words);
  },
};
