// Sharing: the panel with the link, the files to keep, and what a teacher's link leaves out; and
// opening a link. A link is the page's address, after it "#s=" and a text that the server packs
// and unpacks (ui/sharing/links.py): what stands after "#" is sent to no server by itself, so that
// no log has anybody's drawing. "hide=" in it names parts of the page ([data-part]) and rooms.
AE.leftOut = new Set((new URLSearchParams(location.search).get("hide") ?? "").split(","));
AE.linkProblem = null; // what was wrong with the link that the page was opened by

// What the page's own address carries, as parts of the stage's state; none if it is no link.
AE.openLink = async () => {
  const text = new URLSearchParams(location.hash.slice(1)).get("s");
  if (text === null) return {};
  const answer = await new Promise((receive) => {
    const open = () => line.send(JSON.stringify({ open: text }));
    const line = new AE.Line("link", (got) => (got ? receive(got) : setTimeout(open, AE.Line.REST_MS[0])));
    open();
  });
  AE.linkProblem = answer.problem;
  return answer.opened ?? {};
};

AE.Share = class {
  // ask(event, more) sends the stage's request; take(shown) shows the digit and level of a link;
  // room() is the name of the open room
  constructor(element, { ask, take, room }) {
    Object.assign(this, { element, ask, take, room });
    this.get = (id) => element.querySelector(`[data-id="${id}"]`);
    this.panel = this.get("share-panel");
    this.text = ""; // of the link to what is on show; "" until it is made
    this.leaveOut();
    const parts = new Set([...element.querySelectorAll("[data-part]")].map((e) => e.dataset.part));
    this.addChoices(this.get("share-parts"), [...parts].map((name) => [name, `part_${name}`]));
    this.addChoices(this.get("share-rooms"), AE.roomList.map(({ name }) => [name, `room_${name}`]));
    this.get("share").onclick = () => this.open();
    this.get("share-close").onclick = () => this.panel.close();
    this.panel.onclick = (e) => {
      if (e.target === this.panel) this.panel.close(); // beside what is in it
    };
    this.get("share-copy").onclick = () => this.copy();
    this.get("share-send").hidden = !navigator.share;
    this.get("share-send").onclick = () => navigator.share({ title: AE.t("title"), url: this.link }).catch(() => {});
    this.get("share-show-all").onclick = () => this.showAll();
    for (const button of element.querySelectorAll("[data-keep]")) button.onclick = () => this.keep(button.dataset.keep);
    this.get("link-close").onclick = () => (this.get("link-note").hidden = true);
    AE.receiveKept = (answer) => this.receive(answer);
    // another link, put into the address of this page
    addEventListener("hashchange", () => location.hash.startsWith("#s=") && location.reload());
  }

  // Hidden, and so out of the keyboard's reach as well; rooms leave themselves out.
  leaveOut() {
    for (const part of this.element.querySelectorAll("[data-part]")) part.hidden = AE.leftOut.has(part.dataset.part);
  }

  addChoices(box, choices) {
    for (const [name, words] of choices) {
      const label = document.createElement("label");
      label.innerHTML = `<input type="checkbox" value="${name}"><span data-t="${words}"></span>`;
      label.firstChild.checked = !AE.leftOut.has(name);
      label.firstChild.onchange = () => this.showLink();
      box.append(label);
    }
  }

  get choices() {
    return [...this.panel.querySelectorAll('input[type="checkbox"]')];
  }

  get link() {
    const hide = this.choices.filter((choice) => !choice.checked).map((choice) => choice.value);
    const rooms = AE.roomList.map(({ name }) => name).filter((name) => !hide.includes(name));
    const room = this.room();
    const query = [];
    if (rooms.indexOf(room) > 0) query.push(`room=${room}`); // the first one opens by itself
    if (hide.length) query.push(`hide=${hide.join(",")}`);
    const { origin, pathname } = location;
    return `${origin}${pathname}${query.length ? "?" : ""}${query.join("&")}#s=${this.text}`;
  }

  // The language has changed, or the page has just been filled.
  say() {
    this.get("link-note").hidden = !AE.linkProblem;
    if (AE.linkProblem) this.get("link-says").textContent = AE.t(AE.linkProblem.key, AE.linkProblem);
  }

  open() {
    this.text = "";
    this.showLink();
    this.note("share", AE.t("share_making"));
    this.note("keep", "");
    this.busy(false);
    this.get("share-all").hidden = this.choices.every((choice) => !AE.leftOut.has(choice.value));
    this.panel.showModal();
    this.ask("link");
  }

  note(of, text) {
    this.get(`${of}-note`).textContent = text;
  }

  showLink() {
    this.get("share-field").value = this.text && this.link;
    for (const id of ["share-copy", "share-send"]) this.get(id).disabled = !this.text;
    this.note("share", "");
  }

  receive({ text, digit, level, file, problem }) {
    if (file) {
      AE.saveFile(file.name, file.type, file.data);
      this.note("keep", AE.t("share_saved", file));
    }
    if (text) {
      this.text = text;
      this.showLink();
      this.take({ digit, level });
    }
    if (problem) this.note(problem.of === "keep" ? "keep" : "share", AE.t(problem.key, problem));
    this.busy(false);
  }

  async copy() {
    const field = this.get("share-field");
    field.select();
    // without https there is no clipboard, and inside another site's frame it may refuse
    const copied = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    this.note("share", AE.t(copied || document.execCommand("copy") ? "share_copied" : "share_by_hand"));
  }

  keep(kind) {
    this.note("keep", AE.t("share_saving"));
    this.busy(true);
    this.ask("keep", { keep: kind });
  }

  busy(is) {
    for (const button of this.panel.querySelectorAll("[data-keep]")) button.disabled = is;
  }

  showAll() {
    const url = new URL(location.href);
    url.searchParams.delete("hide");
    location.assign(url);
  }
};
