#!/usr/bin/env python3
"""What fails under a server that goes on: usage outage.py YIBAO CLOCK sqlite|postgres

A full disk, a clock that is set a day forward and back; a PostgreSQL that hangs, whose connections are
killed, that is stopped and started again. Meanwhile requests are refused with a code, soon; afterwards
the server serves by itself, and every message has had one effect (reliability figures C4, C5).
"""
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from county import ROOT, County
from desk import EMPLOYEE, PRICE, Desk, at_once, must

CLIENTS = 16
BUSY, FULL, LOST = -301, -302, -308
PATIENCE, RECOVERY = 8, 30  # seconds; a busy machine adds to the five that are promised


class Cluster:
    """A PostgreSQL server of our own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir()
        self.folder.parent.chmod(0o755)
        self.url = f"host={folder} user=yibao dbname=postgres"
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [ROOT / "test/postgres-cluster.sh", "private", self.folder], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while subprocess.run(["pg_isready", "-q", "-h", self.folder, "-U", "yibao"],
                             check=False).returncode:
            must(None, self.process.poll(), "PostgreSQL")
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def signal(self, number):
        """To the server and all that belongs to it."""
        pids = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], check=True,
                              stdout=subprocess.PIPE, text=True).stdout.split()
        for pid in [self.process.pid, *map(int, pids)]:
            with contextlib.suppress(ProcessLookupError):  # a worker that has just ended
                os.kill(pid, number)

    def kill_connections(self):
        subprocess.run(["psql", "-q", "-h", self.folder, "-U", "yibao", "-c",
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE application_name = 'yibao'", "postgres"],
                       check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


class Shop:
    """Clients that sell, and repeat a sale that was refused, until told to stop."""

    def __init__(self, desk):
        self.desk, self.psn_no = desk, desk.who(EMPLOYEE)["baseinfo"]["psn_no"]
        self.refused, self.slowest, self.last = {}, 0.0, 0.0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.work) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def work(self):
        while not self.over.is_set():
            message, code = self.desk.sale(self.psn_no, EMPLOYEE), None
            while code != 0:
                began = time.monotonic()
                code = self.desk.code(message)
                self.slowest = max(self.slowest, time.monotonic() - began)
                if code:
                    self.refused[code] = self.refused.get(code, 0) + 1
                    time.sleep(0.05)
            self.last = time.monotonic()
            with self.desk.lock:
                self.desk.settled += 1

    def wait(self, seconds):
        """Until a sale has succeeded that ended from now on; how long that took."""
        began = time.monotonic()
        while self.last < began:
            if time.monotonic() - began > seconds:
                sys.exit(f"no sale within {seconds} s; refused so far: {self.refused}; {self.server()}")
            time.sleep(0.01)
        return self.last - began

    def server(self):
        """How it fares, for whoever reads why this failed."""
        ended = self.desk.county.process.poll()
        said = (self.desk.county.folder / "server.log").read_text(encoding="utf-8", errors="replace")[-6000:]
        return ("it runs" if ended is None else f"it ended with {ended}") + f", and said:\n{said}"

    def close(self, what, codes, back):
        """Says how it went; only `codes` may have been heard."""
        self.over.set()
        for thread in self.threads:
            thread.join()
        print(f"# {what}: refused {self.refused}, slowest answer {self.slowest:.1f} s, "
              f"served again after {back:.1f} s", flush=True)
        if not set(self.refused) <= codes:
            sys.exit(f"{what}: refused with {self.refused}")
        if self.slowest > PATIENCE:
            sys.exit(f"{what}: an answer took {self.slowest:.1f} s")


def full_disk(desk):
    shop, pid = Shop(desk), desk.county.process.pid
    shop.wait(RECOVERY)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
    end = time.monotonic() + RECOVERY
    while not shop.refused and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    back = shop.wait(RECOVERY)
    if not shop.refused:
        sys.exit("the full disk was not noticed")
    shop.close("full disk", {FULL}, back)


def set_clock(desk):
    shop, clock = Shop(desk), Path(os.environ["YB_TEST_CLOCK"])
    for days in (1, -1, 0):
        clock.write_text(str(days * 86400), encoding="utf-8")
        shop.wait(RECOVERY)
        time.sleep(1.2)  # the watch over slow clients has looked
    shop.close("clock set", set(), shop.wait(RECOVERY))
    old = desk.county.process  # and it is not an id of tomorrow that was taken
    desk.county.kill()
    must(True, old.poll() is not None, "killed")
    desk.county.start()
    Shop(desk).close("after the clock", set(), 0.0)


def hanging_server(desk, cluster):
    shop = Shop(desk)
    shop.wait(RECOVERY)
    cluster.signal(signal.SIGSTOP)
    try:
        time.sleep(10)
    finally:
        cluster.signal(signal.SIGCONT)
    back = shop.wait(RECOVERY)
    if not shop.refused:
        sys.exit("the hanging server was not noticed")
    shop.close("PostgreSQL hangs", {BUSY, LOST}, back)


def lost_connections(desk, cluster):
    shop, back = Shop(desk), 0.0
    for _ in range(5):
        shop.wait(RECOVERY)
        cluster.kill_connections()
        back = max(back, shop.wait(RECOVERY))
    shop.close("connections killed", {LOST}, back)


def restarted_server(desk, cluster):
    shop = Shop(desk)
    shop.wait(RECOVERY)
    cluster.stop()
    time.sleep(1)
    cluster.start()
    shop.close("PostgreSQL restarted", {BUSY, LOST}, shop.wait(RECOVERY))


def run(yibao, parts, folder, store):
    desk = Desk(County(yibao, folder, store).init().start(), 0)
    before = desk.balance(EMPLOYEE)
    for part, *words in parts:
        part(desk, *words)
    must(max(0, before - PRICE * desk.settled), desk.balance(EMPLOYEE), "balance")
    desk.end()


def main():
    yibao, clock, engine = sys.argv[1:4]
    with tempfile.TemporaryDirectory(prefix="yibao-outage-") as folder:
        if engine == "sqlite":
            os.environ.update(YB_TEST_CLOCK=f"{folder}/clock", LD_PRELOAD=os.path.abspath(clock))
            os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
            run(yibao, [[full_disk], [set_clock]], folder, None)
            return
        cluster = Cluster(f"{folder}/postgres")
        try:
            run(yibao, [[part, cluster] for part in
                        (hanging_server, lost_connections, restarted_server)], folder, cluster.url)
        finally:
            cluster.stop()


main()
