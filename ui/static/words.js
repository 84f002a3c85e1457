// The page's words: which language, and putting them where the markup asks for them.
// `AE.words` is {key: [en, zh]}, written into the page by ui/page.py.
AE.lang = (() => {
  const asked = new URLSearchParams(location.search).get("lang");
  const kept = localStorage.getItem("ae.lang");
  const accepts = (navigator.languages || [navigator.language]).find((l) => /^(en|zh)/i.test(l)) || "en";
  const choice = [asked, kept, accepts].find((l) => l && /^(en|zh)/i.test(l));
  return choice.slice(0, 2).toLowerCase();
})();

AE.t = (key, values = {}) => {
  const pair = AE.words[key] || AE.words.server;
  return pair[AE.lang === "zh" ? 1 : 0].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
};

AE.fillWords = (root) => {
  document.documentElement.lang = AE.lang === "zh" ? "zh-CN" : "en";
  document.title = AE.t("title");
  for (const e of root.querySelectorAll("[data-t]")) e.textContent = AE.t(e.dataset.t);
  for (const e of root.querySelectorAll("[data-t-label]")) e.setAttribute("aria-label", AE.t(e.dataset.tLabel));
  for (const e of root.querySelectorAll("[data-t-title]")) e.title = AE.t(e.dataset.tTitle);
};

AE.setLang = (lang) => {
  AE.lang = lang;
  localStorage.setItem("ae.lang", lang);
};

AE.toggleTheme = () => {
  const dark = document.body.classList.toggle("dark");
  localStorage.setItem("ae.theme", dark ? "dark" : "light");
};

AE.applyTheme = () => {
  const kept = localStorage.getItem("ae.theme");
  if (kept && !new URLSearchParams(location.search).has("__theme")) {
    document.body.classList.toggle("dark", kept === "dark");
  }
};
