"""Findings on the real build that are none, each with its reason; where a reason can be tried out, it is."""

import re

# (scanner, kind, where, reason)
NONE = [
    ("wapiti", "X-Frame-Options is not set", "", "the policy says frame-ancestors 'none', which every browser puts above that header"),
    ("wapiti", "X-XSS-Protection is not set", "", "no browser reads it any more; where one did, it made holes of its own"),
    ("wapiti", "Strict-Transport-Security is not set", "", "it is sent with TLS, and means nothing without (RFC 6797 section 7.2)"),
    ("wapiti", "Cross Site Request Forgery", r"^tip ",
     "nobody signs in to the public form, and it knows nothing of a browser: another site can send no more than anybody can"),
    ("sqlmap", "out of time", "", "bounded in time; counted beside the operations that were tried to the end"),
    ("schemathesis", "Schema-violating request accepted", r"clearinghouse POST /ispws/",
     "the CyberTipline API answers a refusal with 200 and a responseCode; clients depend on it"),
]
# wapiti looks for a token in the form; the edge asks the browser where the form stood (Fetch Metadata, Origin) instead.
CROSS_SITE = ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://elsewhere.example"})


def reason(finding, actors):
    """Why this finding is none; None if it is one."""
    for tool, kind, where, why in NONE:
        if (finding.tool, finding.kind) == (tool, kind) and re.search(where, finding.where):
            return why
    if finding.kind == "Cross Site Request Forgery" and is_refused_from_elsewhere(finding, actors):
        return "the form is refused when it comes from another site: tried with Fetch Metadata and with Origin"
    return None


def is_refused_from_elsewhere(finding, actors):
    """Whoever sends it: signed in as each of them."""
    _, method, path, *_ = finding.where.split(" ")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return all(actor.ask(method, path, b"", **form, **headers)[0] == 403 for actor in actors for headers in CROSS_SITE)
