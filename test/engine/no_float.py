#!/usr/bin/env python3
"""Does compiled code compute in floating point? no_float.py LIBRARY...

Disassembles the static libraries: every instruction that computes, compares or converts floating-point
numbers, and every routine of a library that would do it instead, is a finding. Moves are none: registers
of that kind carry plain bytes, too.
"""
import re
import subprocess
import sys

ARITHMETIC = {
    # SSE and AVX (with v before), then x87
    "x86-64": re.compile(r"\tv?(?:(?:add|sub|mul|div|sqrt|min|max|round|rcp|rsqrt|cmp|cmp\w+|hadd|hsub|addsub)"
                         r"[sp][sd]|u?comis[sd]|cvt\w+|fn?m\w+[sp][sd])\b"
                         r"|\tf(?:ld|ild|st|ist|add|sub|mul|div|com|ucom|sqrt|chs|abs|xch|prem)\w*\b"),
    "aarch64": re.compile(r"\t(?:f(?:add|sub|n?mul|div|sqrt|n?m(?:add|sub)|n?ml[as]|cmp\w*|cm\w+|cvt\w*|"
                          r"rint\w*|m(?:in|ax)\w*|abs|neg)|[us]cvtf)\b"),
}
ROUTINE = re.compile(r"\bU (?:__(?:add|sub|mul|div|cmp|eq|ne|lt|le|gt|ge|neg)[sdtx]f[23]|__fix\w+|__float\w+|"
                     r"__extend\w+|__trunc\w+f2|strto[df]|strtold|ato[fd]|l?l?r(?:ound|int)[fl]?|floor[fl]?|"
                     r"ceil[fl]?|pow[fl]?|fmod[fl]?|modf[fl]?)$", re.MULTILINE)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def findings(library):
    text = run("objdump", "-d", "--no-show-raw-insn", library)
    machine = next((m for m in ARITHMETIC if f"elf64-{m}" in text or f"elf64-little{m}" in text), None)
    found = [f"calls {m.group()[2:]}" for m in ROUTINE.finditer(run("nm", library))]
    if not machine:
        return ["disassembled for a machine that this test does not know"]
    function = "?"
    for line in text.splitlines():
        if line.endswith(">:"):
            function = line.split("<")[1][:-2]
        elif ARITHMETIC[machine].search(line):
            found.append(f"{function}: {line.split(chr(9), 1)[1]}")
    return found


def main():
    found = [f"{library}: {what}" for library in sys.argv[1:] for what in findings(library)]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
