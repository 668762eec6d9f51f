"""Compares PDQ with PyPI pdqhash (the reference's C++), in one run on one machine, one thread, CPU time. See docs/performance.md.

usage: pdq.py [--rounds N] [FILE…]    without files: generated pictures of several sizes
needs: PyPI, for peers.py; a release build: cargo build --release --package media --example pdq_speed
"""

import argparse
import importlib.metadata
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import peers

peers.need("pdqhash", "numpy", "pillow")
import numpy  # noqa: E402
import pdqhash  # noqa: E402
from PIL import Image  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
OURS = TARGET / "release/examples/pdq_speed"
SIZES = [(512, 512), (1024, 1024), (1600, 1004), (4032, 3024)]
# how pdqhash orders its eight forms, in our words (Orientation)
FORMS = ["as_stored", "turned_left", "turned_around", "turned_right",
         "mirrored_top_bottom", "mirrored_left_right", "transposed", "transversed"]


def made_picture(width: int, height: int, seed: int) -> Image.Image:
    """Soft coloured waves with a little noise: a pattern, textured enough for quality 50."""
    rng = numpy.random.default_rng(seed)
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    x, y = x / width, y / height
    planes = []
    for _ in range(3):
        plane = numpy.zeros((height, width), dtype=numpy.float32)
        for _ in range(24):
            across, down = rng.uniform(-14, 14, 2)
            plane += rng.uniform(0.3, 1) * numpy.sin(2 * numpy.pi * (across * x + down * y + rng.uniform()))
        planes.append(plane)
    plane = numpy.stack(planes, axis=2)
    plane = 127 + 45 * plane / plane.std() + rng.normal(0, 3, plane.shape)
    return Image.fromarray(plane.clip(0, 255).astype(numpy.uint8))


def median_ms(rounds: int, work) -> float:
    times = []
    for _ in range(rounds):
        began = time.thread_time()
        work()
        times.append((time.thread_time() - began) * 1e3)
    return sorted(times)[len(times) // 2]


def bits_off(bits: numpy.ndarray, ours: str) -> int:
    return bin(int.from_bytes(numpy.packbits(bits).tobytes()) ^ int(ours, 16)).count("1")


def compare(files: list[Path], rounds: int) -> None:
    lines = subprocess.run([OURS, str(rounds), *files], check=True, capture_output=True, text=True).stdout.splitlines()
    cpu = peers.processor()
    print(f"pdqhash {importlib.metadata.version('pdqhash')}, Pillow {Image.__version__}, {cpu}, median of {rounds}")
    print("| picture | decode ms | hash ms | eight forms ms | pdqhash ms | ratio | hash / decode | eight / one | bits off | in a form | quality |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for file, line in zip(files, lines):
        ours = json.loads(line)
        pixels = numpy.asarray(Image.open(file).convert("RGB"))
        bits, quality = pdqhash.compute(pixels)
        theirs_ms = median_ms(rounds, lambda: pdqhash.compute(pixels))
        forms = dict(ours["forms"])
        theirs, _ = pdqhash.compute_dihedral(pixels)
        off = bits_off(bits, ours["pdq"])
        forms_off = max(bits_off(bits, forms[form]) for form, bits in zip(FORMS, theirs))
        print(
            f"| {file.name} {ours['width']}x{ours['height']} | {ours['decode_ms']:.2f} | {ours['hash_ms']:.3f} "
            f"| {ours['dihedral_ms']:.3f} | {theirs_ms:.2f} | {theirs_ms / ours['hash_ms']:.1f}x "
            f"| {ours['hash_ms'] / ours['decode_ms']:.0%} | {ours['dihedral_ms'] / ours['hash_ms']:.2f} "
            f"| {off} | {forms_off} | {ours['quality']} / {quality} |"
        )


def main(compare) -> None:
    """Calls `compare` with the files of the command line, or with generated pictures, and a number of rounds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=9)
    args = parser.parse_args()
    if args.files:
        return compare(args.files, args.rounds)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for seed, (width, height) in enumerate(SIZES):
            files.append(Path(folder) / f"waves-{seed}.jpg")
            made_picture(width, height, seed).save(files[-1], quality=90)
        compare(files, args.rounds)


if __name__ == "__main__":
    main(compare)
