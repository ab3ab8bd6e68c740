"""What could give a secret place away is withheld to its district, whichever came first."""

from typing import Any

import pytest

Give = Any
Leaks = Any
Ask = Any
IdOf = Any
Row = dict[str, str]

SECRET: Row = {
    "Name": "Harbour Refuge", "Organisation": "Harbour Trust", "Address": "12 Hidden Lane",
    "Postcode": "CT9 1AA", "Confidential": "yes", "Phone": "01843 555100", "Night line": "01843 555199",
    "Manager email": "boss@harbour.test", "Internal page": "https://inside.harbour.test/rota",
}  # fmt: skip
PLAIN: Row = {
    "Name": "Knitting circle",
    "Organisation": "Wool",
    "Postcode": "CT9 1AB",
    "Address": "3 Open Road",
}
#: What must not come out: the street, the postcode in two ways, the ward of the secret place.
MARKS = ("hidden lane", "CT9 1AA", "CT91AA", "E05005081", "Wardwest", "635000")

TRIGGERS: dict[str, tuple[Row, str]] = {
    "the same service": (
        {"Name": "Harbour Refuge", "Organisation": "Harbour Trust", "Address": "Hidden Lane",
         "Postcode": "CT9 1AA"},
        "likely the same service",
    ),
    "its name without its place": (
        {"Name": "The Harbour Refuge", "Organisation": "Harbour Trust", "Address": "99 Hidden Lane",
         "Postcode": "CT9 1AB"},
        "the same name",
    ),
    "the same house": (
        {"Name": "Sewing", "Address": "Flat 2, 12A Hidden Ln", "Postcode": "ct91aa"},
        "the same postcode and house number",
    ),
    "the postcode without a house": (
        {"Name": "Sewing", "Organisation": "Thread", "Venue": "Lane Hall", "Postcode": "CT9 1AA"},
        "one of them gives no house number",
    ),
    "the house with a mistyped postcode": (
        {"Name": "Sewing", "Organisation": "Thread", "Address": "12 Hidden Lane", "Postcode": "CT9 1AB"},
        "the same house and street",
    ),
    "the house in the name of the place": (
        {"Name": "Sewing", "Organisation": "Thread", "Venue": "12 Hidden Lane", "Postcode": "CT9 1AB"},
        "the same house and street",
    ),
    "a telephone that it keeps": (
        {"Name": "Sewing", "Organisation": "Thread", "Address": "3 Open Road", "Postcode": "CT9 1AB",
         "Phone": "+44 1843 555 199"},
        "a telephone number that the secret entry doesn't publish",
    ),
    "an e-mail address that it keeps": (
        {"Name": "Sewing", "Organisation": "Thread", "Postcode": "CT9 1AB", "Email": "Boss@Harbour.test"},
        "an e-mail address that the secret entry doesn't publish",
    ),
    "a site that it keeps": (
        {"Name": "Sewing", "Organisation": "Thread", "Postcode": "CT9 1AB",
         "Website": "http://www.inside.harbour.test/rota/"},
        "a web site that the secret entry doesn't publish",
    ),
}  # fmt: skip


def is_only_its_district(ask: Ask, name: str) -> bool:
    """Whether a service is listed as a confidential one is."""
    rows = ask(
        "SELECT listing_group, district_code, point IS NULL, ward_code IS NULL,"
        " (card ->> 'confidential')::boolean FROM listing WHERE name = :name",
        name=name,
    )
    return bool(rows == [("area", "E07000114", True, True, True)])


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("order", ["secret first", "secret last", "one source"])
def test_what_gives_a_secret_away_is_withheld(
    trigger: str, order: str, give: Give, leaks: Leaks, ask: Ask
) -> None:
    other, reason = TRIGGERS[trigger]
    if order == "secret first":
        give("council", SECRET)
        give("charity", other, PLAIN)
    elif order == "secret last":
        give("charity", other, PLAIN)
        give("council", SECRET)
    else:
        if trigger in ("the same service", "its name without its place"):
            other = {**other, "Name": "Harbour Refuge House"} if trigger == "the same service" else other
        give("council", {**SECRET, "Id": "1"}, {**other, "Id": "2"}, {**PLAIN, "Id": "3"})
    assert leaks(*MARKS, "555199", "555 199", "boss@", "inside.harbour") == []
    reasons = ask("SELECT unnest(reasons) FROM withheld")
    assert any(reason in one or "postcode" in one for one in reasons), reasons
    if order != "one source":
        assert any(reason in one for one in reasons), reasons
    names = ask("SELECT name FROM listing WHERE listing_group <> 'place'")
    assert sorted(names) == sorted(["Harbour Refuge", ask("SELECT service.name FROM withheld JOIN service"
                                    " ON service.id = withheld.service_id")[0]])  # fmt: skip
    assert ask("SELECT name FROM listing WHERE listing_group = 'place'") == ["Knitting circle"]
