"""Institutions whose messages must be signed: Signer(county, kind, folder) makes it so before the county
is served, and signs envelopes as clients do. Kind SM2 or SM3; the forms are src/face/nhsa/body_sign.h's.
"""
import base64
import csv
import datetime
import hmac
import json
import re
import subprocess

from county import ROOT

USER_ID, SECRET, GATEWAY = "1234567812345678", "wire-secret-of-a-test", "wire-app"
FORMS = ((r"\d{14}", "%Y%m%d%H%M%S"), (r".*T.*", "%Y-%m-%dT%H:%M:%S"), (r".*", "%Y-%m-%d %H:%M:%S"))


def openssl(*words, text=None):
    return subprocess.run(["openssl", *words], input=text, check=True, capture_output=True).stdout


def members_text(members):
    """k=v of all but cainfo and input, sorted."""
    return "&".join(f"{name}={value if isinstance(value, str) else json.dumps(value)}"
                    for name, value in sorted(members.items()) if name not in ("cainfo", "input"))


class Signer:
    def __init__(self, county, kind, folder):
        self.kind, self.folder, self.signed = kind, folder, 0
        self.key = f"{folder}/sm2.pem"
        public = ""
        if kind == "SM2":
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", self.key)
            public = openssl("pkey", "-in", self.key, "-pubout").decode()
        self.demand(county, {"sign_type": kind, "sign_key": public, "gateway_id": GATEWAY,
                             "gateway_secret": SECRET})

    def demand(self, county, columns):
        with open(ROOT / "data/demo/institutions.csv", encoding="utf-8", newline="") as file:
            rows = [{**row, **columns} for row in csv.DictReader(file)]
        with open(f"{self.folder}/signing.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        county.run("import", "institutions", f"{self.folder}/signing.csv")

    def sm2(self, user_id, text):
        path = f"{self.folder}/signed.txt"
        with open(path, "wb") as file:  # a whole file: what is signed at once cannot be streamed
            file.write(text.encode())
        return openssl("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", self.key,
                       "-pkeyopt", f"distid:{user_id}", "-in", path)

    def sign(self, members):
        """Puts inf_time and cainfo into an envelope; with SM2 in either of its two forms."""
        now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
        form = next(form for like, form in FORMS if re.fullmatch(like, members["inf_time"]))
        members.update(inf_time=now.strftime(form), signtype=self.kind)
        self.signed += 1
        if self.kind == "SM3":
            members["cainfo"] = hmac.new(SECRET.encode(), members_text(members).encode(), "sm3").hexdigest()
        elif self.signed % 2 and not isinstance(members["input"], str):
            text = json.dumps(members["input"], ensure_ascii=False)
            members["cainfo"] = base64.b64encode(self.sm2(GATEWAY, text)).decode()
        else:
            members["cainfo"] = self.sm2(USER_ID, members_text(members)).hex()


def refused(wire):
    """What is not signed, or signed and then changed, is refused. How many were sent."""
    data = {"signIn": {"opter_no": "1", "mac": "m", "ip": "i"}}
    bare = wire.envelope("9001", "H37152500001", data)
    signed, late = dict(bare), dict(bare)
    for members in (signed, late):
        wire.signer.sign(members)
        wire.signer.signed -= 1  # both in the form that covers the input
    changed = {"input": {"signIn": {**data["signIn"], "mac": "n"}}} if wire.signer.kind == "SM2" \
        else {"opter": "0002"}
    for what, members, code in (("unsigned", bare, -601), ("changed", {**signed, **changed}, -601),
                                ("signed", late, 0)):
        wire.place = what
        _, _, content = wire.post("/9001", json.dumps(members, ensure_ascii=False),
                                  {"Content-Type": "application/json"})
        if json.loads(content)["infcode"] != code:
            wire.find(f"{code} expected: {content.decode()}")
    return 3
