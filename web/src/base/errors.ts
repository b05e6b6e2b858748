import { t } from "../i18n";
import { ApiError } from "./api";

/** "0.00..2550.00" of a refusal as people write it. */
function ranged(text: string): string {
  return text.replace(/(\d[\d-]*(?:\.\d+)?)\.\.(\d[\d-]*(?:\.\d+)?)?/g, (_, low: string, high?: string) => (high ? t("error.range", { low, high }) : t("error.least", { low })));
}

/** What to tell a person. */
export function say(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.ours");
  if (error.code === "OFFLINE") return t("error.offline");
  const weak = error.code === "PASSWORD_WEAK" && /(\d+)\D*$/.exec(error.message);
  if (weak) return t(error.field === "classes_min" ? "error.fewClasses" : "error.tooShort", { n: weak[1]! });
  return ranged(error.message) || t("error.status", { status: error.status });
}

/** The same at its field: by the label that stands there, not by the field's name in the interface. */
export function sayAt(error: unknown, label: string): string {
  return error instanceof ApiError ? labelled(say(error), error.field, label) : say(error);
}

/** Words that begin with a field's name in the interface, with its label instead. */
export function labelled(text: string, field: string, label: string): string {
  return field && text.startsWith(field) ? label + text.slice(field.length).replace(/^ (?=[\u3400-\u9fff])/, "") : text;
}

/** The field an error belongs to; "" for the whole form. A password that is too weak names the rule. */
export function fieldOf(error: unknown, password = "password"): string {
  if (!(error instanceof ApiError)) return "";
  return error.code === "PASSWORD_WEAK" ? password : error.field;
}
