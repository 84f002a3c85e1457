// Train: a net of the visitor's own. How the training goes is told by the server in messages
// (`AE.receiveTraining`), each of which says all there is to say; when an epoch is over, the room is
// asked for pictures.
AE.rooms.train = {
  CHOICES: { code: [2, 4, 8, 16, 32, 64], layers: [0, 1, 2, 3], units: [32, 64, 128, 256] },
  NEAR: 1.5, // dB

  mount(box, page) {
    this.get = (id) => box.querySelector(`[data-id="train-${id}"]`);
    Object.assign(this, { box, page, data: null, told: null, result: null, stopping: false });
    this.n = Math.max(0, ...AE.nets.all.map(({ n }) => n)); // nets trained so far
    for (const [name, values] of Object.entries(this.CHOICES)) this.addChips(name, values);
    for (let i = 0; i < 11; i++) this.addTile(i);
    for (const name of Object.keys(AE.starts)) this.addStart(name);
    this.sayForm(); // which lists the kinds of noise
    this.take(Object.keys(AE.starts)[0]);
    this.get("form").oninput = () => this.sayForm();
    this.get("form").onsubmit = (e) => e.preventDefault();
    this.get("start").onclick = () => this.start();
    this.get("stop").onclick = () => this.stop();
    this.get("use").onclick = () => page.use(this.result.facts.key);
    this.get("map").onclick = () => {
      page.use(this.result.facts.key);
      this.mapTab.click();
    };
    this.get("download").onclick = () => {
      this.wantsFile = true; // a second answer may bring it too
      page.want({ file: true });
    };
    new ResizeObserver(() => this.paintChart()).observe(this.get("chart"));
    AE.receiveTraining = (message) => this.hear(message);
  },

  addChips(name, values) {
    const chip = (v) => `<label><input type="radio" name="train-${name}" value="${v}"><span>${v}</span></label>`;
    this.get(name).innerHTML = values.map(chip).join("");
  },

  addStart(name) {
    const button = document.createElement("button");
    button.innerHTML = `<b data-t="train_from_${name}"></b><span data-t="train_from_${name}_note"></span>`;
    Object.assign(button, { type: "button", onclick: () => this.take(name) });
    button.dataset.start = name;
    this.get("from").append(button);
  },

  // A starting point sets all that can be chosen; from there everything may be changed.
  take(name) {
    const { noise, level, epochs, ...chips } = AE.starts[name];
    const { elements } = this.get("form");
    for (const [chip, value] of Object.entries(chips)) elements[`train-${chip}`].value = value;
    for (const [id, value] of Object.entries({ noise, level, epochs })) this.get(id).value = value;
    this.sayForm();
  },

  // Whether what is chosen is that starting point.
  isFrom(name) {
    const { wish } = this;
    const free = [...(wish.layers ? [] : ["units"]), ...(this.get("level-field").hidden ? ["level"] : [])];
    return Object.entries(AE.starts[name]).every(([key, value]) => free.includes(key) || wish[key] === value);
  },

  // None, where a link leaves the room out.
  get mapTab() {
    return document.querySelector('[data-tab="map"]');
  },

  addTile(i) {
    const item = document.createElement("div");
    if (i === 0) item.className = "own";
    for (const of of ["given", "restored"]) {
      const canvas = document.createElement("canvas");
      canvas.dataset.id = `train-${of}-${i}`;
      item.append(canvas);
    }
    item.setAttribute("role", "img");
    this.get("tiles").append(item);
  },

  // ---- what is chosen ----
  get wish() {
    const { elements } = this.get("form");
    const names = Object.keys(this.CHOICES);
    const chosen = Object.fromEntries(names.map((name) => [name, Number(elements[`train-${name}`].value)]));
    const [level, epochs] = ["level", "epochs"].map((id) => Number(this.get(id).value));
    return { ...chosen, loss: elements["train-loss"].value, noise: this.get("noise").value, level, epochs };
  },

  get busy() {
    return ["asked", "queued", "starting", "training", "testing"].includes(this.told?.state);
  },

  start() {
    if (this.busy) return;
    this.result = null;
    this.stopping = false;
    this.ten = null;
    this.first = undefined; // the loss before anything was learnt
    this.hear({ state: "asked" });
    this.page.tell({ net: null, have: null });
    this.page.send("train", { train: this.wish });
  },

  stop() {
    this.stopping = true;
    this.askToStop();
    this.sayTold();
  },

  // Under which key it is known, the first message says.
  askToStop() {
    if (this.told.key) this.page.send("stop", { stop: this.told.key });
  },

  // ---- what is told ----
  hear(message) {
    const { epoch, key } = this.told ?? {};
    this.told = message;
    if (this.stopping && this.busy && !key) this.askToStop();
    this.data = message.data ?? this.data;
    this.first = message.first ?? this.first;
    if (message.state === "done") this.finish(message);
    // also of a training that was stopped in an epoch: "done" brings other weights
    if (message.epoch !== undefined && (message.epoch !== epoch || message.state === "done")) {
      this.page.want({ net: message.key, ...(message.state === "done" && { have: null }) });
    }
    this.sayTold();
    this.paintChart();
  },

  finish(message) {
    this.n += 1;
    const { facts, scores, stopped, late } = message;
    this.result = { facts: { ...facts, n: this.n }, scores, stopped, late, data: this.data };
    this.page.learn(this.result.facts);
  },

  // ---- pictures ----
  show({ data, net, own, ten, epoch, file, gone }) {
    this.data ??= data;
    if (gone) {
      this.result = null;
      this.page.tell({ net: null, have: null });
    }
    if (net && net === this.told?.key) {
      if (ten) {
        this.ten = ten;
        this.page.tell({ have: epoch });
      }
      Object.assign(this, { own, epoch });
      if (this.ten) this.paintTiles();
    }
    if (file && this.wantsFile) {
      this.wantsFile = false;
      this.page.tell({ file: false });
      AE.saveFile("my-net.zip", "application/zip", file);
    }
    this.say();
  },

  // Before there is a net: the current digit, as it stands on the stage.
  follow({ noisy }) {
    if (!this.ten) AE.paintGrey(this.get("given-0"), noisy);
  },

  paintTiles() {
    [this.own, ...this.ten].forEach((pair, i) => {
      for (const of of ["given", "restored"]) {
        const canvas = this.get(`${of}-${i}`);
        if (pair) AE.paintGrey(canvas, pair[of]);
        else AE.paintBlank(canvas);
      }
    });
  },

  // The loss of each epoch, and on the way to the next one that so far.
  paintChart() {
    const { told } = this;
    const losses = told?.losses ?? [];
    const all = [this.first, ...losses].map((loss, epoch) => [epoch, loss]);
    const points = all.filter(([, loss]) => loss !== undefined);
    if (told?.done > losses.length) points.push([told.done, told.loss]);
    const chart = this.get("chart");
    chart.classList.toggle("empty", !points.length);
    if (!points.length) {
      chart.textContent = AE.t("train_curve_empty");
      chart.setAttribute("aria-label", chart.textContent);
      return;
    }
    chart.innerHTML = this.drawn(points, told.epochs, Math.max(240, chart.clientWidth));
    const list = losses.map((v) => v.toFixed(4)).join(AE.t("comma"));
    chart.setAttribute("aria-label", AE.t("train_curve_label", { list }));
  },

  // The curve as SVG, from no epoch to all of them, and from no loss to the largest.
  drawn(points, epochs, width) {
    const [left, right, top, bottom, height] = [48, 12, 10, 40, 180];
    const most = Math.max(...points.map(([, loss]) => loss));
    const x = (epoch) => left + (epoch / epochs) * (width - left - right);
    const y = (loss) => top + (1 - loss / (1.05 * most)) * (height - top - bottom);
    const text = (at, down, anchor, words, kind = "") =>
      `<text class="${kind}" x="${at}" y="${down}" text-anchor="${anchor}">${words}</text>`;
    const scale = [0, most / 2, most].map(
      (v) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(v)}" y2="${y(v)}"/>` +
        text(left - 8, y(v) + 4, "end", v.toFixed(3)),
    );
    const step = Math.ceil(epochs / 8);
    for (let e = 0; e <= epochs; e += step) scale.push(text(x(e), height - 22, "middle", e));
    scale.push(text(x(epochs / 2), height - 4, "middle", AE.t("train_curve_x")));
    const line = points.map(([e, loss]) => `${x(e).toFixed(1)},${y(loss).toFixed(1)}`).join(" ");
    const dots = points.map(([e, loss]) => `<circle cx="${x(e)}" cy="${y(loss)}" r="3"/>`).join("");
    const [e, loss] = points.at(-1);
    const low = y(loss) > height - bottom - 24; // the curve comes from above: below it there is room
    const now = text(x(e), y(loss) + (low ? -9 : 18), e > epochs / 2 ? "end" : "start", loss.toFixed(4), "now");
    return (
      `<svg width="${width}" height="${height}" aria-hidden="true">${scale.join("")}` +
      `<polyline points="${line}"/>${dots}${now}</svg>`
    );
  },

  // ---- words ----
  say() {
    this.sayForm();
    this.sayTold();
    this.sayTiles();
    this.paintChart();
  },

  sayForm() {
    const noise = this.get("noise");
    const chosen = noise.value || "gaussian";
    const names = { none: "train_none", mixed: "train_every" };
    const kinds = ["none", ...AE.noises.map(({ key }) => key), "mixed"];
    const option = (key) => new Option(AE.t(names[key] ?? `noise_${key}`), key, false, key === chosen);
    noise.replaceChildren(...kinds.map(option));
    const { code, layers, units, level, epochs } = this.wish;
    this.get("units-field").disabled = layers === 0;
    this.get("level-field").hidden = chosen in names;
    this.get("level-out").textContent = level.toFixed(2);
    this.get("epochs-out").textContent = epochs;
    AE.fillWords(this.get("from")); // written here, after the page was filled
    for (const button of this.get("from").children) {
      button.setAttribute("aria-pressed", this.isFrom(button.dataset.start));
    }
    const widths = Array(layers).fill(units);
    const sizes = [784, ...widths, code];
    const p = sizes.slice(1).reduce((sum, b, i) => sum + (sizes[i] + 1) * b + (b + 1) * sizes[i], 0);
    const words = { shape: AE.netShape(widths, code), p: p.toLocaleString("en") };
    this.get("shape").textContent = AE.t("train_shape", words);
    const says = { mnist: "train_on_mnist", strokes: "train_on_strokes" }[this.data];
    this.get("data").textContent = says ? AE.t(says) : "";
  },

  sayTold() {
    const { told, busy, result } = this;
    const says = this.sentence();
    this.get("says").textContent = says;
    this.get("start").textContent = AE.t(result ? "train_again" : "train_start");
    const [on, off] = ["start", "stop"].map((id) => this.get(id));
    const focused = [on, off].includes(document.activeElement); // a disabled button would lose the focus
    on.disabled = busy;
    off.disabled = !busy;
    if (focused) (busy ? off : on).focus();
    const share = told?.state === "done" ? 1 : Math.max(told?.done ?? 0, told?.epoch ?? 0) / (told?.epochs ?? 1);
    this.get("progress").value = told?.state === "testing" ? 1 : share;
    this.get("result").hidden = !result;
    if (result) this.sayResult();
    // not at every step: when one state follows another, and of a training under way each epoch
    const aloud = told?.state === "training" ? AE.t("train_epoch", { e: told.epoch, n: told.epochs }) : says;
    if (this.get("aloud").textContent !== aloud) this.get("aloud").textContent = aloud;
  },

  sentence() {
    const { told } = this;
    if (!told) return "";
    if (told.problem) return AE.t(told.problem.key, told.problem);
    if (told.state === "stopped") return AE.t("train_nothing");
    if (told.state === "testing") return AE.t("train_testing");
    if (this.stopping && this.busy) return AE.t("train_stopping");
    if (told.state === "queued") return AE.t("train_queued", { n: told.place });
    if (told.state === "training") {
      const e = Math.min(told.epoch + 1, told.epochs);
      const left = told.left !== undefined && AE.t("train_left", { s: Math.ceil(told.left) });
      return [AE.t("train_epoch", { e, n: told.epochs }), left].filter(Boolean).join(AE.t("comma"));
    }
    if (told.state === "done") return told.late ? AE.t("train_late") : told.stopped ? AE.t("train_stopped") : "";
    return AE.t(told.data ? "train_ready" : "train_starting");
  },

  sayTiles() {
    const tiles = [...this.get("tiles").children];
    const db = (pair) => pair?.psnr != null && AE.t("db", { v: pair.psnr.toFixed(1) });
    tiles.forEach((tile, i) => {
      const of = i === 0 ? AE.t("train_yours") : String(i - 1);
      const pair = i === 0 ? this.own : this.ten?.[i - 1];
      tile.setAttribute("aria-label", [AE.t("train_pair", { of }), db(pair)].filter(Boolean).join(AE.t("comma")));
    });
    const key = !this.ten ? "train_ten_empty" : this.epoch === 0 ? "train_untrained" : "train_ten_note";
    this.get("ten-note").textContent = AE.t(key);
  },

  sayResult() {
    const { facts, scores, data } = this.result;
    const name = AE.t(`model_${facts.key}`);
    const db = (v) => AE.t("db", { v: v.toFixed(1) });
    const { own, ours, digits, model } = scores;
    const words = { name, n: digits.toLocaleString("en"), a: db(own) };
    this.get("use").textContent = AE.t("train_use", { name });
    this.get("map").hidden = facts.size !== 2 || !this.mapTab;
    if (ours === null) {
      this.get("verdict").textContent = AE.t("train_alone_long", words);
      return;
    }
    const n = AE.models.find(({ key }) => key === model).size;
    const behind = facts.size < n / 2 ? "few" : ours - own < this.NEAR ? "near" : "far";
    const how = own >= ours ? "closer" : data === "strokes" ? "strokes" : behind;
    const said = AE.t("train_said_long", { ...words, b: db(ours), ours: AE.t(`model_${model}`) });
    this.get("verdict").textContent = AE.join(said, AE.t(`train_${how}_long`, { k: facts.size, n }));
  },
};
