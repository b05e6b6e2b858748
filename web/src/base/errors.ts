import { t } from "../i18n";
import { ApiError } from "./api";

/** What to tell a person. */
export function say(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.ours");
  if (error.code === "OFFLINE") return t("error.offline");
  const weak = error.code === "PASSWORD_WEAK" && /(\d+)\D*$/.exec(error.message);
  if (weak) return t(error.field === "classes_min" ? "error.fewClasses" : "error.tooShort", { n: weak[1]! });
  return error.message || t("error.status", { status: error.status });
}

/** The same at its field: by the label that stands there, not by the field's name in the interface. */
export function sayAt(error: unknown, label: string): string {
  const text = say(error);
  return error instanceof ApiError && error.field && text.startsWith(error.field) ? label + text.slice(error.field.length).replace(/^ (?=[\u3400-\u9fff])/, "") : text;
}

/** The field an error belongs to; "" for the whole form. A password that is too weak names the rule. */
export function fieldOf(error: unknown, password = "password"): string {
  if (!(error instanceof ApiError)) return "";
  return error.code === "PASSWORD_WEAK" ? password : error.field;
}
