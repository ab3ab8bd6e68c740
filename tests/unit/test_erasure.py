"""Finding a text however it is written, and what stands in its place."""

from typing import Any

import pytest

from assetmap.directory.erasure.phrase import Phrase
from assetmap.directory.erasure.scrub import Scrubber
from assetmap.errors import ErasureRefused


def scrubbed(phrase: str, said: Any) -> Any:
    return Scrubber.of(Phrase.parse(phrase)).value(said)


@pytest.mark.parametrize(
    "phrase", ["07700 900123", "+44 7700 900123", "0044 (0)7700-900123", "０７７００９００１２３"]
)
@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Ring 07700 900123 now", "Ring [erased] now"),
        ("Ring 07700900123", "Ring [erased]"),
        ("tel:+447700900123", "tel:[erased]"),
        ("+44 (0) 7700.900.123", "[erased]"),
        ("(07700) 900-123, 01843 555010", "[erased], 01843 555010"),
        ("01843 555010 / 07700\u00a0900\u00a0123", "01843 555010 / [erased]"),
        ("077009001234", "077009001234"),
        ("1907700900123", "1907700900123"),
        ("７７００９００１２３", "[erased]"),
        (7700900123, "[erased]"),
        ({"07700 900 123": ["x", "07700900123"]}, {"[erased]": ["x", "[erased]"]}),
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(phrase: str, said: Any, left: Any) -> None:
    assert scrubbed(phrase, said) == left


@pytest.mark.parametrize("phrase", ["CT9 1XZ", "ct91xz"])
@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("12 High St, CT9 1XZ", "12 High St, [erased]"),
        ("at ct91xz.", "at [erased]."),
        ("CT9\n1XZ", "[erased]"),
        ("CT9-1XZ", "[erased]"),
        ("ACT9 1XZ", "ACT9 1XZ"),
        ("CT9 1XZZ", "CT9 1XZZ"),
    ],
)
def test_a_postcode_is_found_however_it_is_written(phrase: str, said: str, left: str) -> None:
    assert scrubbed(phrase, said) == left


@pytest.mark.parametrize(
    ("phrase", "said", "left"),
    [
        ("Jane Smith", "JANE  smith’s group", "[erased]’s group"),
        ("Jane Smith", "Jane\nSmith", "[erased]"),
        ("Jane Smith", "Jane Smithson", "Jane Smithson"),
        ("smith", "Goldsmith and Smith", "Goldsmith and [erased]"),
        ("O'Brien", "Mr O’BRIEN", "Mr [erased]"),
        ("José Muñoz", "Jose Munoz", "[erased]"),
        ("Jose", "Jose\u0301", "[erased]"),
        ("Straße", "STRASSE 1", "[erased] 1"),
        ("strasse", "Straße 1", "[erased] 1"),
        ("istanbul", "İSTANBUL Café", "[erased] Café"),
        ("ISPARTA", "Isparta ısparta", "[erased] [erased]"),
        ("jane@example.org", "mail Jane@Example.org!", "mail [erased]!"),
        ("100%_sure", "100%_sure", "[erased]"),
        ("100%_sure", "100 unsure", "100 unsure"),
        ("a.b*c[d]+(e)", "A.B*C[D]+(E)", "[erased])"),
        ("a.b*c[d]+(e)", "axbbbcdde", "axbbbcdde"),
        (r"back\slash\1", r"back\slash\1", "[erased]"),
        ('say "hello" there', 'He: say "hello" there', "He: [erased]"),
        ("'; DROP TABLE x; --", "'; drop table x; --", "'; [erased]; --"),
    ],
)
def test_words_are_found_whatever_their_case_marks_and_spaces(phrase: str, said: str, left: str) -> None:
    assert scrubbed(phrase, said) == left


@pytest.mark.parametrize("said", ["", "ab", "a b", "****", "%%%%", "____", "....a", "  ab  ", "é%é"])
def test_what_would_be_found_everywhere_is_refused(said: str) -> None:
    with pytest.raises(ErasureRefused, match="fewer than 4 letters and digits"):
        Phrase.parse(said)


def test_a_document_in_a_text_is_searched_as_one() -> None:
    scrubber = Scrubber.of(Phrase.parse('say "hello"'))
    assert scrubber.document('{"a":"say \\"hello\\" x"}') == '{"a":"[erased]\\" x"}'
    assert scrubber.document('{"a":1, "b": "x"}') == '{"a":1, "b": "x"}'
    assert scrubber.document("{say hello") == "{[erased]"
    assert scrubber.document("") == ""
    assert scrubber.count == 2


def test_nothing_found_leaves_the_very_same() -> None:
    said = {"a": [1, 2.5, None, True, {"b": "text"}]}
    assert scrubbed("something", said) is said
