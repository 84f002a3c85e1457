// The funnel: all layers side by side, as large as they have values; and what is chosen of them.
import { button, isShortcut } from "../show/dom.js";
import { count, list, t } from "../show/words.js";
import { hit, isCounted, layOut } from "./layout.js";
import { shortcuts } from "./net.js";
import { MARKED, Raster } from "./raster.js";
import { nameOf, sizeOf } from "./sentences.js";
import { coloursOf } from "./values.js";

/**
 * @typedef {import("./net.js").Layer} Layer
 * @typedef {import("./layout.js").Box} Box
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {import("./selection.js").Chosen} Chosen
 */

const NARROW = 700; // px: the screen of a phone; there it may be scrolled sideways
const HEIGHT_ON_PHONE = 230; // px
const [MIN_HEIGHT, MAX_HEIGHT] = [200, 400]; // px elsewhere
const AROUND = 488; // px of the window's height that other things need
const AROUND_SCROLLED = 240; // the same, once the page is scrolled to the room
const FAINT = 46; // of 255: what is still to come, and numbers that are not used
const ARCS = 22; // px above the layers, for the arcs
const COUNTS = 20; // px under them, for the counts of values

export class Funnel {
  /**
   * @param {(id: string) => any} get
   * @param {(chosen: Chosen) => void} choose
   * @param {(by: number) => void} step to another unit of the chosen layer
   */
  constructor(get, choose, step) {
    this.get = get;
    this.choose = choose;
    this.step = step;
    this.at = -1; // place of the chosen layer
    this.raster = new Raster(get("canvas"));
    /** @type {Layer[]} */
    this.layers = [];
    /** @type {Box[]} */
    this.boxes = [];
    this.width = 0; // px
    this.height = 0;
    this.measured = ""; // width and height for which the layers are laid out
    this.reached = Infinity; // how far the digit has come on its way
    const stops = /** @type {HTMLElement} */ (get("stops"));
    stops.addEventListener("keydown", (e) => this.key(e));
    stops.addEventListener("click", (e) => this.click(e));
    get("scroll").addEventListener("scroll", () => this.fade());
  }

  /** @returns {HTMLElement[]} */
  get stops() {
    return [...this.get("stops").children];
  }

  /** @param {Layer[]} layers */
  open(layers) {
    this.layers = layers;
    this.measured = "";
    this.get("stops").replaceChildren(
      ...layers.map(({ role }) => {
        const stop = button(() => {}, document.createElement("span"));
        stop.dataset.role = role;
        return stop;
      }),
    );
    this.measure();
    this.writeWords();
  }

  /** Lay the layers out in the width and height that there are, if these have changed. */
  measure() {
    const { clientWidth } = this.get("scroll");
    if (!clientWidth || !this.layers.length) return;
    const size = `${clientWidth} ${innerHeight}`;
    if (size === this.measured) return;
    this.measured = size;
    const narrow = clientWidth < NARROW;
    let height = narrow ? HEIGHT_ON_PHONE : Math.min(MAX_HEIGHT, Math.max(MIN_HEIGHT, innerHeight - AROUND));
    const most = Math.min(MAX_HEIGHT, innerHeight - AROUND_SCROLLED);
    let { scale, width, boxes } = layOut(this.layers, clientWidth, height, narrow);
    // a pixel a value, even where the page then has to be scrolled a little to show all of it
    while (scale < 1 && height < most) {
      height = Math.min(most, height + 20);
      ({ scale, width, boxes } = layOut(this.layers, clientWidth, height, narrow));
    }
    Object.assign(this, { boxes, width, height });
    this.get("funnel").style.width = `${width}px`;
    this.get("funnel").style.height = `${height + ARCS}px`;
    this.stops.forEach((stop, i) => {
      stop.style.left = `${boxes[i].left}px`;
      stop.style.width = `${boxes[i].room}px`;
    });
    this.paintGround();
    this.fade();
  }

  /** An edge beyond which there are more layers fades. */
  fade() {
    const { classList, scrollLeft, clientWidth } = this.get("scroll");
    classList.toggle("before", scrollLeft > 1);
    classList.toggle("after", scrollLeft + clientWidth < this.width - 1);
  }

  /** What lies under the layers: the funnel's outline, and arcs for what leads past others. */
  paintGround() {
    const { boxes, height } = this;
    /** @param {(box: Box) => number} y */
    const edge = (y) => boxes.flatMap((box) => [point(box.x, y(box)), point(box.x + box.width, y(box))]);
    const upper = edge((box) => ARCS + box.y - 3);
    const lower = edge((box) => ARCS + box.y + box.height + 3);
    const all = shortcuts(this.layers);
    const arcs = all.map(({ from, to }) => {
      const outer = all.filter((one) => one.from < from && one.to > to).length;
      const [a, b] = [boxes[from], boxes[to]];
      const [x, end] = [a.x + a.width / 2, b.x + b.width / 2];
      const [y, low] = [ARCS + a.y - 3, ARCS + b.y - 3];
      const between = Math.min(...boxes.slice(from, to + 1).map((box) => ARCS + box.y));
      const bend = (4 * (between - 16 + 6 * outer) - Math.min(y, low)) / 3; // its top is at three quarters
      return `<path class="arc" d="M${point(x, y)} C${point(x, bend)} ${point(end, bend)} ${point(end, low)}"/>`;
    });
    const ground = this.get("ground");
    ground.style.height = `${height + ARCS + COUNTS + 18}px`;
    const outline = `<polygon points="${upper.join(" ")} ${lower.reverse().join(" ")}"/>`;
    ground.innerHTML = outline + arcs.join("") + this.halves();
  }

  /** The names of the two halves, and of the code between them, under their layers: as markup. */
  halves() {
    const i = this.layers.findIndex(({ role }) => role === "code");
    const { boxes } = this;
    const [code, last] = [boxes[i], boxes[boxes.length - 1]];
    const low = ARCS + this.height + COUNTS + 10;
    const x = code.left + code.room / 2;
    const halves = /** @type {const} */ ([
      ["inside_encoder", 0, code.left - 4],
      ["inside_decoder", code.left + code.room + 4, last.left + last.room],
    ]);
    const lines = halves.map(
      ([key, from, to]) =>
        `<line x1="${from}" x2="${to}" y1="${low - 4}" y2="${low - 4}"/>` +
        `<text x="${(from + to) / 2}" y="${low}">${t(key)}</text>`,
    );
    const down = `y1="${ARCS + code.y + code.height + 6}" y2="${ARCS + this.height}"`;
    lines.push(`<line class="code" x1="${x}" x2="${x}" ${down}/>`);
    return `${lines.join("")}<text class="code" x="${x}" y="${low}">${t("inside_code")}</text>`;
  }

  /** @param {Selection} selection */
  paint(selection) {
    const { raster, layers, boxes } = this;
    if (!boxes.length) return;
    const palette = selection.signed ? "signed" : "plain";
    raster.begin(this.width, this.height);
    layers.forEach((layer, i) => {
      const values = selection.values[layer.name];
      if (!values) return;
      const { low, high } = values;
      const shown = coloursOf(low, high, palette, i > this.reached ? FAINT : 255);
      const faint = coloursOf(low, high, palette, FAINT);
      const used = selection.usedOf(layer);
      raster.paint(boxes[i], values, (unit) => (unit < used ? shown : faint));
    });
    this.mark(selection.chosen);
    raster.end();
  }

  /** @param {Chosen} chosen */
  mark({ layer, unit }) {
    const at = this.layers.findIndex(({ name }) => name === layer);
    this.at = at;
    this.stops.forEach((stop, i) => {
      stop.classList.toggle("ahead", i > this.reached);
      stop.classList.toggle("reached", i === this.reached);
      if (i === at) stop.setAttribute("aria-current", "true");
      else stop.removeAttribute("aria-current");
      stop.tabIndex = i === Math.max(0, at) ? 0 : -1;
    });
    const box = this.boxes[at];
    if (!box || unit === null) return;
    const { columns, pitch, tile } = box;
    const [x, y] = [box.x + (unit % columns) * pitch, box.y + Math.floor(unit / columns) * pitch];
    this.raster.frame(x, y, tile, tile, MARKED);
  }

  /**
   * Bring a layer into sight, where the funnel is scrolled.
   * @param {number} i
   */
  reveal(i) {
    const box = this.boxes[i];
    const scroll = this.get("scroll");
    if (!box || this.width <= scroll.clientWidth) return;
    scroll.scrollTo({ left: box.left + box.room / 2 - scroll.clientWidth / 2 });
  }

  /** @param {MouseEvent} event */
  click(event) {
    const stop = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
    if (!stop) return;
    const i = this.stops.indexOf(stop);
    const { left, top } = this.get("canvas").getBoundingClientRect();
    const [box, layer] = [this.boxes[i], this.layers[i]];
    // a click by the keyboard has no place
    const found =
      event.detail > 0 && box
        ? hit(box, layer, event.clientX - left - box.x, event.clientY - top - box.y)
        : null;
    this.choose({ layer: layer.name, unit: found?.unit ?? null, at: found?.at ?? null });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { stops } = this;
    const here = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (here < 0 || isShortcut(event)) return;
    /** @type {Record<string, number>} */
    const goal = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: stops.length - 1 };
    const next = goal[event.key];
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && here === this.at) {
      event.preventDefault();
      this.step(by);
      return;
    }
    if (next === undefined) return;
    event.preventDefault();
    if (!stops[next]) return;
    stops[next].focus();
    this.choose({ layer: this.layers[next].name, unit: null, at: null });
  }

  writeWords() {
    if (this.boxes.length) this.paintGround();
    this.stops.forEach((stop, i) => {
      const layer = this.layers[i];
      const label = list([nameOf(layer), sizeOf(layer), t("inside_values", { n: count(layer.size) })]);
      stop.setAttribute("aria-label", label);
      stop.title = label;
      /** @type {Element} */ (stop.firstChild).textContent = isCounted(this.layers, i)
        ? count(layer.size)
        : "";
    });
  }
}

/**
 * @param {number} x
 * @param {number} y
 */
const point = (x, y) => `${x.toFixed(1)},${y.toFixed(1)}`;
