#!/usr/bin/env python3
"""Compiles data/api/*.csv into the constant tables of src/face/api/tables.h.

usage: api-tables.py DATA_FOLDER OUTPUT.c

Strict: a wrong header, a duplicate, an unknown type, a row of an operation that does not exist, a
path whose {name} is no parameter ends the build with file:line and the reason.
"""
import csv
import re
import sys

METHODS = ("GET", "POST", "PUT", "DELETE")
RUNS = ("read", "write", "own")
PLACES = ("path", "query", "body")
TYPES = ("text", "code", "id", "integer", "amount", "day", "month", "boolean", "texts", "object")
MEMBER_TYPES = TYPES + ("time", "list")
COLUMNS = {
    "operations": ["id", "method", "path", "permission", "runs", "logged", "list", "zh", "en"],
    "parameters": ["operation", "place", "name", "type", "required", "most", "values", "zh", "en"],
    "answers": ["operation", "node", "name", "type", "zh", "en"],
}


class Wrong(Exception):
    pass


def read(folder, name):
    path = f"{folder}/{name}.csv"
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        if next(reader, None) != COLUMNS[name]:
            raise Wrong(f"{path}:1: columns must be {','.join(COLUMNS[name])}")
        for cells in reader:
            place = f"{path}:{reader.line_num}"
            if len(cells) != len(COLUMNS[name]):
                raise Wrong(f"{place}: {len(cells)} cells, {len(COLUMNS[name])} expected")
            yield place, dict(zip(COLUMNS[name], cells))


def need(place, what, value, table):
    if value not in table:
        raise Wrong(f"{place}: {what}: unknown value {value!r}")


def text(value):
    if not value:
        return "NULL"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flag(place, what, value):
    need(place, what, value, ("", "Y"))
    return "true" if value else "false"


def load(folder):
    operations, parameters, members = {}, {}, {}
    for place, row in read(folder, "operations"):
        if row["id"] in operations:
            raise Wrong(f"{place}: duplicate operation {row['id']}")
        need(place, "method", row["method"], METHODS)
        need(place, "runs", row["runs"], RUNS)
        if not row["zh"] or not row["en"]:
            raise Wrong(f"{place}: a title is missing")
        operations[row["id"]] = (place, row)
        parameters[row["id"]], members[row["id"]] = [], []
    for place, row in read(folder, "parameters"):
        need(place, "operation", row["operation"], operations)
        need(place, "place", row["place"], PLACES)
        need(place, "type", row["type"], TYPES)
        if any(other["name"] == row["name"] for _, other in parameters[row["operation"]]):
            raise Wrong(f"{place}: duplicate parameter {row['name']}")
        parameters[row["operation"]].append((place, row))
    for place, row in read(folder, "answers"):
        need(place, "operation", row["operation"], operations)
        need(place, "type", row["type"], MEMBER_TYPES)
        members[row["operation"]].append((place, row))
    for name, (place, row) in operations.items():
        named = set(re.findall(r"\{(\w+)\}", row["path"]))
        given = {p["name"] for _, p in parameters[name] if p["place"] == "path"}
        if named != given:
            raise Wrong(f"{place}: the path names {sorted(named)}, parameters.csv {sorted(given)}")
    return operations, parameters, members


def bounds(place, row):
    """(choices, least, greatest) of the values column."""
    match = re.fullmatch(r"(-?\d+)\.\.(-?\d+)", row["values"])
    if row["type"] == "integer" and match:
        return "NULL", match.group(1), match.group(2)
    if row["type"] == "integer" or match:
        raise Wrong(f"{place}: values: an integer, and only it, has a range")
    return text(row["values"]), "0", "0"


def write(out, operations, parameters, members):
    out.write("/* Made by script/api-tables.py from data/api. */\n#include \"face/api/tables.h\"\n\n")
    out.write("const struct yb_api_param yb_api_params[] = {\n")
    for name in operations:
        for place, row in parameters[name]:
            choices, least, greatest = bounds(place, row)
            out.write(f"    {{{text(row['name'])}, YB_API_IN_{row['place'].upper()}, "
                      f"YB_API_{row['type'].upper()}, {flag(place, 'required', row['required'])}, "
                      f"{row['most'] or 0}, {least}, {greatest}, {choices}, {text(row['zh'])}, "
                      f"{text(row['en'])}}},\n")
    out.write("};\n\nconst struct yb_api_member yb_api_members[] = {\n")
    for name in operations:
        for place, row in members[name]:
            out.write(f"    {{{text(row['node'])}, {text(row['name'])}, "
                      f"YB_API_{row['type'].upper()}, {text(row['zh'])}, {text(row['en'])}}},\n")
    out.write("};\n\nconst struct yb_api_operation yb_api_operations[] = {\n")
    first_param = first_member = 0
    for name, (place, row) in operations.items():
        out.write(f"    {{{text(name)}, YB_HTTP_{row['method']}, {text(row['path'])}, "
                  f"YB_MAY_{row['permission']}, YB_API_RUNS_{row['runs'].upper()}, "
                  f"{flag(place, 'logged', row['logged'])}, {flag(place, 'list', row['list'])}, "
                  f"{text(row['zh'])}, {text(row['en'])}, {first_param}, {len(parameters[name])}, "
                  f"{first_member}, {len(members[name])}}},\n")
        first_param += len(parameters[name])
        first_member += len(members[name])
    out.write("};\n\nconst int yb_api_operation_count = "
              "sizeof yb_api_operations / sizeof yb_api_operations[0];\n")


def main():
    try:
        tables = load(sys.argv[1])
    except Wrong as wrong:
        sys.exit(str(wrong))
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        write(out, *tables)


if __name__ == "__main__":
    main()
