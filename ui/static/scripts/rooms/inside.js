// Inside: the digit on its way through the net, layer by layer.
import { finder } from "../show/dom.js";

/**
 * @typedef {import("../types.d.ts").InsideRoom} Answer
 * @typedef {import("../types.d.ts").RoomPage} RoomPage
 */

export class InsideRoom {
  /**
   * @param {HTMLElement} box
   * @param {RoomPage} page
   */
  constructor(box, page) {
    this.get = finder(box, "inside-");
    this.page = page;
  }

  /** @param {Answer} answer */
  show(answer) {
    this.get("funnel").dataset.version = answer.version;
    if (answer.net) this.page.tell({ version: answer.version });
  }
}
