#!/usr/bin/env python3
"""The shipped packs in the engine and in the oracle: shipped.py YIBAO DIMENSION_DEF POLICIES CLAIMS

CLAIMS random claims on every pack under the folder that has layers, from a printed seed (YB_SEED to
repeat): every number of every bill and every sum of its trace must agree to the fen.
"""
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import yaml  # noqa: E402
from differ import adjudicated, compare_cases, counted, expected, money, write  # noqa: E402
from oracle import Words  # noqa: E402

AT_ONCE = 500  # cases of one file; the reader bounds a file's size

# Where the figures of the sources lie: small change, deductibles, ceilings.
SIZES = [100, 10000, 100000, 1000000, 10000000, 60000000]
PEOPLE = {"employee": ["active", "retired"], "resident": ["adult", "student", "minor", "elderly"]}


def tree_of(path):
    """A YAML file with every scalar as it is written."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def days_of(node):
    """Every day that a pack tells from the day before, within its span."""
    first, last = node["in_force"]["from"], node["in_force"].get("to", "9999")
    return [day for day in sorted({first, *named_days(node)}) if first <= day <= last]


def named_days(node):
    if isinstance(node, str):
        return {node} if re.fullmatch(r"\d{4}-\d\d-\d\d", node) else set()
    inside = node.values() if isinstance(node, dict) else node
    return {day for each in inside for day in named_days(each)}


class Claims:
    """Random cases of one pack."""

    def __init__(self, rng, words, pack):
        self.r, self.words, self.pack = rng, words.values, pack
        self.sums = pack.setdefault("accumulators", {})
        self.counts = counted(pack)
        self.days = days_of(pack)
        self.places = {key: [word.rstrip("*") for entry in pack.get("lists", {}).values()
                             for word in entry.get(key + "s", [])] for key in ("division", "institution")}
        self.diseases = [word for entry in pack.get("lists", {}).values()
                         for word in entry.get("kinds", []) + [c.rstrip("*") for c in entry.get("codes", [])]]

    def amount(self):
        return money(self.r.randint(1, self.r.choice(SIZES)))

    def line(self):
        line = {"amount": self.amount()}
        kind = self.r.choice("AAABC")
        if kind != "A":
            line["class"] = kind
        if kind != "C" and self.r.random() < 0.2:
            line["takes_first"] = f"{self.r.randint(0, 100)} %"
        if self.pack.get("tags") and self.r.random() < 0.4:
            line["tags"] = [self.r.choice(self.pack["tags"])]
        return line

    def visit(self):
        visit = {name: self.r.choice(self.words[name])
                 for name in ("care", "level", "tier", "place", "filing", "injury", "referral", "kind", "network", "stay")}
        visit["care"] = self.r.choice(["inpatient", visit["care"]])
        visit["place"] = self.r.choice(["local", visit["place"]])
        visit["network"] = self.r.choice(["designated", visit["network"]])
        visit["injury"] = self.r.choice(["no_injury", visit["injury"]])
        if self.diseases and self.r.random() < 0.8:
            visit["disease"] = self.r.choice(self.diseases)
        if self.places["institution"]:
            visit["institution"] = self.r.choice([*self.places["institution"], "H00000000000"])
        lines = [self.line() for _ in range(self.r.randint(1, 5))]
        return {"day": self.r.choice(self.days), "visit": visit, "lines": lines, "expect": {}}

    def case(self, number):
        person = {name: self.r.choice(self.words[name]) for name in ("plan", "relief", "cvlserv", "cohort", "supplement", "product")}
        person.update({"person": self.r.choice(PEOPLE[self.pack["scheme"]]), "age": str(self.r.randint(0, 95)),
                       "continuous_years": str(self.r.randint(0, 7))})
        if self.places["division"]:
            person["division"] = self.r.choice([*self.places["division"], "000000"])
        before = {name: self.r.choice("00125") if name in self.counts else self.r.choice(["0.00", self.amount()])
                  for name in [*self.sums, *self.pack.setdefault("limits", {})]}
        return {"case": str(number), "person": person, "before": before,
                "account": self.amount(), "visits": [self.visit() for _ in range(self.r.choice([1, 1, 2, 3]))]}


def compare_pack(yibao, words, policies, path, wanted, rng):
    """Random claims of a pack, beside a copy of it in a folder that stays when something differs."""
    pack, national = tree_of(path), tree_of(policies / "national/defaults.yaml")
    if "layers" not in pack:
        return 0
    folder = tempfile.mkdtemp(prefix="yibao-shipped-")
    shutil.copytree(policies / "national", f"{folder}/national")
    os.mkdir(f"{folder}/pack")
    shutil.copy(path, f"{folder}/pack/pack.yaml")
    claims, done = Claims(rng, words, pack), 0
    for first in range(0, wanted, AT_ONCE):
        cases = [claims.case(i) for i in range(first, min(first + AT_ONCE, wanted))]
        bills = [expected(words, national, pack, case) for case in cases]
        for case, mine in zip(cases, bills):
            for visit, bill in zip(case["visits"], mine):
                visit["expect"] = {"error": bill} if isinstance(bill, str) else {"total": money(bill["total"])}
        name = f"{folder}/pack/pack.cases.yaml"
        write(name, {"pack": "pack.yaml", "cases": cases})
        answers = adjudicated(yibao, folder, [name], "--explain")
        done += compare_cases(folder, path, list(zip(cases, bills)), answers, claims.counts)
    shutil.rmtree(folder)
    return done


def main():
    yibao, dimensions, policies, wanted = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
    seed = int(os.environ.get("YB_SEED", time.time_ns() % 1000000))
    print(f"# seed: YB_SEED={seed}", flush=True)
    words = Words(dimensions)
    packs = [path for path in sorted(policies.rglob("*.yaml"))
             if not path.name.endswith(".cases.yaml") and path.parent.name != "national"]
    done = []
    for path in packs:
        done.append(compare_pack(yibao, words, policies, path, wanted, random.Random(f"{seed} {path.stem}")))
        if wanted > AT_ONCE:
            print(f"# {done[-1]} bills of {path.parent.name}/{path.stem} agree", flush=True)
    print(f"{sum(done)} bills of {sum(1 for n in done if n)} packs agree")
    if not sum(done):
        raise SystemExit("no pack")


if __name__ == "__main__":
    main()
