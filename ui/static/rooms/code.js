// The code by hand: a slider for each of its numbers, and what the decoder makes of it.

// The bars. They know what is held and which is in hand; what follows from it is told to `on`:
//   on.change(i)  number i is held elsewhere, or let go
//   on.choose(i)  bar i is the one to look at
//   on.rest()     the pointer has let go of a bar
AE.CodeBars = class {
  static ROOM = 1.2; // how far beyond the test digits a bar can be dragged
  static STEPS = 100; // of an arrow key, from end to end
  static SLIP = 3; // pixels: a finger that moves less chooses a bar and leaves it where it is

  constructor(box, on) {
    Object.assign(this, { box, on, code: null, held: {}, chosen: null, drag: null, drawn: [] });
    const at = (handler) => (event) => {
      const bar = event.target.closest?.(".code-bar");
      if (bar) handler.call(this, event, [...box.children].indexOf(bar), bar);
    };
    box.addEventListener("pointerdown", at(this.grab));
    box.addEventListener("pointermove", (e) => this.pull(e));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      box.addEventListener(name, (e) => this.drop(e));
    }
    box.addEventListener("dblclick", at((e, i) => this.set(i, null)));
    box.addEventListener("keydown", at(this.key));
    box.addEventListener("focusin", at((e, i) => this.choose(i)));
  }

  get size() {
    return this.code?.noisy.length ?? 0;
  }

  // The current digit's code, as the stage has it. Only bars that look different are touched.
  show(code) {
    const { low, high } = code;
    const top = AE.CodeBars.ROOM * Math.max(...high, ...low.map(Math.abs)) || 1;
    const bottom = Math.min(...low) < 0 ? -top : 0;
    if (code.noisy.length !== this.size || top !== this.top || bottom !== this.bottom) this.build(code, bottom, top);
    this.code = code;
    for (let i = 0; i < this.size; i++) this.paint(i);
  }

  build(code, bottom, top) {
    const count = code.noisy.length;
    Object.assign(this, { bottom, top, drag: null, drawn: [] });
    this.box.dataset.count = count;
    this.box.classList.toggle("signed", bottom < 0);
    const bar = (_, i) =>
      '<div class="code-bar" role="slider" tabindex="0" aria-orientation="vertical">' +
      '<div class="code-track"><i class="clean"></i><i class="fill"></i><i class="own"></i><i class="knob"></i></div>' +
      `<span aria-hidden="true">${i + 1}</span></div>`;
    this.box.innerHTML = Array.from({ length: count }, bar).join("");
    this.mark();
    [...this.box.children].forEach((one, i) => {
      one.setAttribute("aria-valuemin", bottom.toFixed(2));
      one.setAttribute("aria-valuemax", top.toFixed(2));
      one.style.setProperty("--low", this.at(Math.min(bottom ? Infinity : 0, code.low[i])));
      one.style.setProperty("--high", this.at(code.high[i]));
      one.style.setProperty("--zero", this.at(0));
    });
  }

  // A value's height, from 0 to 1.
  at(value) {
    return (this.within(value) - this.bottom) / (this.top - this.bottom);
  }

  within(value) {
    return Math.min(this.top, Math.max(this.bottom, value));
  }

  value(i) {
    return this.held[i] ?? this.code.noisy[i];
  }

  paint(i) {
    const { clean, noisy } = this.code;
    const held = i in this.held;
    const look = `${this.value(i)} ${held} ${clean[i]} ${noisy[i]} ${AE.lang}`;
    if (this.drawn[i] === look) return;
    this.drawn[i] = look;
    const bar = this.box.children[i];
    bar.classList.toggle("held", held);
    bar.style.setProperty("--value", this.at(this.value(i)));
    bar.style.setProperty("--own", this.at(noisy[i]));
    bar.style.setProperty("--clean", this.at(clean[i]));
    bar.setAttribute("aria-label", AE.t("code_number", { i: i + 1 }));
    bar.setAttribute("aria-valuenow", this.within(this.value(i)).toFixed(2));
    bar.setAttribute("aria-valuetext", this.text(i));
  }

  text(i) {
    const [v, own, clean] = [this.value(i), this.code.noisy[i], this.code.clean[i]].map((x) => AE.number(x, 2));
    return AE.t(i in this.held ? "code_value_held" : "code_value_own", { v, own, clean });
  }

  say() {
    for (let i = 0; i < this.size; i++) this.paint(i);
  }

  // Hold number i at a value, or let it go with null.
  set(i, value) {
    if (value === null) delete this.held[i];
    else this.held[i] = Math.round(value * 1000) / 1000;
    this.paint(i);
    this.on.change(i);
  }

  // Hold all numbers at these values, or let them go with null.
  setAll(values) {
    this.held = values ? Object.fromEntries(values.map((v, i) => [i, Math.round(v * 1000) / 1000])) : {};
    this.say();
    this.on.change(null);
  }

  // Another model's code has other numbers.
  forget() {
    Object.assign(this, { held: {}, chosen: null, drag: null });
    this.mark();
  }

  choose(i) {
    if (i === this.chosen) return;
    this.chosen = i;
    this.mark();
    this.on.choose(i);
  }

  mark() {
    this.box.querySelector(".chosen")?.classList.remove("chosen");
    this.box.children[this.chosen]?.classList.add("chosen");
  }

  grab(event, i, bar) {
    // beside the track a finger scrolls the page
    if (this.drag || event.button > 0 || !event.target.closest(".code-track")) return;
    bar.setPointerCapture(event.pointerId);
    bar.focus({ preventScroll: true });
    const height = bar.firstChild.getBoundingClientRect().height;
    // from where it stands: a bar that leapt to the finger could not be touched and left alone
    this.drag = { i, id: event.pointerId, y: event.clientY, from: this.within(this.value(i)), height, moved: false };
    event.preventDefault();
  }

  pull(event) {
    const { drag } = this;
    if (event.pointerId !== drag?.id) return;
    const up = drag.y - event.clientY;
    if (!drag.moved && Math.abs(up) < AE.CodeBars.SLIP) return;
    drag.moved = true;
    this.set(drag.i, this.within(drag.from + (up / drag.height) * (this.top - this.bottom)));
  }

  drop(event) {
    if (event.pointerId !== this.drag?.id) return;
    this.drag = null;
    this.on.rest();
  }

  key(event, i) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (this.top - this.bottom) / AE.CodeBars.STEPS;
    const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (by) this.set(i, this.within(this.within(this.value(i)) + by * step));
    else if (event.key === "Home") this.set(i, this.bottom);
    else if (event.key === "End") this.set(i, this.top);
    else if (event.key === "Delete" || event.key === "Backspace") this.set(i, null);
    else return;
    event.preventDefault();
  }
};

AE.rooms.code = {
  mount(box, page) {
    this.get = (id) => box.querySelector(`[data-id="code-${id}"]`);
    Object.assign(this, { page, model: page.state.model, answer: null, strip: null });
    const bars = (this.bars = new AE.CodeBars(this.get("bars"), {
      change: () => {
        this.ask();
        this.sayChosen();
      },
      choose: () => {
        this.ask();
        this.sayChosen();
      },
      rest: () => this.ask(),
    }));
    this.get("release").onclick = () => bars.setAll(null);
    this.get("as-clean").onclick = () => bars.setAll(bars.code.clean);
    this.get("zero").onclick = () => bars.setAll(bars.code.noisy.map(() => 0));
    this.get("shake").onclick = () => {
      const { low, high } = bars.code;
      bars.setAll(low.map((from, i) => from + Math.random() * (high[i] - from)));
    };
    this.get("release-one").onclick = () => {
      bars.set(bars.chosen, null);
      this.get("bars").children[bars.chosen].focus();
    };
    this.get("strip").onclick = (event) => {
      const one = event.target.closest("button");
      if (one) bars.set(this.strip.number, this.strip.values[[...one.parentElement.children].indexOf(one)]);
    };
  },

  // While a bar is dragged its strip stays as it is, for that shows what the *others* are.
  ask() {
    const { held, chosen, drag } = this.bars;
    const strip = drag?.moved && this.strip?.number === chosen ? null : chosen;
    this.page.want({ of: this.model, held, strip });
  },

  follow({ code }) {
    if (this.model !== this.page.state.model) {
      this.model = this.page.state.model;
      this.answer = this.strip = null;
      const { held, chosen } = this.bars;
      this.bars.forget();
      this.sayChosen();
      if (chosen !== null || Object.keys(held).length) this.ask();
    }
    if (code?.shape.length === 1) this.bars.show(code);
  },

  show(answer) {
    if (answer.model !== this.page.state.model || !this.page.reply.code) return; // another is on its way
    this.answer = answer;
    if (answer.strip) this.strip = answer.strip;
    AE.paintGrey(this.get("before"), this.page.reply.restored);
    AE.paintGrey(this.get("edited"), answer.edited);
    if (answer.strip) this.paintStrip();
    this.sayAnswer();
    this.sayChosen();
  },

  say() {
    this.bars.say();
    if (this.answer) this.sayAnswer();
    this.sayChosen();
  },

  // ---- the pictures, and how far they are ----
  sayAnswer() {
    const { reading, far } = this.answer;
    const before = this.page.reply.readings?.restored;
    this.sayPicture("before", before);
    this.sayPicture("edited", reading);
    this.write("verdict", this.verdict(before, reading));
    this.sayFar(far);
  },

  sayPicture(id, reading) {
    this.get(`${id}-read`).innerHTML = AE.readingLine(reading);
    const label = [AE.t(id === "before" ? "code_before" : "code_edited"), this.get(`${id}-read`).textContent];
    this.get(id).setAttribute("aria-label", label.filter(Boolean).join(AE.t("comma")));
  },

  verdict(before, now) {
    const k = Object.keys(this.bars.held).length;
    const n = this.bars.size;
    if (!k) return AE.t("code_untouched");
    if (!before || !now) return AE.t("code_unread", { k, n });
    const words = { k, n, d: now.read, r: before.read };
    if (!AE.readable(now)) return AE.t("code_guess", words);
    return AE.t(now.read === before.read ? "code_still" : "code_now", words);
  },

  // What is read aloud is written only when it says something new.
  write(id, text) {
    if (this.get(id).textContent !== text) this.get(id).textContent = text;
  },

  sayFar({ noisy, edited, same, other }) {
    const held = Object.keys(this.bars.held).length > 0;
    this.get("gauge").hidden = this.get("far-about").hidden = other === null;
    if (other === null) {
      this.write("far", AE.t("moved", { p: Math.round(100 * this.page.reply.code.moved) }));
      return;
    }
    const end = Math.max(1.5 * other, 1.05 * noisy, 1.05 * edited);
    const places = { same, other, noisy, edited };
    for (const [name, at] of Object.entries(places)) this.get("gauge").style.setProperty(`--${name}`, at / end);
    this.get("gauge").classList.toggle("held", held);
    const percent = (d) => Math.round((100 * d) / other);
    const key = noisy === 0 ? "code_far_none" : noisy < other ? "code_far_part" : "code_far_all";
    const yours = held && AE.t("code_far_yours", { p: percent(edited) });
    this.write("far", AE.join(AE.t(key, { p: percent(noisy) }), yours));
    const numbers = { n: this.bars.size, same: same.toFixed(1), other: other.toFixed(1) };
    this.write("far-hint", AE.t("code_far_hint", numbers));
  },

  // ---- one number alone ----
  sayChosen() {
    const { chosen, code, held } = this.bars;
    const none = chosen === null || !code;
    const i = chosen + 1;
    this.get("release").disabled = !Object.keys(held).length;
    this.get("alone-pick").hidden = !none;
    this.get("strip").hidden = none;
    this.write("alone-title", none ? AE.t("code_alone_none") : AE.t("code_alone", { i }));
    this.write("value", none ? "" : this.bars.text(chosen));
    this.get("release-one").hidden = none;
    this.get("release-one").disabled = !(chosen in held);
    const ready = !none && this.strip?.number === chosen;
    this.get("strip").classList.toggle("waiting", !ready);
    if (!ready) return;
    const { values, readings } = this.strip;
    const value = this.bars.value(chosen);
    const nearest = values.reduce((best, v, k) => (Math.abs(v - value) < Math.abs(values[best] - value) ? k : best), 0);
    values.forEach((at, k) => {
      const one = this.get("strip").children[k];
      const v = AE.number(at, 2);
      const reading = readings[k];
      const d = reading && AE.digit(reading);
      const label = AE.t(reading ? "code_set_read" : "code_set", { i, v, d });
      if (one.getAttribute("aria-label") !== label) {
        one.setAttribute("aria-label", label);
        one.children[1].textContent = v;
        one.children[2].textContent = d ?? "";
      }
      one.setAttribute("aria-current", k === nearest);
    });
  },

  paintStrip() {
    const strip = this.get("strip");
    const { pictures } = this.strip;
    while (strip.children.length < pictures.length) {
      const one = document.createElement("button");
      one.type = "button";
      one.innerHTML = "<canvas></canvas><small></small><b></b>";
      strip.append(one);
    }
    pictures.forEach((picture, k) => AE.paintGrey(strip.children[k].firstChild, picture));
  },
};
