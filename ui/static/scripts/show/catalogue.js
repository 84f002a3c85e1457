// What data.json brings: the models (the visitor's own nets join them), noises, rooms, starting points, and
// which files each later script is made of; and the server's limits.

/** @typedef {import("../types.d.ts").Model} Model */

/** @type {Pick<import("../types.d.ts").Data, "models" | "noises" | "rooms" | "scripts" | "starts">} */
export const catalogue = { models: [], noises: [], rooms: [], scripts: {}, starts: {} };

/** @type {import("../types.d.ts").Limits} */
export const limits = Object.create(null); // what the server accepts, and what the page goes by

/** @param {import("../types.d.ts").Data} data */
export const openCatalogue = ({ models, noises, rooms, scripts, starts, limits: given }) => {
  Object.assign(catalogue, { models: [...models], noises, rooms, scripts, starts });
  Object.assign(limits, given);
};

/**
 * @param {string} key
 * @returns {Model | undefined}
 */
export const findModel = (key) => catalogue.models.find((model) => model.key === key);

/**
 * The model of a key that is known to be there.
 * @param {string} key
 * @returns {Model}
 */
export const modelOf = (key) => findModel(key) ?? catalogue.models[0];
