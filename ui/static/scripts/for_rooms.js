// What rooms, tour and explanation may see and ask of the page.
import { addNet, modelOf } from "./show/catalogue.js";

/**
 * @param {import("./page.js").Page} page
 * @returns {import("./types.d.ts").PageForRooms}
 */
export const forRooms = (page) => ({
  get state() {
    return page.state.now;
  },
  get stageAnswer() {
    return page.last?.answer ?? null;
  },
  get room() {
    return page.rooms.open;
  },
  model: () => modelOf(page.state.now.model),
  use: (model) => page.choose({ model }),
  choose: (choice) => page.choose(choice),
  draw: (digit) => page.draw(digit),
  hasRoom: (name) => page.rooms.list.some((room) => room.name === name),
  enter: (name) => page.rooms.go(name),
  learn: (net) => {
    addNet(net, page.state.now.model);
    page.controls.fillModels();
  },
  train: (train, report) => page.engine.start("train", { ...page.question(), train }, report),
  read: (name) => page.read(name),
  weights: (of) => page.engine.weights(of),
  stop: (key) => page.lines.stop.send(page.state.numbered({ stop: key })),
});
