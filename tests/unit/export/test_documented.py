"""What docs/data.md says is all there is."""

import re
from pathlib import Path

from assetmap.export.columns import COLUMNS
from assetmap.export.formats import FORMATS
from assetmap.export.hsds.tables import TABLES

PAGE = (Path(__file__).parents[3] / "docs" / "data.md").read_text(encoding="utf-8")


def first_cells(head: str) -> list[str]:
    """The first cell of each row of the table that begins so, without its ticks."""
    table = PAGE[PAGE.index(head) :].split("\n\n")[0]
    return [line.split("|")[1].strip(" `") for line in table.splitlines()[2:]]


def test_every_format_and_its_file_are_on_the_page() -> None:
    assert first_cells("| format |") == list(FORMATS)
    for form in FORMATS.values():
        assert f"`/data/services{form.ending}`" in PAGE


def test_every_column_is_on_the_page() -> None:
    assert first_cells("| column |") == [column.name for column in COLUMNS]
    for column in COLUMNS:
        assert f"| `{column.name}` | {column.says} |" in PAGE


def test_every_table_and_column_of_ours_is_on_the_page() -> None:
    assert first_cells("| table | what") == [table.path for table in TABLES]
    told = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", PAGE, re.M)
    assert told == [(table.name, column) for table in TABLES for column in table.extras]
