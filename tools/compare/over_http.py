"""Measures look-ups over HTTP against HMA's index, in one run on one machine. See docs/performance.md and docs/operator/matcher.md.

Ours: `amparo serve matcher` in a process of its own, on a list file of random hashes; clients in processes of their own, by keep-alive. Its
time is the processor time of its process, kernel included. Theirs: the index alone, without HTTP, Flask and PostgreSQL: the most that HMA
could do. HMA's computed ceiling at ten million hashes is 14 look-ups a core-second. (A file called http.py would stand before Python's own.)

usage: over_http.py [--hashes N] [--seconds S] [--faiss-queries Q] [--pdq-index]
needs: PyPI, for peers.py (with --pdq-index much memory); a release build: cargo build --release
"""

import argparse
import http.client
import importlib.metadata
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import peers
from search import TARGET, faiss, made_hashes, made_queries, numpy, timed_faiss

AMPARO = TARGET / "release/amparo"
HMA_CEILING = 14
RADIUS = 31
PLACES = {"GET /m/lookup": 1, "POST /v1/lookup": 1000, "POST /v1/lookup/stream": 2048}
CONFIG = """[node]
listen = "127.0.0.1:{port}"
public_url = "http://localhost:{port}"
data_dir = "{folder}/data"
[matcher]
[[matcher.list]]
path = "{folder}/hashes.txt"
format = "plain-pdq"
name = "RANDOM"
source = "chance"
members = ["nobody in earnest"]
classification = "generated"
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(folder: Path, threads: int):
    """A matcher with this many worker threads; gives its process, its port and the seconds until it answered."""
    port = free_port()
    config = folder / "matcher.toml"
    config.write_text(CONFIG.format(port=port, folder=folder))
    began = time.monotonic()
    environment = {**os.environ, "TOKIO_WORKER_THREADS": str(threads)}
    command = [AMPARO, "serve", "matcher", "--config", config]
    with open(folder / "matcher.log", "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        while not answers(port):
            if server.poll() is not None:
                raise SystemExit((folder / "matcher.log").read_text())
            time.sleep(0.05)
        yield server, port, time.monotonic() - began
    finally:
        server.terminate()
        server.wait()


def answers(port: int) -> bool:
    try:
        return ask(http.client.HTTPConnection("127.0.0.1", port), "GET", "/readyz") == b"READY"
    except OSError:
        return False


def ask(connection, method: str, path: str, body=None, kind="application/json") -> bytes:
    connection.request(method, path, body, {"content-type": kind} if body else {})
    answer = connection.getresponse()
    read = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{method} {path}: {answer.status} {read[:300]!r}")
    return read


def cpu_s(process_id: int) -> float:
    """Of all threads of a process, in the program and in the kernel."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def look_up(connection, place: str, hashes: numpy.ndarray) -> int:
    """Asks for these hashes in one request; how many of them match something."""
    if place == "GET /m/lookup":
        signal = hashes[0].tobytes().hex()
        return int(ask(connection, "GET", f"/m/lookup?signal_type=pdq&signal={signal}") != b"{}")
    if place == "POST /v1/lookup":
        signals = [{"id": str(no), "pdq": one.tobytes().hex()} for no, one in enumerate(hashes)]
        answer = json.loads(ask(connection, "POST", "/v1/lookup", json.dumps({"signals": signals})))
        return sum(bool(result["hits"]) for result in answer["results"])
    answer = ask(connection, "POST", "/v1/lookup/stream", hashes.tobytes(), "application/octet-stream")
    assert len(answer) == 16 * len(hashes)
    return int((numpy.frombuffer(answer, "<u2")[::8] != 65535).sum())


def client(port: int, place: str, queries: numpy.ndarray, seconds: float, told) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    at_once, asked, found = PLACES[place], 0, 0
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        start = asked % len(queries)
        hashes = queries[start : start + at_once]
        found += look_up(connection, place, hashes)
        asked += len(hashes)
    told.put((asked, found, asked / (time.monotonic() - began)))


def measured(server, port: int, place: str, parts: list, seconds: float) -> dict:
    # by fork, which takes no time that would count
    fork = multiprocessing.get_context("fork")
    told = fork.Queue()
    clients = [fork.Process(target=client, args=(port, place, part, seconds, told)) for part in parts]
    cpu_began = cpu_s(server.pid)
    for one in clients:
        one.start()
    counts = [told.get() for _ in clients]
    cpu = cpu_s(server.pid) - cpu_began
    for one in clients:
        one.join()
    asked, found, per_second = (sum(column) for column in zip(*counts))
    # every second query is within the radius of a known hash; hardly any random one says too little to be looked up
    assert abs(found / asked - 0.5) < 0.02 or asked < 200, f"{found} of {asked} were found"
    return {"asked": asked, "per_second": per_second, "per_core_second": asked / max(cpu, 0.01)}


def timed_pdq_index(hashes: numpy.ndarray, queries: numpy.ndarray) -> float:
    """Look-ups a core-second of the class that HMA itself asks."""
    from threatexchange.signal_type.pdq.pdq_index import PDQIndex

    index = PDQIndex.build((one.tobytes().hex(), no) for no, one in enumerate(hashes))
    texts = [query.tobytes().hex() for query in queries]
    began = time.thread_time()
    for text in texts:
        index.query(text)
    return len(texts) / (time.thread_time() - began)


def theirs(hashes: numpy.ndarray, queries: numpy.ndarray, with_class: bool) -> dict:
    faiss.omp_set_num_threads(1)
    multi = faiss.IndexBinaryMultiHash(256, 16, 16)
    multi.nflip = 1
    times_us = timed_faiss(multi, hashes, queries, RADIUS)["times_us"]
    del multi
    rates = {f"faiss {faiss.__version__} IndexBinaryMultiHash, as PDQIndex sets it up, no HTTP": 1e6 / numpy.mean(times_us)}
    if with_class:
        peers.need("threatexchange")
        version = importlib.metadata.version("threatexchange")
        rates[f"threatexchange {version} PDQIndex, no HTTP"] = timed_pdq_index(hashes, queries)
    return rates


def ours(hashes: numpy.ndarray, queries: numpy.ndarray, seconds: float) -> dict:
    folder = Path(tempfile.mkdtemp())
    try:
        with open(folder / "hashes.txt", "w") as file:
            for start in range(0, len(hashes), 100_000):
                file.writelines(one.tobytes().hex() + "\n" for one in hashes[start : start + 100_000])
        rows = {}
        for threads in [1, 2]:
            with serving(folder, threads) as (server, port, ready_s):
                print(f"{'first start, list read' if threads == 1 else 'restart, index mapped'}: ready after {ready_s:.2f} s", flush=True)
                for place, at_once in PLACES.items():
                    # whole requests of an even number, so that half of every part is to be found
                    size = len(queries) // threads // max(at_once, 2) * max(at_once, 2)
                    parts = [queries[no * size : (no + 1) * size] for no in range(threads)]
                    measured(server, port, place, parts, 1)
                    rows[place, threads] = measured(server, port, place, parts, seconds)
        return rows
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hashes", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--faiss-queries", type=int, default=32)
    parser.add_argument("--pdq-index", action="store_true")
    parser.add_argument("--seed", type=int, default=20261128)
    args = parser.parse_args()
    rng = numpy.random.default_rng(args.seed)
    hashes = made_hashes(args.hashes, False, rng)
    queries = made_queries(hashes, 40_000, RADIUS, rng)
    cpu = peers.processor()
    version = subprocess.run([AMPARO, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{version}, {args.hashes} random hashes, radius {RADIUS}, seed {args.seed}, {os.cpu_count()} cores, {cpu}", flush=True)
    rows = ours(hashes, queries, args.seconds)
    rates = theirs(hashes, queries[: args.faiss_queries], args.pdq_index)
    first = next(iter(rates.values()))
    print(f"| | threads and connections | look-ups/s | two by one | look-ups/core-second | of {HMA_CEILING}/s (HMA, computed, ten million) | of MultiHash in this run |")
    print("|---|---|---|---|---|---|---|")
    for (place, threads), row in rows.items():
        by_one = f"{row['per_second'] / rows[place, 1]['per_second']:.2f}x" if threads == 2 else ""
        rate = row["per_core_second"]
        print(f"| {place} | {threads} | {row['per_second']:.0f} | {by_one} | {rate:.0f} | {rate / HMA_CEILING:.0f}x | {rate / first:.0f}x |")
    for name, rate in rates.items():
        print(f"| {name} | 1 | {rate:.1f} | | {rate:.1f} | {rate / HMA_CEILING:.1f}x | {rate / first:.1f}x |")


if __name__ == "__main__":
    main()
