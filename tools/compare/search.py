"""Compares the near look-up with faiss, in one run on one machine, one thread, CPU time. See docs/performance.md.

usage: search.py [--hashes N] [--queries Q] [--faiss-queries Q] [--radius R] [--skewed] [--threads N] [--forms] [--no-peers]

--threads asks again with so many threads at once, by the clock: leave the machine alone meanwhile. --no-peers measures our side alone, where
faiss would not fit into memory; nothing is then compared with its answers.
needs: PyPI, for peers.py; a release build: cargo build --release --package hashlist --example near_speed
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import peers

peers.need("faiss-cpu", "numpy")
os.environ.setdefault("OMP_NUM_THREADS", "1")
import faiss  # noqa: E402
import numpy  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
OURS = TARGET / "release/examples/near_speed"
AT_ONCE = 1_000_000


def made_hashes(count: int, skewed: bool, rng: numpy.random.Generator) -> numpy.ndarray:
    """Uniform hashes, or hashes crowded round few centres, as crops of the same pictures are."""
    if not skewed:
        return rng.integers(0, 256, (count, 32), dtype=numpy.uint8)
    centres = rng.integers(0, 256, (200, 32), dtype=numpy.uint8)
    chosen = centres[rng.integers(0, len(centres), count)]
    for start in range(0, count, AT_ONCE):  # a random number of eight bytes for each bit takes much memory
        part = chosen[start : start + AT_ONCE]
        bits = rng.random((len(part), 256)) < rng.uniform(0.05, 0.45, (len(part), 1))
        part ^= numpy.packbits(bits, axis=1)
    return chosen


def made_queries(hashes: numpy.ndarray, count: int, radius: int, rng: numpy.random.Generator) -> numpy.ndarray:
    """Half of them within the radius of a known hash, half strangers."""
    queries = rng.integers(0, 256, (count, 32), dtype=numpy.uint8)
    for query_no in range(0, count, 2):
        bits = numpy.zeros(256, dtype=bool)
        bits[rng.choice(256, rng.integers(0, radius + 1), replace=False)] = True
        queries[query_no] = hashes[rng.integers(len(hashes))] ^ numpy.packbits(bits)
    return queries


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def timed_faiss(index, hashes, queries, radius: int) -> dict:
    before, began = resident_bytes(), time.thread_time()
    index.add(hashes)
    build_s, size_bytes = time.thread_time() - began, resident_bytes() - before
    times_us, found = [], []
    for query in queries:
        began = time.thread_time()
        _, _, positions = index.range_search(query[None, :], radius + 1)  # the radius of faiss is exclusive
        times_us.append((time.thread_time() - began) * 1e6)
        found.append(positions.tolist())
    return {"build_s": build_s, "size_bytes": size_bytes, "times_us": times_us, "found": found}


def timed_ours(hashes, queries, radius: int, options: list[str]) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "hashes", Path(folder) / "queries"]
        hashes.tofile(files[0])
        queries.tofile(files[1])
        answer = subprocess.run([OURS, *files, str(radius), *options], check=True, capture_output=True)
    return json.loads(answer.stdout)


def print_rows(rows: dict) -> None:
    truth = rows["faiss BinaryFlat"]["found"] if "faiss BinaryFlat" in rows else []
    print("| index | build s | memory MB | mean us | median us | p99 us | p99 / median | look-ups/s | as in BinaryFlat |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, row in rows.items():
        times = numpy.array(row["times_us"])
        median, p99 = numpy.percentile(times, [50, 99])
        same = sum(sorted(found) == sorted(wanted) for found, wanted in zip(row["found"], truth))
        print(
            f"| {name} | {row['build_s']:.2f} | {row['size_bytes'] / 1e6:.0f} | {times.mean():.0f} | {median:.0f} | {p99:.0f} "
            f"| {p99 / median:.1f} | {1e6 / times.mean():.0f} | {f'{same}/{len(truth)}' if truth else '-'} |"
        )


def print_ratios(ours: dict, peers: dict) -> None:
    """By the mean: faiss is asked few queries, and its p99 is the slowest of them."""
    if peers:
        print("\n| against | look-up | build | memory |\n|---|---|---|---|")
    for name, peer in peers.items():
        speed = numpy.mean(peer["times_us"]) / numpy.mean(ours["times_us"])
        build, memory = peer["build_s"] / ours["build_s"], ours["size_bytes"] / max(peer["size_bytes"], 1)
        print(f"| {name} | {speed:.1f}x | {build:.1f}x | {memory:.0%} |")


def print_ways(ours: dict, threads: int) -> None:
    if "per_second" in ours:
        one, all_of_them = ours["per_second"]
        print(f"\n| threads | look-ups/s by the clock | of one |\n|---|---|---|\n| 1 | {one:.0f} | 1.00x |")
        print(f"| {threads} | {all_of_them:.0f} | {all_of_them / one:.2f}x |")
    if "eight_us" in ours:
        one = numpy.mean(ours["times_us"])
        print("\n| eight at once us | eight one by one us | ratio |\n|---|---|---|")
        print(f"| {ours['eight_us']:.0f} | {8 * one:.0f} | {8 * one / ours['eight_us']:.2f}x |")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hashes", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--faiss-queries", type=int, default=32)
    parser.add_argument("--radius", type=int, default=31)
    parser.add_argument("--skewed", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--forms", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--seed", type=int, default=20261124)
    args = parser.parse_args()
    rng = numpy.random.default_rng(args.seed)
    faiss.omp_set_num_threads(1)
    hashes = made_hashes(args.hashes, args.skewed, rng)
    queries = made_queries(hashes, args.queries, args.radius, rng)
    options = ["--threads", str(args.threads)] + (["--forms"] if args.forms else [])
    ours, peers = timed_ours(hashes, queries, args.radius, options), {}
    if not args.no_peers:
        multi = faiss.IndexBinaryMultiHash(256, 16, 16)
        multi.nflip = 1
        few = queries[: args.faiss_queries]
        peers["faiss BinaryFlat"] = timed_faiss(faiss.IndexBinaryFlat(256), hashes, few, args.radius)
        peers["faiss BinaryMultiHash 16x16"] = timed_faiss(multi, hashes, few, args.radius)
    cpu = peers.processor()
    shape = "skewed" if args.skewed else "uniform"
    print(f"{args.hashes} {shape} hashes, radius {args.radius}, seed {args.seed}, faiss {faiss.__version__}, {cpu}")
    print_rows({"amparo": ours, **peers})
    print_ratios(ours, peers)
    print_ways(ours, args.threads)


if __name__ == "__main__":
    main()
