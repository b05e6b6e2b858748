#!/usr/bin/env python3
"""The national interface as a hospital's HIS meets it: usage main.py YIBAO FOLDER [PART...]

One made-up county is served once, and everything is played against it over HTTP: the requests of public
clients (samples), every transaction that is offered (offered), bad input (refused); in the end
all that was sent, answered, logged and stored is searched for what must not be seen (secrets).
"""
import os
import sys
import tempfile

import offered
import refused
import samples
import secrets_scan
from wire import Wire

PARTS = {"samples": samples.play, "offered": offered.play, "refused": refused.play,
         "hostile": secrets_scan.hostile, "secrets": secrets_scan.scan}


def play(wire, parts):
    for name in parts:
        print(f"{name}: {PARTS[name](wire)} checked", flush=True)
    wire.link.close()
    if wire.county.process.poll() is None:
        wire.county.stop()
    verify = wire.county.run("verify", check=False)
    if verify.returncode:
        wire.find(f"verify: {verify.stdout}{verify.stderr}")


def main():
    yibao, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wire-", dir=folder) as folder:
        wire = Wire(yibao, folder)
        try:
            play(wire, sys.argv[3:] or PARTS)
        finally:
            if wire.county.process.poll() is None:
                wire.county.kill()
    print(f"{len(wire.findings)} findings")
    return 1 if wire.findings else 0


if __name__ == "__main__":
    sys.exit(main())
