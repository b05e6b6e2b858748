import { t } from "../i18n";
import { ApiError } from "./api";

/** What to tell a person. */
export function say(error: unknown): string {
  if (!(error instanceof ApiError)) return t("error.ours");
  if (error.code === "OFFLINE") return t("error.offline");
  return error.message || t("error.status", { status: error.status });
}

/** The field an error belongs to; "" for the whole form. */
export function fieldOf(error: unknown): string {
  return error instanceof ApiError ? error.field : "";
}
