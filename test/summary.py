#!/usr/bin/env python3
"""Adds up what script/test did: summary.py (build:NAME:EXIT_CODE | log:TESTLOG.json:EXIT_CODE)...

Names every failure; the last line is "N passed, N failed". A missing log is a failure, and so is a
test run that failed without naming a test.
"""
import json
import sys

GOOD = {"OK", "EXPECTEDFAIL"}


def read_log(path):
    """Yields (name, result) of one meson test log."""
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                yield row["name"], row["result"]
    except OSError as error:
        yield f"{path}: {error.strerror}", "MISSING"


def results(argument):
    """The (name, result) rows of one argument."""
    kind, rest = argument.split(":", 1)
    name, code = rest.rsplit(":", 1)
    if kind == "build":
        return [(f"build {name}", "OK" if code == "0" else "FAILED")]
    rows = list(read_log(name))
    if code != "0" and all(result in GOOD or result == "SKIP" for _, result in rows):
        rows.append((f"{name}: meson test", f"EXIT {code}"))
    return rows


def main():
    passed, skipped, failed = 0, [], []
    for argument in sys.argv[1:]:
        for name, result in results(argument):
            if result in GOOD:
                passed += 1
            elif result == "SKIP":
                skipped.append(name)
            else:
                failed.append(f"{name}: {result}")
    for name in skipped:
        print(f"skipped: {name}")
    for name in failed:
        print(f"failed: {name}")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
