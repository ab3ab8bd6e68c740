"""What processes tell each other: errors arrive as they were raised, and questions read the same."""

import socket

import pytest

from assetmap.answers.question import Question
from assetmap.answers.wire import line, raised, receive, told_error
from assetmap.errors import AnswerUnavailable, AssetMapError, ExportRefused, InvalidQuery, NotFound


@pytest.mark.parametrize(
    "error",
    [
        ExportRefused("Too long.", hint="Take less."),
        NotFound("There is none."),
        InvalidQuery([("age", "is a number")], hint="Such as 7."),
        AnswerUnavailable("Too many wait."),
    ],
)
def test_an_error_arrives_as_it_was_raised(error: AssetMapError) -> None:
    arrived = raised(told_error(error))
    assert type(arrived) is type(error)
    assert (arrived.message, arrived.hint, arrived.status) == (error.message, error.hint, error.status)


def test_that_it_is_made_may_follow_at_once_on_that_it_is_being_made() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(line({"waiting": True}) + line({"failed": {}}))
        assert receive(ours) == ({"failed": {}}, None)


def test_nothing_more_comes_of_a_hub_that_has_gone() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        assert receive(ours) == (None, None)


def test_a_tag_tells_questions_and_states_apart_and_not_what_they_are() -> None:
    question = Question.of("services.csv", [("postcode", "CT9 1AE")])
    tags = {
        question.tag("1"),
        question.tag("2"),
        Question.of("services.xlsx", question.args).tag("1"),
        Question.of("services.csv", [("postcode", "CT9 1XZ")]).tag("1"),
    }
    assert len(tags) == 4
    assert not any("CT9" in tag for tag in tags)
    assert Question.from_json(question.as_json()) == question
