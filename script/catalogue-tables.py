#!/usr/bin/env python3
"""Compiles the tables of the catalogue downloads into C: catalogue-tables.py DATA_FOLDER OUTPUT.

interface/catalogue_columns.csv says which columns a file has, catalogue/downloads.csv which list
fills it, catalogue/download_values.csv where a column's value comes from: a member of the stored
row, `extra.KEY`, or `KEY>LIST.FIELD`, the field of the row of another list whose code is extra KEY.
"""
import csv
import os
import sys


def read(folder, name, head):
    path = os.path.join(folder, name)
    with open(path, encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        if reader.fieldnames != head:
            sys.exit(f"{path}:1: columns {reader.fieldnames}, {head} expected")
        return [(f"{path}:{reader.line_num}", row) for row in reader]


def text(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if value else "NULL"


def cell(place, name, value):
    kind, key, other, field = "NOTHING", "", "", ""
    if ">" in value:
        kind, (key, rest) = "JOIN", value.split(">", 1)
        other, field = rest.split(".", 1)
    elif value.startswith("extra."):
        kind, key = "EXTRA", value[len("extra."):]
    elif value:
        kind, key = "MEMBER", value
    if kind == "JOIN" and not (key and other and field):
        sys.exit(f"{place}: KEY>LIST.FIELD expected, not {value}")
    return (f"    {{{text(name)}, YB_DOWNLOAD_{kind}, {text(key)}, {text(other)}, {text(field)}}},")


def main():
    data, output = sys.argv[1:]
    columns, lists, values, used = {}, {}, {}, set()
    for place, row in read(data, "interface/catalogue_columns.csv", ["infno", "column", "name_zh"]):
        rows = columns.setdefault(row["infno"], [])
        rows.append(row["name_zh"])
        if int(row["column"]) != len(rows):
            sys.exit(f"{place}: column {row['column']} is out of order")
    for place, row in read(data, "catalogue/downloads.csv", ["infno", "list_name", "note"]):
        if row["infno"] not in columns:
            sys.exit(f"{place}: no columns for {row['infno']}")
        lists[row["infno"]] = row["list_name"]
    for place, row in read(data, "catalogue/download_values.csv", ["infno", "name_zh", "value"]):
        if (row["infno"], row["name_zh"]) in values:
            sys.exit(f"{place}: {row['name_zh']} a second time")
        values[row["infno"], row["name_zh"]] = (place, row["value"])

    out = ["/* Made by script/catalogue-tables.py from data/; do not edit. */",
           '#include "app/catalogue/download_table.h"', ""]
    for infno in sorted(lists):
        out.append(f"static const struct yb_download_column columns_{infno}[] = {{")
        for name in columns[infno]:
            key = (infno, name) if (infno, name) in values else ("*", name)
            place, value = values.get(key, ("", ""))
            used.add(key)
            out.append(cell(place, name, value))
        out.append("};\n")
    for key, (place, _) in values.items():
        if key not in used:
            sys.exit(f"{place}: no file has the column {key[1]}")
    out.append("const struct yb_download_table yb_download_tables[] = {")
    for infno in sorted(lists):
        out.append(f'    {{"{infno}", "{lists[infno]}", columns_{infno}, {len(columns[infno])}}},')
    out += ["};", "", f"const size_t yb_download_table_count = {len(lists)};", ""]
    with open(output, "w", encoding="utf-8") as target:
        target.write("\n".join(out))


if __name__ == "__main__":
    main()
