"""What the tests at a served county share: a desk that sells, and many who do something at once."""
import json
import random
import sys
import threading

from county import County

RESIDENT, EMPLOYEE, SECOND = "379999197208033042", "379999198106140933", "379999198108124478"
NAMES = {EMPLOYEE: "易例一五一", SECOND: "郑例一五二"}
DRUG, PRICE = "ZA04BAY094A001010199999", 1036


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def fen(amount):
    return round(amount * 100)


def must(wanted, got, what):
    if got != wanted:
        sys.exit(f"{what}: {got!r} instead of {wanted!r}")


def at_once(jobs):
    """What each of `jobs` returned, all started together; the first failure is raised."""
    barrier, results, failures = threading.Barrier(len(jobs)), [None] * len(jobs), []

    def work(number, job):
        try:
            barrier.wait()
            results[number] = job()
        except BaseException as failure:  # noqa: BLE001 - told below
            failures.append(failure)

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


class Desk:
    """Makes messages; counts the settlements that the store must have in the end."""

    def __init__(self, county, seed):
        self.county, self.number, self.settled = county, 0, 0
        self.rng = random.Random(seed)
        self.lock = threading.Lock()

    def msgid(self):
        with self.lock:
            self.number += 1
            return f"P37152500001TEST{self.number:014d}"

    def done(self, infno, data, msgid=None, fixmedins="P37152500001"):
        answer = self.county.call(infno, data, msgid or self.msgid(), fixmedins)
        must(0, answer["infcode"], f"{infno} {answer['err_msg']}")
        return answer["output"]

    def who(self, certno):
        return self.done("1101", {"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": certno}})

    def balance(self, certno):
        return fen(self.who(certno)["insuinfo"][0]["balc"])

    def sale(self, psn_no, certno, count=1, msgid=None):
        data = {"druginfo": {
                    "psn_no": psn_no, "mdtrt_cert_type": "02", "mdtrt_cert_no": certno,
                    "psn_cert_type": "01", "certno": certno, "psn_type": "11",
                    "psn_name": NAMES[certno], "begntime": "2018-06-04 18:20:00", "medfee_sumamt": yuan(PRICE * count),
                    "insutype": "310", "acct_used_flag": "1", "med_type": "41"},
                "drugdetail": [{
                    "feedetl_sn": "1", "rx_circ_flag": "0", "fee_ocur_time": "2018-06-04 18:20:00",
                    "med_list_codg": DRUG, "medins_list_codg": "YP002", "pric": yuan(PRICE),
                    "cnt": str(count), "det_item_fee_sumamt": yuan(PRICE * count)}]}
        return County.envelope("2102", data, msgid or self.msgid())

    def undo(self, psn_no, omsgid):
        return County.envelope("2601", {"data": {"psn_no": psn_no, "omsgid": omsgid,
                                                 "oinfno": "2102"}}, self.msgid())

    def post(self, message):
        return json.loads(self.county.post(message))

    def code(self, message):
        return self.post(message)["infcode"]

    def end(self):
        """Stops the server; the store must hold what was settled, and be right."""
        self.county.stop()
        verify = self.county.run("verify", "--json", check=False)
        print(verify.stdout.strip(), verify.stderr.strip(), flush=True)
        must(0, verify.returncode, "verify")
        must(self.settled, json.loads(verify.stdout)["settlements"], "settlements")
