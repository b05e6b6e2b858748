"""The console's interface as its pages call it: one made-up county served, somebody of every role signed in.

What there is to call is read from data/api, so a new operation is called without a line here. Every
reply is kept; findings are collected, not raised, so that one run shows all of them.
"""
import http.client
import json
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "test/fault"), str(ROOT / "test/face/wire")]
from county import County  # noqa: E402
from wire import table  # noqa: E402

PASSWORD = "Kan-kan-2026x"
OPERATIONS = {row["id"]: row for row in table("data/api/operations.csv")}
PARAMETERS, MEMBERS = {}, {}
for row in table("data/api/parameters.csv"):
    PARAMETERS.setdefault(row["operation"], []).append(row)
for row in table("data/api/answers.csv"):
    MEMBERS.setdefault(row["operation"], []).append(row)
# As yibao demo makes them, and two more.
ROLES = {"jingban": "clerk", "fuhe": "reviewer", "jianguan": "supervisor", "caiwu": "finance",
         "zhengce": "policy_maker", "yiyuan": "provider", "shenji": "auditor",
         "sysadmin": "system_admin", "secadmin": "security_admin", "audadmin": "audit_admin",
         "canbao": "insured", "xiangzhen": "officer", "chakan": "viewer"}


def may():
    """Of each role, the operations that the matrix of the permission test lets it."""
    rows = table("test/face/api/matrix.csv")
    return {role: {row["operation"] for row in rows if row[role] != "-"} for role in ROLES.values()}


class Desk:
    def __init__(self, yibao, folder):
        self.county = County(yibao, folder)
        self.demo(yibao)
        for name in ("xiangzhen", "chakan"):
            subprocess.run([yibao, "user", "add", name, "--roles", ROLES[name], "--store",
                            self.county.store], input=PASSWORD + "\n", text=True, check=True,
                           stdout=subprocess.DEVNULL)
        self.county.words = ["--behind-proxy"]
        self.county.start()
        self.link = http.client.HTTPConnection(self.county.address, timeout=60)
        self.rows = sqlite3.connect(f"file:{self.county.store}?mode=ro", uri=True,
                                    isolation_level=None)
        self.findings, self.received, self.seats = [], [], {}
        self.may = may()
        for name in ROLES:
            self.sign_in(name)
        self.spare = "beiyong"  # a user to lock, to rename the roles of, ...
        self.call("sysadmin", "add_user", {"user_name": self.spare, "display_name": "备用",
                                           "password": PASSWORD})

    def demo(self, yibao):
        """The demo county with its settlements and logins; its own server ends."""
        with open(self.county.folder / "demo.log", "wb") as log:
            words = [yibao, "demo", "--store", self.county.store, "--listen", "127.0.0.1:0",
                     "--password", PASSWORD]
            demo = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                    stderr=log, text=True)
            for line in demo.stdout:
                if "audadmin" in line:
                    break
            demo.terminate()
            demo.communicate()

    def find(self, what):
        if what not in self.findings:
            self.findings.append(what)
            print(what, flush=True)

    def select(self, text, *values):
        return self.rows.execute(text, values).fetchall()

    def sign_in(self, name):
        status, headers, body = self.send("POST", "/session",
                                          {"user_name": name, "password": PASSWORD})
        if status != 200:
            raise RuntimeError(f"{name}: {status} {body}")
        self.seats[name] = (re.match(r"yibao_session=(\w+)", headers["Set-Cookie"]).group(1),
                            json.loads(body)["csrf_token"])

    def send(self, method, path, body=None, name=None, **more):
        """(status, headers, bytes) of a call below /api/v1."""
        head = {**({"Content-Type": "application/json"} if body is not None else {}), **more}
        if name:
            head.update({"Cookie": f"yibao_session={self.seats[name][0]}",
                         "X-CSRF-Token": self.seats[name][1]})
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        self.link.request(method, f"/api/v1{path}", content, head)
        reply = self.link.getresponse()
        content = reply.read()
        self.received.append((name, f"{method} {path}", reply.status, content))
        return reply.status, reply.headers, content

    def call(self, name, operation, values, lang="zh"):
        """(status, bytes) of an operation with these parameters; those of other operations are left out."""
        row = OPERATIONS[operation]
        path, query, body = row["path"], {"lang": lang}, {}
        for parameter in PARAMETERS.get(operation, []):
            if parameter["name"] not in values:
                continue
            value = values[parameter["name"]]
            if parameter["place"] == "path":
                path = path.replace("{%s}" % parameter["name"], quote(str(value), safe=""))
            elif parameter["place"] == "query":
                query[parameter["name"]] = value
            else:
                body[parameter["name"]] = value
        has_body = row["method"] in ("POST", "PUT") or body
        status, _, content = self.send(row["method"], f"{path}?{urlencode(query)}",
                                       body if has_body else None, name)
        return status, content

    def start_export(self, name, operation, form, query=None):
        """The job's number; None when it was refused."""
        status, content = self.call(name, "add_export", {"operation": operation, "format": form,
                                                         "query": query or {}})
        return json.loads(content)["export_id"] if status == 200 else None

    def take_export(self, name, export_id):
        """The file of an export, when it is made; b"" when it failed."""
        job = {"export_id": export_id}
        for _ in range(3000):
            state = json.loads(self.call(name, "export", job)[1])
            if state["state"] in ("done", "failed"):
                break
            time.sleep(0.02)
        if state["state"] != "done":
            self.find(f"export {export_id}: {state}")
            return b""
        return self.call(name, "export_file", job)[1]
