// The visitor's own nets. They stand among AE.models, in a group of their own and with words of
// their own, for as long as the tab lives; the server has them for about an hour.
AE.nets = {
  MOST: 4, // as many as the server takes in one request; the oldest makes room
  STORE: "ae.nets",

  get all() {
    return AE.models.filter(({ group }) => group === "own");
  },

  get keys() {
    return this.all.map(({ key }) => key);
  },

  // about: what the server says of it, and n, which of the visitor's nets it is. The one in use stays.
  add(about, inUse) {
    this.put(about);
    if (this.all.length > this.MOST) this.drop(this.keys.find((key) => key !== inUse));
    this.keep();
  },

  put(about) {
    const { key, n } = about;
    AE.models.push(about);
    AE.words[`model_${key}`] = AE.inBoth((lang) => AE.tIn(lang, "model_own", { n }));
    AE.words[`fact_${key}`] = AE.inBoth((lang) => AE.tIn(lang, "fact_own", this.words(lang, about)));
  },

  words(lang, { widths, size, trained, kind }) {
    const shape = AE.netShape(widths, size);
    if (trained === null) return { shape, learnt: AE.tIn(lang, "own_clean") };
    if (trained === "mixed") return { shape, learnt: AE.tIn(lang, "own_every") };
    const noise = AE.tIn(lang, `noise_${kind}`);
    return { shape, learnt: AE.tIn(lang, "own_level", { noise, l: trained.toFixed(2) }) };
  },

  drop(key) {
    AE.models = AE.models.filter((model) => model.key !== key);
    this.keep();
  },

  // Inside another site's frame the browser may refuse to: then they last until the next reload.
  keep() {
    try {
      sessionStorage.setItem(this.STORE, JSON.stringify(this.all));
    } catch {}
  },

  load() {
    try {
      for (const about of JSON.parse(sessionStorage.getItem(this.STORE)) ?? []) this.put(about);
    } catch {}
  },
};

// From pixels to pixels, by the sizes of the layers.
AE.netShape = (widths, size) => [784, ...widths, size, ...widths.toReversed(), 784].join(" → ");
