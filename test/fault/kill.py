#!/usr/bin/env python3
"""kill -9 under load: usage kill.py YIBAO LOAD KILLS [sqlite|postgres]

32 clients settle, a quarter of them for employees who pay from their accounts; the server is killed at
random instants and started again; the clients repeat what was not answered. In the end every
acknowledged settlement is asked for once more and must be the same one, the store may hold no more
than those and what was under way, and `yibao verify` must find nothing (reliability figures C1:
nothing acknowledged is lost, doubled or half written). Without kills: ten seconds of load.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time

from county import County, Database

CLIENTS = 32


def check(county, words, journal):
    """What the clients wrote down against what the store holds."""
    with open(journal, encoding="utf-8") as file:
        rows = [line for line in file if line.endswith("\n")]
    with open(journal, "w", encoding="utf-8") as file:
        file.writelines(rows)
    acknowledged = len(rows) - 1
    subprocess.run([*words, "--clients", "16", "--check", journal], check=True,
                   stdin=subprocess.DEVNULL)
    county.stop()
    verify = county.run("verify", "--json", check=False)
    print(verify.stdout.strip(), verify.stderr.strip(), flush=True)
    if verify.returncode:
        sys.exit("verify finds differences")
    found = json.loads(verify.stdout)
    if not acknowledged <= found["settlements"] <= acknowledged + CLIENTS:
        sys.exit(f"{found['settlements']} settlements, {acknowledged} acknowledged")
    if not found["transfers"]:
        sys.exit("nobody paid from an account")
    return acknowledged


def run(yibao, load, kills, folder, store):
    seed = int(os.environ.get("YB_SEED") or time.time())
    print(f"# seed: YB_SEED={seed}", flush=True)
    rng = random.Random(seed)
    county = County(yibao, folder, store).init().start()
    people = county.people(f"{folder}/people", schemes=("390", "310"))
    journal = f"{folder}/journal"
    words = [load, "--url", county.address, "--people", people, "--items",
             county.items(f"{folder}/items"), "--seed", str(seed % 0xFFFFFF)]
    clients = subprocess.Popen(
        [*words, "--clients", str(CLIENTS), "--seconds", str(max(1, kills) * 60), "--journal", journal],
        stdin=subprocess.DEVNULL)
    restarts = []
    for _ in range(kills):
        time.sleep(rng.uniform(0.02, 0.3))
        county.kill()
        began = time.monotonic()
        county.start()
        restarts.append(time.monotonic() - began)
        if clients.poll() is not None:
            sys.exit("the clients gave up")
    time.sleep(0.5 if kills else 10)
    clients.kill()
    clients.wait()
    acknowledged = check(county, words, journal)
    print(f"{kills} kills, {acknowledged} settlements acknowledged", flush=True)
    if kills:
        print(f"restart {sorted(restarts)[kills // 2]:.2f} s, at most {max(restarts):.2f} s", flush=True)
    if acknowledged < kills:
        sys.exit("too few settlements to prove anything")


def main():
    yibao, load, kills = sys.argv[1], sys.argv[2], int(sys.argv[3])
    database = Database() if sys.argv[4:5] == ["postgres"] else None
    try:
        with tempfile.TemporaryDirectory(prefix="yibao-kill-") as folder:
            run(yibao, load, kills, folder, database.url if database else None)
    finally:
        if database:
            database.close()


main()
