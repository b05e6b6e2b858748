#!/usr/bin/env python3
"""Is the built program hardened? hardening.py PROGRAM [--fortified]

Reads the ELF file itself: position independent, relocations read-only and bound at start, no
executable stack, no segment both writable and executable, stack protector, no library path baked
in, code without relocations, on x86-64 every function that may be jumped to marked so (CET; the
property note is not asked for: the C library's start files of some systems drop it);
--fortified: with the checked variants of the string functions.
"""
import re
import subprocess
import sys

ENDBR64 = bytes.fromhex("f30f1efa")


def readelf(option, program):
    return subprocess.run(["readelf", "-W", option, program], check=True, capture_output=True,
                          text=True).stdout


def marked(program):
    """Whether functions begin with ENDBR64; true where the machine has no such thing."""
    if "X86-64" not in readelf("-h", program):
        return True
    functions = re.findall(r"^ +\d+: (\w+) +\d+ FUNC +\w+ +\w+ +\d+ (?:main|yb_\w+)$",
                           readelf("-s", program), re.MULTILINE)
    sections = re.search(r"\] \.text +PROGBITS +(\w+) (\w+) (\w+)", readelf("-S", program))
    address, offset, size = (int(number, 16) for number in sections.groups())
    with open(program, "rb") as file:
        file.seek(offset)
        text = file.read(size)
    if not functions:  # stripped
        return text.count(ENDBR64) > size // 4096
    starts = [int(start, 16) - address for start in functions]
    return sum(text[start:start + 4] == ENDBR64 for start in starts) > len(starts) // 2


def findings(program, fortified):
    header, segments = readelf("-h", program), readelf("-l", program)
    dynamic, symbols = readelf("-d", program), readelf("--dyn-syms", program)
    flags = re.findall(r"^  (\w+) +0x\S+ 0x\S+ 0x\S+ 0x\S+ 0x\S+ ([R ][W ][E ])", segments,
                       re.MULTILINE)
    checks = [
        ("not position independent",
         re.search(r"Type:\s+DYN", header) and re.search(r"FLAGS_1.*\bPIE\b", dynamic)),
        ("relocations stay writable (RELRO)", "GNU_RELRO" in segments),
        ("symbols are bound late (BIND_NOW)", re.search(r"\bBIND_NOW\b|FLAGS_1.*\bNOW\b", dynamic)),
        ("the stack is executable", ("GNU_STACK", "RW ") in flags),
        ("a segment is writable and executable",
         flags and not any("W" in flag and "E" in flag for _, flag in flags)),
        ("no stack protector", "__stack_chk_fail" in symbols),
        ("a library path is baked in", not re.search(r"\((RPATH|RUNPATH)\)", dynamic)),
        ("its code is relocated", "TEXTREL" not in dynamic),
        ("jumps may land anywhere (CET)", marked(program)),
        ("not fortified", not fortified or re.search(r"__\w+_chk\b", symbols.replace(
            "__stack_chk_fail", ""))),
    ]
    return [what for what, good in checks if not good]


def main():
    found = findings(sys.argv[1], "--fortified" in sys.argv[2:])
    for what in found:
        print(f"{sys.argv[1]}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
