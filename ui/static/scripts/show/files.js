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
