#!/usr/bin/env python3
"""kill -9 under load: usage kill.py YIBAO LOAD FOLDER KILLS [STORE-URL]

32 clients settle; the server is killed at random instants and started again; the clients repeat what
was not answered. In the end every acknowledged settlement is asked for once more and must be the same
one, and `yibao verify` must find nothing (reliability figures C1: nothing acknowledged is lost, doubled
or half written).
"""
import os
import random
import subprocess
import sys
import tempfile
import time

from county import County


def main():
    yibao, load, folder, kills = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    seed = int(os.environ.get("YB_SEED") or time.time())
    print(f"# seed: YB_SEED={seed}", flush=True)
    rng = random.Random(seed)
    os.makedirs(folder, exist_ok=True)
    folder = tempfile.mkdtemp(prefix="kill-", dir=folder)
    county = County(yibao, folder, *sys.argv[5:6]).init().start()
    people, items = county.people(f"{folder}/people"), county.items(f"{folder}/items")
    journal = f"{folder}/journal"
    words = [load, "--url", county.address, "--people", people, "--items", items, "--seed",
             str(seed % 0xFFFFFF)]
    clients = subprocess.Popen(
        [*words, "--clients", "32", "--seconds", str(kills * 60), "--journal", journal],
        stdin=subprocess.DEVNULL)
    worst = 0.0
    for _ in range(kills):
        time.sleep(rng.uniform(0.02, 0.5))
        county.kill()
        began = time.monotonic()
        county.start()
        worst = max(worst, time.monotonic() - began)
        if clients.poll() is not None:
            sys.exit("the clients gave up")
    time.sleep(0.5)
    clients.kill()
    clients.wait()
    with open(journal, encoding="utf-8") as file:
        rows = [line for line in file if line.endswith("\n")]
    with open(journal, "w", encoding="utf-8") as file:
        file.writelines(rows)
    print(f"{kills} kills, {len(rows) - 1} settlements acknowledged, longest restart {worst:.2f} s",
          flush=True)
    if len(rows) - 1 < kills:
        sys.exit("too few settlements to prove anything")
    subprocess.run([*words, "--clients", "16", "--check", journal], check=True,
                   stdin=subprocess.DEVNULL)
    county.stop()
    verify = county.run("verify", check=False)
    print(verify.stdout + verify.stderr, flush=True)
    sys.exit(verify.returncode)


main()
