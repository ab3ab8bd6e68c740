"""Whom an address is counted as, where many wait for what is heavy."""

import pytest

from assetmap.http.answers import asker_of


@pytest.mark.parametrize(
    ("address", "asker"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("unknown", ""),
        ("x\x00\r\n", ""),
        (None, ""),
    ],
)
def test_an_asker_is_an_address_or_the_network_of_one_customer(address: str | None, asker: str) -> None:
    assert asker_of(address) == asker
