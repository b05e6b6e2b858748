// Names of codes, from the server's dictionaries, once a language.
import { reactive } from "vue";
import { get } from "./api";
import { prefs } from "./prefs";

export interface Code {
  code: string;
  title: string;
}

const kept = reactive<Record<string, Code[]>>({});
const asked = new Set<string>();

/** The codes of a dictionary; empty until they are here. */
export function codes(name: string): Code[] {
  const key = `${prefs.lang}/${name}`;
  if (!asked.has(key)) {
    asked.add(key);
    get<{ items: Code[] }>(`/dictionaries/${name}`, { lang: prefs.lang })
      .then((answer) => (kept[key] = answer.items))
      .catch(() => asked.delete(key));
  }
  return kept[key] ?? [];
}

export function codeName(name: string, code: string | number | undefined): string {
  if (code === undefined || code === "") return "";
  return codes(name).find((each) => each.code === String(code))?.title ?? String(code);
}
