"""Compares linking with Splink, in one run on one machine, by CPU time, and both with the truth. See docs/performance.md.

usage: link.py [--no-peers] [--weights W,…] [--amparo FILE] DIR…

Each DIR holds reports.csv, subjects.csv, idents.csv, ips.csv and files.csv as `amparo link` reads them, and beside them truth.csv
(report_id, person_id) and traps.csv (person_a, person_b, kind), as link_set.py makes them. --no-peers measures our side alone. Splink clusters at each match weight, and its row of
best pairwise and of best B-cubed F1 is picked by the truth, which favours it; ours runs at its own setting.
needs: PyPI, for peers.py; a release build: cargo build --release --package amparo --bin amparo
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import peers
from link_score import HOUSEHOLD, Score, Truth, relations_in, subjects_in

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WEIGHTS = "2,3,4,5,6,8,10"


@dataclass
class Used:
    cpu_s: float
    memory_bytes: int


def measured(command: list) -> tuple[Used, str]:
    """What a process used (its own, and that of what it waited for), and what it wrote."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(list(map(str, command)), stdout=said)
        _, status, used = os.wait4(process.pid, 0)
        if status != 0:
            sys.exit(f"link: {command[0]} failed")
        said.seek(0)
        return Used(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024), said.read().decode()


def of_ours(folder: Path, truth: Truth, amparo: Path) -> tuple[Used, Score]:
    with tempfile.TemporaryDirectory() as out:
        subjects, relations = Path(out) / "subjects.csv", Path(out) / "relations.csv"
        used, _ = measured([amparo, "link", folder, "--out", subjects, "--relations", relations])
        return used, truth.score(subjects_in(subjects), relations_in(relations))


def of_splink(folder: Path, truth: Truth, weights: list[str], script: str = "link_splink.py") -> tuple[Used, dict[str, Score], str]:
    """By match weight. CPU up to the first clustering, memory of the whole run."""
    with tempfile.TemporaryDirectory() as out:
        used, said = measured([sys.executable, Path(__file__).with_name(script), folder, out, *weights])
        told = json.loads(said.splitlines()[-1])
        used.cpu_s = told["cpu_s"]
        scores = {weight: truth.score(subjects_in(Path(out) / f"{weight}.csv"), {}) for weight in weights}
        return used, scores, told["versions"]


def print_head() -> None:
    kinds = " | ".join(kind.replace("_", " ") for kind in (*HOUSEHOLD, "recycled_phone"))
    print(f"| set | linked by | pair F1 | B3 P | B3 R | B3 F1 | mixed | {kinds} | CPU s | memory MB |")
    print("|" + "---|" * (9 + len(HOUSEHOLD) + 1))


def print_row(name: str, by: str, score: Score, used: Used) -> None:
    traps = " | ".join(f"{score.merged[kind]:.1%}" if kind in score.merged else "-" for kind in (*HOUSEHOLD, "recycled_phone"))
    print(
        f"| {name} | {by} | {score.pair_f1:.4f} | {score.b3_precision:.4f} | {score.b3_recall:.4f} | {score.b3_f1:.4f} | {score.mixed:.3%} "
        f"| {traps} | {used.cpu_s:.1f} | {used.memory_bytes / 1e6:.0f} |",
        flush=True,
    )


def ratios(name: str, ours: tuple[Used, Score], peer: tuple[Used, dict[str, Score]]) -> str:
    (used, score), (peer_used, peer_scores) = ours, peer
    best_b3 = max(peer.b3_f1 for peer in peer_scores.values())
    best_pair = max(peer.pair_f1 for peer in peer_scores.values())
    return (
        f"| {name} | {(1 - score.b3_f1) / (1 - best_b3):.2f} | {score.pair_f1 - best_pair:+.4f} "
        f"| {used.cpu_s / peer_used.cpu_s:.2f} | {used.memory_bytes / peer_used.memory_bytes:.2f} |"
    )


def shown(name: str, score: Score) -> str:
    cells = (f"{score.related[kind][0]:.1%} / {score.related[kind][1]:.1%}" if kind in score.related else "-" for kind in HOUSEHOLD)
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--weights", default=WEIGHTS)
    parser.add_argument("--amparo", type=Path, default=TARGET / "release/amparo")
    args = parser.parse_args()
    amparo = peers.built(args.amparo, "--package amparo --bin amparo")
    versions = ""
    if not args.no_peers:
        peers.need("splink", "duckdb")
    relations, against = [], []
    print_head()
    for folder in args.folders:
        truth = Truth(folder)
        ours = of_ours(folder, truth, amparo)
        print_row(folder.name, "amparo", ours[1], ours[0])
        relations.append(shown(folder.name, ours[1]))
        if not args.no_peers:
            used, scores, versions = of_splink(folder, truth, args.weights.split(","))
            for weight, score in scores.items():
                print_row(folder.name, f"Splink, weight {weight}", score, used)
            against.append(ratios(folder.name, ours, (used, scores)))
    print("\n| set, shown as any relation / as one household | " + " | ".join(kind.replace("_", " ") for kind in HOUSEHOLD) + " |")
    print("|" + "---|" * (1 + len(HOUSEHOLD)), *relations, sep="\n")
    if against:
        print("\n| amparo against the best of Splink | B3 error | pair F1 | CPU | memory |\n|---|---|---|---|---|", *against, sep="\n")
    cpu = peers.processor()
    print(f"\n{versions or 'no peers'}; {cpu}")


if __name__ == "__main__":
    main()
