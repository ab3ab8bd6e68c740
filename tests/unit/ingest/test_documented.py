"""What docs/importing.md says is so."""

import re
from pathlib import Path

from assetmap.directory.categories import load_categories
from assetmap.ingest.fields import FIELDS
from assetmap.ingest.rules import load_rules

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")


def test_every_field_is_on_the_page() -> None:
    table = PAGE[PAGE.index("| field |") : PAGE.index("Whatever cannot be read")]
    cells = [line.split("|")[1] for line in table.splitlines() if "|" in line]
    assert {field.name for field in FIELDS} - set(re.findall(r"[a-z_]+", " ".join(cells))) == set()


def test_the_mapping_file_on_the_page_can_be_read(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", PAGE, re.S)
    assert block is not None
    path = tmp_path / "mapping.toml"
    path.write_text(block[1], encoding="utf-8")
    rules = load_rules(path)
    categories = load_categories(ROOT / "data" / "taxonomy" / "categories.toml")
    assert [categories.get(slug).slug for slugs in rules.categories.values() for slug in slugs]
    assert rules.columns["address"] == ("Line 1", "Line 2")
