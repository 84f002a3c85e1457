/**
 * @typedef {object} Frame
 * @property {number} width px
 * @property {number} height px
 * @property {readonly [number, number]} x the values across, from the left edge to the right one
 * @property {readonly [number, number]} y the values up, from the lower edge to the upper one
 * @property {number} [left] px around the plot, for what stands there
 * @property {number} [right]
 * @property {number} [top]
 * @property {number} [bottom]
 */

/** @typedef {readonly [x: number, y: number]} Place a pair of values */

/**
 * A small chart as SVG. Values are turned into pixels here; marks lie on one another in the order in
 * which they are added. `kind` is the class of a mark, which the style sheets know.
 */
export class Chart {
  /** @param {Frame} frame */
  constructor({ width, height, x, y, left = 0, right = 0, top = 0, bottom = 0 }) {
    this.width = width;
    this.height = height;
    this.range = { x, y };
    this.edge = { left, right: width - right, top, bottom: height - bottom };
    /** @type {string[]} */
    this.parts = [];
  }

  /** @param {number} value */
  x(value) {
    const [from, to] = this.range.x;
    return this.edge.left + ((value - from) / (to - from)) * (this.edge.right - this.edge.left);
  }

  /** @param {number} value */
  y(value) {
    const [low, high] = this.range.y;
    return this.edge.top + ((high - value) / (high - low)) * (this.edge.bottom - this.edge.top);
  }

  /**
   * The value across at a pixel.
   * @param {number} pixel
   */
  valueAt(pixel) {
    const [from, to] = this.range.x;
    return from + ((pixel - this.edge.left) / (this.edge.right - this.edge.left)) * (to - from);
  }

  /**
   * A line through places.
   * @param {Place[]} places
   * @param {string} [kind]
   * @param {string} [key] which line it is, for who looks for it
   */
  line(places, kind = "", key = "") {
    const points = places.map(([x, y]) => `${this.x(x).toFixed(1)},${this.y(y).toFixed(1)}`).join(" ");
    return this.mark("polyline", kind, { points, "data-line": key });
  }

  /**
   * Lines across the plot at some values, each with a text.
   * @param {number[]} values
   * @param {(value: number) => string} text
   * @param {number} [at] px, where the texts end; by default left of the plot
   */
  grid(values, text, at = this.edge.left - 8) {
    for (const value of values) {
      const y = this.y(value);
      this.mark("line", "grid", { x1: this.edge.left, x2: this.edge.right, y1: y, y2: y });
      this.text(at, y + 4, "end", text(value));
    }
    return this;
  }

  /**
   * Texts under the plot.
   * @param {number[]} values
   * @param {(value: number) => string | number} text
   * @param {number} under px below the plot
   * @param {(value: number) => string} [anchor]
   */
  ticks(values, text, under, anchor = () => "middle") {
    for (const value of values)
      this.text(this.x(value), this.edge.bottom + under, anchor(value), text(value));
    return this;
  }

  /**
   * A line from top to bottom.
   * @param {number} value
   * @param {string} kind
   * @param {number} [top] px
   * @param {number} [bottom] px
   */
  cursor(value, kind, top = this.edge.top, bottom = this.edge.bottom) {
    const x = this.x(value);
    return this.mark("line", kind, { x1: x, x2: x, y1: top, y2: bottom });
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} radius px
   * @param {string} [kind]
   */
  dot(x, y, radius, kind = "") {
    return this.mark("circle", kind, { cx: this.x(x), cy: this.y(y), r: radius });
  }

  /**
   * Words at a pixel.
   * @param {number} x
   * @param {number} y
   * @param {string} anchor "start", "middle" or "end"
   * @param {string | number} words
   * @param {string} [kind]
   */
  text(x, y, anchor, words, kind = "") {
    return this.mark("text", kind, { x, y, "text-anchor": anchor }, String(words));
  }

  /**
   * Any mark of SVG.
   * @param {string} tag
   * @param {string} kind
   * @param {Record<string, string | number>} attributes those that are "" are left out
   * @param {string} [inside] text
   */
  mark(tag, kind, attributes, inside = "") {
    const all = Object.entries({ class: kind, ...attributes }).filter(([, value]) => value !== "");
    const written = all.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
    this.parts.push(`<${tag}${written}>${escaped(inside)}</${tag}>`);
    return this;
  }

  /**
   * Marks that stay inside the plot, and `margin` px beside and below it.
   * @param {string} id of the region, in the whole page
   * @param {number} margin
   * @param {() => void} add adds the marks
   */
  inside(id, margin, add) {
    const { left, right, top, bottom } = this.edge;
    const size = `width="${right - left + 2 * margin}" height="${bottom - top + margin}"`;
    this.parts.push(`<clipPath id="${id}"><rect x="${left - margin}" y="${top}" ${size}/></clipPath>`);
    this.parts.push(`<g clip-path="url(#${id})">`);
    add();
    this.parts.push("</g>");
    return this;
  }

  /**
   * Show it. What it says has to be said otherwise as well: it is hidden from screen readers.
   * @param {Element} box
   */
  show(box) {
    box.innerHTML = `<svg width="${this.width}" height="${this.height}" aria-hidden="true">${this.parts.join("")}</svg>`;
  }
}

/** @param {string | number} text */
const escaped = (text) =>
  String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
