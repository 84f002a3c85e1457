// What the page can do without until there is a digit: it is fetched after that, or when it is asked for.
import { Card } from "./about/card.js";
import { How } from "./about/how.js";
import { Tour } from "./about/tour.js";
import { Dock } from "./screen/dock.js";
import { followFrame } from "./screen/frame.js";
import { Present } from "./screen/present.js";
import { Share } from "./sharing/share.js";
import { Take } from "./sharing/take.js";
import { watchBubbles } from "./show/bubbles.js";
import { labOf } from "./show/dom.js";
import { fillWords } from "./show/words.js";

/** @typedef {import("./page.js").Page} Page */

export class Later {
  /** @param {Page} page */
  constructor(page) {
    const { element, forRooms, buttons } = page;
    this.how = new How(element, forRooms);
    this.card = new Card(element, forRooms, { fetchCards: () => page.read("cards.html") });
    this.share = this.buildShare(page);
    this.take = new Take(element, {
      model: () => page.state.now.model,
      ask: (model) => page.lines.take.send(page.state.numbered({ take: model })),
    });
    this.tour = new Tour(element, forRooms, () => buttons.tourMet());
    this.present = new Present(element);
    this.dock = new Dock(element);
    watchBubbles(element); // after tour and present: at Escape they see that a bubble is still open
    followFrame(labOf(element));
    fillWords(this.share.panel);
    this.writeWords();
    this.how.obey();
  }

  /** @param {Page} page */
  buildShare(page) {
    return new Share(page.element, {
      leftOut: page.leftOut,
      askLink: () => page.askLink(),
      askFile: (kind) =>
        page.engine.start("keep", { ...page.question(), keep: kind }, (answer) =>
          this.share.receiveFile(answer),
        ),
      room: () => page.rooms.open,
    });
  }

  /** The language has changed. */
  writeWords() {
    this.how.writeWords();
    this.tour.writeWords();
  }
}
