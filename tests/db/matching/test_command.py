"""The command that lists pairs and decides about them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL

from assetmap.cli import main
from tests.db.matching.conftest import HEADERS
from tests.db.matching.test_find import WALK

Run = Callable[..., Result]


@pytest.fixture
def run(make_database: Callable[..., URL], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a database with one pair that waits."""
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", make_database().render_as_string(hide_password=False))

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, list(words))

    rows = {"council": WALK, "feed": WALK | {"Ref": "F1", "Service name": "Talk and Walk Choir"}}
    for source, row in rows.items():
        path = tmp_path / f"{source}.csv"
        online = row | {"How delivered": "Online", "Postcode": "", "Email": "walks@example.org"}
        headers = [*HEADERS, "How delivered"]
        path.write_text(
            "\n".join([",".join(headers), ",".join(online.get(name, "") for name in headers)]) + "\n"
        )
        assert run("import", str(path), "--source", source).exit_code == 0
    return run


def test_a_pair_is_listed_decided_and_taken_back(run: Run) -> None:
    listed = run("duplicates").output
    assert "Walk and Talk, Age Better (council)" in listed
    assert "same telephone" in listed
    first, second = (line[5:18] for line in listed.splitlines()[:2])
    assert run("duplicates", "--merge", first, second, "--by", "Ann").output == (
        "They are shown as one from now on.\n"
    )
    assert run("duplicates").output == "No pair is waiting.\n"
    assert "by Ann" in run("duplicates", "list", "--state", "merged").output
    assert run("duplicates", "--undo", first, second).exit_code == 0
    assert run("duplicates", "--keep-apart", first, second).exit_code == 0
    assert "Talk and Walk Choir" in run("duplicates", "list", "--state", "kept-apart").output


def test_every_service_can_be_compared_and_sources_preferred(run: Run) -> None:
    assert run("duplicates", "find").output == "0 pairs are sure, and were merged. 1 others are alike.\n"
    said = run("duplicates", "prefer", "feed", "council").output
    assert said == "From now on the values of feed, then council come first.\n"


def test_what_cannot_be_done_is_said_in_a_sentence(run: Run) -> None:
    unknown = run("duplicates", "--merge", "00000000", "11111111")
    assert (unknown.exit_code, unknown.stderr) == (1, "No service has the id 00000000.\n")
    two = run("duplicates", "--merge", "00000000", "11111111", "--undo", "00000000", "11111111")
    assert two.exit_code == 2
    assert "one thing at a time" in two.stderr
