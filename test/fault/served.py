#!/usr/bin/env python3
"""Many clients at one server, over HTTP: usage served.py YIBAO sqlite|postgres

The same message at once from many (one effect, one reply), one msgid for two messages, everybody at
one person, reversals in every order against their original, clients that mean ill beside those that
do not, and the end of the server in the middle of it all. `yibao verify` has the last word.
"""
import http.client
import json
import os
import socket
import sys
import tempfile
import threading
import time
from contextlib import contextmanager

from county import CALL, County, Database
from desk import EMPLOYEE, PRICE, RESIDENT, SECOND, DRUG, Desk, at_once, fen, must, yuan

CLIENTS = 32
BUSY = -301  # STORE_BUSY: ask again
TOWNSHIP = "H37152500101"
LINES = [("1", "001102000089999", 1000, 1), ("2", "002501000019999", 1450, 1),
         ("3", "XJ01CAY021A001010199999", 15, 24), ("4", DRUG, PRICE, 2)]
TOTAL = sum(pric * cnt for _, _, pric, cnt in LINES)
DIFFERS, REVERSED, TOO_DEEP = -305, -306, -18


def same_message_at_once(desk):
    """B1: one effect, and everybody reads the same bytes."""
    psn_no, before = desk.who(EMPLOYEE)["baseinfo"]["psn_no"], desk.balance(EMPLOYEE)
    for copies in (2, 8, CLIENTS, 50):
        message = desk.sale(psn_no, EMPLOYEE)
        replies = at_once([lambda: desk.county.post(message)] * copies)
        must(0, json.loads(replies[0])["infcode"], replies[0].decode())
        must(1, len(set(replies)), f"different replies to {copies} copies")
        must(replies[0], desk.county.post(message), "a late copy")
        desk.settled += 1
        before -= PRICE
        must(before, desk.balance(EMPLOYEE), "balance")


def one_msgid_for_two(desk):
    """B2: one of them is executed, the other one refused, however often and in whatever order."""
    psn_no, before = desk.who(EMPLOYEE)["baseinfo"]["psn_no"], desk.balance(EMPLOYEE)
    msgid = desk.msgid()
    messages = [desk.sale(psn_no, EMPLOYEE, count, msgid) for count in (1, 2)]
    replies = at_once([lambda m=m: desk.county.post(m) for m in messages * (CLIENTS // 2)])
    codes = [{json.loads(r)["infcode"] for r in replies[k::2]} for k in (0, 1)]
    if codes not in ([{0}, {DIFFERS}], [{DIFFERS}, {0}]):
        sys.exit(f"one msgid for two messages: {codes}")
    winner = codes.index({0})
    must(1, len(set(replies[winner::2])), "different replies")
    desk.settled += 1
    must(before - PRICE * (winner + 1), desk.balance(EMPLOYEE), "balance")


def visit(desk, who):
    """One outpatient visit up to its settlement; what the fund paid of it."""
    place = {"fixmedins": TOWNSHIP}
    visit = {"psn_no": who, "mdtrt_id": desk.done("2201", {"data": {
        "psn_no": who, "insutype": "390", "begntime": "2018-06-04 08:30:00",
        "mdtrt_cert_type": "02", "mdtrt_cert_no": RESIDENT, "ipt_otp_no": desk.msgid()[-18:],
        "atddr_no": "D37152500741", "dr_name": "演示医师", "dept_code": "QK",
        "dept_name": "全科医疗科", "caty": "A02"}}, **place)["data"]["mdtrt_id"]}
    desk.done("2203", {
        "mdtrtinfo": {**visit, "med_type": "11", "begntime": "2018-06-04 08:30:00"},
        "diseinfo": [{"diag_type": "1", "maindiag_flag": "1", "diag_srt_no": "1",
                      "diag_dept": "内科", "dise_dor_no": "D37152500701", "dise_dor_name": "演示医师",
                      "vali_flag": "1", "diag_code": "J06.900", "diag_name": "急性上呼吸道感染",
                      "diag_time": "2018-06-04 08:40:00"}]}, **place)
    desk.done("2204", {"feedetail": [{
        **visit, "chrg_bchno": "B1", "feedetl_sn": sn, "med_list_codg": code, "pric": yuan(pric),
        "cnt": str(cnt), "det_item_fee_sumamt": yuan(pric * cnt), "rx_circ_flag": "0",
        "hosp_appr_flag": "0", "medins_list_codg": "YN001", "fee_ocur_time": "2018-06-04 08:50:00",
        "bilg_dept_codg": "QK", "bilg_dept_name": "全科医疗科", "bilg_dr_codg": "D37152500741",
        "bilg_dr_name": "演示医师"} for sn, code, pric, cnt in LINES]}, **place)
    data = {**visit, "mdtrt_cert_type": "02", "mdtrt_cert_no": RESIDENT, "med_type": "11",
            "medfee_sumamt": yuan(TOTAL), "psn_setlway": "01", "chrg_bchno": "B1",
            "acct_used_flag": "0", "insutype": "390"}
    before = desk.done("2206", {"data": data}, **place)["setlinfo"]
    data.update({name: str(before[name]) for name in
                 ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")})
    return fen(desk.done("2207", {"data": data}, **place)["setlinfo"]["fund_pay_sumamt"])


def everybody_at_one_person(desk):
    """B3: the year's allowance and the account are spent to the last fen and no further, and nobody
    hears of locks."""
    who = desk.who(RESIDENT)["baseinfo"]["psn_no"]
    paid = at_once([lambda: visit(desk, who)] * CLIENTS)
    desk.settled += CLIENTS
    must(12000, sum(paid), "the fund's general outpatient payments of the year")

    who, balance = desk.who(SECOND)["baseinfo"]["psn_no"], desk.balance(SECOND)
    count = balance // (CLIENTS * PRICE * 3) + 1  # too much for the account with three sales each
    replies = at_once([lambda: [desk.post(desk.sale(who, SECOND, count)) for _ in range(3)]] * CLIENTS)
    desk.settled += CLIENTS * 3
    must({0}, {r["infcode"] for group in replies for r in group}, "2102")
    must(balance, sum(fen(r["output"]["setlinfo"]["acct_pay"]) for group in replies for r in group),
         "paid from the account")
    must(0, desk.balance(SECOND), "balance")


def reversals(desk):
    """B4: before, after, twice and during; in the end the sale has no effect and never will."""
    psn_no, before = desk.who(EMPLOYEE)["baseinfo"]["psn_no"], desk.balance(EMPLOYEE)
    outcomes = {0: 0, REVERSED: 0}
    for number in range(40):
        msgid = desk.msgid()
        sale = desk.sale(psn_no, EMPLOYEE, 1, msgid)
        pause = desk.rng.uniform(0, 0.01)
        jobs = [lambda: desk.post(sale)] * 2 + [
            lambda: time.sleep(pause) or desk.post(desk.undo(psn_no, msgid))] * 2
        if number < 10:  # before, after, twice
            jobs = jobs[:1] + jobs[2:] if number % 2 else jobs[2:] + jobs[:1]
            answers = [job() for job in jobs]
            first, undone = (answers[0], answers[1:]) if number % 2 else (answers[2], answers[:2])
            must(0 if number % 2 else REVERSED, first["infcode"], "2102 beside 2601")
        else:
            answers = at_once(jobs)
            first, undone = answers[0], answers[2:]
        must([0, 0], [a["infcode"] for a in undone], "2601")
        settled = 0 in [a["infcode"] for a in answers if a not in undone]
        outcomes[0 if settled else REVERSED] += 1
        desk.settled += 2 if settled else 0  # the sale and its red entry
        must(REVERSED, desk.code(sale), "2102 after 2601")
    must(before, desk.balance(EMPLOYEE), "balance")
    print(f"# reversals: {outcomes[0]} sales undone, {outcomes[REVERSED]} prevented", flush=True)


def resident_mb(county):
    with open(f"/proc/{county.process.pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmRSS"))


def percentile(desk, seconds):
    """How long one sale takes, nearly at worst, with eight clients at work; in ms."""
    psn_no, end = desk.who(EMPLOYEE)["baseinfo"]["psn_no"], time.monotonic() + seconds

    def work():
        times = []
        while time.monotonic() < end:
            began = time.monotonic()
            must(0, desk.code(desk.sale(psn_no, EMPLOYEE)), "2102")
            times.append(time.monotonic() - began)
        return times

    times = sorted(t for group in at_once([work] * 8) for t in group)
    desk.settled += len(times)
    return times[len(times) * 99 // 100] * 1000


@contextmanager
def slow_clients(county, count):
    """Heads and bodies that arrive byte by byte, while it lasts."""
    host, port = county.address.split(":")
    links, over = [], threading.Event()

    def drip():
        while not over.wait(0.5):
            for link in links:
                try:
                    link.send(b"x")
                except OSError:
                    pass

    for number in range(count):
        link = socket.create_connection((host, int(port)))
        link.send(b"POST " + CALL.encode() + b" HTTP/1.1\r\nHost: x\r\n" +
                  (b"Content-Length: 9000000\r\n\r\n" if number % 2 else b"X-Slow: "))
        links.append(link)
    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for link in links:
            link.close()


def too_large(county, head):
    """100 MB of body; the status, and how much of it was taken before the server had enough."""
    host, port = county.address.split(":")
    link, sent, piece = socket.create_connection((host, int(port)), timeout=30), 0, b"x" * 65536
    link.send(b"POST " + CALL.encode() + b" HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
    try:
        while sent < 100 << 20:
            if b"chunked" in head:
                link.sendall(b"10000\r\n" + piece + b"\r\n")
            else:
                link.sendall(piece)
            sent += len(piece)
        link.sendall(b"0\r\n\r\n" if b"chunked" in head else b"")
    except OSError:
        pass  # refused in the middle
    try:
        status = link.recv(100).split(b" ")[1:2]
    except OSError:
        status = []
    link.close()
    return status, sent


def ill_will(desk):
    """D4: those who drip, flood and nest; the others are served meanwhile."""
    county = desk.county
    usual = percentile(desk, 1)
    with slow_clients(county, 400):
        beside = percentile(desk, 1)
        for head in (b"Content-Length: 104857600", b"Transfer-Encoding: chunked"):
            status, sent = too_large(county, head)
            if status not in ([b"413"], []):  # [] when the refusal was lost in the flood
                sys.exit(f"100 MB of body: {status} after {sent} bytes")
        psn_no = desk.who(EMPLOYEE)["baseinfo"]["psn_no"]
        sale = desk.sale(psn_no, EMPLOYEE)
        for deep in (b'{"a":' * 10000 + b"1" + b"}" * 10000, b"[" * 10000 + b"]" * 10000):
            must(TOO_DEEP, desk.code(sale.replace(b'"41"', deep)), "deep JSON")
            if desk.code(deep) >= 0:
                sys.exit("a message of brackets is taken")
        memory = resident_mb(county)
    print(f"# p99 {usual:.0f} ms, {beside:.0f} ms beside 400 slow clients; {memory} MB resident",
          flush=True)
    if memory > 256 and "ASAN_OPTIONS" not in os.environ:
        sys.exit(f"{memory} MB resident")


def idleness(desk):
    """A server that nobody asks keeps looking and writes nothing (old files are swept once a minute)."""
    def jobs():
        link = http.client.HTTPConnection(desk.county.address, timeout=5)
        link.request("GET", "/healthz")
        return json.loads(link.getresponse().read())["jobs"]

    before = jobs()
    time.sleep(3)
    if jobs() > before + 1:
        sys.exit(f"{jobs() - before} jobs of an idle server in 3 s")


def answer_to(county, request, count=1):
    """The status of each answer to these bytes, until there are `count` or the server has enough."""
    host, port = county.address.split(":")
    got, link = b"", socket.create_connection((host, int(port)), timeout=20)
    with link:
        try:
            link.sendall(request)
            while got.count(b"HTTP/1.1 ") < count and (piece := link.recv(65536)):
                got += piece
        except ConnectionError:
            pass  # refused in the middle
    return [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:]]


def ill_will_at_the_console(desk):
    """D4 where people sign in: too much of everything, each refused by its own word and soon."""
    county, head = desk.county, b" HTTP/1.1\r\nHost: x\r\n"

    def sign_in(body):
        return answer_to(county, b"POST /api/v1/session" + head + b"Content-Type: application/json\r\n"
                         b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def keys(count):
        return ("{" + ",".join(f'"k{i}":1' for i in range(count)) + "}").encode()

    for what, wanted, ask in (
            ("10,000 levels", [400], lambda: sign_in(b'{"a":' * 10000 + b"1" + b"}" * 10000)),
            ("300,000 keys", [400], lambda: sign_in(keys(300000))),
            ("a million keys", [413], lambda: sign_in(keys(1000000))),
            ("a million times one key", [413], lambda: sign_in(b"{" + b'"k":1,' * 1000000 + b"}")),
            ("a long path", [414], lambda: answer_to(county, b"GET /api/v1/" + b"a" * 20000 + head + b"\r\n")),
            ("a long page", [414], lambda: answer_to(county, b"GET /" + b"a/" * 10000 + head + b"\r\n")),
            ("many fields", [431], lambda: answer_to(
                county, b"GET /api/v1/session" + head + b"X-Field: y\r\n" * 1000 + b"\r\n")),
            ("many at once", [401] * 500, lambda: answer_to(
                county, (b"GET /api/v1/session" + head + b"\r\n") * 500, 500))):
        began = time.monotonic()
        got = ask()
        if got != wanted and not (got == [] and wanted == [413]):  # a refusal lost in the flood
            sys.exit(f"{what}: {got[:3]} instead of {wanted[:3]}")
        if time.monotonic() - began > 10:
            sys.exit(f"{what}: {time.monotonic() - began:.1f} s")
    memory = resident_mb(county)
    if memory > 256 and "ASAN_OPTIONS" not in os.environ:
        sys.exit(f"{memory} MB resident")


def the_end(desk):
    """SIGTERM under load: what is answered is kept, what is not, or was put off, can be asked again."""
    psn_no, journal = desk.who(EMPLOYEE)["baseinfo"]["psn_no"], []

    def work():
        while True:
            message = desk.sale(psn_no, EMPLOYEE)
            try:
                journal.append((message, desk.county.post(message)))
            except (OSError, http.client.HTTPException):
                journal.append((message, None))
                return

    ender = threading.Timer(0.7, desk.county.process.terminate)
    ender.start()
    at_once([work] * CLIENTS)
    must(0, desk.county.process.wait(30), "exit code")
    desk.county.process.stdout.close()
    desk.county.start()
    for message, reply in journal:
        again = desk.county.post(message)
        if reply is not None and json.loads(reply)["infcode"] != BUSY:
            must(reply, again, "an answered message after the end")
        must(0, json.loads(again)["infcode"], "2102")
    desk.settled += len(journal)
    cut = sum(reply is None for _, reply in journal)
    print(f"# the end: {len(journal) - cut} answered, {cut} asked again", flush=True)


def run(yibao, folder, store):
    seed = int(os.environ.get("YB_SEED") or time.time())
    print(f"# seed: YB_SEED={seed}", flush=True)
    desk = Desk(County(yibao, folder, store).init().start(), seed)
    for part in (same_message_at_once, one_msgid_for_two, everybody_at_one_person, reversals,
                 ill_will, ill_will_at_the_console, idleness, the_end):
        began = time.monotonic()
        part(desk)
        print(f"# {part.__name__}: {time.monotonic() - began:.1f} s", flush=True)
    desk.end()


def main():
    database = Database() if sys.argv[2] == "postgres" else None
    try:
        with tempfile.TemporaryDirectory(prefix="yibao-served-") as folder:
            run(sys.argv[1], folder, database.url if database else None)
    finally:
        if database:
            database.close()


if __name__ == "__main__":
    main()
