// What a person likes, kept in the browser. Never anything about anybody.
import { reactive, watchEffect } from "vue";

export type Lang = "zh" | "en";
export type Theme = "auto" | "light" | "dark" | "contrast";

const KEY = "yibao.prefs";

function read(): { lang?: string; theme?: string; large?: boolean } {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

const found = read();

export const prefs = reactive({
  lang: (found.lang === "en" ? "en" : "zh") as Lang,
  theme: (["light", "dark", "contrast"].includes(found.theme ?? "") ? found.theme : "auto") as Theme,
  large: found.large === true,
  /** What `auto` comes to now. */
  shown: "light" as Exclude<Theme, "auto">,
});

const dark = matchMedia("(prefers-color-scheme: dark)");
const contrast = matchMedia("(prefers-contrast: more)");

function show(): void {
  prefs.shown =
    prefs.theme !== "auto" ? prefs.theme : contrast.matches ? "contrast" : dark.matches ? "dark" : "light";
}

export function startPrefs(): void {
  dark.addEventListener("change", show);
  contrast.addEventListener("change", show);
  watchEffect(() => {
    show();
    const root = document.documentElement;
    root.lang = prefs.lang === "zh" ? "zh-CN" : "en";
    root.dataset.theme = prefs.shown;
    root.classList.toggle("dark", prefs.shown === "dark");
    root.classList.toggle("large", prefs.large);
    localStorage.setItem(KEY, JSON.stringify({ lang: prefs.lang, theme: prefs.theme, large: prefs.large }));
  });
}
