"""sslscan asks a listener for every protocol and cipher that it takes."""

import re
import socket
import subprocess
import time
import xml.etree.ElementTree as xml
from contextlib import contextmanager
from pathlib import Path

from . import demo
from .finding import Finding, ScannerFailed

AEAD = ("GCM", "CHACHA20", "CCM")
ALLOWED = ("1.2", "1.3")


def scan(sslscan, port, folder, name):
    """Findings about the listener on a port of loopback, and the number of ciphers that it takes."""
    report = Path(folder) / f"{name}.sslscan.xml"
    subprocess.run([sslscan, "--no-colour", f"--xml={report}", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, timeout=300, check=True)
    test = xml.parse(report).getroot().find("ssltest")
    if test is None or not test.findall("cipher"):
        raise ScannerFailed(f"sslscan found no TLS on {name}: see {report}")
    return {Finding("sslscan", severity, kind, f"{name} {what}") for severity, kind, what in weaknesses(test)}, len(test.findall("cipher"))


def weaknesses(test):
    for protocol in test.findall("protocol"):
        version = f"{protocol.get('type').upper()} {protocol.get('version')}"
        if protocol.get("enabled") == "1" and protocol.get("version") not in ALLOWED:
            yield "high", "old protocol", version
    for cipher in test.findall("cipher"):
        named = f"{cipher.get('sslversion')} {cipher.get('cipher')}"
        if cipher.get("strength") not in ("acceptable", "strong"):
            yield "high", f"{cipher.get('strength')} cipher", named
        elif not any(mode in cipher.get("cipher") for mode in AEAD):
            yield "medium", "cipher without authenticated encryption", named
    for bug in test.findall("heartbleed"):
        if bug.get("vulnerable") == "1":
            yield "high", "heartbleed", bug.get("sslversion")
    renegotiation = test.find("renegotiation")
    if renegotiation is not None and renegotiation.get("supported") == "1" and renegotiation.get("secure") != "1":
        yield "medium", "insecure renegotiation", ""
    for key in test.iter("pk"):
        if key.get("type") == "RSA" and int(key.get("bits")) < 2048:
            yield "medium", "short key", f"RSA {key.get('bits')}"


@contextmanager
def planted(openssl, folder):
    """A listener as one must not be set up: rustls refuses all of that, so it is OpenSSL's."""
    key, certificate = make_certificate(openssl, folder, "canary", ["rsa:1024"])
    port = free_port()
    command = [
        openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-cert", certificate, "-key", key, "-tls1", "-cipher", "ALL:@SECLEVEL=0", "-quiet"]
    with running(command, Path(folder) / "canary-tls.log", port):
        yield port


@contextmanager
def node(binary, openssl, folder, configuration):
    """A role, or the public form, by the demonstration's configuration, with a data folder of its own, speaking TLS."""
    table = demo.FORM if Path(configuration).stem == demo.FORM else "node"
    key, certificate = make_certificate(openssl, folder, "node", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
    port, text = free_port(), Path(configuration).read_text()
    for name, value in (("listen", f"127.0.0.1:{port}"), ("public_url", f"https://node.example:{port}"), ("data_dir", f"{folder}/tls-data")):
        text = re.sub(rf'(?m)^{name} = .*$', f'{name} = "{value}"', text, count=1)
    path = Path(folder) / Path(configuration).name
    path.write_text(f'{text}\n[{table}.tls]\ncertificate_file = "{certificate}"\nkey_file = "{key}"\n')
    with running([binary, "serve", path.stem, "--config", path], Path(folder) / "tls-node.log", port):
        yield port


def make_certificate(openssl, folder, name, kind):
    key, certificate = Path(folder) / f"{name}.key", Path(folder) / f"{name}.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", *kind, "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", f"/CN={name}.example",
         "-addext", f"subjectAltName=DNS:{name}.example"],
        check=True, stderr=subprocess.DEVNULL)
    key.chmod(0o600)
    return key, certificate


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command, log, port):
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            for _ in range(120):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None:
                    raise ScannerFailed(f"what was to be scanned ended: see {log}")
                time.sleep(0.5)
            yield
        finally:
            process.terminate()
            process.wait(timeout=60)
