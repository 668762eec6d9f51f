"""The invented persons of link_set.py: homes, lines, things and accounts, drawn by dice that roll the same everywhere. Standard library only."""

import bisect
import hashlib
import math
import random
from collections import deque
from datetime import datetime, timezone

DAY = 86400
BEGIN = int(datetime(2023, 1, 1, tzinfo=timezone.utc).timestamp())
SPAN = 3 * 365 * DAY
# name, share of the reports, and how often it states mail, telephone, device, name, birth date, port
SERVICES = [
    ("alfa", 0.26, 0.85, 0.55, 0.55, 0.45, 0.35, 0.35),
    ("bravo", 0.18, 0.75, 0.60, 0.60, 0.30, 0.30, 0.80),
    ("charlie", 0.14, 0.95, 0.30, 0.20, 0.55, 0.40, 0.00),
    ("delta", 0.10, 0.40, 0.20, 0.70, 0.10, 0.05, 0.30),
    ("echo", 0.09, 0.30, 0.85, 0.40, 0.15, 0.05, 0.30),
    ("foxtrot", 0.07, 0.60, 0.10, 0.10, 0.20, 0.20, 0.00),
    ("golf", 0.05, 0.90, 0.40, 0.30, 0.60, 0.60, 0.60),
    ("hotel", 0.04, 0.20, 0.10, 0.60, 0.05, 0.05, 0.10),
    ("india", 0.03, 0.70, 0.05, 0.05, 0.10, 0.10, 0.00),
    ("juliett", 0.02, 0.05, 0.05, 0.05, 0.02, 0.02, 0.00),
    ("kilo", 0.01, 0.50, 0.50, 0.50, 0.50, 0.50, 0.50),
    ("lima", 0.01, 0.99, 0.10, 0.10, 0.10, 0.10, 0.10),
]
SYLLABLES = (
    "ba be bi bo bra dan del dor el en far fin gal gar hel hin il jar jo ka kel kir la lan lis lo ma mar mel mi mor na nel nor ol or pa per qui ra rem ri ros sa sel so "
    "tal ti tor u val ver vi wen xa yo za zel"
).split()
DOMAINS = [("gm.example", 0.42), ("hot.example", 0.22), ("ya.example", 0.12), ("pro.example", 0.08), ("isp1.example", 0.08), ("isp2.example", 0.05), ("uni.example", 0.03)]
PLACEHOLDER_MAILS = ["noemail@none.example", "test@test.example"]
PLACEHOLDER_PHONE, PLACEHOLDER_DEVICE = "000000000", "0" * 32


def cumulated(shares) -> list[float]:
    sums, so_far = [], 0.0
    for share in shares:
        so_far += share
        sums.append(so_far)
    return [one / so_far for one in sums]


def ipv4(network: int, host: int) -> str:
    number = network + host
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class Dice:
    def __init__(self, seed: int) -> None:
        self.roll = random.Random(seed).random

    def below(self, bound: int) -> int:
        return int(self.roll() * bound)

    def pick(self, values):
        return values[int(self.roll() * len(values))]

    def by_share(self, sums: list[float]) -> int:
        return bisect.bisect_right(sums, self.roll()) if sums[-1] >= 1 else min(bisect.bisect_right(sums, self.roll()), len(sums) - 1)

    def hex(self, digits: int) -> str:
        return "".join(f"{self.below(65536):04x}" for _ in range(digits // 4))

    def word(self, least: int, most: int) -> str:
        return "".join(self.pick(SYLLABLES) for _ in range(least + self.below(most - least + 1)))

    def slip(self, text: str) -> str:
        if len(text) < 3:
            return text
        at, kind = 1 + self.below(len(text) - 2), self.below(4)
        letter = "abcdefghijklmnopqrstuvwxyz"[self.below(26)]
        slips = (text[:at] + text[at + 1 :], text[:at] + letter + text[at:], text[:at] + letter + text[at + 1 :], text[:at] + text[at + 1] + text[at] + text[at + 2 :])
        return slips[kind]

    def birth(self) -> str:
        year = 1950 + self.below(58)
        return f"{year:04d}-{1 + self.below(12):02d}-{1 + self.below(28):02d}"


class World:
    """Who there is: persons in their homes, their lines, things and accounts. What is drawn stands in the order in which it is drawn."""

    def __init__(self, dice: Dice, reports: int) -> None:
        self.dice, self.reports = dice, reports
        self.by_service, self.by_domain = cumulated(one[1] for one in SERVICES), cumulated(one[1] for one in DOMAINS)
        self.traps: list[tuple[int, int, str, str]] = []
        self.draw_names()
        self.draw_homes()
        self.draw_lines()
        self.draw_persons()
        self.hand_things_on()
        self.open_accounts()
        self.draw_files()

    def draw_names(self) -> None:
        dice, by_digest = self.dice, lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        self.givens = sorted({dice.word(2, 3) for _ in range(420)}, key=by_digest)[:300]
        self.surnames = sorted({dice.word(2, 4) for _ in range(7000)}, key=by_digest)[:5000]
        self.by_given = cumulated(1 / (place + 3) for place in range(len(self.givens)))
        self.by_surname = cumulated(1 / (place + 20) ** 0.9 for place in range(len(self.surnames)))
        marks, ends = ["", "_", ".", "x"], ["", "99", "123", "77", "boy", "king"]
        self.usual_handles = [dice.word(1, 2) + dice.pick(marks) + dice.pick(ends) for _ in range(400)]

    def a_given(self) -> str:
        return self.givens[self.dice.by_share(self.by_given)]

    def a_surname(self) -> str:
        return self.surnames[self.dice.by_share(self.by_surname)]

    def draw_homes(self) -> None:
        """How many reports each person has, and who lives with whom."""
        dice, sizes = self.dice, list(range(1, 601))
        by_size = cumulated(size**-2.0 for size in sizes)
        self.counts: list[int] = []
        self.home: list[int] = []
        # by person, the other one of the home, and what they are to each other
        self.kin: dict[int, tuple[int, str]] = {}
        total = homes = 0
        while total < self.reports:
            lot, size = dice.roll(), sizes[dice.by_share(by_size)]
            if lot < 0.05:
                kind = "twin" if lot < 0.01 else "sibling" if lot < 0.03 else "partner"
                second, first = 1 + sizes[dice.by_share(by_size)], len(self.counts)
                self.counts += [size + 1, second]
                self.home += [homes, homes]
                self.kin[first + 1] = (first, kind)
                self.traps.append((first, first + 1, kind, "same household"))
                total += size + 1 + second
            else:
                self.counts.append(size)
                self.home.append(homes)
                total += size
            homes += 1
        last = len(self.counts) - 1
        while total > self.reports:
            less = min(self.counts[last] - 1, total - self.reports)
            self.counts[last] -= less
            total -= less
            last -= 1
        self.persons, self.homes = len(self.counts), homes
        self.home_surname = [self.a_surname() for _ in range(homes)]

    def draw_lines(self) -> None:
        """The line of each home: four kinds of dynamic IPv4 (0 to 3), IPv6 (4), one address for forty homes (5)."""
        self.line: list[tuple[int, int]] = []
        of_kind = [0] * 6
        for _ in range(self.homes):
            kind = bisect.bisect_right((0.08, 0.22, 0.38, 0.50, 0.66), self.dice.roll())
            self.line.append((kind, of_kind[kind]))
            of_kind[kind] += 1
        self.pool = [max(7, int(count * 1.15) | 1) for count in of_kind]

    def home_address(self, home: int, at: int) -> tuple[str, int]:
        dice, (kind, number) = self.dice, self.line[home]
        if kind < 4:
            turn = at // ((1, 7, 30, 120)[kind] * DAY)
            return ipv4((10 << 24) + (kind << 22), (number + turn * 7919) % self.pool[kind]), 1024 + dice.below(64000)
        if kind == 4:
            prefix = (number + at // (60 * DAY) * 7919) % self.pool[4]
            low = ":".join(f"{dice.below(65536):x}" for _ in range(4))
            return f"2001:db8:{prefix >> 8:x}:{prefix & 255:02x}00:{low}", 1024 + dice.below(64000)
        block = (number % 40 * 3 + (at // DAY) * 7) % 120
        return ipv4((172 << 24) + (16 << 16), number // 40), 1024 + 512 * block + dice.below(512)

    def mobile_address(self, person: int, at: int) -> tuple[str, int]:
        day = at // DAY
        gateway, block = (person * 31 + day * 17) % max(4, self.persons // 60), (person + day * 7) % 120
        return ipv4((172 << 24) + (24 << 16), gateway), 1024 + 512 * block + self.dice.below(512)

    def draw_persons(self) -> None:
        dice, count = self.dice, self.persons
        self.given, self.surname, self.birth, self.handle = ([""] * count for _ in range(4))
        self.mails, self.phones, self.devices, self.accounts = ([[] for _ in range(count)] for _ in range(4))
        self.start, self.lasts = [0] * count, [0] * count
        self.has_vpn, self.wifi = [False] * count, [0] * count
        self.serial = 100000000 + dice.below(1000)
        for person in range(count):
            self.draw_identity(person)
            self.draw_activity(person)
            self.draw_things(person)

    def draw_identity(self, person: int) -> None:
        dice = self.dice
        self.given[person], self.surname[person] = self.a_given(), self.home_surname[self.home[person]]
        self.birth[person] = dice.birth()
        if person in self.kin:
            other, kind = self.kin[person]
            if kind == "partner":
                self.surname[person] = self.a_surname()
            if kind == "twin":
                self.birth[person] = self.birth[other]
                if dice.roll() < 0.4:
                    self.given[person] = self.given[other][:-1] + dice.pick("aeiou")
            while self.given[person] == self.given[other]:
                self.given[person] = self.a_given()
        lot, given, surname = dice.roll(), self.given[person], self.surname[person]
        self.handle[person] = dice.word(2, 3) if lot < 0.6 else given + "_" + surname[:3] if lot < 0.85 else surname + given[:2]

    def draw_activity(self, person: int) -> None:
        dice = self.dice
        lasts = min(SPAN - 40 * DAY, int(5 * DAY + 260 * DAY * -math.log(1 - dice.roll())))
        self.lasts[person], self.start[person] = lasts, BEGIN + int(dice.roll() * (SPAN - lasts))
        if person in self.kin:
            beside = self.start[self.kin[person][0]] + int((dice.roll() - 0.5) * 60 * DAY)
            self.start[person] = min(max(BEGIN, beside), BEGIN + SPAN - lasts)
        self.has_vpn[person] = dice.roll() < 0.10
        self.wifi[person] = dice.below(max(4, self.persons // 300))

    def a_mail(self, person: int) -> str:
        dice, given, surname = self.dice, self.given[person], self.surname[person]
        domain, style = DOMAINS[dice.by_share(self.by_domain)][0], dice.below(4)
        # all four are drawn, whichever is taken
        styles = (
            given + "." + surname + str(dice.below(100)),
            self.handle[person] + str(dice.below(1000)),
            given[:1] + surname + str(1950 + dice.below(58)),
            dice.word(2, 3) + str(dice.below(10000)),
        )
        return styles[style] + "@" + domain

    def draw_things(self, person: int) -> None:
        dice = self.dice
        for _ in range(1 + (dice.roll() < 0.55) + (dice.roll() < 0.3) + (dice.roll() < 0.15)):
            self.mails[person].append(self.a_mail(person))
        for _ in range((dice.roll() < 0.85) + (dice.roll() < 0.25) + (dice.roll() < 0.06)):
            self.serial += 1 + dice.below(3)
            self.phones[person].append(str(self.serial))
        for _ in range(1 + (dice.roll() < 0.5) + (dice.roll() < 0.15)):
            self.devices[person].append(dice.hex(32))
        if person in self.kin:
            other = self.kin[person][0]
            if dice.roll() < 0.40 and self.devices[other]:
                shared = self.devices[other][0]
                self.devices[person] = [shared] * 2 + self.devices[person]
                self.traps.append((other, person, "family_device", shared))
            if dice.roll() < 0.15 and self.phones[other]:
                shared = self.phones[other][0]
                self.phones[person].insert(0, shared)
                self.traps.append((other, person, "household_phone", shared))

    def hand_things_on(self) -> None:
        """Telephones that are given to somebody else later, and second-hand devices."""
        dice, before = self.dice, deque()
        for person in sorted(range(self.persons), key=lambda person: self.start[person]):
            if self.phones[person] and dice.roll() < 0.03:
                while before and dice.roll() < 0.9:
                    other = before.popleft()
                    end = self.start[other] + self.lasts[other]
                    if end + 90 * DAY < self.start[person] and self.phones[other] and self.home[other] != self.home[person]:
                        number = self.phones[other][-1]
                        self.phones[person], self.phones[other] = [number], [number]
                        self.traps.append((other, person, "recycled_phone", number))
                        break
            if dice.roll() < 0.01 and before:
                other = before[dice.below(min(50, len(before)))]
                if self.start[other] + self.lasts[other] < self.start[person] and self.home[other] != self.home[person]:
                    self.devices[person] = [self.devices[other][-1]]
                    self.traps.append((other, person, "secondhand_device", self.devices[other][-1]))
            if dice.roll() < 0.3:
                before.append(person)

    def open_accounts(self) -> None:
        dice = self.dice
        for person in range(self.persons):
            more = (dice.roll() < 0.5) + (dice.roll() < 0.3) + (dice.roll() < 0.2) + (dice.roll() < 0.1) + (self.counts[person] > 20) * dice.below(6)
            for _ in range(1 + more):
                self.accounts[person].append(self.an_account(person))

    def an_account(self, person: int) -> tuple:
        dice, given, surname, handle = self.dice, self.given[person], self.surname[person], self.handle[person]
        service, lot = dice.by_share(self.by_service), dice.roll()
        if lot < 0.30:
            user = handle
        elif lot < 0.55:
            user = handle + str(dice.below(1000))
        elif lot < 0.70:
            user = handle.replace("_", "") + dice.pick(["x", "_", ".", "real"])
        else:
            user = dice.pick(self.usual_handles) if lot < 0.82 else dice.word(2, 3) + str(dice.below(100))
        is_throw_away = dice.roll() < 0.25
        mails = [self.a_mail(person) if is_throw_away else dice.pick(self.mails[person])]
        if not is_throw_away and len(self.mails[person]) > 1 and dice.roll() < 0.25:
            mails.append(dice.pick(self.mails[person]))
        if dice.roll() < 0.012:
            mails = [dice.pick(PLACEHOLDER_MAILS)]
        phones = [] if is_throw_away or not self.phones[person] else [dice.pick(self.phones[person])]
        if dice.roll() < 0.008:
            phones = [PLACEHOLDER_PHONE]
        name = self.a_given() + " " + self.a_surname() if dice.roll() < 0.15 else given + " " + surname
        birth = self.birth[person] if dice.roll() < 0.75 else "1990-01-01" if dice.roll() < 0.4 else dice.birth()
        shown = dice.pick([given, user, given + " " + surname[:1], dice.pick(self.usual_handles)])
        identifier = f"{SERVICES[service][0][:2]}{10**9 + dice.below(9 * 10**9)}"
        return service, identifier, user, shown, name, birth, mails, phones, is_throw_away

    def draw_files(self) -> None:
        dice, viral = self.dice, 500 + self.reports // 100
        self.viral = [dice.hex(32) for _ in range(viral)]
        self.by_viral = cumulated(1 / (place + 1) for place in range(viral))
        self.shelves = [[dice.hex(32) for _ in range(120)] for _ in range(max(3, self.persons // 50))]
        self.own: list[list[str] | None] = [None] * self.persons

    def events(self) -> list[tuple[int, int]]:
        """When each report's act happened, and whose it is: in the order of time."""
        dice, events, first_of_other = self.dice, [], 0
        for person in range(self.persons):
            first = len(events)
            for _ in range(self.counts[person]):
                at = self.start[person] + int(dice.roll() * self.lasts[person])
                if person in self.kin and dice.roll() < 0.5:
                    # on the same evening as the other one of the home, who was drawn just before
                    beside = events[first_of_other + dice.below(self.counts[self.kin[person][0]])][0]
                    at = beside + int((dice.roll() - 0.5) * DAY / 2)
                events.append((at, person))
            first_of_other = first
        return sorted(events)
