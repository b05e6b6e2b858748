#!/usr/bin/env python3
"""A change of any figure in any pack fails one of its cases.

usage: figures.py YIBAO POLICIES

Every amount of every pack is moved by one yuan up and down, every percentage by half a point, every
age, number of years or months by one, one at a time (a joint of two segments moves as one), and the
pack's own cases run against the changed copy.
A change that no case notices is printed with its place.
"""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal

FIGURE = re.compile(
    r"(?<![\d.])(?P<amount>\d+\.\d\d)(?=[,}\]\s])"
    r"|(?<= )(?P<rate>\d+(\.\d+)?) %(?=[,}\s])"
    r"|(?:(?<=[{ b](?:from|elow): )|(?<=_months: )|(?<=_years: ))(?P<count>\d{1,3})(?=[,}\s])"
)


def other_values(found):
    """The values to try in place of a figure."""
    if found["amount"]:
        value = Decimal(found["amount"])
        return [f"{value + 1}"] + ([f"{value - 1}"] if value >= 1 else [])
    if found["count"]:
        value = int(found["count"])
        return [f"{value + 1}"] + ([f"{value - 1}"] if value >= 1 else [])
    value, half = Decimal(found["rate"]), Decimal("0.5")
    return [f"{new} %" for new in (value + half, value - half) if 0 <= new <= 100]


def changes(text):
    """(line, old, new, changed text) for every figure that stands outside comments and texts."""
    for found in FIGURE.finditer(text):
        begin = text.rfind("\n", 0, found.start()) + 1
        before = text[begin : found.start()]
        if re.search(r"source:|readings|#|^  - [^{]", before):
            continue  # words about a figure, not the figure
        if re.search(r"\babove: $", before) and (
            found["amount"] == "0.00" or f"up_to: {found['amount']}" in text[begin - 120 : begin]
        ):
            continue  # the joint moves with the `up_to` before it
        for new in other_values(found):
            rest = text[found.end() :]
            if re.search(r"\bup_to: $", before):
                rest = rest.replace(f"above: {found['amount']}", f"above: {new}", 1)
            line = text.count("\n", 0, found.start()) + 1
            yield line, found[0], new, text[: found.start()] + new + rest


def survivors(yibao, policies, pack):
    """The changes of one pack that its cases do not notice."""
    tried, alive = 0, []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(policies / "national", pathlib.Path(folder, "national"))
        place = pathlib.Path(folder, "pack")
        place.mkdir()
        shutil.copy(pack.with_suffix(".cases.yaml"), place)
        for line, old, new, text in changes(pack.read_text(encoding="utf-8")):
            if "examples" in pack.parts and re.fullmatch(r"\d{1,3}", old):
                continue  # an example is of one person, whose age is what it is
            (place / pack.name).write_text(text, encoding="utf-8")
            run = subprocess.run(
                [yibao, "policy", "test", folder],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            tried += 1
            if run.returncode == 0:
                alive.append(f"{pack}:{line}: no case notices {new} in place of {old}")
    return tried, alive


def main():
    yibao, policies = sys.argv[1], pathlib.Path(sys.argv[2])
    packs = [
        path
        for path in sorted(policies.rglob("*.yaml"))
        if not path.name.endswith(".cases.yaml") and path.parent.name != "national"
    ]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda pack: survivors(yibao, policies, pack), packs))
    tried = sum(count for count, _ in results)
    alive = [text for _, texts in results for text in texts]
    print(*alive, sep="\n", end="\n" if alive else "")
    print(f"{len(packs)} packs, {tried} changes, {len(alive)} unnoticed")
    return 1 if alive or not tried else 0


if __name__ == "__main__":
    sys.exit(main())
