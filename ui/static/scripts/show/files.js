import { bytesOf } from "./paint.js";

/**
 * Have the browser keep a file that came as base64.
 * @param {string} name
 * @param {string} type
 * @param {string} base64
 */
export const saveFile = (name, type, base64) => {
  saveBlob(name, new Blob([bytesOf(base64)], { type }));
};

/**
 * Have the browser keep a file that was made here.
 * @param {string} name
 * @param {Blob} content
 */
export const saveBlob = (name, content) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
