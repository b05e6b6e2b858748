#!/usr/bin/env python3
"""Runs text tests of the command line: run.py PROGRAM SOURCE_FOLDER FILE.test

A file is a list of cases. A case is a command, what it prints, and its exit code:

    # a remark
    $ yibao version --lang fr
    lines of standard output, none when there are none
    >2
    lines of standard error, none when there are none
    >= 2

`$` runs in bash, in an empty folder that all cases of the file share, with `yibao` on the path and
LANG=zh_CN.UTF-8; $SOURCE is the source folder. A file for the next commands is written by

    @ name/of/file
    its lines
    @

An expected line `...` stands for any lines; `/.../` is a regular expression for one line. Every
other line must be equal. A `$` line may go on with a backslash at its end.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile

COMMAND_SECONDS = 60


def fail(place, message):
    print(f"{place}: {message}")
    sys.exit(1)


def read_case(path, lines, at):
    """Returns (case, index behind it); lines[at] starts with '$'."""
    case = {"line": at + 1, "out": [], "err": [], "command": lines[at][1:].strip()}
    at += 1
    while case["command"].endswith("\\") and at < len(lines):
        case["command"] = case["command"][:-1] + lines[at].strip()
        at += 1
    target = case["out"]
    while at < len(lines):
        line = lines[at]
        at += 1
        if re.fullmatch(r">= *\d+", line):
            case["code"] = int(line[2:])
            return case, at
        if line == ">2":
            target = case["err"]
        elif line.startswith("$ "):
            break
        else:
            target.append(line)
    fail(f"{path}:{case['line']}", "the case has no '>= CODE' line")


def line_matches(expected, line):
    if len(expected) > 2 and expected[0] == expected[-1] == "/":
        return re.fullmatch(expected[1:-1], line) is not None
    return expected == line


def matches(expected, lines):
    """Whole-list match where '...' stands for any number of lines."""
    if not expected:
        return not lines
    if expected[0] == "...":
        return any(matches(expected[1:], lines[i:]) for i in range(len(lines) + 1))
    return bool(lines) and line_matches(expected[0], lines[0]) and matches(expected[1:], lines[1:])


def check(place, what, expected, text):
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    if matches(expected, lines):
        return True
    print(f"{place}: {what} differs")
    print("\n".join(difflib.unified_diff(expected, lines, "expected", "printed", lineterm="")))
    return False


def run_case(path, case, env, folder):
    place = f"{path}:{case['line']}"
    done = subprocess.run(["bash", "-c", case["command"]], cwd=folder, env=env, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS)
    good = check(place, "standard output", case["out"], done.stdout)
    good = check(place, "standard error", case["err"], done.stderr) and good
    if done.returncode != case["code"]:
        print(f"{place}: exit code {done.returncode}, {case['code']} expected")
        good = False
    return good


def write_file(path, lines, at, folder):
    name = os.path.join(folder, lines[at][2:].strip())
    end = next((i for i in range(at + 1, len(lines)) if lines[i] == "@"), None)
    if end is None:
        fail(f"{path}:{at + 1}", "the file has no closing '@'")
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "w", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in lines[at + 1:end]))
    return end + 1


def main():
    program, source, path = sys.argv[1:4]
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    env = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    env.update(LANG="zh_CN.UTF-8", SOURCE=os.path.abspath(source),
               PATH=os.path.dirname(os.path.abspath(program)) + ":" + env["PATH"])
    at, cases, failed = 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="yibao-cli-") as folder:
        while at < len(lines):
            if lines[at].startswith("@ "):
                at = write_file(path, lines, at, folder)
            elif lines[at].startswith("$ "):
                case, at = read_case(path, lines, at)
                cases += 1
                failed += not run_case(path, case, env, folder)
            elif lines[at] == "" or lines[at].startswith("#"):
                at += 1
            else:
                fail(f"{path}:{at + 1}", f"neither a command nor a remark: {lines[at]}")
    print(f"{cases} cases, {failed} failed")
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
