#!/usr/bin/env python3
"""Is the built program hardened? hardening.py PROGRAM [--fortified]

Reads the ELF file itself: position independent, relocations read-only and bound at start, no
executable stack, no segment both writable and executable, stack protector, no library path baked
in; --fortified: with the checked variants of the string functions.
"""
import re
import subprocess
import sys


def readelf(option, program):
    return subprocess.run(["readelf", "-W", option, program], check=True, capture_output=True,
                          text=True).stdout


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
