"""What a provider writes does nothing in a spreadsheet."""

import pytest

from assetmap.spreadsheet import clean, guard, unguard


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 1632 960001",
        "-2",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\n=x",
        # A full-width or small sign is the same sign to some programs, and so is one after what is not seen.
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "﹦1",
        "﹢1",
        "﹣1",
        "﹫1",
        " =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff＝1",
        "\u2060\u202e @x",
        "\x00=1",
        "\u1680=1",
        "\u3000＝1",
    ],
)
def test_a_formula_is_text(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["", "Tea = talk", "01632 960001", "'quoted'", "£5 = a lot", "（＝1）", "–", "—2"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guard(text) == text


def test_what_a_sheet_cannot_hold_becomes_a_space_and_lines_are_kept() -> None:
    assert clean("one\x00two\x0bthree\nfour\r\nfive") == "one two three\nfour \nfive"
    assert clean("Plain – “text”, née") == "Plain – “text”, née"
