"""Text as text."""

import pytest

from assetmap.ingest.normalise.languages import read_languages
from assetmap.ingest.normalise.text import clean_cell, one_line, recase


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a   b ", "a b"),
        ("a\u00a0b", "a b"),
        ("a\x00b\x1bc", "abc"),
        ("line\r\nline", "line\nline"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("n/a", ""),
        ("-", ""),
        ("#REF!", ""),
        ("caf\u0065\u0301", "café"),
        ("'=1+1", "=1+1"),
        ('="01632 960123"', "01632 960123"),
        ('=HYPERLINK("x")', '=HYPERLINK("x")'),
        ("'tis", "'tis"),
        ("\u202egnp.exe", "gnp.exe"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("'", "'"),
    ],
)
def test_cells(text: str, expected: str) -> None:
    assert clean_cell(text) == expected


def test_one_line() -> None:
    assert one_line("a\n b") == "a b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ST JAMES' SURGERY", "St James' Surgery"),
        ("DR CJ SHIMMINS & PARTNERS", "Dr CJ Shimmins & Partners"),
        ("THE OLD SCHOOL OF RYE", "The Old School of Rye"),
        ("MCDONALD HOUSE", "McDonald House"),
        ("O'BRIEN HALL", "O'Brien Hall"),
        ("NHS KENT", "NHS Kent"),
        ("Already fine, BBC", "Already fine, BBC"),
    ],
)
def test_capitals_become_names(text: str, expected: str) -> None:
    assert recase(text) == expected


def test_languages_by_name_with_their_codes() -> None:
    assert read_languages("English, Polish and Klingon") == (
        ("English", "en"),
        ("Polish", "pl"),
        ("Klingon", None),
    )
