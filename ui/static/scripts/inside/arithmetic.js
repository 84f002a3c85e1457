// The arithmetic of a layer, done again by the page with the net's weights.

/** @type {Record<string, (x: number) => number>} */
const ACTIVATIONS = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  silu: (x) => x / (1 + Math.exp(-x)),
};

/**
 * @param {string} name
 * @param {number} x
 */
export const activate = (name, x) => (ACTIVATIONS[name] ?? ACTIVATIONS.linear)(x);

// The weights of a layer, as the server sends them: the kernel in Keras's order, then the bias.
export class Weights {
  /**
   * @param {Float32Array} numbers
   * @param {number} outputs
   * @param {number} kernel side of the window; 1 of a dense layer
   */
  constructor(numbers, outputs, kernel) {
    this.numbers = numbers;
    this.outputs = outputs;
    this.places = kernel ** 2; // of the window
    this.inputs = (numbers.length / outputs - 1) / this.places; // maps, or numbers, that come in
  }

  /**
   * @param {number} place in the window, row by row
   * @param {number} input
   * @param {number} unit
   */
  weight(place, input, unit) {
    return this.numbers[(place * this.inputs + input) * this.outputs + unit];
  }

  /** @param {number} unit */
  bias(unit) {
    return this.numbers[this.places * this.inputs * this.outputs + unit];
  }

  /**
   * The weights of a unit for one input, place by place.
   * @param {number} unit
   * @param {number} input
   */
  kernel(unit, input) {
    return Float32Array.from({ length: this.places }, (_, place) => this.weight(place, input, unit));
  }

  /**
   * All weights of a unit, input by input.
   * @param {number} unit
   */
  of(unit) {
    const { places } = this;
    return Float32Array.from({ length: this.inputs * places }, (_, i) =>
      this.weight(i % places, Math.floor(i / places), unit),
    );
  }

  /**
   * All weights that lead away from an input, unit by unit.
   * @param {number} input
   */
  from(input) {
    const { places } = this;
    return Float32Array.from({ length: this.outputs * places }, (_, i) =>
      this.weight(i % places, input, Math.floor(i / places)),
    );
  }
}

/**
 * How one value comes about.
 * @typedef {object} Account
 * @property {number[]} each what each input adds
 * @property {number} sum of them
 * @property {number} bias
 * @property {number} before the activation
 * @property {number} value after it
 */

/**
 * What a unit sees.
 * @typedef {object} Seen
 * @property {ArrayLike<number>} inputs what comes in, place by place, and at each input by input
 * @property {number[] | null} of which inputs these are; null: all
 * @property {number} rest what the others add
 */

/**
 * @param {Seen} seen
 * @param {Weights} weights
 * @param {number} unit
 * @param {string} activation
 * @returns {Account}
 */
export const account = ({ inputs, of, rest }, weights, unit, activation) => {
  const { places } = weights;
  const count = of?.length ?? weights.inputs;
  const each = Array.from({ length: count }, (_, input) => {
    let sum = 0;
    for (let place = 0; place < places; place++) {
      sum += inputs[place * count + input] * weights.weight(place, of?.[input] ?? input, unit);
    }
    return sum;
  });
  const sum = each.reduce((a, b) => a + b, rest);
  const bias = weights.bias(unit);
  return { each, sum, bias, before: sum + bias, value: activate(activation, sum + bias) };
};

/**
 * Places of a list, from the largest size to the smallest.
 * @param {ArrayLike<number>} numbers
 */
export const bySize = (numbers) =>
  Array.from(numbers, (_, i) => i).sort((a, b) => Math.abs(numbers[b]) - Math.abs(numbers[a]));

/**
 * A picture that a decoder of one layer paints, number by number.
 * @param {ArrayLike<number>} code
 * @param {Weights} weights
 * @returns {{bias: Float32Array, steps: {number: number, value: number, added: Float32Array, sum: Float32Array}[]}}
 */
export const partialSums = (code, weights) => {
  const bias = Float32Array.from({ length: weights.outputs }, (_, unit) => weights.bias(unit));
  const added = Array.from(code, (value, i) => weights.from(i).map((weight) => value * weight));
  const size = added.map((one) => one.reduce((sum, v) => sum + v * v, 0));
  let sum = bias;
  const steps = bySize(size).map((i) => {
    sum = sum.map((v, pixel) => v + added[i][pixel]);
    return { number: i, value: code[i], added: added[i], sum };
  });
  return { bias, steps };
};
