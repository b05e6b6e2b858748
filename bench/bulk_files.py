#!/usr/bin/env python3
"""usage: bulk_files.py PEOPLE CLAIMS FOLDER

Writes FOLDER/people.csv (for `yibao import people`) and FOLDER/claims.json (for `yibao settle`): made-up
residents of the division that does not exist, and what they bought or were treated for in 2018. The same
numbers write the same bytes.
"""
import csv
import datetime
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIVISION = "379999"
HOSPITALS = ["H37152500001", "H37152500002"]
PHARMACIES = [f"P3715250000{n}" for n in (1, 2, 3, 4)]


def identity_number(number):
    """The number-th of the division, with the right check character."""
    born = datetime.date(1950, 1, 1) + datetime.timedelta(days=number // 900)
    digits = f"{DIVISION}{born:%Y%m%d}{100 + number % 900:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def drugs(most):
    """Codes with a price below the catalogue's limit, in hundredths."""
    with open(ROOT / "data/catalogue/demo/drugs.csv", encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["begndate"] <= "2018-01-01" and not r["enddate"]]
    return [(r["med_list_codg"], max(1, int(float(r["pric_uplmt"] or "10") * 100))) for r in rows[:most]]


def lines(rng, items, count):
    made = []
    for code, price in rng.sample(items, count):
        number = rng.randint(1, 9)
        made.append({"med_list_codg": code, "cnt": number, "pric": f"{price / 100:.2f}",
                     "det_item_fee_sumamt": f"{price * number / 100:.2f}"})
    return made


def claim(rng, items, people, number, claims):
    """In order of time, as an institution's month or a county's year is handed in."""
    stay = number % 20 == 0
    day = datetime.datetime(2018, 1, 2) + datetime.timedelta(seconds=number * 340 * 86400 // claims)
    made = {"certno": identity_number(rng.randrange(people)), "insutype": "390",
            "fixmedins_code": rng.choice(HOSPITALS if stay else PHARMACIES),
            "med_type": "21" if stay else "41", "ipt_otp_no": f"B{number:09d}",
            "begntime": f"{day:%Y-%m-%d %H:%M:%S}"}
    if stay:
        end = day + datetime.timedelta(days=rng.randint(3, 15))
        made |= {"endtime": f"{end:%Y-%m-%d %H:%M:%S}", "diag_code": "J15.900"}
    made["feedetail"] = lines(rng, items, 20 if stay else 3)
    return made


def main():
    people, claims, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    rng = random.Random(2018)
    with open(folder / "people.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["certno", "psn_name", "naty", "insutype", "psn_type", "psn_insu_date", "cvlserv_flag"])
        for number in range(people):
            out.writerow([identity_number(number), f"例{number}", "01", "390", "15", "2018-01-01", "0"])
    items = drugs(200)
    with open(folder / "claims.json", "w", encoding="utf-8") as file:
        for number in range(claims):
            json.dump(claim(rng, items, people, number, claims), file, ensure_ascii=False)
            file.write("\n")


main()
