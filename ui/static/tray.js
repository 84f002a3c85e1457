// The tray of samples: ten digits to pick from, others on request, real ones if fetched.
AE.Tray = class {
  static POLL_MS = 1000; // while the real digits are on their way

  // onPick(digit) takes a sample's digit; ask(wanted) asks the server for a tray
  constructor(box, note, button, onPick, ask) {
    Object.assign(this, { box, note, button, onPick, ask });
    this.round = 0;
    this.state = null;
    button.onclick = () => ask({ round: this.round, fetch: true });
  }

  another() {
    this.round += 1;
    this.ask({ round: this.round, fetch: false });
  }

  receive(state) {
    const same = this.state && JSON.stringify(this.state.digits) === JSON.stringify(state.digits);
    this.state = state;
    if (!same) this.fill(); // an answer that brings nothing new leaves the focus where it is
    this.say();
    if (state.fetch === "loading") setTimeout(() => this.ask({ round: this.round, fetch: false }), AE.Tray.POLL_MS);
  }

  fill() {
    this.box.replaceChildren(
      ...this.state.digits.map((sample) => {
        const button = document.createElement("button");
        button.type = "button";
        button.dataset.digit = sample.label;
        const canvas = document.createElement("canvas");
        AE.paintGrey(canvas, sample.pixels);
        button.append(canvas);
        button.onclick = () => this.onPick(sample.strokes ? { strokes: sample.strokes } : { pixels: sample.pixels });
        return button;
      }),
    );
  }

  say() {
    if (!this.state) return;
    for (const button of this.box.children) {
      button.setAttribute("aria-label", AE.t("sample_label", { d: button.dataset.digit }));
    }
    const { source, fetch, fetched } = this.state;
    const key = { loading: "fetching", failed: "fetch_failed" }[fetch] ?? `source_${source}`;
    const share = fetched === null ? "" : AE.t("percent", { p: Math.round(100 * fetched) });
    this.note.textContent = AE.join(AE.t(key), share);
    this.button.hidden = source === "mnist" || fetch === "loading";
  }
};
