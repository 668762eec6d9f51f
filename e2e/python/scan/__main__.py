"""`python -m scan`: every scanner on the canary build, where it must find the planted defects, then on the real build, where it must not;
and on the public form beside it.

Loopback only, bounded in time, against two demonstrations that end with it. Exit code 0 when the bar is met.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from . import by_schemathesis, by_sqlmap, by_sslscan, by_wapiti, demo, document, judged, planted
from .finding import ScannerFailed

# Who is signed in while pages are crawled, and from which page on: whom the most pages are for, and who may do the most harm.
CRAWLERS = {
    "platform": {"moderator": "/hits", "administrator": "/accounts"},
    "clearinghouse": {"analyst": "/reports", "administrator": "/accounts"},
    "police": {"inspector": "/subjects", "administrator": "/accounts"},
}
CANARY_PORT, REAL_PORT = 7600, 7610


def main():
    asked = arguments()
    folder = Path(asked.folder or tempfile.mkdtemp(prefix="amparo-scan-"))
    print(f"reports of the scanners: {folder}")
    try:
        scan_canary(asked, made(folder / "canary"))
        standing = scan_real(asked, made(folder / "real"))
    except ScannerFailed as failure:
        sys.exit(f"scan: {failure}")
    sys.exit(1 if standing else 0)


def arguments():
    asked = argparse.ArgumentParser(prog="scan", description=__doc__)
    asked.add_argument("--real", required=True, help="the binary as everybody builds it")
    asked.add_argument("--canary", required=True, help="the binary with the feature canary-vulns")
    asked.add_argument("--schemathesis", default="schemathesis", help="the program `schemathesis`")
    asked.add_argument("--folder", help="where reports and logs go; a temporary folder without it")
    asked.add_argument("--examples", type=int, default=200, help="generated requests per operation")
    asked.add_argument("--crawl-seconds", type=int, default=60, help="for each crawl of wapiti")
    asked.add_argument("--attack-seconds", type=int, default=30, help="for each of wapiti's modules")
    return asked.parse_args()


def made(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def scan_canary(asked, folder):
    """Every scanner finds its planted defects, or the run ends here."""
    with demo.played(asked.canary, folder, CANARY_PORT) as actors:
        actor = next(actor for actor in actors["platform"] if actor.name == "moderator")
        found, _ = by_schemathesis.scan(asked.schemathesis, "platform", [actor], folder, asked.examples, only="/canary")
        report("schemathesis", planted.require("schemathesis", found))
        found, _ = by_wapiti.scan("wapiti", actor, folder, "/canary", "folder", asked.crawl_seconds, asked.attack_seconds)
        report("wapiti", planted.require("wapiti", found))
        target = ("GET /canary/notes", "/canary/notes?value=ana*", None)
        report("sqlmap", planted.require("sqlmap", by_sqlmap.scan("sqlmap", actor, [target], folder)))
        if demo.server_errors(actors["platform"]) == 0:
            raise ScannerFailed("the planted 500 is not counted by the node")
    with by_sslscan.planted("openssl", folder) as port:
        report("sslscan", planted.require("sslscan", by_sslscan.scan("sslscan", port, folder, "canary")[0]))


def report(tool, count):
    print(f"canary  {tool:<13} {count} of {count} planted defects found", flush=True)


def scan_real(asked, folder):
    """The findings on the real build, of whatever severity, that are not judged to be none."""
    standing = []
    with demo.played(asked.real, folder, REAL_PORT) as actors:
        for role in demo.ROLES:
            for tool, scan in (("schemathesis", documents), ("wapiti", pages), ("sqlmap", queries), ("sslscan", listener)):
                began = time.monotonic()
                found, amount = scan(asked, role, actors[role], folder)
                kept = [one for one in sorted(found) if weigh(one, actors[role])]
                standing += kept
                print(f"{role:<14} {tool:<13} {amount:<28} {time.monotonic() - began:5.0f} s  findings: {len(kept)}", flush=True)
            broken = demo.server_errors(actors[role])
            print(f"{role:<14} {'5xx of ' + str(demo.requests(actors[role])) + ' requests':<42} {broken}", flush=True)
            standing += [f"{role}: {broken} answers of 5xx"] if broken else []
        standing += scan_form(asked, folder)
    return standing


def scan_form(asked, folder):
    """The same of the public form, which has neither a document nor anybody who signs in: its pages, and its listener with TLS."""
    standing = []
    with demo.form(asked.real, folder) as nobody:
        began = time.monotonic()
        found, crawled = by_wapiti.scan("wapiti", nobody, folder, "/", "domain", asked.crawl_seconds, asked.attack_seconds)
        ciphers, amount = listener(asked, demo.FORM, None, folder)
        standing += [one for one in sorted(found | ciphers) if weigh(one, [nobody])]
        told = f"{crawled} pages and forms, {amount}"
        print(f"{demo.FORM:<14} {'wapiti, sslscan':<13} {told:<28} {time.monotonic() - began:5.0f} s  findings: {len(standing)}", flush=True)
    return standing


def weigh(finding, actors):
    """Prints a finding; whether it counts."""
    why = judged.reason(finding, actors)
    print(f"  {finding}" + (f" [none: {why}]" if why else ""), flush=True)
    return why is None


def documents(asked, role, actors, folder):
    found, cases = by_schemathesis.scan(asked.schemathesis, role, actors, folder, asked.examples)
    return found, f"{cases} requests"


def pages(asked, role, actors, folder):
    found, amount = set(), 0
    for actor in (actor for actor in actors if actor.name in CRAWLERS[role]):
        start = CRAWLERS[role][actor.name]
        more, crawled = by_wapiti.scan("wapiti", actor, folder, start, "domain", asked.crawl_seconds, asked.attack_seconds)
        found, amount = found | more, amount + crawled
    return found, f"{amount} pages and forms"


def queries(_asked, role, actors, folder):
    paper, found, amount = actors[0].document(), set(), 0
    known = document.known_identifiers(paper, actors)
    for actor, share in document.divide(paper, actors).items():
        targets = list(by_sqlmap.targets(paper, share, known))
        found, amount = found | by_sqlmap.scan("sqlmap", actor, targets, folder), amount + len(targets)
    unfinished = sum(1 for one in found if one.kind == by_sqlmap.UNFINISHED)
    return found, f"{amount} operations, {unfinished} unfinished"


def listener(asked, role, _actors, folder):
    with by_sslscan.node(asked.real, "openssl", made(folder / f"tls-{role}"), folder / "data" / f"{role}.toml") as port:
        found, ciphers = by_sslscan.scan("sslscan", port, folder, role)
    return found, f"{ciphers} ciphers"


if __name__ == "__main__":
    main()
