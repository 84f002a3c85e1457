// Light or dark: as the system has it, until the visitor chooses.
import { remember, remembered } from "../show/remember.js";

export const toggleTheme = () => {
  const dark = document.body.classList.toggle("dark");
  remember("theme", dark ? "dark" : "light");
};

export const applyTheme = () => {
  const kept = remembered("theme");
  if (kept && !new URLSearchParams(location.search).has("__theme")) {
    document.body.classList.toggle("dark", kept === "dark");
  }
};
