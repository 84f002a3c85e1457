// A picture file that the visitor chose, as the digit. Whether it is a picture the server says.
import { t } from "../show/words.js";

/** @typedef {import("../asking/state.js").State} State */

const MAX_BYTES = 2 * 1024 * 1024; // as the server's limit

export class Upload {
  /**
   * @param {(id: string) => any} get finds elements of the stage
   * @param {State} state
   * @param {() => void} ask
   */
  constructor(get, state, ask) {
    this.note = /** @type {HTMLElement} */ (get("file-note"));
    this.input = /** @type {HTMLInputElement} */ (get("upload"));
    this.state = state;
    this.ask = ask;
    this.input.onchange = () => this.read(this.input.files?.[0]);
  }

  /** @param {File | undefined} file */
  async read(file) {
    if (!file) return;
    if (file.size > MAX_BYTES) {
      this.input.value = ""; // so that the same file can be chosen again
      this.say(t("picture_too_big"));
      return;
    }
    const chosen = this.state.numbered({});
    const text = await readBase64(file);
    this.input.value = "";
    if (!this.state.isNews("upload", chosen)) return; // another one was chosen meanwhile
    this.say("");
    this.state.change({ digit: { file: text } }); // every question carries it until it is answered
    this.ask();
  }

  /** @param {string} text */
  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }
}

/**
 * The base64 of a file; "" if it cannot be read.
 * @param {File} file
 * @returns {Promise<string>}
 */
const readBase64 = (file) =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => resolve("");
    reader.readAsDataURL(file);
  });
