"""Judges CASE/UCO graphs with case_validate (PyPI case-utils), offline, by the newest CASE release that comes with it.

Reads {"graphs": [PATH, ...]} from standard input; prints per graph what the judge has against it, null if nothing.
"""

import json
import subprocess
import sys
from pathlib import Path

judge = Path(sys.executable).with_name("case_validate")
task = json.load(sys.stdin)


def objection(path):
    """What case_validate says against a graph: it ends with 0 only where nothing is wrong, warned of or unknown to the ontology."""
    ended = subprocess.run([judge, path], capture_output=True, text=True, check=False)
    return None if ended.returncode == 0 else ended.stdout + ended.stderr


json.dump({path: objection(path) for path in task["graphs"]}, sys.stdout)
