"""What each scanner must find in the canary build: its module (crates/service/src/canary) and this list change together."""

from .finding import ScannerFailed

MUST_FIND = {
    "schemathesis": {
        "Server error": "/canary/numbers",
        "Response violates schema": "/canary/figure",
        "Undocumented Content-Type": "/canary/kind",
        "Schema-violating request accepted": "/canary/orders",
        "API accepts requests without authentication": "/canary/open-door",
    },
    "wapiti": {
        "Cross Site Scripting": "/canary/echo",
        "SQL Injection": "/canary/notes",
        "Path Traversal": "/canary/files",
        "Open Redirect": "/canary/away",
        "Content Security Policy Configuration": "/canary",
        "X-Content-Type-Options is not set": "/canary",
        "HttpOnly Flag cookie": "/canary",
        "Cross Site Request Forgery": "/canary/echo",
    },
    "sqlmap": {"SQL injection": "/canary/notes"},
    "sslscan": {"old protocol": "TLS 1.0", "anonymous cipher": "canary", "cipher without authenticated encryption": "canary", "short key": "RSA 1024"},
}


def missed(tool, findings):
    """The planted defects that this scanner did not find."""
    planted = MUST_FIND[tool]
    return [kind for kind, where in planted.items() if not any(kind == one.kind and where in one.where for one in findings)]


def require(tool, findings):
    """Every planted defect was found.

    Fails otherwise: a scanner that finds nothing where there is something says nothing where there may be nothing.
    """
    if lost := missed(tool, findings):
        raise ScannerFailed(f"{tool} missed planted defects: {', '.join(lost)}")
    return len(MUST_FIND[tool])
