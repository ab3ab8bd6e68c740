"""The command that lists pairs and decides about them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import URL, create_engine, text

from assetmap.cli import main
from tests.db.matching.conftest import HEADERS
from tests.db.matching.test_find import WALK

Run = Callable[..., Result]
BOTH = "“Walk and Talk” (council) and “Talk and Walk Choir” (feed)"


@pytest.fixture
def database(make_database: Callable[..., URL]) -> URL:
    """An empty database of the test's own."""
    return make_database()


@pytest.fixture
def run(database: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a database with one pair that waits."""
    monkeypatch.setenv("ASSETMAP_DATABASE_URL", database.render_as_string(hide_password=False))

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


@pytest.fixture
def ids(database: URL, run: Run) -> tuple[str, str]:
    """The ids of the two, that of the council's first."""
    engine = create_engine(database)
    with engine.connect() as connection:
        query = text("SELECT id FROM service ORDER BY name DESC")
        first, second = (str(key) for key in connection.execute(query).scalars())
    engine.dispose()
    return first, second


def test_a_pair_is_listed_with_what_a_person_needs_to_decide(run: Run, ids: tuple[str, str]) -> None:
    listed = run("duplicates").output
    assert "Walk and Talk, Age Better (council)" in listed
    assert "same telephone" in listed
    assert all(key[:13] in listed for key in ids)
    assert listed.endswith(
        "\n1 pair is waiting.\nTo decide: assetmap duplicates --merge ID ID, or --keep-apart ID ID.\n"
    )


def test_an_import_says_what_waits_and_what_is_shown_as_one(
    run: Run, ids: tuple[str, str], tmp_path: Path
) -> None:
    again = ("import", str(tmp_path / "feed.csv"), "--source", "feed")
    told = "1 pair may be one service, which a person decides: assetmap duplicates list --source feed\n"
    assert told in run(*again).output
    run("duplicates", "--merge", *ids)
    said = run(*again).output
    assert "1 of its services is shown as one with others.\n" in said
    assert "a person decides" not in said


def test_each_decision_says_what_it_does_and_what_it_takes_back(run: Run, ids: tuple[str, str]) -> None:
    assert run("duplicates", "--merge", *ids, "--by", "Ann").output == (
        f"{BOTH} are shown as one, under “Walk and Talk”.\n"
    )
    assert run("duplicates").output == "No pair is waiting.\n"
    assert "(merged by Ann on " in run("duplicates", "list", "--state", "merged").output
    apart = run("duplicates", "--keep-apart", *ids, "--by", "Ben").output
    assert apart.startswith(f"{BOTH} are shown as two. They were merged by Ann on ")
    assert apart.endswith(", which is taken back.\n")
    assert "Talk and Walk Choir" in run("duplicates", "list", "--state", "kept-apart").output
    undone = run("duplicates", "--undo", *ids).output
    assert undone.startswith(f"{BOTH} are shown as two. They were kept apart by Ben on ")
    assert "1 pair is waiting." in run("duplicates").output


def test_what_is_decided_already_stays_as_it_was(run: Run, ids: tuple[str, str]) -> None:
    run("duplicates", "--merge", *ids, "--by", "Ann")
    again = run("duplicates", "--merge", *ids, "--by", "Ben")
    assert again.exit_code == 0
    assert again.output.startswith(f"{BOTH} were merged already, by Ann on ")
    assert "Ben" not in run("duplicates", "history", ids[0]).output


def test_every_decision_is_remembered(run: Run, ids: tuple[str, str]) -> None:
    assert run("duplicates", "history", ids[0]).output == "Nothing was ever decided about it.\n"
    run("duplicates", "--merge", *ids, "--by", "Ann")
    run("duplicates", "--undo", *ids, "--by", "Ben")
    run("duplicates", "--keep-apart", *ids, "--by", "Cy")
    said = [line.split(" on ")[0] for line in run("duplicates", "history", ids[1]).output.splitlines()]
    assert said == ["Kept apart by Cy", "Taken back by Ben", "Merged by Ann"]


def test_several_are_decided_at_once_or_none(run: Run, ids: tuple[str, str]) -> None:
    refused = run("duplicates", "--merge", *ids, "--merge", ids[0], "00000000")
    assert refused.exit_code == 1
    assert "1 pair is waiting." in run("duplicates").output
    done = run("duplicates", "--merge", *ids, "--undo", *ids)
    assert len(done.output.splitlines()) == 2
    assert "1 pair is waiting." in run("duplicates").output


def test_a_long_list_is_made_shorter(run: Run, database: URL) -> None:
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO service (id, organization_id, name, status, delivery)"
                " SELECT gen_random_uuid(), organization_id, 'No ' || n, 'active', '{online}'"
                " FROM service, generate_series(1, 60) AS n WHERE name = 'Walk and Talk'"
            )
        )
        connection.execute(
            text(
                "INSERT INTO duplicate (first_id, second_id, score, reasons, state)"
                " SELECT least(a.id, b.id), greatest(a.id, b.id), 60, '{alike}', 'waiting'"
                " FROM service AS a, service AS b WHERE a.name = 'Walk and Talk' AND b.name LIKE 'No %'"
            )
        )
    engine.dispose()
    listed = run("duplicates").output
    assert "50 of 61 pairs that are waiting; see --limit, --source and --score." in listed
    assert "1 pair is waiting." in run("duplicates", "list", "--source", "feed").output
    assert "No such pair is waiting." in run("duplicates", "list", "--score", "99").output
    assert "3 of 61" in run("duplicates", "list", "--limit", "3").output


def test_every_service_can_be_compared_and_sources_preferred(run: Run) -> None:
    assert run("duplicates", "find").output == "0 pairs were sure and merged; 1 waits for a person.\n"
    said = run("duplicates", "prefer", "feed", "council").output
    assert said == "From now on the values of feed, then council come first; other sources follow by age.\n"


def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, ids: tuple[str, str]) -> None:
    def said(*words: str) -> str:
        result = run("duplicates", *words)
        assert result.exit_code in (1, 2)
        return result.stderr

    assert "No service has the id 00000000." in said("--merge", "00000000", ids[0])
    assert "“walk” is no id of a service." in said("--merge", "walk", ids[0])
    assert "Both ids are of one service." in said("--keep-apart", ids[0], ids[0])
    undone = said("--undo", *ids)
    assert undone.startswith("Nothing was decided about “")
    assert all(f"“{name}”" in undone for name in ("Walk and Talk", "Talk and Walk Choir"))
    assert "“rule” is nobody’s name." in said("--merge", *ids, "--by", "rule")
    assert "There are council, feed." in said("list", "--source", "nobody")
    assert "There are council, feed." in said("prefer", "nobody")
    assert "afterwards" in said("--merge", *ids, "list")
