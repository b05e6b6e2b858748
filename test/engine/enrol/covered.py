#!/usr/bin/env python3
"""Who is covered, day by day: covered.py YIBAO CASES

A slow model of doc/policy-language.md, section "Entitlement", that asks of every single day what holds
on it. Random rules and random lives, from a printed seed (YB_SEED to repeat), are written as a pack
with its cases; `yibao policy test` must find every period, reason, first year and contribution of them.
"""
import calendar
import datetime
import os
import random
import subprocess
import sys
import tempfile

Day = datetime.date
ONE = datetime.timedelta(1)
FAR = Day(2034, 12, 31)  # nothing that is drawn changes after 2032
RELIEFS = ["destitute", "low_income", "monitored", "low_income_margin"]


def add_months(day, months):
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return Day(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days(first, last):
    while first <= last:
        yield first
        first += ONE


def maybe(rng, share, value):
    return value if rng.random() < share else None


def draw_premium(rng, year):
    """What a year costs, in yuan; who has which identity is given how much of it."""
    individual = rng.randint(100, 400)
    reliefs = rng.sample(RELIEFS, rng.randint(0, 3))
    return {"year": year, "individual": individual, "subsidy": maybe(rng, 0.7, rng.randint(400, 700)),
            "aid": [(relief, rng.choice(["all", rng.randint(0, individual)])) for relief in reliefs]}


def draw_rules(rng):
    """Every part may be missing: then it decides nothing."""
    month = rng.randint(7, 11)
    return {
        "window": maybe(rng, 0.9, {"from": (month, 1), "to": rng.choice([(12, 20), (12, 31), (1, 31), (2, 28)])}),
        "contribution": [draw_premium(rng, year) for year in range(2017, 2028) if rng.random() < 0.7],
        "late": maybe(rng, 0.9, {"full_price": rng.random() < 0.7, "broken_years_wait": rng.random() < 0.6,
                                 "exempt": rng.sample(RELIEFS, rng.randint(0, 3))}),
        "newborn": maybe(rng, 0.8, {"birth_year": rng.random() < 0.6, "within_months": rng.randint(0, 9),
                                    "birth_year_free": rng.random() < 0.6, "parent_insured": rng.random() < 0.5}),
        "employer_arrears": maybe(rng, 0.8, {"grace_months": rng.randint(0, 4), "waits_months": rng.randint(0, 3)}),
        "flexible_arrears": maybe(rng, 0.8, {"grace_months": rng.randint(0, 4), "waits_months": rng.randint(0, 7),
                                             "first_waits_months": rng.choice([0, rng.randint(1, 6)])}),
        "transfer": maybe(rng, 0.8, {"gap_months": rng.randint(0, 5)}),
        "continuity": maybe(rng, 0.8, {"gap_months": rng.randint(0, 5)}),
        "duplicate": maybe(rng, 0.8, {"keeps": rng.choice(["employee", "resident"])}),
        "waiting": maybe(rng, 0.8, {"fixed_months": rng.randint(0, 4), "months_per_broken_year": rng.randint(0, 2),
                                    "first_broken_year_counts": rng.random() < 0.5,
                                    "repair_months_per_year_paid": rng.randint(0, 2),
                                    "at_least_months": rng.randint(0, 2),
                                    "long_break": maybe(rng, 0.5, (rng.randint(1, 4), rng.randint(3, 8)))}),
    }


def some_day(rng, first, last):
    return first + rng.randint(0, (last - first).days) * ONE


def draw_life(rng):
    life = {"relations": [], "contributions": [], "identities": []}
    life["born"] = maybe(rng, 0.7, some_day(rng, Day(2016, 1, 1), Day(2024, 6, 1)) if rng.random() < 0.5
                         else Day(1970, 5, 5))
    at = some_day(rng, Day(2017, 1, 1), Day(2022, 12, 31))
    for _ in range(rng.randint(1, 4)):
        kind = rng.choice(["employed", "flexible", "retired", "resident", "resident"])
        first = Day(at.year, 1, 1) if rng.random() < 0.4 else at
        one = {"is": kind, "from": first}
        if rng.random() < 0.7:
            one["last"] = some_day(rng, first, first + 900 * ONE)
            one["ends"] = rng.choice(["stopped", "moved", "retired"])
        if rng.random() < 0.7 and kind == "resident":
            one["enrolled"] = some_day(rng, first - 130 * ONE, first + 40 * ONE)
        if rng.random() < 0.2:
            one["repaired_years"] = rng.randint(1, 3)
        if rng.random() < 0.1:
            one["paid_since"] = first - rng.randint(0, 4000) * ONE
        life["relations"].append(one)
        for _ in range(rng.randint(0, 2)):
            begin = some_day(rng, first, first + 700 * ONE)
            due = begin + rng.randint(-60, 40) * ONE
            life["contributions"].append(
                {"is": kind, "from": begin, "to": begin + rng.randint(0, 364) * ONE, "due": due,
                 "paid": maybe(rng, 0.7, due + rng.randint(-10, 250) * ONE)})
        gap = rng.choice([1, 1, 30, 90, 91, 92, 93, 400, 900, 1400])
        at = min((one.get("last") or first + 500 * ONE) + gap * ONE, Day(2029, 1, 1))
        if rng.random() < 0.2:
            at -= 60 * ONE  # another scheme before the first has ended
    for _ in range(rng.randint(0, 2)):
        first = some_day(rng, Day(2017, 1, 1), Day(2026, 1, 1))
        life["identities"].append({"relief": rng.choice(RELIEFS), "from": first,
                                   "to": maybe(rng, 0.5, first + rng.randint(0, 700) * ONE)})
    last = max(one["from"] for one in life["relations"])
    life["died"] = maybe(rng, 0.3, some_day(rng, max(last, life["born"] or last), Day(2031, 1, 1)))
    return life


# ---- the model ----


class Model:
    def __init__(self, rules, life):
        self.rules, self.life = rules, life
        self.relations = sorted(life["relations"], key=lambda one: one["from"])  # stable
        self.days = []  # of every relation: {day: [state, why it begins]}

    def scheme(self, one):
        return "resident" if one["is"] == "resident" else "employee"

    def covered_before(self, day):
        found = [d for days_of in self.days for d, (state, _) in days_of.items() if state == "covered" and d < day]
        return max(found, default=None)

    def near(self, last, day, months):
        return last is not None and (last + ONE >= day or add_months(last + ONE, months) >= day)

    def wait_months(self, skipped, repaired):
        rule = self.rules["waiting"]
        counted = max(skipped - (0 if rule["first_broken_year_counts"] else 1), 0)
        months = rule["fixed_months"] + rule["months_per_broken_year"] * counted
        months -= rule["repair_months_per_year_paid"] * min(repaired, skipped)
        months = max(months, rule["fixed_months"], rule["at_least_months"])
        if rule["long_break"] and skipped >= rule["long_break"][0]:
            months = max(months, rule["long_break"][1])
        return months

    def in_time(self, enrolled, first):
        """Up to the end of the window that opened last before the year of `first`."""
        window = self.rules["window"]
        opened = Day(first.year - 1, *window["from"])
        closes = next(d for d in days(opened, opened + 366 * ONE) if (d.month, d.day) == window["to"])
        return enrolled <= closes

    def newborn(self, one):
        rule, born, enrolled = self.rules["newborn"], self.life["born"], one.get("enrolled")
        if not rule or not born or not enrolled or one["is"] != "resident":
            return False
        if one["from"].year != born.year and one["from"] >= add_months(born, rule["within_months"]):
            return False
        return (rule["birth_year"] and enrolled.year == born.year) or enrolled < add_months(born, rule["within_months"])

    def begin(self, one):
        """(first day of waiting or cover, first of cover, why waiting, why covered)"""
        first, born = one["from"], self.life["born"]
        if born and first < born:
            first = born
        if self.newborn(one):
            return born, born, None, "newborn"
        why = "retired" if one["is"] == "retired" else "enrolled"
        last = self.covered_before(first)
        if one["is"] == "flexible":
            rule = self.rules["flexible_arrears"]
            if rule and rule["first_waits_months"] and not last:
                return first, add_months(first, rule["first_waits_months"]), "first_enrolment", "waiting_over"
            if rule and rule["waits_months"] and last and not self.near(last, first, rule["grace_months"]):
                return first, add_months(first, rule["waits_months"]), "broken_years", "waiting_over"
        if one["is"] != "resident" or not self.rules["late"]:
            return first, first, None, why
        skipped = max(first.year - last.year - 1, 0) if last else 0
        enrolled = one.get("enrolled")
        late = bool(enrolled and self.rules["window"] and not self.in_time(enrolled, first))
        if not late and not (skipped and self.rules["late"]["broken_years_wait"]):
            return first, first, None, why
        if late:
            first = max(first, enrolled)
        because = "late_enrolment" if late else "broken_years"
        if self.rules["transfer"] and self.near(last, first, self.rules["transfer"]["gap_months"]):
            return first, first, None, "transfer"
        if any(i["relief"] in self.rules["late"]["exempt"] and i["from"] <= first and
               (not i["to"] or first <= i["to"]) for i in self.life["identities"]):
            return first, first, None, "exempt_identity"
        if not self.rules["waiting"]:
            return first, first, None, because
        months = self.wait_months(skipped, one.get("repaired_years", 0))
        start = add_months(first, months)
        return first, start, because, "waiting_over"

    def place(self, one):
        enrolled, first, waits, covers = self.begin(one)
        last = min(one.get("last") or FAR, self.life["died"] or FAR)
        self.days.append({d: ["waiting", waits] if d < first else ["covered", covers]
                          for d in days(enrolled, last)})

    def suspended_to(self, c):
        """The last day, or None: it does not suspend."""
        rule = self.rules["late" if c["is"] == "resident" else
                          "flexible_arrears" if c["is"] == "flexible" else "employer_arrears"]
        if c["is"] == "retired" or not rule or (c["paid"] and c["paid"] <= c["due"]):
            return None
        if not c["paid"]:
            return c["to"] if c["is"] == "resident" else FAR
        if c["is"] == "resident":
            back = add_months(c["paid"], self.wait_months(0, 0)) if self.rules["waiting"] else c["paid"]
            return min(back - ONE, c["to"])
        if c["paid"] <= add_months(c["due"], rule["grace_months"]):
            return None
        return add_months(c["paid"], rule["waits_months"]) - ONE

    def suspend(self, c):
        last = self.suspended_to(c)
        if last is None:
            return
        first = max(c["due"] + ONE, c["from"]) if c["is"] == "resident" else c["due"] + ONE
        for one, days_of in zip(self.relations, self.days):
            if self.scheme(one) != self.scheme(c) or one["from"] > c["to"] or \
                    (one.get("last") and one["last"] < c["from"]):
                continue
            for d in days_of:
                if first <= d <= last and days_of[d][0] == "covered":
                    days_of[d] = ["suspended", "arrears"]

    def runs(self, days_of):
        """Neighbouring days with the same state."""
        found, before = [], None
        for d in sorted(days_of):
            state, why = days_of[d]
            if before == state and found[-1]["to"] == d - ONE:
                found[-1]["to"] = d
            else:
                if state == "covered" and before in ("suspended", "duplicate"):
                    why = "arrears_paid" if before == "suspended" else "duplicate_over"
                found.append({"state": state, "from": d, "to": d, "because": why})
            before = state
        return found

    def set_aside(self):
        rule = self.rules["duplicate"]
        if not rule:
            return
        kept = [run for one, days_of in zip(self.relations, self.days) if self.scheme(one) == rule["keeps"]
                for run in self.runs(days_of) if run["state"] == "covered"]
        for one, days_of in zip(self.relations, self.days):
            if self.scheme(one) == rule["keeps"]:
                continue
            for run in kept:
                for d in days(run["from"], run["to"]):
                    if d in days_of and days_of[d][0] == "covered":
                        days_of[d] = ["duplicate", "duplicate"]

    def periods(self):
        for one in self.relations:
            self.place(one)
        for c in self.life["contributions"]:
            self.suspend(c)
        self.set_aside()
        # An index is the place in the history, which breaks ties.
        order = [self.life["relations"].index(one) for one in self.relations]
        found = []
        for number, (one, days_of) in enumerate(zip(self.relations, self.days)):
            for run in self.runs(days_of):
                found.append({**run, "scheme": self.scheme(one), "one": one, "place": order[number]})
        found.sort(key=lambda p: (p["from"], p["scheme"] != "employee", p["place"]))
        self.years(found)
        return found

    def price(self, one, year, today):
        """(price, day of late payment or None) of a year of a relation."""
        born = self.life["born"]
        newborn = self.newborn(one)
        if newborn and self.rules["newborn"]["birth_year_free"] and born.year == year:
            return "newborn_free", None
        paid = next((c for c in self.life["contributions"] if c["is"] == "resident" and c["from"].year == year), None)
        late = None
        first = max(one["from"], born) if born else one["from"]
        if paid and (paid["paid"] or today) > paid["due"]:
            late = paid["paid"] or today
        elif not newborn and one.get("enrolled") and first.year == year and self.rules["window"] and \
                not self.in_time(one["enrolled"], first):
            late = one["enrolled"]
        if late and self.rules["late"] and self.rules["late"]["full_price"]:
            return "full_price", late
        return "individual", None

    def owed(self, today):
        """A year at a time: the first relation with a day in it owes it."""
        for premium in self.rules["contribution"]:
            year = premium["year"]
            opened = Day(year - 1, *self.rules["window"]["from"]) if self.rules["window"] else Day(year, 1, 1)
            if today < opened:
                continue
            for one in self.relations:
                first = self.life["born"] if self.newborn(one) else max(one["from"], self.life["born"] or one["from"])
                first = max(first, Day(year, 1, 1))
                last = min(one.get("last") or FAR, self.life["died"] or FAR, Day(year, 12, 31))
                if one["is"] == "resident" and first <= last:
                    yield self.due(premium, one, first, today)
                    break

    def due(self, premium, one, first, today):
        price, late = self.price(one, premium["year"], today)
        due = {"year": premium["year"], "price": price, "subsidy": premium["subsidy"] or "unstated"}
        if price == "newborn_free":
            return {**due, "amount": 0, "aid": 0}
        day = max(first, late or first)
        held = {i["relief"] for i in self.life["identities"] if i["from"] <= day and (not i["to"] or day <= i["to"])}
        aid = next((gives for relief, gives in premium["aid"] if relief in held), 0)
        due["aid"] = premium["individual"] if aid == "all" else aid
        due["amount"] = premium["individual"] - due["aid"]
        if price == "full_price":
            due["amount"] = due["amount"] + premium["subsidy"] if premium["subsidy"] else "unstated"
        return due

    def years(self, found):
        since = last = None
        rule = self.rules["continuity"]
        for p in found:
            if p["state"] in ("covered", "waiting"):
                if not self.near(last, p["from"], rule["gap_months"] if rule else 0):
                    since = p["from"]
                if p["one"].get("paid_since") and p["one"]["paid_since"] < since:
                    since = p["one"]["paid_since"]
                last = p["to"] if last is None else max(last, p["to"])
            p["since"] = since


# ---- as a pack ----


def plain(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "%02d-%02d" % value
    if isinstance(value, list):
        return "[" + ", ".join(value) + "]"
    return str(value)


def yuan(amount):
    return amount if isinstance(amount, str) else f"{amount}.00"


def mapping(members):
    return "{" + ", ".join(f"{key}: {plain(value)}" for key, value in members.items() if value is not None) + "}"


def pack_text(rules, name):
    lines = [f"pack: {name}", f'region: "99{name:04d}"', "scheme: resident", "in_force: {from: 2015-01-01}",
             "sources: {s: drawn}"]
    waiting = rules["waiting"]
    if waiting:
        stated = dict(waiting, long_break=None, source="s")
        text = mapping(stated)
        if waiting["long_break"]:
            text = text[:-1] + ", long_break: {from_years: %d, at_least_months: %d}}" % waiting["long_break"]
        lines.append("waiting: " + text)
    parts = [f"  {key}: {mapping(dict(rule, source='s'))}" for key, rule in rules.items()
             if rule and key not in ("waiting", "contribution")]
    parts += ["  contribution:"] if rules["contribution"] else []
    for premium in rules["contribution"]:
        parts.append("    - {year: %d, individual: %d.00, source: s%s, aid: [%s]}" % (
            premium["year"], premium["individual"],
            f", subsidy: {premium['subsidy']}.00" if premium["subsidy"] else "",
            ", ".join("{relief: [%s], gives: %s}" % (relief, yuan(gives)) for relief, gives in premium["aid"])))
    if parts:
        lines += ["entitlement:"] + parts
    return "\n".join(lines) + "\n"


def case_text(life, number, periods, owed):
    lines = [f"  - case: life {number}", f"    day: {owed['today']}", "    cover:"]
    for key in ("born", "died"):
        if life[key]:
            lines.append(f"      {key}: {life[key]}")
    for key in ("relations", "contributions", "identities"):
        if life[key]:
            lines.append(f"      {key}:")
            lines += [f"        - {mapping(one)}" for one in life[key]]
    lines += ["    expect:", "      periods:" + ("" if periods else " []")]
    for p in periods:
        lines.append("        - " + mapping({p["scheme"]: p["state"], "from": p["from"],
                                             "to": None if p["to"] == FAR else p["to"], "because": p["because"],
                                             "continuous_since": p["since"]}))
    lines.append("      contributions:" + ("" if owed["dues"] else " []"))
    for due in owed["dues"]:
        lines.append("        - {year: %d, price: %s, amount: %s, subsidy: %s, aid: %s}" % (
            due["year"], due["price"], yuan(due["amount"]), yuan(due["subsidy"]), yuan(due["aid"])))
    return "\n".join(lines) + "\n"


def main():
    yibao, wanted = sys.argv[1], int(sys.argv[2])
    seed = int(os.environ.get("YB_SEED", random.SystemRandom().randrange(1 << 32)))
    rng = random.Random(seed)
    print(f"YB_SEED={seed}")
    with tempfile.TemporaryDirectory() as folder:
        for name in range((wanted + 9) // 10):
            rules = draw_rules(rng)
            cases = [f"pack: p{name}.yaml\ncases:\n"]
            for number in range(10):
                life, today = draw_life(rng), some_day(rng, Day(2018, 1, 1), Day(2027, 12, 31))
                model = Model(rules, life)
                periods = model.periods()
                cases.append(case_text(life, number, periods, {"today": today, "dues": list(model.owed(today))}))
            with open(os.path.join(folder, f"p{name}.yaml"), "w", encoding="utf-8") as out:
                out.write(pack_text(rules, name))
            with open(os.path.join(folder, f"p{name}.cases.yaml"), "w", encoding="utf-8") as out:
                out.write("".join(cases))
        done = subprocess.run([yibao, "policy", "test", folder], capture_output=True, text=True, check=False)
        # Clauses that no life happened to meet are not what this asks.
        wrong = [line for line in (done.stdout + done.stderr).splitlines() if "life" in line or "cases.yaml" in line]
        if wrong or done.returncode > 1:
            print("\n".join(wrong[:20] or [done.stdout, done.stderr]))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
