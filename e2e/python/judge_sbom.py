"""Judges a bill of materials by the schema of its format, as the CycloneDX project's own library carries it; and counts what it holds."""

import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main():
    text = Path(sys.argv[1]).read_text()
    if mistake := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        sys.exit(f"not a CycloneDX 1.6 document: {mistake}")
    bill = json.loads(text)
    components = bill["components"]
    bare = [one["name"] for one in components if "licenses" not in one]
    if not components or bare:
        sys.exit(f"{len(components)} components; without a licence: {bare}")
    print(f"bill of materials: valid CycloneDX 1.6, {len(components)} components, {sum(1 for one in components if 'hashes' in one)} with checksum")


if __name__ == "__main__":
    main()
