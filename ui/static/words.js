// The page's words: which language, and putting them where the markup asks for them.
// `AE.words` is {key: [en, zh]}, written into the page by ui/page.py.

// What the browser remembers. Inside another site's frame it may refuse to: then nothing is kept.
AE.remember = (key, value) => {
  try {
    localStorage.setItem(`ae.${key}`, value);
  } catch {}
};
AE.remembered = (key) => {
  try {
    return localStorage.getItem(`ae.${key}`);
  } catch {
    return null;
  }
};

AE.lang = (() => {
  const asked = new URLSearchParams(location.search).get("lang");
  const accepts = (navigator.languages || [navigator.language]).find((l) => /^(en|zh)/i.test(l));
  const choice = [asked, AE.remembered("lang"), accepts, "en"].find((l) => l && /^(en|zh)/i.test(l));
  return choice.slice(0, 2).toLowerCase();
})();

AE.setLang = (lang) => {
  AE.lang = lang;
  AE.remember("lang", lang);
};

AE.t = (key, values) => AE.tIn(AE.lang, key, values);

// Words that are made here, as the table has them.
AE.inBoth = (make) => [make("en"), make("zh")];

AE.tIn = (lang, key, values = {}) => {
  const pair = AE.words[key] || AE.words.server;
  const words = pair[lang === "zh" ? 1 : 0].replaceAll(" %", "\u00a0%"); // the sign stays on its line
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
};

// Sentences in a row; what is none is left out.
AE.join = (...sentences) => sentences.filter(Boolean).join(AE.lang === "zh" ? "" : " ");

AE.fillWords = (root) => {
  document.documentElement.lang = AE.lang === "zh" ? "zh-CN" : "en";
  document.title = AE.t("title");
  for (const e of root.querySelectorAll("[data-t]")) {
    const { t, tValues } = e.dataset; // what fills the blanks is written by the server
    e.textContent = AE.t(t, tValues && JSON.parse(tValues));
  }
  for (const e of root.querySelectorAll("[data-t-label]")) e.setAttribute("aria-label", AE.t(e.dataset.tLabel));
  for (const e of root.querySelectorAll("[data-t-title]")) e.title = AE.t(e.dataset.tTitle);
  // a fold-out's "?" is named after what it explains
  for (const e of root.querySelectorAll(".hint:not(.spelt) summary")) {
    const { about } = e.dataset;
    const of = about ? AE.t(about) : e.closest(".caption").querySelector("[data-t]").textContent;
    e.setAttribute("aria-label", AE.t("about", { of }));
  }
};

AE.toggleTheme = () => {
  const dark = document.body.classList.toggle("dark");
  AE.remember("theme", dark ? "dark" : "light");
};

AE.applyTheme = () => {
  const kept = AE.remembered("theme");
  if (kept && !new URLSearchParams(location.search).has("__theme")) {
    document.body.classList.toggle("dark", kept === "dark");
  }
};
