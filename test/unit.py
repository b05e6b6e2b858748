#!/usr/bin/env python3
"""Is the service locked in? unit.py UNIT

The directives that the systemd unit must have, as they must be; and where systemd can judge a file
without running it, that it finds next to no exposure (0 is none, 10 all).
"""
import shutil
import subprocess
import sys

EXPOSURE_MAX = 13  # tenths; what is left is the network, the host's root folder and local sockets
SERVICE = {
    "User": "yibao", "Group": "yibao", "UMask": "0077", "StateDirectoryMode": "0750",
    "AmbientCapabilities": "", "CapabilityBoundingSet": "", "LockPersonality": "yes",
    "MemoryDenyWriteExecute": "yes", "NoNewPrivileges": "yes", "PrivateDevices": "yes",
    "PrivateTmp": "yes", "PrivateUsers": "yes", "ProcSubset": "pid", "ProtectClock": "yes",
    "ProtectControlGroups": "yes", "ProtectHome": "yes", "ProtectHostname": "yes",
    "ProtectKernelLogs": "yes", "ProtectKernelModules": "yes", "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible", "ProtectSystem": "strict", "RemoveIPC": "yes",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6", "RestrictNamespaces": "yes",
    "RestrictRealtime": "yes", "RestrictSUIDSGID": "yes", "SystemCallArchitectures": "native",
    "SystemCallFilter": "~@privileged @resources",
}


def read(path):
    """{name: its last value} of the section [Service]."""
    values, section = {}, ""
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if line.startswith("["):
                section = line
            elif section == "[Service]" and "=" in line and not line.startswith("#"):
                name, value = line.split("=", 1)
                values[name] = value
    return values


def main():
    path, values = sys.argv[1], read(sys.argv[1])
    found = [f"{name}={values.get(name, '(missing)')}, {value!r} expected"
             for name, value in SERVICE.items() if values.get(name) != value]
    if shutil.which("systemd-analyze"):
        judged = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager",
                                 f"--threshold={EXPOSURE_MAX}", path], stdin=subprocess.DEVNULL,
                                capture_output=True, text=True)
        if judged.returncode:
            found.append(judged.stdout[-300:] + judged.stderr)
    for what in found:
        print(f"{path}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
