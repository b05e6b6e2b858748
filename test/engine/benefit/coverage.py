#!/usr/bin/env python3
"""The coverage table names what exists: coverage.py SOURCE_ROOT

Every pack, case and file that doc/coverage.md names must be there, every row must name one or say
`缺：` and why, and every regional pack must be named. In a regional pack a figure that its words call
a parameter or borrowed cites the source `parameter`, so that bills mark it. The pages have
words, in both languages, for every national default that a pack may name.
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import yaml  # noqa: E402


def cases_of(policies, pack):
    """The names of a pack's cases; None: no such pack."""
    path = policies / f"{pack}.cases.yaml"
    if not (policies / f"{pack}.yaml").exists() or not path.exists():
        return None
    tree = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return {case["case"] for case in tree["cases"]}


def wrongs_of(cell, root, known, named):
    """What a row's last cell says that is not so."""
    if not re.search(r"`|缺：.", cell):
        yield "names nothing and gives no reason"
    pack = None
    for code, case in re.findall(r"`([^`]+)`|「([^」]+)」", cell):
        if case and (pack is None or case not in known[pack]):
            yield f"{pack} has no case 「{case}」"
        elif code and re.fullmatch(r"[\w]+", code):
            if f"`{code}" not in root.joinpath("doc/policy-language.md").read_text(encoding="utf-8") \
                    and f"| {code} " not in root.joinpath("doc/policy-language.md").read_text(encoding="utf-8"):
                yield f"the manual does not know {code}"
        elif code:
            if code not in known:
                known[code] = cases_of(root / "data/policies", code)
            if known[code] is None and not (root / code).exists():
                yield f"there is no {code}"
            pack = code if known[code] is not None else None
            named.add(code)


def unmarked_of(path):
    """The lines of a pack that call a figure a parameter in words alone."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for source in re.findall(r"source: (?!parameter )([^,}]*(?:参数|借)[^,}]*)", line):
            yield f"{path.name}:{number}: does not cite parameter: {source}"


def unnamed_of(root):
    """National defaults that the pages have no words for."""
    tree = yaml.load(root.joinpath("data/policies/national/defaults.yaml").read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    for name in sorted(set(tree) - {"defaults", "sources", "waiting", "entitlement"}):
        for words in ("zh", "en"):
            if f" {name}: " not in root.joinpath(f"web/src/i18n/{words}.ts").read_text(encoding="utf-8"):
                yield f"{words}.ts has no words for {name}"


def main():
    root = pathlib.Path(sys.argv[1])
    known, named, wrong, rows = {}, set(), list(unnamed_of(root)), 0
    for number, line in enumerate(root.joinpath("doc/coverage.md").read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or cells[0] == "内容":
            continue
        rows += 1
        if len(cells) != 3 or not all(cells):
            wrong.append(f"{number}: not three cells")
        wrong += [f"{number}: {what}" for what in wrongs_of(cells[-1], root, known, named)]
    for path in sorted((root / "data/policies").glob("[0-9]*/*.cases.yaml")):
        pack = f"{path.parent.name}/{path.name[:-len('.cases.yaml')]}"
        if pack not in named:
            wrong.append(f"{pack} is shown nowhere")
        wrong += unmarked_of(path.with_name(path.name.replace(".cases", "")))
    print("\n".join(wrong) or f"{rows} rows, {len(named)} packs and files")
    sys.exit(1 if wrong or not rows else 0)


if __name__ == "__main__":
    main()
