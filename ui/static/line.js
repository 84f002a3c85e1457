// A line to the server: one request at a time. Of those made meanwhile the last is sent next, for
// each says all there is to say.
AE.Line = class {
  static PATIENCE_MS = 30_000; // then the line is free again

  // receive(answer) is called with every answer, and with null where none comes
  constructor(name, receive) {
    // beside the page, wherever that is mounted
    this.url = `${location.pathname.replace(/\/?$/, "/")}lab/${name}`;
    Object.assign(this, { receive, busy: false, next: null });
  }

  async send(text) {
    this.next = text;
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.next !== null) {
        const body = this.next;
        this.next = null;
        this.receive(await this.post(body));
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
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }
};
