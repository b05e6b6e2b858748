"""Replays test/face/samples as its README.md says."""
import copy
import csv
import io
import json
import re
import zipfile

from wire import INTERFACES, PEOPLE, ROOT, at, table

FOLDER = ROOT / "test/face/samples"


def fill(value, known):
    """${name} by what is known; alone in a string it keeps its type."""
    if isinstance(value, dict):
        return {key: fill(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, known) for item in value]
    if not isinstance(value, str):
        return value
    alone = re.fullmatch(r"\$\{(\w+)\}", value)
    if alone:
        return known[alone.group(1)]
    return re.sub(r"\$\{(\w+)\}", lambda match: str(known[match.group(1)]), value)


def put(tree, path, value):
    *way, last = path.split(".")
    for word in way:
        tree = tree[int(word)] if isinstance(tree, list) else tree[word]
    tree[last] = value


def statement(known):
    """The file of 3202: one settlement, as its lines are printed."""
    line = "\t".join([known["setl_id"], known["mdtrt_id"], known["psn_no"], "875.4",
                      str(known["fund"]), "0", "0"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("stmt.txt", line + "\n")
    return list(packed.getvalue())


def read_reads():
    reads = {}
    for row in table("test/face/samples/reads.csv"):
        key = row["client"], row["infno"]
        reads.setdefault(key, []).append((row["node"], row["many"] == "*", row["fields"].split()))
    return reads


class Client:
    def __init__(self, wire, sample, reads):
        self.wire, self.sample, self.reads = wire, sample, reads
        person = PEOPLE[sample["person"]]
        self.known = {name: person[name] for name in ("certno", "psn_name", "card_no", "token")}
        self.known["today"] = wire.today
        self.last = {}
        self.seen = set()

    def input(self, request):
        data = copy.deepcopy(self.last[request["like"]] if "like" in request else request["input"])
        for path, value in request.get("change", {}).items():
            put(data, path, value)
        self.last[request["infno"]] = data
        if request["infno"] == "9101" and "setl_id" in self.known:
            self.known["statement"] = statement(self.known)
        return fill(data, self.known)

    def body(self, request, data):
        sample, infno = self.sample, request["infno"]
        sender = request.get("as", sample["fixmedins_code"])
        members = {**sample["envelope"], **fill(request.get("envelope", {}), self.known)}
        members = {name: value for name, value in members.items() if value is not None}
        form = sample.get("msgid", "{fixmedins}{time}{serial}").replace("{infno}", infno)
        members.update(infno=infno, msgid=self.wire.msgid(sender, form), fixmedins_code=sender,
                       input=json.dumps(data, ensure_ascii=False) if request.get("raw") else data)
        return self.wire.text(members)

    def play(self, request):
        wire, sample, infno = self.wire, self.sample, request["infno"]
        data = self.input(request)
        path = request.get("path", sample["path"]).replace("{infno}", infno).replace(
            "{rest_path}", INTERFACES[infno]["rest_path"] or f"/{infno}")
        headers = {name: value.replace("{infno}", infno)
                   for name, value in {**sample["headers"], **request.get("headers", {})}.items()}
        status, got, content = wire.post(path, self.body(request, data), headers)
        if "bytes" in request:
            if got["Content-Type"] != "application/octet-stream" or \
                    list(content) != request["bytes"]:
                wire.find(f"another file: {content[:80]!r}")
            return
        wire.check_envelope(status, got, content)
        answer = json.loads(content)
        if answer["infcode"] != request.get("refused", 0):
            wire.find(f"{infno}: {answer['infcode']} {answer['err_msg']}")
        elif "refused" in request:
            if request["names"] not in answer["err_msg"]:
                wire.find(f"{infno}: {answer['err_msg']!r} does not name {request['names']}")
        else:
            self.answered(infno, request, answer["output"])

    def answered(self, infno, request, output):
        self.seen.add((self.sample["client"], infno))
        for node, many, names in self.reads.get((self.sample["client"], infno), []):
            self.wire.check_output(infno, node, many, names, output)
        if "setldetail" in output:
            self.wire.check_money(infno, output)
        for name, path in request.get("keep", {}).items():
            self.known[name] = at(output, path)


def play(wire):
    reads = read_reads()
    seen = set()
    count = 0
    for path in sorted(FOLDER.glob("*.json")):
        client = Client(wire, json.loads(path.read_text("utf-8")), reads)
        for number, request in enumerate(client.sample["requests"], 1):
            wire.place = f"{path.name} {number}"
            try:
                client.play(request)
            except (KeyError, IndexError, TypeError) as lost:
                wire.find(f"{request['infno']}: cannot be played: {lost!r}")
            count += 1
        seen |= client.seen
    wire.place = "reads.csv"
    for client, infno in sorted(reads.keys() - seen):
        wire.find(f"no answer to {infno} of {client} was seen")
    return count
