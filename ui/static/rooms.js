// The rooms below the stage: the tabs, which of them is open, and what passes between the open one
// and the server. Each room is an object in AE.rooms, by its name (see static/rooms/):
//   mount(box, page)  once, when it is first opened
//   show(answer)      with every answer of the server's part of it (ui/rooms/)
//   follow(reply)     with every answer of the stage, before that; if it has one
//   say()             when it is opened and when the language changes; if it has one
// `page` is all that a room may ask of the rest:
//   want(params)      ask the server for the room anew, with these parameters of it changed
//   tell(params)      let the next request say so too; nothing is asked now
//   state, reply      what is asked of the server, and the stage's last answer; to read only
//   model()           what is known of the model in use; use(key) takes another
//   draw(digit)       put a digit on the pad
//   learn(net)        a net of the visitor's own joins the models
//   send(event, more) make another request, with what it says more
// A room asks only while it is open and in sight. What it shows may be answered along with the
// stage or apart, so answers can overtake each other: one to an older request is left aside.
AE.rooms = {};

AE.Rooms = class {
  // page: as above; want and tell are made here. ask() asks stage and room; askRoom() the room
  // alone.
  constructor(element, page, ask, askRoom) {
    Object.assign(this, { element, page, ask, askRoom });
    this.tabs = element.querySelector('[data-id="tabs"]');
    this.note = element.querySelector('[data-id="room-note"]');
    this.open = null; // name of the open room
    this.seen = false; // whether it is in sight
    this.wanted = {}; // by room, its parameters
    this.turn = -1; // of the last answer shown
    this.mounted = new Set();
    this.list = AE.roomList.filter(({ name }) => !AE.leftOut.has(name)); // a link may leave rooms out
    for (const { name } of this.list) this.addTab(name);
    this.tabs.addEventListener("keydown", (e) => this.key(e));
    // its first lines alone, at the foot of the window, are not yet looked at
    const inside = { rootMargin: "0px 0px -200px 0px" };
    const watch = new IntersectionObserver((entries) => this.sight(entries.at(-1).isIntersecting), inside);
    watch.observe(element.querySelector('[data-id="room"]'));
    const asked = new URLSearchParams(location.search).get("room");
    element.hidden = !this.list.length;
    if (this.list.length) this.enter((this.list.find(({ name }) => name === asked) ?? this.list[0]).name);
  }

  // What the request says of the room.
  get request() {
    return this.open && this.seen ? { name: this.open, ...this.wanted[this.open] } : null;
  }

  get alone() {
    return AE.roomList.find(({ name }) => name === this.open).alone;
  }

  get room() {
    return AE.rooms[this.open] ?? {}; // none, where a link leaves out all of them
  }

  box(name = this.open) {
    return this.element.querySelector(`[data-room="${name}"]`);
  }

  addTab(name) {
    const tab = document.createElement("button");
    Object.assign(tab, { type: "button", id: `tab-${name}`, onclick: () => this.enter(name) });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `room-${name}`);
    tab.dataset.tab = name;
    tab.dataset.t = `room_${name}`;
    this.tabs.append(tab);
  }

  enter(name) {
    if (name === this.open) return;
    if (this.open) this.box().hidden = true;
    this.open = name;
    this.wanted[name] ??= {};
    this.box().hidden = false;
    for (const tab of this.tabs.children) {
      const here = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", here);
      tab.tabIndex = here ? 0 : -1;
    }
    if (!this.mounted.has(name)) {
      this.mounted.add(name);
      this.room.mount(this.box(), this.pageFor(name));
    }
    this.room.say?.();
    this.follow();
    this.refresh();
  }

  pageFor(name) {
    const tell = (params) => Object.assign(this.wanted[name], params);
    const want = (params) => {
      tell(params);
      if (name === this.open) this.refresh();
    };
    return Object.create(this.page, { want: { value: want }, tell: { value: tell } });
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...this.tabs.children];
    const next = all.at((all.findIndex((tab) => tab.dataset.tab === this.open) + step) % all.length);
    this.enter(next.dataset.tab);
    next.focus();
    event.preventDefault();
  }

  sight(seen) {
    const first = seen && !this.seen;
    this.seen = seen;
    if (first) this.refresh();
  }

  // Ask for the room, if anyone is looking. Rooms that answer along with the stage stand on its
  // answer: until there is one, both are asked.
  refresh() {
    if (!this.request) return;
    if (this.alone || this.page.reply?.state === "ok") this.askRoom();
    else this.ask();
  }

  // The stage has been asked: so is a room that answers apart.
  asked() {
    if (this.request && this.alone) this.askRoom();
  }

  // An answer of the stage: rooms that answer beside it have theirs in it.
  receiveStage(reply) {
    if (!this.open) return;
    this.follow();
    if (this.alone) return;
    const { turn, state, problem, room } = reply;
    if (room?.name === this.open) this.receive({ turn, state, ...room });
    else if (state !== "ok") this.receive({ turn, state, problem, name: this.open });
  }

  follow() {
    const { reply } = this.page;
    if (reply?.state === "ok") this.room.follow?.(reply);
  }

  receive(answer) {
    if (answer.name !== this.open && answer.name !== null) return; // left meanwhile
    if (answer.turn < this.turn) return; // overtaken
    this.turn = answer.turn;
    this.answer = answer;
    this.box().dataset.state = answer.problem ? "problem" : answer.state;
    this.sayNote();
    if (answer.state === "ok" && !answer.problem) this.room.show(answer);
  }

  sayNote() {
    const { state, problem } = this.answer ?? {};
    const empty = state === "blank" ? AE.t("pad_empty_room") : "";
    this.note.textContent = problem ? AE.t(problem.key, problem) : empty;
    if (!problem?.model) return;
    const use = document.createElement("button"); // a net that can do what this one cannot
    Object.assign(use, { type: "button", onclick: () => this.page.use(problem.model) });
    use.textContent = AE.t("use_model", { name: AE.t(`model_${problem.model}`) });
    this.note.append(" ", use);
  }

  // The language has changed, or the page has just been filled.
  say() {
    this.sayNote();
    this.room.say?.();
  }
};
