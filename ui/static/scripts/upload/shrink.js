// A picture file as the server takes it: large photographs, and kinds that only the browser can show,
// are painted anew.
import { canvas } from "../show/dom.js";

export const MAX_BYTES = 2 * 1024 * 1024; // as the server's limit
const LARGE_BYTES = 512 * 1024; // from here on shrinking costs less than sending
const MAX_SIDE = 1600; // pixels; the server looks at fewer
const KNOWN = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"]; // to the server

/**
 * The same picture, small enough to be sent, turned upright. As it is where it is small already, or
 * where the browser cannot show it: what is wrong with it then the server says.
 * @param {File} file
 * @returns {Promise<Blob>}
 */
export const shrink = async (file) => {
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
