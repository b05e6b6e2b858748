// Claims on paper: what their pages share.
import type { Bill } from "./bill";
import type { Paper } from "./chronic";
import { toFen } from "./money";

export interface Claim {
  claim_id: string; state: string; psn_no: string; psn_name: string; claim_kind: string; claim_title: string; insutype: string; med_type: string; fixmedins_code: string; fixmedins_name: string;
  begndate: string; enddate: string; invo_code: string; invono: string; medfee_sumamt: string; fund_pay_sumamt: string; crte_user: string; crte_time: string;
}
export interface Line { line_no: number; fee_ocur_time: string; med_list_codg: string; medins_list_codg: string; cnt: string; pric: string; det_item_fee_sumamt: string; hosp_appr_flag: string }
export interface Whole extends Claim {
  diag_code: string; dise_codg: string; psn_cash_pay: string; setl_id: string; batch_id: string; payee_name: string; bank_name: string; bank_acct: string; memo: string;
  submit_user: string; submit_time: string; review_user: string; review_time: string; return_user: string; return_time: string; return_rea: string;
  may_take: boolean; may_review: boolean; may_return: boolean; missing: string[]; documents: Paper[]; lines: Line[];
}
export interface Terms {
  review_above: string;
  kinds: { code: string; title: string; med_types: string[]; documents: string[]; source: string }[];
  papers: { code: string; title: string }[];
}
export interface Trial { insutype: string; fund_pay_sumamt: string; psn_cash_pay: string; review: boolean; bill: Bill }
export interface Batch { batch_id: string; claim_cnt: number; fund_pay_sumamt: string; crte_user: string; crte_time: string }
export interface Payment { kind: string; claim_id: string; setl_id: string; insutype: string; payee_name: string; bank_name: string; bank_acct: string; fund_pay_sumamt: string }

export const states = ["open", "review", "settled", "listed", "returned"] as const;
export const tones: Record<string, string> = { open: "plain", review: "warn", settled: "good", listed: "good", returned: "bad" };
export const pathOf = (id: string) => `/paper-claims/${id}`;
/** 20260131 -> 2026-01-31 */
export const dayOf = (batch: string) => batch.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
/** The invoice as it is printed: code and number. */
export const invoiceOf = (claim: { invo_code: string; invono: string }) => [claim.invo_code, claim.invono].filter(Boolean).join(" ");
export const sumOf = (lines: { det_item_fee_sumamt: string }[]) => lines.reduce((sum, each) => sum + toFen(each.det_item_fee_sumamt), 0);
/** Papers, lines and their sum are there: it can be worked out. */
export const whole = (claim: Whole) => !claim.missing.length && claim.lines.length > 0 && sumOf(claim.lines) === toFen(claim.medfee_sumamt);
/** The number that a refused invoice names last: the claim or the settlement that has it. */
export const firstOf = (message: string) => message.match(/\d{15,19}/g)?.at(-1) ?? "";

/** The fields of a line, in the order of the table. */
export const FIELDS = ["fee_ocur_time", "med_list_codg", "medins_list_codg", "cnt", "pric", "det_item_fee_sumamt", "hosp_appr_flag"] as const;
export type Field = (typeof FIELDS)[number];
export type Typed = Record<Field, string>;
export const blank = (): Typed => ({ fee_ocur_time: "", med_list_codg: "", medins_list_codg: "", cnt: "", pric: "", det_item_fee_sumamt: "", hosp_appr_flag: "" });
export const isBlank = (line: Typed) => FIELDS.every((field) => !line[field].trim());

const plain = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
/** A kept line as somebody would type it. */
export function typed(line: Line): Typed {
  return { ...line, cnt: plain(line.cnt), pric: plain(line.pric), hosp_appr_flag: line.hosp_appr_flag === "1" ? "" : line.hosp_appr_flag };
}

/** count x price, to the fen, half up; "" where either is no number. */
export function product(cnt: string, pric: string): string {
  const parse = (text: string) => /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(text.trim());
  const a = parse(cnt), b = parse(pric);
  if (!a || !b) return "";
  const value = (found: RegExpExecArray) => BigInt(found[1]! + (found[2] ?? "").padEnd(6, "0"));
  const fen = (value(a) * value(b) + 5_000_000_000n) / 10_000_000_000n;
  return `${fen / 100n}.${String(fen % 100n).padStart(2, "0")}`;
}
