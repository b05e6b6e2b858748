// A case as a case file holds it (doc/policy-language.md), and as a form shows it.

/** The circumstances, in the order of the form; src/engine/policy/dimension.def. */
export const PERSON = { person: ["active", "retired", "adult", "student", "minor", "elderly"], relief: ["no_relief", "destitute", "orphan", "low_income", "low_income_margin", "monitored", "registered_poor", "illness_poor"], cvlserv: ["not_civil_servant", "civil_servant"], plan: ["plan_1", "plan_2", "plan_3"], cohort: ["new_rules", "old_rules"], supplement: ["no_supplement", "with_supplement"], product: ["no_product", "with_product"] } as const;
export const VISIT = {
  care: ["general_outpatient", "emergency_care", "chronic_outpatient", "two_diseases", "pharmacy", "inpatient", "day_surgery", "maternity_outpatient", "maternity_inpatient"],
  level: ["unrated", "level_1", "level_2", "level_3"],
  tier: ["village", "community", "township", "county", "city", "province"],
  place: ["local", "in_province", "out_of_province"],
  filing: ["unfiled", "long_term", "referred", "emergency"],
  injury: ["no_injury", "no_third_party", "third_party"],
  referral: ["direct", "upward"],
  kind: ["other_kind", "tcm"],
  network: ["designated", "not_designated"],
  stay: ["new_stay", "continued_stay"],
} as const;

type Text = string;
type Tree = { [key: string]: Text | Tree | (Text | Tree)[] };

export interface FormLine {
  note: string;
  amount: string;
  class: string;
  takes_first: string;
  price_cap: string;
  count: string;
  rest: Tree;
}

export interface Form {
  day: string;
  person: Record<string, string>;
  visit: Record<string, string>;
  before: Record<string, string>;
  account: string;
  lines: FormLine[];
  /** What the form does not show of a case it began with. */
  personRest: Tree;
  visitRest: Tree;
  rest: Tree;
  /** Visits before the one in the form, as they were written. */
  earlier: Tree[];
}

const NO_CASE = ["case", "clause", "expect", "printed"];
const LINE = ["note", "amount", "class", "takes_first", "price_cap", "count"] as const;

export function emptyLine(): FormLine {
  return { note: "", amount: "", class: "A", takes_first: "", price_cap: "", count: "", rest: {} };
}

export function emptyForm(day: string): Form {
  return { day, person: {}, visit: { care: "inpatient", level: "level_2" }, before: {}, account: "", lines: [emptyLine()], personRest: {}, visitRest: {}, rest: {}, earlier: [] };
}

function mapping(value: unknown): Tree {
  return value && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
}

function split(tree: Tree, shown: readonly string[]): [Record<string, string>, Tree] {
  const texts: Record<string, string> = {};
  const rest: Tree = {};
  for (const [key, value] of Object.entries(tree))
    if (shown.includes(key) && typeof value === "string") texts[key] = value;
    else rest[key] = value;
  return [texts, rest];
}

function without(tree: Tree, keys: readonly string[]): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([key]) => !keys.includes(key)));
}

/** A case in the form; of several visits the last is shown, the others go before it. */
export function formOf(one: Tree, day: string): Form {
  const visits = Array.isArray(one.visits) ? one.visits.map(mapping) : [];
  const last = visits[visits.length - 1];
  const tree: Tree = last ? { ...without(one, ["visits"]), ...last } : one;
  const [person, personRest] = split(mapping(tree.person), [...Object.keys(PERSON), "age", "continuous_years"]);
  const [visit, visitRest] = split(mapping(tree.visit), [...Object.keys(VISIT), "disease"]);
  const [before] = split(mapping(tree.before), Object.keys(mapping(tree.before)));
  const lines = (Array.isArray(tree.lines) ? tree.lines : []).map((each) => {
    const [texts, rest] = split(mapping(each), LINE);
    return { ...emptyLine(), ...texts, rest } as FormLine;
  });
  return {
    day: typeof tree.day === "string" ? tree.day : day,
    person, visit, before, personRest, visitRest,
    account: typeof tree.account === "string" ? tree.account : "",
    lines: lines.length ? lines : [emptyLine()],
    rest: without(tree, [...NO_CASE, "day", "person", "visit", "before", "account", "lines"]),
    earlier: visits.slice(0, -1).map((each) => without(each, NO_CASE)),
  };
}

function filled(texts: Record<string, string>): Tree {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value.trim() !== "").map(([key, value]) => [key, value.trim()]));
}

function ordered(...parts: [string, Tree | Tree[] | string][]): Tree {
  return Object.fromEntries(parts.filter(([, value]) => (typeof value === "string" ? value : Object.keys(value).length > 0))) as Tree;
}

/** The case file of the form, as the engine reads it; a line without an amount is left out. */
export function casesOf(form: Form): string {
  const lines = form.lines
    .filter((line) => line.amount.trim())
    .map((line) => {
      const { rest, ...texts } = line;
      const { note, ...others } = filled(texts) as Record<string, string>;
      return { ...others, ...rest, ...(note ? { note } : {}) };
    });
  const person = { ...filled(form.person), ...form.personRest };
  const visit = { ...filled(form.visit), ...form.visitRest };
  const before = filled(form.before);
  const last = { ...ordered(["visit", visit], ["lines", lines]), expect: {} }; // a trial expects nothing
  const common = ordered(["person", person], ["before", before], ["account", form.account.trim()]);
  const one: Tree = form.earlier.length
    ? { case: "trial", ...common, ...form.rest, visits: [...form.earlier.map((each) => ({ ...each, expect: {} })), { day: form.day, ...last }] }
    : { case: "trial", day: form.day, ...common, ...form.rest, ...last };
  return JSON.stringify({ cases: [one] });
}
