// The stage: the current digit and its noise (the request), and painting the server's answer.
// One request per change goes out; `AE.receive` is called with each reply, `AE.receiveTray` with
// each tray of samples. The server keeps nothing of a visitor between the two.
AE.RETRY_MS = 400; // while the models warm up
AE.PATIENCE_MS = 6000; // without an answer for so long, the visitor is told
AE.REST_MS = 600; // a verdict is read aloud once it has stood for so long
AE.MAX_FILE = 2 * 1024 * 1024; // as the server's limit

// The wire to the server: the component that carries the request, once it is there.
const link = new Promise((resolve) => {
  AE.connect = (props, trigger) => resolve({ props, trigger });
});

AE.mountStage = async (element) => {
  const { props, trigger } = await link;
  const get = (id) => element.querySelector(`[data-id="${id}"]`);
  const state = JSON.parse(props.value); // {digit, model, noise, level, seed, round, fetch, turn}
  let reply = null; // the last one that had pictures
  let retry = null;
  let patience = null;
  let aloud = null;

  // the server echoes the turn, for a component whose value has not changed tells nobody
  const send = (event) => {
    state.turn += 1;
    props.value = JSON.stringify(state);
    trigger(event, {});
  };
  // the browser tells of moves once a frame, and Gradio holds back all but the last while a
  // request is under way: nothing is gained by waiting here
  const ask = () => {
    clearTimeout(retry);
    patience ??= setTimeout(() => {
      patience = null;
      verdict(AE.t("no_answer"), "problem");
      ask();
    }, AE.PATIENCE_MS);
    send("input");
  };

  const pad = new AE.Pad(element.querySelector("#pad"), () => {
    state.digit = pad.digit;
    fileNote("");
    ask();
  });
  const show = (digit) => {
    pad.show(digit);
    pad.onChange();
  };
  const tray = new AE.Tray(get("tray"), get("source"), get("fetch"), show, (wanted) => {
    Object.assign(state, wanted);
    send("another");
  });

  // ---- what stands beside the controls ----
  const model = () => AE.models.find((m) => m.key === state.model);

  const showChoice = () => {
    const n = model().size;
    get("lead").textContent = AE.t("lead", { n });
    get("squeeze").textContent = AE.t("squeeze", { n });
    get("neck").textContent = n;
    get("fact").textContent = AE.t(`fact_${state.model}`);
    get("code-hint").textContent = AE.t(model().maps ? "maps_hint" : "code_hint");
    get("about").textContent = AE.t(`about_${state.noise}`);
    get("level").value = state.level;
    get("level-out").textContent = state.level.toFixed(2);
    const trained = state.noise === "gaussian" ? model().trained : null;
    for (const id of ["trained", "trained-note"]) {
      get(id).style.visibility = trained === null ? "hidden" : "visible"; // its place is kept
    }
    get("trained").style.setProperty("--at", trained);
    const random = AE.noises.find((k) => k.key === state.noise).random;
    get("renew").disabled = !random;
    get("renew").title = random ? "" : AE.t("no_chance");
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
          group.append(new Option(text, m.key, false, m.key === state.model));
        }
        return group;
      }),
    );
  };

  const fillKinds = () => {
    for (const { key } of AE.noises) {
      const label = document.createElement("label");
      label.innerHTML = `<input type="radio" name="noise" value="${key}"><span data-t="noise_${key}"></span>`;
      label.firstChild.checked = key === state.noise;
      get("kinds").append(label);
    }
  };

  const say = () => {
    AE.fillWords(element);
    for (const b of element.querySelectorAll("[data-lang]")) {
      b.setAttribute("aria-pressed", b.dataset.lang === AE.lang);
    }
    fillModels();
    showChoice();
    tray.say();
    fileNote("");
    get("aloud").textContent = ""; // what was read aloud last was in the other language
    showReply();
  };

  // ---- the answer ----
  const verdict = (text, kind) => {
    get("verdict").textContent = text;
    get("verdict").dataset.kind = kind;
    clearTimeout(aloud);
    aloud = setTimeout(() => (get("aloud").textContent = text), AE.REST_MS);
  };

  const fileNote = (text) => {
    get("file-note").textContent = text;
    get("file-note").hidden = !text;
  };

  const name = (id, text) => get(id).setAttribute("aria-label", text);

  const showScores = ({ noisy, restored }) => {
    const gain = noisy.mse / restored.mse;
    const kind = noisy.mse === 0 ? "none" : gain > 1.1 ? "closer" : gain < 1 / 1.1 ? "further" : "same";
    const ratio = kind === "further" ? 1 / gain : gain;
    const x = ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1);
    const line = ({ psnr, ssim }) =>
      `<b>${psnr === null ? AE.t("identical") : AE.t("db", { v: psnr.toFixed(1) })}</b> ` +
      `<small>${AE.t("ssim", { v: ssim.toFixed(2) })}</small>`;
    get("noisy-score").innerHTML = line(noisy);
    const short = kind === "none" ? "" : `<em class="${kind}">${AE.t(`${kind}_short`, { x })}</em>`;
    get("restored-score").innerHTML = line(restored) + short;
    for (const id of ["noisy", "restored"]) name(id, `${AE.t(id)}: ${get(`${id}-score`).textContent}`);
    verdict(AE.t(`${kind}_long`, { x, n: model().size }), kind);
  };

  const showReply = () => {
    if (!reply) return verdict(AE.t("warming"), "wait");
    element.dataset.state = reply.state;
    name("seen", AE.t("seen"));
    name("difference", AE.t("difference"));
    for (const id of ["seen", "noisy", "restored"]) {
      if (reply[id]) AE.paintGrey(get(id), reply[id]);
      else AE.paintBlank(get(id));
    }
    if (reply.state === "ok") {
      AE.paintDifference(get("difference"), reply.difference);
      (reply.code.shape.length === 1 ? AE.paintBars : AE.paintMaps)(get("numbers"), reply.code);
      get("moved").textContent = AE.t("moved", { p: Math.round(100 * reply.code.moved) });
      return showScores(reply.scores);
    }
    AE.paintBlank(get("difference"));
    for (const id of ["noisy-score", "restored-score", "moved"]) get(id).textContent = "";
    get("numbers").replaceChildren();
    delete get("numbers").dataset.kind;
    if (reply.problem) verdict(AE.t(reply.problem.key, reply.problem), "problem");
    else verdict(AE.t(reply.state === "blank" ? "blank_long" : "warming"), "wait");
  };

  AE.receive = (value) => {
    clearTimeout(patience);
    patience = null;
    if (state.digit.file && value.problem?.of === "file") {
      // the digit on show stays; what is wrong with the file is said where it was chosen
      state.digit = pad.digit;
      fileNote(AE.t(value.problem.key, value.problem));
      return ask();
    }
    if (state.digit.file && value.digit) {
      pad.show(value.digit);
      state.digit = pad.digit;
    }
    reply = value;
    showReply();
    if (reply.state === "warming") retry = setTimeout(ask, AE.RETRY_MS);
  };
  AE.receiveTray = (value) => {
    state.fetch = false;
    tray.receive(value);
  };

  // ---- controls ----
  get("model").onchange = (e) => {
    state.model = e.target.value;
    showChoice();
    ask();
  };
  get("kinds").onchange = (e) => {
    state.noise = e.target.value;
    showChoice();
    ask();
  };
  get("level").oninput = (e) => {
    state.level = Number(e.target.value);
    showChoice();
    ask();
  };
  get("renew").onclick = () => {
    state.seed = Math.floor(Math.random() * 2 ** 31);
    ask();
  };
  get("another").onclick = () => tray.another();
  get("undo").onclick = () => pad.undo();
  get("clear").onclick = () => pad.clear();
  get("upload").onchange = async (e) => {
    const file = e.target.files[0];
    if (!file) return;
    const tooBig = file.size > AE.MAX_FILE;
    const url = tooBig ? "" : await AE.dataUrl(file);
    e.target.value = ""; // so that the same file can be chosen again
    if (tooBig) return fileNote(AE.t("picture_too_big"));
    fileNote("");
    state.digit = { file: url.slice(url.indexOf(",") + 1) }; // every request carries it until it is answered
    ask();
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
  fillKinds();
  pad.show(state.digit);
  say();
  ask();
  tray.ask({ round: 0, fetch: false });
};

AE.dataUrl = (file) =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => resolve("");
    reader.readAsDataURL(file);
  });
