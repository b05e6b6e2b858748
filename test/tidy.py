#!/usr/bin/env python3
"""The house rules: tidy.py SOURCE_FOLDER [every|whole]

"every" are the rules that hold for every commit; "whole" are those about the whole, which work in
progress may break for a while: nothing is unused, and every error code has its user.

Every finding is one line "file:line: what". The rules are the functions called rule_*; the tables
in front of them are what a reviewer may change. Long functions are let through only by
test/tidy-exceptions.txt, whose entries may shrink but not grow. test/tidy_test.py shows each rule
a tree that breaks it.
"""
import os
import re
import subprocess
import sys
import unicodedata

# ---- tables -------------------------------------------------------------------------------------

FLOORS = {"base": 1, "engine": 2, "store": 2, "app": 3, "face": 4}

# What the pure half of base and all of the engine may take from the C library.
PURE_HEADERS = {"assert.h", "inttypes.h", "limits.h", "stdalign.h", "stdarg.h", "stdbool.h",
                "stddef.h", "stdint.h", "string.h"}
# The arena is the one source of memory; formatting needs vsnprintf.
PURE_EXCEPTIONS = {("src/base/arena.c", "stdlib.h"), ("src/base/arena.c", "stdio.h"),
                   ("src/base/text.c", "stdio.h")}
# No file of these folders knows floating point: money and what is decided about it pass there.
NO_FLOAT = ("src/base/", "src/engine/", "src/store/", "src/app/", "include/")

BANNED = {
    "strcpy": "memcpy or yb_arena_copy", "strcat": "struct yb_buffer", "strncpy": "memcpy",
    "strncat": "struct yb_buffer", "sprintf": "snprintf", "vsprintf": "vsnprintf",
    "strtok": "yb_text_split", "gmtime": "base/day.h", "localtime": "base/day.h",
    "gmtime_r": "base/day.h", "localtime_r": "base/day.h", "mktime": "base/day.h",
    "ctime": "base/day.h", "asctime": "base/day.h", "atoi": "yb_text_to_int64",
    "atol": "yb_text_to_int64", "atoll": "yb_text_to_int64", "atof": "yb_decimal_parse",
    "alloca": "an arena", "gets": "fgets", "rand": "test_random or yb_random",
    "srand": "a printed seed",
    "random": "test_random or yb_random", "json_object_get_double": "the number's own text",
    "json_object_new_double": "json_object_new_double_s with the amount's own text",
}
BANNED_IN_PRODUCT = {
    "strtod": "yb_decimal_parse", "strtof": "yb_decimal_parse", "system": "no shell",
    "popen": "no shell", "setjmp": "error codes", "longjmp": "error codes",
}

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 1500
LEFTOVERS = (".orig", ".rej", ".bak", ".swp", "~")
COLUMNS_MAX = 100

# The tables of the national interface and of others are kept as published.
AS_PUBLISHED = ("data/", "fuzz/corpus/")
NEEDS_TABS = ("debian/rules",)
# Folders that no archive of the project holds; looked at only where there is no git.
SKIPPED = (".git", ".debhelper", "build", "node_modules", "__pycache__")

SQL = re.compile(r"\b(select\s.+\sfrom|insert\s+(or\s+\w+\s+)?into|delete\s+from|"
                 r"update\s+\w+\s+set|create\s+(unique\s+)?(table|index|view)|"
                 r"alter\s+table|drop\s+table|pragma\s+\w+)\b", re.IGNORECASE | re.DOTALL)

# Who puts SQL together, from names of the schema only; and who hands text to an engine.
SQL_BUILDERS = {
    "src/store/ddl.c": "tables, columns and indexes of schema.def",
    "src/store/dump.c": "all columns of a table of schema.def, for a check of two stores",
    "src/store/migrate.c": "the version of the schema, our own number",
    "src/store/settle_server.c": "columns of schema.def, in the one stored function",
    "src/store/sql.c": "{table:...} of the statement catalogue becomes columns of schema.def",
}
SQL_DRIVERS = ("src/store/sqlite", "src/store/postgres")
SQL_HANDED = re.compile(r"\b(sqlite3_exec|sqlite3_prepare\w*|PQexec\w*|PQsend\w*|PQprepare|"
                        r"driver->(script|query))\s*\(")

# Written in pieces, so that this file obeys its own rule.
FOREIGN = [re.compile(pattern) for pattern in (
    r"(?<![\w.<])/wo" r"rk\b", r"(?<![\w.<])/ho" r"me/", r"(?<![\w.<])/ro" r"ot/",
    r"\.\./sha" r"red\b", r"registry\.npm" r"js\.org", r"npm" r"mirror\.com", r"py" r"pi\.org",
    r"python" r"hosted\.org", r"proxy\.go" r"lang\.org", r"crates" r"\.io",
    r"deb\.deb" r"ian\.org")]


# ---- a tree of files and what is known of C -----------------------------------------------------

class Tree:
    """The committed files: {path: text}; binary files are left out."""

    def __init__(self, files):
        self.files = files
        self.findings = []
        self.blanked = {}

    def find(self, path, line, what):
        self.findings.append(f"{path}:{line}: {what}")

    def paths(self, start="", *endings):
        return [path for path in sorted(self.files)
                if path.startswith(start) and (not endings or path.endswith(endings))]

    def code(self, path):
        """The text of a C file with comments, strings and directives blanked, line for line."""
        if path not in self.blanked:
            self.blanked[path] = blank_directives(blank(self.files[path]))
        return self.blanked[path]


def spaces(text):
    return re.sub(r"[^\n]", " ", text)


TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def blank(text, strings=True):
    """Blanks comments, and the inside of strings and characters if asked to."""
    def replace(match):
        token = match.group()
        if token[0] == "/":
            return spaces(token)
        return token[0] + spaces(token[1:-1]) + token[-1] if strings else token
    return TOKEN.sub(replace, text)


def strings_of(text):
    """(offset, inside) of every string; neighbours are one string, as the compiler sees them."""
    start, parts, end = None, [], None
    for match in TOKEN.finditer(text):
        token = match.group()
        if token[0] == "/":
            continue
        if start is not None and (token[0] != '"' or blank(text[end:match.start()]).strip()):
            yield start, "".join(parts)
            start, parts = None, []
        if token[0] == '"':
            start = match.start() if start is None else start
            parts.append(token[1:-1])
            end = match.end()
    if start is not None:
        yield start, "".join(parts)


def blank_directives(text):
    """Blanks preprocessor lines, and the #else part of conditionals, so that braces balance."""
    out, continued, stack = [], False, []
    for line in text.split("\n"):
        directive = continued or line.lstrip().startswith("#")
        if directive and not continued:
            word = re.match(r"\s*#\s*(\w*)", line).group(1)
            if word in ("if", "ifdef", "ifndef"):
                stack.append(False)
            elif word in ("else", "elif") and stack:
                stack[-1] = True
            elif word == "endif" and stack:
                stack.pop()
        continued = directive and line.endswith("\\")
        out.append(spaces(line) if directive or any(stack) else line)
    return "\n".join(out)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def functions(code):
    """(name, first line, last line) of every function with a body, in blanked code."""
    depth, head, name, start = 0, 0, None, 0
    for match in re.finditer(r"[{};]", code):
        sign = match.group()
        if sign == "{":
            if depth == 0:
                name = function_name(code[head:match.start()])
                start = head + len(code[head:]) - len(code[head:].lstrip())
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                if name:
                    yield name, line_of(code, start), line_of(code, match.start())
                head = match.end()
        elif depth == 0:
            head = match.end()


def function_name(head):
    """The function's name when `head` is what stands before its body (or its ';'), else None."""
    head = re.sub(r"__attribute__\s*\(\(.*?\)\)|_Alignas\s*\(\w+\)", "", head, flags=re.DOTALL)
    if "=" in head or "typedef" in head or not head.rstrip().endswith(")"):
        return None
    match = re.search(r"(\w+)\s*\(", head)
    # "int (*table)(void)" declares a pointer; "IDENTIFIER(...)" alone is a macro's use.
    if not match or not head[:match.start()].strip() or head[match.end():].lstrip().startswith("*"):
        return None
    return match.group(1)


def declarations(code):
    """(name, first line, last line) of everything at the top level; name is None for what is no
    function: a type, a variable."""
    depth, head, name, start = 0, 0, None, 0
    for match in re.finditer(r"[{};]", code):
        sign = match.group()
        if depth == 0 and sign == "{" or depth == 0 and sign == ";" and head is not None:
            text = code[head:match.start()]
            if text.strip():
                name = function_name(text)
                start = head + len(text) - len(text.lstrip())
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0 and (sign == ";" or name):  # a type goes on to its ';', a body ends itself
            yield name, line_of(code, start), line_of(code, match.start())
            name, head = None, match.end()
        elif depth == 0:
            head = match.end()


# ---- the rules ----------------------------------------------------------------------------------

def includes(tree, path):
    """(line, brackets, name) of every #include."""
    text = blank(tree.files[path], strings=False)
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', text, re.MULTILINE):
        yield line_of(text, match.start()), match.group(1) == "<", match.group(2)


def floor_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 and parts[1] in FLOORS else None


def pure_files(tree):
    """The engine, and the sources of base's pure library as meson names them, with headers."""
    meson = tree.files.get("src/base/meson.build", "")
    match = re.search(r"static_library\('base',(.*?)include_directories", meson, re.DOTALL)
    names = re.findall(r"'(\w+)\.c'", match.group(1)) if match else []
    wanted = {f"src/base/{name}{end}" for name in names for end in (".c", ".h")}
    return [path for path in tree.paths("src/", ".c", ".h")
            if path in wanted or path.startswith("src/engine/")]


def is_generated(tree, include):
    """Is "face/cli/commands.def" the output of a meson.build of its folder or above it?"""
    folder, name = os.path.split("src/" + include)
    while True:
        if f"'{name}'" in tree.files.get(f"{folder}/meson.build", ""):
            return True
        if "/" not in folder:
            return False
        folder = os.path.dirname(folder)


def rule_floors(tree):
    for path in tree.paths("src/", ".c", ".h"):
        own = floor_of(path)
        for line, brackets, name in includes(tree, path):
            if brackets:
                continue
            if f"src/{name}" not in tree.files and f"include/{name}" not in tree.files and \
                    not is_generated(tree, name):
                tree.find(path, line, f'no such file below src/: "{name}"')
            other = floor_of("src/" + name)
            if not other or not own or other == own:
                continue
            if FLOORS[other] >= FLOORS[own]:
                tree.find(path, line, f"{own} must not include {other}: \"{name}\"")


def rule_pure(tree):
    for path in pure_files(tree):
        for line, brackets, name in includes(tree, path):
            if brackets and name not in PURE_HEADERS and (path, name) not in PURE_EXCEPTIONS:
                tree.find(path, line, f"pure code must not include <{name}>")
        if not path.startswith("src/engine/"):
            continue
        code = tree.code(path)
        for match in re.finditer(r"\b(malloc|calloc|realloc|free|time|clock|clock_gettime|getenv|"
                                 r"setlocale|printf|fprintf|fopen|errno)\s*(\(|\b)", code):
            if match.group(2) == "(" or match.group(1) == "errno":
                tree.find(path, line_of(code, match.start()),
                          f"the engine must not use {match.group(1)}")
        for match in re.finditer(r"\bstatic\b([^;={(]*)[;=]", code):
            declaration = match.group(1)
            if "const" not in declaration.rsplit("*", 1)[-1 if "*" in declaration else 0]:
                tree.find(path, line_of(code, match.start()),
                          "the engine must not keep state: a static variable that is not const")


def rule_no_float(tree):
    for path in tree.paths("", ".c", ".h"):
        if not path.startswith(NO_FLOAT):
            continue
        code = tree.code(path)
        for match in re.finditer(r"\b(float|double)\b|(?<![\w.])\d+\.\d", code):
            tree.find(path, line_of(code, match.start()),
                      f"floating point on the money path: {match.group().strip()}")


def rule_banned(tree):
    for path in tree.paths("", ".c", ".h"):
        banned = dict(BANNED)
        if path.startswith(("src/", "include/")):
            banned.update(BANNED_IN_PRODUCT)
        code = blank(tree.files[path])
        for match in re.finditer(r"(?<![\w.>])(\w+)\s*\(", code):
            if match.group(1) in banned:
                tree.find(path, line_of(code, match.start()),
                          f"{match.group(1)} is banned: use {banned[match.group(1)]}")


def read_exceptions(tree, name):
    """{(path, function): lines} of the exceptions file."""
    entries = {}
    for number, line in enumerate(tree.files.get(name, "").split("\n"), 1):
        line = line.split("#")[0].strip()
        if not line:
            continue
        parts = line.split()
        if len(parts) != 3 or not parts[2].isdigit():
            tree.find(name, number, "an entry is: path function lines")
        else:
            entries[parts[0], parts[1]] = (int(parts[2]), number)
    return entries


def rule_function_length(tree):
    name = "test/tidy-exceptions.txt"
    entries = read_exceptions(tree, name)
    for path in tree.paths("", ".c", ".h"):
        for function, first, last in functions(tree.code(path)):
            length = last - first + 1
            allowed, number = entries.pop((path, function), (0, 0))
            if length > max(allowed, FUNCTION_LINES_MAX):
                tree.find(path, first, f"{function} has {length} lines, "
                                       f"at most {max(allowed, FUNCTION_LINES_MAX)} are allowed")
            elif allowed and length <= FUNCTION_LINES_MAX:
                tree.find(name, number, f"{function} needs no exception any more: remove it")
            elif allowed > length:
                tree.find(name, number, f"{function} has only {length} lines now: write {length}")
    for (path, function), (_, number) in entries.items():
        tree.find(name, number, f"no function {function} in {path}")


def rule_file_length(tree):
    for path in tree.paths("", ".c", ".h", ".py"):
        lines = tree.files[path].count("\n")
        if lines > FILE_LINES_MAX:
            tree.find(path, lines, f"{lines} lines, at most {FILE_LINES_MAX} are allowed")


def columns(line):
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def rule_layout(tree):
    for path in tree.paths():
        if path.endswith(LEFTOVERS):
            tree.find(path, 1, "left over by an editor or a patch")
        if path.startswith(AS_PUBLISHED) and not path.endswith((".md", ".yaml")):
            continue
        text = tree.files[path]
        if text and not text.endswith("\n"):
            tree.find(path, text.count("\n") + 1, "the last line has no end")
        for number, line in enumerate(text.split("\n"), 1):
            if line != line.rstrip():
                tree.find(path, number, "blanks at the end of the line")
            if "\t" in line and path not in NEEDS_TABS:
                tree.find(path, number, "a tab")
            if path.endswith((".c", ".h")) and columns(line) > COLUMNS_MAX:
                tree.find(path, number, f"{columns(line)} columns, at most {COLUMNS_MAX}")


def named_by_meson(tree, path):
    """Does a meson.build of the file's folder or one above name it, with or without its ending?"""
    stem, ending = os.path.splitext(path)
    folder = os.path.dirname(path)
    while True:
        meson = tree.files.get(f"{folder}/meson.build" if folder else "meson.build", "")
        inside = stem[len(folder) + 1 if folder else 0:]
        if f"'{inside}{ending}'" in meson or f"'{inside}'" in meson:
            return True
        if not folder:
            return False
        folder = os.path.dirname(folder)


def rule_unused(tree):
    included, everything = set(), {}
    for path in tree.paths("", ".c", ".h", ".def"):
        included.update(name for _, brackets, name in includes(tree, path) if not brackets)
    for path in tree.paths("", ".c"):
        if not named_by_meson(tree, path):
            tree.find(path, 1, "no meson.build names this file")
    for path in tree.paths("", ".h", ".def"):
        if path.startswith("include/"):  # for programs outside
            continue
        name = re.sub(r"^(src|include)/", "", path)
        if name not in included and os.path.basename(path) not in included and \
                not named_by_meson(tree, path):
            tree.find(path, 1, "nothing includes this file")
    for path in tree.paths("", ".py", ".sh", ".test", ".sql"):
        name = os.path.basename(path)
        module = re.compile(rf"^\s*(from|import) {re.escape(name[:-3])}\b" if name.endswith(".py")
                            else re.escape(name), re.M)
        if not named_by_meson(tree, path) and not any(
                name in text or module.search(text)
                for other, text in tree.files.items() if other != path):
            tree.find(path, 1, "nothing refers to this file")
    for path in tree.paths("data/"):
        folder = os.path.dirname(path)
        everything.setdefault(folder, path)
    for folder, path in everything.items():
        parts = folder.split("/")
        above = ["/".join(parts[:n]) for n in range(2, len(parts) + 1)]
        if not any(f"{a}/README.md" in tree.files for a in above):
            tree.find(path, 1, f"no README.md says what {folder} is, where it comes from and under "
                               "which licence")


def rule_documented(tree):
    for path in tree.paths("", ".h"):
        if not path.startswith(("src/", "include/")):
            continue
        text = tree.files[path]
        raw, bare = text.split("\n"), blank(text).split("\n")
        last_line, documented, was_type = 0, False, False
        for name, first, last in declarations(tree.code(path)):
            above = first - 2  # index of the line above
            comment = above >= 0 and raw[above].strip() and not bare[above].strip()
            trailing = any("/*" in raw[i] for i in range(first - 1, last))
            # What follows without a gap, or uses the type just described, is the same group.
            group = documented and (was_type or last_line == first - 1)
            documented, was_type, last_line = comment or trailing or group, name is None, last
            if name and not documented:
                tree.find(path, first, f"{name} has no comment above it or its group")


def rule_sql(tree):
    for path in tree.paths("src/", ".c", ".h", ".def"):
        if path.startswith("src/store/"):
            continue
        for offset, text in strings_of(tree.files[path]):
            if SQL.search(text):
                tree.find(path, line_of(tree.files[path], offset), "SQL outside src/store")


def rule_bound(tree):
    """F7: a value reaches an engine as a bound parameter, never inside a text."""
    for path in tree.paths("src/store/", ".c", ".h", ".def"):
        builds, drives = path in SQL_BUILDERS, path.startswith(SQL_DRIVERS)
        for offset, text in strings_of(tree.files[path]):
            if SQL.search(text) and "%" in text and not builds:
                tree.find(path, line_of(tree.files[path], offset), "SQL put together from a value")
        for match in SQL_HANDED.finditer(tree.code(path)):
            if not (builds or drives):
                tree.find(path, line_of(tree.files[path], match.start()),
                          f"{match.group(1)} outside the drivers")
    for path in set(SQL_BUILDERS) & set(tree.files):
        for offset, text in strings_of(tree.files[path]):
            after = tree.files[path][offset + len(text):offset + len(text) + 200].split(";")[0]
            if SQL.search(text) and re.search(r"\b(YB_TEXT_ARG|row->|->text\(|values\[)", after):
                tree.find(path, line_of(tree.files[path], offset), "SQL put together from a value")


def rule_foreign(tree):
    for path in tree.paths():
        for number, line in enumerate(tree.files[path].split("\n"), 1):
            for pattern in FOREIGN:
                match = pattern.search(line)
                if match:
                    tree.find(path, number, f"a machine's path or a registry: {match.group()}")


def rule_codes(tree):
    """Every code once, and used; what a later capability will use stands in tidy-reserved.txt."""
    name, reserved_name = "src/base/error.def", "test/tidy-reserved.txt"
    text = tree.files.get(name, "")
    reserved = set(re.sub(r"#.*", "", tree.files.get(reserved_name, "")).split())
    code = "\n".join(tree.code(path) for path in tree.paths("src/", ".c", ".h"))
    code += "\n".join(tree.files[path] for path in tree.paths("src/", ".def", ".py", ".in"))
    used = set(re.findall(r"\bYB_E_(\w+)", code))
    rows = list(re.finditer(r"^YB_ERROR\((\w+), (\d+),", text, re.MULTILINE))
    names, numbers = {}, {}
    for row in rows:
        line = line_of(text, row.start())
        for what, seen in ((row.group(1), names), (row.group(2), numbers)):
            if what in seen:
                tree.find(name, line, f"{what} stands already in line {seen[what]}")
            seen[what] = line
        if row.group(1) not in used and row.group(1) not in reserved:
            tree.find(name, line, f"YB_E_{row.group(1)} is used nowhere and not reserved in "
                                  f"{reserved_name}")
    for word in sorted(reserved - set(names)):
        tree.find(reserved_name, 1, f"{word} is no code of {name}")


RULES = {
    "every": [rule_floors, rule_pure, rule_no_float, rule_banned, rule_function_length,
              rule_file_length, rule_layout, rule_documented, rule_sql, rule_bound, rule_foreign],
    "whole": [rule_unused, rule_codes],
}


# ---- reading the tree ---------------------------------------------------------------------------

def list_files(root):
    try:
        done = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=root,
                              check=True, capture_output=True)
        names = [name for name in done.stdout.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = []
    if not names:  # an unpacked archive
        for folder, folders, files in os.walk(root):
            folders[:] = [f for f in folders if f not in SKIPPED and not f.startswith("obj-")]
            names += [os.path.relpath(os.path.join(folder, f), root) for f in files]
    return names


def read_tree(root):
    files = {}
    for name in list_files(root):
        path = os.path.join(root, name)
        if os.path.islink(path) or not os.path.isfile(path):
            continue
        with open(path, "rb") as file:
            content = file.read()
        if b"\0" in content:
            continue
        try:
            files[name] = content.decode("utf-8")
        except UnicodeDecodeError:
            continue  # a table kept in its own encoding
    return Tree(files)


def main():
    tree = read_tree(sys.argv[1] if len(sys.argv) > 1 else ".")
    for name in sys.argv[2:] or list(RULES):
        for rule in RULES[name]:
            rule(tree)
    findings = tree.findings
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
