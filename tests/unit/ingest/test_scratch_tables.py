"""A scratch table has no statistics until it is analysed, and a plan without them may be a bad one."""

import re
from pathlib import Path

import assetmap.ingest

FILES = sorted((Path(assetmap.ingest.__file__).parent / "sql").rglob("*.sql"))
MADE = re.compile(r"CREATE TEMPORARY TABLE (\w+)[^;]* AS\n")


def test_every_scratch_table_is_analysed_where_it_is_made() -> None:
    made = [(path, name) for path in FILES for name in MADE.findall(path.read_text(encoding="utf-8"))]
    assert len(made) > 30
    assert [
        f"{path.name}: {name}"
        for path, name in made
        if not re.search(rf"^ANALYZE {name};$", path.read_text(encoding="utf-8"), re.M)
    ] == []


def test_what_is_looked_up_by_id_has_an_index_on_it() -> None:
    for path in FILES:
        said = path.read_text(encoding="utf-8")
        for name in set(re.findall(r"NOT EXISTS \(SELECT FROM (wanted_\w+) WHERE \1\.id = ", said)):
            assert re.search(rf"^CREATE (?:UNIQUE )?INDEX ON {name} \(id\);$", said, re.M), (path.name, name)
