// How it works: an explanation on a sheet over the page, with the pictures of the current digit.
// The address says whether it is open (?how, or ?how=PART), so that it can be linked to, and the
// way back in the browser closes it.
AE.How = class {
  // What the buttons under "When it fails" set up.
  static TRY = {
    unmet: { model: "plain_32", noise: "gaussian", level: 0.5 },
    beyond: { model: "denoise_4x4x16", noise: "salt_pepper", level: 0.7 },
    no_digit: { model: "conv_32", noise: "gaussian", level: 0 },
    gone: { model: "conv_32", noise: "occlusion", level: 0.8 },
  };

  constructor(element, page) {
    this.page = page;
    this.get = (id) => element.querySelector(`[data-id="${id}"]`);
    this.sheet = this.get("how-page");
    this.get("how").onclick = () => this.open();
    this.get("how-close").onclick = () => this.sheet.close();
    this.sheet.onclick = (e) => e.target === this.sheet && this.sheet.close(); // beside the sheet
    this.sheet.onclose = () => this.closed();
    for (const button of this.sheet.querySelectorAll("[data-try]")) {
      button.onclick = () => this.try(button.dataset);
    }
    addEventListener("popstate", () => this.obey());
  }

  // The part asked for in the address, "" for the whole, null for none.
  static get asked() {
    return new URLSearchParams(location.search).get("how");
  }

  static address(open) {
    const url = new URL(location);
    if (open) url.searchParams.set("how", "");
    else url.searchParams.delete("how");
    return url;
  }

  open() {
    history.pushState({ how: true }, "", AE.How.address(true));
    this.obey();
  }

  // Be open or closed as the address says.
  obey() {
    const { asked } = AE.How;
    if (asked === null) return this.sheet.close();
    if (!this.sheet.open) this.sheet.showModal();
    this.follow();
    this.sheet.querySelector(`#how-${CSS.escape(asked)}`)?.scrollIntoView();
  }

  closed() {
    AE.clearCode(this.get("how-bars"));
    this.get("how").focus({ preventScroll: true });
    if (AE.How.asked === null) return; // the address has been left by the way back
    if (history.state?.how) history.back();
    else history.replaceState(null, "", AE.How.address(false));
  }

  try({ try: name, strokes }) {
    this.sheet.close();
    if (strokes) this.page.draw({ strokes: JSON.parse(strokes) });
    this.page.choose(AE.How.TRY[name]);
    this.get("noisy").scrollIntoView({ block: "center" });
  }

  // ---- what is painted: the stage's last answer ----
  follow() {
    if (!this.sheet.open) return;
    const { reply } = this.page;
    this.get("how-blank").hidden = reply?.state !== "blank";
    for (const canvas of this.sheet.querySelectorAll("[data-picture]")) {
      const { picture } = canvas.dataset;
      const bytes = reply?.[picture];
      if (!bytes) AE.paintBlank(canvas);
      else if (picture === "difference") AE.paintDifference(canvas, bytes);
      else AE.paintGrey(canvas, bytes);
    }
    if (reply?.code) AE.paintCode(this.get("how-bars"), reply.code);
    else AE.clearCode(this.get("how-bars"));
    this.say();
  }

  say() {
    const { reply } = this.page;
    const { size: n, code } = this.page.model();
    this.get("how-squeezed").textContent = AE.t(code === "none" ? "no_squeeze" : "how_numbers", { n });
    const error = reply?.scores?.restored.mse;
    const v = error?.toFixed(4);
    this.get("how-error").textContent = AE.t(v ? "how_error" : "how_wrong", { v });
  }
};
