"""Scores subjects against the persons that a generator knows. Standard library only.

A report without a subject counts as one of its own. Pairwise figures are ruled by the few persons of hundreds of reports; in B-cubed every report
counts the same, and `mixed`, the share of reports among another person's, is what a wrong merge costs.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# pairs of different persons that a set holds on purpose: these live together or share a thing
HOUSEHOLD = ("twin", "sibling", "partner", "family_device", "household_phone")


@dataclass
class Score:
    pair_precision: float
    pair_recall: float
    b3_precision: float
    b3_recall: float
    mixed: float
    # by kind of trap: share of its pairs that were merged
    merged: dict[str, float] = field(default_factory=dict)
    # of those that stayed apart and whose reports share a device, a phone or a line of one day: share with a relation; with that of a household
    related: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def pair_f1(self) -> float:
        return harmonic(self.pair_precision, self.pair_recall)

    @property
    def b3_f1(self) -> float:
        return harmonic(self.b3_precision, self.b3_recall)


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def pairs_in(sizes: Counter) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


class Truth:
    def __init__(self, folder: Path) -> None:
        self.person = {row["report_id"]: row["person_id"] for row in rows(folder / "truth.csv")}
        self.traps = list(rows(folder / "traps.csv")) if (folder / "traps.csv").exists() else []
        self.shared = self._shared(folder) if self.traps else {}

    def _shared(self, folder: Path) -> dict[str, set[tuple]]:
        """What the reports of each person in a trap state that a household may share."""
        trapped = {trap[side] for trap in self.traps for side in ("person_a", "person_b")}
        shared: dict[str, set[tuple]] = defaultdict(set)
        for row in rows(folder / "idents.csv"):
            person = self.person[row["report_id"]]
            if person in trapped and row["type"] == "device":
                shared[person].add(("device", row["value"].lower().replace("-", "")))
            elif person in trapped and row["type"] == "phone":
                shared[person].add(("phone", "".join(filter(str.isdigit, row["value"]))[-9:]))
        for row in rows(folder / "ips.csv"):
            if (person := self.person[row["report_id"]]) in trapped:
                shared[person].add(("line", row["ip"], row["at_utc"][:10]))
        return shared

    def score(self, subject: dict[str, str], relations: dict[frozenset, str]) -> Score:
        """`relations`: the kind, by the two subjects."""
        persons, subjects, both = Counter(), Counter(), Counter()
        for report, person in self.person.items():
            found = subject.get(report, f"alone {report}")
            persons[person] += 1
            subjects[found] += 1
            both[found, person] += 1
        together = pairs_in(both)
        most = Counter()
        for (found, _), size in both.items():
            most[found] = max(most[found], size)
        reports = len(self.person)
        score = Score(
            pair_precision=together / max(pairs_in(subjects), 1),
            pair_recall=together / max(pairs_in(persons), 1),
            b3_precision=sum(size * size / subjects[found] for (found, _), size in both.items()) / reports,
            b3_recall=sum(size * size / persons[person] for (_, person), size in both.items()) / reports,
            mixed=1 - sum(most.values()) / reports,
        )
        self._score_traps(score, both, relations)
        return score

    def _score_traps(self, score: Score, both: Counter, relations: dict[frozenset, str]) -> None:
        subjects_of: dict[str, set[str]] = defaultdict(set)
        for found, person in both:
            subjects_of[person].add(found)
        pairs, merged, visible, related, at_home = Counter(), Counter(), Counter(), Counter(), Counter()
        for trap in self.traps:
            one, other = trap["person_a"], trap["person_b"]
            if one not in subjects_of or other not in subjects_of:
                continue
            kind = trap["kind"]
            pairs[kind] += 1
            if subjects_of[one] & subjects_of[other]:
                merged[kind] += 1
            elif self.shared[one] & self.shared[other]:
                kinds = {relations.get(frozenset((a, b))) for a in subjects_of[one] for b in subjects_of[other]}
                visible[kind] += 1
                related[kind] += kinds != {None}
                at_home[kind] += "same_household" in kinds
        score.merged = {kind: merged[kind] / pairs[kind] for kind in sorted(pairs)}
        score.related = {kind: (related[kind] / visible[kind], at_home[kind] / visible[kind]) for kind in sorted(visible)}


def subjects_in(path: Path) -> dict[str, str]:
    return {row["report_id"]: row["subject_id"] for row in rows(path)}


def relations_in(path: Path) -> dict[frozenset, str]:
    """The kind by pair of subjects; that of a household where there are two."""
    kinds: dict[frozenset, str] = {}
    for row in rows(path):
        pair = frozenset((row["subject_a"], row["subject_b"]))
        if kinds.get(pair) != "same_household":
            kinds[pair] = row["kind"]
    return kinds
