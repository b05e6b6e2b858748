#!/usr/bin/env python3
"""The engine against the oracle: differ.py YIBAO DIMENSION_DEF CASES

Random packs and claims, from a printed seed (YB_SEED to repeat): every number of every bill, and every
sum of its trace, must agree to the fen.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from decimal import Decimal

sys.dont_write_bytecode = True
from oracle import FUNDS, PARTS, Claim, Refused, Words  # noqa: E402

PACKS = 16  # that are asked about at once
A_WHILE = 50000  # bills after which it says how far it is
CASES_PER_PACK = 40
EXPLAINED = 8  # of a pack's cases; the rest are compared without their trace

TAGS = ["essential_drug", "special_material", "special_drug", "imported", "outside_disease_list"]
CARES = ["general_outpatient", "chronic_outpatient", "inpatient", "pharmacy"]


def money(fen):
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


class Maker:
    """Random packs that the strict reader accepts."""

    def __init__(self, rng, words):
        self.r, self.words = rng, words
        self.used = []  # dimensions that stand further out in the table being made

    def chance(self, p):
        return self.r.random() < p

    def amount(self, low, high):
        if self.pack["figures"] and high >= 10000 and self.chance(0.1):
            return self.share_of_wage(low, high)
        return self.plain(low, high)

    def share_of_wage(self, low, high):
        """A share of a dated figure that is within the bounds on every day."""
        wages = [int(row["amount"].replace(".", "")) for row in self.pack["figures"]["wage"]["is"]]
        least, most = -(-low * 10000 // min(wages)), high * 10000 // max(wages)
        if least > most:
            return self.plain(low, high)
        return f"{self.r.randint(least, most) / 100:.2f} % of wage"

    def plain(self, low, high):
        fen = self.r.randint(low, high)
        return money(fen - fen % 100 if self.chance(0.5) else fen)

    def percent(self, low, high):
        if self.chance(0.2):
            return f"{self.r.randint(low * 100, high * 100) / 100:.2f} %"
        return f"{self.r.randint(low, high)} %"

    def persons(self):
        return ["active", "retired"] if self.pack["scheme"] == "employee" else \
            ["adult", "student", "minor", "elderly"]

    def dimension_table(self, figure, depth=0):
        """{level_1 / level_2: ..., any: ...}: covers everything."""
        free = [d for d in ["level", "person", "relief", "tier", "plan", "referral", "kind", "cohort"] +
                (["place"] if self.uses_place else []) if d not in self.used]
        dimension = self.r.choice(free)
        self.used.append(dimension)
        values = list(self.persons() if dimension == "person" else self.words.values[dimension])
        self.r.shuffle(values)
        table = {}
        for _ in range(self.r.randint(1, 2)):
            count = min(self.r.randint(1, 2), len(values) - 1)
            take, values = values[:count], values[count:]
            if take:
                table[" / ".join(take)] = self.table(figure, depth + 1)
        table["any"] = self.table(figure, depth + 1)
        self.used.pop()
        return table

    def list_table(self, figure, key):
        rows = []
        if self.chance(0.5):
            rows.append({"when": {"age": {"from": str(self.r.randint(30, 70))}}, key: figure()})
        if self.chance(0.5):
            rows.append({"when": {"continuous_years": {"below": str(self.r.randint(2, 6))}}, key: figure()})
        if self.chance(0.3):
            rows.append({"when": {"day": self.r.choice([{"from": "2018-04-01"}, {"to": "2018-06-30"},
                                                        {"from": "2018-03-02", "to": "2018-05-01"}])}, key: figure()})
        if self.lists and "disease" not in self.used and self.chance(0.3):
            rows.append({"when": self.r.choice([{"division": "city"}, {"institution": "big"}]), key: figure()})
        if self.lists and "disease" not in self.used and self.chance(0.5):
            rows.append({"when": {"disease": self.r.choice(self.lists)}, key: figure()})
        self.r.shuffle(rows)
        return rows + [{key: figure()}]

    def table(self, figure, depth=0, key="amount"):
        if depth == 0 and self.chance(0.15) and key:
            return self.list_table(figure, key)
        if depth < 2 and self.chance(0.3 if depth == 0 else 0.1):
            return self.dimension_table(figure, depth)
        return figure()

    def rate_table(self, low, high, key="rate"):
        return self.table(lambda: self.percent(low, high), key=key)

    def segments(self, low, first):
        texts = [money(first)] + [money(bound) for bound in sorted(
            self.r.sample(range(first + 100, 6000000), self.r.randint(0, 4)))]
        if self.pack["figures"] and self.chance(0.2):  # 1 % of any wage is above each `first`
            texts[1:] = [f"{share} % of wage" for share in sorted(self.r.sample(range(10, 300), len(texts) - 1))]
        out = [{"above": a, "up_to": b, "pays": self.percent(low, 95)} for a, b in zip(texts, texts[1:])]
        if not out or self.chance(0.7):
            out.append({"above": texts[-1], "pays": self.percent(low, 95)})
        return out

    def tag_table(self, low):
        tags = self.r.sample(self.pack["tags"], self.r.randint(1, len(self.pack["tags"])))
        table = {tag: self.table(lambda: self.percent(low, 95), 1, None) for tag in tags[:2]}
        if len(tags) > 2:
            table = {" / ".join(tags): self.percent(low, 95)}
        table["any"] = self.table(lambda: self.percent(low, 95), 1, None)
        return table

    def deductible(self):
        def figure():
            if self.chance(0.1):
                return {"share_of_total": self.percent(5, 30), "at_least": self.amount(0, 50000),
                        "at_most": self.amount(50000, 200000)}
            return self.amount(0, 200000)

        def nth():
            if self.chance(0.3):
                return self.r.choice([
                    {"first": self.amount(100000, 200000), "each_next_times": self.percent(30, 60),
                     "at_least": self.amount(10000, 90000)},
                    {"first": self.amount(50000, 200000), "each_next_minus": self.plain(30000, 60000)}])
            return [self.amount(0, 200000) for _ in range(self.r.randint(2, 4))]

        out = {"per": "visit"}
        kind = self.r.random()
        if kind < 0.25:
            out.update(per="year", sums_in="deducted", amount=self.table(lambda: self.amount(0, 200000)))
        elif kind < 0.5:
            out.update(nth_of="visits", amount=self.table(nth))
        elif kind < 0.8:
            table = self.dimension_table(figure)
            out.update(table)
        else:
            out["amount"] = self.table(lambda: self.amount(0, 200000))
        if out["per"] == "visit" and self.chance(0.3):
            out["stay_sums_in"] = "of_stay"
        if self.chance(0.2):
            out["year_at_most"] = {"amount": self.table(lambda: self.amount(100000, 300000)),
                                   "sums_in": "all_deducted"}
        return out

    def changes(self, lowest, has_deductible):
        out = []
        for _ in range(self.r.choice([0, 0, 0, 1, 2, 3])):
            when = self.r.choice([{"person": self.r.choice(self.persons())},
                                  {"relief": self.r.sample(self.words.values["relief"], 2)},
                                  {"age": {"from": str(self.r.randint(20, 80))}},
                                  {"level": ["level_2", "level_3"]}, None])
            op = self.r.choice(["plus", "copay_times", "ratio_at_least", "plus_per_year_of_age"] +
                               (["minus", "ratio_times"] if lowest == 0 else []) +
                               (["deductible_times", "deductible_plus", "deductible_minus"]
                                if has_deductible else []))
            outside, self.used = self.used, self.used + list(when or {})
            if op in ("deductible_plus", "deductible_minus"):
                figure = self.table(lambda: self.amount(0, 50000), key=None)
            else:
                high = {"plus": 10, "plus_per_year_of_age": 1}.get(op, 100)
                figure = self.table(lambda: self.percent(50 if op == "ratio_at_least" else 1, high), key=None)
            self.used = outside
            out.append({**({"when": when} if when else {}), op: figure})
        if out:
            out.append({"ratio_at_most": "100 %"})
            out.append({"ratio_at_least": f"{lowest} %"})
        return out

    def counts(self):
        return self.r.sample(list(self.pack["limits"]), self.r.randint(0, min(2, len(self.pack["limits"]))))

    def rule(self, name, layer, when, axis_base):
        low = 30 if layer["pays_from"] == "hifp" and "off_site" in self.pack["unstated"] else 0
        out = {"rule": name, "source": "s"}
        if when:
            out["when"] = when
        if self.chance(0.05):
            out["pays_nothing"] = "true"
            return out
        if self.chance(0.2):
            out["rounding"] = self.r.choice(["half_up", "truncate", "up"])
        if self.chance(0.2):
            out["takes_first"] = self.rate_table(1, 40)
        if self.chance(0.5):
            out["deductible"] = self.deductible()
        pays, first = {}, 0 if "deductible" in out else self.r.choice([0, 0, 100000])
        by_tag = self.pack["tags"] and layer["works_on"] in ("in_scope", ["self_paid"]) and self.chance(0.4)
        kind = self.r.random()
        if by_tag:
            pays.update(self.tag_table(low))
        elif kind < 0.4:
            pays["segments"] = self.table(lambda: self.segments(low, first), key="segments")
        elif kind < 0.7:
            pays["rate"] = self.rate_table(low, 95)
        else:
            pays.update(self.dimension_table(lambda: self.percent(low, 95)))
        per_year = out.get("deductible", {}).get("per") == "year"
        if self.chance(0.3):
            pays["axis"] = "above_deductible" if "deductible" in out else "cost"
        if axis_base and self.chance(0.5) and (pays.get("axis") != "above_deductible" or per_year):
            pays["accumulates"] = axis_base
        out["pays"] = pays
        adjust = self.changes(low, "deductible" in out)
        if adjust:
            out["adjust"] = adjust
        if self.chance(0.7):
            out["counts_toward"] = self.counts()
            if self.chance(0.3):
                out["counts_toward"].append("visits")
        return out

    def shares_layer(self, name, works_on, fund, base):
        layer = {"layer": name, "pays_from": fund, "works_on": works_on, "rules": []}
        self.restrict(layer)
        rest = list(CARES)
        for i in range(self.r.randint(0, 2)):
            care = rest.pop(self.r.randrange(len(rest)))
            layer["rules"].append(self.rule(f"rule_{i}", layer, {"care": care}, base))
        if self.lists and self.chance(0.3):
            self.used = ["disease"]
            layer["rules"].append(self.rule("listed", layer, {"disease": self.lists[0]}, base))
            self.used = []
        last = {"care": rest} if self.chance(0.2) else None
        layer["rules"].append(self.rule("last", layer, last, base))
        return layer

    def restrict(self, layer):
        if self.pack["tags"] and layer["works_on"] in ("in_scope", ["self_paid"], ["self_paid", "in_scope"]) \
                and self.chance(0.25):
            layer[self.r.choice(["only", "except"])] = self.r.choice(self.pack["tags"])

    def works_on(self):
        parts = self.r.sample(PARTS, self.r.randint(1, 4))
        if self.chance(0.2):
            return {p: self.percent(1, 100) for p in parts}
        return self.r.choice([parts, ["self_paid"], ["self_paid", "in_scope"], ["copay", "deductible", "above_cap"]])

    def layer(self, i):
        kind = self.r.random()
        fund = self.r.choice(FUNDS[:-1])
        if i == 0 or kind < 0.5:
            works_on = "in_scope" if i == 0 or self.chance(0.2) else self.works_on()
            return self.shares_layer(f"layer_{i}", works_on, fund if i else "hifp", f"base_{i % 2}")
        layer = {"layer": f"layer_{i}", "source": "s", "pays_from": fund, "works_on": self.works_on()}
        if kind < 0.65:
            layer.update(kind="fixed", works_on=self.r.choice(["in_scope", layer["works_on"]]))
            self.restrict(layer)
            layer["rules"] = [{"rule": "fixed", "pays": {"amount": self.table(lambda: self.amount(100, 500000))}}]
            return layer
        if self.chance(0.5):
            layer["when"] = {"care": self.r.sample(CARES, 2)}
        if self.chance(0.3):
            layer["counts_toward"] = self.counts()
        if kind < 0.85:
            of = self.r.choice(["total", ["in_scope"], ["in_scope", "advance"]])
            layer.update(kind="guarantee", guarantees={"share": self.rate_table(40, 100, "share"), "of": of})
        else:
            layer.update(kind="account", pays_from="acct")
        return layer

    def make(self, region):
        scheme = self.r.choice(["resident", "employee"])
        self.pack = {"pack": "t", "region": region, "scheme": scheme, "figures": {},
                     "in_force": {"from": "2018-01-01"}, "sources": {"s": "x"}, "unstated": [],
                     "tags": self.r.sample(TAGS, self.r.choice([0, 0, 1, 2, 3])), "lists": {}}
        if self.chance(0.4):
            days = ["2017-01-01"] + sorted(self.r.sample(["2018-01-02", "2018-05-01", "2018-05-02", "2019-01-01"],
                                                         self.r.randint(0, 2)))
            self.pack["figures"] = {"wage": {"source": "s", "is": [
                {"from": day, "amount": self.plain(3000000, 9000000)} for day in days]}}
        self.lists = ["one", "two"] if self.chance(0.5) else []
        self.pack["lists"] = {"one": {"source": "s", "kinds": ["甲病"], "codes": ["A01*"]},
                              "two": {"source": "s", "kinds": ["乙病", "甲病"], "codes": ["B02"]},
                              "city": {"source": "s", "divisions": ["500112", "5003*"]},
                              "big": {"source": "s", "institutions": ["H50011200001", "B02"]}} if self.lists else {}
        self.uses_place = self.chance(0.4)
        unstated = self.pack["unstated"]
        if not self.uses_place:
            unstated.append("off_site")
        self.lines()
        unstated.append("deductible_falls_on") if self.chance(0.5) else \
            self.pack.update(deductible_falls_on=self.r.choice(["untagged_first", "tagged_first"]))
        unstated.append("rounding") if self.chance(0.5) else \
            self.pack.update(rounding=self.r.choice(["half_up", "truncate", "up"]))
        self.pack["accumulators"] = {"visits": {"counts": "visits"}, "deducted": {"sums": "deductible"},
                                     "all_deducted": {"sums": "deductible"}, "base_0": {"sums": "base"},
                                     "base_1": {"sums": "base"}, "of_stay": {"sums": "deductible_of_stay"}}
        self.pack["limits"] = {}
        for i in range(self.r.randint(0, 3)):
            kind = self.r.choice(["fund_pays_at_most", "fund_pays_at_most", "cost_at_most"])
            limit = {kind: self.table(lambda: "none" if self.chance(0.1) else self.amount(350000, 3000000)), "source": "s"}
            if self.chance(0.2):
                limit["per"] = "visit"
            self.pack["limits"][f"limit_{i}"] = limit
        self.pack["layers"] = [self.layer(i) for i in range(self.r.randint(1, 5))]
        if self.chance(0.15):
            self.pack["layers"].insert(0, {"layer": "account_first", "source": "s", "kind": "account",
                                           "pays_from": "acct", "works_on": ["in_scope"]})
        if self.uses_place:
            self.pack["layers"].append({
                "layer": "place", "pays_from": "oth", "works_on": ["copay"],
                "rules": [{"rule": "away", "source": "s", "when": {"place": "in_province"},
                           "pays": {"any": self.percent(1, 90)}}]})
        return self.pack

    def lines(self):
        lines = {}
        if self.chance(0.3):
            lines["class_a"] = {"takes_first": self.rate_table(0, 5), "source": "s"}
        elif self.chance(0.3):
            self.pack["unstated"].append("class_a_takes_first")
        if self.chance(0.5):
            lines["class_b"] = {"takes_first": self.rate_table(0, 30), "source": "s"}
        else:
            self.pack["unstated"].append("class_b_takes_first")
        for tag in self.pack["tags"]:
            if self.chance(0.3):
                lines[tag] = {"takes_first": self.rate_table(0, 60), "source": "s"}
            elif self.chance(0.1):
                lines[tag] = {"self_paid": "true", "source": "s"}
        if lines:
            self.pack["lines"] = lines

    def national(self):
        outside = self.r.choice([{}, {"is": "self_paid", "source": "d"}, {"is": "in_scope", "source": "d"}])
        return {**({"outside_disease_list": outside} if outside else {}), "defaults": "t", "sources": {"d": "x"},
                "rounding": {"is": self.r.choice(["half_up", "truncate", "up"]), "source": "d"},
                "class_a_takes_first": {"is": self.percent(0, 3), "source": "d"},
                "class_b_takes_first": {"is": self.percent(0, 20), "source": "d"},
                "deductible_falls_on": {"is": self.r.choice(["untagged_first", "tagged_first"]), "source": "d"},
                "off_site": {"source": "d", "adjust": [
                    {"when": {"place": ["in_province", "out_of_province"], "filing": ["referred", "emergency"]},
                     "minus": self.percent(1, 10)},
                    {"when": {"place": ["in_province", "out_of_province"], "filing": "unfiled"},
                     "minus": self.percent(11, 20)}]}}

    # -- claims

    def line(self):
        scale = self.r.choice([200, 20000, 2000000])
        line = {"amount": money(self.r.randint(0, scale))}
        if self.chance(0.4):
            line["class"] = self.r.choice(["A", "B", "B", "C"])
        if self.chance(0.2):
            line["takes_first"] = self.percent(0, 100)
        if self.chance(0.15):
            line["price_cap"] = f"{self.r.randint(1, scale * 10000) / 1000000:.6f}"
            line["count"] = f"{self.r.randint(1, 100000) / 10000:.4f}"
        if self.chance(0.4):
            line["tags"] = self.r.sample(TAGS, self.r.randint(1, 3))
        if self.chance(0.05):
            line["amount"] = "-" + line["amount"]
        return line

    def case(self, i):
        words = self.words.values
        person = {"person": self.r.choice(self.persons()), "age": str(self.r.randint(0, 99)),
                  "continuous_years": str(self.r.randint(0, 9)), "relief": self.r.choice(words["relief"]),
                  "plan": self.r.choice(words["plan"]), "cohort": self.r.choice(words["cohort"]),
                  "division": self.r.choice(["500112", "500300", "500113"])}
        before = {"visits": str(self.r.choice([0, 0, 1, 2, 5]))}
        for name in list(self.pack["accumulators"])[1:] + list(self.pack["limits"]):
            before[name] = self.plain(0, self.r.choice([1, 300000, 3000000]))
        visits = []
        for _ in range(self.r.choice([1, 1, 2, 3])):
            visit = {"care": self.r.choice(CARES), "level": self.r.choice(words["level"]),
                     "tier": self.r.choice(words["tier"]), "place": self.r.choice(words["place"]),
                     "filing": self.r.choice(words["filing"]), "referral": self.r.choice(words["referral"]),
                     "kind": self.r.choice(words["kind"]), "stay": self.r.choice(words["stay"]),
                     "institution": self.r.choice(["H50011200001", "H50011200002"])}
            if self.chance(0.5):
                visit["disease"] = self.r.choice(["甲病", "乙病", "A01.5", "B02", "B02.1", "丙"])
            visits.append({"day": self.r.choice(["2018-01-01", "2018-05-01", "2018-07-01", "2019-02-01"]), "visit": visit,
                           "lines": [self.line() for _ in range(self.r.randint(1, 8))], "expect": {}})
        return {"case": str(i), "person": person, "before": before,
                "account": self.plain(0, self.r.choice([1, 500000])), "visits": visits}


def facts_of(words, pack, case, visit):
    facts = {d: v[0] for d, v in words.values.items()}
    facts["person"] = "active" if pack["scheme"] == "employee" else "adult"
    facts.update({"disease": "", "division": "", "institution": "", "age": 0, "continuous_years": 0})
    facts.update(case["person"])
    facts.update(visit["visit"])
    facts["day"] = visit["day"]
    facts["age"], facts["continuous_years"] = int(facts["age"]), int(facts["continuous_years"])
    return facts


def counted(pack):
    """The accumulators that count; all others are sums of money."""
    return {name for name, entry in pack["accumulators"].items() if "counts" in entry}


def expected(words, national, pack, case):
    """The oracle's bills of a case, a code's name where the claim is refused."""
    counts = counted(pack)
    before = {k: int(v) if k in counts else int(Decimal(v) * 100) for k, v in case["before"].items()}
    account, out = int(Decimal(case["account"]) * 100), []
    for visit in case["visits"]:
        try:
            bill = Claim(words, national, pack, facts_of(words, pack, case, visit), visit["lines"],
                         before, account).bill()
        except Refused as refusal:
            out.append(str(refusal))
            continue
        out.append(bill)
        before, account = bill["after"], account - bill["funds"]["acct"]
    return out


def cents(number):
    return int(number * 100)


def compare(mine, answer, names):
    """Where the engine's bill differs from the oracle's; empty: nowhere."""
    if isinstance(mine, str) or "error" in answer:
        return [] if answer.get("error") == mine else [f"error {mine} {answer.get('error')}"]
    bill, out = answer["bill"], []

    def same(what, a, b):
        if a != b:
            out.append(f"{what}: oracle {a}, engine {b}")

    same("total", mine["total"], cents(bill["total"]))
    same("cash", mine["cash"], cents(bill["cash"]))
    for i, (a, b) in enumerate(zip(mine["lines"], bill["lines"])):
        for part in ("self_paid", "over_limit", "advance", "in_scope"):
            same(f"line {i} {part}", a[part], cents(b[part]))
    for part in PARTS:
        same(f"placed {part}", mine["placed"][part], cents(bill["parts"][part]["placed"]))
        same(f"opened {part}", mine["opened"][part], cents(bill["parts"][part]["opened"]))
        same(f"left {part}", mine["left"][part], cents(bill["parts"][part]["left"]))
    for fund in FUNDS:
        same(f"fund {fund}", mine["funds"][fund], cents(bill["funds"].get(fund, 0)))
    for a, b in zip(mine["layers"], bill["layers"]):
        same(f"{a['layer']} rule", a["rule"], b.get("rule"))
        for key in ("base", "deductible", "pay"):
            same(f"{a['layer']} {key}", a[key], cents(b[key]))
    for name, value in mine["after"].items():
        same(f"after {name}", value, int(bill["after"][name]) if name in names else cents(bill["after"][name]))
    if "trace" in bill:
        compare_trace(mine, bill["trace"], same)
    return out


def compare_trace(mine, trace, same):
    def total(op, layer=None):
        return sum(cents(row["amount"]) for row in trace if row["op"] == op and row.get("layer") == layer)

    for part in ("self_paid", "over_limit", "advance", "in_scope"):
        same(f"trace {part}", mine["placed"][part], total(part))
    same("trace cash", mine["cash"], total("cash"))
    for layer in mine["layers"]:
        name = layer["layer"]
        rows = [row for row in trace if row.get("layer") == name]
        same(f"trace base {name}", layer["base"], total("base", name))
        same(f"trace pay {name}", layer["pay"], total("pay", name))
        if any(row["op"] == "segment" for row in rows):
            same(f"trace segments {name}", layer["pay"], total("segment", name))
        same(f"trace deductible {name}", layer["deductible"], total("deductible", name) + total("below", name))
        for row in rows:
            if row["op"] in ("segment", "deductible", "limit", "adjust", "first", "fixed", "guarantee") \
                    and "clause" not in row:
                same(f"trace clause of {row['op']}", True, False)


def write_batch(folder, maker, words, first, national):
    """Packs that share the national defaults, in the folder; the names of their case files, explained
    and plain ones, and of each pack its cases with the oracle's bills."""
    files, batch = {"explained": [], "plain": []}, []
    write(f"{folder}/national/defaults.yaml", national)
    for number in range(first, first + PACKS):
        pack = maker.make(f"{100000 + number}")
        if "outside_disease_list" in national and "outside_disease_list" not in pack.get("tags", []):
            pack["unstated"].append("outside_disease_list")
        cases = [maker.case(i) for i in range(CASES_PER_PACK)]
        bills = [expected(words, national, pack, case) for case in cases]
        for case, mine in zip(cases, bills):
            for visit, bill in zip(case["visits"], mine):
                visit["expect"] = {"error": bill} if isinstance(bill, str) else {"total": money(bill["total"])}
        write(f"{folder}/{number}/pack.yaml", pack)
        for name, some in (("explained", cases[:EXPLAINED]), ("plain", cases[EXPLAINED:])):
            files[name].append(f"{folder}/{number}/{name}.cases.yaml")
            write(files[name][-1], {"pack": "pack.yaml", "cases": some})
        batch.append((number, list(zip(cases, bills))))
    return files, batch


def write(path, tree):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(tree, ensure_ascii=False))  # JSON is YAML


def adjudicated(yibao, folder, files, *more):
    """The engine's answers, one a visit."""
    run = subprocess.run([yibao, "adjudicate", "--json", *more, *files], capture_output=True, check=False)
    if run.returncode:
        print(run.stderr.decode()[:3000])
        raise SystemExit(f"yibao ended with {run.returncode}; see {folder}")
    for line in run.stdout.splitlines():
        yield json.loads(line, parse_float=Decimal)


def compare_cases(folder, number, cases, answers, counts=("visits",)):
    """Takes the cases' answers off the stream; how many there were. `counts`: the pack's counted()."""
    done = 0
    for case, visits in cases:
        for mine in visits:
            wrong = compare(mine, next(answers), counts)
            if wrong:
                print("\n".join(wrong[:20]))
                raise SystemExit(f"pack {number}, case {case['case']}; see {folder}")
            done += 1
    return done


def run_batch(yibao, seed, words, first):
    """Packs `first` to `first + PACKS`; how many bills agreed. The engine is asked twice for them all:
    to start it takes longer than a pack."""
    folder = tempfile.mkdtemp(prefix="yibao-differ-")  # stays when something differs
    maker = Maker(random.Random(f"{seed} {first}"), words)
    files, batch = write_batch(folder, maker, words, first, maker.national())
    done = 0
    for name, more, part in (("explained", ["--explain"], slice(EXPLAINED)),
                             ("plain", [], slice(EXPLAINED, None))):
        answers = adjudicated(yibao, folder, files[name], *more)
        for number, cases in batch:
            done += compare_cases(folder, number, cases[part], answers)
        if next(answers, None) is not None:
            raise SystemExit(f"{name}: more bills than visits; see {folder}")
    shutil.rmtree(folder)
    return done


def main():
    yibao, dimensions, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(os.environ.get("YB_SEED", time.time_ns() % 1000000))
    print(f"# seed: YB_SEED={seed}", flush=True)
    words, done, number = Words(dimensions), 0, 0
    while done < wanted:
        before = done
        done += run_batch(yibao, seed, words, number)
        number += PACKS
        if done // A_WHILE > before // A_WHILE and done < wanted:
            print(f"# {done} of {wanted} bills agree", flush=True)
    print(f"{done} bills of {number} packs agree")


if __name__ == "__main__":
    main()
