"""Compares look-ups over HTTP with the most that HMA's index allows, per second of processor time. See docs/performance.md.

HMA is not run: the peer is one look-up in faiss IndexBinaryMultiHash, its index, measured here on the same machine, with nothing of HMA's Flask
and JSON around it. So its ceiling is generous. Ours is the whole way: HTTP, parsing, look-up, JSON.

usage: http_lookup.py [--hashes N] [--seconds S] [--queries Q]
needs: pip install faiss-cpu numpy; a release build: cargo build --release --package matcher --example http_speed
"""

import argparse
import json
import subprocess

from search import TARGET, faiss, made_hashes, made_queries, numpy, timed_faiss

OURS = TARGET / "release/examples/http_speed"
RADIUS = 31


def ceiling_of_hma(hashes: int, queries: int) -> float:
    """Look-ups in a second of one core."""
    rng = numpy.random.default_rng(20261124)
    known = made_hashes(hashes, False, rng)
    multi = faiss.IndexBinaryMultiHash(256, 16, 16)
    multi.nflip = 1
    times_us = timed_faiss(multi, known, made_queries(known, queries, RADIUS, rng), RADIUS)["times_us"]
    return 1e6 / numpy.mean(times_us)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hashes", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--queries", type=int, default=16)
    args = parser.parse_args()
    faiss.omp_set_num_threads(1)
    ceiling = ceiling_of_hma(args.hashes, args.queries)
    answer = subprocess.run([OURS, str(args.hashes), str(args.seconds)], check=True, capture_output=True, text=True)
    rows = [json.loads(line) for line in answer.stdout.splitlines()[1:]]
    cpu = next(line for line in open("/proc/cpuinfo") if line.startswith("model name")).split(":")[1].strip()
    print(f"{args.hashes} hashes, {args.seconds} s each, faiss {faiss.__version__}, {cpu}; HMA's ceiling here: {ceiling:.0f} look-ups a core-second")
    print("| threads | look-ups/s by the clock | of one thread | look-ups per core-second | against HMA's ceiling |")
    print("|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['threads']} | {row['per_second']:.0f} | {row['per_second'] / rows[0]['per_second']:.2f}x "
            f"| {row['per_core_second']:.0f} | {row['per_core_second'] / ceiling:.0f}x |"
        )


if __name__ == "__main__":
    main()
