// One typed object a language; a key that is missing anywhere does not compile.
import { watch } from "vue";
import { createI18n } from "vue-i18n";
import { prefs } from "../base/prefs";
import { en } from "./en";
import { zh } from "./zh";

export const i18n = createI18n({ legacy: false, locale: prefs.lang, messages: { zh, en } });

type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}`;
}[keyof T & string];

export type Key = Leaves<typeof zh>;

export function t(key: Key, values: Record<string, string | number> = {}): string {
  return i18n.global.t(key, values);
}

/** Words for a code of ours; the code itself when we have none. */
export function word(group: keyof typeof zh, code: string): string {
  const key = `${group}.${code}`;
  return i18n.global.te(key) ? i18n.global.t(key) : code;
}

watch(
  () => prefs.lang,
  (lang) => (i18n.global.locale.value = lang),
);
