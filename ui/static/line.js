// A line to the server: one request at a time. Of those made meanwhile the last is sent next, for
// each says all there is to say. A server with too much to do says so at once; the line then holds
// for a while, and sends what is the last by then.
AE.Line = class {
  static PATIENCE_MS = 30_000; // then the line is free again
  static REST_MS = [1000, 2000]; // from, to: those who were turned away do not come back as one
  static BUSY = [429, 503]; // of one visitor too much, of all
  static LATER = Symbol("asked again later");

  // receive(answer) is called with every answer, and with null where none comes; resting() when
  // the server is busy
  constructor(name, receive, resting = () => {}) {
    // beside the page, wherever that is mounted
    this.url = `${location.pathname.replace(/\/?$/, "/")}lab/${name}`;
    Object.assign(this, { receive, resting, busy: false, next: null });
  }

  async send(text) {
    this.next = text;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.next !== null) {
        const body = this.next;
        this.next = null;
        const answer = await this.post(body);
        if (answer !== AE.Line.LATER) {
          this.receive(answer);
          continue;
        }
        this.resting();
        const [from, to] = AE.Line.REST_MS;
        await new Promise((go) => setTimeout(go, from + (to - from) * Math.random()));
        this.next ??= body;
      }
    } finally {
      this.busy = false;
    }
  }

  async post(body) {
    try {
      const signal = AbortSignal.timeout(AE.Line.PATIENCE_MS);
      // only the server that trained a net has it: the address says so where one is named, and a
      // balancer before several servers need not look into the body
      const url = body.includes('"own:') ? `${this.url}?own=1` : this.url;
      const response = await fetch(url, { method: "POST", body, signal });
      if (AE.Line.BUSY.includes(response.status)) return AE.Line.LATER;
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
};
