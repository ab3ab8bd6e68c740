"""Prices as people type them, each answer worked out by hand."""

from decimal import Decimal

import pytest

from assetmap.ingest.normalise.costs import Cost, read_costs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Free", [(0, None, None)]),
        ("FREE of charge", [(0, None, None)]),
        ("No charge", [(0, None, None)]),
        ("£0", [("0.00", None, None)]),
        ("£3.50 per session", [("3.50", None, "per session")]),
        ("3.50", [("3.50", None, None)]),
        ("50p", [("0.50", None, None)]),
        ("£1,200 a year", [("1200.00", None, "a year")]),
        ("from £3", [("3.00", None, "from £3")]),
        ("£3, free parking", [("3.00", None, "free parking")]),
        ("£5 / £3 concessions", [("5.00", None, None), ("3.00", "concessions", None)]),
        ("£5 (£3 concessions)", [("5.00", None, None), ("3.00", "concessions", None)]),
        ("£4 members, £5 non-members", [("4.00", "members", None), ("5.00", "non-members", None)]),
        ("First session free, then £5", [(0, "First session", None), ("5.00", None, None)]),
        (
            "Free on benefits, otherwise £40 a term",
            [(0, "on benefits", None), ("40.00", "otherwise a term", None)],
        ),
        ("donation", [(None, None, "donation")]),
        ("suggested donation £2", [(None, None, "suggested donation £2")]),
        ("Free (donations welcome)", [(0, None, "Free (donations welcome)")]),
        ("varies", [(None, None, "varies")]),
        ("£2-£5", [(None, None, "£2-£5")]),
        ("Not free", [(None, None, "Not free")]),
        ("", []),
    ],
)
def test_prices(text: str, expected: list[tuple[str | int | None, str | None, str | None]]) -> None:
    reading = read_costs(text)
    wanted = [
        Cost(None if amount is None else Decimal(amount), option, said) for amount, option, said in expected
    ]
    assert list(reading.value) == wanted
    assert reading.flaws == ()


@pytest.mark.parametrize("text", ["£3.5O", "3 pounds fifty", "about 5"])
def test_what_is_no_price_is_kept_as_words_and_told(text: str) -> None:
    reading = read_costs(text)
    assert reading.value == (Cost(None, None, text),)
    assert [flaw.outcome for flaw in reading.flaws] == ["left_out"]


def test_an_absurd_price_is_no_price() -> None:
    assert read_costs("£99999999").value == (Cost(None, None, "£99999999"),)
