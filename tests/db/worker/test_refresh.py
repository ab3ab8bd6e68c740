"""Sources are read again when they are due, and what goes wrong is written down and changes nothing else."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
from click.testing import Result
from feed_server import Feed, service
from sqlalchemy import Engine

from assetmap.config import Settings
from assetmap.feeds.spool import Spool
from assetmap.ingest.feed.last import MARGIN
from assetmap.worker import sources
from assetmap.worker.apart import Fault, run_apart
from assetmap.worker.office import Office

Run = Callable[..., Result]
Ask = Callable[..., list[Any]]
MakeDue = Callable[[], datetime]

BOOKS = "SELECT trouble, failures, failing_since, due_at, tried_at FROM source WHERE name = 'neighbour'"
LISTED = "SELECT name FROM listing ORDER BY name"
#: The moments for which a day was published.
PUBLISHED = (
    "SELECT defer_timestamp FROM assetmap_jobs.procrastinate_periodic_defers"
    " WHERE task_name = 'publish_day' ORDER BY defer_timestamp"
)


def pages(feed: Feed) -> list[str]:
    """The pages of services that were asked for, without what only tries the parameters."""
    return [
        asked for asked in feed.asked if asked.startswith("/services?") and "per_page=1&" not in asked + "&"
    ]


def test_a_source_that_is_not_due_is_left_alone(assetmap: Run, daily: Feed) -> None:
    result = assetmap("worker", "--once")
    assert result.exit_code == 0, result.output
    assert daily.asked == []


def test_a_source_that_is_due_is_read(assetmap: Run, daily: Feed, ask: Ask, make_due: MakeDue) -> None:
    since = make_due()
    daily.services[3] = service(3, name="Longer walks", last_modified="2999-01-01T00:00:00Z")
    result = assetmap("worker", "--once")
    assert f"neighbour: reading {daily.url}" in result.output
    assert "neighbour: 1 rows in, 0 new, 1 changed, 0 retired" in result.output
    assert "Longer walks" in ask(LISTED)
    [(trouble, failures, failing_since, due_at, tried_at)] = ask(BOOKS)
    assert (trouble, failures, failing_since) == (None, 0, None)
    assert due_at == since + timedelta(days=1)
    assert tried_at > since
    # Only what had changed was read, and that is news of all of it.
    assert ask("SELECT read_at > imported_at, read_at > now() - interval '1 hour' FROM listing_source") == [
        (True, True)
    ]
    assert ask("SELECT count(*) FROM assetmap_jobs.procrastinate_jobs") == [0]
    daily.asked = []
    assetmap("worker", "--once")
    assert daily.asked == []


def asked_since(feed: Feed) -> datetime:
    """From when on the feed was asked for changes last."""
    address = next(asked for asked in reversed(feed.asked) if "modified_after=" in asked)
    return datetime.fromisoformat(parse_qs(urlsplit(address).query)["modified_after"][0])


def test_a_run_begins_with_its_first_request(
    assetmap: Run, feed: Feed, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[datetime] = []
    plain = feed.reply

    def reply(path: str, query: dict[str, str]) -> Any:
        answered.append(datetime.now(UTC))
        return plain(path, query)

    monkeypatch.setattr(feed, "reply", reply)
    assetmap("import", "feed", feed.url, "--source", "neighbour")
    [began] = ask("SELECT started_at FROM import_run")
    assert began <= answered[0]


def test_a_run_that_goes_on_began_with_the_one_that_stopped(
    assetmap: Run, feed: Feed, ask: Ask, tmp_path: Path
) -> None:
    feed.per_page_most = 5
    feed.troubles = ["", "", "", "503 7200"]
    assert assetmap("import", "feed", feed.url, "--source", "neighbour").exit_code == 1
    path = tmp_path / "feeds" / "neighbour.ndjson"
    header, *lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 1
    began = datetime.now(UTC) - timedelta(hours=1, minutes=30)
    path.write_bytes(
        b"".join([orjson.dumps(orjson.loads(header) | {"at": began.isoformat()}), b"\n", *lines])
    )
    assert assetmap("import", "feed", feed.url, "--source", "neighbour").exit_code == 0
    assert ask("SELECT started_at FROM import_run") == [began]
    feed.asked = []
    assetmap("import", "feed", feed.url, "--source", "neighbour")
    assert asked_since(feed) == (began - MARGIN).replace(microsecond=0)


def test_what_was_left_behind_by_another_reading_is_no_beginning(
    assetmap: Run, feed: Feed, ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "neighbour.ndjson").write_bytes(
        b'{"asked": {}, "at": "2026-01-01T00:00:00+00:00"}\n'
    )
    assetmap("import", "feed", feed.url, "--source", "neighbour")
    assert ask("SELECT started_at > now() - interval '1 hour' FROM import_run") == [True]


def test_what_a_reading_of_changes_missed_is_asked_for_again(
    assetmap: Run, daily: Feed, ask: Ask, make_due: MakeDue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_again() -> datetime:
        make_due()
        daily.asked = []
        result = assetmap("worker", "--once")
        assert "rows in" in result.output, result.output
        return asked_since(daily)

    ask("UPDATE import_run SET started_at = started_at - interval '1 day'")
    [first] = ask("SELECT started_at FROM import_run")
    daily.services = [one | {"last_modified": "2999-01-01T00:00:00Z"} for one in daily.services]
    daily.lists_are_short = True
    plain = daily.reply

    def without_one(path: str, query: dict[str, str]) -> Any:
        return (500, {}, b"oops") if path.endswith(daily.services[3]["id"]) else plain(path, query)

    monkeypatch.setattr(daily, "reply", without_one)
    assert read_again() == (first - MARGIN).replace(microsecond=0)
    assert ask("SELECT partial, rows_in FROM import_run ORDER BY id DESC LIMIT 1") == [(True, 9)]
    monkeypatch.setattr(daily, "reply", plain)
    assert read_again() == (first - MARGIN).replace(microsecond=0)
    [sound] = ask("SELECT started_at FROM import_run ORDER BY id DESC LIMIT 1")
    assert read_again() == (sound - MARGIN).replace(microsecond=0)


def test_a_feed_that_is_down_leaves_the_listings_and_is_tried_again(
    assetmap: Run, daily: Feed, ask: Ask, make_due: MakeDue
) -> None:
    before = ask(LISTED)
    waits: list[timedelta] = []
    since = None
    for failures in range(1, 6):
        due = make_due()
        daily.troubles = ["503 7200"]
        result = assetmap("worker", "--once")
        assert result.exit_code == 0, result.output
        assert "neighbour: could not be read, and is tried again on" in result.output
        assert "Traceback" not in result.stdout
        [(trouble, counted, failing_since, due_at, tried_at)] = ask(BOOKS)
        assert trouble.endswith("answers 503, and asks to be left alone for 7,200 seconds.")
        assert counted == failures
        # It is failing since it was due, and what is due later keeps to that time.
        since = since or due
        assert failing_since == since
        waits.append(due_at - (tried_at if failures <= 3 else since))
    assert waits == [
        timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=1)
    ]  # fmt: skip
    assert ask(LISTED) == before
    assert ask("SELECT failing_since FROM listing_source") == [since]

    shown = assetmap("sources").output
    assert "  read again   daily, next on" in shown
    assert "  last tried   " in shown
    assert "answers 503" in shown
    assert since is not None
    assert f"So it has been since {since:%d %B %Y}, 5 times." in shown

    make_due()
    assetmap("worker", "--once")
    assert ask(BOOKS)[0][:4] == (None, 0, None, since + timedelta(days=1))
    assert ask("SELECT failing_since FROM listing_source") == [None]
    assert "and all was well" in assetmap("sources").output


def test_a_feed_that_lost_much_waits_for_somebody_to_decide(
    assetmap: Run, daily: Feed, ask: Ask, make_due: MakeDue
) -> None:
    since = make_due()
    ask("UPDATE import_run SET started_at = started_at - interval '8 days'")
    del daily.services[4:]
    result = assetmap("worker", "--once")
    assert "6 of the 10 rows of neighbour are not in the feed" in result.output
    [(trouble, failures, _since, due_at, _tried)] = ask(BOOKS)
    assert "import again with --allow-shrink" in trouble
    assert failures == 1
    assert due_at == since + timedelta(days=1)
    assert len(ask(LISTED)) == 10
    assetmap("import", "feed", daily.url, "--source", "neighbour", "--allow-shrink")
    assert ask(BOOKS)[0][0] is None
    assert len(ask(LISTED)) == 4


def test_a_source_without_a_schedule_is_read_when_it_is_asked_for(
    assetmap: Run, feed: Feed, ask: Ask
) -> None:
    assetmap("import", "feed", feed.url, "--source", "neighbour")
    feed.asked = []
    assetmap("worker", "--once")
    assert feed.asked == []
    result = assetmap("sources", "refresh", "neighbour", "--now")
    assert "It is due now." in result.output
    assert "read again   once, due now" in assetmap("sources").output
    assetmap("worker", "--once")
    assert len(pages(feed)) == 1
    assert ask("SELECT due_at FROM source") == [None]


def test_a_schedule_is_changed_and_ended(assetmap: Run, daily: Feed, ask: Ask) -> None:
    result = assetmap("sources", "refresh", "neighbour", "--every", "6h")
    assert "neighbour is read again every 6 hours.\nIt is due on" in result.output
    [(hours, gap)] = ask("SELECT refresh_hours, due_at - run.finished_at FROM source, import_run AS run")
    assert (hours, gap) == (6, timedelta(hours=6))
    assert (
        "neighbour is not read again by itself."
        in assetmap("sources", "refresh", "neighbour", "--every", "never").output
    )
    assert ask("SELECT refresh_hours, due_at FROM source") == [(None, None)]


def test_a_schedule_that_is_none(assetmap: Run, daily: Feed, tmp_path: Path) -> None:
    assert (
        "“fortnightly” is no schedule; say"
        in assetmap("sources", "refresh", "neighbour", "--every", "fortnightly").stderr
    )
    assert "Say how often" in assetmap("sources", "refresh", "neighbour").stderr
    assert "There is no source named “nobody”." in assetmap("sources", "refresh", "nobody", "--now").stderr
    path = tmp_path / "list.csv"
    path.write_text("Name,Organisation,How delivered\nLine,Friends,Telephone\n", encoding="utf-8")
    assert assetmap("import", path, "--source", "by-hand").exit_code == 0
    result = assetmap("sources", "refresh", "by-hand", "--every", "daily")
    assert result.exit_code == 1
    assert "by-hand came from a file, and not from an address" in result.stderr
    result = assetmap("import", "feed", tmp_path, "--source", "neighbour", "--refresh", "daily")
    assert "is no address, so it cannot be read again by itself." in result.stderr


def test_a_source_is_overdue_where_no_worker_runs(assetmap: Run, daily: Feed, ask: Ask) -> None:
    assert "Overdue" not in assetmap("sources").output
    ask("UPDATE source SET due_at = now() - interval '2 hours'")
    assert "Overdue: neighbour. Is the worker running?" in assetmap("sources").output


def test_a_key_in_the_address_is_told_to_nobody(
    assetmap: Run, feed: Feed, ask: Ask, make_due: MakeDue
) -> None:
    url = feed.url.replace("http://", "http://me:pass@") + "/?apikey=hush"
    result = assetmap("import", "feed", url, "--source", "neighbour", "--refresh", "daily")
    assert result.exit_code == 0, result.output
    feed.troubles = ["503 7200"]
    make_due()
    said = assetmap("worker", "--once").output
    assert "answers 503" in said
    [(trouble,)] = [row[:1] for row in ask(BOOKS)]
    public = ask("SELECT to_jsonb(listing_source)::text FROM listing_source")[0]
    for told in (said, trouble, public):
        assert "hush" not in told
        assert "pass" not in told
    assert any("apikey=hush" in asked for asked in feed.asked)


def test_a_source_that_is_being_read_already_is_no_trouble(
    assetmap: Run, daily: Feed, ask: Ask, make_due: MakeDue, settings: Settings
) -> None:
    since = make_due()
    with Spool(settings.home / "feeds" / "neighbour.ndjson").held():
        result = assetmap("worker", "--once")
    assert "neighbour: The feed of neighbour is being read already." in result.output
    assert ask(BOOKS)[0][:4] == (None, 0, None, since)
    assetmap("worker", "--once")
    assert len(pages(daily)) == 1


def test_what_is_wrong_with_this_machine_is_no_trouble_of_the_source(
    assetmap: Run, daily: Feed, ask: Ask, make_due: MakeDue, env: dict[str, str], tmp_path: Path
) -> None:
    since = make_due()
    shutil.copytree(Settings().data_dir / "taxonomy", tmp_path / "data" / "taxonomy")
    (tmp_path / "data" / "taxonomy" / "mappings" / "bad.csv").write_text("term,category\n", encoding="utf-8")
    env["ASSETMAP_DATA"] = str(tmp_path / "data")
    result = assetmap("worker", "--once")
    assert "bad.csv does not have the columns" in result.stdout
    assert ask(BOOKS)[0][:4] == (None, 0, None, since)


def test_a_fault_of_our_own_is_trouble_too(
    daily: Feed,
    ask: Ask,
    make_due: MakeDue,
    engine: Engine,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_due()

    def broken(*_: Any, **__: Any) -> None:
        raise KeyError("nothing")

    monkeypatch.setattr(sources, "take_in", broken)
    with pytest.raises(KeyError):
        sources.read_source(engine, settings, "neighbour", daily.url)
    assert ask(BOOKS)[0][:2] == ("A fault in AssetMap itself: KeyError.", 1)


def test_a_fault_of_a_job_is_told_with_its_traceback(engine: Engine, settings: Settings) -> None:
    heed: Any = lambda: None  # noqa: E731
    work: Any = divmod
    with pytest.raises(Fault, match=r"(?s)^Traceback .*TypeError"):
        run_apart(Office(settings, engine), heed, work)


def test_the_new_day_is_published_once(assetmap: Run, daily: Feed, ask: Ask) -> None:
    with_hours = "SELECT count(*) FROM listing WHERE card ? 'hours'"
    assert ask(with_hours) == [10]
    # As it is after a midnight at which all of them but one ended.
    one = "(SELECT id FROM service WHERE name = 'Walking group 1')"
    ask(f"UPDATE schedule SET valid_to = current_date - 1 WHERE service_id <> {one}")
    ask("UPDATE listing SET published_at = published_at - interval '1 day'")
    result = assetmap("worker", "--once")
    assert "listing: 9 rows written, 0 removed, for the new day" in result.output
    assert ask(with_hours) == [1]
    before = ask(PUBLISHED)
    ask("UPDATE schedule SET valid_to = current_date - 1")
    ask("UPDATE listing SET published_at = published_at - interval '1 day'")
    assetmap("worker", "--once")
    # Only where five past midnight came between the two is there another day to publish.
    assert ask(with_hours) == ([1] if ask(PUBLISHED) == before else [0])
    minute = datetime.fromtimestamp(before[-1], UTC)
    assert (minute.hour, minute.minute, minute.second) == (0, 5, 0)
    assert timedelta(0) <= datetime.now(UTC) - minute < timedelta(days=1, minutes=5)


def test_after_a_clock_that_was_a_year_ahead_nothing_waits_a_year(
    assetmap: Run, daily: Feed, ask: Ask
) -> None:
    ask("UPDATE import_run SET started_at = started_at + interval '1 year',"
        " finished_at = finished_at + interval '1 year'")  # fmt: skip
    ask("UPDATE source SET due_at = due_at + interval '1 year', tried_at = tried_at + interval '1 year'")
    ask("UPDATE listing SET published_at = published_at + interval '1 year'")
    ask("UPDATE listing_source SET read_at = read_at + interval '1 year'")
    # A worker that was killed then left its job behind, and another job waits for its second try.
    ask("INSERT INTO assetmap_jobs.procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 year')")
    ask(
        "INSERT INTO assetmap_jobs.procrastinate_jobs"
        " (queue_name, task_name, lock, queueing_lock, args, status, worker_id)"
        " SELECT 'sources', 'refresh_source', 'source neighbour', 'source neighbour',"
        """ '{"name": "neighbour"}', 'doing', id FROM assetmap_jobs.procrastinate_workers"""
    )
    assert "  read again   daily, due now" in assetmap("sources").output
    assetmap("worker", "--once")
    # Its sign of life counts from now on, and a minute later it is taken for dead.
    assert ask("SELECT bool_and(last_heartbeat < now()) FROM assetmap_jobs.procrastinate_workers") != [False]
    ask("UPDATE assetmap_jobs.procrastinate_workers SET last_heartbeat = now() - interval '61 seconds'"
        " WHERE last_heartbeat < now()")  # fmt: skip
    ask("SELECT set_config('search_path', 'assetmap_jobs', true);"
        " INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at)"
        " VALUES ('upkeep', 'clear_away', '{\"timestamp\": 0}', now() + interval '1 year')")  # fmt: skip
    result = assetmap("worker", "--once")
    assert "neighbour: 10 rows in" in result.output, result.output
    # What was changed since a day that is still to come is nothing; so all was asked for.
    assert not any("modified_after" in asked for asked in daily.asked)
    [(trouble, failures, failing_since, due_at, tried_at)] = ask(BOOKS)
    now = datetime.now(UTC)
    assert (trouble, failures, failing_since) == (None, 0, None)
    assert now < due_at <= now + timedelta(days=1)
    assert tried_at <= now
    assert ask("SELECT count(*) FROM assetmap_jobs.procrastinate_jobs WHERE task_name = 'clear_away'") == [0]
    assert ask("SELECT read_at <= now() FROM listing_source") == [True]
    assert ask("SELECT count(*) FROM listing WHERE published_at > now()") == [0]
    assetmap("sources", "refresh", "neighbour", "--every", "weekly")
    assert ask(BOOKS)[0][3] <= datetime.now(UTC) + timedelta(days=7)


def test_hours_that_a_clock_ahead_has_left_out_are_told_again(assetmap: Run, daily: Feed, ask: Ask) -> None:
    ask("UPDATE listing SET card = card - 'hours', published_at = published_at + interval '1 year'")
    result = assetmap("worker", "--once")
    assert "listing: 10 rows written, 0 removed, for the new day" in result.output
    assert ask("SELECT count(*) FROM listing WHERE card ? 'hours' AND published_at <= now()") == [10]


def test_no_file_that_others_may_read_holds_a_key(
    assetmap: Run, feed: Feed, ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "feeds").mkdir(mode=0o755)
    (tmp_path / "feeds" / "neighbour.ndjson").write_bytes(b"")
    (tmp_path / "feeds" / "neighbour.ndjson").chmod(0o644)
    feed.per_page_most = 3
    # The first page is kept; the second does not come.
    feed.troubles = ["", "", "", "", "503 7200"]
    result = assetmap("import", "feed", f"{feed.url}/?apikey=hush", "--source", "neighbour")
    assert result.exit_code == 1
    [kept] = [path for path in tmp_path.rglob("*") if path.is_file() and b"hush" in path.read_bytes()]
    assert kept.name == "neighbour.ndjson"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
