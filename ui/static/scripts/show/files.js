// Files, both ways: one that the visitor chose, and those that the page makes for the visitor.

/**
 * The base64 of a file; "" if it cannot be read.
 * @param {File} file
 * @returns {Promise<string>}
 */
export const readBase64 = (file) =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => resolve("");
    reader.readAsDataURL(file);
  });

/**
 * Have the browser keep a file that came as base64.
 * @param {string} name
 * @param {string} type
 * @param {string} base64
 */
export const saveFile = (name, type, base64) => {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
