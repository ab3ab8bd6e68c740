"""`assetmap export` as a person types it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL

from assetmap.cli import main
from assetmap.export.formats import FORMATS

Run = Callable[..., Result]


@pytest.fixture
def assetmap(make_database: Callable[..., URL]) -> Run:
    url = make_database().render_as_string(hide_password=False)

    def run(*arguments: object) -> Result:
        return CliRunner(env={"ASSETMAP_DATABASE_URL": url}).invoke(main, [str(word) for word in arguments])

    return run


def test_a_file_is_written_and_not_written_over(assetmap: Run, tmp_path: Path) -> None:
    out = tmp_path / "services.csv"
    first = assetmap("export", "csv", out)
    assert first.exit_code == 0, first.output
    assert "0 listings" in first.stdout
    assert "Nothing matches" in first.stdout
    out.write_text("mine")
    again = assetmap("export", "csv", out)
    assert again.exit_code == 1
    assert f"{out} is there already." in again.stderr
    assert out.read_text() == "mine"
    assert assetmap("export", "csv", out, "--force").exit_code == 0
    assert out.read_text(encoding="utf-8-sig").startswith("id,service_id,name,")
    assert [path.name for path in tmp_path.iterdir()] == ["services.csv"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--district", "Narnia"), "There is no district 'Narnia' here"),
        (("--category", "unicorns"), "category"),
        (("--postcode", "nonsense"), "postcode"),
    ],
)
def test_mistakes_are_sentences(assetmap: Run, tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    result = assetmap("export", "geojson", tmp_path / "out.geojson", *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_that_is_not_there_is_named(assetmap: Run, tmp_path: Path, name: str) -> None:
    out = tmp_path / "none" / f"out{FORMATS[name].ending}"
    result = assetmap("export", name, out)
    assert result.exit_code == 1
    assert f"{out} cannot be written: there is no folder {out.parent}." in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("name", ["csv", "gpkg"])
def test_a_file_that_cannot_be_written_is_named(assetmap: Run, tmp_path: Path, name: str) -> None:
    """A name that fits, but not with what is added to it until the file is whole."""
    out = tmp_path / f"{'x' * 245}.{name}"
    result = assetmap("export", name, out)
    assert result.exit_code == 1
    assert f"{out} cannot be written: " in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert list(tmp_path.iterdir()) == []
