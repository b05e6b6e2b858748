"""Hostile texts change nothing, and what names a person stands nowhere in clear.

hostile: statements of SQL, of shells and of markup in every kind of text field are refused or kept to
the letter, and the store is what it was besides. scan: no identity number, card, token, telephone
number or insured person's name in the store's files and the server's log; in answers only what the
interface prints there.
"""
import re

from offered import AMOXICILLIN, CLINIC, DIAGNOSIS, HOSPITAL, Desk
from refused import Store
from wire import FIELDS, PEOPLE, table

PATIENT = "379999199702226631"
PAYLOADS = (
    "' OR '1'='1", "' OR 1=1 --", "'; DROP TABLE psn; --", "\" OR \"\"=\"", "1; DELETE FROM setl",
    "' UNION SELECT certno FROM psn --", "'||(SELECT psn_name FROM psn LIMIT 1)||'", "%' AND '%'='",
    "1) OR (1=1", "admin'/*", "*/ OR 1=1 /*", "'; ATTACH DATABASE '/tmp/x' AS x; --",
    "'; COPY psn TO '/tmp/x'; --", "1 AND SLEEP(5)", "1; SELECT pg_sleep(5)", "'; PRAGMA writable_schema=1;--",
    "\\'; DROP TABLE psn; --", "$1", "?1", ":psn_no", "{psn}", "%s%s%s%n", "%00", "\u2019 OR 1=1",
    "＇ OR 1=1", "$(reboot)", "`reboot`", "../../etc/passwd", "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0", "a\tb\nc", "\u202e反\u200b", "😀" * 8, "null\\u0000")


def kept(wire, desk, payload, number):
    """The text goes into a visit and its line, and comes out of them."""
    said = {"main_cond_dscr": payload, "dise_name": payload[:50]}
    output = desk.wire.ask("2203", {
        "mdtrtinfo": {**desk.visit, "med_type": "11", "begntime": "2018-06-04 08:30:00", **said},
        "diseinfo": [{**DIAGNOSIS, "diag_name": payload, "diag_time": "2018-06-04 08:40:00"}]}, CLINIC)
    line = desk.line(str(number), AMOXICILLIN, 15, 24, memo=payload, bilg_dr_name=payload[:50],
                     sin_dos_dscr=payload)
    loaded = desk.wire.ask("2204", {"feedetail": [line]}, CLINIC, opter_name=payload[:50])
    if output["infcode"] == 0:
        visit = desk.done("5201", {"data": {**desk.who, "begntime": "2018-06-04", "med_type": "11",
                                            "endtime": "2018-06-04",
                                            "mdtrt_id": desk.visit["mdtrt_id"]}})["mdtrtinfo"][0]
        ill = desk.done("5202", {"data": desk.visit})["diseinfo"][0]
        if any(visit[name] != text for name, text in said.items()) or ill["diag_name"] != payload:
            wire.find(f"{payload!r} was kept as {visit['main_cond_dscr']!r}")
    if loaded["infcode"] == 0:
        fee = desk.done("5204", {"data": desk.visit})[-1]
        if fee["memo"] != payload or fee["opter_name"] != payload[:50]:
            wire.find(f"{payload!r} was kept as {fee['memo']!r}")
    return (output["infcode"] == 0) + (loaded["infcode"] == 0)


def asked(wire, payload):
    """The text is looked for, and nobody is found by it."""
    for infno, data in (
            ("1101", {"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": payload[:50]}}),
            ("1101", {"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": PATIENT,
                               "psn_name": payload[:50]}}),
            ("1201", {"medinsinfo": {"fixmedins_type": "1", "fixmedins_name": payload}}),
            ("1201", {"medinsinfo": {"fixmedins_type": payload, "fixmedins_code": payload}}),
            ("1312", {"data": {"hilist_name": payload, "hilist_code": payload, "page_num": 1,
                               "page_size": 10, "updt_time": "2018-01-01"}}),
            ("1317", {"data": {"fixmedins_code": payload[:12], "medins_list_codg": payload,
                               "page_num": 1, "page_size": 10, "updt_time": "2018-01-01"}}),
            ("5102", {"data": {"prac_psn_type": "1", "prac_psn_name": payload, "certno": payload}}),
            ("5301", {"data": {"psn_no": payload[:30]}}),
            ("5203", {"data": {"psn_no": payload[:30], "setl_id": payload[:30],
                               "mdtrt_id": payload[:30]}}),
            ("9102", {"fsDownloadIn": {"file_qury_no": payload, "filename": payload,
                                       "fixmedins_code": HOSPITAL}}),
            (payload, {"data": {}})):
        answer = wire.ask(infno, data, msgid=payload[:30])
        rows = [node for node in answer["output"].values() if isinstance(node, list)] \
            if answer["infcode"] == 0 else []
        if any(rows) or "baseinfo" in answer["output"]:
            wire.find(f"{infno} finds something by {payload!r}")


def hostile(wire):
    wire.place = "hostile"
    desk = Desk(wire, PATIENT, CLINIC)
    desk.register("2018-06-04")
    store = Store(wire.county.store)
    tables, people = store.tables, store.link.execute("SELECT * FROM psn").fetchall()
    count = 0
    for number, payload in enumerate(PAYLOADS, 1):
        count += kept(wire, desk, payload, number)
        before = store.digest()
        asked(wire, payload)
        if store.digest() != before:
            wire.find(f"{payload!r} changed something")
    if Store(wire.county.store).tables != tables or \
            store.link.execute("SELECT * FROM psn").fetchall() != people:
        wire.find("the store is another")
    if count < 2 * len(PAYLOADS) - 4:
        wire.find(f"only {count} texts were taken")
    return count


def secrets():
    """What must be seen nowhere: {text: kind}."""
    found = {}
    for row in PEOPLE.values():
        for name in ("certno", "card_no", "token", "tel", "psn_name"):
            found[row[name].encode()] = name
    for row in table("data/demo/practitioners.csv"):
        found[row["certno"].encode()] = "certno"
    for row in table("data/demo/departments.csv"):
        found[row["dept_resper_tel"].encode()] = "dept_resper_tel"
    for tel in ("19900009999", "19900000000"):  # sent by the samples
        found[tel.encode()] = "tel"
    return found


# Whatever looks like one; an alternation of all would take minutes. A name: 例 is in every one.
CATALOGUE_BYTES = 200000  # a reply of that size is a catalogue's file: names nobody
LOOKS = re.compile(rb"(?=(\d{17}[\dX]))|(?=(1990\d{7}))|(D371525\d{6})|(DEMOTOKEN\d{4})|(\xe4\xbe\x8b)")


def seen(hidden, content):
    """The hidden texts that stand in it."""
    found = set()
    for match in LOOKS.finditer(content):
        start = match.start()
        texts = [content[start - 3:start + 3 * n] for n in (2, 3, 4)] if match.group(5) else \
            [text for text in match.groups() if text]
        found.update(text for text in texts if text in hidden)
    return found


def check_log(wire):
    """Who looked at whom, and who was refused."""
    link = Store(wire.county.store).link
    rows = set(link.execute("SELECT actor, action, substr(target, 1, 5), result FROM access_log"))
    for row in ((HOSPITAL, "1101", "psn:?", "PSN_NOT_FOUND"), (HOSPITAL, "5203", "psn:", "OK"),
                (CLINIC, "2001", "psn:", "OK"), (HOSPITAL, "5206", "psn:", "WRONG_FORMAT")):
        if not any(seen[:2] == row[:2] and seen[2].startswith(row[2]) and seen[3] == row[3]
                   for seen in rows):
            wire.find(f"the access log has no {row}")


def scan(wire):
    wire.place = "secrets"
    check_log(wire)
    wire.county.stop()  # all is in its files
    hidden = secrets()
    files = [path for path in wire.county.folder.iterdir() if path.suffix != ".key"]
    for path in files:
        for text in seen(hidden, path.read_bytes()):
            wire.find(f"{hidden[text]} {text.decode()} stands in {path.name}")
    allowed = {(infno, re.sub("[A-Z]", lambda m: "_" + m[0].lower(), name))
               for infno, direction, _, name in FIELDS if direction == "out"}
    shown = set()
    for infno, content in wire.received:
        if len(content) > CATALOGUE_BYTES:
            continue
        for text in seen(hidden, content):
            shown.add((infno, hidden[text]))
            if (infno, hidden[text]) not in allowed or b'"infcode":0' not in content:
                wire.find(f"{hidden[text]} in the answer of {infno}: {content[:200].decode()}")
    for kind in ("certno", "psn_name"):  # the search can find
        if ("1101", kind) not in shown:
            wire.find(f"no {kind} was seen in an answer of 1101")
    return len(wire.received) + len(files)
