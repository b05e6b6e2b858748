#!/usr/bin/env python3
"""Compiles data/interface/*.csv into the constant tables of src/face/nhsa/tables.h.

usage: interface-tables.py DATA_FOLDER OUTPUT.c

Strict: a wrong header, a duplicate, an unknown type, a reference to a node, dictionary or
transaction that does not exist ends the build with file:line and the reason.
"""
import csv
import re
import sys

TYPES = {"": "ANY", "string": "STRING", "number": "NUMBER", "date": "DATE", "datetime": "DATETIME",
         "object": "OBJECT", "list": "LIST", "bytes": "BYTES", "boolean": "BOOLEAN"}
STATUSES = {"offered": "OFFERED", "known": "KNOWN", "withdrawn": "WITHDRAWN", "local": "LOCAL",
            "frame": "FRAME"}
OUTPUTS = {"object": "SHAPE_OBJECT", "array": "SHAPE_ARRAY", "page": "SHAPE_PAGE", "file": "SHAPE_FILE"}
DIRECTIONS = {"in": "IN", "out": "OUT", "in-file": "IN_FILE", "out-file": "OUT_FILE"}
CARDINALITIES = {"1": "ONE", "*": "MANY", "?": "EITHER"}
NODE_TOP, NODE_UNPLACED = -1, -2
DICT_NONE, DICT_DIVISION = -1, -2


class Wrong(Exception):
    pass


class Row(dict):
    """A CSV row that knows its place."""

    def fail(self, why):
        raise Wrong(f"{self.place}: {why}")

    def pick(self, column, table):
        if self[column] not in table:
            self.fail(f"{column}: unknown value {self[column]!r}")
        return table[self[column]]


def read(folder, name, columns):
    path = f"{folder}/{name}"
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        if next(reader, None) != columns:
            raise Wrong(f"{path}:1: columns must be {','.join(columns)}")
        for cells in reader:
            row = Row(zip(columns, cells))
            row.place = f"{path}:{reader.line_num}"
            if len(cells) != len(columns):
                row.fail(f"{len(cells)} cells, {len(columns)} expected")
            yield row


def keyed(rows, *columns):
    result = {}
    for row in rows:
        key = tuple(row[c] for c in columns)
        if key in result:
            row.fail(f"duplicate row: {','.join(key)}")
        result[key] = row
    return result


def c_text(text):
    """A C string literal of UTF-8 text, non-ASCII kept as it is."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def c_or_null(text):
    return c_text(text) if text else "NULL"


def flag(row, column):
    return row.pick(column, {"": "false", "Y": "true"})


class Tables:
    def __init__(self, folder):
        self.interfaces = keyed(read(folder, "interfaces.csv", [
            "infno", "name_zh", "name_en", "group_zh", "rest_path", "status", "output"]), "infno")
        self.nodes = keyed(read(folder, "nodes.csv", [
            "infno", "direction", "node", "parent", "cardinality", "required"]),
            "infno", "direction", "node", "parent")
        self.fields = keyed(read(folder, "fields.csv", [
            "infno", "direction", "node", "field", "name_zh", "type", "length", "required", "dict",
            "negative", "when"]), "infno", "direction", "node", "field")
        self.dicts = keyed(read(folder, "dictionary_names.csv", [
            "dict", "name_zh", "enforced"]), "dict")
        self.codes = keyed(read(folder, "dictionaries.csv", [
            "dict", "code", "label_zh", "label_en"]), "dict", "code")
        self.variants = keyed(read(folder, "variants.csv", ["dict", "variant", "code"]),
                              "dict", "variant")
        self.aliases = keyed(read(folder, "aliases.csv", [
            "infno", "direction", "node", "field", "alias"]),
            "infno", "direction", "node", "field", "alias")
        self.aliases_of = {}
        for key in self.aliases:
            self.aliases_of.setdefault(key[:4], []).append(key[4])
        self.dict_index = {key[0]: n for n, key in enumerate(sorted(self.dicts))}
        self.check()

    def check(self):
        node_keys = {key[:3] for key in self.nodes}
        field_nodes = {key[:3] for key in self.fields}
        for key, row in self.nodes.items():
            if (key[0],) not in self.interfaces:
                row.fail(f"no such transaction: {key[0]}")
            if key[3] not in ("", "?") and key[:2] + (key[3],) not in node_keys:
                row.fail(f"no such parent node: {key[3]}")
        for key, row in self.fields.items():
            if key[:3] not in node_keys:
                row.fail(f"no such node: {','.join(key[:3])}")
            if row["dict"] not in ("", "admdvs") and (row["dict"],) not in self.dicts:
                row.fail(f"no such dictionary: {row['dict']}")
            if row["when"]:
                other = row["when"].split("=")
                if len(other) != 2 or key[:3] + (other[0],) not in self.fields:
                    row.fail(f"when: {row['when']!r} does not name a member of the node")
        for key, row in self.codes.items():
            if (key[0],) not in self.dicts:
                row.fail(f"no such dictionary: {key[0]}")
        for key, row in self.variants.items():
            if (key[0], row["code"]) not in self.codes:
                row.fail(f"no such code: {key[0]} {row['code']}")
        for key, row in self.aliases.items():
            if key[0] != "*" and key[:3] not in node_keys:
                row.fail(f"no such node: {','.join(key[:3])}")
            if key[0] != "*" and key[3] and key[:4] not in self.fields:
                row.fail(f"no such field: {','.join(key[:4])}")
            if key[0] == "*" and (key[2] != "*" or not key[3]):
                row.fail("a general alias must name a field and the node *")
        for key in node_keys - field_nodes:
            if not any(k[:2] + (k[3],) == key for k in self.nodes):
                raise Wrong(f"fields.csv: node without fields: {','.join(key)}")

    def alias_names(self, infno, direction, node, field):
        exact = self.aliases_of.get((infno, direction, node, field), [])
        general = self.aliases_of.get(("*", direction, "*", field), []) if field else []
        return [a for a in exact + general
                if not field or (infno, direction, node, a) not in self.fields]


class Writer:
    def __init__(self, tables, out):
        self.tables = tables
        self.out = out
        self.alias_lists = {}

    def line(self, text):
        self.out.append(text)

    def alias_pointer(self, names):
        if not names:
            return "NULL"
        key = tuple(names)
        if key not in self.alias_lists:
            self.alias_lists[key] = f"alias_{len(self.alias_lists)}"
        return self.alias_lists[key]

    def dictionaries(self):
        t = self.tables
        codes, variants, rows = [], [], []
        by_dict, variants_by = {}, {}
        for (d, code), row in t.codes.items():
            by_dict.setdefault(d, []).append((code.encode(), len(by_dict.get(d, [])) + 1, row))
        for (d, variant), row in t.variants.items():
            variants_by.setdefault(d, []).append((variant.encode(), row))
        for d in sorted(t.dict_index, key=t.dict_index.get):
            row = t.dicts[(d,)]
            mine = sorted(by_dict.get(d, []), key=lambda c: c[0])
            other = sorted(variants_by.get(d, []), key=lambda v: v[0])
            rows.append(f"    {{{c_text(d)}, {c_text(row['name_zh'])}, {flag(row, 'enforced')}, "
                        f"{len(codes)}, {len(mine)}, {len(variants)}, {len(other)}}},")
            codes += [f"    {{{c_text(r['code'])}, {c_text(r['label_zh'])}, "
                      f"{c_text(r['label_en'])}, {n}}}," for _, n, r in mine]
            variants += [f"    {{{c_text(r['variant'])}, {c_text(r['code'])}}}," for _, r in other]
        self.array("struct yb_nhsa_code", "yb_nhsa_codes", codes)
        self.array("struct yb_nhsa_variant", "yb_nhsa_variants", variants)
        self.array("struct yb_nhsa_dict", "yb_nhsa_dicts", rows)

    def array(self, kind, name, rows):
        self.line(f"const {kind} {name}[] = {{")
        self.out += rows
        self.line("};")
        self.line(f"const int {name}_count = {len(rows)};\n")

    def length(self, row):
        text, scale = row["length"], "0"
        match = re.fullmatch(r"([0-9]{1,7})(?:,([0-9]))?", text)
        if text and not match:
            row.fail(f"length: {text!r} is not p or p,s")
        if match and match.group(2):
            if row["type"] != "number":
                row.fail("length: only a number has decimals")
            scale = match.group(2)
        return (match.group(1) if match else "0"), scale

    def field(self, key, row):
        t = self.tables
        length, scale = self.length(row)
        dictionary = (DICT_NONE if not row["dict"] else DICT_DIVISION if row["dict"] == "admdvs"
                      else t.dict_index[row["dict"]])
        when = row["when"].split("=") if row["when"] else ["", ""]
        return (f"    {{{c_text(key[3])}, {c_text(row['name_zh'])}, "
                f"{self.alias_pointer(t.alias_names(*key))}, {c_or_null(when[0])}, "
                f"{c_or_null(when[1])}, {length}, {dictionary}, YB_NHSA_{row.pick('type', TYPES)}, "
                f"{scale}, {flag(row, 'required')}, {flag(row, 'negative')}}},")

    def transactions(self):
        t = self.tables
        fields, nodes, rows, paths = [], [], [], []
        fields_of, nodes_of = {}, {}
        for key, row in t.fields.items():
            fields_of.setdefault(key[:3], []).append((key, row))
        for key, row in t.nodes.items():
            nodes_of.setdefault(key[0], []).append((key, row))
        spans = {}
        for (infno,), row in sorted(t.interfaces.items(), key=lambda item: item[0][0].encode()):
            first = len(nodes)
            mine = nodes_of.get(infno, [])
            place = {}
            for n, (key, _) in enumerate(mine):
                place.setdefault(key[1:3], n)
            for key, node in mine:
                span = spans.get(key[:3])
                if span is None:
                    span = spans[key[:3]] = (len(fields), len(fields_of.get(key[:3], [])))
                    fields += [self.field(k, r) for k, r in fields_of.get(key[:3], [])]
                parent = (NODE_TOP if not key[3] else NODE_UNPLACED if key[3] == "?"
                          else place[(key[1], key[3])])
                nodes.append(
                    f"    {{{c_text(key[2])}, "
                    f"{self.alias_pointer(t.alias_names(*key[:3], ''))}, {span[0]}, {span[1]}, "
                    f"{parent}, YB_NHSA_{node.pick('direction', DIRECTIONS)}, "
                    f"YB_NHSA_{node.pick('cardinality', CARDINALITIES)}, {flag(node, 'required')}}},")
            if row["rest_path"]:
                paths.append((row["rest_path"].encode(), len(rows)))
            rows.append(
                f"    {{{c_text(infno)}, {c_text(row['name_zh'])}, {c_text(row['name_en'])}, "
                f"{c_text(row['rest_path'])}, {first}, {len(mine)}, "
                f"YB_NHSA_{row.pick('status', STATUSES)}, YB_NHSA_{row.pick('output', OUTPUTS)}}},")
        paths.sort()
        for (a, _), (b, _) in zip(paths, paths[1:]):
            if a == b:
                raise Wrong(f"interfaces.csv: REST path twice: {a.decode()}")
        self.array("struct yb_nhsa_field", "yb_nhsa_fields", fields)
        self.array("struct yb_nhsa_node", "yb_nhsa_nodes", nodes)
        self.array("struct yb_nhsa_interface", "yb_nhsa_interfaces", rows)
        self.array("struct yb_nhsa_path", "yb_nhsa_paths",
                   [f"    {{{c_text(path.decode())}, {n}}}," for path, n in paths])

    def write(self):
        self.dictionaries()
        self.transactions()
        head = ["/* Made by script/interface-tables.py from data/interface. Do not edit. */",
                '#include "face/nhsa/tables.h"', ""]
        head += [f"static const char *const {name}[] = {{{', '.join(map(c_text, key))}, NULL}};"
                 for key, name in self.alias_lists.items()]
        return "\n".join(head + [""] + self.out)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        text = Writer(Tables(sys.argv[1]), []).write()
    except (Wrong, csv.Error, OSError, UnicodeDecodeError) as why:
        sys.exit(f"interface-tables: {why}")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(text)


main()
