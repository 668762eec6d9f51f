"""Changes bytes of bundles, one at a time, and counts what the verifier accepts all the same.

    python3 flip_bytes.py FOLDER_OF_THE_VERIFIER STEP BUNDLE...

Every STEP-th byte is changed, from another one on in each file.
"""

import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import verify_custody  # noqa: E402

step = int(sys.argv[2])
counted = {"whole": 0, "bytes": 0, "refused": 0, "accepted": []}
for number, bundle in enumerate(sys.argv[3:]):
    files = {path.name: path.read_bytes() for path in pathlib.Path(bundle).iterdir()}
    verify_custody.verify(files)
    counted["whole"] += 1
    counted["bytes"] += sum(map(len, files.values()))
    for name, data in files.items():
        for place in range(number % min(step, len(data)), len(data), step):
            changed = bytearray(data)
            # another bit each time, so that case, digits and line ends all change
            changed[place] ^= 1 << place % 8
            try:
                verify_custody.verify({**files, name: bytes(changed)})
                counted["accepted"].append([bundle, name, place])
            except verify_custody.Refused:
                counted["refused"] += 1
print(json.dumps(counted))
