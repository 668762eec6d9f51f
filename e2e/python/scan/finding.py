"""What a scanner says, in the same few words for every scanner."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    """One thing found; `where` is a route, a form or an address on loopback, without secrets."""

    tool: str
    severity: str
    kind: str
    where: str

    def __str__(self):
        return f"{self.severity:<7} {self.tool:<13} {self.kind}: {self.where}"

class ScannerFailed(Exception):
    """A scanner did not do its work, so that its silence says nothing."""


def loopback_only(**more):
    """An environment in which whatever a scanner would fetch from elsewhere fails: every other host is behind a proxy that is not there."""
    nowhere = "http://127.0.0.1:9"
    python = str(Path(__file__).parent.parent)
    return {**os.environ, "http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": "127.0.0.1,localhost", "PYTHONPATH": python, **more}
