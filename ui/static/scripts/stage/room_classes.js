// The rooms, by name: each is a class in a module of its own, which is fetched when it is needed.

/**
 * @typedef {import("../types.d.ts").Room} Room
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 * @typedef {new (box: HTMLElement, page: RoomPage) => Room} RoomClass
 */

/** @type {Record<string, () => Promise<RoomClass>>} */
export const rooms = {
  compare: () => import("../rooms/compare.js").then(({ CompareRoom }) => CompareRoom),
  code: () => import("../rooms/code.js").then(({ CodeRoom }) => CodeRoom),
  map: () => import("../rooms/map.js").then(({ MapRoom }) => MapRoom),
  morph: () => import("../rooms/morph.js").then(({ MorphRoom }) => MorphRoom),
  noises: () => import("../rooms/noises.js").then(({ NoisesRoom }) => NoisesRoom),
  strange: () => import("../rooms/strange.js").then(({ StrangeRoom }) => StrangeRoom),
  replay: () => import("../rooms/replay.js").then(({ ReplayRoom }) => ReplayRoom),
  train: () => import("../rooms/train.js").then(({ TrainRoom }) => TrainRoom),
};
