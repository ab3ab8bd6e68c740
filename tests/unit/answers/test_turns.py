"""Who has the next turn, who makes room, and what nobody waits for any more."""

import asyncio

from assetmap.answers.question import Question
from assetmap.answers.turns import FORGOTTEN_AFTER_S, Job, Turns


def job(asker: str, name: str) -> Job:
    return Job(Question.of(name, []), name, asker)


def turns(most_waiting: int = 4) -> tuple[Turns, list[str]]:
    """Turns, and the names of what they let go."""
    gone: list[str] = []
    return Turns(most_waiting, lambda job: gone.append(job.tag)), gone


def order(waiting: Turns) -> list[str]:
    async def take() -> list[str]:
        return [(job.tag if job else "look") for job in [await waiting.next() for _ in range(len(waiting))]]

    return asyncio.run(take())


def test_each_asker_has_a_turn_before_any_has_two() -> None:
    waiting, _ = turns()
    for asker, name in [("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1")]:
        assert waiting.add(job(asker, name))
    assert order(waiting) == ["a1", "b1", "a2", "a3"]


def test_one_who_fills_the_queue_makes_room_for_others_until_all_have_as_much() -> None:
    waiting, gone = turns()
    assert [waiting.add(job("a", f"a{number}")) for number in range(5)] == [True] * 4 + [False]
    assert [waiting.add(job("b", f"b{number}")) for number in range(3)] == [True, True, False]
    assert gone == ["a3", "a2"]
    assert waiting.add(job("c", "c0"))
    assert not waiting.add(job("a", "a4"))
    assert len(waiting) == 4


def test_those_who_ask_for_one_each_push_nobody_out() -> None:
    waiting, gone = turns()
    assert [waiting.add(job(asker, asker)) for asker in "abcde"] == [True] * 4 + [False]
    assert not gone


def test_what_nobody_asks_for_again_is_let_go() -> None:
    waiting, gone = turns()
    jobs = [job("a", f"a{number}") for number in range(4)]
    for each in jobs:
        waiting.add(each)
    for each in jobs[:3]:
        each.asked_at -= FORGOTTEN_AFTER_S + 1
    assert waiting.add(job("a", "new"))
    assert gone == ["a0", "a1", "a2"]
    assert order(waiting) == ["a3", "new"]


def test_a_look_at_the_data_comes_before_what_waits() -> None:
    waiting, _ = turns()
    waiting.add(job("a", "a1"))
    waiting.look_soon()
    assert asyncio.run(waiting.next()) is None
    assert order(waiting) == ["a1"]
