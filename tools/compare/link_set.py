"""Makes a set of tables about invented reports, with their truth, for link.py and link_points.py. Standard library only.

usage: link_set.py --reports N --seed N DIR

Nothing in it comes from, or resembles, a real report: names are made of syllables, mail is in `.example`, telephones have the country code +999, which nobody has,
addresses are of private and reserved ranges, and files are random digests. Of `random` only Random.random() is used, whose sequence Python promises to keep: the
same arguments give the same bytes everywhere, and manifest.json has their digests.

What a linker meets in it: reports per person by a power law (1 to 600); accounts with false names (15 %), false birth dates (25 %), throw-away mail and VPN; spellings,
slips and missing fields, by service; dynamic lines that change hands, IPv6 prefixes, shared addresses with blocks of ports; placeholders; files that many share. And
pairs made to be mistaken (traps.csv): twins, siblings and partners of one home (5 % of the homes), who are active in the same months and often on the same line, with a
shared device or telephone; telephones given to another person after 90 days, and second-hand devices.
"""

import argparse
import hashlib
import json
import math
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from link_world import DAY, PLACEHOLDER_DEVICE, PLACEHOLDER_MAILS, PLACEHOLDER_PHONE, SERVICES, Dice, World, cumulated, ipv4

VERSION = 3
KINDS = [("upload", 0.55), ("chat", 0.25), ("enticement", 0.08), ("share_link", 0.12)]
BY_KIND = cumulated(share for _, share in KINDS)
TABLES = {
    "reports.csv": "report_id,received_utc,incident_utc,esp,kind",
    "subjects.csv": "report_id,esp_user_id,user_name,display_name,full_name,dob",
    "idents.csv": "report_id,type,value,verified",
    "ips.csv": "report_id,ip,port,at_utc,event",
    "files.csv": "report_id,hash,esp_viewed",
    "counterparties.csv": "report_id,esp,esp_user_id",
    "truth.csv": "report_id,person_id,household_id",
    "traps.csv": "person_a,person_b,kind,detail",
}


def utc(at: int) -> str:
    return (datetime(1970, 1, 1) + timedelta(seconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Writer:
    """What the reports state of it, table by table."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.dice, self.rows = world, world.dice, Counter()
        self.files = {name: (folder / name).open("w", newline="", encoding="utf-8") for name in TABLES}
        for name, head in TABLES.items():
            self.files[name].write(head + "\n")

    def row(self, table: str, *cells) -> None:
        self.files[f"{table}.csv"].write(",".join(map(str, cells)) + "\n")
        self.rows[table] += 1

    def report(self, number: int, at: int, person: int) -> None:
        dice, world, report = self.dice, self.world, f"R{number:08d}"
        account = dice.pick(world.accounts[person])
        service, *_, is_throw_away = account
        name, _, mail, phone, device, full_name, birth, port = SERVICES[service]
        kind = KINDS[dice.by_share(BY_KIND)][0]
        self.row("reports", report, utc(at + 3600 + int(dice.roll() * 9 * DAY)), utc(at), name, kind)
        self.subject(report, account, full_name, birth)
        self.identifiers(report, account, person, (mail, phone, device))
        for number in range(1 + (dice.roll() < 0.6) + (dice.roll() < 0.4) + (dice.roll() < 0.3)):
            self.line(report, person, at, is_throw_away, port, number > 0)
        self.shared_files(report, person)
        if kind in ("chat", "enticement") and dice.roll() < 0.5:
            other = dice.below(world.persons)
            counterpart = dice.pick(world.accounts[other])
            if other != person:
                self.row("counterparties", report, SERVICES[counterpart[0]][0], counterpart[1])
        self.row("truth", report, f"P{person:07d}", f"H{world.home[person]:07d}")

    def subject(self, report: str, account: tuple, states_name: float, states_birth: float) -> None:
        dice = self.dice
        _, identifier, user, shown, name, birth, *_ = account
        full_name = stated_birth = ""
        if dice.roll() < states_name:
            full_name, lot = name, dice.roll()
            if lot < 0.05:
                full_name = dice.slip(full_name)
            elif lot < 0.08:
                full_name = " ".join(reversed(full_name.split(" ")))
            if dice.roll() < 0.3:
                full_name = full_name.title()
        if dice.roll() < states_birth:
            stated_birth = birth
            if dice.roll() < 0.03 and int(birth[8:]) <= 12:
                stated_birth = birth[:5] + birth[8:] + "-" + birth[5:7]
        said = [value if dice.roll() < often else "" for value, often in ((identifier, 0.97), (user, 0.92), (shown, 0.6))]
        self.row("subjects", report, *said, full_name, stated_birth)

    def identifiers(self, report: str, account: tuple, person: int, states: tuple[float, float, float]) -> None:
        dice, (*_, mails, phones, is_throw_away) = self.dice, account
        if dice.roll() < states[0]:
            for mail in mails:
                stated = self.spelt_mail(mail)
                verified = dice.roll() < 0.6 and mail not in PLACEHOLDER_MAILS
                if not verified and dice.roll() < 0.03:
                    local, domain = stated.split("@")
                    stated = dice.slip(local) + "@" + domain
                self.row("idents", report, "email", stated, int(verified))
        if phones and dice.roll() < states[1]:
            for phone in phones:
                stated = self.spelt_phone(phone)
                self.row("idents", report, "phone", stated, int(dice.roll() < 0.7 and phone != PLACEHOLDER_PHONE))
        if dice.roll() < states[2] and not (is_throw_away and dice.roll() < 0.5):
            device = dice.pick(self.world.devices[person])
            if dice.roll() < 0.006:
                device = PLACEHOLDER_DEVICE
            if dice.roll() < 0.3:
                device = "-".join((device[:8], device[8:12], device[12:16], device[16:20], device[20:])).upper()
            self.row("idents", report, "device", device, 0)

    def spelt_mail(self, mail: str) -> str:
        dice, (local, domain) = self.dice, mail.split("@")
        if domain == "gm.example":
            lot = dice.roll()
            if lot < 0.10:
                local = local[: len(local) // 2] + "." + local[len(local) // 2 :]
            elif lot < 0.16:
                local = local + "+" + dice.pick(["a", "x1", "news"])
        if dice.roll() < 0.06:
            local = local.upper() if dice.roll() < 0.5 else local.capitalize()
        return local + "@" + domain

    def spelt_phone(self, number: str) -> str:
        lot = self.dice.roll()
        spaced = f"+999 {number[:3]} {number[3:6]} {number[6:]}"
        forms = ((0.55, "+999" + number), (0.68, "00999" + number), (0.85, "0" + number), (0.95, spaced))
        return next((form for below, form in forms if lot < below), f"0{number[:2]}-{number[2:]}")

    def line(self, report: str, person: int, at: int, is_throw_away: bool, states_port: float, is_earlier: bool) -> None:
        dice, world = self.dice, self.world
        at = at - int(dice.roll() * dice.roll() * 5 * DAY) if is_earlier else at
        lot = dice.roll()
        if (world.has_vpn[person] and lot < 0.7) or (is_throw_away and lot < 0.45):
            address, port = ipv4((198 << 24) + (18 << 16), dice.below(max(8, world.persons // 400))), 1024 + dice.below(64000)
        elif lot < 0.80:
            address, port = world.home_address(world.home[person], at)
        elif lot < 0.93:
            address, port = world.mobile_address(person, at)
        else:
            address, port = ipv4((198 << 24) + (19 << 16), world.wifi[person]), 1024 + dice.below(64000)
        stated = port if dice.roll() < states_port else ""
        self.row("ips", report, address, stated, utc(at), dice.pick(["login", "login", "register"]) if is_earlier else "upload")

    def shared_files(self, report: str, person: int) -> None:
        dice, world, seen = self.dice, self.world, set()
        for _ in range(1 + min(19, int(-math.log(1 - dice.roll()) * 2.2))):
            lot = dice.roll()
            if lot < 0.30:
                digest = world.viral[dice.by_share(world.by_viral)]
            elif lot < 0.60:
                digest = dice.pick(world.shelves[world.home[person] * 7 % len(world.shelves)])
            elif lot < 0.85:
                if world.own[person] is None:
                    world.own[person] = [dice.hex(32) for _ in range(min(40, 4 + 2 * world.counts[person]))]
                digest = dice.pick(world.own[person])
            else:
                digest = dice.hex(32)
            if digest not in seen:
                seen.add(digest)
                self.row("files", report, digest, int(dice.roll() < 0.4))

    def finish(self, folder: Path, seed: int) -> None:
        for one, other, kind, detail in self.world.traps:
            self.row("traps", f"P{one:07d}", f"P{other:07d}", kind, detail)
        for file in self.files.values():
            file.close()
        digests = {}
        for name in TABLES:
            with (folder / name).open("rb") as file:
                digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
        told = {"generator_version": VERSION, "seed": seed, "rows": self.rows, "traps": Counter(trap[2] for trap in self.world.traps), "sha256": digests}
        told |= {"persons": self.world.persons, "households": self.world.homes}
        (folder / "manifest.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--reports", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    world = World(Dice(args.seed), args.reports)
    writer = Writer(world, args.folder)
    for number, (at, person) in enumerate(world.events(), start=1):
        writer.report(number, at, person)
    writer.finish(args.folder, args.seed)


if __name__ == "__main__":
    main()
