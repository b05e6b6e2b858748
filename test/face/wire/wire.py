"""One county on the wire: sends requests, keeps every request and reply, knows the interface's tables.

Findings are collected, not raised, so that one run shows all of them.
"""
import csv
import datetime
import http.client
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "test/fault"))
from county import CALL, REGION, County  # noqa: E402
from signing import Signer  # noqa: E402


def table(path, **where):
    with open(ROOT / path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [r for r in rows if all(r[k] == v for k, v in where.items())]


PEOPLE = {row["certno"]: row for row in table("data/demo/people.csv")}
INTERFACES = {row["infno"]: row for row in table("data/interface/interfaces.csv")}
FIELDS = {(row["infno"], row["direction"], row["node"], row["field"]): row
          for row in table("data/interface/fields.csv")}
DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?")

# Of each transaction: the nodes of its output as (node, many, names of members).
MEMBERS = {}
for key in FIELDS:
    MEMBERS.setdefault(key[:3], []).append(key[3])
OUTPUTS = {}
for row in table("data/interface/nodes.csv", direction="out"):
    if not row["node"].startswith("#"):
        names = MEMBERS.get((row["infno"], "out", row["node"]), [])
        array = row["node"] == "-" and INTERFACES[row["infno"]]["output"] == "array"
        OUTPUTS.setdefault(row["infno"], []).append(
            (row["node"], array or row["cardinality"] == "*", names))

FUNDS = ("hifp_pay", "cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay",
         "hifdm_pay", "pref_fund_pay")


def at(tree, path):
    """The value at "baseinfo.psn_no" or "list.0.value"; KeyError or IndexError if not there."""
    for word in path.split("."):
        tree = tree[int(word)] if isinstance(tree, list) else tree[word]
    return tree


def may_be_blank(infno, name, row):
    """A service has no dosage form; before a sale there is no visit yet; a visit that goes on has no
    end, and its lines no settlement; a dictionary of the tables has no parent and no date; a resident
    has no employer, and may have left no telephone number."""
    return (name == "dosform_name" and not row["list_type"].startswith("1")) or \
        (infno, name) in (("1901", "parentValue"), ("1901", "parent_value"), ("1901", "createDate"),
                          ("1901", "create_date"), ("2101", "mdtrt_id"), ("5201", "endtime"),
                          ("5204", "setl_id")) or \
        (name in ("emp_no", "emp_name", "tel") and infno in ("2572", "5372", "2585", "5385"))


def fen(amount):
    return round(amount * 100)


class Wire:
    def __init__(self, yibao, folder, store=None, sign=None):
        self.county = County(yibao, folder, store).init()
        self.signer = Signer(self.county, sign, folder) if sign else None
        self.county.start()
        self.link = http.client.HTTPConnection(self.county.address, timeout=60)
        self.findings = []
        self.received = []  # of every request: (infno or address, answer's bytes)
        self.succeeded = set()
        self.serial = 0
        china = datetime.timezone(datetime.timedelta(hours=8))
        self.today = datetime.datetime.now(china).date().isoformat()
        self.place = ""

    def find(self, what):
        finding = f"{self.place}: {what}"
        if finding not in self.findings:
            self.findings.append(finding)
            print(finding, flush=True)

    def msgid(self, fixmedins, form="{fixmedins}{time}{serial}"):
        self.serial += 1
        return form.format(fixmedins=fixmedins, time="20180604000000", infno="",
                           serial=f"A{self.serial:03d}"[-4:] if self.serial < 1000 else self.serial)

    def post(self, path, body, headers):
        """Returns (status, headers, body); the connection is kept."""
        if isinstance(body, str):
            body = body.encode()
        try:
            self.link.request("POST", path, body, headers)
            reply = self.link.getresponse()
        except (http.client.HTTPException, ConnectionError, BrokenPipeError):
            self.link.close()
            self.link.request("POST", path, body, headers)
            reply = self.link.getresponse()
        content = reply.read()
        found = re.search(rb'"infno": ?"(\w*)"', body)
        self.received.append((found.group(1).decode() if found else "", content))
        return reply.status, reply.headers, content

    def text(self, members):
        """A message, signed where that is demanded."""
        if self.signer:
            self.signer.sign(members)
        return json.dumps(members, ensure_ascii=False)

    def envelope(self, infno, fixmedins, data, **more):
        envelope = {
            "infno": infno, "msgid": self.msgid(fixmedins), "mdtrtarea_admvs": REGION,
            "insuplc_admdvs": REGION, "recer_sys_code": "99", "dev_no": "", "dev_safe_info": "",
            "cainfo": "", "signtype": "", "infver": "V1.0", "opter_type": "1", "opter": "0001",
            "opter_name": "演示员", "inf_time": "2018-06-04 10:00:00", "fixmedins_code": fixmedins,
            "fixmedins_name": "演示机构", "sign_no": "", "input": data}
        envelope.update(more)
        return envelope

    def ask(self, infno, data, fixmedins="H37152500001", **more):
        """The answer of a plain request, a dict."""
        envelope = self.envelope(infno, fixmedins, data, **more)
        status, headers, content = self.post(CALL, json.dumps(envelope, ensure_ascii=False),
                                             {"Content-Type": "application/json"})
        if headers["Content-Type"] == "application/octet-stream":
            return {"infcode": 0, "file": content}
        self.check_envelope(status, headers, content)
        return json.loads(content)

    def done(self, infno, data, fixmedins="H37152500001", **more):
        """The output of a request that must succeed."""
        answer = self.ask(infno, data, fixmedins, **more)
        if answer["infcode"] != 0:
            self.find(f"{infno}: {answer['infcode']} {answer['err_msg']}")
            return answer["output"]
        self.succeeded.add(infno)
        if "file" in answer:
            return answer["file"]
        for node, many, names in OUTPUTS.get(infno, []):
            self.check_output(infno, node, many, names, answer["output"])
        return answer["output"]

    def check_envelope(self, status, headers, content):
        """What every client needs of any answer."""
        if status != 200:
            self.find(f"HTTP status {status}")
        if headers["Content-Type"] != "application/json;charset=UTF-8":
            self.find(f"Content-Type {headers['Content-Type']}")
        if int(headers["Content-Length"]) != len(content):
            self.find("Content-Length")
        try:
            answer = json.loads(content)
        except ValueError:
            self.find(f"no JSON: {content!r}")
            raise
        if type(answer["infcode"]) is not int:
            self.find(f"infcode {answer['infcode']!r} is not a number")
        if not isinstance(answer["err_msg"], str) or not isinstance(answer["output"], (dict, list)):
            self.find("err_msg is no text, or output no object")
        for name in ("refmsg_time", "respond_time"):
            if not re.fullmatch(r"\d{17}", answer[name]):
                self.find(f"{name} {answer[name]!r}")
        if not re.fullmatch(REGION + r"\d{24}", answer["inf_refmsgid"]):
            self.find(f"inf_refmsgid {answer['inf_refmsgid']!r}")

    def check_row(self, infno, node, row, names):
        """The members are there and of their type; required ones say something."""
        for name in names:
            field = FIELDS.get((infno, "out", node, name), {"type": "", "required": ""})
            if name not in row:
                self.find(f"{infno} {node}.{name} is not there")
                continue
            value = row[name]
            if value is None or value == "":
                if field["required"] == "Y" and not may_be_blank(infno, name, row):
                    self.find(f"{infno} {node}.{name} says nothing")
            elif field["type"] == "number" and type(value) not in (int, float):
                self.find(f"{infno} {node}.{name} {value!r} is not a number")
            elif field["type"] in ("date", "datetime") and not DATE.fullmatch(value):
                self.find(f"{infno} {node}.{name} {value!r} is not a date")
            elif field["type"] == "string" and not isinstance(value, str):
                self.find(f"{infno} {node}.{name} {value!r} is not a text")

    def check_money(self, infno, output):
        """The identities of a settlement, in fen."""
        info, detail = output["setlinfo"], output["setldetail"]
        paid = sum(fen(row["fund_payamt"]) for row in detail)
        psn = "psn_part_amt" if "psn_part_amt" in info else "psn_pay"
        cash = "psn_cash_pay" if "psn_cash_pay" in info else "cash_payamt"
        sums = {
            "medfee_sumamt": fen(info["fund_pay_sumamt"]) + fen(info[psn]) +
            fen(info.get("hosp_part_amt", 0)),
            psn: fen(info["acct_pay"]) + fen(info[cash]),
            "fund_pay_sumamt": sum(fen(info.get(name) or 0) for name in FUNDS),
        }
        for name, total in sums.items():
            if fen(info[name]) != total:
                self.find(f"{infno} {name} {info[name]}: its parts are {total / 100}")
        if paid not in (fen(info["fund_pay_sumamt"]),
                        fen(info["fund_pay_sumamt"]) + fen(info["acct_pay"])):
            self.find(f"{infno} setldetail adds up to {paid / 100}")

    def check_output(self, infno, node, many, names, output):
        rows = output if node == "-" else output.get(node)
        if rows is None:
            self.find(f"{infno} {node} is not there")
            return
        if many != isinstance(rows, list):
            self.find(f"{infno} {node} is {'not ' if many else ''}a list")
            return
        for row in rows if many else [rows]:
            self.check_row(infno, node, row, names)
