"""Every transaction that is offered succeeds here at least once, with all members of its tables.

A hospital's, a clinic's and a pharmacy's work in 2018, when the county's policies are in force. The
end fails for a transaction that the tables offer and nothing here asked for.
"""
import csv
import io
import re
import zipfile

from wire import FIELDS, INTERFACES, PEOPLE, ROOT, fen, table

HOSPITAL, CITY, CLINIC, PHARMACY = ("H37152500001", "H37150000001", "H37152500101", "P37152500001")
PATIENT, CHRONIC, EMPLOYEE = "379999196806146309", "379999196508069763", "379999198108124478"
OTHER, THIRD = "379999198302140156", "379999198609068558"
DOCTOR = {"bilg_dept_codg": "NK", "bilg_dept_name": "内科", "bilg_dr_codg": "D37152500701",
          "bilg_dr_name": "演示医师"}
DIAGNOSIS = {"diag_type": "1", "maindiag_flag": "1", "diag_srt_no": "1", "diag_code": "J18.100",
             "diag_name": "大叶性肺炎", "diag_dept": "内科", "dise_dor_no": "D37152500701",
             "dise_dor_name": "演示医师", "vali_flag": "1"}
BED, CEFTRIAXONE, AMOXICILLIN = "001109000019999", "XJ01DDY024A001010199999", "XJ01CAY021A001010199999"
FILE_LISTS = ("1301", "1302", "1303", "1305", "1306", "1307", "1308", "1309", "1310", "1311", "1313",
              "1314", "1315", "1320", "1321")
PAGED_LISTS = ("1304", "1312", "1316", "1317", "1318", "1319")
# What a settlement has and its preview has not.
MOVES = {"setl_id", "setl_time", "medins_setl_id", "mdtrt_id"}
# What 2207 says again of the preview.
SAID = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")


class Desk:
    """Requests of one person at one institution."""

    def __init__(self, wire, certno, fixmedins, insutype="390"):
        self.wire, self.fixmedins, self.insutype = wire, fixmedins, insutype
        row = PEOPLE[certno]
        self.proof = {"mdtrt_cert_type": "02", "mdtrt_cert_no": certno}
        base = self.done("1101", {"data": self.proof})["baseinfo"]
        self.psn_no, self.name, self.psn_type = base["psn_no"], row["psn_name"], row["psn_type"]
        self.who = {"psn_no": self.psn_no}

    def done(self, infno, data, **more):
        return self.wire.done(infno, data, self.fixmedins, **more)

    def refused(self, code, infno, data, **more):
        answer = self.wire.ask(infno, data, self.fixmedins, **more)
        if answer["infcode"] != code:
            self.wire.find(f"{infno}: {code} expected, {answer['infcode']} {answer['err_msg']}")

    # ---- outpatients

    def register(self, day):
        data = {**self.who, **self.proof, "insutype": self.insutype, "begntime": f"{day} 08:30:00",
                "ipt_otp_no": "MZ1", "atddr_no": "D37152500701", "dr_name": "演示医师",
                "dept_code": "NK", "dept_name": "内科", "caty": "A03"}
        self.day = day
        self.visit = {**self.who,
                      "mdtrt_id": self.done("2201", {"data": data})["data"]["mdtrt_id"]}
        return self.visit

    def describe(self, infno="2203", **more):
        self.done(infno, {"mdtrtinfo": {**self.visit, "med_type": "11",
                                        "begntime": f"{self.day} 08:30:00", **more},
                          "diseinfo": [{**DIAGNOSIS, "diag_time": f"{self.day} 08:40:00"}]})

    def line(self, sn, code, pric, cnt, **more):
        total = f"{pric * cnt / 100:.2f}"
        return {**self.visit, **DOCTOR, "feedetl_sn": sn, "chrg_bchno": "B1", "rx_circ_flag": "0",
                "med_type": "21", "fee_ocur_time": f"{self.day} 09:00:00", "med_list_codg": code,
                "medins_list_codg": "YN001", "det_item_fee_sumamt": total, "cnt": cnt,
                "pric": pric / 100, "hosp_appr_flag": "0", **more}

    def settle_in(self, total, **more):
        return {"data": {**self.visit, **self.proof, "med_type": "11", "medfee_sumamt": total,
                         "psn_setlway": "01", "chrg_bchno": "B1", "acct_used_flag": "0",
                         "insutype": self.insutype, "mid_setl_flag": "0", **more}}

    def settle_alike(self, before, after, data):
        """Settles, and compares with the preview just asked for."""
        preview = self.done(before, data)
        for name in SAID if after.startswith("2207") else ():
            data["data"][name] = preview["setlinfo"][name]
        output = self.done(after, data)
        for info in (preview["setlinfo"], output["setlinfo"]):
            for name in MOVES:
                info.setdefault(name, None)
        for name, value in output["setlinfo"].items():
            if name not in MOVES and preview["setlinfo"].get(name, value) != value:
                self.wire.find(f"{before} {name} {preview['setlinfo'][name]}, {after} {value}")
        if preview["setldetail"] != output["setldetail"]:
            self.wire.find(f"{before} and {after} have other setldetail")
        for infno, each in ((before, preview), (after, output)):
            self.wire.check_money(infno, each)
        self.setl = {**self.who, "mdtrt_id": output["setlinfo"]["mdtrt_id"],
                     "setl_id": output["setlinfo"]["setl_id"]}
        return output["setlinfo"]

    def taken_back(self, infno, settled):
        """Cancels; the red entry is the negative of what was settled."""
        red = self.done(infno, {"data": self.setl})["setlinfo"]
        for name in ("medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_part_amt"):
            if fen(red[name]) != -fen(settled[name]):
                self.wire.find(f"{infno} {name} {red[name]} of {settled[name]}")

    # ---- inpatients

    def admit(self, day, **more):
        data = {**self.who, **self.proof, "insutype": self.insutype, "begntime": f"{day} 10:00:00",
                "med_type": "21", "ipt_no": "ZY1", "atddr_no": "D37152500701",
                "chfpdr_name": "演示医师", "adm_diag_dscr": "肺炎", "adm_dept_codg": "NK",
                "adm_dept_name": "内科", "adm_bed": "12", "dscg_maindiag_code": "J18.100",
                "dscg_maindiag_name": "大叶性肺炎", "tel": "19900009999", "coner_name": "演示家属"}
        ill = [{**DIAGNOSIS, **self.who, "diag_time": f"{day} 10:10:00"}]
        output = self.done("2401", {"mdtrtinfo": data, "diseinfo": ill}, **more)
        self.day = day
        self.visit = {**self.who, "mdtrt_id": output["result"]["mdtrt_id"]}
        return data

    def discharge(self, day):
        self.done("2402", {
            "dscginfo": {**self.visit, "insutype": self.insutype, "endtime": f"{day} 10:00:00",
                         "dscg_dept_codg": "NK", "dscg_dept_name": "内科", "dscg_way": "1"},
            "diseinfo": [{**DIAGNOSIS, **self.visit, "diag_time": f"{day} 09:00:00"}]})


def basics(wire):
    signed = wire.done("9001", {"signIn": {"opter_no": "7", "mac": "m", "ip": "i"}})["signinoutb"]
    wire.done("1201", {"medinsinfo": {"fixmedins_type": "2", "fixmedins_name": "康甲"}})
    wire.done("1901", {"data": {"type": "gend", "admdvs": "371525", "date": "2018-06-04"}})
    wire.done("5101", {"data": {}})
    doctors = wire.done("5102", {"data": {"prac_psn_type": "1"}})["feedetail"]
    if not doctors:
        wire.find("5102: nobody works here")
    wire.done("9002", {"signOut": {"sign_no": signed["sign_no"], "opter_no": "7"}})


def packed_rows(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name, = archive.namelist()
        text = archive.read(name).decode()
    return [line.split("\t") for line in text.split("\n")[:-1]]


def download(wire, infno, ver, columns):
    output = wire.done(infno, {"data": {"ver": ver}})
    content = wire.done("9102", {"fsDownloadIn": {"file_qury_no": output["file_qury_no"],
                                                  "filename": output["filename"],
                                                  "fixmedins_code": HOSPITAL}})
    rows = packed_rows(content)
    if len(rows) != output["data_cnt"]:
        wire.find(f"{infno}: {len(rows)} rows, data_cnt {output['data_cnt']}")
    for row in rows:
        if len(row) != columns or "" in row:
            wire.find(f"{infno}: {len(row)} columns, {columns} printed: {row[:3]}")
            break
    return rows


def catalogues(wire):
    columns = {}
    for row in table("data/interface/catalogue_columns.csv"):
        columns[row["infno"]] = max(columns.get(row["infno"], 0), int(row["column"]))
    for infno in FILE_LISTS:
        download(wire, infno, "v0000", columns[infno])
    codes = {row[0] for row in download(wire, "1301", "v0000", columns["1301"])}
    if AMOXICILLIN not in codes:
        wire.find("1301: a drug of the demo is not in it")
    for infno in PAGED_LISTS:
        ask = {"updt_time": "2000-01-01 00:00:00", "page_num": 1, "page_size": 3}
        first = wire.done(infno, {"data": ask})
        second = wire.done(infno, {"data": {**ask, "page_num": "2"}})
        if first["recordCounts"] > 3 and (len(first["data"]) != 3 or second["data"] == first["data"]):
            wire.find(f"{infno}: the second page is the first")


def outpatient(wire):
    desk = Desk(wire, PATIENT, CLINIC)
    desk.done("2001", {"data": {**desk.who, "insutype": "390", "fixmedins_code": CLINIC,
                                "med_type": "11", "begntime": "2018-06-04 08:00:00",
                                "endtime": "2018-12-31"}})
    desk.register("2018-06-04")
    desk.describe()
    desk.done("2204", {"feedetail": [desk.line("1", AMOXICILLIN, 15, 24),
                                     desk.line("2", BED, 1450, 1, chrg_bchno="B2")]})
    desk.done("2205", {"data": {**desk.visit, "chrg_bchno": "B2"}})
    settled = desk.settle_alike("2206", "2207", desk.settle_in("3.60"))
    desk.done("5203", {"data": desk.setl})
    desk.done("5204", {"data": desk.setl})
    desk.done("5202", {"data": desk.visit})
    desk.done("5201", {"data": {**desk.who, "begntime": "2018-06-01", "endtime": "2018-06-30",
                                "med_type": "11"}})
    desk.taken_back("2208", settled)
    desk.done("2205", {"data": {**desk.visit, "chrg_bchno": "0000"}})
    desk.done("2202", {"data": {**desk.visit, "ipt_otp_no": "MZ1"}})

    desk.register("2018-06-05")
    desk.describe("2203A")
    desk.done("2204", {"feedetail": [desk.line("1", AMOXICILLIN, 15, 24)]})
    desk.settle_alike("2206A", "2207A", desk.settle_in("3.60"))


def inpatient(wire):
    desk = Desk(wire, OTHER, HOSPITAL)
    desk.admit("2018-05-01")
    desk.done("2404", {"data": desk.visit})
    data = desk.admit("2018-05-01")
    desk.done("5303", {"data": {**desk.who, "begntime": "2018-05-01", "endtime": "2018-05-31"}})
    data["ipt_otp_no"] = data.pop("ipt_no")
    desk.done("2403", {"adminfo": {**data, **desk.visit, "adm_bed": "13"},
                       "diseinfo": [{**DIAGNOSIS, **desk.visit, "diag_time": "2018-05-01 10:10:00"}]})
    fees = {"fee_ocur_time": "2018-05-02 09:00:00"}
    desk.done("2301", {"feedetail": [desk.line("1", BED, 4250, 10, **fees),
                                     desk.line("2", CEFTRIAXONE, 254, 500, **fees),
                                     desk.line("3", CEFTRIAXONE, 254, 2, **fees)]})
    desk.done("2302", {"data": [{**desk.visit, "feedetl_sn": "3"}]})
    desk.refused(-406, "2304", desk.settle_in("1695.00"))
    desk.discharge("2018-05-11")
    desk.done("2405", {"data": desk.visit})
    desk.discharge("2018-05-11")
    settled = desk.settle_alike("2303", "2304", desk.settle_in("1695.00"))
    desk.taken_back("2305", settled)
    desk.settle_alike("2303A", "2304A", desk.settle_in("1695.00"))
    desk.done("5206", {"data": desk.who})
    desk.done("5206", {"data": {**desk.who, "cum_ym": "201805"}})


def injury(wire):
    """The fund pays for a stay until somebody else is found to have to: 2507."""
    desk = Desk(wire, OTHER, HOSPITAL)
    desk.admit("2018-09-01")
    desk.done("2301", {"feedetail": [desk.line("1", BED, 4250, 20,
                                               fee_ocur_time="2018-09-02 09:00:00")]})
    desk.discharge("2018-09-11")
    data = desk.settle_in("850.00")
    if fen(desk.done("2303", data)["setlinfo"]["fund_pay_sumamt"]) == 0:
        wire.find("2303: the fund pays nothing for an illness")
    hurt = {**desk.who, "dcla_souc": "01", "psn_cert_type": "01", "insu_admdvs": "371525",
            "certno": desk.proof["mdtrt_cert_no"], "psn_name": desk.name, "fixmedins_code": HOSPITAL,
            "trum_time": "2018-09-01", "trum_site": "县道", "trum_rea": "车祸", "chk_pay_flag": "0",
            "begndate": "2018-09-01", "enddate": "2018-09-30"}
    desk.refused(-400, "2507", {"data": {**hurt, "certno": PATIENT}})
    desk.done("2507", {"data": hurt})
    settled = desk.settle_alike("2303", "2304", data)
    if fen(settled["fund_pay_sumamt"]):
        wire.find("2304: the fund pays where somebody else has to")


def sale(desk, flag="1"):
    desk.day, desk.visit = "2018-06-04", desk.who
    lines = [desk.line("1", "XC08CAY001A001010199999", 15, 84),
             desk.line("2", "XB01ACY009A001010199999", 18, 90)]
    return {"druginfo": {**desk.who, **desk.proof, "psn_cert_type": "01", "psn_type": desk.psn_type,
                         "certno": desk.proof["mdtrt_cert_no"], "psn_name": desk.name,
                         "begntime": "2018-06-04 18:00:00", "medfee_sumamt": "28.80",
                         "insutype": desk.insutype, "acct_used_flag": flag, "med_type": "41"},
            "drugdetail": lines,
            "drug_trac_info": [{"feedetl_sn": "1", "drug_trac_codg": "81000000000000000001",
                                "trdn_flag": "0"}]}


def pharmacy(wire):
    desk = Desk(wire, EMPLOYEE, PHARMACY, "310")
    before = desk.done("1101", {"data": desk.proof})["insuinfo"][0]["balc"]
    settled = desk.settle_alike("2101", "2102", sale(desk))
    if fen(settled["balc"]) != fen(before) - fen(settled["acct_pay"]):
        wire.find(f"2102: balc {before}, {settled['acct_pay']} paid, {settled['balc']} left")
    desk.taken_back("2103", settled)
    if desk.done("1101", {"data": desk.proof})["insuinfo"][0]["balc"] != before:
        wire.find("2103: the account is not what it was")


def family(wire):
    """A resident's purchase from the account of a relative who is an employee (data/demo/shares.csv)."""
    holder = Desk(wire, EMPLOYEE, PHARMACY, "310")
    desk = Desk(wire, PATIENT, PHARMACY, "390")
    before = fen(holder.done("1101", {"data": holder.proof})["insuinfo"][0]["balc"])
    settled = desk.settle_alike("2101", "2102", sale(desk, "2"))
    paid = fen(settled["acct_mulaid_pay"])
    if not paid or paid != fen(settled["acct_pay"]):
        wire.find(f"2102: a relative paid {paid} of {settled['acct_pay']}")
    left = fen(holder.done("1101", {"data": holder.proof})["insuinfo"][0]["balc"])
    if left != before - paid:
        wire.find(f"2102: a relative had {before}, paid {paid} and has {left}")
    desk.taken_back("2103", settled)
    if fen(holder.done("1101", {"data": holder.proof})["insuinfo"][0]["balc"]) != before:
        wire.find("2103: a relative's account is not what it was")


def goods(wire):
    """A pharmacy's stock: counted, bought, sent back, sold, returned, changed; and taken out again."""
    desk = Desk(wire, EMPLOYEE, PHARMACY, "310")
    drug = {"med_list_codg": "XC08CAY001A001010199999", "fixmedins_hilist_id": "A1",
            "fixmedins_hilist_name": "苯磺酸氨氯地平片", "fixmedins_bchno": "B1", "rx_flag": "1",
            "manu_lotnum": "L1", "manu_date": "2018-01-01", "expy_end": "2020-01-01"}
    deal = {**drug, "spler_name": "演示医药公司", "purc_invo_no": "F1", "finl_trns_pric": "0.60",
            "purc_retn_stoin_time": "2018-06-01 09:00:00", "purc_retn_opter_name": "演示药师"}
    sold = {**drug, "prsc_dr_name": "演示医师", "phar_name": "演示药师", "phar_prac_cert_no": "Z1",
            "mdtrt_sn": "1", "trdn_flag": "0", "rtal_docno": "R1", "finl_trns_pric": "0.84",
            "sel_retn_time": "2018-06-04 18:00:00", "sel_retn_opter_name": "演示药师",
            "drugtracinfo": [{"drug_trac_codg": "81000000000000000001"}]}
    desk.done("3501", {"invinfo": {**drug, "invdate": "2018-06-01", "inv_cnt": "100"}})
    desk.done("3502", {"invinfo": {**drug, "inv_chg_type": "101", "pric": "0.84", "cnt": "-1",
                                   "inv_chg_time": "2018-06-02 09:00:00"}})
    bought = {"purcinfo": {**deal, "aprvno": "N1", "purc_retn_cnt": "50"}}
    first = desk.done("3503", bought, msgid="BOUGHT")
    if desk.done("3503", bought, msgid="BOUGHT") != first:
        wire.find("3503 asked again")
    desk.done("3504", {"purcinfo": {**deal, "purc_retn_cnt": "5"}})
    desk.done("3505", {"selinfo": {**sold, "sel_retn_cnt": "15"}})
    desk.done("3506", {"selinfo": {**sold, "sel_retn_cnt": "1"}})
    desk.refused(-6, "3505", {"selinfo": {**sold, "sel_retn_cnt": "0"}})
    for kind in "1234":
        desk.done("3507", {"data": {"fixmedins_bchno": "B1", "inv_data_type": kind}})
    desk.refused(-9, "3507", {"data": {"fixmedins_bchno": "B1", "inv_data_type": "3"}})


def goods_at_once(wire):
    """The same for many records: a wrong one is told of, the others are kept."""
    desk = Desk(wire, EMPLOYEE, PHARMACY, "310")
    drug = {"med_list_codg": "XC08CAY001A001010199999", "fixmedins_hilist_id": "A1",
            "fixmedins_hilist_name": "苯磺酸氨氯地平片", "fixmedins_bchno": "B2", "rx_flag": "1",
            "manu_lotnum": "L1", "manu_date": "2018-01-01", "expy_end": "2020-01-01"}
    wrong = {"med_list_codg": "XNONE"}
    deal = {**drug, "spler_name": "演示医药公司", "purc_invo_no": "F1", "finl_trns_pric": "0.60",
            "purc_retn_stoin_time": "2018-06-01 09:00:00", "purc_retn_opter_name": "演示药师",
            "prodentp_name": "演示药厂", "aprvno": "N1",
            "purc_invo_file_List": [{"fixmedins_bchno": "B2", "file_name": "1.pdf", "file_data": "eA=="}]}
    sold = {**drug, "prsc_dr_name": "演示医师", "phar_name": "演示药师", "phar_prac_cert_no": "Z1",
            "mdtrt_sn": "1", "trdn_flag": "0", "rtal_docno": "R1", "finl_trns_pric": "0.84",
            "sel_retn_time": "2018-06-04 18:00:00", "sel_retn_opter_name": "演示药师", "drug_prod_barc": "69",
            "psn_cert_type": "01", "certno": EMPLOYEE, "psn_name": "演示",
            "drugtracinfo": [{"drug_trac_codg": "81"}, {"drug_trac_codg": "82"}]}
    taken = {**drug, "invdate": "2018-06-01", "pric": "0.84"}
    changed = {**drug, "inv_chg_type": "101", "pric": "0.84", "inv_chg_time": "2018-06-02 09:00:00"}
    for infno, node, answer, row, count, number in (
            ("3501A", "invinfoDetail", None, taken, "inv_cnt", None),
            ("3502A", "invinfoDetail", "invinfoErrDetail", changed, "cnt", None),
            ("3503A", "purcinfoDetail", "purcinfoDetail", deal, "purc_retn_cnt", "medins_prod_purc_no"),
            ("3504A", "purcinfoDetail", "purcinfoErrDetail", deal, "purc_retn_cnt", None),
            ("3505A", "selinfoDetail", "selinfoDetail", sold, "sel_retn_cnt", "medins_prod_sel_no"),
            ("3506A", "selinfoDetail", "selinfoErrDetail", sold, "sel_retn_cnt", None)):
        good, bad = {**row, count: "5"}, {**row, count: "5", **wrong}
        if not answer:
            desk.refused(-413, infno, {node: [good, bad]})
            desk.done(infno, {node: [good, good]})
            continue
        rows = desk.done(infno, {node: [good, bad, good]})[answer]
        told = [(each["retRslt"], "XNONE" in each["msgRslt"]) for each in rows]
        if told != ([("0", False), ("-413", True), ("0", False)] if number else [("-413", True)]):
            wire.find(f"{infno}: {told}")
        if number and (not rows[0][number] or rows[1][number] or rows[0][number] == rows[2][number]):
            wire.find(f"{infno}: {[each[number] for each in rows]}")
    batches = [{"fixmedins_bchno": "B2", "inv_data_type": kind} for kind in "12347"]
    rows = desk.done("3507A", {"goodDetail": batches})["goodErrDetail"]
    if [each["inv_data_type"] for each in rows] != ["7"] or rows[0]["retRslt"] == "0":
        wire.find(f"3507A: {rows}")
    desk.refused(-2, "3507A", {"goodDetail": []})


def filings(wire):
    desk = Desk(wire, THIRD, HOSPITAL)
    referral = {"refmedin": {
        **desk.who, "insutype": "390", "insu_optins": "371525", "diag_code": "I25.103",
        "diag_name": "冠状动脉粥样硬化性心脏病", "reflin_medins_no": CITY,
        "reflin_medins_name": "演示市第一人民医院", "mdtrtarea_admdvs": "371502",
        "hosp_agre_refl_flag": "1", "refl_type": "1", "refl_date": "2018-06-01",
        "refl_rea": "不能确诊", "refl_opnn": "同意", "begndate": "2018-06-01", "enddate": "2018-06-30"}}
    for filed, cancelled, data in (
            ("2501", "2502", referral), ("2501A", "2502", referral), ("2580", "2581", referral),
            ("2503", "2504", {"data": {
                **desk.who, "insutype": "390", "opsp_dise_code": "M01600", "opsp_dise_name": "糖尿病",
                "insu_optins": "371525", "ide_fixmedins_no": HOSPITAL,
                "ide_fixmedins_name": "演示县人民医院", "hosp_ide_date": "2018-01-02",
                "diag_dr_codg": "D37152500701", "diag_dr_name": "演示医师",
                "begndate": "2018-01-02", "enddate": "2018-12-31"}}),
            ("2505", "2506", {"data": {
                **desk.who, "agnter_name": "江例三九", "agnter_cert_type": "01",
                "agnter_certno": "379999196105217215", "agnter_tel": "19900010039",
                "tel": "19900009999", "addr": "演示地址", "biz_appy_type": "03", "begndate": "2018-01-02", "enddate": "2018-12-31",
                "fix_srt_no": "1", "fixmedins_code": CLINIC, "fixmedins_name": "演示县东镇卫生院"}})):
        number = desk.done(filed, data)["result"]["trt_dcla_detl_sn"]
        if filed == "2501" and not desk.done("5304", {"data": {
                **desk.who, "begntime": "2018-06-01 00:00:00"}})["refmedin"]:
            wire.find("5304: the referral is not there")
        if filed == "2580":
            asked = {"data": {**desk.who, "begntime": "2018-06-01 00:00:00"}}
            if not desk.done("5380", asked)["refmedin"] or desk.done("5304", asked)["refmedin"]:
                wire.find("5380: the emergency is not there, or is a referral")
            desk.refused(-419, "2502", {"data": {**desk.who, "trt_dcla_detl_sn": number}})
        if filed == "2503" and not desk.done("5301", {"data": desk.who})["feedetail"]:
            wire.find("5301: the filing is not there")
        if filed == "2505" and not desk.done(
                "5302", {"data": {**desk.who, "biz_appy_type": "03"}})["psnfixmedin"]:
            wire.find("5302: the institution is not there")
        desk.done(cancelled, {"data": {**desk.who, "trt_dcla_detl_sn": number, "memo": "误报"}})


def registrations(wire):
    """A pregnancy, a disease paid by the case, the two diseases in both spellings: entered, asked for,
    used, withdrawn, and the same message again."""
    desk = Desk(wire, THIRD, CLINIC)
    said = {"psn_cert_type": "01", "certno": THIRD, "psn_name": desk.name, "gend": "1"}
    days = {"begndate": "2018-01-02", "enddate": "2018-12-31"}
    page = {"page_size": "10", "page_num": 1}
    pregnancy = {**desk.who, **said, **days, "geso_val": "12", "last_mena_date": "2018-03-01",
                 "plan_matn_date": "2018-12-06", "spus_name": "演示配偶", "spus_cert_type": "01",
                 "spus_certno": OTHER, "fixmedins_code": CLINIC, "tel": "19900009999", "fetts": 1,
                 "matn_type": "7", "naty": "01"}
    case = {**desk.who, **days, "bydise_setl_list_code": "BD001", "bydise_setl_dise_name": "演示病种",
            "fixmedins_code": CLINIC, "appy_date": "2018-01-01", "appy_rea": "演示"}
    house = {"fixmedins_code": CLINIC, "certno": THIRD, "check_state": "1", **page}
    for entered, withdrawn, asked, data in (("2572", "2573", "5372", pregnancy),
                                            ("2585", "2586", "5385", case)):
        first = desk.done(entered, {"data": data}, msgid=f"REG{entered}")["data"]
        again = desk.done(entered, {"data": data}, msgid=f"REG{entered}")["data"]
        desk.refused(-424, entered, {"data": data})
        rows = desk.done(asked, {"data": house})["data"]
        if again != first or rows != [first]:
            wire.find(f"{asked}: {rows}, {entered} gave {first} and {again}")
        desk.refused(-600, asked, {"data": {**house, "fixmedins_code": HOSPITAL}})
        key = {"data": {**desk.who, "serv_matt_inst_id": first["serv_matt_inst_id"]}}
        desk.done(withdrawn, key)
        desk.refused(-420, withdrawn, key)
        if desk.done(asked, {"data": house})["data"]:
            wire.find(f"{asked}: what {withdrawn} withdrew is still there")
    desk.refused(-2, "2573", {"data": desk.who})

    two = {**desk.who, **said, **days, "dcla_souc": "01", "dise_code": "I10.x00x002", "dise_name": "高血压",
           "lmt": "200.00", "trt_schm": "氨氯地平", "dise_cond_dscr": "血压升高",
           "appy_fixmedins_no": CLINIC, "appy_fixmedins_name": "演示县东镇卫生院", "dr_codg": "D37152500701",
           "dr_opnn": "同意", "dr_opnn_time": "2018-01-02", "appy_time": "2018-01-02", "appy_rea": "长期用药"}
    spelt = {re.sub("_(.)", lambda m: m[1].upper(), name) if name not in ("psn_no",) else name: value
             for name, value in two.items()}
    spelt["appyType"] = "1"
    desk.refused(-7, "2595", {"data": {**two, "dise_code": "J18.100"}})
    desk.refused(-6, "2595", {"data": {**two, "lmt": "-1"}})
    desk.register("2018-06-04")
    desk.describe(med_type="9901")
    desk.done("2204", {"feedetail": [desk.line("1", AMOXICILLIN, 15, 24)]})
    desk.refused(-419, "2206", desk.settle_in("3.60", med_type="9901"))
    entry = desk.done("2595", {"data": two})["data"]
    if entry["lmt"] != 200 or entry["chk_stas"] != "2":
        wire.find(f"2595: {entry}")
    if desk.done("5395", {"data": {**desk.who, **page}})["data"] != [entry]:
        wire.find("5395: the entry is not there")
    desk.settle_alike("2206", "2207", desk.settle_in("3.60", med_type="9901"))
    if desk.done("5301", {"data": desk.who})["feedetail"]:
        wire.find("5301: a registration of the two diseases is no chronic disease")
    desk.done("2596", {"data": {"trt_dcla_detl_sn": entry["trt_dcla_detl_sn"]}})
    if desk.done("2691", spelt)["opsp_dise_code"] != "I10.x00x002":
        wire.find("2691: another disease")
    found = desk.done("2693", {"appyType": "1", "pageSize": 10, "pageNum": 1})
    if found["recordCounts"] != 1 or found["data"][0]["diseName"] != "高血压":
        wire.find(f"2693: {found}")
    drugs = {"psninfo": {**desk.who, **said, **days, "appy_date": "2018-01-02", "cond_abst": "病理", "appy_lmt": "9000",
                         "dr_no": "D37152500701", "dr_name": "演示医师"},
             "druginfo": {"appy_dise_code": "C34.900", "appy_dise_name": "肺恶性肿瘤", "med_list_codg": AMOXICILLIN,
                          "med_list_name": "阿莫西林"},
             "medinsinfo": [{"fixmedins_code": each, "fixmedins_name": "演示机构", "poolarea_no": "371525"}
                            for each in (CLINIC, PHARMACY)]}
    number = desk.done("2591", drugs)["data"]["mihi_opsp_reg_sn"]
    desk.refused(-424, "2591", drugs)
    desk.refused(-413, "2591", {**drugs, "druginfo": {**drugs["druginfo"], "med_list_codg": "XNONE"}})
    shown = desk.done("5391", {"data": desk.who})
    if [each["fixmedins_code"] for each in shown["medinsinfo"]] != [CLINIC, PHARMACY] or len(shown["druginfo"]) != 2:
        wire.find(f"5391: {shown}")
    desk.done("2594", {"data": {**desk.who, "mihi_opsp_reg_sn": number}})
    key = {"trtDclaDetlSn": found["data"][0]["trtDclaDetlSn"]}
    answer = wire.ask("2692", key, HOSPITAL)
    if answer["infcode"] != -419:
        wire.find(f"2692: another institution withdraws: {answer['infcode']}")
    desk.done("2692", key)


def chronic(wire):
    desk = Desk(wire, CHRONIC, HOSPITAL)
    dise = {"dise_codg": "M03900", "dise_name": "高血压"}
    desk.register("2018-06-04")
    desk.describe(med_type="14", **dise)
    desk.done("2204", {"feedetail": [desk.line("1", "XC08CAY001A001010199999", 15, 840,
                                               dise_codg="M03900")]})
    desk.settle_alike("2206", "2207", desk.settle_in("126.00", med_type="14", **dise))
    drugs = desk.done("5205", {"data": {**desk.who, "begntime": "2018-06-01",
                                        "endtime": "2018-06-30"}})["feedetail"]
    if len(drugs) != 1:
        wire.find(f"5205: {len(drugs)} drugs, 1 was used")


def mappings(wire):
    key = {"fixmedins_hilist_id": "YP0100", "list_type": "101", "med_list_codg": AMOXICILLIN}
    wire.done("3301", {"data": [{**key, "fixmedins_hilist_name": "阿莫西林", "begndate": "2018-01-01",
                                 "enddate": "2018-12-31"}]})
    page = {"updt_time": "2000-01-01", "page_num": 1, "page_size": 10, "fixmedins_code": HOSPITAL}
    if not any(row["medins_list_codg"] == "YP0100"
               for row in wire.done("1317", {"data": page})["data"]):
        wire.find("1317: the mapping is not there")
    wire.done("3302", {"data": {**key, "fixmedins_code": HOSPITAL}})


def reconciliation(wire):
    """The city hospital's day: one settlement, a file that says another fen."""
    desk = Desk(wire, OTHER, CITY)
    desk.register("2018-06-06")
    desk.describe()
    desk.done("2204", {"feedetail": [desk.line("1", AMOXICILLIN, 15, 24)]})
    settled = desk.settle_alike("2206", "2207", desk.settle_in("3.60"))
    days = {"stmt_begndate": wire.today, "stmt_enddate": wire.today, "setl_optins": "371525",
            "insutype": "390", "clr_type": "11", "fixmedins_setl_cnt": "1"}
    for medfee, result in (("3.60", "0"), ("3.61", "1")):
        said = desk.done("3201", {"data": {**days, "medfee_sumamt": medfee, "acct_pay": "0",
                                           "fund_pay_sumamt": settled["fund_pay_sumamt"]}})
        if said["stmtinfo"]["stmt_rslt"] != result:
            wire.find(f"3201: {medfee} {said['stmtinfo']}")
    line = [settled["setl_id"], settled["mdtrt_id"], settled["psn_no"], "3.61",
            str(settled["fund_pay_sumamt"]), "0", "0"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("stmt.txt", "\t".join(line) + "\n")
    file = desk.done("9101", {"fsUploadIn": {"filename": "stmt.zip", "fixmedins_code": CITY,
                                             "in": list(packed.getvalue())}})
    result = desk.done("3202", {"data": {**days, "file_qury_no": file["file_qury_no"],
                                         "medfee_sumamt": "3.61", "cash_payamt": settled["psn_cash_pay"],
                                         "fund_pay_sumamt": settled["fund_pay_sumamt"]}})["fileinfo"]
    content = desk.done("9102", {"fsDownloadIn": {"file_qury_no": result["file_qury_no"],
                                                  "filename": result["filename"],
                                                  "fixmedins_code": CITY}})
    row, = packed_rows(content)
    if row[0] != settled["psn_no"] or row[4] == "0" or row[7] != "3.60":
        wire.find(f"3202: {row}")


def reversals(wire):
    """2601 before its original, after it, twice, of a cancelled one; each kind of original."""
    desk = Desk(wire, THIRD, HOSPITAL)
    undo = lambda msgid, infno: {"data": {**desk.who, "omsgid": msgid, "oinfno": infno}}
    desk.register("2018-06-07")
    desk.describe()
    desk.done("2204", {"feedetail": [desk.line("1", AMOXICILLIN, 15, 24)]})
    data = desk.settle_in("3.60")
    data["data"].update({name: "0" for name in SAID})
    desk.done("2601", undo("BEFORE", "2207"))
    desk.refused(-306, "2207", data, msgid="BEFORE")
    setl_id = desk.done("2207", data, msgid="AFTER")["setlinfo"]["setl_id"]
    desk.done("2601", undo("AFTER", "2207"))
    desk.done("2601", undo("AFTER", "2207"))
    desk.refused(-306, "2207", data, msgid="AFTER")
    desk.refused(-416, "2208", {"data": {**desk.visit, "setl_id": setl_id}})
    setl_id = desk.done("2207", data, msgid="CANCELLED")["setlinfo"]["setl_id"]
    desk.done("2208", {"data": {**desk.visit, "setl_id": setl_id}})
    desk.done("2601", undo("CANCELLED", "2207"))
    desk.refused(-306, "2207", data, msgid="CANCELLED")
    desk.refused(-418, "2601", undo("CANCELLED", "2204"))
    desk.done("2207", data)

    desk.admit("2018-07-01", msgid="ADMITTED")
    desk.done("2601", undo("ADMITTED", "2401"))
    desk.admit("2018-07-01")
    desk.done("2301", {"feedetail": [desk.line("1", BED, 4250, 20,
                                               fee_ocur_time="2018-07-02 09:00:00")]})
    desk.discharge("2018-07-11")
    desk.done("2304", desk.settle_in("850.00"), msgid="STAY")
    desk.done("2601", undo("STAY", "2304"))
    desk.refused(-306, "2304", desk.settle_in("850.00"), msgid="STAY")
    desk.done("2304", desk.settle_in("850.00"))

    desk = Desk(wire, EMPLOYEE, PHARMACY, "310")
    desk.done("2102", sale(desk), msgid="SOLD")
    desk.done("2601", undo("SOLD", "2102"))


def play(wire):
    parts = (basics, catalogues, outpatient, inpatient, injury, pharmacy, family, goods, goods_at_once,
             filings, registrations, chronic, mappings, reconciliation, reversals)
    for part in parts:
        wire.place = part.__name__
        try:
            part(wire)
        except (KeyError, IndexError, TypeError, ValueError) as lost:
            wire.find(f"cannot be played: {lost!r}")
    wire.place = "offered"
    offered = {infno for infno, row in INTERFACES.items() if row["status"] == "offered"}
    for infno in sorted(offered - wire.succeeded):
        wire.find(f"{infno} has not succeeded once")
    return len(wire.succeeded)
