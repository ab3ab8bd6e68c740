"""The error tree: each class has its status, and the drawing at the top of the module is true."""

import re

import assetmap.errors
from assetmap.errors import AssetMapError, DatabaseUnavailable, InvalidQuery, NotFound, SetupError


def all_errors() -> list[type[AssetMapError]]:
    return [AssetMapError, *AssetMapError.__subclasses__()]


def test_the_drawing_shows_each_class_with_its_status() -> None:
    drawn = dict(re.findall(r"(\w+) +(\d{3})", str(assetmap.errors.__doc__)))
    assert drawn == {error.__name__: str(error.status) for error in all_errors()}


def test_each_class_has_a_title_of_its_own() -> None:
    titles = [error.title for error in all_errors()]
    assert len(set(titles)) == len(titles)


def test_an_error_is_its_message_and_may_hint() -> None:
    error = NotFound("There is no ward named Margate Deep.", hint="Look at the list of wards.")
    assert str(error) == error.message == "There is no ward named Margate Deep."
    assert error.hint == "Look at the list of wards."
    assert NotFound("Nothing here.").hint is None


def test_a_query_names_each_bad_field() -> None:
    error = InvalidQuery([("age", "must be a number"), ("day", "is no day")])
    assert error.message == "age: must be a number; day: is no day"
    assert error.problems == [("age", "must be a number"), ("day", "is no day")]


def test_what_a_page_may_say_was_decided_for_each_class() -> None:
    said = {error.__name__ for error in all_errors() if error.public}
    assert said == {
        "InvalidQuery", "PostcodeInvalid", "NotFound", "Gone", "Misdirected", "ExportRefused",
        "DatabaseUnavailable", "AnswerUnavailable",
    }  # fmt: skip


def test_what_a_page_may_not_say_is_a_plain_sentence_there() -> None:
    told = SetupError("/srv/assetmap is broken.", hint="Mend /srv/assetmap.").in_public()
    assert "/srv" not in f"{told.message} {told.hint}"
    assert told.status == SetupError.status
    lost = DatabaseUnavailable("No answer.", hint="assetmap db start", detail="/run/socket")
    assert (lost.in_public().message, lost.in_public().hint) == ("No answer.", "Try again in a minute.")
    assert lost.explained == "No answer: /run/socket"
