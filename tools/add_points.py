#!/usr/bin/env python3
"""Adds the points of a subject's explanation anew, and refuses a wrong sum. Standard library only.

    python3 add_points.py EXPLANATION.json

The file is what the police give at /api/subjects/ID/explanation. What it checks: every link is worth what the table of weights in the file
says for its kind and its holders; the links of a pair add up under the caps; the pairs that join add up to the total; a pair joins only if its
points reach the bar; without each bridge the subject falls into the two sides that are named, and into nothing else. Exit: 0 all right, 1 wrong
(each fault is a line), 2 no such explanation.

Vuelve a sumar los puntos de la explicación de un sujeto y avisa de toda suma equivocada. No necesita nada más que Python.
"""

import json
import sys


def worth(table, kind, holders):
    """What a key of a kind is worth."""
    worths = [points for least, points in zip(table[kind]["holders"], table[kind]["millibits"]) if holders >= least]
    return worths[-1]


def parts(accounts, joins):
    """Which accounts hang together."""
    lead = {account: account for account in accounts}

    def find(account):
        while lead[account] != account:
            account = lead[account]
        return account

    for one, other in joins:
        lead[find(one)] = find(other)
    groups = {}
    for account in accounts:
        groups.setdefault(find(account), set()).add(account)
    return sorted(groups.values(), key=min)


def faults(explanation):
    weights = explanation["weights"]
    table = {kind["kind"]: kind for kind in weights["kinds"]}
    lines = {line["link_id"]: line for line in explanation["lines"]}
    for line in lines.values():
        if line["millibits"] != worth(table, line["kind"], line["holders"]):
            yield f"{line['link_id']}: {line['millibits']} points, the table says {worth(table, line['kind'], line['holders'])}"
    total = 0
    for pair in explanation["pairs"]:
        name = f"{pair['a']} - {pair['b']}"
        by_kind = {}
        for link_id in pair["link_ids"]:
            line = lines[link_id]
            by_kind[line["kind"]] = by_kind.get(line["kind"], 0) + line["millibits"]
        over = sum(max(0, points - table[kind]["cap_millibits"]) for kind, points in by_kind.items())
        sums = (sum(by_kind.values()), -over, sum(by_kind.values()) - over)
        stated = (pair["sum_millibits"], pair["capped_millibits"], pair["millibits"])
        if sums != stated:
            yield f"{name}: {stated} points, they add up to {sums}"
        if pair["joins"]:
            total += sums[2]
            if sums[2] < weights["bar_millibits"]:
                yield f"{name}: joins with {sums[2]} points, below the bar"
    if total != explanation["total_millibits"]:
        yield f"total: {explanation['total_millibits']} points, they add up to {total}"
    numbers = {str(account["number"]): account["number"] for account in explanation["accounts"]}
    joins = [(numbers[pair["a"]], numbers[pair["b"]]) for pair in explanation["pairs"] if pair["joins"]]
    whole = parts(numbers.values(), joins)
    if len(whole) > 1:
        yield f"the accounts hang together in {len(whole)} parts"
    for bridge in explanation["bridges"]:
        ends = {bridge["join"]["a"], bridge["join"]["b"]}
        rest = parts(numbers.values(), [join for join in joins if set(join) != ends])
        named = sorted([set(bridge["side_a"]), set(bridge["side_b"])], key=min)
        if rest != named:
            yield f"without {sorted(ends)} it falls into {rest}, and not into {named}"


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(sys.argv[1], encoding="utf-8") as file:
            explanation = json.load(file)
        found = list(faults(explanation))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        print(f"no explanation: {type(error).__name__} {error}", file=sys.stderr)
        return 2
    for fault in found:
        print(fault)
    if not found:
        print(f"{len(explanation['lines'])} links, {explanation['total_millibits']} points: every sum is right")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
