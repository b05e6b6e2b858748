// The policy desk: what the server says of versions and simulations, and a change put into an overlay's text.
export interface Version {
  version_id: string; name: string; state: string; base: string; reason: string; from_day: string; crte_user: string; crte_time: string; updt_user: string; updt_time: string;
  publish_user: string; approve_user: string; publish_time: string; withdraw_user: string; withdraw_time: string; withdraw_reason: string;
}
export interface Mistake { file: string; line: number; text: string }
export interface Change { layer: string; rule: string; name: string; when: string; before: string; after: string; before_source: string; after_source: string }
export interface Figure { at: string; value: string }
export interface Draft extends Version {
  rev: number; overlay: string; cases: string; text: string; base_changed: boolean; first_day: string; insutype: string; mistakes: Mistake[]; items: Change[]; figures: Figure[];
}
export interface Simulation { simulation_id: string; year: number; before: string; after: string; state: string; rows: number; crte_time: string; end_time: string; error: string; result?: Result }
export interface Sum { claims: number; medfee_sumamt: string; inscp_scp_amt: string; fund_pay_sumamt: string; psn_cash_pay: string; acct?: string; ratio_ppm: number }
export interface Pair { old: Sum; new: Sum }
export interface People { sum: string; classes: { up_to?: string; people: number }[]; examples: { psn_no: string; setl_id: string; own_old: string; own_new: string }[] }
export interface Result extends Pair {
  year: number; insutype: number; policy_old: string; policy_new: string; persons: number; undecided: number; differing: number;
  layers: { layer: string; title: string; old: string[]; new: string[] }[]; months: (Pair & { month: number })[];
  groups: Record<string, (Pair & { value: string; title: string })[]>; pay_less: People; pay_more: People;
}

export interface Run {
  run_id: string; state: string; policy: string; version_id: string; insutype: string; from: string; to: string; psn_cnt: number; change_psn_cnt: number; change_bill_cnt: number; change_fund: string; change_cash: string; refuse_cnt: number;
  done_psn_cnt: number; done_bill_cnt: number; done_fund: string; done_cash: string; refused_cnt: number; reason: string; crte_user: string; crte_time: string; count_time: string; order_user: string; order_time: string; end_time: string;
}
export const runTone: Record<string, string> = { counting: "plain", counted: "warn", working: "warn", stopped: "bad", done: "good" };

export const tone: Record<string, string> = { draft: "warn", published: "good", withdrawn: "bad", discarded: "plain", waiting: "plain", running: "warn", done: "good", failed: "bad" };

/** Places of an overlay that are changed, with what they become; by the lines of its text. */
export function changesOf(overlay: string): Map<string, string> {
  const found = new Map<string, string>();
  let at = "";
  for (const line of overlay.split("\n")) {
    const match = /^\s*-?\s*(at|to):\s*(.*)$/.exec(line);
    if (match?.[1] === "at") at = match[2]!.trim();
    else if (match && at) found.set(at, match[2]!.trim());
  }
  return found;
}

/** The overlay with one figure changed: its entry's `to`, or a new entry at the end. */
export function withChange(overlay: string, at: string, was: string, to: string): string {
  const lines = overlay.replace(/\s+$/, "").split("\n").filter((line, i, all) => line || i + 1 < all.length);
  const start = lines.findIndex((line) => /^\s*-\s*at:\s*/.test(line) && line.replace(/^\s*-\s*at:\s*/, "").trim() === at);
  if (start < 0) {
    if (!lines.some((line) => /^changes:/.test(line))) lines.push("changes:");
    lines.push(`  - at: ${at}`, `    was: ${was}`, `    to: ${to}`);
    return `${lines.join("\n")}\n`;
  }
  let end = start + 1;
  while (end < lines.length && /^ {4}/.test(lines[end]!)) end++;
  if (to === was) lines.splice(start, end - start);
  else {
    const place = lines.findIndex((line, i) => i > start && i < end && /^ {4}to:/.test(line));
    if (place < 0) lines.splice(end, 0, `    to: ${to}`);
    else lines[place] = `    to: ${to}`;
  }
  return `${lines.join("\n")}\n`;
}

/** 685400 -> "68.54%" */
export function percent(ppm: number): string {
  return `${(ppm / 10_000).toFixed(2)}%`;
}
