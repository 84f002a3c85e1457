// What the scripts find in a browser, as far as their tests need it.

/** The limits of a server. */
export const LIMITS = {
  strokes: 200,
  points: 10_000,
  fileBytes: 2 ** 21,
  fileSide: 4096,
  ownNets: 4,
  symbols: { count: [2, 10], drawings: [5, 20], name: 12, strokes: 40, points: 600 },
  reading: { guess: 0.5, sure: 0.9, doubt: 0.02, noDigit: 0.5 },
  training: { code: [2, 16, 32], layers: [0, 1, 3], units: [128, 256], epochs: [1, 40], level: [0.1, 1] },
  strange: 0.95,
  nearest: 10,
};

/** What data.json brings from it, as long as nothing is on offer. */
export const DATA = { models: [], noises: [], rooms: [], scripts: {}, starts: {}, limits: LIMITS };

/** Be at an address, which the page may change. */
export const visitAddress = (rest) => {
  globalThis.location = new URL(rest, "https://lab.example/");
  globalThis.history = {
    state: null,
    replaceState: (state, _, url) => {
      globalThis.history.state = state;
      globalThis.location = new URL(url);
    },
  };
};

/** Have the words that a test needs, in a language. */
export const speak = (openWords, words, lang = "en") => {
  visitAddress(`?lang=${lang}`);
  openWords({ server: ["Something went wrong", "出了问题"], comma: [", ", "，"], ...words });
};

/** A storage as browsers have two, or one that refuses. */
export const storage = (refuses = false) => {
  const held = new Map();
  const allowed = () => {
    if (refuses) throw new Error("denied");
  };
  return {
    getItem: (key) => allowed() ?? held.get(key) ?? null,
    setItem: (key, value) => allowed() ?? held.set(key, value),
    removeItem: (key) => allowed() ?? held.delete(key),
  };
};

/** A canvas of 200 × 200 px that notes what is painted, and calls listeners. */
export const fakeCanvas = () => {
  const painted = [];
  const listeners = {};
  const note =
    (name) =>
    (...values) =>
      painted.push([name, ...values]);
  const context = { painted };
  for (const name of [
    "arc",
    "beginPath",
    "drawImage",
    "fill",
    "fillRect",
    "lineTo",
    "putImageData",
    "stroke",
  ]) {
    context[name] = note(name);
  }
  return {
    width: 200,
    height: 200,
    context,
    painted,
    getContext: () => context,
    getBoundingClientRect: () => ({ left: 100, top: 50, width: 400, height: 400 }),
    addEventListener: (name, listener) => {
      listeners[name] = listener;
    },
    fire: (name, event) => listeners[name]({ preventDefault: () => {}, ...event }),
    setPointerCapture: () => {},
    focus: () => {},
  };
};

/** Until what has been promised is done. */
export const settled = async () => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};
