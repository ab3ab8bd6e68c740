"""Heavy answers: made once, by processes apart, kept while the data stay as they are, and few at a time."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from at_work import children, is_running, until, waiting_for_the_listing
from sqlalchemy import Engine

from assetmap.answers.answer import Answer
from assetmap.answers.apart import Apart
from assetmap.answers.hub import MAKERS, MOST_WAITING
from assetmap.answers.keeper import Keeper
from assetmap.answers.question import Question, state_of
from assetmap.config import Settings
from assetmap.database.version import move_on
from assetmap.errors import AnswerUnavailable, NotFound

Lock = Callable[[], AbstractContextManager[None]]
THANET = (("district", "E07000114"), ("reach_m", "1600"))


def gaps(category: str = "food-banks") -> Question:
    return Question.of("gaps.csv", [("category", category), *THANET])


def state(engine: Engine) -> str:
    with engine.connect() as connection:
        return state_of(connection)


def ask(answers: Apart, question: Question, now: str) -> Answer:
    """Ask until it is made."""
    made: list[Answer] = []

    def asked() -> bool:
        answer = answers.ask(question, now, 5)
        made.extend([answer] if answer else [])
        return bool(answer)

    until(asked)
    return made[0]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != "hub")


def makers(keeper: Keeper) -> list[int]:
    return children(keeper.hub_pid)


def test_many_who_ask_at_once_are_answered_by_one_making(
    keeper: Keeper, answers: Apart, command: Engine, locked: Lock
) -> None:
    now = state(command)
    with ThreadPoolExecutor(8) as threads:
        with locked():
            asking = [threads.submit(answers.ask, gaps(), now, 60) for _ in range(8)]
            until(lambda: waiting_for_the_listing(command))
            assert len(waiting_for_the_listing(command)) == 1
        found = [each.result() for each in asking]
    texts = set()
    for answer in found:
        assert answer is not None
        with answer.file as file:
            texts.add(file.read())
    assert len(texts) == 1
    assert texts.pop().decode("utf-8-sig").startswith("ward_code,")
    assert len(files(keeper.folder)) == 1


def test_whoever_asks_for_one_too_many_is_told(answers: Apart, command: Engine, locked: Lock) -> None:
    now = state(command)
    with locked():
        for number in range(MAKERS):
            assert answers.ask(Question.of("gaps.csv", [*THANET, ("age", str(number))]), now, 0.01) is None
        until(lambda: len(waiting_for_the_listing(command)) == MAKERS)
        for number in range(MOST_WAITING):
            question = Question.of("gaps.csv", [*THANET, ("age", str(50 + number))])
            assert answers.ask(question, now, 0.01) is None
        with pytest.raises(AnswerUnavailable, match="Too many files are being made") as told:
            answers.ask(gaps(), now, 0.01)
        assert told.value.retry_after_s


def test_one_who_asks_for_much_leaves_room_for_another(answers: Apart, command: Engine, locked: Lock) -> None:
    now = state(command)
    many = [Question.of("gaps.csv", [*THANET, ("age", str(age))]) for age in range(MAKERS + MOST_WAITING)]
    with locked():
        for question in many[:MAKERS]:
            assert answers.ask(question, now, 0.01, "192.0.2.1") is None
        until(lambda: len(waiting_for_the_listing(command)) == MAKERS)
        for question in many[MAKERS:]:
            assert answers.ask(question, now, 0.01, "192.0.2.1") is None
        with pytest.raises(AnswerUnavailable, match="Too many files are being made"):
            answers.ask(gaps(), now, 0.01, "192.0.2.1")
        assert answers.ask(gaps(), now, 0.01, "192.0.2.2") is None
        # The newest made room, and is told so.
        with pytest.raises(AnswerUnavailable, match="Too many files are being made"):
            answers.ask(many[-1], now, 0.01, "192.0.2.1")


def test_a_maker_that_is_killed_is_replaced_and_the_answer_made(
    keeper: Keeper, answers: Apart, command: Engine, locked: Lock
) -> None:
    now = state(command)
    with locked():
        assert answers.ask(gaps(), now, 0.01) is None
        until(lambda: waiting_for_the_listing(command))
        killed = makers(keeper)
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        until(lambda: set(makers(keeper)) - set(killed))
    with ask(answers, gaps(), now).file as file:
        assert file.read().decode("utf-8-sig").startswith("ward_code,")


def test_what_ends_its_maker_twice_is_told_and_not_tried_again(
    keeper: Keeper, answers: Apart, command: Engine, locked: Lock
) -> None:
    now = state(command)
    with locked():
        assert answers.ask(gaps(), now, 0.01) is None
        seen: set[int] = set()
        for _ in range(2):
            # The session of the maker that was killed may wait on beside that of the next.
            until(lambda: waiting_for_the_listing(command) - seen)
            seen.update(waiting_for_the_listing(command))
            for pid in makers(keeper):
                os.kill(pid, signal.SIGKILL)
        until(lambda: _failed(answers, now))
    assert _failed(answers, now)


def _failed(answers: Apart, now: str) -> bool:
    try:
        answers.ask(gaps(), now, 0.01)
    except AnswerUnavailable as error:
        return "failed twice" in error.message
    return False


def test_data_that_move_on_make_a_new_file_and_take_nothing_from_a_reader(
    keeper: Keeper, answers: Apart, command: Engine
) -> None:
    before = ask(answers, gaps(), state(command))
    old = files(keeper.folder)
    with command.begin() as connection:
        move_on(connection, "listing")
    after = ask(answers, gaps(), state(command))
    assert after.tag != before.tag
    assert len(files(keeper.folder)) == 1
    assert files(keeper.folder) != old
    with before.file as reading, after.file as other:
        assert reading.read() == other.read()


def test_files_go_when_the_data_move_on_and_nobody_asks(
    keeper: Keeper, answers: Apart, command: Engine
) -> None:
    ask(answers, gaps(), state(command)).file.close()
    assert len(files(keeper.folder)) == 1
    with command.begin() as connection:
        move_on(connection, "listing")
    until(lambda: not files(keeper.folder))


def test_an_answer_says_which_data_it_was_made_from(answers: Apart, command: Engine) -> None:
    answer = ask(answers, gaps(), "an older state")
    answer.file.close()
    assert answer.tag == gaps().tag(state(command))


def test_what_cannot_be_made_is_said_as_it_would_be_here(answers: Apart, command: Engine) -> None:
    with pytest.raises(NotFound, match="Nothing is called walks"):
        ask(answers, Question.of("walks", []), state(command))


def test_no_name_and_no_command_line_tells_what_was_asked(
    keeper: Keeper, answers: Apart, command: Engine, locked: Lock
) -> None:
    now = state(command)
    question = Question.of("services.csv", [("postcode", "CT9 1AE")])
    with locked():
        assert answers.ask(question, now, 0.01) is None
        until(lambda: waiting_for_the_listing(command))
        processes = [keeper.hub_pid, *makers(keeper)]
        seen = [
            Path(f"/proc/{pid}/{name}").read_bytes() for pid in processes for name in ("cmdline", "environ")
        ]
    with ask(answers, question, now).file as file:
        assert b"Thanet" in file.read()
    seen += [name.encode() for name in files(keeper.folder)]
    assert not [text for text in seen if b"CT9" in text]
    assert keeper.folder.stat().st_mode & 0o077 == 0


def test_makers_give_way_and_have_limits(keeper: Keeper, answers: Apart, command: Engine) -> None:
    ask(answers, gaps(), state(command)).file.close()

    def bounded(pid: int) -> bool:
        limits = Path(f"/proc/{pid}/limits").read_text()
        lines = [line for line in limits.splitlines() if line.startswith(("Max data size", "Max file size"))]
        given_way = os.getpriority(os.PRIO_PROCESS, pid) >= 10
        return given_way and not any(line[len("Max data size") :].split()[0] == "unlimited" for line in lines)

    # The other maker may only just be starting.
    until(lambda: len(makers(keeper)) == MAKERS and all(map(bounded, makers(keeper))))


def test_stopping_leaves_no_process_and_no_folder(settings: Settings, command: Engine) -> None:
    with Keeper(settings) as keeper:
        ask(Apart(keeper.folder, 1), gaps(), state(command)).file.close()
        processes = [keeper.hub_pid, *makers(keeper)]
        assert len(processes) > 1
    until(lambda: not any(map(is_running, processes)))
    assert not list(settings.home.iterdir())


def test_a_hub_that_is_killed_leaves_no_maker_and_is_started_again(
    keeper: Keeper, answers: Apart, command: Engine
) -> None:
    now = state(command)
    ask(answers, gaps(), now).file.close()
    orphans = makers(keeper)
    os.kill(keeper.hub_pid, signal.SIGKILL)
    until(lambda: not any(map(is_running, orphans)))
    keeper.look()
    ask(answers, gaps(), now).file.close()
    assert len(files(keeper.folder)) == 1


def test_what_a_killed_site_left_is_swept_and_a_living_one_s_is_not(
    settings: Settings, keeper: Keeper
) -> None:
    left = settings.home / "answers-left"
    left.mkdir()
    (left / "0123").write_bytes(b"an answer")
    with Keeper(settings) as other:
        assert not left.exists()
        assert keeper.folder.is_dir()
        assert other.folder.is_dir()
