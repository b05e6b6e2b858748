// Maternity allowances: what their pages share.
export interface Allowance {
  setl_id: string; allw_kind: string; state: string; waits_for: string[]; psn_no: string; psn_name: string; emp_no: string; emp_name: string; birth_kind: string; matn_date: string; wage_year: number;
  days: number; amount: string; paid: string; has_payee: boolean; batch_id: string;
}
export interface Whole extends Allowance {
  geso_val: number; fetus_cnt: number; birth_user: string; birth_rea: string; fixmedins_code: string; wage_of: "employer_wage" | "employer_base" | "own_base"; wage: string; wage_used: string; words: string; days_words: string; clause: string;
  days_clause: string; paid_to: string; payee_name: string; bank_name: string; bank_acct: string; payee_user: string; crte_time: string; updt_time: string;
  payments: { paid: string; batch_id: string; reason: string; opter: string; crte_time: string }[];
}
export interface Wage { wage_id: string; emp_no: string; emp_name: string; wage_year: number; wage_kind: string; wage: string; memo: string; opter: string; known_time: string }
export const states = ["waiting", "due", "listed", "recover", "void"] as const;
/** What a birth brings: the mother's allowance, and what a father applies for. */
export const fathers = ["paternity", "spouse"] as const;
export const births = ["delivery", "difficult", "miscarriage", "none"] as const;
/** What is due waits for somebody still, as long as nobody has said where it goes. */
export const tone = (row: Allowance) => (row.state === "due" && !row.has_payee ? "warn" : tones[row.state]);
export const tones: Record<string, string> = { waiting: "warn", due: "good", listed: "plain", void: "plain", recover: "bad" };
