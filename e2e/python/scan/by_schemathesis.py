"""schemathesis reads a role's OpenAPI document and tries what it allows and what it forbids."""

import json
import subprocess
from pathlib import Path

from . import document as documents
from .finding import Finding, ScannerFailed, loopback_only

# A schema cannot say everything that a refusal can: a day that does not exist, a unit that nobody has, a reason of blanks.
HOOKS = "scan.schemathesis_hooks"
NOT_ASKED = "positive_data_acceptance"
# The interpreter under it sometimes breaks on a generated value: CPython 3.11's "recursion depth mismatch".
TRIES = 3
SETTINGS = Path(__file__).parent / "schemathesis.toml"
SEVERITY = {"critical": "high", "high": "high", "medium": "medium", "low": "low"}


def scan(st, role, actors, folder, examples, only=None, patience_seconds=1800):
    """Findings, and the number of requests, over all operations of a role (those under the path `only`, if it is given)."""
    document = next(actor for actor in actors).document()
    if only:
        document["paths"] = {path: item for path, item in document["paths"].items() if path.startswith(only)}
    source = Path(folder) / f"{role}.openapi.json"
    source.write_text(json.dumps(documents.with_identifiers(document, documents.known_identifiers(document, actors))))
    findings, cases = set(), 0
    for actor, share in documents.divide(document, actors).items():
        for _ in range(TRIES):
            report = run(st, role, actor, source, share, folder, examples, patience_seconds)
            cases += report["test_cases"]["generated"]
            for failure in report["failures"]:
                severity = SEVERITY[failure["severity"]]
                findings |= {Finding("schemathesis", severity, failure["title"], f"{role} {operation}") for operation in failure["operations"]}
            if not report["errors"]:
                break
        else:
            raise ScannerFailed(f"schemathesis on {role} as {actor.name}: {report['errors']}")
    return findings, cases


def run(st, role, actor, source, share, folder, examples, patience_seconds):
    name = f"{role}-{actor.name}"
    report, log = Path(folder) / f"{name}.schemathesis.json", Path(folder) / f"{name}.schemathesis.log"
    command = [
        st, "--config-file", SETTINGS, "run", source, "--url", actor.base, "--auth", f"{actor.name}:{actor.secret}", "--max-examples", str(examples),
        "--exclude-checks", NOT_ASKED, "--continue-on-failure", "--workers", "2", "--request-timeout", "60",
        "--suppress-health-check", "all", "--generation-database", "none", "--no-color", "--report-json-path", report]
    command += [f"--include-name={method.upper()} {path}" for method, path in share]
    with log.open("wb") as said:
        done = subprocess.run(command, stdout=said, stderr=said, timeout=patience_seconds, cwd=folder, env=loopback_only(SCHEMATHESIS_HOOKS=HOOKS))
    if not report.exists() or done.returncode not in (0, 1):
        raise ScannerFailed(f"schemathesis on {name} ended with {done.returncode}: see {log}")
    report = json.loads(report.read_text())
    if not report["complete"] or report["operations"]["tested"] < report["operations"]["selected"]:
        raise ScannerFailed(f"schemathesis on {name} did not try every operation: see {log}")
    return report
