"""Nobody is seen in clear, and every look at a person leaves a trace.

Every operation is called by every role with parameters that find something and with ones that do
not; every list is exported in both formats; bills are printed. masked: in none of the replies,
files, logs and stored bytes stands an identity number, card, token, telephone number or name,
except in what the roles that may reveal got by revealing. traced: whatever carries a person's data
has its entry in the audit log before it is answered.
"""
import io
import json
import re
import subprocess
import zipfile

from desk import MEMBERS, OPERATIONS, PARAMETERS, ROLES
from secrets_scan import secrets, seen
from wire import PEOPLE

# What the reply of an operation says about a person; a psn_no alone names nobody, but is about him.
PERSONAL = {"psn_no", "psn_name", "certno", "brdy", "bill"}
# They end the session, or spend a password's time for nothing.
NOT_CALLED = {"login", "logout", "openapi", "add_user", "reset_password"}
# Refused or not by what is asked for, not by the role alone.
DECIDES = {"approve", "refuse", "withdraw", "add_export"}
# What was simulated needs settlements older than a minute: test/face/api/desk.c looks at it.
SIMULATED = {"simulation", "simulation_rows", "simulation_bills"}
SAYS_A_PERSON = re.compile(rb'"(psn_no|psn_name|certno|brdy)":"[^"]')


def taken_on_paper(desk, psn_no):
    """A claim on paper that is on a payment list; once."""
    if not hasattr(desk, "paper"):
        item = desk.select("SELECT f.med_list_codg FROM feedetl f, med_item m WHERE f.inscp_scp_amt_fen ="
                           " f.det_item_fee_sumamt_fen AND m.med_list_codg = f.med_list_codg AND m.begndate <= 17683"
                           " AND m.enddate IS NULL AND m.chrgitm_lv = '01' ORDER BY 1 LIMIT 1")[0][0]  # 2018-06-01
        path = f"/persons/{psn_no}/paper-claims"
        claim = {"claim_kind": "stay", "med_type": "21", "fixmedins_code": "H37152500001", "begndate": "2018-06-01",
                 "enddate": "2018-06-05", "invono": "90000001", "medfee_sumamt": 3000, "payee_name": "代收人",
                 "bank_name": "银行", "bank_acct": "6200000000001234567"}
        desk.paper = answer(desk, "jingban", path, claim)["claim_id"]
        path = f"/paper-claims/{desk.paper}"
        answer(desk, "jingban", path + "/lines", {"lines": {"items": [
            {"med_list_codg": item, "cnt": "3000", "pric": "1", "det_item_fee_sumamt": "3000"}]}})
        for kind in ("identity", "card", "invoice", "statement", "bank_card", "fee_list", "case_copy"):
            answer(desk, "jingban", path + "/documents",
                   {"doc_kind": kind, "doc_name": "扫描件", "doc_hash": "ab" * 32})
        answer(desk, "jingban", path + "/submit", {})
        desk.batch = answer(desk, "caiwu", "/payment-lists", {})["batch_id"]
    return {"claim_id": desk.paper, "batch_id": desk.batch}


def answer(desk, name, path, body):
    status, _, content = desk.send("POST", path, body, name)
    if status != 200:
        desk.find(f"{path}: {status} {content.decode()}")
    return json.loads(content)


def known(desk):
    """Values that find something, by the name of the parameter."""
    person = next(iter(PEOPLE.values()))
    setl_id, psn_no = desk.select("SELECT setl_id, psn_no FROM setl WHERE setl_id ="
                                  " (SELECT max(setl_id) FROM setl WHERE fixmedins_code LIKE 'H%')")[0]
    line = desk.select("SELECT f.feedetl_sn FROM feedetl f, setl s WHERE s.setl_id = ? AND"
                       " f.feedetl_id = s.feedetl_from", setl_id)[0][0]
    filing, psn_no = desk.select("SELECT trt_dcla_detl_sn, psn_no FROM filing WHERE filing_kind = '2503' LIMIT 1")[0]
    packs = json.loads(desk.call("jingban", "policies", {})[1])["items"]
    allowance = desk.select("SELECT setl_id FROM matn_allowance ORDER BY 1 LIMIT 1")[0][0]
    review = desk.select("SELECT claim_id FROM paper_claim WHERE claim_stas = 'review'")[0][0]
    return {"allowance": allowance, "claim_under_review": review, "setl_id": setl_id, "psn_no": psn_no, "trt_dcla_detl_sn": filing, "feedetl_sn": line,
            "kind": "amount",
            "cause": "identity", "from": "2000-01-01", "certno": person["certno"], "reason": "核对身份",
            "fixmedins_code": "H37152500001", "id": packs[0]["id"], "user_name": desk.spare,
            "approval_id": 1, "export_id": 1, "old_password": "x", "new_password": "y",
            "code": "000000", "locked": False, "roles": ["viewer"], "value": "11",
            "policy": packs[0]["id"], "share_id": 1, "user_certno": person["certno"], "share_rlts": "1", "input": {"cases": []}, "operation": "users",
            "format": "csv", "act": "identity", "csv": "act,certno\n", "order_id": 1, "query": {}, "name": "med_type", "version_id": "1", "rev": 1,
            "opsp_dise_code": "M01600", "simulation_id": "1", "run_id": 1, "base": packs[0]["id"], "from_day": "2099-01-01", "year": 2018,
            "before": packs[0]["id"], "after": packs[0]["id"], "older": packs[0]["id"],
            "newer": packs[0]["id"], **taken_on_paper(desk, psn_no)}


def own(desk, values):
    """The same for the insured person, who finds what is his."""
    setl_id = desk.select("SELECT max(setl_id) FROM setl WHERE psn_no = (SELECT psn_no FROM user_account"
                          " WHERE user_name = 'canbao')")[0][0]
    return {**values, "setl_id": setl_id, "care": "inpatient", "level": "level_2", "amount": "3000.00", "day": "2018-06-20"}


def wanted(operation, values):
    """The required ones, certno where people are looked for, the day of the demo's policies."""
    more = {"search_persons": {"certno"}, "my_estimate": {"day"}}.get(operation, set())
    names = {row["name"] for row in PARAMETERS.get(operation, []) if row["required"]}
    if OPERATIONS[operation]["path"].startswith("/maternity-allowances"):
        values = {**values, "setl_id": values["allowance"]}
    if operation in ("try_newcomer", "register_newcomer"):  # of somebody who is there already
        values = {**values, "psn_name": "某甲", "reason": "other", "insutype": "390", "kind": "resident",
                  "psn_type": "15", "begndate": "2018-06-01"}
    if operation == "paper_trial":  # of one that is settled there is nothing to try
        values = {**values, "claim_id": values["claim_under_review"]}
    return {name: values[name] for name in names | more if name in values}


def entries(desk, name, operation):
    return desk.select("SELECT count(*) FROM access_log WHERE actor = ? AND action IN (?, 'export')",
                       name, operation)[0][0]


def look(desk, name, operation, values):
    """One call; an entry for whatever says something about a person, or refuses to."""
    before = entries(desk, name, operation)
    status, content = desk.call(name, operation, values)
    personal = any(row["name"] in PERSONAL for row in MEMBERS.get(operation, [])) or \
        operation in ("settlement_pdf", "export_file")
    says = SAYS_A_PERSON.search(content) or operation in ("settlement_pdf", "export_file")
    if status == 200 and personal and says and entries(desk, name, operation) == before:
        desk.find(f"{operation} by {name} shows a person and leaves no trace")
    if status == 403 and entries(desk, name, operation) == before:
        desk.find(f"{operation} by {name} is refused and leaves no trace")
    if status == 200 and SAYS_A_PERSON.search(content) and not personal:
        desk.find(f"{operation} says what data/api does not: {content[:200]!r}")
    return status, content


def every_operation(desk):
    values = known(desk)
    answered = set()
    for name, role in ROLES.items():
        for operation in OPERATIONS:
            if operation in NOT_CALLED:
                continue
            found = own(desk, values) if role == "insured" else values
            status, _ = look(desk, name, operation, wanted(operation, found))
            if status >= 500:
                desk.find(f"{operation} by {name}: {status}")
            if status == 200:
                answered.add(operation)
            if (status == 403) != (operation not in desk.may[role]) and operation not in DECIDES:
                desk.find(f"{operation} by {name}: {status}")
    for operation, row in OPERATIONS.items():
        if row["logged"] and operation not in answered | {"export_file"} | SIMULATED:
            desk.find(f"{operation} was never answered")
    return len(desk.received)


def in_clear(desk):
    """An identity number in every field of every operation, wrong or right: no error text repeats it."""
    certno, values = next(iter(PEOPLE)), known(desk)
    who = {operation: name for name, role in ROLES.items() for operation in desk.may[role]}
    for operation, parameters in PARAMETERS.items():
        if operation in NOT_CALLED:
            continue
        for parameter in parameters:
            desk.call(who[operation], operation, {**wanted(operation, values),
                                                  parameter["name"]: certno}, "en")
            if operation == "change_password":  # the guess was counted
                desk.sign_in(who[operation])
    desk.start_export("jingban", "settlements", "csv", {"fixmedins_code": certno, "psn_no": certno})
    desk.send("GET", f"/nothing/{certno}?certno={certno}", None, "jingban")
    desk.send("POST", "/session", {"user_name": certno, "password": "nobody knows it"})


def every_list(desk):
    """All lists in both formats; the settlements' list in each form must show somebody masked."""
    for operation, row in OPERATIONS.items():
        if not row["list"] or operation in SIMULATED:
            continue
        name = next(n for n, role in ROLES.items() if operation in desk.may[role])
        query = wanted(operation, known(desk))
        jobs = {form: desk.start_export(name, operation, form, query) for form in ("csv", "xlsx")}
        for form, job in jobs.items():
            content = desk.take_export(name, job)
            if not content:
                desk.find(f"{operation} cannot be exported as {form}")
            elif form == "xlsx":
                desk.received.append((name, f"export of {operation}", 200, unzipped(content)))
    for name in ROLES:
        if name != "shenji" and desk.start_export(name, "audit_log", "csv"):
            desk.find(f"{name} exports the audit log")


def unzipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"\n".join(parts.read(part) for part in parts.namelist())


def every_bill(desk):
    """The PDF's words; they must be there to be searched."""
    words = 0
    for setl_id, in desk.select("SELECT setl_id FROM setl"):
        status, content = desk.call("jingban", "settlement_pdf", {"setl_id": setl_id})
        if status != 200:
            desk.find(f"settlement_pdf {setl_id}: {status}")
            continue
        text = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
        words += "基金".encode() in text
        desk.received.append(("jingban", f"text of bill {setl_id}", 200, text))
    if not words:
        desk.find("no words were found in a printed bill")


def traced(desk):
    count = every_operation(desk)
    in_clear(desk)
    every_list(desk)
    every_bill(desk)
    return count


def may_say(desk, name, what, status):
    """A person who was revealed, to a role that may."""
    return status == 200 and "/reveal?" in what and "reveal_person" in desk.may[ROLES[name]]


def masked(desk):
    """After everything else: the server ends, so that all is in its files."""
    desk.rows.close()
    desk.county.stop()
    hidden, shown = secrets(), 0
    for name, what, status, content in desk.received:
        for text in seen(hidden, content):
            if may_say(desk, name, what, status):
                shown += 1
            else:
                desk.find(f"{name or 'nobody'} sees {hidden[text]} {text.decode()} in {status} {what}")
    if not shown:
        desk.find("nobody was revealed: the search finds nothing")
    files = [path for path in desk.county.folder.iterdir() if path.is_file() and path.suffix != ".key"]
    for path in files:
        for text in seen(hidden, path.read_bytes()):
            desk.find(f"{hidden[text]} {text.decode()} stands in {path.name}")
    return len(desk.received) + len(files)
