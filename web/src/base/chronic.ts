// The register of chronic diseases: what its pages share.
export interface Entry {
  trt_dcla_detl_sn: string; psn_no: string; psn_name: string; state: string; opsp_dise_code: string; opsp_dise_name: string; two_diseases: boolean; insutype: string;
  ide_fixmedins_no: string; ide_fixmedins_name: string; begndate: string; enddate: string; round: string; apply_souc: string; apply_time: string; apply_user: string; rev_user: string; rev_time: string;
}
export interface Paper { doc_no: number; doc_kind: string; doc_title: string; doc_name: string; doc_hash: string; doc_bytes: number; crte_user: string; crte_time: string }
export interface Whole extends Entry {
  hosp_ide_date: string; diag_dr_name: string; idet_std: string; fix_medins: string[]; renews: string; memo: string; rev_opnn: string; cancel_time: string; cancel_memo: string;
  may_review: boolean; may_renew: boolean; accept_begndate: string; accept_enddate: string; missing: string[]; documents: Paper[];
}
export interface Kind { code: string; title: string; needed: boolean }
export interface Terms {
  confirmed_by: string; next_round: string; round_months: string[]; at_once: string[]; valid_months: number; expiring_days: number; institutions_most: number; only_where_chosen: boolean; kinds: Kind[];
}
export const states = ["due", "applied", "coming", "in_force", "expiring", "ended", "withdrawn", "refused"] as const;
export const tones: Record<string, string> = { applied: "warn", coming: "plain", in_force: "good", expiring: "warn", ended: "plain", withdrawn: "plain", refused: "bad" };
export const pathOf = (entry: { psn_no: string; trt_dcla_detl_sn: string }) => `/persons/${entry.psn_no}/chronic/${entry.trt_dcla_detl_sn}`;
export const routeOf = (entry: { psn_no: string; trt_dcla_detl_sn: string }) => ({ name: "chronicOne", params: { psn: entry.psn_no, id: entry.trt_dcla_detl_sn } });
/** "H1 H2" or with commas, as people type them. */
export const listOf = (text: string) => text.split(/[\s,，、]+/).filter(Boolean);
