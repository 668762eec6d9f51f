"""Hashes pictures as the PDQ reference does: PyPI pdqhash (its C++, on the RGB samples) and python-threatexchange (on the file).

usage: judge_pdq.py < JSON list of paths
prints: one JSON object, by path: size, mode, pdq, quality, forms, and threatexchange as [pdq, quality], or null where it hashes raw
        values instead of colours (palette indices, single bits, CMYK, samples of 16 bits)
"""

import json
import sys
from pathlib import Path

import numpy
import pdqhash
from PIL import Image
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_bytes

RAW_MODES = {"P", "PA", "1", "CMYK", "I", "I;16", "I;16B"}


def colours(picture: Image.Image) -> numpy.ndarray:
    """What a viewer shows, alpha ignored; of samples of 16 bits the high byte, which Pillow would clip."""
    if picture.mode.startswith("I"):
        high = (numpy.asarray(picture).astype(numpy.uint32) >> 8).astype(numpy.uint8)
        return numpy.stack([high] * 3, axis=2)
    if picture.mode == "L":
        # Pillow 13.0.0 makes a grey GIF black when it converts it
        return numpy.stack([numpy.asarray(picture)] * 3, axis=2)
    return numpy.asarray(picture.convert("RGBA").convert("RGB") if picture.mode == "P" else picture.convert("RGB"))


def text(bits: numpy.ndarray) -> str:
    return numpy.packbits(bits).tobytes().hex()


def judge(path: Path) -> dict:
    with Image.open(path) as picture:
        mode, pixels = picture.mode, colours(picture)
    bits, quality = pdqhash.compute(pixels)
    forms, _ = pdqhash.compute_dihedral(pixels)
    return {
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "mode": mode,
        "pdq": text(bits),
        "quality": int(quality),
        "forms": [text(form) for form in forms],
        "threatexchange": None if mode in RAW_MODES else list(pdq_from_bytes(path.read_bytes())),
    }


print(json.dumps({path: judge(Path(path)) for path in json.load(sys.stdin)}))
