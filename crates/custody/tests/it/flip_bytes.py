"""Changes every byte of a bundle, one at a time, and counts what the verifier accepts all the same.

    python3 flip_bytes.py FOLDER_OF_THE_VERIFIER BUNDLE
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import verify_custody  # noqa: E402

files = {path.name: path.read_bytes() for path in pathlib.Path(sys.argv[2]).iterdir()}
verify_custody.verify(files)
counted = {"bytes": sum(map(len, files.values())), "refused": 0, "accepted": []}
for name, data in files.items():
    for place in range(len(data)):
        changed = bytearray(data)
        # another bit each time, so that case, digits and line ends all change
        changed[place] ^= 1 << place % 8
        try:
            verify_custody.verify({**files, name: bytes(changed)})
            counted["accepted"].append([name, place])
        except verify_custody.Refused:
            counted["refused"] += 1
print(json.dumps(counted))
