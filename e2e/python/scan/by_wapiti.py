"""wapiti follows links and fills in forms, as somebody who is signed in, or as anybody where nobody signs in."""

import json
import re
import subprocess
from pathlib import Path

from .finding import Finding, ScannerFailed, loopback_only

# Not ssrf and xxe, which ask a public address for help; not nikto and wapp, which fetch their lists; nothing that guesses passwords.
MODULES = "blindsql,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,sql,xss"
SEVERITY = {1: "low", 2: "medium", 3: "high", 4: "high"}
# Stands in the traces of its modules.
BROKEN = "wapitiCore/main/wapiti.py"
# Fewer pages and forms than this are no crawl: the canary alone has six.
FEWEST = 6


def scan(wapiti, actor, folder, start, scope, scan_seconds, attack_seconds):
    """Findings, and the number of pages and forms found, from `start` on."""
    name = f"{actor.role}-{actor.name}"
    report, log = Path(folder) / f"{name}.wapiti.json", Path(folder) / f"{name}.wapiti.log"
    command = [
        wapiti, "--url", actor.base + start, "--scope", scope, *credentials(actor),
        "--module", MODULES, "--no-bugreport", "--flush-session", "--store-session", Path(folder) / f"{name}.wapiti",
        "--max-scan-time", str(scan_seconds), "--max-attack-time", str(attack_seconds), "--timeout", "30",
        "--max-links-per-page", "40", "--max-files-per-dir", "30", "--level", "1", "--format", "json", "--output", report]
    with log.open("wb") as said:
        done = subprocess.run(command, stdout=said, stderr=said, timeout=scan_seconds + 20 * attack_seconds, env=loopback_only())
    if done.returncode != 0 or not report.exists() or BROKEN in log.read_text(errors="replace"):
        raise ScannerFailed(f"wapiti on {name} ended with {done.returncode}, or one of its modules broke: see {log}")
    report = json.loads(report.read_text())
    categories = {**report["vulnerabilities"], **report["anomalies"]}
    return {finding(actor, kind, one) for kind, ones in categories.items() for one in ones}, crawled(log)


def credentials(actor):
    return ["--auth-type", "basic", "--auth-cred", f"{actor.name}%{actor.secret}"] if actor.secret else []


def finding(actor, kind, one):
    """Each header by its own name, for some of them are judged otherwise than others."""
    kind = one["info"] if kind == "HTTP Secure Headers" else kind
    return Finding("wapiti", SEVERITY[one["level"]], kind, f"{actor.role} {one['method']} {one['path']} {one['parameter'] or ''}".rstrip())


def crawled(log):
    """How many pages and forms it found, by its own word."""
    found = re.search(r"Wapiti found (\d+) URLs and forms", log.read_text(errors="replace"))
    if not found or int(found[1]) < FEWEST:
        raise ScannerFailed(f"wapiti found hardly a page: see {log}")
    return int(found[1])
