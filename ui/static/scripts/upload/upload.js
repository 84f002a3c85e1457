// A picture file that the visitor chose, pasted or dropped, as the digit. Whether there is a digit in
// it the server says.
import { canvas } from "../show/dom.js";
import { t } from "../show/words.js";
import { Crop } from "./crop.js";

/**
 * @typedef {import("../types.d.ts").Box} Box
 * @typedef {import("../types.d.ts").Found} Found
 * @typedef {import("../types.d.ts").Problem} Problem
 * @typedef {import("../asking/state.js").State} State
 */

const MAX_BYTES = 2 * 1024 * 1024; // as the server's limit
const LARGE_BYTES = 512 * 1024; // from here on shrinking costs less than sending
const MAX_SIDE = 1600; // pixels; the server looks at fewer
const KNOWN = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"]; // to the server

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
    this.file = ""; // the last one, of which a part can be taken
    this.crop = new Crop(get, (crop) => this.take({ file: this.file, crop }));
    this.input.onchange = () => this.read(this.input.files?.[0]);
    document.addEventListener("paste", (e) => this.given(e, e.clipboardData));
    const pad = /** @type {HTMLElement} */ (document.querySelector("#pad"));
    pad.addEventListener("dragover", (e) => e.dataTransfer?.types.includes("Files") && e.preventDefault());
    pad.addEventListener("drop", (e) => this.given(e, e.dataTransfer));
  }

  /**
   * A picture that was pasted or dropped; anything else is left to the browser.
   * @param {Event} event
   * @param {DataTransfer | null} data
   */
  given(event, data) {
    const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    const leftOut = this.input.closest("[data-part]")?.hasAttribute("hidden");
    if (!file || leftOut) return;
    event.preventDefault();
    this.read(file);
  }

  /** @param {File | undefined} file */
  async read(file) {
    if (!file) return;
    const chosen = this.state.numbered({});
    const small = await shrink(file);
    this.input.value = ""; // so that the same file can be chosen again
    if (small.size > MAX_BYTES) {
      this.say(t("picture_too_big"));
      return;
    }
    const text = await readBase64(small);
    if (!this.state.isNews("upload", chosen)) return; // another one was chosen meanwhile
    this.file = text;
    this.crop.close();
    this.crop.show(small);
    this.take({ file: text });
  }

  /** @param {{file: string, crop?: Box}} digit */
  take(digit) {
    this.say("");
    this.state.change({ digit }); // every question carries it until it is answered
    this.ask();
  }

  /**
   * What the server found in the file, or in the part of it that was asked for.
   * @param {Found} found
   */
  found({ boxes, laterFrame }) {
    this.crop.offer(boxes);
    const several = boxes.length > 1 ? t("digits_found", { n: boxes.length }) : "";
    this.say([laterFrame ? t("fullest_frame") : "", several].filter(Boolean).join(" "));
  }

  /**
   * The digit on the pad stays; what is wrong with the file is said where it was chosen.
   * @param {Problem} problem
   */
  refuse(problem) {
    this.say(t(problem.key, problem));
    if (problem.key === "blank_picture") this.crop.panel.open = true;
    else this.crop.close();
  }

  /** @param {string} text */
  say(text) {
    this.note.textContent = text;
    this.note.hidden = !text;
  }
}

/**
 * The base64 of a file; "" if it cannot be read.
 * @param {Blob} file
 * @returns {Promise<string>}
 */
const readBase64 = (file) =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => resolve("");
    reader.readAsDataURL(file);
  });

/**
 * The same picture, small enough to be sent, turned upright. As it is where it is small already, or
 * where the browser cannot show it: what is wrong with it then the server says.
 * @param {File} file
 * @returns {Promise<Blob>}
 */
const shrink = async (file) => {
  const moving = file.type === "image/gif" && file.size <= MAX_BYTES; // painted, it would stand still
  if (KNOWN.includes(file.type) && (file.size <= LARGE_BYTES || moving)) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, MAX_SIDE / Math.max(bitmap.width, bitmap.height));
    const made = canvas();
    made.width = Math.max(1, Math.round(bitmap.width * scale));
    made.height = Math.max(1, Math.round(bitmap.height * scale));
    const context = /** @type {CanvasRenderingContext2D} */ (made.getContext("2d"));
    context.imageSmoothingQuality = "high";
    context.fillStyle = "white"; // under what is transparent
    context.fillRect(0, 0, made.width, made.height);
    context.drawImage(bitmap, 0, 0, made.width, made.height);
    bitmap.close();
    const painted = await new Promise((resolve) => made.toBlob(resolve, "image/jpeg", 0.92));
    return painted ?? file;
  } catch {
    return file;
  }
};
