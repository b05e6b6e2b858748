// Amounts are integer fen; they become yuan only as text. Nothing here divides money.
export type Fen = number;

/** "1471.95" or "-0.5" -> fen; NaN when it is no amount. */
export function toFen(text: string | number | undefined): Fen {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(text ?? "").trim());
  if (!match) return NaN;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  return match[1] ? -fen : fen;
}

/** 147195 -> "1,471.95" */
export function yuan(fen: Fen): string {
  if (!Number.isFinite(fen)) return "—";
  const whole = Math.abs(fen);
  const tail = String(whole % 100).padStart(2, "0");
  return `${fen < 0 ? "−" : ""}${Math.trunc(whole / 100).toLocaleString("en-US")}.${tail}`;
}

/** A difference: "+1,471.95", "−1,471.95". */
export function signed(fen: Fen): string {
  return `${fen > 0 ? "+" : ""}${yuan(fen)}`;
}

/** An amount from the server's text. */
export function money(text: string | number | undefined): string {
  return text === "" || text === undefined ? "" : yuan(toFen(text));
}

/** For captions and axes only: 12.3万, 1.2亿; in English 123 k, 1.2 M. */
export function rough(fen: Fen, chinese: boolean): string {
  const value = fen / 100;
  const size = Math.abs(value);
  const steps: [number, string][] = chinese
    ? [[1e8, "亿"], [1e4, "万"]]
    : [[1e9, " bn"], [1e6, " M"], [1e3, " k"]];
  for (const [unit, name] of steps)
    if (size >= unit) return `${trim(value / unit)}${name}`;
  return trim(value);
}

function trim(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** part of whole in per mille, rounded half up: 359 -> "35.9%" */
export function share(part: Fen, whole: Fen): string {
  if (!whole) return "—";
  const mille = Math.round((part / whole) * 1000);
  return `${Math.trunc(mille / 10)}.${Math.abs(mille % 10)}%`;
}

export function count(n: number): string {
  return n.toLocaleString("en-US");
}
