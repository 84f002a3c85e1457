// The curves of Compare: how each method does over the test digits, by level of the noise.
import { curveAt, nearestCurve, paintCurves } from "../charts/curves.js";
import { count, decibels, join, list, number, t } from "../show/words.js";
import { nameOf, trainingOf, usedOf } from "./methods.js";

/**
 * @typedef {import("../types.d.ts").Tile} Tile
 * @typedef {import("../types.d.ts").MeasuredCurves} MeasuredCurves
 * @typedef {import("../charts/curves.js").Curves} Curves
 * @typedef {import("../charts/curves.js").Step} Step
 */

export class CompareCurves {
  /**
   * @param {(id: string) => any} get finds elements of the room
   * @param {import("../types.d.ts").RoomPage} page
   */
  constructor(get, page) {
    this.get = get;
    this.page = page;
    /** @type {MeasuredCurves | null | undefined} */
    this.measured = undefined; // null: there are none
    /** @type {"psnr" | "ssim"} */
    this.measure = "psnr";
    /** @type {Curves | null} */
    this.view = null; // what the chart shows
  }

  /**
   * The key of the curve that a pointer means.
   * @param {PointerEvent} event
   */
  near(event) {
    return this.view ? nearestCurve(this.get("chart"), this.view, event) : null;
  }

  /**
   * @param {Tile[]} tiles
   * @param {Tile | undefined} lit
   */
  paint(tiles, lit) {
    const { noise } = this.page.state;
    this.get("curve").textContent = t("compare_curve", { noise: t(`noise_${noise}`) });
    if (!this.measured || !lit) {
      this.view = null;
      this.get("about").textContent = this.measured === null ? t("compare_no_curves") : "";
      return;
    }
    this.view = this.viewOf(tiles, lit, this.measured);
    paintCurves(this.get("chart"), this.view);
    this.writeAbout(lit, this.view, this.measured.digits);
  }

  /**
   * @param {Tile[]} tiles
   * @param {Tile} lit
   * @param {MeasuredCurves} curves
   * @returns {Curves}
   */
  viewOf(tiles, lit, curves) {
    const { noise, level } = this.page.state;
    const psnr = this.measure === "psnr";
    const lines = tiles
      .filter(({ key }) => curves.of[key])
      .map(({ key, group }) => {
        // what leaves a clean digit as it is has no PSNR there
        const from = psnr && group !== "net" ? 1 : 0;
        const points = curves.of[key][noise].slice(from);
        return { key, group, points: points.map(([l, p, s]) => /** @type {Step} */ ([l, psnr ? p : s])) };
      });
    return {
      lines,
      level,
      own: lit[this.measure] ?? null, // null, too, of identical pictures
      lit: lit.key,
      name: nameOf(lit.key),
      range: psnr ? [0, 35] : [0, 1],
      ticks: psnr ? [0, 10, 20, 30] : [0, 0.25, 0.5, 0.75, 1],
      trained: trainingOf(lit, noise).along,
      x: t("level"),
      y: t("compare_higher", { unit: psnr ? "dB" : "SSIM" }),
    };
  }

  /**
   * @param {Tile} lit
   * @param {Curves} view
   * @param {number} digits
   */
  writeAbout(lit, { lines, level, own, name }, digits) {
    const points = lines.find(({ key }) => key === lit.key)?.points ?? [];
    /** @param {number} v */
    const text = (v) => (this.measure === "psnr" ? decibels(v) : t("ssim", { v: number(v, 2) }));
    const mean = curveAt(points, level);
    const average = { name, l: level.toFixed(2), n: count(digits) };
    this.get("about").textContent = join(
      mean !== null && t("compare_average", { ...average, v: text(mean) }),
      own !== null && t("compare_yours", { w: list([text(own), usedOf(lit)]) }),
      trainingOf(lit, this.page.state.noise).says,
    );
    const values = list(points.map(([l, v]) => `${l}: ${text(v)}`));
    this.get("chart").setAttribute("aria-label", `${this.get("curve").textContent}. ${name}: ${values}`);
  }
}
