"""Pairs of services for measuring what is found of duplicates, labelled by the rule that made each.

Every rule is a way in which two lists in fact differ about one service, or in which two services in fact
look alike. None of it comes from the code that judges. Names, numbers and addresses are invented; only the
postcodes are real, for places to lie where they would.
"""

import csv
import gzip
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

Row = dict[str, str]

STEADY = 7
#: How often each rule makes a pair.
EACH = 14

TOWNS = (
    "Margate Deal Dover Ashford Maidstone Gravesend Dartford Canterbury Whitstable Faversham Sheerness"
    " Tonbridge Swanley Sevenoaks Folkestone Hythe Sandwich Ramsgate Broadstairs Chatham"
).split()
ACTIVITIES = (
    "Lunch Club, Walking Group, Parkinson's Support Group, Bereavement Café, Debt Advice, Knit and Natter,"
    " Community Choir, Stroke Survivors, Tai Chi, Chair Exercise, Befriending Service, Carers' Meeting,"
    " Repair Workshop, Art for Wellbeing, Gardening Project, Memory Café, Food Bank, Reading Circle,"
    " Diabetes Support, Hearing Aid Clinic, Parent Drop-in, Autism Network, Recovery Meeting,"
    " Cycling for Health, Housing Advice, English Conversation, Sight Loss Society, Saturday Kitchen,"
    " Breathe Easy, Model Railway Society"
).split(", ")
FIRST = (
    "Bright Harbour Willow Beacon Cornerstone Open Kindred Riverside Evergreen Lantern Chalk Orchard Tide"
    " Compass Hearth Meadow Anchor Sunrise Bluebell Juniper"
).split()
LAST = "Trust Together Partnership Foundation Alliance Projects Collective Association".split()
#: Numbers that are kept for drama, without their last three digits.
NUMBERS = ("01632 960", "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


class Pair(NamedTuple):
    """Two rows, of two lists, and whether they tell of one service."""

    rule: str
    same: bool
    first: Row
    second: Row


class World:
    """Makes services that have nothing to do with each other, each with everything that a list may say."""

    def __init__(self, postcodes: list[str]) -> None:
        self.chance = random.Random(STEADY)
        self._postcodes = postcodes
        self._number = self._phones = 0

    def postcode(self) -> str:
        """A postcode; one after the other is seldom near."""
        return self.chance.choice(self._postcodes)

    def phone(self) -> str:
        """A number that nobody else has."""
        self._phones += 1
        return f"{NUMBERS[self._phones // 1_000]}{self._phones % 1_000:03d}"

    def service(self) -> Row:
        """A service with an organisation of its own."""
        self._number += 1
        number = self._number
        chance = self.chance
        organization = f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(TOWNS)}"
        site = organization.lower().replace(" ", "-")
        day = chance.choice(DAYS)
        return {
            "Service name": chance.choice(ACTIVITIES),
            "Organisation": organization,
            "Town": chance.choice(TOWNS),
            "Venue": f"{chance.choice(FIRST)} Hall",
            "Postcode": self.postcode(),
            "Phone": self.phone(),
            "Email": f"hello@{site}-{number}.example.org",
            "Website": f"https://{site}-{number}.example.org/",
            "Charity number": str(1_100_000 + number),
            "Opening times": f"{day} 10am-12",
            "How delivered": "In person",
        }


Make = Callable[[World, Row], tuple[Row, Row]]
RULES: dict[str, tuple[bool, Make]] = {}


def rule(name: str, *, same: bool) -> Callable[[Make], Make]:
    """Enter a rule under its name."""

    def enter(make: Make) -> Make:
        RULES[name] = (same, make)
        return make

    return enter


def make_pairs(postcodes: Path) -> Iterator[Pair]:
    """Every rule's pairs, in the same order with the same contents every time."""
    # The other rules enter themselves when their module is read.
    import benchmarks.duplicate_rules  # noqa: F401

    with gzip.open(postcodes, "rt", encoding="utf-8") as file:
        world = World([row["postcode"] for row in csv.DictReader(file)])
    for name, (same, make) in RULES.items():
        for _ in range(EACH):
            first, second = make(world, world.service())
            yield Pair(name, same, first, second)
