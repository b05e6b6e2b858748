"""Hostile texts in every field of every operation: refused, or kept to the letter; nothing is found by them.

A refusal has a code and a status below 500. The store is afterwards what it was, but for what the
operation says it writes: the audit log, sessions, jobs, proposals, counted failures.
"""
import hashlib
import json

from desk import OPERATIONS, PARAMETERS, ROLES
from looks import known, wanted
from secrets_scan import PAYLOADS

MANY = [payload.replace("\\u0000", "\0") for payload in PAYLOADS]
FEW = MANY[:3]  # where a password's hash takes a tenth of a second
SLOW = {"login", "change_password", "add_user", "reset_password"}
# What the operations called here write.
WRITTEN = {"access_log", "access_head", "session", "export_job", "approval", "file", "setl_stat"}
LARGE = {"med_item", "code_item", "policy_pack"}  # not worth reading each time
FREE = {"reason", "display_name", "value", "query"}  # they say why, or are kept: nothing is looked for
SORTED = {"sort", "after", "limit", "lang"}  # they choose among what is shown anyway


class Store:
    """The rows that nobody may change by calling a console operation with nonsense."""

    def __init__(self, desk):
        self.desk = desk

    def digest(self):
        seen = hashlib.sha256()
        for name, text in self.desk.select("SELECT name, sql FROM sqlite_master WHERE type = 'table'"
                                           " ORDER BY name"):
            seen.update(f"{name} {text}".encode())
            if name in WRITTEN:
                continue
            only = {"setting": " WHERE name <> 'statistics_to'",
                    "user_account": f" WHERE user_name <> '{self.desk.spare}'"}.get(name, "")
            for row in self.desk.select(f'SELECT {"count(*)" if name in LARGE else "*"} FROM "{name}"{only}'):
                seen.update(repr(row).encode())
        return seen.digest()


def callers(desk):
    """Somebody who may, of each operation."""
    return {operation: name for name, role in ROLES.items() for operation in desk.may[role]}


def check(desk, operation, field, payload, status, content):
    where = f"{operation} {field} {payload!r}: {status}"
    if status >= 500:
        desk.find(f"{where} {content[:200]!r}")
    if operation in ("openapi", "settlement_pdf", "export_file") and status == 200:
        desk.find(where)
        return
    answer = json.loads(content)
    if status != 200 and not (answer["code"] and answer["message"]):
        desk.find(f"{where} without a code or a message")
    if status == 200 and field not in SORTED | FREE and (answer.get("items") or answer.get("psn_no")):
        desk.find(f"{where} finds {content[:200]!r}")


def kept(desk, operation, payload):
    """What a proposal says is what was written."""
    (reason,), = desk.select("SELECT reason FROM approval ORDER BY approval_id DESC LIMIT 1")
    if reason != payload:
        desk.find(f"{operation} keeps {payload!r} as {reason!r}")


def hostile(desk):
    values, who, store = known(desk), callers(desk), Store(desk)
    before, count, turn = store.digest(), 0, 0
    for operation in OPERATIONS:
        if operation in ("logout", "login"):
            continue
        needed = wanted(operation, values)
        for parameter in PARAMETERS.get(operation, []):
            turn += 1  # two fields share the list: all of it meets every kind of field
            for payload in FEW if operation in SLOW else MANY[turn % 2::2]:
                asked = {**(needed if operation != "search_persons" else {}), parameter["name"]: payload}
                status, content = desk.call(who[operation], operation, asked)
                check(desk, operation, parameter["name"], payload, status, content)
                if status == 200 and operation.startswith("propose") and parameter["name"] == "reason":
                    kept(desk, operation, payload)
                count += 1
            if operation == "change_password":  # the guesses were counted; a right one forgets them
                desk.sign_in(who[operation])
        after = store.digest()
        if after != before and operation not in SLOW:
            desk.find(f"{operation} changed something")
        before = after
    return count
