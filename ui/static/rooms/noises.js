// Many noises: the same digit restored under many draws of the noise.
AE.rooms.noises = {
  mount(box, page) {
    this.get = (id) => box.querySelector(`[data-id="noises-${id}"]`);
    this.answer = null;
    this.view = "restored"; // or "noisy": which of the two the small pictures are
    this.get("view").onchange = (e) => {
      this.view = e.target.value;
      if (this.answer) this.showRow();
      page.want({ noisy: this.view === "noisy" });
    };
  },

  show(answer) {
    this.answer = answer;
    AE.paintGrey(this.get("mean"), answer.mean);
    AE.paint(this.get("spread"), AE.SIDE, AE.SIDE, AE.bytes(answer.spread), () => AE.ACCENT);
    this.showRow();
    this.say();
  },

  // Noisy pictures are sent only where they are wanted, so the first may still be on their way.
  get row() {
    return this.answer[this.view] ?? this.answer.restored;
  },

  showRow() {
    const all = this.get("all");
    const { pictures, each, read } = this.row;
    while (all.children.length < pictures.length) {
      const cell = document.createElement("div");
      cell.append(document.createElement("canvas"), document.createElement("span"));
      all.append(cell);
    }
    pictures.forEach((picture, i) => {
      const cell = all.children[i];
      AE.paintGrey(cell.firstChild, picture);
      cell.lastChild.textContent = AE.digit(each[i]);
      cell.classList.toggle("other", each.length > 0 && AE.digit(each[i]) !== this.name(read[0][0]));
    });
  },

  say() {
    if (!this.answer) return;
    const { restored, noisy } = this.answer;
    const n = restored.pictures.length;
    const each = AE.t("noises_each", { n });
    this.get("lead").textContent = AE.t("noises_lead", { n });
    this.get("each").textContent = each;
    this.get("all").setAttribute("aria-label", `${each}: ${AE.t(this.view)}`);
    this.tell("read", restored.read.length ? this.sentence("read", restored.read, n) : "");
    const before = this.view === "noisy" && noisy?.read.length;
    this.tell("before", before ? this.sentence("before", noisy.read, n) : "");
  },

  name: (digit) => (digit === null ? "?" : `${digit}`), // null: those that cannot be read

  // Words that stay the same are not read aloud again.
  tell(id, text) {
    if (this.get(id).textContent !== text) this.get(id).textContent = text;
  },

  sentence(when, counts, n) {
    const none = counts.find(([digit]) => digit === null)?.[1];
    const [most, ...others] = counts.filter(([digit]) => digit !== null);
    if (!most) return AE.t(`noises_${when}_none_long`, { n });
    const [d, k] = most;
    if (k === n) return AE.t(`noises_${when}_all_long`, { d, n });
    const rest = others.map(([digit, count]) => AE.t("noises_read_one", { d: digit, k: count }));
    if (none) rest.push(AE.t("noises_read_none", { k: none }));
    return AE.t(`noises_${when}_most_long`, { d, k, n, rest: rest.join(AE.t("comma")) });
  },
};
