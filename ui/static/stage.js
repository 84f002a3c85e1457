// The stage: the current digit and its noise (the request), and painting the server's answer.
// Each change is one request, which says all there is to say: the server keeps nothing of a visitor
// between them, but the nets they train.
AE.PATIENCE_MS = 6000; // without an answer for so long, the visitor is told
AE.SENTENCE_MS = 120; // a sentence stays for so long, at least
AE.REST_MS = 600; // a verdict is read aloud once it has stood for so long
AE.MAX_FILE = 2 * 1024 * 1024; // as the server's limit

// What takes long waits in Gradio's queue: put(event, text), once its component is there.
const queue = new Promise((resolve) => {
  AE.connect = (props, trigger) =>
    resolve((event, text) => {
      props.value = text;
      trigger(event, {});
    });
});

AE.mountStage = async (element) => {
  const found = {}; // looked up once: the pen asks for twenty of them at every move
  const get = (id) => (found[id] ??= element.querySelector(`[data-id="${id}"]`));
  const left = AE.left.take();
  // {digit, model, noise, level, seed, round, fetch, turn}; a link brings its own first view
  const state = { ...AE.first, ...(await AE.openLink()), ...left };
  addEventListener("pagehide", () => AE.rooms.train.busy && AE.left.keep(state));
  let reply = null; // the last one that had pictures
  let patience = null;
  let aloud = null;

  const none = () => ({ turn: state.turn, state: "problem", problem: { key: "no_answer" } });
  const lines = {
    stage: new AE.Line("stage", (answer) => answer && receive(answer), () => crowded()), // which is asked again
    room: new AE.Line("room", (answer) => rooms.receive(answer ?? { ...none(), name: rooms.open })),
    tray: new AE.Line("tray", (answer) => answer && receiveTray(answer)),
    link: new AE.Line("link", (answer) => share.receive(answer ?? none())),
    stop: new AE.Line("stop", () => {}),
  };
  // The request over one of the lines, or else into the queue. The turn is echoed, so that one can
  // tell which of two answers is the later one.
  const send = (name, more = {}) => {
    state.turn += 1;
    state.room = rooms.request;
    state.own = AE.nets.keys;
    const text = JSON.stringify({ ...state, ...more });
    if (lines[name]) lines[name].send(text);
    else queue.then((put) => put(name, text));
  };
  const answered = () => {
    clearTimeout(patience);
    patience = null;
  };
  const crowded = () => {
    answered();
    verdict(AE.t("busy"), "wait");
  };
  // the browser tells of moves once a frame, and a line sends the last of those that came while
  // a request was under way: nothing is gained by waiting here
  const ask = () => {
    patience ??= setTimeout(() => {
      patience = null;
      verdict(AE.t("no_answer"), "problem");
      ask();
    }, AE.PATIENCE_MS);
    send("stage");
    rooms.asked();
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
    send("tray");
  });

  // ---- what stands beside the controls ----
  const model = () => AE.models.find((m) => m.key === state.model);
  // another model, noise or level, from elsewhere than the controls
  const choose = (wanted) => {
    Object.assign(state, wanted);
    showChoice();
    ask();
  };
  const useModel = (model) => choose({ model });

  const learn = (net) => {
    AE.nets.add(net, state.model);
    fillModels();
  };
  const forget = (key) => {
    AE.nets.drop(key);
    fillModels();
    if (state.model === key) useModel(AE.models[0].key);
  };

  const showChoice = () => {
    const { size: n, code, trained, kind } = model();
    const free = code === "none"; // shortcuts lead past the code: nothing is squeezed
    get("lead").textContent = AE.t(free ? "lead_free" : "lead", { n });
    get("squeeze").textContent = AE.t(free ? "squeeze_free" : "squeeze", { n });
    get("neck").textContent = free ? "" : n;
    get("neck-of").textContent = AE.t(free ? "no_squeeze" : "numbers");
    get("model").value = state.model;
    get("kinds").querySelector(`[value="${state.noise}"]`).checked = true;
    get("fact").textContent = AE.t(`fact_${state.model}`);
    get("code-hint").textContent = AE.t(`hint_${code}`);
    get("restored-hint").textContent = AE.t(free ? "restored_free_hint" : "restored_hint");
    get("code-legend").hidden = free;
    get("about").textContent = AE.t(`about_${state.noise}`);
    get("level").value = state.level;
    get("level-out").textContent = state.level.toFixed(2);
    const every = trained === "mixed";
    const marked = every || (trained !== null && state.noise === kind);
    for (const id of ["trained", "trained-note"]) {
      get(id).style.visibility = marked ? "visible" : "hidden"; // its place is kept
    }
    get("trained").classList.toggle("every", every);
    get("trained").style.setProperty("--at", every ? 0 : trained);
    get("trained-mark").textContent = every ? "" : "▲";
    get("trained-mark").classList.toggle("every", every);
    get("trained-text").textContent = get("trained").title = AE.t(every ? "trained_every" : "trained_here");
    const random = AE.noises.find((k) => k.key === state.noise).random;
    get("renew").disabled = !random;
    get("renew").title = random ? "" : AE.t("no_chance");
  };

  const fillModels = () => {
    const groups = {};
    for (const m of AE.models) (groups[m.group] ??= []).push(m);
    get("model").replaceChildren(
      ...Object.entries(groups).map(([name, models]) => {
        const group = document.createElement("optgroup");
        group.label = AE.t(`group_${name}`);
        for (const m of models) {
          const words = { name: AE.t(`model_${m.key}`), n: m.size };
          const text = AE.t(m.code === "none" ? "option_free" : "option_numbers", words);
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
    rooms.say();
    how.say();
    tour.say();
    share.say();
    get("aloud").textContent = ""; // what was read aloud last was in the other language
    showReply();
  };

  // ---- the answer ----
  // what the sentences say changes with every frame of a drawing: now, and then in steps
  const inSteps = (show) => {
    let timer = null;
    let last = null;
    const step = () => {
      timer = last && setTimeout(step, AE.SENTENCE_MS);
      if (last) show(...last);
      last = null;
    };
    return (...now) => {
      last = now;
      if (timer === null) step();
    };
  };

  const verdict = inSteps((text, kind, reading = "") => {
    get("reading").textContent = reading;
    get("reading-line").hidden = !reading;
    get("verdict").textContent = text;
    get("verdict").dataset.kind = kind;
    clearTimeout(aloud);
    aloud = setTimeout(() => (get("aloud").textContent = `${reading} ${text}`.trim()), AE.REST_MS);
  });

  const fileNote = (text) => {
    get("file-note").textContent = text;
    get("file-note").hidden = !text;
  };

  const showScores = ({ noisy, restored }, readings) => {
    const gain = noisy.mse / restored.mse;
    const spoiled = noisy.mse > 0;
    const kind = !spoiled ? "none" : gain > 1.1 ? "closer" : gain < 1 / 1.1 ? "further" : "same";
    const ratio = kind === "further" ? 1 / gain : gain;
    const x = ratio >= 10 ? Math.round(ratio) : ratio.toFixed(1);
    const line = ({ psnr, ssim }) =>
      `<b>${psnr === null ? AE.t("identical") : AE.t("db", { v: psnr.toFixed(1) })}</b> ` +
      `<small>${AE.t("ssim", { v: ssim.toFixed(2) })}</small>`;
    get("noisy-score").innerHTML = line(noisy);
    get("restored-score").innerHTML = line(restored);
    const long = kind === "none" && model().code === "none" ? "free_long" : `${kind}_long`;
    verdict(AE.t(long, { x, n: model().size }), kind, readings.restored ? AE.readingSentence(readings, spoiled) : "");
  };

  const sayMoved = inSteps((text) => (get("moved").textContent = text));
  const showCode = (code) => {
    if (code) {
      AE.paintCode(get("numbers"), code);
      sayMoved(AE.t("moved", { p: Math.round(100 * code.moved) }));
      return;
    }
    AE.clearCode(get("numbers"));
    sayMoved("");
  };

  const showReply = () => {
    if (!reply) return;
    element.dataset.state = reply.state;
    const ok = reply.state === "ok";
    const readings = reply.readings ?? {};
    for (const id of ["seen", "noisy", "restored"]) {
      if (reply[id]) AE.paintGrey(get(id), reply[id]);
      else AE.paintBlank(get(id));
      get(`${id}-read`).innerHTML = AE.readingLine(readings[id], id === "restored" && readings.seen);
    }
    if (ok) AE.paintDifference(get("difference"), reply.difference);
    else AE.paintBlank(get("difference"));
    showCode(reply.code);
    const { size, code } = model(); // an answer on its way may be another model's
    get("no-code").textContent = ok && code === "none" ? AE.t("no_code", { n: size.toLocaleString("en") }) : "";
    if (ok) showScores(reply.scores, readings);
    else {
      for (const id of ["noisy-score", "restored-score"]) get(id).textContent = "";
      if (reply.problem) verdict(AE.t(reply.problem.key, reply.problem), "problem");
      else verdict(AE.t("blank_long"), "wait");
    }
    for (const id of ["seen", "noisy", "restored", "difference"]) {
      const under = [`${id}-read`, `${id}-score`].map((at) => get(at)?.textContent).filter(Boolean);
      get(id).setAttribute("aria-label", [AE.t(id), ...under].join(", "));
    }
  };

  const receive = (value) => {
    answered();
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
    if (value.problem?.key === "own_gone") {
      forget(value.problem.net);
      return fileNote(AE.t("own_gone"));
    }
    reply = value;
    showReply();
    rooms.receiveStage(reply);
    how.follow();
  };
  const receiveTray = (value) => {
    state.fetch = false;
    tray.receive(value);
  };

  // ---- controls ----
  get("model").onchange = (e) => useModel(e.target.value);
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
  get("pens").onchange = (e) => (pad.tool = e.target.value);
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

  const page = {
    state,
    model,
    use: useModel,
    choose,
    draw: show,
    learn,
    send,
    get reply() {
      return reply;
    },
    get room() {
      return rooms.open;
    },
  };
  const rooms = new AE.Rooms(element.querySelector(".rooms"), page, ask, () => send("room"));

  const share = new AE.Share(element, {
    ask: send,
    take: (shown) => {
      pad.replace(shown.digit); // which looks the same: there is nothing to take back
      Object.assign(state, shown);
      showChoice();
      ask();
    },
    room: () => rooms.open,
  });

  AE.nets.load();
  const how = new AE.How(element, page);
  const tour = new AE.Tour(element, page);

  AE.applyTheme();
  fillKinds();
  pad.show(state.digit);
  say();
  if (left) fileNote(AE.t("train_left_off"));
  how.obey();
  ask();
  tray.ask({ round: 0, fetch: false });
};
