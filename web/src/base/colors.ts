/** A colour of the theme now shown; call it inside what depends on prefs.shown. */
export function color(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const FUNDS: Record<string, string> = { hifp: "fund-1", hifob: "fund-2", hifmi: "fund-2", maf: "fund-3", cvlserv: "fund-4", hifes: "fund-5", oth: "fund-6", hosp: "base", acct: "acct" };

/** The colour of a fund, everywhere the same. */
export function fundColor(fund: string): string {
  return FUNDS[fund] ?? "fund-6";
}
