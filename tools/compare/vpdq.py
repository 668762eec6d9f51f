"""Compares hashing a video with decoding it alone, and our frames' hashes with PyPI pdqhash, in one run on one machine, CPU time. See docs/performance.md.

Decoding alone: ffmpeg writing to nowhere. Ours: `amparo hash`, which is the same ffmpeg behind its fence, its frames as RGB, and their hashes, all processes together.

usage: vpdq.py [--rounds N] [FILE…]    without files: one generated video
needs: ffmpeg on PATH; PyPI, for peers.py; a release build: cargo build --release --package amparo
"""

import argparse
import importlib.metadata
import json
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import peers

peers.need("pdqhash", "numpy", "pillow")
import numpy  # noqa: E402
import pdqhash  # noqa: E402

from pdq import TARGET, bits_off  # noqa: E402

OURS = TARGET / "release/amparo"
# how `amparo hash` is asked, and how ffmpeg alone decodes the same
MODES = {"second": [], "key": ["-skip_frame", "nokey"]}
NAMES = {"second": "one a second", "key": "key frames"}
READ = ["ffmpeg", "-nostdin", "-v", "error", "-noautorotate", "-threads", "1"]


def cpu_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1e3


def median_cpu_ms(rounds: int, command: list) -> tuple[float, bytes]:
    """Processor time of the command and of all that it starts, and what it writes."""
    times = []
    for _ in range(rounds):
        began = cpu_ms()
        said = subprocess.run(command, check=True, capture_output=True).stdout
        times.append(cpu_ms() - began)
    return sorted(times)[rounds // 2], said


def next_pixmap(stream: BinaryIO) -> numpy.ndarray | None:
    """One binary pixmap, as ffmpeg writes it."""
    if not stream.readline():
        return None
    width, height = map(int, stream.readline().split())
    stream.readline()
    samples = numpy.frombuffer(stream.read(3 * width * height), numpy.uint8)
    return samples.reshape(height, width, 3)


def frames(file: Path, mode: str) -> Iterator[numpy.ndarray]:
    """All frames that ffmpeg decodes, one after the other."""
    write = ["-map", "0:V:0", "-fps_mode", "passthrough", "-c:v", "ppm", "-pix_fmt", "rgb24", "-f", "image2pipe", "pipe:1"]
    with subprocess.Popen([*READ, *MODES[mode], "-i", file, *write], stdout=subprocess.PIPE) as ffmpeg:
        while (frame := next_pixmap(ffmpeg.stdout)) is not None:
            yield frame


def compare_frames(file: Path, mode: str, ours: list[dict]) -> tuple[int, int, float]:
    """Most bits and most quality that a frame is off, and pdqhash's time for these frames in milliseconds."""
    wanted = {frame["frame_no"]: frame for frame in ours}
    bits, quality, theirs_ms = 0, 0, 0.0
    for number, pixels in enumerate(frames(file, mode)):
        if (frame := wanted.pop(number, None)) is None:
            continue
        began = time.thread_time()
        theirs, their_quality = pdqhash.compute(pixels)
        theirs_ms += (time.thread_time() - began) * 1e3
        bits = max(bits, bits_off(theirs, frame["hash"]))
        quality = max(quality, abs(their_quality - frame["quality"]))
    assert not wanted, f"ffmpeg did not write the frames {sorted(wanted)}"
    return bits, quality, theirs_ms


def row(file: Path, mode: str, rounds: int) -> str:
    alone, _ = median_cpu_ms(rounds, [*READ, *MODES[mode], "-i", file, "-map", "0:V:0", "-f", "null", "-"])
    ours_ms, said = median_cpu_ms(rounds, [OURS, "hash", "--json", "--video-frames", mode, file])
    ours = json.loads(said).get("vpdq") or []
    assert ours, f"no frame of {file.name} was hashed: {said.decode()}"
    bits, quality, theirs_ms = compare_frames(file, mode, ours)
    return (
        f"| {file.name} | {NAMES[mode]} | {len(ours)} | {alone:.0f} | {ours_ms:.0f} | {ours_ms / alone:.2f} "
        f"| {theirs_ms:.0f} | {bits} | {quality} |"
    )


def compare(files: list[Path], rounds: int) -> None:
    ffmpeg = subprocess.run(["ffmpeg", "-version"], check=True, capture_output=True, text=True).stdout.split()[2]
    cpu = peers.processor()
    print(f"ffmpeg {ffmpeg}, pdqhash {importlib.metadata.version('pdqhash')}, {cpu}, median of {rounds}")
    print("| video | frames | hashed | decode alone ms | ours, decode and hash ms | ours : decode | pdqhash alone ms | bits off | quality off |")
    print("|---" * 9 + "|")
    for file in files:
        for mode in MODES:
            print(row(file, mode, rounds))


def made_video(folder: str) -> Path:
    """A minute of a moving pattern with noise at 1280 x 720, a key frame every two seconds."""
    path = Path(folder) / "pattern.mp4"
    source = "testsrc2=duration=60:size=1280x720:rate=25,noise=alls=12:allf=t"
    make = ["-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-g", "50"]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *make, path], check=True)
    return path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    if args.files:
        return compare(args.files, args.rounds)
    with tempfile.TemporaryDirectory() as folder:
        compare([made_video(folder)], args.rounds)


if __name__ == "__main__":
    main()
