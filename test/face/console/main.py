#!/usr/bin/env python3
"""The console's interface as an inspector tries it: main.py YIBAO FOLDER

One made-up county is served once, somebody of every role signs in, and everything is tried on it
over HTTP: hostile texts in every field (payloads), every operation by everybody (traced); in the end
all that was answered, exported, printed, logged and stored is searched for people in clear (masked).
"""
import sys
import tempfile

import looks
import payloads
from desk import Desk

PARTS = {"payloads": payloads.hostile, "traced": looks.traced, "masked": looks.masked}


def main():
    yibao, folder = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="console-", dir=folder) as place:
        desk = Desk(yibao, place)
        try:
            for name, part in PARTS.items():
                print(f"{name}: {part(desk)} checked", flush=True)
        finally:
            if desk.county.process.poll() is None:
                desk.county.kill()
    print(f"{len(desk.findings)} findings")
    return 1 if desk.findings else 0


if __name__ == "__main__":
    sys.exit(main())
