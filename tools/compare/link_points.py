"""Measures the points by which the police link accounts (`linkage::WEIGHTS`) on invented operations with a known truth. Standard library only.

    python3 tools/compare/link_points.py DIR…

Each DIR is a set of tables as `tools/compare/link.py` takes it. The rule is written down here a second time, apart from the Rust: so a number
that the two disagree on shows.
"""

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

# milli-bits for one holder, two, three or four, more
POINTS = {"email": (9000, 8000, 2000, 0), "phone": (5800, 4800, 2000, 0), "device": (5500, 4500, 3500, 0)}
BAR = 3000
MOST_HOLDERS, MOST_STARTS, MOST_ACCOUNTS = 20, 64, 100


def table(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def key(kind, value):
    """As `linkage::IdentityTrait::key`, as far as these tables need it."""
    value = value.strip().lower()
    if kind == "email":
        return value if value.count("@") == 1 else None
    if kind == "phone":
        digits = "".join(c for c in value if c.isdigit())
        if not value.startswith("+"):
            if not digits.startswith("00"):
                return None
            digits = digits[2:]
        return digits if 7 <= len(digits) <= 15 and len(set(digits)) > 1 else None
    letters = "".join(c for c in value if c.isalnum())
    return letters if len(letters) >= 8 and len(set(letters)) > 1 else None


def words(name):
    """As `model::folded_words`, but for letters that Unicode does not take apart."""
    apart = unicodedata.normalize("NFD", name.lower())
    return re.findall(r"[^\W_]+", "".join(c for c in apart if not unicodedata.combining(c)))


def contradicting(holders):
    known = sorted({(tuple(sorted(words)), tuple(sorted(births))) for words, births in holders if words and births})
    most = 1
    for start in known[:MOST_STARTS]:
        apart = [start]
        for one in known:
            if len(apart) < MOST_HOLDERS and all(
                not set(one[0]) & set(other[0]) and not set(one[1]) & set(other[1]) for other in apart
            ):
                apart.append(one)
        most = max(most, len(apart))
    return most


def measure(folder):
    service = {row["report_id"]: row["esp"] for row in table(folder, "reports")}
    account, stated = {}, defaultdict(lambda: (set(), set()))
    for row in table(folder, "subjects"):
        report = row["report_id"]
        name = f"{service[report]}/{row['esp_user_id']}" if row["esp_user_id"] else report
        account[report] = name
        stated[name][0].update(words(row["full_name"]))
        stated[name][1].update(filter(None, [row["dob"]]))
    holders = defaultdict(set)
    for row in table(folder, "idents"):
        if value := key(row["type"], row["value"]):
            holders[row["type"], value].add(account[row["report_id"]])
    pairs = defaultdict(Counter)
    for (kind, _), names in holders.items():
        if len(names) > MOST_ACCOUNTS:
            # crowded: no points; a bare pair is what joins where nothing is counted
            for pair in combinations(sorted(names), 2):
                pairs[pair][kind] += 0
            continue
        level = (0, 0, 1, 2, 2)[number] if (number := contradicting([stated[name] for name in names])) < 5 else 3
        for pair in combinations(sorted(names), 2):
            pairs[pair][kind] += POINTS[kind][level]
    person = {row["report_id"]: row["person_id"] for row in table(folder, "truth")}
    strong = [
        pair for pair, kinds in pairs.items() if sum(min(sum_, POINTS[kind][0]) for kind, sum_ in kinds.items()) >= BAR
    ]
    return len(person), mixed(account, person, strong), mixed(account, person, pairs)


def mixed(account, person, pairs):
    """Reports in a subject where another person has more."""
    lead = {}

    def find(name):
        while lead.setdefault(name, name) != name:
            lead[name] = lead[lead[name]]
            name = lead[name]
        return name

    for one, other in pairs:
        lead[find(one)] = find(other)
    subjects = defaultdict(Counter)
    for report, name in account.items():
        subjects[find(name)][person[report]] += 1
    return sum(sum(persons.values()) - max(persons.values()) for persons in subjects.values())


if len(sys.argv) < 2:
    sys.exit(__doc__)
for argument in sys.argv[1:]:
    reports, with_points, without = measure(Path(argument))
    print(f"{argument}: {reports} reports, misplaced {with_points}; when every equal key joins, {without}")
