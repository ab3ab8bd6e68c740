"""Invented services: what they are called, when they are open, what they cost, who may come."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from assetmap.directory.categories import Categories
from assetmap.directory.taxonomy import term_id
from benchmarks.bulk import copy, phrase, points, uuids

NOUNS = "group club project service centre meet-up hub circle network scheme".split()
TONES = (
    "Friendly Open Weekly Community Neighbourhood Welcome Sunrise Harbour Oak Willow Bridge Riverside".split()
)
SENTENCES = (
    "Newcomers are welcome and there is no need to book.",
    "Volunteers make tea and there is always time to talk.",
    "Bring a friend, a carer or come along on your own.",
    "We meet in a warm hall close to the bus stop.",
    "Sessions are led by trained staff and go at your own pace.",
    "Please ring first so that we can tell you what to expect.",
    "Children are welcome when they come with an adult.",
    "Activities change with the season and with what people want to do.",
)
DELIVERIES = (
    "{in-person}",
    "{at-home}",
    "{online}",
    "{telephone}",
    "{in-person,online}",
    "{in-person,at-home}",
)
DELIVERY_WEIGHTS = (0.84, 0.04, 0.02, 0.02, 0.05, 0.03)
JOININGS = ("{self-referral}", "{gp,link-worker}", "{self-referral,link-worker}", "{other}", "{}")
JOINING_WEIGHTS = (0.6, 0.15, 0.15, 0.05, 0.05)
TIMES = (("09:30", "12:00"), ("10:00", "16:00"), ("13:30", "15:30"), ("18:00", "20:00"), ("19:30", "21:30"))
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU", "MO,TU,WE,TH,FR", "TU,TH", "SA,SU")
DAY_WEIGHTS = (12, 15, 15, 14, 10, 6, 3, 15, 8, 2)
AMOUNTS = ("0", "2", "3.50", "5")
AMOUNT_WEIGHTS = (0.55, 0.2, 0.15, 0.1)


@dataclass(frozen=True, slots=True)
class Batch:
    """Services to be made: the postcode each is at, and the ids of service, location and the pair of both."""

    spots: pd.DataFrame
    service: np.ndarray
    location: np.ndarray
    held: np.ndarray

    def __len__(self) -> int:
        return len(self.service)


def make_services(
    connection: Connection, rng: np.random.Generator, homes: pd.DataFrame, categories: Categories, count: int
) -> None:
    """Put so many services at random postcodes into the tables of the directory."""
    spots = homes.iloc[rng.integers(0, len(homes), count)].reset_index(drop=True)
    delivery = np.array(DELIVERIES)[rng.choice(len(DELIVERIES), count, p=DELIVERY_WEIGHTS)]
    batch = Batch(spots, uuids(rng, count), uuids(rng, count), uuids(rng, count))
    leaf = choose_leaves(rng, categories, count)
    names = np.array([each.name for each in categories], dtype=object)[leaf]
    copy_services(connection, rng, batch, names, delivery)
    copy_places(connection, rng, batch)
    copy_times(connection, rng, batch)
    copy_costs(connection, rng, batch)
    copy_limits(connection, rng, batch)
    terms = np.array([str(term_id(each.slug)) for each in categories])[leaf]
    filed = {"id": uuids(rng, count), "link_id": batch.service, "link_type": "service"}
    copy(connection, "attribute", filed | {"taxonomy_term_id": terms})


def choose_leaves(rng: np.random.Generator, categories: Categories, count: int) -> np.ndarray:
    """The category of each service, by its place in the list: the first are common, the last rare."""
    weights = 1.0 / np.arange(1, len(list(categories)) + 1) ** 1.1
    return rng.choice(len(weights), count, p=weights / weights.sum())


def copy_services(
    connection: Connection, rng: np.random.Generator, batch: Batch, names: np.ndarray, delivery: np.ndarray
) -> None:
    """Make the services themselves, four to an organization on average."""
    count = len(batch)
    owners = copy_organizations(connection, rng, max(1, count // 4))
    organization = owners[rng.integers(0, len(owners), count)]
    young, old = rng.random(count) < 0.08, rng.random(count) < 0.25
    columns = {
        "id": batch.service,
        "organization_id": organization,
        "name": phrase(rng, count, TONES) + names + phrase(rng, count, NOUNS),
        "description": phrase(rng, count, SENTENCES)
        + phrase(rng, count, SENTENCES)
        + names
        + phrase(rng, count, SENTENCES),
        "status": "active",
        "minimum_age": np.where(old, "50", np.where(young, "5", "")),
        "maximum_age": np.where(young & ~old, "17", ""),
        "delivery": delivery,
        "joining": rng.choice(JOININGS, count, p=JOINING_WEIGHTS),
        "assured_date": np.where(rng.random(count) < 0.7, "2025-06-01", ""),
        "sample": "true",
    }
    copy(connection, "service", columns)


def copy_organizations(connection: Connection, rng: np.random.Generator, count: int) -> np.ndarray:
    """Make so many organizations; returns their ids."""
    ids = uuids(rng, count)
    names = phrase(rng, count, TONES) + phrase(rng, count, NOUNS) + "Trust"
    copy(connection, "organization", {"id": ids, "name": names})
    return ids


def copy_places(connection: Connection, rng: np.random.Generator, batch: Batch) -> None:
    """Make a place for each service, with its address."""
    count, spots = len(batch), batch.spots
    location = {
        "id": batch.location,
        "location_type": "physical",
        "name": phrase(rng, count, TONES) + "Hall",
        "point": points(spots),
        "location_source": "postcode",
        "accuracy_m": 50,
        "lsoa_code": spots.lsoa21,
        "ward_code": spots.ward_code,
        "district_code": spots.district_code,
    }
    copy(connection, "location", location)
    address = {
        "id": uuids(rng, count),
        "location_id": batch.location,
        "address_1": phrase(rng, count, TONES) + "Street",
        "city": "Town",
        "postal_code": spots.postcode,
        "address_type": "physical",
    }
    copy(connection, "address", address)
    held = {"id": batch.held, "service_id": batch.service, "location_id": batch.location}
    copy(connection, "service_at_location", held)


def copy_times(connection: Connection, rng: np.random.Generator, batch: Batch) -> None:
    """Say when each service is open."""
    count = len(batch)
    times = np.array(TIMES)[rng.integers(0, len(TIMES), count)]
    columns = {
        "id": uuids(rng, count),
        "service_id": batch.service,
        "freq": "WEEKLY",
        "interval": 1,
        "byday": rng.choice(DAYS, count, p=np.array(DAY_WEIGHTS) / sum(DAY_WEIGHTS)),
        "opens_at": times[:, 0],
        "closes_at": times[:, 1],
    }
    copy(connection, "schedule", columns)


def copy_costs(connection: Connection, rng: np.random.Generator, batch: Batch) -> None:
    """Say what four services in five cost."""
    known = rng.random(len(batch)) < 0.8
    columns = {
        "id": uuids(rng, known.sum()),
        "service_id": batch.service[known],
        "amount": rng.choice(AMOUNTS, known.sum(), p=AMOUNT_WEIGHTS),
    }
    copy(connection, "cost_option", columns)


def copy_limits(connection: Connection, rng: np.random.Generator, batch: Batch) -> None:
    """Limit some services to their district, and give some places a way in without steps."""
    limited = rng.random(len(batch)) < 0.15
    areas = {
        "id": uuids(rng, limited.sum()),
        "service_id": batch.service[limited],
        "area_code": batch.spots.district_code[limited],
    }
    copy(connection, "service_area", areas)
    level = rng.random(len(batch)) < 0.5
    access = {"id": uuids(rng, level.sum()), "location_id": batch.location[level]}
    copy(connection, "accessibility", access | {"accessibility": "step-free"})
