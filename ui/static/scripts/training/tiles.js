// The pictures of Train: the current digit and ten of the test digits or symbols, each given and restored.
import { canvas } from "../show/dom.js";
import { paintGrey } from "../show/paint.js";
import { decibels, list, t } from "../show/words.js";

/** @typedef {import("../types.d.ts").Pair} Pair */

const COUNT = 1 + 10;
const SIDES = /** @type {const} */ (["given", "restored"]);

export class Tiles {
  /** @param {(id: string) => any} get finds elements of the room */
  constructor(get) {
    this.get = get;
    for (let i = 0; i < COUNT; i++) this.add(i);
  }

  /** @param {number} i */
  add(i) {
    const item = document.createElement("div");
    if (i === 0) item.className = "own";
    for (const of of SIDES) {
      const picture = canvas();
      picture.dataset.id = `train-${of}-${i}`;
      item.append(picture);
    }
    item.setAttribute("role", "img");
    this.get("tiles").append(item);
  }

  /**
   * Before there is a net: the current digit alone.
   * @param {string} noisy
   */
  paintGiven(noisy) {
    paintGrey(this.get("given-0"), noisy);
  }

  /** @param {(Pair | null)[]} pairs the current digit's first, as far as they are there; null: there is none */
  paint(pairs) {
    for (let i = 0; i < COUNT; i++) {
      for (const of of SIDES) paintGrey(this.get(`${of}-${i}`), pairs[i]?.[of]);
    }
  }

  /**
   * @param {(Pair | null | undefined)[]} pairs as above, as far as they are there
   * @param {string[]} names of the symbols, shown in turn; none: digits
   */
  writeWords(pairs, names) {
    [...this.get("tiles").children].forEach((tile, i) => {
      const of = i === 0 ? t("train_yours") : (names[(i - 1) % names.length] ?? String(i - 1));
      const psnr = pairs[i]?.psnr ?? null;
      tile.setAttribute("aria-label", list([t("train_pair", { of }), psnr !== null && decibels(psnr)]));
    });
  }
}
