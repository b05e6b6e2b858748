"""A throw-away county for tests and benchmarks: a store with the demo people, and its server.

County(yibao, folder) founds a store in `folder`; start() serves it on a free port of 127.0.0.1 and waits
for its first answer; kill() is kill -9; people(path) and items(path) write what the load generator reads.
"""
import atexit
import csv
import fcntl
import http.client
import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CALL = "/fsi/api/rsfComIfsService/callService"
PHARMACY, REGION = "P37152500001", "371525"


class Database:
    """A new database of the tests' shared PostgreSQL server; close() drops it."""

    def __init__(self):
        script = ROOT / "test/postgres-cluster.sh"
        self.folder = subprocess.run([script, "shared"], check=True, stdin=subprocess.DEVNULL,
                                     stdout=subprocess.PIPE, text=True).stdout.strip()
        self.users = open(f"{self.folder}/users", encoding="utf-8")
        fcntl.flock(self.users, fcntl.LOCK_SH)
        self.name = f"yb_county_{os.getpid()}"
        self.command(f"CREATE DATABASE {self.name} TEMPLATE template0")
        self.url = f"host={self.folder} user=yibao dbname={self.name}"

    def command(self, text):
        subprocess.run(["psql", "-q", "-h", self.folder, "-U", "yibao", "-c", text, "postgres"],
                       check=True, stdin=subprocess.DEVNULL)

    def close(self):
        self.command(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.users.close()


class County:
    def __init__(self, yibao, folder, store=None):
        self.yibao, self.folder = str(yibao), Path(folder)
        self.store = store or str(self.folder / "county.db")
        self.key = ["--key", str(self.folder / "county.key")] if "=" in self.store else []
        self.words = []  # more for serve
        self.process = self.address = None
        self.port = 0
        atexit.register(self.end)

    def run(self, *words, check=True):
        words = [self.yibao, *words, "--store", self.store, *self.key]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def init(self):
        self.run("init", "--demo")
        return self

    def start(self):
        listen = f"127.0.0.1:{self.port}"
        log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(
            [self.yibao, "serve", *self.words, "--store", self.store, *self.key, "--listen", listen],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        line = self.process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        if not found:
            raise RuntimeError(f"the server did not start: {line!r}, see {self.folder}/server.log")
        self.port = int(found.group(1))  # the same port after a restart
        self.address = f"127.0.0.1:{self.port}"
        self.wait()
        return self

    def wait(self, seconds=30):
        end = time.monotonic() + seconds
        while True:
            try:
                link = http.client.HTTPConnection(self.address, timeout=5)
                link.request("GET", "/healthz")
                if link.getresponse().status == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError("the server does not answer")
            time.sleep(0.01)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def end(self):
        """Nothing goes on after a test that fails."""
        if self.process and self.process.poll() is None:
            self.kill()

    def stop(self):
        self.process.terminate()
        if self.process.wait(30) != 0:
            raise RuntimeError(f"the server ended with {self.process.returncode}")
        self.process.stdout.close()

    @staticmethod
    def envelope(infno, data, msgid, fixmedins=PHARMACY):
        """The bytes of a message."""
        return json.dumps({
            "infno": infno, "msgid": msgid, "mdtrtarea_admvs": REGION, "insuplc_admdvs": REGION,
            "recer_sys_code": "01", "dev_no": "", "dev_safe_info": "", "cainfo": "", "signtype": "",
            "infver": "V1.0", "opter_type": "1", "opter": "0001", "opter_name": "测试员",
            "inf_time": "2018-06-01 10:00:00", "fixmedins_code": fixmedins,
            "fixmedins_name": "测试机构", "sign_no": "", "input": data}, ensure_ascii=False).encode()

    def post(self, message, timeout=60):
        """The bytes of the reply."""
        link = http.client.HTTPConnection(self.address, timeout=timeout)
        try:
            link.request("POST", CALL, message, {"Content-Type": "application/json"})
            return link.getresponse().read()
        finally:
            link.close()

    def call(self, infno, data, msgid, fixmedins=PHARMACY):
        return json.loads(self.post(self.envelope(infno, data, msgid, fixmedins)))

    def people(self, path, most=200, schemes=("390",)):
        """psn_no, certno, name, psn_type, insutype of the demo's insured: residents, or employees
        (310) too, who have accounts to pay from."""
        with open(ROOT / "data/demo/people.csv", encoding="utf-8", newline="") as file:
            rows = [r for r in csv.DictReader(file)
                    if r["insutype"] in schemes and not r["paus_insu_date"]]
        with open(path, "w", encoding="utf-8") as out:
            out.write("psn_no\tcertno\tpsn_name\tpsn_type\tinsutype\n")
            for number, row in enumerate(rows[:most]):
                data = {"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": row["certno"]}}
                answer = self.call("1101", data, f"{PHARMACY}WHO{number:015d}")
                if answer["infcode"] != 0:
                    raise RuntimeError(f"1101: {answer}")
                out.write("\t".join([answer["output"]["baseinfo"]["psn_no"], row["certno"],
                                     row["psn_name"], row["psn_type"], row["insutype"]]) + "\n")
        return path

    def items(self, path, most=50):
        """med_list_codg and a price of drugs in the catalogue."""
        with open(ROOT / "data/catalogue/demo/drugs.csv", encoding="utf-8", newline="") as file:
            codes = [r["med_list_codg"] for _, r in zip(range(most), csv.DictReader(file))]
        with open(path, "w", encoding="utf-8") as out:
            out.write("med_list_codg\tpric\n")
            for number, code in enumerate(codes):
                out.write(f"{code}\t{1 + number % 9}.50\n")  # an account lasts for a while
        return path
