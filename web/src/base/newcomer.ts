// The form for somebody new: its fields, and when each is asked for.
import { isDay } from "./day";

export interface Asked { name: string; kind?: "day" | "choice" | "digits"; needed?: (v: Values) => boolean; shown?: (v: Values) => boolean }
export type Values = Record<string, string>;
export interface Group { title: "who" | "how" | "identity"; fields: Asked[] }

export const REASONS = ["newborn", "window", "late", "moved", "work", "other"] as const;
const always = (): boolean => true;
const employee = (v: Values): boolean => v.insutype === "310";
const known = (v: Values): boolean => (v.psn_cert_type || "01") === "01";

export const groups: Group[] = [
  { title: "who", fields: [
    { name: "psn_cert_type", kind: "choice" }, { name: "certno", needed: always }, { name: "psn_name", needed: always },
    { name: "brdy", kind: "day", needed: (v) => !known(v) }, { name: "gend", kind: "choice" }, { name: "naty", kind: "choice" },
    { name: "tel" }, { name: "addr" }, { name: "card_no" },
  ] },
  { title: "how", fields: [
    { name: "reason", kind: "choice", needed: always }, { name: "parent_certno", shown: (v) => v.reason === "newborn" },
    { name: "insutype", kind: "choice", needed: always }, { name: "kind", kind: "choice", needed: always }, { name: "psn_type", kind: "choice", needed: always },
    { name: "begndate", kind: "day", needed: always }, { name: "enddate", kind: "day" }, { name: "done_date", kind: "day" },
    { name: "emp_no", shown: employee }, { name: "emp_name", shown: employee }, { name: "cvlserv_flag", kind: "choice", shown: employee },
    { name: "cont_clct_date", kind: "day", shown: (v) => v.reason === "moved" }, { name: "repaired_years", kind: "digits", shown: (v) => v.reason === "moved" || v.reason === "late" },
    { name: "insuplc_admdvs", kind: "digits" }, { name: "memo" },
  ] },
  { title: "identity", fields: [
    { name: "psn_idet_type", kind: "choice" }, { name: "idet_begndate", kind: "day", needed: (v) => !!v.psn_idet_type, shown: (v) => !!v.psn_idet_type },
    { name: "idet_enddate", kind: "day", shown: (v) => !!v.psn_idet_type },
  ] },
];

/** Typed into the search for people, and nobody there: the form goes on with it. Kept in no address. */
export const carried = { certno: "" };

/** What an identity number says of birth and sex; "" of each when it is none. */
export function saidBy(certno: string): { brdy: string; gend: string } {
  const match = /^\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dXx]$/.exec(certno);
  const brdy = match ? `${match[1]}-${match[2]}-${match[3]}` : "";
  return isDay(brdy) ? { brdy, gend: Number(match![4]) % 2 ? "1" : "2" } : { brdy: "", gend: "" };
}
