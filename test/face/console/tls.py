#!/usr/bin/env python3
"""F8: nginx with the shipped example in front of a server: tls.py YIBAO FOLDER

The example is used as it is but for its addresses and paths. Asserted with openssl s_client and curl:
TLS 1.0 and 1.1 are refused, 1.2 and 1.3 taken; of the client certificates only a good one opens the
national interface (none, another authority's, a revoked one do not); the heads say what they must;
the audit log has the client's own address, whatever the client claims. Exit 77: there is no nginx.
"""
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desk import PASSWORD, ROOT
from county import CALL, County

NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
EXAMPLE = ROOT / "doc/nginx/yibao.conf"
MAIN = """daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/yibao.conf;
}}
"""
AUTHORITY = """[ca]
default_ca = a
[a]
database = {folder}/{name}.index
default_md = sha256
default_crl_days = 2
crlnumber = {folder}/{name}.number
policy = p
[p]
commonName = supplied
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Certificates:
    """Throw-away authorities and what they issue, in a folder."""

    def __init__(self, folder):
        self.folder = Path(folder)
        for name in ("ca", "other"):
            self.openssl("req", "-x509", *self.key(name), "-subj", f"/CN={name}", "-days", "2",
                         "-out", self.path(name, "crt"))
        for name, issuer in (("server", "ca"), ("good", "ca"), ("revoked", "ca"), ("foreign", "other")):
            self.issue(name, issuer)
        (self.folder / "ca.index").touch()
        (self.folder / "ca.number").write_text("01\n", encoding="ascii")
        config = self.folder / "ca.cnf"
        config.write_text(AUTHORITY.format(folder=folder, name="ca"), encoding="ascii")
        signer = ["-config", config, "-cert", self.path("ca", "crt"), "-keyfile", self.path("ca", "key")]
        self.openssl("ca", *signer, "-revoke", self.path("revoked", "crt"))
        self.openssl("ca", *signer, "-gencrl", "-out", self.path("ca", "crl"))

    def path(self, name, ending):
        return str(self.folder / f"{name}.{ending}")

    def key(self, name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", self.path(name, "key")]

    def openssl(self, *words):
        done = subprocess.run(["openssl", *map(str, words)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"openssl {words}: {done.stderr}")

    def issue(self, name, issuer):
        self.openssl("req", *self.key(name), "-subj", f"/CN={name}", "-addext",
                     "subjectAltName=IP:127.0.0.1", "-out", self.path(name, "csr"))
        self.openssl("x509", "-req", "-in", self.path(name, "csr"), "-CA", self.path(issuer, "crt"),
                     "-CAkey", self.path(issuer, "key"), "-CAcreateserial", "-days", "2",
                     "-copy_extensions", "copy", "-out", self.path(name, "crt"))


class Front:
    """nginx with the example."""

    def __init__(self, folder, county):
        self.folder = Path(folder)
        self.made = Certificates(folder)
        self.port, plain = free_ports(2)
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in (("server 127.0.0.1:8080;", f"server {county.address};"),
                         ("listen 80;", f"listen 127.0.0.1:{plain};"),
                         ("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
                         ("/etc/yibao/tls/server.", f"{folder}/server."),
                         ("/etc/yibao/tls/clients-ca.", f"{folder}/ca.")):
            if old not in text:
                raise RuntimeError(f"the example has no {old}")
            text = text.replace(old, new)
        (self.folder / "yibao.conf").write_text(text, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
        self.plain = plain
        self.process = subprocess.Popen([NGINX, "-c", self.folder / "nginx.conf", "-e",
                                         self.folder / "error.log"], stdin=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError((self.folder / "error.log").read_text())

    def close(self):
        self.process.terminate()
        self.process.wait(20)

    def shake(self, version):
        """What openssl says about a handshake at this version, its own limits off."""
        done = subprocess.run(["openssl", "s_client", f"-{version}", "-cipher", "ALL:@SECLEVEL=0",
                               "-connect", f"127.0.0.1:{self.port}"], input="", capture_output=True, text=True)
        return done.stdout + done.stderr

    def curl(self, path, *words, certificate=None, port=None):
        """(status, head, body)"""
        scheme = "http" if port else "https"
        words = ["curl", "-s", "-i", "--http1.1", "--cacert", self.made.path("ca", "crt"), *words,
                 f"{scheme}://127.0.0.1:{port or self.port}{path}"]
        if certificate:
            words[1:1] = ["--cert", self.made.path(certificate, "crt"), "--key",
                          self.made.path(certificate, "key")]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        head, _, body = done.stdout.partition("\n\n")  # text: line ends are one character
        found = re.match(r"HTTP/1.1 (\d+)", head)
        return int(found.group(1)) if found else 0, head, body


def check_versions(front, expect):
    for version, name in (("tls1", "TLSv1"), ("tls1_1", "TLSv1.1")):
        said = front.shake(version)
        expect("alert protocol version" in said and f"New, {name}," not in said,
               f"{name} is not refused: {said[-300:]}")
    for version, name in (("tls1_2", "TLSv1.2"), ("tls1_3", "TLSv1.3")):
        expect(f"New, {name}," in front.shake(version), f"{name} is not taken")


def check_certificates(front, expect):
    message = County.envelope("9001", {"signIn": {"opter_no": "1", "mac": "0", "ip": "0"}},
                              "H3715250000120180604000000TLS1", "H37152500001").decode()
    ask = ["-X", "POST", "-H", "Content-Type: application/json", "-d", message]
    for path in (CALL, "/elsewhere/9001"):  # the interface is served on any path
        for certificate, status in ((None, 403), ("foreign", 400), ("revoked", 400), ("good", 200)):
            seen, head, body = front.curl(path, *ask, certificate=certificate)
            expect(seen == status and ('"infcode"' in body) == (status == 200),
                   f"{path} with the certificate {certificate}: {seen} {head} {body[:200]}")


def check_heads(front, expect):
    for path in ("/", "/api/v1/session"):
        _, head, _ = front.curl(path)
        for name in ("Strict-Transport-Security: max-age=31536000", "X-Content-Type-Options: nosniff",
                     "X-Frame-Options: DENY", "Content-Security-Policy: default-src 'self'",
                     "Referrer-Policy: no-referrer"):
            expect(head.count(name.split(":", 1)[0]) == 1 and name in head, f"{path}: {name}")
        expect("nginx/" not in head, f"{path} tells the server's version")
    status, head, _ = front.curl("/a?b=c", port=front.plain)
    expect(status == 301 and "Location: https://127.0.0.1/a?b=c" in head, f"no redirection: {head}")
    expect(front.curl("/healthz", "--interface", "127.0.0.2")[0] == 403, "/healthz is shown to others")


def check_address(front, county, expect):
    """The cookie is for TLS only; the log has where he comes from, not where he says he does."""
    body = '{"user_name":"weizhang","password":"%s"}' % PASSWORD
    ask = ["-X", "POST", "-H", "Content-Type: application/json", "-H", "X-Forwarded-For: 6.6.6.6",
           "-d", body]
    status, head, _ = front.curl("/api/v1/session", *ask, "--interface", "127.0.0.2")
    expect(status == 200 and "; Secure" in head, f"signing in: {head}")
    direct = int(county.address.rsplit(":", 1)[1])
    status, _, _ = front.curl("/api/v1/session", *ask, "--interface", "127.0.0.3", port=direct)
    expect(status == 200, "signing in without the proxy")
    statuses = [front.curl("/api/v1/session", *ask[:-2], "-d", "{}", "--interface", "127.0.0.4")[0]
                for _ in range(16)]
    expect(429 in statuses, f"sixteen logins at once: {statuses}")
    county.stop()
    with sqlite3.connect(county.store) as rows:
        log = rows.execute("SELECT ip, action FROM access_log").fetchall()
    logins = [ip for ip, action in log if action == "login"]
    expect(logins == ["127.0.0.2", "127.0.0.3"], f"logins in the log came from {logins}")


def main():
    if not NGINX:
        print("skipped: there is no nginx")
        return 77
    yibao, folder = sys.argv[1:3]
    findings = []

    def expect(good, what):
        if not good:
            findings.append(what)
            print(what, flush=True)

    with tempfile.TemporaryDirectory(prefix="tls-", dir=folder) as place:
        county = County(yibao, place).init()
        for words in (["rules", "--second-factor", "0"], ["add", "weizhang", "--roles", "clerk"]):
            subprocess.run([yibao, "user", *words, "--store", county.store], input=PASSWORD + "\n",
                           text=True, check=True, stdout=subprocess.DEVNULL)
        county.words = ["--proxy", "127.0.0.1"]
        front = Front(place, county.start())
        try:
            check_versions(front, expect)
            check_certificates(front, expect)
            check_heads(front, expect)
            check_address(front, county, expect)
        finally:
            front.close()
            county.end()
    print(f"{len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
