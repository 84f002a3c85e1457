import { t } from "./words.js";

/** @typedef {import("../types.d.ts").Problem} Problem */

// A note at the head of the page, where it is seen whatever a link leaves out. It stays until it is closed:
// above the pad nothing moves by itself.
export class Note {
  /** @param {(id: string) => any} get finds elements of the page */
  constructor(get) {
    this.get = get;
    /** @type {Problem | undefined} */
    this.problem = undefined;
    get("page-note-close").onclick = () => this.show(undefined);
  }

  /** @param {Problem | undefined} problem none: there is nothing to say any more */
  show(problem) {
    this.problem = problem;
    this.writeWords();
  }

  writeWords() {
    this.get("page-note").hidden = !this.problem;
    if (this.problem) this.get("page-note-says").textContent = t(this.problem.key, this.problem);
  }
}
