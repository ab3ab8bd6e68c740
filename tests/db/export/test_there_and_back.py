"""Out with one command and in with another, as two counties would do it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL

from assetmap.cli import main

Run = Callable[..., Result]


@pytest.fixture
def kent(make_database: Callable[..., URL], kent_template: str) -> Run:
    url = make_database(kent_template).render_as_string(hide_password=False)

    def run(*arguments: object) -> Result:
        return CliRunner(env={"ASSETMAP_DATABASE_URL": url}).invoke(main, [str(word) for word in arguments])

    return run


def test_a_district_goes_out_as_a_package_and_comes_in_as_a_feed(kent: Run, tmp_path: Path) -> None:
    package = tmp_path / "thanet.zip"
    told = kent("export", "hsds", package, "--district", "Thanet", "--category", "libraries")
    assert told.exit_code == 0, told.output
    services = told.stdout.split(" services,")[0].rpartition(" ")[2]
    assert int(services) > 3
    taken = kent("import", "feed", package, "--source", "neighbour", "--dry-run")
    assert taken.exit_code == 0, taken.output
    assert f"{services} rows in = {services} listed + 0 unlocated + 0 refused." in taken.output
    assert "things to look at" not in taken.output
