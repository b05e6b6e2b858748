// The bill that explains itself, as the server and the page's engine write it.
import { toFen, type Fen } from "./money";

export interface Clause {
  source: string;
  place: string;
  national: boolean;
  parameter: boolean;
}

export interface Step {
  op: string;
  layer?: string;
  rule?: string;
  line?: number;
  base?: string | number;
  value?: string | number;
  before?: string | number;
  amount?: string | number;
  rounding?: string;
  clause?: Clause;
  words: string;
}

export interface BillLine {
  name?: string;
  amount: string;
  self_paid: string;
  over_limit: string;
  advance: string;
  in_scope: string;
}

export interface Layer {
  layer: string;
  title: string;
  fund: string;
  rule?: string;
  rule_title?: string;
  base: string;
  deductible: string;
  pay: string;
}

export interface Bill {
  policy: { id: string; title: string; region: string; insutype: number; unstated: string[]; readings: string[]; parameters?: string[] };
  total: string;
  /** Sentences: which catalogues care elsewhere was priced by. */
  catalogues?: string[];
  lines: BillLine[];
  layers: Layer[];
  parts: Record<string, { placed: string; opened: string; left: string }>;
  funds: Record<string, string>;
  cash: string;
  after: Record<string, string | number>;
  trace?: Step[];
}

/** A piece of the bar on top: who pays how much. */
export interface Piece {
  key: string;
  title: string;
  /** What kind of layer it is, beside a title in another language. */
  gloss: string;
  fen: Fen;
  color: string;
  /** The row of the waterfall that explains it. */
  row: string;
}

/** Paid by funds, personal account apart. */
export function fundFen(bill: Bill): Fen {
  return Object.entries(bill.funds).reduce((sum, [fund, amount]) => (fund === "acct" ? sum : sum + toFen(amount)), 0);
}

export function acctFen(bill: Bill): Fen {
  return toFen(bill.funds.acct ?? "0");
}

export function stepsOf(bill: Bill, which: { layer?: string; line?: number; ops?: string[] }): Step[] {
  return (bill.trace ?? []).filter(
    (step) =>
      (which.layer === undefined || step.layer === which.layer) &&
      (which.line === undefined || step.line === which.line) &&
      (!which.ops || which.ops.includes(step.op)),
  );
}
