// The stage: the current digit and its noise (the request), and painting the server's answer.
// One request per change goes out; `AE.receive` is called with each reply, `AE.receiveTray` with
// each tray of samples. The server keeps nothing of a visitor between the two.
AE.RETRY_MS = 400; // while the models warm up
AE.MAX_FILE = 2 * 1024 * 1024; // as the server's limit

// The wire to the server: the component that carries the request, once it is there.
const link = new Promise((resolve) => {
  AE.connect = (props, trigger) => resolve({ props, trigger });
});

AE.mountStage = async (element) => {
  const { props, trigger } = await link;
  const get = (id) => element.querySelector(`[data-id="${id}"]`);
  const state = JSON.parse(props.value); // {digit, model, noise, level, seed, round, fetch, turn}
  let reply = null;
  let tray = null;
  let timer = null;

  // the server echoes the turn, for a component whose value has not changed tells nobody
  const send = (event) => {
    state.turn += 1;
    props.value = JSON.stringify(state);
    trigger(event, {});
  };
  // the browser tells of moves once a frame, and Gradio holds back all but the last while a
  // request is under way: nothing is gained by waiting here
  const ask = () => {
    clearTimeout(timer);
    send("input");
  };

  const pad = new AE.Pad(element.querySelector("#pad"), () => {
    state.digit = pad.digit;
    ask();
  });

  // ---- words that depend on the state ----
  const model = () => AE.models.find((m) => m.key === state.model);
  const say = () => {
    AE.fillWords(element);
    const n = model().size;
    get("lead").textContent = AE.t("lead", { n });
    get("squeeze").textContent = AE.t("squeeze", { n });
    get("neck").textContent = n;
    get("fact").textContent = AE.t(`fact_${state.model}`);
    get("code-hint").textContent = AE.t(model().maps ? "maps_hint" : "code_hint");
    get("about").textContent = AE.t(`about_${state.noise}`);
    for (const b of element.querySelectorAll("[data-lang]")) {
      b.setAttribute("aria-pressed", b.dataset.lang === AE.lang);
    }
    fillModels();
    fillKinds();
    showLevel();
    showTray();
    showReply();
  };

  const fillModels = () => {
    const groups = { group_clean: [], group_noisy: [] };
    for (const m of AE.models) groups[m.trained === null ? "group_clean" : "group_noisy"].push(m);
    get("model").replaceChildren(
      ...Object.entries(groups).map(([label, models]) => {
        const group = document.createElement("optgroup");
        group.label = AE.t(label);
        for (const m of models) {
          const text = AE.t("option_numbers", { name: AE.t(`model_${m.key}`), n: m.size });
          group.append(new Option(text, m.key));
        }
        return group;
      }),
    );
    get("model").value = state.model;
  };

  const fillKinds = () => {
    const box = get("kinds");
    if (!box.children.length) {
      for (const kind of AE.noises) {
        const label = document.createElement("label");
        label.innerHTML = `<input type="radio" name="noise" value="${kind.key}"><span data-t="noise_${kind.key}"></span>`;
        box.append(label);
      }
      AE.fillWords(box);
    }
    for (const input of box.querySelectorAll("input")) input.checked = input.value === state.noise;
  };

  const showLevel = () => {
    get("level").value = state.level;
    get("level-out").textContent = state.level.toFixed(2);
    const trained = state.noise === "gaussian" ? model().trained : null;
    get("trained").hidden = get("trained-note").hidden = trained === null;
    get("trained").style.setProperty("--at", trained);
    const random = AE.noises.find((k) => k.key === state.noise).random;
    get("renew").disabled = !random;
    get("renew").title = random ? "" : AE.t("no_chance");
  };

  // ---- the answer ----
  const number = (v, digits) => (v === null ? "∞" : v.toFixed(digits));
  const times = (x) => (x >= 10 ? Math.round(x) : x.toFixed(1));
  const label = (id, text) => get(id).setAttribute("aria-label", text);

  const showScores = ({ noisy, restored }) => {
    const line = (s, extra = "") =>
      `<b>${s.psnr === null ? AE.t("identical") : AE.t("db", { v: number(s.psnr, 1) })}</b> ` +
      `<small>${AE.t("ssim", { v: number(s.ssim, 2) })}</small>${extra}`;
    const gain = noisy.mse / restored.mse;
    const kind = noisy.mse === 0 ? "none" : gain > 1.1 ? "closer" : gain < 1 / 1.1 ? "further" : "same";
    const x = times(kind === "further" ? 1 / gain : gain);
    const short = { closer: "closer", further: "further", same: "same_distance" }[kind];
    const long = { closer: "closer_long", further: "further_long", same: "same_long", none: "no_noise_long" }[kind];
    get("noisy-score").innerHTML = line(noisy);
    get("restored-score").innerHTML = line(restored, short ? `<em class="${kind}">${AE.t(short, { x })}</em>` : "");
    verdict(AE.t(long, { x, n: model().size }), kind);
    label("noisy", `${AE.t("noisy")}: ${get("noisy-score").textContent}`);
    label("restored", `${AE.t("restored")}: ${get("restored-score").textContent}`);
  };

  const verdict = (text, kind) => {
    const line = get("verdict");
    if (line.textContent !== text) line.textContent = text;
    line.dataset.kind = kind;
  };

  const showReply = () => {
    if (!reply) return verdict(AE.t("warming"), "wait");
    element.dataset.state = reply.state;
    label("seen", AE.t("seen"));
    label("difference", AE.t("difference"));
    for (const id of ["seen", "noisy"]) {
      if (reply[id]) AE.paintGrey(get(id), reply[id]);
      else AE.paintBlank(get(id));
    }
    if (reply.state === "ok") {
      AE.paintGrey(get("restored"), reply.restored);
      AE.paintDifference(get("difference"), reply.difference);
      (reply.code.shape.length === 1 ? AE.paintBars : AE.paintMaps)(get("numbers"), reply.code);
      get("moved").textContent = AE.t("moved", { p: Math.round(100 * reply.code.moved) });
      showScores(reply.scores);
      return;
    }
    for (const id of ["restored", "difference"]) AE.paintBlank(get(id));
    for (const id of ["noisy-score", "restored-score", "moved"]) get(id).textContent = "";
    get("numbers").replaceChildren();
    delete get("numbers").dataset.kind;
    if (reply.state === "warming") verdict(AE.t("warming"), "wait");
    else if (reply.state === "blank") verdict(AE.t("blank_long"), "wait");
    else verdict(AE.t(reply.problem.key, reply.problem), "problem");
  };

  AE.receive = (value) => {
    reply = value;
    if (reply.digit) {
      // an uploaded file came back as the pixels it became
      state.digit = reply.digit;
      pad.show(reply.digit);
    }
    showReply();
    if (reply.state === "warming") timer = setTimeout(ask, AE.RETRY_MS);
  };

  // ---- samples ----
  const showTray = () => {
    if (!tray) return;
    get("tray").replaceChildren(
      ...tray.digits.map((sample) => {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-label", AE.t("sample_label", { d: sample.label }));
        const canvas = document.createElement("canvas");
        AE.paintGrey(canvas, sample.pixels);
        button.append(canvas);
        button.onclick = () => {
          state.digit = sample.strokes ? { strokes: sample.strokes } : { pixels: sample.pixels };
          pad.show(state.digit);
          ask();
        };
        return button;
      }),
    );
    const key = { loading: "fetching", failed: "fetch_failed" }[tray.fetch] ?? `source_${tray.source}`;
    get("source").textContent = AE.t(key);
    get("fetch").hidden = tray.source === "mnist" || tray.fetch === "loading";
  };

  AE.receiveTray = (value) => {
    tray = value;
    showTray();
    if (tray.fetch === "loading") setTimeout(() => send("another"), 2000);
  };

  // ---- controls ----
  get("model").onchange = (e) => {
    state.model = e.target.value;
    say();
    ask();
  };
  get("kinds").onchange = (e) => {
    state.noise = e.target.value;
    say();
    ask();
  };
  get("level").oninput = (e) => {
    state.level = Number(e.target.value);
    showLevel();
    ask();
  };
  get("renew").onclick = () => {
    state.seed = Math.floor(Math.random() * 2 ** 31);
    ask();
  };
  get("another").onclick = () => {
    state.round += 1;
    send("another");
  };
  get("fetch").onclick = () => {
    state.fetch = true;
    send("another");
    state.fetch = false;
  };
  get("undo").onclick = () => pad.undo();
  get("clear").onclick = () => pad.clear();
  get("upload").onchange = async (e) => {
    const file = e.target.files[0];
    e.target.value = ""; // so that the same file can be chosen again
    if (!file) return;
    if (file.size > AE.MAX_FILE) return AE.receive({ state: "problem", problem: { key: "picture_too_big" } });
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    const before = state.digit;
    state.digit = { file: btoa(text) };
    send("input");
    state.digit = before; // until the server has read it; a bad file leaves the digit as it was
  };
  get("theme").onclick = AE.toggleTheme;
  for (const b of element.querySelectorAll("[data-lang]")) {
    b.onclick = () => {
      AE.setLang(b.dataset.lang);
      say();
    };
  }
  // a fold-out closes when something else is touched, or with Escape
  const folds = () => element.querySelectorAll("details.hint[open]");
  document.addEventListener("click", (e) => folds().forEach((d) => d.contains(e.target) || (d.open = false)));
  document.addEventListener("keydown", (e) => e.key === "Escape" && folds().forEach((d) => (d.open = false)));

  AE.applyTheme();
  pad.show(state.digit);
  say();
  ask();
};
