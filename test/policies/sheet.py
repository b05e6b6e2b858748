#!/usr/bin/env python3
"""Every figure of the 冠县 sheet stands in some bill's trace.

usage: sheet.py YIBAO CASES

Settles the pack's case file with `yibao adjudicate --json --explain` and looks up each figure of the
sheet's sections two and three: as the value of a trace row of a clause, or, where the sheet states a
condition and no amount, in the clause's own words.
"""

import json
import subprocess
import sys
from decimal import Decimal

# (place begins with, trace op, value): an amount or a percentage that a step used
FIGURES = [
    ("二(一)1", "segment", "50%"),
    ("二(一)1", "limit", 120),
    ("二(一)2③", "segment", "65%"),
    ("二(一)2③", "limit", 10000),
    ("二(二)2与二(一)2③", "limit", 120000),
    ("二(一)3①", "deductible", 100),
    ("二(一)3①", "segment", "90%"),
    ("二(一)3①", "limit", 1000),
    ("二(一)3②", "segment", "50%"),
    ("二(二)2与二(一)3②", "limit", 60000),
    ("二(二)1", "deductible", 200),
    ("二(二)1", "deductible", 500),
    ("二(二)1", "deductible", 900),
    ("二(二)1", "deductible", 100),  # half of 200: the second admission
    ("二(二)1", "deductible", 250),
    ("二(二)1", "deductible", 450),
    ("二(二)1", "deductible", 0),  # the third
    ("二(二)2", "segment", "80%"),
    ("二(二)2", "segment", "90%"),
    ("二(二)2", "segment", "70%"),
    ("二(二)2", "segment", "60%"),
    ("二(二)2", "segment", "50%"),
    ("三(三)", "below", 12000),
    ("三(三)", "segment", "50%"),
    ("三(三)", "segment", "60%"),
    ("三(三)", "segment", "65%"),
    ("三(三)", "limit", 300000),
]

# (place begins with, op, where the step starts on the year's axis): the joints of the segments
JOINTS = [("三(三)", "segment", 12000), ("三(三)", "segment", 100000), ("三(三)", "segment", 200000)]

# (place begins with, words): conditions without an amount
WORDS = [
    ("二(一)2", "近三年"),
    ("二(一)2", "每年两次"),
    ("二(二)", "5个工作日"),
    ("三(三)", "2017年"),
]


def trace_rows(yibao, cases):
    run = subprocess.run(
        [yibao, "adjudicate", "--json", "--explain", cases], stdout=subprocess.PIPE, check=True
    )
    for line in run.stdout.decode("utf-8").splitlines():
        bill = json.loads(line, parse_float=Decimal).get("bill", {})
        for row in bill.get("trace", []):
            if "clause" in row and not row["clause"]["national"]:
                yield row


def main():
    yibao, cases = sys.argv[1:3]
    rows = list(trace_rows(yibao, cases))
    missing = []

    def met(place, test):
        return any(row["clause"]["place"].startswith(place) and test(row) for row in rows)

    for place, op, value in FIGURES:
        if not met(place, lambda row: row["op"] == op and row.get("value") == value):
            missing.append((place, op, value))
    for place, op, before in JOINTS:
        if not met(place, lambda row: row["op"] == op and row.get("before") == before):
            missing.append((place, op, f"from {before}"))
    for place, words in WORDS:
        if not met(place, lambda row: words in row["clause"]["place"]):
            missing.append((place, "words", words))
    for item in missing:
        print("no bill shows", *item)
    print(f"{len(rows)} steps, {len(FIGURES) + len(JOINTS) + len(WORDS)} figures, {len(missing)} missing")
    return 1 if missing or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
