#!/usr/bin/env python3
"""Shows hardening.py a small program that is as it should be, and one for each thing that may be missing.

usage: hardening_test.py COMPILER...
"""
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import hardening  # noqa: E402  (beside this file)

SOURCE = """
#include <stdio.h>
#include <string.h>
int yb_fill(const char *text);
int yb_fill(const char *text)
{
    char room[64];
    strcpy(room, text);
    return printf("%s", room);
}
int main(int argc, char **argv) { return argc > 1 ? yb_fill(argv[1]) : 0; }
"""
GOOD = ["-O2", "-fPIE", "-pie", "-fstack-protector-strong", "-fcf-protection", "-U_FORTIFY_SOURCE",
        "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro", "-Wl,-z,now", "-Wl,-z,noexecstack"]
BAD = {
    "not position independent": ["-fno-pie", "-no-pie"],
    "relocations stay writable": ["-Wl,-z,norelro"],
    "bound late": ["-Wl,-z,lazy"],
    "the stack is executable": ["-Wl,-z,execstack"],
    "no stack protector": ["-fno-stack-protector"],
    "a library path is baked in": ["-Wl,-rpath,/opt/lib"],
    "jumps may land anywhere": ["-fcf-protection=none"],
    "not fortified": ["-U_FORTIFY_SOURCE"],
}


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "a.c"), str(Path(folder, "a"))
        source.write_text(SOURCE, encoding="utf-8")
        for what, options in {"": [], **BAD}.items():
            subprocess.run([*sys.argv[1:], *GOOD, *options, "-o", program, str(source)], check=True)
            found = hardening.findings(program, True)
            if not what and found or what and not any(what in each for each in found):
                print(f"{what or 'as it should be'}: {found}")
                failed += 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
