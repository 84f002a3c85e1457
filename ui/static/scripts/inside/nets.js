// The nets that the visitor has looked into: their layers, and the weights that were fetched.
import { Weights } from "./arithmetic.js";
import { readNet } from "./net.js";

/**
 * @typedef {import("../types.d.ts").InsideNet} Net
 * @typedef {import("../types.d.ts").WeightsQuestion} WeightsQuestion
 * @typedef {import("./net.js").Layer} Layer
 * @typedef {{version: string, net: Net, layers: Layer[], weights: Map<string, Promise<Float32Array>>}} Known
 */

const KEPT = 12; // nets; the oldest is forgotten first

export class Nets {
  /** @param {(of: WeightsQuestion) => Promise<Float32Array>} fetchWeights of a layer */
  constructor(fetchWeights) {
    this.fetchWeights = fetchWeights;
    /** @type {Map<string, Known>} */
    this.known = new Map(); // by model
  }

  /** @param {string} model */
  get(model) {
    return this.known.get(model);
  }

  /**
   * @param {string} model
   * @param {string} version of its weights
   * @param {Net} net
   */
  add(model, version, net) {
    this.known.delete(model);
    this.known.set(model, { version, net, layers: readNet(net), weights: new Map() });
    for (const key of this.known.keys()) if (this.known.size > KEPT) this.known.delete(key);
  }

  /**
   * The weights of a layer, fetched once; null if it has none, or they did not come.
   * @param {string} model
   * @param {Layer | undefined} layer
   * @returns {Promise<Weights | null>}
   */
  async weights(model, layer) {
    const known = this.get(model);
    if (!layer?.parameters || !known) return null;
    const { name, kernel, units, size } = layer;
    const { version, weights } = known;
    const fetched = weights.get(name) ?? this.fetchWeights({ model, layer: name, version });
    weights.set(name, fetched);
    const numbers = await fetched.catch(() => null);
    if (numbers) return new Weights(numbers, kernel ? units : size, kernel ?? 1);
    weights.delete(name); // so that it is asked for again
    return null;
  }
}
