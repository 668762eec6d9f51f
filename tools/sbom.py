#!/usr/bin/env python3
"""The bill of materials of a release, as CycloneDX 1.6 JSON on standard output, from cargo's own data; nothing beyond Python's library.

Every crate that is linked into `amparo` on Linux (`x86_64-unknown-linux-gnu`) with the features of a release, with version, licence,
SHA-256 as Cargo.lock has it, and what it depends on. Build scripts, macros and their dependencies are in; what only tests need is not.
The same sources give the same bytes: it holds no time and no random number.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = "x86_64-unknown-linux-gnu"
# As docs/operator says that a release is built.
FEATURES = "amparo/passkey,amparo/s3"


def main():
    bill = make(cargo_metadata(), checksums())
    json.dump(bill, sys.stdout, indent=1, sort_keys=True)
    print()


def cargo_metadata():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", PLATFORM, "--features", FEATURES]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def checksums():
    """SHA-256 of each package from a registry, by name and version."""
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    return {(one["name"], one["version"]): one["checksum"] for one in lock["package"] if "checksum" in one}


def make(metadata, known_checksums):
    packages = {package["id"]: package for package in metadata["packages"]}
    needs = {node["id"]: linked(node) for node in metadata["resolve"]["nodes"]}
    root = next(package["id"] for package in packages.values() if package["name"] == "amparo")
    reached = reach(root, needs)
    components = {one: component(packages[one], known_checksums) for one in reached}
    subject = components.pop(root)
    edges = [{"ref": reference(packages[one]), "dependsOn": sorted(reference(packages[two]) for two in needs[one])} for one in reached]
    content = {
        "metadata": {"component": {**subject, "type": "application"}},
        "components": sorted(components.values(), key=lambda one: one["bom-ref"]),
        "dependencies": sorted(edges, key=lambda one: one["ref"]),
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}"}
    return {**head, **content}


def linked(node):
    """What a package needs beyond its tests."""
    return {one["pkg"] for one in node["deps"] if any(kind["kind"] != "dev" for kind in one["dep_kinds"])}


def reach(root, needs):
    reached, waiting = set(), [root]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += needs[one]
    return reached


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version'].replace('+', '%2B')}"


def component(package, known_checksums):
    made = {"type": "library", "name": package["name"], "version": package["version"], "bom-ref": reference(package), "purl": reference(package)}
    if package["license"]:
        # the old way of writing "or"
        made["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if checksum := known_checksums.get((package["name"], package["version"])):
        made["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return made


if __name__ == "__main__":
    main()
