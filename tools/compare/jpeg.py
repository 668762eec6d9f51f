"""Compares the way from a JPEG file to its PDQ, in one run on one machine, one thread, CPU time. See docs/performance.md and docs/adr.

Ours: zune-jpeg, memory-safe, and our hash. Theirs: libjpeg-turbo (PyPI simplejpeg, and Pillow) and pdqhash (the reference's C++).

usage: jpeg.py [--rounds N] [FILE…]    without files: generated pictures of several sizes
needs: PyPI, for peers.py; a release build: cargo build --release --package media --example pdq_speed
"""

import importlib.metadata
import io
import json
import subprocess
from pathlib import Path

import peers

peers.need("pdqhash", "simplejpeg", "numpy", "pillow")
import numpy  # noqa: E402
import pdqhash  # noqa: E402
import simplejpeg  # noqa: E402
from PIL import Image  # noqa: E402

from pdq import OURS, bits_off, main, median_ms  # noqa: E402

COLUMNS = ["picture", "our decode ms", "libjpeg-turbo ms", "Pillow ms", "decode ratio", "our hash ms", "pdqhash ms",
           "file to hash", "same decoder", "hash / our decode", "hash / libjpeg-turbo", "eight / one", "of bandwidth", "bits off"]


def by_pillow(data: bytes) -> numpy.ndarray:
    return numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def row(file: Path, ours: dict, rounds: int) -> list[str]:
    data = file.read_bytes()
    pixels = simplejpeg.decode_jpeg(data, fastdct=False, fastupsample=False)
    turbo = median_ms(rounds, lambda: simplejpeg.decode_jpeg(data, fastdct=False, fastupsample=False))
    pillow = median_ms(rounds, lambda: by_pillow(data))
    theirs = median_ms(rounds, lambda: pdqhash.compute(pixels))
    decode, one, eight = ours["decode_ms"], ours["hash_ms"], ours["dihedral_ms"]
    share = 3 * ours["width"] * ours["height"] / one / ours["read_bytes_per_ms"]
    return [
        f"{ours['width']}x{ours['height']}", f"{decode:.2f}", f"{turbo:.2f}", f"{pillow:.2f}", f"{decode / turbo:.2f}",
        f"{one:.3f}", f"{theirs:.2f}", f"{(turbo + theirs) / (decode + one):.1f}x", f"{(turbo + theirs) / (turbo + one):.1f}x",
        f"{one / decode:.0%}", f"{one / turbo:.0%}", f"{eight / one:.2f}", f"{share:.0%}",
        str(bits_off(pdqhash.compute(pixels)[0], ours["pdq"])),
    ]


def compare(files: list[Path], rounds: int) -> None:
    lines = subprocess.run([OURS, str(rounds), *files], check=True, capture_output=True, text=True).stdout.splitlines()
    cpu = peers.processor()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ["pdqhash", "simplejpeg", "pillow"])
    read = json.loads(lines[0])["read_bytes_per_ms"] / 1e6
    print(f"{versions}, {cpu}, median of {rounds}; one thread reads {read:.1f} GB/s")
    print("| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|")
    for file, line in zip(files, lines):
        print("| " + " | ".join(row(file, json.loads(line), rounds)) + " |")


if __name__ == "__main__":
    main(compare)
