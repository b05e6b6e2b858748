// Budgets of funds: set by two persons, spent by settlements.
import { toFen } from "./money";

export interface Fund { fund_pay_type: string; fund_pay_type_name: string; budget: string; fund_payamt: string }
export interface Budgets { year: number; as_of: string; /** Part of the year that is over, in ppm. */ elapsed: number; items: Fund[] }

/** bad: more was spent than there is; warn: a greater part than of the year is over. */
export function tempo(fund: Fund, elapsed: number): "good" | "warn" | "bad" {
  const spent = toFen(fund.fund_payamt), budget = toFen(fund.budget);
  if (spent > budget) return "bad";
  return spent / (budget || 1) > elapsed / 1_000_000 ? "warn" : "good";
}
