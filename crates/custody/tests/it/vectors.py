"""Makes vectors.json with aics-tlog 0.2.1 (PyPI, Python 3.12): an implementation of the C2SP formats that nobody of us wrote.

    pip install aics-tlog==0.2.1 && python vectors.py > vectors.json
"""

import hashlib
import json

import aics_tlog as tlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN, WITNESS = "log.example/police", "witness.example/clearinghouse"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32)
SIZES = [1, 2, 3, 7, 255, 256, 257, 511, 512, 70_000]


def commitment(index):
    """The entry at an index, as the test makes it."""
    return hashlib.sha256(index.to_bytes(8, "big")).digest()


entries = [commitment(index) for index in range(max(SIZES))]
tree = tlog.MerkleTree(entries)


def hexes(hashes):
    """Hashes in hex."""
    return [item.hex() for item in hashes]


def case(size):
    """What the log says of its first entries."""
    checkpoint = tlog.Checkpoint(origin=ORIGIN, size=size, root=tree.root(size))
    note = tlog.sign_checkpoint(checkpoint, LOG_KEY, ORIGIN)
    _, line = tlog.sign_cosignature(WITNESS_KEY, WITNESS, 1_700_000_000 + size, ORIGIN, size, tree.root(size))
    tiles = tlog.tiles.materialise_tiles(entries[:size])
    listed = "".join(f"{path} {hashlib.sha256(data).hexdigest()}\n" for path, data in sorted(tiles.items()))
    indexes = sorted({0, size // 2, size - 1})
    older = sorted({1, (size + 1) // 2, max(size - 1, 1)})
    return {
        "size": size,
        "root": tree.root(size).hex(),
        "checkpoint": note.serialise(),
        "cosigned": tlog.Note(note.text, (*note.signatures, line)).serialise(),
        "tiles": len(tiles),
        "tiles_sha256": hashlib.sha256(listed.encode()).hexdigest(),
        "inclusion": [[index, hexes(tree.inclusion_proof(index, size))] for index in indexes],
        "consistency": [[old, hexes(tree.consistency_proof(old, size))] for old in older],
    }


print(json.dumps({
    "log_key": tlog.format_vkey(tlog.vkey_from_ed25519(ORIGIN, LOG_KEY.public_key())),
    "witness_key": tlog.format_vkey(tlog.cosignature_vkey(WITNESS, WITNESS_KEY.public_key())),
    "cases": [case(size) for size in SIZES],
}, indent=1))
