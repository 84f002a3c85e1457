// What the server takes, and when it believes a reading; see `_limits` in ui/page.py.

/** @type {import("../types.d.ts").Limits} */
export const limits = Object.create(null);

/** @param {import("../types.d.ts").Limits} given */
export const openLimits = (given) => {
  Object.assign(limits, given);
};
