"""A store with many settlements for bench/console: a small city's year, drawn and settled by the program, copied
by plain SQL to other people, other institutions and the years 2023 to now, in order of time.

What the lists read is complete (people, institutions, visits, settlements, what each fund paid, the audit log, approvals);
fee lines, messages and ledger entries stay away. One settlement in a hundred is cancelled.
"""
import random
import re
import time

YEARS, YEAR_MS, DAY_MS = 4, 31536000000, 86400000
EPOCH_MS = 1577836800000  # ids count from 2020
COPIED = ("setl", "setl_detail", "mdtrt")
EMPTIED = COPIED + ("feedetl", "setl_accu", "setl_trace", "message", "message_route", "ledger_transfer", "setl_stat",
                    "access_log", "access_head")
ACTIONS = ("settlements", "settlement", "person", "search_persons", "login", "reveal_person", "settlement_pdf")


class Filler:
    """`run(sql)` executes; `rows(sql)` asks; both of one dialect, on one connection."""

    def __init__(self, run, rows, columns):
        self.run, self.rows, self.columns = run, rows, columns

    def prepare(self, groups):
        """Base tables with the settlement's number n and day d; each institution once a group."""
        run = self.run
        run("CREATE TABLE b_setl AS SELECT row_number() OVER (ORDER BY setl_time, setl_id) AS n,"
            f" (setl_time + 28800000) / {DAY_MS} AS d, s.* FROM setl s")
        run("CREATE INDEX b_setl_d ON b_setl (d)")
        for table in ("setl_detail", "mdtrt"):
            key = "setl_id" if table == "setl_detail" else "mdtrt_id"
            run(f"CREATE TABLE b_{table} AS SELECT s.n, s.d, s.setl_time AS at, t.* FROM {table} t"
                f" JOIN b_setl s ON s.{key} = t.{key}")
            run(f"CREATE INDEX b_{table}_d ON b_{table} (d)")
        run("CREATE TABLE b_place (g bigint, code text, code2 text)")
        for code, in self.rows("SELECT fixmedins_code FROM fixmedins"):
            run("INSERT INTO b_place VALUES " + ", ".join(
                f"({g}, '{code}', '{code[:8]}{int(code[8:]) + 100 * g:04d}')" for g in range(groups)))
        run("CREATE TABLE b_group AS SELECT DISTINCT g FROM b_place")
        for table in EMPTIED:
            run(f"DELETE FROM {table}")

    def others(self, table, change):
        """Copies of a table of base data for every group but the first."""
        names = self.columns(table)
        values = ", ".join(change.get(c, f"t.{c}") for c in names)
        places = " JOIN b_place p ON p.code = t.fixmedins_code AND p.g = g.g" if "fixmedins_code" in change else ""
        self.run(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} t"
                 f" JOIN b_group g ON g.g > 0{places}")

    def people_and_places(self):
        person = {"psn_no": "t.psn_no - g.g * 4294967296"}
        self.others("psn", person)
        self.others("psn_insu", {**person, "psn_insu_rlts_id": "t.psn_insu_rlts_id - g.g * 4294967296"})
        self.others("psn_account", {**person, "account_id": "t.account_id - g.g * 4294967296"})
        self.others("fixmedins", {"fixmedins_code": "p.code2", "fixmedins_name": "t.fixmedins_name || '·' || g.g"})

    def copy_sql(self, table, red=False):
        at = "t.at" if table != "setl" else "t.setl_time"
        new_id = (f"({at} + :y * {YEAR_MS} + t.g * 37000 - {EPOCH_MS}) * 4194304 + t.n + t.g * 131072")
        shift = f":y * {YEAR_MS} + t.g * 37000"
        change = {"setl_id": new_id, "mdtrt_id": new_id, "psn_no": "t.psn_no - t.g * 4294967296",
                  "fixmedins_code": "p.code2", "setl_year": "t.setl_year + :y"}
        change.update({c: f"t.{c} + {shift}" for c in ("setl_time", "opt_time", "begntime", "endtime")})
        change.update({c: f"t.{c} + 365 * :y" for c in ("begndate", "enddate")})
        if table == "mdtrt":  # sealed, and what no list reads
            change.update({c: self.empty_blob for c in ("mdtrt_cert_no", "coner_name", "tel", "more")})
        if table == "setl":  # a few of what is rare
            change["insutype"] = "CASE WHEN t.n % 20000 = 11 THEN '340' ELSE t.insutype END"
            change["insuplc_admdvs"] = "CASE WHEN t.n % 1000 = 17 THEN '379999' ELSE '3799' || (10 + (t.n + t.g) % 12) END"
            change["med_type"] = "CASE WHEN t.n % 50000 = 13 AND t.g = 0 THEN '51' ELSE t.med_type END"
        names = self.columns(table)
        if red:
            change.update({c: f"-t.{c}" for c in names if c.endswith("_fen")})
            change.update({"setl_id": new_id + " + 15099494400000", "init_setl_id": new_id, "refd_setl_flag": "'1'",
                           "setl_time": f"t.setl_time + {shift} + 3600000"})
        values = ", ".join(change.get(c, f"t.{c}") for c in names)
        places = " JOIN b_place p ON p.code = t.fixmedins_code AND p.g = t.g" if "fixmedins_code" in names else ""
        return (f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM (SELECT b.*, g.g FROM b_{table} b"
                f" CROSS JOIN b_group g WHERE b.d = :d{' AND b.n % 100 = 7' if red else ''}) t{places} ORDER BY 1")

    def settlements(self, progress):
        statements = [self.copy_sql(table) for table in COPIED] + [self.copy_sql("setl", red=True)]
        (first, last), = (map(int, row) for row in self.rows("SELECT min(d), max(d) FROM b_setl"))
        today = int(time.time() * 1000 + 28800000) // DAY_MS
        for year in range(YEARS):
            for day in range(first, last + 1):
                if day + 365 * year >= today:
                    break
                for sql in statements:
                    self.run(re.sub(":([yd])", lambda m: str({"y": year, "d": day}[m.group(1)]), sql))
            progress(f"{year + 1} of {YEARS} years")
        for table in COPIED:
            self.run(f"DROP TABLE b_{table}")

    def desk(self, entries):
        """The audit log (not a true chain: nobody checks it here) and matters to decide."""
        rng, now = random.Random(1), int(time.time() * 1000)
        for start in range(0, entries, 1000):
            values = []
            for number in range(start, start + 1000):
                at = now - (entries - number) * (3 * YEAR_MS // entries)
                actor = f"user{int(rng.paretovariate(1)) % 300}"
                values.append(f"(9, {number + 1}, {at}, '{actor}', 'user', '{rng.choice(ACTIONS)}',"
                              f" 'setl:{rng.randrange(10**17)}', 'OK', '', '10.1.2.3', {self.empty_blob})")
            self.run("INSERT INTO access_log (chain_no, seq_no, log_time, actor, actor_kind, action, target, result,"
                     " detail, ip, link) VALUES " + ", ".join(values))
        names = self.columns("approval")
        for start in range(0, 20000, 1000):
            values = []
            for number in range(start, start + 1000):
                row = {"approval_id": str(number + 1), "approval_kind": "'roles'", "target": f"'user:user{number}'",
                       "approval_stas": "'proposed'" if number % 1000 == 7 else "'approved'", "propose_user_id": "1",
                       "propose_user": "'user1'", "content": "'clerk'", "reason": "'一个理由'", "decide_user": "'user2'",
                       "decide_reason": "''"}
                values.append("(" + ", ".join(row.get(c, str(now)) for c in names) + ")")
            self.run(f"INSERT INTO approval ({', '.join(names)}) VALUES " + ", ".join(values))
