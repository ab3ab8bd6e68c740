"""`assetmap import` as a person types it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL

from assetmap.cli import main

LINES = "Name,Postcode,Area served\nTea,CT9 1AA,Narnia\nLine,,\n"


@pytest.fixture
def assetmap(make_database: Callable[..., URL]) -> Callable[..., Result]:
    url = make_database().render_as_string(hide_password=False)

    def run(*arguments: object) -> Result:
        return CliRunner(env={"ASSETMAP_DATABASE_URL": url}).invoke(main, [str(word) for word in arguments])

    return run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "services.csv"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_a_rehearsal_shows_the_mapping_and_writes_nothing(
    assetmap: Callable[..., Result], path: Path
) -> None:
    result = assetmap("import", path, "--source", "test", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "  name          Name" in result.output
    assert "2 rows in = 0 listed + 2 unlocated + 0 refused." in result.output
    assert "Row 2: Area served: " in result.output
    assert "nothing was written" in result.output
    assert assetmap("import", "issues", "1").exit_code == 1


def test_import_list_mend_and_import_again(
    assetmap: Callable[..., Result], path: Path, tmp_path: Path
) -> None:
    result = assetmap("import", path, "--source", "test")
    assert result.exit_code == 0, result.output
    assert "Publishing …" in result.stderr
    assert "things to look at: assetmap import issues 1" in result.output
    listed = assetmap("import", "issues", 1)
    assert "Row 3: Postcode: The row gives neither a place nor an area" in listed.output
    written = assetmap("import", "issues", 1, "--out", tmp_path / "mend.xlsx")
    assert "2 rows are in" in written.output
    again = assetmap("import", tmp_path / "mend.xlsx", "--source", "test")
    assert "holds only some of the source's rows" in again.output
    assert again.exit_code == 0


def test_options_may_come_before_the_file(assetmap: Callable[..., Result], path: Path) -> None:
    assert assetmap("import", "--source", "test", path).exit_code == 0
    assert assetmap("import", "file", path, "--source", "test").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("none.csv", "--source", "x"), "There is no file none.csv."),
        (("none.csv", "--source", "X!"), "“X!” cannot be the name of a source."),
        (("issues", "77"), "There is no import number 77."),
    ],
)
def test_mistakes_are_sentences(
    assetmap: Callable[..., Result], arguments: tuple[str, ...], said: str
) -> None:
    result = assetmap("import", *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_nothing_wrong_is_said_so(assetmap: Callable[..., Result], tmp_path: Path) -> None:
    path = tmp_path / "fine.csv"
    path.write_text("Name,How delivered\nLine,Telephone\n", encoding="utf-8")
    assetmap("import", path, "--source", "test")
    assert "Nothing was wrong with import 1 of test." in assetmap("import", "issues", 1).output


def test_help_names_both_ways(assetmap: Callable[..., Result]) -> None:
    assert "--source NAME" in assetmap("import", "--help").output
    assert "--allow-shrink" in assetmap("import", "file", "--help").output
