// Model, noise and level: the controls, and what stands beside them.
import { catalogue, modelOf } from "../show/catalogue.js";
import { chip } from "../show/dom.js";
import { t } from "../show/words.js";

/**
 * @typedef {import("../types.d.ts").View} View
 * @typedef {import("../asking/state.js").State} State
 */

export class Controls {
  /**
   * @param {(id: string) => any} get finds elements of the stage
   * @param {State} state
   * @param {(choice: Partial<View>) => void} choose
   */
  constructor(get, state, choose) {
    this.get = get;
    this.state = state;
    this.shown = ""; // the choice that is shown
    this.fillKinds();
    get("model").onchange = () => choose({ model: get("model").value });
    get("kinds").onchange = (/** @type {any} */ e) => choose({ noise: e.target.value });
    get("level").oninput = () => choose({ level: Number(get("level").value) });
    get("renew").onclick = () => choose({ seed: Math.floor(Math.random() * 2 ** 31) });
    state.onChange(() => this.show());
  }

  fillKinds() {
    const chips = catalogue.noises.map(({ key }) => chip("noise", key, `noise_${key}`));
    this.get("kinds").innerHTML = chips.join("");
  }

  /** The menu of models. */
  fillModels() {
    /** @type {Map<string, HTMLElement>} */
    const groups = new Map();
    for (const { key, group, size, code } of catalogue.models) {
      if (!groups.has(group)) {
        groups.set(group, Object.assign(document.createElement("optgroup"), { label: t(`group_${group}`) }));
      }
      const words = { name: t(`model_${key}`), n: size };
      const text = t(code === "none" ? "option_free" : "option_numbers", words);
      groups.get(group)?.append(new Option(text, key));
    }
    this.get("model").replaceChildren(...groups.values());
    this.get("model").value = this.state.now.model;
  }

  writeWords() {
    this.fillModels();
    this.shown = "";
    this.show();
  }

  show() {
    const { model, noise, level, numbers } = this.state.now;
    const choice = [model, noise, level, numbers].join();
    if (choice === this.shown) return; // the pen changes the digit alone
    this.shown = choice;
    this.showModel();
    this.showTrained();
    this.get("kinds").querySelector(`[value="${noise}"]`).checked = true;
    this.get("about").textContent = t(`about_${noise}`);
    this.get("level").value = level;
    this.get("level-out").textContent = level.toFixed(2);
    const random = catalogue.noises.find(({ key }) => key === noise)?.random;
    this.get("renew").disabled = !random;
    this.get("renew").title = random ? "" : t("no_chance");
  }

  showModel() {
    const { model: key } = this.state.now;
    const { size: n, code, symbols } = modelOf(key);
    const free = code === "none"; // skip connections lead past the code: nothing is squeezed
    const { get } = this;
    const own = symbols?.length; // what it has learnt instead of digits
    get("lead").textContent = t(free ? "lead_free" : own ? "lead_symbols" : "lead", { n });
    get("pad-empty").textContent = t(own ? "pad_empty_symbols" : "pad_empty");
    get("code-title").textContent = t(free ? "code_free" : "code_numbers", { n });
    get("model").value = key;
    get("fact").textContent = t(`fact_${key}`);
    get("code-hint").textContent = t(`hint_${code}`);
    get("restored-hint").textContent = t(free ? "restored_free_hint" : "restored_hint");
    get("code-legend").hidden = free;
  }

  /** At which level the model was trained, on the slider. */
  showTrained() {
    const { model, noise } = this.state.now;
    const { trained, kind } = modelOf(model);
    const every = trained === "mixed";
    const marked = every || (trained !== null && noise === kind);
    const [slide, mark] = ["trained", "trained-mark"].map(this.get);
    for (const element of [slide, this.get("trained-note")]) element.hidden = !marked;
    slide.classList.toggle("every", every);
    slide.style.setProperty("--at", every ? 0 : trained);
    mark.textContent = every ? "" : "▲";
    mark.classList.toggle("every", every);
    this.get("trained-text").textContent = slide.title = t(every ? "trained_every" : "trained_here");
  }
}
