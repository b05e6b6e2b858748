#!/usr/bin/env python3
"""The national interface as a hospital's HIS meets it.

usage: main.py YIBAO FOLDER [--store sqlite|postgres] [--sign SM2|SM3] [PART...]

One made-up county is served once, and everything is played against it over HTTP: the requests of public
clients (samples), every transaction that is offered (offered), bad input (refused); in the end
all that was sent, answered, logged and stored is searched for what must not be seen (secrets). With
--sign every institution demands signatures; of the parts only samples and signing give them.
"""
import argparse
import os
import sys
import tempfile

import offered
import refused
import samples
import secrets_scan
import signing
from county import Database
from wire import Wire

PARTS = {"samples": samples.play, "offered": offered.play, "refused": refused.play,
         "hostile": secrets_scan.hostile, "secrets": secrets_scan.scan}
SIGNED = {"signing": signing.refused, "samples": samples.play}


def play(wire, parts):
    for name in parts:
        print(f"{name}: {parts[name](wire)} checked", flush=True)
    wire.link.close()
    if wire.county.process.poll() is None:
        wire.county.stop()
    verify = wire.county.run("verify", check=False)
    if verify.returncode:
        wire.find(f"verify: {verify.stdout}{verify.stderr}")


def main():
    words = argparse.ArgumentParser()
    words.add_argument("yibao")
    words.add_argument("folder")
    words.add_argument("--store", default="sqlite", choices=["sqlite", "postgres"])
    words.add_argument("--sign", choices=["SM2", "SM3"])
    words.add_argument("parts", nargs="*")
    given = words.parse_intermixed_args()
    parts = SIGNED if given.sign else PARTS
    if given.parts:
        parts = {name: parts[name] for name in given.parts}
    os.makedirs(given.folder, exist_ok=True)
    database = Database() if given.store == "postgres" else None
    with tempfile.TemporaryDirectory(prefix="wire-", dir=given.folder) as folder:
        wire = Wire(given.yibao, folder, database and database.url, given.sign)
        try:
            play(wire, parts)
        finally:
            if wire.county.process.poll() is None:
                wire.county.kill()
            if database:
                database.close()
    print(f"{len(wire.findings)} findings")
    return 1 if wire.findings else 0


if __name__ == "__main__":
    sys.exit(main())
