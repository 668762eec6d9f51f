"""Compares all digests in one pass with one function after the other, in one run on one machine, one thread, CPU time. See docs/performance.md.

usage: digests.py [--rounds N] [--megabytes N]
needs: a release build: cargo build --release --package media --example digest_speed
"""

import argparse
import hashlib
import json
import os
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

import peers

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
OURS = TARGET / "release/examples/digest_speed"
THREE = ["md5", "sha1", "sha256"]


def median_ms(rounds: int, work) -> float:
    times = []
    for _ in range(rounds):
        began = time.thread_time()
        work()
        times.append((time.thread_time() - began) * 1e3)
    return sorted(times)[len(times) // 2]


def compare(data: bytes, file: str, rounds: int) -> None:
    ours = json.loads(subprocess.run([OURS, str(rounds), file], check=True, capture_output=True).stdout)
    theirs = {name: median_ms(rounds, lambda: hashlib.new(name, data).digest()) for name in THREE}
    for name in THREE:
        assert ours[name] == hashlib.new(name, data).hexdigest(), name
    four = ours["one_pass_with_blake3_ms"]
    # BLAKE3 reads each piece after the others, mixed with nothing, so its own time can be taken off
    three = four - ours["blake3_ms"]
    one_by_one, openssl = sum(ours[f"{name}_ms"] for name in THREE), sum(theirs.values())
    cpu = peers.processor()
    print(f"{ssl.OPENSSL_VERSION}, {cpu}, {len(data) >> 20} MiB, median of {rounds}")
    print("| | md5 ms | sha1 ms | sha256 ms | three ms | our pass ms | ratio | the most there can be (MD5 alone) |")
    print("|---|---|---|---|---|---|---|---|")
    for name, each, total in [("our libraries", {n: ours[f"{n}_ms"] for n in THREE}, one_by_one), ("hashlib", theirs, openssl)]:
        print(
            f"| {name}, one after the other | {each['md5']:.2f} | {each['sha1']:.2f} | {each['sha256']:.2f} | {total:.2f} "
            f"| {three:.2f} | {total / three:.2f}x | {total / each['md5']:.2f}x |"
        )
    with_blake3 = one_by_one + ours["blake3_ms"]
    print(f"with BLAKE3: {with_blake3:.2f} ms one after the other, {four:.2f} ms in one pass, {with_blake3 / four:.2f}x")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--megabytes", type=int, default=16)
    args = parser.parse_args()
    data = os.urandom(args.megabytes << 20)
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        compare(data, file.name, args.rounds)


if __name__ == "__main__":
    main()
