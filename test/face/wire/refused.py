"""Bad input: each kind has its own infcode, its err_msg names the field, and nothing is stored.

The numbers are those of src/base/error.def. Stored means: any row of any table but the reference
data, the access log and the totals that the server adds up in its own time.
"""
import hashlib
import json
import sqlite3

from offered import AMOXICILLIN, BED, CLINIC, DIAGNOSIS, EMPLOYEE, HOSPITAL, PHARMACY, Desk, sale
from wire import CALL

PATIENT, PAUSED, STAYING = "379999199504145857", "379999196105217215", "379999199802099596"
SUSPENDED = "P37152500004"
REFERENCE = {"med_item", "code_item", "access_log", "access_head", "setl_stat"}
ROWS = {"setting": " WHERE name <> 'statistics_to'"}
LARGE = {"file": "count(*)", "policy_pack": "count(*)"}  # rows that are not worth reading each time


class Store:
    """The rows of the county's store, seen from outside."""

    def __init__(self, path):
        self.link = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        tables = self.link.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        self.tables = sorted(name for name, in tables if name not in REFERENCE)

    def digest(self):
        seen = hashlib.sha256()
        for name in self.tables:
            for row in self.link.execute(f'SELECT {LARGE.get(name, "*")} FROM "{name}"{ROWS.get(name, "")}'):
                seen.update(repr(row).encode())
        return seen.digest()


class Refusals:
    def __init__(self, wire):
        self.wire, self.store = wire, Store(wire.county.store)
        self.before = self.store.digest()
        self.count = 0
        self.codes = set()

    def checked(self, case, code, named, answer):
        self.count += 1
        self.codes.add(answer["infcode"])
        if answer["infcode"] != code or named not in answer["err_msg"]:
            self.wire.find(f"{case}: {code} naming {named!r} expected, "
                           f"{answer['infcode']} {answer['err_msg']}")
        after = self.store.digest()
        if after != self.before:
            self.wire.find(f"{case}: something was stored")
        self.before = after

    def body(self, case, code, named, body):
        """A body as it is, whatever it is."""
        status, headers, content = self.wire.post(CALL, body, {"Content-Type": "text/plain"})
        self.wire.check_envelope(status, headers, content)
        self.checked(case, code, named, json.loads(content))

    def ask(self, case, code, named, infno, data, fixmedins=HOSPITAL, **more):
        self.checked(case, code, named, self.wire.ask(infno, data, fixmedins, **more))

    def done(self):
        """What comes between may store."""
        self.before = self.store.digest()


def bodies(r):
    good = r.wire.envelope("9001", HOSPITAL, {"signIn": {"opter_no": "1", "mac": "m", "ip": "i"}})
    text = json.dumps(good, ensure_ascii=False)
    for case, body in (("empty", ""), ("text", "hello"), ("half", text[:-2]), ("list", "[]"),
                       ("two", text + text), ("comma", text[:-1] + ",}"), ("number", "1"),
                       ("single quotes", text.replace('"', "'"))):
        r.body(f"body {case}", -12, "JSON", body)
    r.body("body deep", -18, "32", '{"input":' + "[" * 40 + "]" * 40 + "}")
    r.body("body GB18030", -11, "UTF-8", text.encode("gb18030"))
    r.body("body overlong UTF-8", -11, "UTF-8", text.encode().replace(b'"m"', b'"\xc0\xad"'))
    for name in ("infno", "msgid", "fixmedins_code", "mdtrtarea_admvs", "opter", "opter_name", "opter_type",
                 "infver", "recer_sys_code", "inf_time", "fixmedins_name", "input"):
        for case, value in (("missing", None), ("blank", ""), ("null", "null")):
            envelope = {**good, name: value}
            if value is None:
                del envelope[name]
            r.body(f"{name} {case}", -2, name, json.dumps(envelope))
    for name, value, code in (
            ("msgid", "M" * 31, -3), ("opter", "O" * 31, -3), ("opter_name", "名" * 51, -3),
            ("opter_type", "1234", -3), ("inf_time", "2018-02-30 10:00:00", -5),
            ("mdtrtarea_admvs", "3715", -5), ("infno", "9999", -422), ("infno", "3403'", -422),
            ("fixmedins_code", "H00000000000", -402), ("input", [], -4), ("input", "{", -12),
            ("input", "x", -12), ("input", {}, -2), ("input", {"signIn": []}, -2),
            ("input", {"signIn": "x"}, -4), ("input", {"signIn": [{}, {}]}, -8)):
        named = {"infno": str(value), "fixmedins_code": value}.get(name, "")
        r.body(f"{name} {value!r}", code, named or ("signIn" if "signIn" in value or value == {} else name)
               if code != -12 else "JSON", json.dumps({**good, name: value}))


def members(r):
    desk = Desk(r.wire, PATIENT, HOSPITAL)
    data = {**desk.who, **desk.proof, "insutype": "390", "begntime": "2018-06-04 08:30:00",
            "ipt_otp_no": "MZ1", "atddr_no": "D1", "dr_name": "演示医师", "dept_code": "NK",
            "dept_name": "内科", "caty": "A03"}
    r.done()
    for name, value, code in (
            ("psn_no", None, -2), ("psn_no", "", -2), ("psn_no", "null", -2), ("insutype", "", -2),
            ("begntime", None, -2), ("ipt_otp_no", "M" * 31, -3), ("dr_name", "医" * 51, -3),
            ("insutype", "999", -7), ("mdtrt_cert_type", "77", -7), ("psn_cert_type", "98", -7),
            ("begntime", "2018-02-30 08:00:00", -5), ("begntime", "2018-13-01", -5),
            ("begntime", "2018-06-04 25:00:00", -5), ("begntime", "yesterday", -5),
            ("begntime", "0000-00-00", -5), ("begntime", "2019-02-29", -5),
            ("begntime", "2098-01-01 00:00:00", -6), ("dept_name", ["内科"], -4),
            ("dept_name", {"a": 1}, -4), ("dept_name", True, -4), ("dept_name", "内\x00科", -5)):
        r.ask(f"2201 {name} {value!r}", code, name, "2201", {"data": {**data, name: value}})
    r.ask("2201 somebody unknown", -400, "12345", "2201", {"data": {**data, "psn_no": "12345"}})
    r.ask("2201 psn_no no number", -5, "psn_no", "2201", {"data": {**data, "psn_no": "abc"}})
    r.ask("2201 another's proof", -400, "3799", "2201",
          {"data": {**data, "mdtrt_cert_no": "379999198108124478"}})
    r.ask("1101 nobody's proof", -400, "", "1101",
          {"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": "379999190001010011"}})
    r.ask("1101 another name", -400, "", "1101", {"data": {**desk.proof, "psn_name": "别人"}})
    r.ask("1101 nothing", -2, "mdtrt_cert_no", "1101", {"data": {"psn_name": "别人"}})
    r.ask("2201 not insured so", -401, "310", "2201", {"data": {**data, "insutype": "310"}})
    paused = Desk(r.wire, PAUSED, HOSPITAL)
    r.done()
    r.ask("2201 not covered", -401, "2018-06-04", "2201",
          {"data": {**data, **paused.who, **paused.proof}})
    r.ask("2001 unknown care", -7, "med_type", "2001",
          {"data": {**desk.who, "insutype": "390", "fixmedins_code": HOSPITAL, "med_type": "zz",
                    "begntime": "2018-06-04"}})
    r.ask("5201 of 51 days unknown month", -5, "cum_ym", "5206",
          {"data": {**desk.who, "cum_ym": "201813"}})
    r.ask("1301 unknown version", -501, "v9999", "1301", {"data": {"ver": "v9999"}})
    page = {"updt_time": "2018-01-01", "page_num": 1, "page_size": 10}
    for name, value, code in (("page_size", "0", -6), ("page_num", "0", -6), ("page_num", "-1", -6),
                              ("page_size", "x", -4), ("updt_time", "", -2)):
        r.ask(f"1312 {name} {value!r}", code, name, "1312", {"data": {**page, name: value}})
    r.ask("9102 no such file", -9, "file_qury_no", "9102",
          {"fsDownloadIn": {"file_qury_no": "nothing", "filename": "a", "fixmedins_code": HOSPITAL}})
    r.ask("9002 no such sign-in", -605, "nothing", "9002",
          {"signOut": {"sign_no": "nothing", "opter_no": "1"}})
    r.ask("2601 of a query", -418, "1101", "2601",
          {"data": {**desk.who, "omsgid": "X", "oinfno": "1101"}})
    r.ask("2502 no such filing", -419, "77", "2502",
          {"data": {**desk.who, "trt_dcla_detl_sn": "77", "memo": "x"}})


def outpatients(r):
    desk = Desk(r.wire, PATIENT, CLINIC)
    desk.register("2018-06-04")
    desk.describe()
    r.done()
    ask = lambda case, code, named, *rest, **more: r.ask(case, code, named, *rest, CLINIC, **more)
    line = desk.line("1", AMOXICILLIN, 15, 24)
    for name, value, code in (
            ("det_item_fee_sumamt", "3.61000001", -3), ("det_item_fee_sumamt", "3.62", -410),
            ("det_item_fee_sumamt", "-3.60", -410), ("det_item_fee_sumamt", "abc", -4),
            ("det_item_fee_sumamt", "1e3", -4), ("det_item_fee_sumamt", "NaN", -4),
            ("det_item_fee_sumamt", "９", -4), ("det_item_fee_sumamt", "3,60", -4),
            ("det_item_fee_sumamt", "9" * 17, -3), ("pric", "-0.15", -6), ("pric", "", -2),
            ("cnt", "0", -6), ("cnt", "1.23456", -3), ("cnt", True, -4), ("med_list_codg", "", -2),
            ("med_list_codg", "NOTHING", -413), ("fee_ocur_time", "2018-06-31", -5),
            ("rx_circ_flag", "9", -7), ("feedetl_sn", "S" * 31, -3), ("mdtrt_id", "1", -6)):
        named = {-410: "2", -413: "NOTHING"}.get(code, name)
        ask(f"2204 {name} {value!r}", code, named, "2204",
            {"feedetail": [line, {**line, "feedetl_sn": "2", name: value}]})
    ask("2204 absurd amount", -6, "det_item_fee_sumamt", "2204",
        {"feedetail": [{**line, "det_item_fee_sumamt": "90000000000000", "pric": "9000000000",
                        "cnt": "10000"}]})
    ask("2204 the same number twice", -411, "1", "2204", {"feedetail": [line, line]})
    ask("2204 no lines", -2, "feedetail", "2204", {"feedetail": []})
    ask("2204 too many lines", -8, "feedetail", "2204", {"feedetail": [line] * 2001})
    ask("2207 nothing uploaded", -200, "", "2206", desk.settle_in("3.60"))
    desk.done("2204", {"feedetail": [line]})
    r.done()
    ask("2204 uploaded before", -411, "1", "2204", {"feedetail": [line]})
    said = dict.fromkeys(("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt",
                          "inscp_scp_amt"), "0")
    good = desk.settle_in("3.60", **said)
    for name, value, code in (("medfee_sumamt", "3.61", -417), ("medfee_sumamt", "-3.60", -6),
                              ("medfee_sumamt", "x", -4), ("acct_used_flag", "3", -7),
                              ("insutype", "310", -401), ("chrg_bchno", "B9", -200),
                              ("psn_setlway", "99", -7), ("mdtrt_id", "99", -404)):
        named = {-401: "310", -404: "99", -200: ""}.get(code, name)
        ask(f"2207 {name} {value}", code, named, "2207", {"data": {**good["data"], name: value}})
    r.ask("2207 by another institution", -405, HOSPITAL, "2207", good)
    ask("2304 of an outpatient", -406, "med_type", "2304", good)
    setl_id = desk.done("2207", good, msgid="SETTLED")["setlinfo"]["setl_id"]
    r.done()
    ask("2207 settled already", -415, desk.visit["mdtrt_id"], "2207", good)
    ask("2207 the msgid with another sum", -305, "SETTLED", "2207",
        {"data": {**good["data"], "medfee_sumamt": "3.59"}}, msgid="SETTLED")
    ask("2202 of a settled visit", -406, desk.visit["mdtrt_id"], "2202",
        {"data": {**desk.visit, "ipt_otp_no": "MZ1"}})
    ask("2205 of settled lines", -415, desk.visit["mdtrt_id"], "2205",
        {"data": {**desk.visit, "chrg_bchno": "B1"}})
    ask("2208 no such settlement", -414, "77", "2208", {"data": {**desk.visit, "setl_id": "77"}})
    ask("2601 with another number", -418, "2304", "2601",
        {"data": {**desk.who, "omsgid": "SETTLED", "oinfno": "2304"}})
    desk.done("2208", {"data": {**desk.visit, "setl_id": setl_id}})
    r.done()
    ask("2208 cancelled already", -416, setl_id, "2208", {"data": {**desk.visit, "setl_id": setl_id}})
    desk.done("2205", {"data": {**desk.visit, "chrg_bchno": "B1"}})
    desk.done("2202", {"data": {**desk.visit, "ipt_otp_no": "MZ1"}})
    r.done()
    ask("2204 of a cancelled visit", -406, desk.visit["mdtrt_id"], "2204", {"feedetail": [line]})


def inpatients(r):
    desk = Desk(r.wire, STAYING, HOSPITAL)
    data = desk.admit("2018-05-01")
    r.done()
    ill = [{**DIAGNOSIS, **desk.who, "diag_time": "2018-05-01 10:10:00"}]
    r.ask("2401 in hospital already", -407, desk.visit["mdtrt_id"], "2401",
          {"mdtrtinfo": {**data, "begntime": "2018-05-02 10:00:00"}, "diseinfo": ill})
    r.ask("2401 outpatient care", -7, "med_type", "2401",
          {"mdtrtinfo": {**data, "med_type": "11"}, "diseinfo": ill})
    line = desk.line("1", BED, 4250, 10, fee_ocur_time="2018-05-02 09:00:00")
    r.ask("2301 before the admission", -409, "2018-04-30", "2301",
          {"feedetail": [{**line, "fee_ocur_time": "2018-04-30 09:00:00"}]})
    r.ask("2301 refund of nothing", -412, "1", "2301",
          {"feedetail": [{**line, "cnt": -1, "det_item_fee_sumamt": "-42.50", "init_feedetl_sn": "9"}]})
    desk.done("2301", {"feedetail": [line]})
    r.done()
    r.ask("2301 refund too large", -412, "2", "2301",
          {"feedetail": [{**line, "feedetl_sn": "2", "init_feedetl_sn": "1", "cnt": -11,
                          "det_item_fee_sumamt": "-467.50"}]})
    r.ask("2404 with lines", -406, "feedetail", "2404", {"data": desk.visit})
    r.ask("2304 before the discharge", -406, "OPEN", "2304", desk.settle_in("425.00"))
    bye = {**desk.visit, "insutype": "390", "dscg_way": "1", "dscg_dept_codg": "NK",
           "dscg_dept_name": "内科"}
    ill = [{**DIAGNOSIS, **desk.visit, "diag_time": "2018-05-11 09:00:00"}]
    r.ask("2402 before the admission", -6, "endtime", "2402",
          {"dscginfo": {**bye, "endtime": "2018-04-01 10:00:00"}, "diseinfo": ill})
    r.ask("2402 unknown way", -7, "dscg_way", "2402",
          {"dscginfo": {**bye, "dscg_way": "Z", "endtime": "2018-05-11 10:00:00"}, "diseinfo": ill})
    desk.discharge("2018-05-11")
    r.done()
    r.ask("2301 after the discharge", -408, "2018-05-12", "2301",
          {"feedetail": [{**line, "feedetl_sn": "3", "fee_ocur_time": "2018-05-12 09:00:00"}]})
    r.ask("2402 discharged already", -406, "DISCHARGED", "2402",
          {"dscginfo": {**bye, "endtime": "2018-05-11 10:00:00"}, "diseinfo": ill})
    desk.done("2304", desk.settle_in("425.00"))
    r.done()
    r.ask("2304 settled already", -415, desk.visit["mdtrt_id"], "2304", desk.settle_in("425.00"))
    r.ask("2405 settled", -406, "SETTLED", "2405", {"data": desk.visit})


def institutions(r):
    """A pharmacy is suspended while the server runs."""
    desk = Desk(r.wire, EMPLOYEE, SUSPENDED, "310")
    path = r.wire.county.folder / "suspended.csv"
    path.write_text("fixmedins_code,fixmedins_name,fixmedins_type,uscc,admdvs,fixmedins_stas,begndate\n"
                    f"{SUSPENDED},演示县康丁大药房,2,12371525DEMO000024,371525,2,2018-01-01\n", "utf-8")
    r.wire.county.run("import", "institutions", str(path))
    r.done()
    r.ask("2102 suspended", -403, SUSPENDED, "2102", sale(desk), SUSPENDED)
    desk.fixmedins = PHARMACY
    data = sale(desk)
    r.ask("2102 total differs", -417, "medfee_sumamt", "2102",
          {**data, "druginfo": {**data["druginfo"], "medfee_sumamt": "28.81"}}, PHARMACY)
    r.ask("2102 nobody shares an account", -425, "acct_used_flag", "2102",
          {**data, "druginfo": {**data["druginfo"], "acct_used_flag": "2"}}, PHARMACY)
    r.ask("9001 not ours to sign", -402, "H99999999999", "9001",
          {"signIn": {"opter_no": "1", "mac": "m", "ip": "i"}}, "H99999999999")


def play(wire):
    refusals = Refusals(wire)
    for part in (bodies, members, outpatients, inpatients, institutions):
        wire.place = part.__name__
        refusals.done()
        try:
            part(refusals)
        except (KeyError, IndexError, TypeError, ValueError) as lost:
            wire.find(f"cannot be played: {lost!r}")
    print(f"{len(refusals.codes)} different refusals")
    return refusals.count
