"""Mapping files: what they may say, and that anything else is refused by name."""

from pathlib import Path

import pytest

from assetmap.errors import FileRefused
from assetmap.ingest.rules import Rules, load_rules


def test_a_whole_mapping_file(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(
        """
        ignore = ["Notes"]
        recase = "name"
        [columns]
        name = "Group"
        address = ["Line 1", "Line 2"]
        opening_MO = "Mon am"
        [constants]
        organization = "Involve Kent"
        sample = true
        [categories]
        "Chit chat" = "loneliness-befriending"
        [areas]
        "East Kent" = ["Thanet", "Dover"]
        [values.organization]
        "IK" = "Involve Kent"
        """
    )
    assert load_rules(path) == Rules(
        columns={"name": ("Group",), "address": ("Line 1", "Line 2"), "opening_MO": ("Mon am",)},
        constants={"organization": "Involve Kent", "sample": "true"},
        ignore=("Notes",),
        categories={"Chit chat": ("loneliness-befriending",)},
        areas={"East Kent": ("Thanet", "Dover")},
        values={"organization": {"IK": "Involve Kent"}},
        recase=("name",),
        strict=True,
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[colums]\nname = 'A'", "a section “colums”"),
        ("[columns]\nnme = 'A'", "“nme”; known are id, name"),
        ("[constants]\npost = 'A'", "“post”"),
        ("columns = 3", r"\[columns\] must be a table"),
        ("[columns]\nname = 3", "columns.name must be a text"),
        ("[columns", "not readable TOML"),
    ],
)
def test_what_a_mapping_file_may_not_say(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text)
    with pytest.raises(FileRefused, match=problem):
        load_rules(path)


def test_a_mapping_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read: No such file"):
        load_rules(tmp_path / "none.toml")


def test_a_file_s_rules_go_over_its_source_s() -> None:
    source = Rules(columns={"name": ("A",), "id": ("B",)}, values={"name": {"x": "y"}}, ignore=("C",))
    mine = Rules(columns={"name": ("D",)}, values={"name": {"p": "q"}}, strict=True)
    both = mine.over(source)
    assert both.columns == {"name": ("D",), "id": ("B",)}
    assert both.values == {"name": {"x": "y", "p": "q"}}
    assert both.ignore == ("C",)
