"""Web addresses, e-mail addresses and telephone numbers."""

import pytest

from assetmap.ingest.normalise.contacts import read_email, read_phones, read_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/walks?day=mon", "https://example.org/walks?day=mon"),
        ("http://www.kent.gov.uk/libraries", "http://www.kent.gov.uk/libraries"),
        ("www.example.org", "https://www.example.org"),
        ("example.org.uk/walks", "https://example.org.uk/walks"),
        ("<https://example.org>", "https://example.org"),
        ("", None),
    ],
)
def test_web_addresses(text: str, expected: str | None) -> None:
    assert read_url(text).value == expected
    assert read_url(text).flaws == ()


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)", "data:text/html,x", "ask at the desk", "hello@example.org", "https://",
        "https://user:secret@example.org",
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_left_out(text: str) -> None:
    assert read_url(text).value is None
    assert read_url(text).flaws[0].outcome == "left_out"


def test_of_two_web_addresses_the_first_is_kept() -> None:
    reading = read_url("https://a.example.org, https://b.example.org")
    assert reading.value == "https://a.example.org"
    assert reading.flaws[0].outcome == "changed"


def test_email_addresses() -> None:
    assert read_email("mailto:Hello@Example.ORG").value == "Hello@example.org"
    assert read_email("a@example.org; b@example.org").value == "a@example.org"
    assert read_email("a@example.org; b@example.org").flaws[0].outcome == "changed"
    assert read_email("ask at the desk").flaws[0].outcome == "left_out"
    # Looked through for each of its letters, this would take an hour.
    assert read_email("a" * 1_000_000).flaws[0].outcome == "left_out"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("01632 960123", ("01632 960123",)),
        ("+44 1843 577577", ("+44 1843 577577",)),
        ("Tel: 01632 960123", ("01632 960123",)),
        ("01632 960123 / 07700 900123", ("01632 960123", "07700 900123")),
        ("111", ("111",)),
        ("0800 123 4567", ("0800 123 4567",)),
        ("", ()),
    ],
)
def test_telephone_numbers(text: str, expected: tuple[str, ...]) -> None:
    assert read_phones(text).value == expected
    assert read_phones(text).flaws == ()


def test_a_number_that_a_spreadsheet_robbed_of_its_zero() -> None:
    reading = read_phones("1843577577")
    assert reading.value == ("01843577577",)
    assert reading.flaws[0].outcome == "changed"


def test_words_beside_a_number_are_told_and_left_out() -> None:
    reading = read_phones("01632 960123 or 07700 900123 (ask for the warden)")
    assert reading.value == ("01632 960123", "07700 900123")
    assert reading.flaws[0].outcome == "changed"


def test_a_number_that_cannot_be() -> None:
    assert read_phones("01632 96").value == ()
    assert "no telephone number" in read_phones("01632 96").flaws[0].problem
    assert read_phones("ring Jo").flaws
