// What packs say is Chinese; these are the words that stand beside it on an English page.
import { word } from "../i18n";
import { prefs } from "./prefs";

const GROUPS = ["worksOn", "value", "part", "fund", "rounding", "dimension"] as const;

/** The engine's codes in a text that the server wrote in English, as words. */
export function glossed(text: string): string {
  if (prefs.lang === "zh") return text;
  return text.replace(/[a-z][a-z0-9]*(?:_[a-z0-9]+)*/g, (code) => {
    for (const group of GROUPS) {
      const found = word(group, code);
      if (found !== code) return found;
    }
    return code.replaceAll("_", " ");
  });
}

/** The kind of a layer, on an English page only: its title is the pack's own. */
export function layerKind(fund: string): string {
  return prefs.lang === "zh" ? "" : word("fund", fund);
}

/** A text in parts, the Chinese ones apart, so that they are read out as Chinese. */
export function parts(text: string): { text: string; zh: boolean }[] {
  if (prefs.lang === "zh") return [{ text, zh: false }];
  return text.split(/([\u3400-\u9fff\u3000-\u303f\uff00-\uffef][\u3400-\u9fff\u3000-\u303f\uff00-\uffef0-9A-Za-z%.．-]*)/).filter(Boolean)
    .map((each) => ({ text: each, zh: /[\u3400-\u9fff]/.test(each) }));
}
