"""`assetmap setup`: the whole pack once, whole or not at all."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import URL, Connection, Engine, text

from assetmap.cli import main
from assetmap.commands.setup import load_pack
from assetmap.config import CHECKOUT, Settings
from assetmap.database.engine import make_engine
from assetmap.errors import FileRefused, SetupError


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_the_pack_is_all_there(kent_connection: Connection) -> None:
    areas = kent_connection.execute(text("SELECT kind, count(*) FROM area GROUP BY kind ORDER BY kind"))
    assert dict(areas.all()) == {"county": 1, "district": 13, "lsoa": 1107, "ward": 279}
    postcodes = kent_connection.execute(text("SELECT count(*) FROM postcode"))
    assert postcodes.scalar_one() == 52_126 + 29_483
    runs = kent_connection.execute(
        text("SELECT name, rows_in FROM import_run JOIN source ON source.id = source_id ORDER BY rows_in")
    )
    assert runs.all() == [("kent-libraries", 114), ("kent-gp-practices", 176), ("samples", 272)]
    services = kent_connection.execute(text("SELECT count(DISTINCT service_id) FROM listing"))
    assert services.scalar_one() == 114 + 176 + 272


@pytest.fixture
def other_pack(tmp_path: Path) -> Settings:
    """Settings of another pack: the same, with the first few of its postcodes alone."""
    shutil.copytree(CHECKOUT / "data", tmp_path / "data")
    for path in (tmp_path / "data" / "postcodes").glob("*.csv.gz"):
        lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
        path.write_bytes(gzip.compress(b"".join(lines[:100])))
    return Settings(data_dir=tmp_path / "data")


def test_another_pack_is_loaded_once_and_a_bad_one_leaves_everything(
    kent_template: str, make_database: Callable[..., URL], other_pack: Settings
) -> None:
    engine = make_engine(make_database(kent_template), role="command")
    libraries = other_pack.data_dir / "services" / "libraries.csv"
    kept = libraries.read_bytes()
    libraries.write_bytes(b"\x00\x01\x02")
    with pytest.raises(FileRefused):
        load_pack(engine, other_pack)
    assert count(engine, "import_run") == 3
    libraries.write_bytes(kept)
    load_pack(engine, other_pack)
    with engine.connect() as connection:
        last = connection.execute(
            text(
                "SELECT sum(created), sum(updated), sum(retired), sum(unchanged) FROM import_run WHERE id > 3"
            )
        )
        assert last.one() == (0, 0, 0, 562)
    said: list[str] = []
    load_pack(engine, other_pack, report=said.append)
    assert said == ["The pack is loaded already."]
    assert count(engine, "import_run") == 6
    load_pack(engine, other_pack, again=True)
    assert count(engine, "import_run") == 9
    engine.dispose()


def test_no_pack_is_a_sentence(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="There is no pack of data in") as raised:
        load_pack(engine, Settings(data_dir=tmp_path))
    assert "ASSETMAP_DATA" in str(raised.value.hint)


def test_the_command_brings_the_tables_too(
    make_database: Callable[..., URL], kent_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_database(kent_template)
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", url.render_as_string(hide_password=False))
    result = CliRunner().invoke(main, ["setup"])
    assert result.output == "The pack is loaded already.\n"
    assert result.exit_code == 0
