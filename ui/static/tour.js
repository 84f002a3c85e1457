// The tour: a few steps on the visitor's own digit. Each points at one thing and says one thing;
// most ask for something to be done, and notice when it has been. It begins when asked to, and all of
// the page works while it runs.
AE.Tour = class {
  // All steps begin alike, whatever was tried before, so that what they say is true.
  static SETTING = { model: "conv_32", noise: "gaussian", level: 0.5 };
  static TICK_MS = 200; // what the visitor does is looked for so often
  static GAP = 16; // px, from the card to what it speaks of, and to the edge of the window

  // at: what it points at; side: where the card stands, if there is room; done: whether what it asks
  // for has been done, where it asks; look: where that is to be seen; start: on a phone, whether what
  // it points at goes to the top of the screen
  static STEPS = [
    {
      name: "draw",
      at: ".pad",
      side: "right",
      done: (page, digit) => page.state.digit !== digit && page.reply?.state === "ok",
      start: true,
    },
    { name: "restored", at: ".p-restored", side: "above" },
    { name: "level", at: ".level", side: "left", done: ({ state }) => state.level >= 0.95, look: ".p-restored" },
    { name: "code", at: ".code", side: "below" },
    {
      name: "model",
      at: ".model",
      side: "right",
      done: ({ state }) => state.model === "plain_32",
      look: ".p-restored",
    },
    {
      name: "room",
      at: "#tab-code",
      side: "above",
      done: ({ room }) => room === "code",
      look: "#room-code",
      start: true,
    },
  ];

  constructor(element, page) {
    Object.assign(this, { element, page, steps: [], timer: null });
    this.button = element.querySelector('[data-id="tour"]');
    this.button.onclick = () => this.begin();
    this.met = AE.remembered("tour") !== null;
    this.card = this.build();
    // before the fold-outs close: the first Escape is theirs
    document.addEventListener("keydown", (e) => e.key === "Escape" && this.escape(), true);
  }

  build() {
    const card = document.createElement("div");
    card.className = "tour-card";
    card.tabIndex = -1;
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "tour-count");
    card.setAttribute("aria-describedby", "tour-text");
    card.innerHTML =
      '<p class="tour-count" id="tour-count"></p><p id="tour-text"></p><p class="tour-done" role="status"></p>' +
      '<p class="tour-more"><button type="button" class="link" data-tour="how" data-t="tour_how"></button></p>' +
      '<div class="tour-tools"><button type="button" class="link" data-tour="skip" data-t="tour_skip"></button>' +
      '<button type="button" data-tour="back" data-t="tour_back"></button>' +
      '<button type="button" data-tour="next"></button></div>';
    this.get = (name) => card.querySelector(`[data-tour="${name}"]`);
    this.get("skip").onclick = () => this.end();
    this.get("back").onclick = () => this.go(this.at - 1);
    this.get("next").onclick = () => this.go(this.at + 1);
    this.get("how").onclick = () => {
      this.end();
      this.element.querySelector('[data-id="how"]').click();
    };
    card.onkeydown = (e) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key] ?? (e.key === "Enter" && e.target === card ? 1 : 0);
      if (!by || this.at + by < 0) return;
      e.preventDefault();
      this.go(this.at + by);
    };
    return card;
  }

  // Steps whose target is on the page: a link may leave controls out.
  get offered() {
    return AE.Tour.STEPS.filter(({ at }) => this.element.querySelector(at)?.checkVisibility());
  }

  get running() {
    return this.timer !== null;
  }

  begin() {
    if (this.running) this.end();
    const { model, noise, level } = this.page.state;
    this.before = { model, noise, level };
    this.steps = this.offered;
    this.timer = setInterval(() => this.tick(), AE.Tour.TICK_MS);
    this.go(0);
  }

  go(to) {
    if (to >= this.steps.length) return this.end();
    this.at = to;
    this.set(AE.Tour.SETTING);
    this.digit = this.page.state.digit;
    this.isDone = false;
    this.step = this.steps[to];
    this.target = this.element.querySelector(this.step.at);
    this.point(this.target);
    // beside what it speaks of for Tab, too; but a list of tabs holds nothing else
    (this.target.closest('[role="tablist"]') ?? this.target).after(this.card);
    this.say();
    this.place();
    this.bring(this.target, this.step.start);
    this.card.focus({ preventScroll: true });
  }

  end() {
    if (!this.running) return;
    clearInterval(this.timer);
    this.timer = null;
    this.point(null);
    const held = this.card.contains(document.activeElement);
    this.card.remove();
    this.set(this.before);
    this.met = true;
    AE.remember("tour", "met");
    this.say();
    if (held) this.button.focus({ preventScroll: true });
  }

  escape() {
    if (!this.element.querySelector("details.hint[open], dialog[open]")) this.end();
  }

  set(wanted) {
    const { state } = this.page;
    if (Object.entries(wanted).some(([key, value]) => state[key] !== value)) this.page.choose(wanted);
  }

  tick() {
    this.place();
    if (this.isDone || !this.step.done?.(this.page, this.digit)) return;
    this.isDone = true;
    this.say();
    const look = this.step.look && this.element.querySelector(this.step.look);
    if (!look?.checkVisibility()) return;
    this.point(look);
    this.bring(look);
  }

  // ---- where ----
  point(target) {
    this.element.querySelector(".tour-here")?.classList.remove("tour-here");
    target?.classList.add("tour-here");
  }

  // On a phone the card is a sheet at the foot of the screen.
  get isSheet() {
    return getComputedStyle(this.card).position === "fixed";
  }

  place() {
    const { card, target, step } = this;
    if (this.isSheet) return card.removeAttribute("style");
    const { GAP } = AE.Tour;
    const box = target.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const across = document.documentElement.clientWidth - width - GAP;
    const places = {
      right: [box.right + GAP, box.top],
      left: [box.left - GAP - width, box.top],
      above: [box.left, box.top - GAP - height],
      below: [box.left, box.bottom + GAP],
    };
    const fits = ([x, y]) => x >= GAP && x <= across && y + scrollY >= GAP;
    const [x, y] = fits(places[step.side]) ? places[step.side] : places.below;
    const from = card.offsetParent.getBoundingClientRect();
    card.style.left = `${Math.max(GAP, Math.min(x, across)) - from.left}px`;
    card.style.top = `${y - from.top}px`;
  }

  // Scroll as little as need be for target and card to be in sight.
  bring(target, start = false) {
    const { GAP } = AE.Tour;
    const boxes = [target, ...(this.isSheet ? [] : [this.card])].map((e) => e.getBoundingClientRect());
    const top = Math.min(...boxes.map((box) => box.top)) - GAP;
    const bottom = Math.max(...boxes.map((box) => box.bottom)) + GAP;
    const foot = this.isSheet ? this.card.getBoundingClientRect().top : innerHeight;
    const by = top < 0 || (start && this.isSheet) ? top : Math.min(top, Math.max(0, bottom - foot));
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (by) scrollBy({ top: by, behavior: still ? "instant" : "smooth" });
  }

  // ---- words ----
  say() {
    const { button, card, at, steps } = this;
    const welcome = document.createElement("span"); // left out where there is little room
    welcome.textContent = `${AE.t("tour_welcome")} `;
    if (this.met) button.textContent = AE.t("tour");
    else button.replaceChildren(welcome, AE.t("tour_invite", { n: this.offered.length }));
    button.classList.toggle("invites", !this.met);
    button.hidden = !this.offered.length;
    if (!this.running) return;
    const last = at === steps.length - 1;
    const { name, done } = this.step;
    AE.fillWords(card);
    card.querySelector("#tour-count").textContent = AE.t("tour_count", { i: at + 1, n: steps.length });
    // what has been done takes the place of what was asked: the card must not grow over the pictures
    card.querySelector("#tour-text").textContent = this.isDone ? "" : AE.t(`tour_${name}_long`);
    card.querySelector(".tour-done").textContent = this.isDone ? AE.t(`tour_${name}_done_long`) : "";
    card.querySelector(".tour-more").hidden = !last;
    this.get("skip").hidden = last;
    this.get("back").disabled = at === 0;
    this.get("next").textContent = AE.t(last ? "tour_finish" : "tour_next");
    this.get("next").classList.toggle("lit", this.isDone || !done);
  }
};
