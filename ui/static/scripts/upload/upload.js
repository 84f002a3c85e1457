// A picture file that the visitor chose, pasted or dropped, as the digit. Whether there is a digit in
// it the server says.

import { limits } from "../show/catalogue.js";
import { canvas } from "../show/dom.js";
import { join, t } from "../show/words.js";
import { Crop } from "./crop.js";

/**
 * @typedef {import("../types.d.ts").Box} Box
 * @typedef {import("../types.d.ts").Found} Found
 * @typedef {import("../types.d.ts").Problem} Problem
 * @typedef {import("../asking/state.js").State} State
 * @typedef {[key: string, values?: Record<string, unknown>]} Note words of the table
 */

const LARGE_BYTES = 512 * 1024; // from here on shrinking costs less than sending
const MAX_SIDES = [1600, 800]; // pixels, the second where the first is too big; the server looks at fewer
// How large a file of a kind that the server knows may be to be sent as it is, within the server's limit.
// A canvas would spoil some of them: it has 8 bits a colour, and an animation would stand still.
/** @type {Record<string, number>} */
const AS_IT_IS = {
  "image/png": Infinity,
  "image/webp": Infinity,
  "image/gif": Infinity,
  "image/jpeg": LARGE_BYTES,
  "image/bmp": LARGE_BYTES,
};

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
    this.file = ""; // the last one, of which a part can be chosen
    /** @type {Note[]} */
    this.notes = [];
    this.crop = new Crop(get, (crop) => this.choose({ file: this.file, crop }));
    this.input.onchange = () => this.read(this.input.files?.[0]);
    document.addEventListener("paste", (e) => {
      const writes = /** @type {Element} */ (e.target).closest(
        "input:not([type]), input[type=text], textarea",
      );
      // cells of a table are pasted as text and as a picture
      if (!(writes && e.clipboardData?.types.includes("text/plain"))) this.given(e, e.clipboardData);
    });
    // wherever on the page it falls: the browser would leave the page for it
    document.addEventListener(
      "dragover",
      (e) => e.dataTransfer?.types.includes("Files") && e.preventDefault(),
    );
    document.addEventListener("drop", (e) => {
      if (e.dataTransfer?.types.includes("Files")) e.preventDefault();
      this.given(e, e.dataTransfer);
    });
  }

  /**
   * A picture that was pasted or dropped. What else is pasted is left alone; of a file that was
   * dropped its content tells, for the browser does not know the type of each.
   * @param {Event} event
   * @param {DataTransfer | null} data
   */
  given(event, data) {
    const files = [...(data?.files ?? [])];
    const picture = files.find(({ type }) => type.startsWith("image/"));
    const file = picture ?? (event.type === "drop" ? files[0] : undefined);
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
    const isTooBig = small.size > limits.fileBytes;
    const text = isTooBig ? "" : await readBase64(small);
    if (!this.state.claim("upload", chosen)) return; // another was chosen meanwhile, or drawn
    if (isTooBig) {
      this.showNotes([small.type in AS_IT_IS ? "picture_too_big" : "bad_picture"]);
      return;
    }
    this.file = text;
    this.crop.close();
    this.crop.show(small);
    this.choose({ file: text });
  }

  /** @param {{file: string, crop?: Box}} digit */
  choose(digit) {
    this.showNotes();
    this.state.change({ digit }); // every question carries it until it is answered
    this.ask();
  }

  /**
   * What the server found in the file, or in the part of it that was asked for.
   * @param {Found} found
   */
  found({ boxes, laterFrame }) {
    this.crop.offer(boxes);
    /** @type {Note[]} */
    const notes = [];
    if (laterFrame) notes.push(["fullest_frame"]);
    if (boxes.length > 1) notes.push(["digits_found", { n: boxes.length }]);
    this.showNotes(...notes);
  }

  /** Another digit was drawn: a file that is still being read comes too late. */
  leave() {
    this.state.claim("upload", this.state.numbered({}));
    this.showNotes();
    this.crop.close();
  }

  /**
   * The digit on the pad stays; what is wrong with the file is said where it was chosen.
   * @param {Problem} problem
   */
  refuse(problem) {
    this.showNotes([problem.key, problem]);
    if (problem.key === "blank_picture") this.crop.panel.open = true;
    else this.crop.close();
  }

  /** @param {...Note} notes none: those before are over */
  showNotes(...notes) {
    this.notes = notes;
    this.writeWords();
  }

  writeWords() {
    const text = join(...this.notes.map(([key, values]) => t(key, values)));
    this.note.textContent = text;
    this.note.hidden = !text;
    this.crop.writeWords();
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
  const small = file.size <= Math.min(AS_IT_IS[file.type] ?? -1, limits.fileBytes);
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    if (small && Math.max(bitmap.width, bitmap.height) <= limits.fileSide) return file;
    /** @type {Blob | null} */
    let painted = null;
    const deep = await isDeep(file);
    for (const side of MAX_SIDES) {
      painted = await paint(bitmap, side, file.type === "image/jpeg" ? "image/jpeg" : "image/webp", deep);
      if (painted && painted.size <= limits.fileBytes) break;
    }
    bitmap.close();
    return painted ?? file;
  } catch {
    return file;
  }
};

/**
 * Whether it is a PNG of 16 bits a colour. What is white in it may be at 1,023 or 4,095.
 * @param {File} file
 */
const isDeep = async (file) => {
  const head = new Uint8Array(await file.slice(0, 25).arrayBuffer());
  return file.type === "image/png" && head[24] === 16;
};

/**
 * What is transparent stays it in WebP, or in PNG where the browser makes no WebP.
 * @param {ImageBitmap} bitmap
 * @param {number} side the longer one at most, in pixels
 * @param {string} type
 * @param {boolean} deep of 16 bits a colour
 * @returns {Promise<Blob | null>}
 */
const paint = (bitmap, side, type, deep) => {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const made = canvas();
  made.width = Math.max(1, Math.round(bitmap.width * scale));
  made.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = /** @type {CanvasRenderingContext2D} */ (made.getContext("2d"));
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, made.width, made.height);
  if (deep) lighten(context);
  return new Promise((resolve) => made.toBlob(resolve, type, 0.92));
};

/**
 * A canvas keeps the upper 8 of 16 bits: what is left of a dark picture is lit up to its own range.
 * @param {CanvasRenderingContext2D} context
 */
const lighten = (context) => {
  const { width, height } = context.canvas;
  const image = context.getImageData(0, 0, width, height);
  const { data } = image;
  let white = 1;
  for (let i = 0; i < data.length; i++) if (i % 4 !== 3 && data[i] > white) white = data[i];
  for (let i = 0; i < data.length; i++) if (i % 4 !== 3) data[i] *= 255 / white;
  context.putImageData(image, 0, 0);
};
