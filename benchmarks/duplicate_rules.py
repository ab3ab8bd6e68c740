"""The rules that make the labelled pairs: first one service told twice, then two services that look alike."""

from benchmarks.duplicate_pairs import DAYS, Row, World, rule

CONTACTS = ("Phone", "Email", "Website")


def without(row: Row, *names: str) -> Row:
    """The row with these cells empty."""
    return row | dict.fromkeys(names, "")


@rule("typing mistake in the name", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    name = row["Service name"]
    place = world.chance.randrange(2, len(name) - 1)
    slips = (name[:place] + name[place + 1 :], name[:place] + name[place] + name[place:])
    return row, row | {"Service name": world.chance.choice(slips)}


@rule("two letters of the name exchanged", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    name = row["Service name"]
    place = world.chance.randrange(1, len(name) - 2)
    swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return row, without(row, "Website") | {"Service name": swapped}


@rule("words shortened", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    long, short = world.chance.choice((("Centre", "Ctr"), ("Association", "Assoc."), ("Library", "Lib")))
    name = f"Saint {world.chance.choice(('Peters', 'Johns', 'Marys'))} {long}"
    shortened = name.replace(long, short).replace("Saint", "St")
    return row | {"Service name": name}, without(row, "Email") | {"Service name": shortened}


@rule("capitals and punctuation", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    name = row["Service name"].replace(" and ", " & ").replace("'", "")
    return row, row | {"Service name": name.upper(), "Organisation": row["Organisation"].upper()}


@rule("organisation in front of the name", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row, row | {"Service name": f"{row['Organisation']} {row['Service name']}"}


@rule("town behind the name", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row, without(row, "Phone") | {"Service name": f"{row['Service name']} ({row['Town']})"}


@rule("one list has no contact at all", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row, without(row, *CONTACTS, "Charity number")


@rule("new telephone number", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    return row, row | {"Phone": world.phone()}


@rule("moved premises", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    return row, row | {"Postcode": world.postcode(), "Venue": "New House", "Town": "Canterbury"}


@rule("new name, all else as it was", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    return row, row | {"Service name": world.chance.choice(("Thrive", "The Living Room", "Side by Side"))}


@rule("organisation under its legal name", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row, without(row, "Website") | {"Organisation": f"The {row['Organisation']} Limited"}


@rule("organisation under quite another name", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row, without(row, "Website") | {"Organisation": "Northfield Holdings CIO"}


@rule("telephone line without a place", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    line = without(row, "Venue", "Town", "Postcode", "Opening times") | {"How delivered": "Telephone"}
    return line, without(line, "Email", "Website")


@rule("one word more in the name", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    return row, row | {"Service name": f"{world.chance.choice(('Friendly', 'Weekly'))} {row['Service name']}"}


@rule("words in another order", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    town = row["Town"]
    return (
        row | {"Service name": f"{town} {row['Service name']}"},
        row | {"Service name": f"{row['Service name']}, {town}"},
    )


@rule("times a little different", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row, row | {"Opening times": row["Opening times"].replace("10am-12", "10.30am-12.30pm")}


@rule("another day, all else the same", same=True)
def _(world: World, row: Row) -> tuple[Row, Row]:
    days = [day for day in DAYS if day != row["Opening times"][:3]]
    return row, row | {"Opening times": f"{world.chance.choice(days)} 2pm-4pm"}


@rule("initials for the name", same=True)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    name = f"{row['Town']} Volunteer Bureau"
    return row | {"Service name": name}, row | {"Service name": f"{row['Town'][0]}VB"}


@rule("two groups in one hall, with the hall's telephone", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    other = world.service()
    return row, other | {name: row[name] for name in ("Venue", "Town", "Postcode", "Phone")}


@rule("two groups of one name in one hall", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    other = world.service()
    hall = {name: row[name] for name in ("Venue", "Town", "Postcode")}
    return row | {"Service name": "Coffee Morning"}, other | hall | {"Service name": "Coffee Morning"}


@rule("playgroup that followed another in one hall", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    other = world.service()
    hall = {name: row[name] for name in ("Venue", "Town", "Postcode", "Phone", "Opening times")}
    return row | {"Service name": "Playgroup"}, other | hall | {"Service name": "Play Group"}


@rule("one organisation on two days", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return (
        row | {"Service name": "Monday Lunch Club", "Opening times": "Mon 12-2pm"},
        row | {"Service name": "Sunday Lunch Club", "Opening times": "Sun 12-2pm"},
    )


@rule("one name for two days, none of them in a name", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row | {"Opening times": "Mon 10am-12"}, row | {"Opening times": "Thu 6pm-8pm"}


@rule("branches of one charity", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    branch = {"Postcode": world.postcode(), "Town": "Sandwich", "Venue": "The Annexe", "Phone": world.phone()}
    return row, row | branch


@rule("branches with one telephone number for all", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    return row, row | {"Postcode": world.postcode(), "Town": "Sandwich", "Venue": "The Annexe"}


@rule("libraries of one council", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    one = row | {"Organisation": "Weald County Council", "Website": "https://www.weald.example.org/libraries"}
    first, second = world.chance.sample(
        ("Marden", "Lydden", "Lydd", "Herne", "Hernhill", "Eastry", "Eastling"), 2
    )
    return (
        one | {"Service name": f"{first} Library", "Town": first},
        one | {"Service name": f"{second} Library", "Town": second, "Postcode": world.postcode()},
    )


@rule("two services in one office", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row | {"Service name": "Welfare Rights"}, row | {"Service name": "Counselling"}


@rule("an organisation and one of its services", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    whole = without(row, "Opening times") | {"Service name": row["Organisation"]}
    return whole, row | {"Service name": f"{row['Organisation']} Befriending"}


@rule("a library and a group that meets in it", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    name = f"{row['Town']} Library"
    return row | {"Service name": name}, row | {"Service name": f"{name} Chess"}


@rule("for the young and for the old", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return (
        row | {"Service name": "Junior Badminton", "Ages": "8-15"},
        row | {"Service name": "Senior Badminton", "Ages": "60+"},
    )


@rule("for the young and for the old, under one name", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return (
        row | {"Service name": "Badminton", "Ages": "8-15"},
        row | {"Service name": "Badminton", "Ages": "60+"},
    )


@rule("for men and for women", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row | {"Service name": "Men's Peer Support"}, row | {"Service name": "Women's Peer Support"}


@rule("for beginners and for others", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row | {"Service name": "Yoga for Beginners"}, row | {"Service name": "Yoga Intermediate"}


@rule("numbered groups", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    return row | {"Service name": f"1st {row['Town']} Scouts"}, row | {
        "Service name": f"2nd {row['Town']} Scouts"
    }


@rule("names a letter apart", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    pairs = (("Sewing Bee", "Rowing Bee"), ("Carers Café", "Cancer Café"), ("Deaf Club", "Dads Club"),
             ("Cooking Circle", "Coding Circle"), ("Bridge for All", "Bride for All"),
             ("Painting Class", "Parenting Class"), ("Mothers Union", "Brothers Union"),
             ("Quilting Circle", "Quitting Circle"), ("Weaving Group", "Weaning Group"),
             ("Bathing Session", "Batting Session"), ("Dance Mats", "Dance Mates"))  # fmt: skip
    first, second = world.chance.choice(pairs)
    return row | {"Service name": first}, row | {"Service name": second}


@rule("online and in person", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    online = without(row, "Venue", "Town", "Postcode") | {"How delivered": "Online"}
    return row, online


@rule("one name in two towns", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    return row, world.service() | {"Service name": row["Service name"]}


@rule("a surgery and the chemist beside it", same=False)
def _(_world: World, row: Row) -> tuple[Row, Row]:
    name = f"{row['Venue'].removesuffix(' Hall')} Surgery"
    return row | {"Service name": name}, row | {"Service name": f"{name} Pharmacy"}


@rule("neighbours with a common landlord's site", same=False)
def _(world: World, row: Row) -> tuple[Row, Row]:
    other = world.service()
    shared = {name: row[name] for name in ("Venue", "Town", "Postcode", "Website")}
    return row, other | shared
