"""An independent reading of doc/policy-language.md: a pack, a claim and the year before it give a bill.

Slow and plain on purpose: packs are used as written (nested tables and all), amounts are whole fen,
ratios are exact fractions. Written from the manual alone; it shares nothing with the engine.
"""
import re
from fractions import Fraction
from functools import lru_cache

PARTS = ["in_scope", "self_paid", "over_limit", "advance", "deductible", "copay", "above_cap"]
FUNDS = ["hifp", "cvlserv", "hifes", "hifmi", "hifob", "maf", "oth", "hosp", "acct"]
INFINITE = None


class Refused(Exception):
    """The claim is refused; the argument is the code's name."""


# ---- figures ------------------------------------------------------------------------------------

def fen(text):
    if text == "none":
        return INFINITE
    sign = -1 if text.startswith("-") else 1
    yuan, cents = text.lstrip("-").split(".")
    assert len(cents) == 2
    return sign * (int(yuan) * 100 + int(cents))


@lru_cache(maxsize=None)
def rate(text):
    assert text.endswith("%"), text
    return Fraction(text[:-1].strip()) / 100


def rounded(value, how):
    """A Fraction to a whole number; every product of a bill passes here."""
    sign = -1 if value < 0 else 1
    whole, rest = divmod(abs(value.numerator), value.denominator)
    if how == "up" and rest:
        whole += 1
    elif how == "half_up" and 2 * rest >= value.denominator:
        whole += 1
    return sign * whole


def to_ppm(ratio):
    return Fraction(rounded(ratio * 1000000, "half_up"), 1000000)


# ---- circumstances and tables -------------------------------------------------------------------

class Words:
    """Dimensions and their values, from dimension.def."""

    def __init__(self, path):
        self.values, self.dimension = {}, {}
        keys = {}
        for line in open(path, encoding="utf-8"):
            found = re.match(r'YB_(DIMENSION|VALUE)\((\w+), (?:(\w+), )?"(\w+)"', line)
            if not found:
                continue
            kind, name, _, key = found.groups()
            if kind == "DIMENSION":
                keys[name] = key
                self.values[key] = []
            else:
                self.values[keys[name]].append(key)
                self.dimension[key] = keys[name]


def listed(value):
    return value if isinstance(value, list) else [value]


def in_range(number, bounds):
    return number >= int(bounds.get("from", 0)) and number < int(bounds.get("below", 10 ** 9))


def holds(when, facts, pack):
    for key, wanted in (when or {}).items():
        if key in ("age", "continuous_years"):
            if not in_range(facts[key], wanted):
                return False
        elif key == "day":  # days as text sort like days
            if not wanted.get("from", "") <= facts["day"] <= wanted.get("to", "9999"):
                return False
        elif key in ("disease", "division", "institution"):
            hit = False
            for name in listed(wanted):
                entry = pack["lists"][name]
                codes = entry.get("codes" if key == "disease" else key + "s", [])
                words = entry.get("kinds", []) + codes
                hit = hit or any(facts[key] == w or (w.endswith("*") and w in codes
                                 and facts[key].startswith(w[:-1])) for w in words)
            if not facts[key] or not hit:
                return False
        elif facts[key] not in listed(wanted):
            return False
    return True


def is_figure(node):
    if isinstance(node, str):
        return True
    if isinstance(node, list):
        return isinstance(node[0], str) or "above" in node[0]
    return "share_of_total" in node or "first" in node


class Evaluator:
    """First matching row of a table: (place in the table, tag of that row or None, figure)."""

    def __init__(self, words, pack, facts):
        self.words, self.pack, self.facts = words, pack, facts

    def find(self, node, tags=(), skip=(), figures=("amount", "rate", "segments", "share"), path=()):
        if is_figure(node):
            return path, None, node
        if isinstance(node, list):
            for i, row in enumerate(node):
                if not holds(row.get("when"), self.facts, self.pack):
                    continue
                inside = row if "share_of_total" in row or "first" in row else next(row[k] for k in figures if k in row)
                found = self.find(inside, tags, (), figures, path + (i,))
                if found:
                    return found
            return None
        for i, (key, inside) in enumerate(node.items()):
            if key == "source" or key in skip:
                continue
            for j, word in enumerate([w.strip() for w in key.split("/")]):
                tag = None
                if word in self.words.dimension:
                    if self.facts[self.words.dimension[word]] != word:
                        continue
                elif word != "any":
                    if word not in tags:
                        continue
                    tag = word
                found = self.find(inside, tags, (), figures, path + (i, j))
                if found:
                    return found[0], tag or found[1], found[2]
        return None

    def fen(self, text):
        """An amount, or a share of a regional figure on the claim's day."""
        share, of, name = text.rpartition(" of ")
        if not of:
            return fen(text)
        known = self.pack["figures"][name]["is"]
        row = ([r for r in known if r["from"] <= self.facts["day"]] or known[:1])[-1]
        return rounded(fen(row["amount"]) * rate(share), "half_up")

    def amount(self, node, **more):
        found = self.find(node, **more)
        return self.fen(found[2]) if found else INFINITE

    def rate(self, node, **more):
        found = self.find(node, **more)
        return rate(found[2]) if found else None


# ---- a claim ------------------------------------------------------------------------------------

ASKED = {}


class Claim:
    def __init__(self, words, national, pack, facts, lines, before, account=0):
        self.words, self.national, self.pack, self.facts = words, national, pack, facts
        self.lines, self.before, self.after = lines, before, dict(before)
        self.table = Evaluator(words, pack, facts)
        self.account = account
        self.rounding = pack.get("rounding") or national["rounding"]["is"]
        self.left = {p: 0 for p in PARTS}
        self.opened = {p: 0 for p in PARTS}
        self.funds = {f: 0 for f in FUNDS}
        if id(pack) not in ASKED:
            ASKED[id(pack)] = (pack, self.tags_asked_about())  # kept, so that no other gets its id
        self.asked = ASKED[id(pack)][1]
        self.cells = {"in_scope": {}, "self_paid": {}}
        self.layers = []

    def tags_asked_about(self):
        """Tags in the order in which the pack asks about them, `only` of a layer before its rules."""
        order = []

        def note(word):
            if word in self.pack.get("tags", []) and word not in order:
                order.append(word)

        def walk(node):
            if isinstance(node, dict):
                for key, inside in node.items():
                    walk(inside) if key not in ("when", "source") else None
                    for word in key.split("/"):
                        note(word.strip())
            elif isinstance(node, list):
                for inside in node:
                    walk(inside)

        for layer in self.pack["layers"]:
            note(layer.get("only"))
            note(layer.get("except"))
            for rule in layer.get("rules", []):
                walk(rule.get("pays", {}))
        return order

    # -- lines

    def first_share(self, line):
        rules = self.pack.get("lines", {})
        for name, rule in rules.items():
            if name in line.get("tags", []):
                share = self.table.rate(rule["takes_first"])
                if share is not None:
                    return share
        if "takes_first" in line:
            return rate(line["takes_first"])
        kind = {"A": "class_a", "B": "class_b"}[line.get("class", "A")]
        if kind in rules:
            return self.table.rate(rules[kind]["takes_first"]) or Fraction(0)
        if kind + "_takes_first" in self.pack.get("unstated", []):
            return rate(self.national[kind + "_takes_first"]["is"])
        return Fraction(0)

    def is_own(self, line):
        """Outside the catalogue, or a tag of the line leaves it to the person."""
        rules, tags = self.pack.get("lines", {}), line.get("tags", [])
        if line.get("class") == "C" or any("self_paid" in rules.get(tag, {}) for tag in tags):
            return True
        everywhere = self.national.get("outside_disease_list", {}).get("is")
        return everywhere == "self_paid" and "outside_disease_list" in tags and \
            "outside_disease_list" not in self.pack.get("tags", [])

    def place(self, line):
        amount = fen(line["amount"])
        sign, amount = (-1, -amount) if amount < 0 else (1, amount)
        out = {p: 0 for p in PARTS}
        if self.is_own(line):
            out["self_paid"] = sign * amount
            return out
        if Fraction(line.get("price_cap", "0")):
            cap = Fraction(line["price_cap"]) * abs(Fraction(line.get("count", "1"))) * 100
            out["over_limit"] = max(0, amount - rounded(cap, self.rounding))
        rest = amount - out["over_limit"]
        out["advance"] = rounded(rest * self.first_share(line), self.rounding)
        out["in_scope"] = rest - out["advance"]
        return {p: sign * v for p, v in out.items()}

    def cell_of(self, line):
        return tuple(tag in line.get("tags", []) for tag in self.asked)

    def place_lines(self):
        if not self.lines:
            raise Refused("CLAIM_EMPTY")
        self.placed_lines = [self.place(line) for line in self.lines]
        for line, out in zip(self.lines, self.placed_lines):
            for part in PARTS:
                self.left[part] += out[part]
            for part in self.cells:
                cell = self.cell_of(line)
                self.cells[part][cell] = self.cells[part].get(cell, 0) + out[part]
        self.placed = dict(self.left)
        self.total = sum(self.left.values())
        if self.left["over_limit"] < 0 or self.left["advance"] < 0 or any(
                v < 0 for cells in self.cells.values() for v in cells.values()):
            raise Refused("CLAIM_NEGATIVE")

    # -- layers

    def in_layer(self, layer, cell):
        for key, wanted in (("only", True), ("except", False)):
            if key in layer and cell[self.asked.index(layer[key])] != wanted:
                return False
        return True

    def parts_of(self, layer):
        works_on = layer["works_on"]
        if isinstance(works_on, dict):
            return [(p, rate(w)) for p, w in works_on.items()]
        return [(p, Fraction(1)) for p in listed(works_on)]

    def available(self, layer, part):
        if "only" in layer or "except" in layer:
            return sum(v for cell, v in self.cells[part].items() if self.in_layer(layer, cell))
        return self.left[part]

    def limits(self, counts):
        """The tightest room of fund payments and of cost."""
        fund = cost = INFINITE
        for name in counts:
            limit = self.pack.get("limits", {}).get(name)
            if not limit:
                continue
            kind = "fund_pays_at_most" if "fund_pays_at_most" in limit else "cost_at_most"
            most = self.table.amount(limit[kind])
            if most is INFINITE:
                continue
            room = most if limit.get("per") == "visit" else max(0, most - self.after[name])
            if kind == "fund_pays_at_most":
                fund = room if fund is INFINITE else min(fund, room)
            else:
                cost = room if cost is INFINITE else min(cost, room)
        return fund, cost

    def groups(self, layer, rule, base):
        pays = rule["pays"]
        skip = ("axis", "accumulates", "segments", "rate")
        inside = pays
        if isinstance(pays, dict):
            inside = pays.get("segments", pays.get("rate", pays))
        part = self.parts_of(layer)[0][0]
        if not self.rule_is_by_tag(inside):
            return [(base, self.table.find(inside, (), skip)[2])]
        found = {}
        for cell, cost in self.cells[part].items():
            if not self.in_layer(layer, cell):
                continue
            tags = [t for t, on in zip(self.asked, cell) if on]
            path, tag, figure = self.table.find(inside, tags, skip)
            entry = found.setdefault(path, [0, figure, tag])
            entry[0] += cost
        falls = self.pack.get("deductible_falls_on")
        if not falls and "deductible_falls_on" in self.pack.get("unstated", []):
            falls = self.national["deductible_falls_on"]["is"]
        falls = falls or "untagged_first"
        first = (lambda e: e[2] is not None) if falls == "untagged_first" else (lambda e: e[2] is None)
        order = sorted(found.items(), key=lambda item: (first(item[1]), item[0]))
        return [(cost, figure) for _, (cost, figure, _) in order]

    def rule_is_by_tag(self, node):
        if isinstance(node, dict):
            return any(w.strip() in self.pack.get("tags", []) for k in node for w in k.split("/")) or \
                any(self.rule_is_by_tag(v) for k, v in node.items() if k not in ("when", "source"))
        if isinstance(node, list):
            return any(self.rule_is_by_tag(v) for v in node)
        return False

    def changes(self, layer, rule):
        """(operation, figure) of every change that holds, in order."""
        entries = list(rule.get("adjust", []))
        if "off_site" in self.pack.get("unstated", []) and layer["pays_from"] == "hifp":
            entries += self.national["off_site"]["adjust"]
        out = []
        for entry in entries:
            if not holds(entry.get("when"), self.facts, self.pack):
                continue
            for key, table in entry.items():
                if key in ("when", "source"):
                    continue
                found = self.table.find(table, figures=(key,))
                if found:
                    out.append((key, found[2]))
        return out

    def stated_deductible(self, rule, how):
        node = rule["deductible"]
        if isinstance(node, dict) and "amount" in node:
            node = node["amount"]
        skip = ("per", "nth_of", "sums_in", "stay_sums_in", "year_at_most", "share_of_total", "at_least", "at_most",
                "first", "each_next_times", "each_next_minus")
        figure = self.table.find(node, skip=skip)[2]
        value = self.table.fen
        nth = 0
        if isinstance(rule["deductible"], dict) and "nth_of" in rule["deductible"]:
            nth = self.before[rule["deductible"]["nth_of"]]
        if self.continues(rule):
            nth = max(0, nth - 1)
        if isinstance(figure, dict) and "first" in figure:
            amount, least = value(figure["first"]), value(figure.get("at_least", "0.00"))
            for _ in range(nth):
                amount = rounded(amount * rate(figure.get("each_next_times", "100 %")), "half_up") - \
                    value(figure.get("each_next_minus", "0.00"))
                amount = max(amount, least)
            return amount
        if isinstance(figure, dict):
            amount = rounded(self.total * rate(figure["share_of_total"]), how)
            amount = max(amount, value(figure.get("at_least", "0.00")))
            return min(amount, value(figure["at_most"])) if "at_most" in figure else amount
        amounts = listed(figure)
        return value(amounts[min(nth, len(amounts) - 1)])

    def continues(self, rule):
        node = rule.get("deductible")
        return self.facts["stay"] == "continued_stay" and isinstance(node, dict) and "stay_sums_in" in node

    def deductible(self, rule, changes, entering, how):
        node = rule.get("deductible")
        if node is None:
            return 0
        amount = self.stated_deductible(rule, how)
        for op, figure in changes:
            if op == "deductible_times":
                amount = rounded(amount * rate(figure), how)
            elif op == "deductible_plus":
                amount = max(0, amount + self.table.fen(figure))
            elif op == "deductible_minus":
                amount = max(0, amount - self.table.fen(figure))
        if isinstance(node, dict) and node.get("per") == "year":
            amount = max(0, amount - self.after[node["sums_in"]])
        if self.continues(rule):
            amount = max(0, amount - self.before[node["stay_sums_in"]])
        if isinstance(node, dict) and "year_at_most" in node:
            most = self.table.amount(node["year_at_most"]["amount"])
            if most is not INFINITE:
                amount = min(amount, max(0, most - self.after[node["year_at_most"]["sums_in"]]))
        return min(amount, entering)

    def changed(self, ratio, changes):
        for op, figure in changes:
            if op == "plus":
                ratio += rate(figure)
            elif op == "minus":
                ratio -= rate(figure)
            elif op == "plus_per_year_of_age":
                ratio += rate(figure) * min(self.facts["age"], 120)
            elif op == "copay_times":
                ratio = 1 - to_ppm((1 - ratio) * rate(figure))
            elif op == "ratio_times":
                ratio = to_ppm(ratio * rate(figure))
            elif op == "ratio_at_least":
                ratio = max(ratio, rate(figure))
            elif op == "ratio_at_most":
                ratio = min(ratio, rate(figure))
        assert 0 <= ratio <= 1, "the pack reader should have refused this"
        return ratio

    def pieces(self, figure, start, end, changes):
        """(below, [(from, to, ratio, origin)], beyond) of the stretch start..end of the axis."""
        segments = [{"above": "0.00", "pays": figure}] if isinstance(figure, str) else figure
        out, below, beyond, value = [], 0, 0, self.table.fen
        first, last = value(segments[0]["above"]), segments[-1].get("up_to")
        below = max(0, min(end, first) - start)
        if last is not None:
            beyond = max(0, end - max(start, value(last)))
        for segment in segments:
            low, high = value(segment["above"]), value(segment["up_to"]) if "up_to" in segment else end
            a, b = max(start, low), min(end, high)
            if a < b:
                out.append((a, b, self.changed(rate(segment["pays"]), changes), low))
        return below, out, beyond

    def walk(self, groups, deductible, entering, rule, changes, room, how):
        """(below, above, pay) of the segments."""
        pays = rule["pays"] if isinstance(rule["pays"], dict) else {}
        accumulates = pays.get("accumulates")
        start = shift = 0
        if pays.get("axis") == "above_deductible":
            shift = deductible
        if accumulates:
            start = self.after[accumulates]
            if pays.get("axis") == "above_deductible":
                start = max(0, start - self.after[rule["deductible"]["sums_in"]])
        below = above = pay = offset = 0
        full = False
        for cost, figure in groups:
            a, b = max(offset, deductible), min(offset + cost, entering)
            offset += cost
            if a >= b:
                continue
            if full:
                above += b - a
                continue
            under, pieces, beyond = self.pieces(figure, start + a - shift, start + b - shift, changes)
            below += under
            for low, high, ratio, origin in pieces:
                if full:
                    above += high - low
                    continue
                if accumulates:
                    amount = rounded((high - origin) * ratio, how) - rounded((low - origin) * ratio, how)
                else:
                    amount = rounded((high - low) * ratio, how)
                if room is not INFINITE and amount > room - pay:
                    amount = room - pay
                    used = min(rounded(Fraction(amount) / ratio, "half_up"), high - low)
                    above += high - low - used
                    full = True
                pay += amount
            above += beyond
        return below, above, pay

    def counts_of(self, layer, rule):
        names = list(rule.get("counts_toward", []))
        node = rule.get("deductible")
        if isinstance(node, dict):
            names += [node[k] for k in ("nth_of", "sums_in", "stay_sums_in") if k in node]
            names += [node["year_at_most"]["sums_in"]] if "year_at_most" in node else []
        if isinstance(rule.get("pays"), dict) and "accumulates" in rule["pays"]:
            names.append(rule["pays"]["accumulates"])
        return list(dict.fromkeys(names))

    def count(self, names, pay, entering, deductible, continues=False):
        for name in names:
            kind = self.pack.get("accumulators", {}).get(name)
            if kind is None:
                limit = self.pack["limits"][name]
                self.after[name] += pay if "fund_pays_at_most" in limit else entering
            elif "counts" in kind:
                self.after[name] = max(self.after[name], self.before[name] + (0 if continues and self.before[name] else 1))
            elif kind["sums"] == "deductible_of_stay":
                self.after[name] = deductible + (self.before[name] if continues else 0)
            else:
                self.after[name] += {"fund_pay": pay, "base": entering, "deductible": deductible}[kind["sums"]]

    def relieve(self, layer, entered, pay):
        for part, amount in entered:
            taken = min(pay, amount)
            self.left[part] -= taken
            pay -= taken
            if part in self.cells:
                order = sorted(self.cells[part], key=lambda c: sum(1 << i for i, on in enumerate(c) if on))
                for cell in order:
                    if self.in_layer(layer, cell):
                        piece = min(taken, self.cells[part][cell])
                        self.cells[part][cell] -= piece
                        taken -= piece
        assert pay == 0

    def run_rule(self, layer, rule):
        how = rule.get("rounding", self.rounding)
        entered = [(p, rounded(self.available(layer, p) * w, how)) for p, w in self.parts_of(layer)]
        base = sum(amount for _, amount in entered)
        counts = self.counts_of(layer, rule)
        room, cost_room = self.limits(counts)
        kind = layer.get("kind", "shares")
        first = deductible = below = above = 0
        if kind == "shares":
            groups = self.groups(layer, rule, base)
            share = self.table.rate(rule["takes_first"]) if "takes_first" in rule else None
            firsts = [rounded(cost * share, how) if share else 0 for cost, _ in groups]
            groups = [(cost - f, figure) for (cost, figure), f in zip(groups, firsts)]
            first = sum(firsts)
            rest = base - first
            entering = rest if cost_room is INFINITE else min(rest, cost_room)
            changes = self.changes(layer, rule)
            deductible = self.deductible(rule, changes, entering, how)
            below, above, pay = self.walk(groups, deductible, entering, rule, changes, room, how)
        else:
            rest = base
            entering = rest if cost_room is INFINITE else min(rest, cost_room)
            if kind == "fixed":
                pay = self.table.amount(rule["pays"]["amount"])
            elif kind == "guarantee":
                of = layer["guarantees"]["of"]
                whole = self.total if of == "total" else sum(self.placed[p] for p in of)
                share = self.table.rate(layer["guarantees"]["share"])
                paid = sum(v for f, v in self.funds.items() if f != "acct")
                pay = 0 if share is None else max(0, rounded(whole * share, how) - paid)
            else:
                pay = self.account - self.funds["acct"]
            pay = min(pay, entering) if room is INFINITE else min(pay, entering, room)
        self.funds[layer["pays_from"]] += pay
        if layer["works_on"] == "in_scope" and kind in ("shares", "fixed"):
            above += rest - entering
            opened = {"advance": first, "deductible": deductible + below, "above_cap": above,
                      "copay": rest - deductible - below - above - pay}
            assert all(v >= 0 for v in opened.values())
            self.left["in_scope"] -= base
            for part, amount in opened.items():
                self.left[part] += amount
                self.opened[part] += amount
            for cell in self.cells["in_scope"]:
                if self.in_layer(layer, cell):
                    self.cells["in_scope"][cell] = 0
        else:
            self.relieve(layer, entered, pay)
        self.count(counts, pay, entering, deductible, self.continues(rule))
        return {"base": base, "deductible": deductible + below, "pay": pay}

    def run_layer(self, layer):
        rules = layer.get("rules", [dict(layer, rule=layer["layer"])])
        for rule in rules:
            if not holds(rule.get("when"), self.facts, self.pack):
                continue
            if rule.get("pays_nothing"):
                return {"rule": rule["rule"], "base": 0, "deductible": 0, "pay": 0}
            return dict(self.run_rule(layer, rule), rule=rule["rule"])
        return {"rule": None, "base": 0, "deductible": 0, "pay": 0}

    def bill(self):
        self.place_lines()
        layers = [dict(self.run_layer(layer), layer=layer["layer"]) for layer in self.pack["layers"]]
        cash = sum(self.left.values())
        assert cash + sum(self.funds.values()) == self.total
        return {"total": self.total, "lines": self.placed_lines, "placed": self.placed,
                "opened": self.opened, "left": self.left, "layers": layers, "funds": self.funds,
                "cash": cash, "after": self.after}
