"""What people type as a postcode is read with certainty, or refused with the reason."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.errors import PostcodeInvalid
from assetmap.postcode import AREAS, Postcode

INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
districts = st.one_of(
    st.integers(0, 99).map(str),
    st.tuples(st.sampled_from(string.digits), st.sampled_from("ABCDEFGHJKMNPRSTUVWXY")).map("".join),
)
outwards = st.tuples(st.sampled_from(sorted(AREAS)), districts).map("".join)
inwards = st.tuples(
    st.sampled_from(string.digits), st.sampled_from(INWARD_LETTERS), st.sampled_from(INWARD_LETTERS)
).map("".join)
postcodes = st.builds(Postcode, outwards, inwards)
# A busy machine is no failure.
untimed = settings(deadline=None)
punctuation = st.text(alphabet=" \t\u00a0-–.,'()/", max_size=3)


def read_or_refuse(text: str) -> Postcode | PostcodeInvalid:
    try:
        return Postcode.parse(text)
    except PostcodeInvalid as refusal:
        return refusal


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("CT9 1XX", "CT9 1XX"),
        ("ct91xx", "CT9 1XX"),
        ("CT9  1XX", "CT9 1XX"),
        (" c t 9 1 x x ", "CT9 1XX"),
        ("CT9-1XX.", "CT9 1XX"),
        ("CT9\u00a01XX", "CT9 1XX"),
        ("ＣＴ９ １ＸＸ", "CT9 1XX"),  # a full-width keyboard
        ("CT1O OAA", "CT10 0AA"),  # letter O for zero, twice
        ("CTI 1XX", "CT1 1XX"),  # letter I for one
        ("ct9 lxx", "CT9 1XX"),  # small L for one
        ("0X1 2AB", "OX1 2AB"),  # zero for letter O
        ("S014 2AB", "SO14 2AB"),
        ("1P1 2AB", "IP1 2AB"),  # one for letter I
        ("E1O 1AA", "E10 1AA"),  # no district ends in O
        ("EC1A 1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("M1 1AE", "M1 1AE"),
        ("TN237PB", "TN23 7PB"),
    ],
)
def test_what_people_type_is_read(typed: str, read: str) -> None:
    assert str(Postcode.parse(typed)) == read


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "No postcode was given"),
        (None, "No postcode was given"),
        ("  - ", "No postcode was given"),
        ("CT9", "only the first part"),
        ("CT10 1", "only the first part"),
        ("W1A 1", "only the first part"),
        ("CT9 1X", "only the first part"),
        ("CT 1XX", "does not begin as a postcode does"),
        ("Margate", "does not look like"),
        ("12 High Street, CT9 1XX", "longer than a postcode"),
        ("CT9 1CX", "cannot end with CX"),
        ("CT9 1X0", "cannot end with X0"),
        ("QQ1 1AA", "begins with QQ, which is no postcode area"),
        ("BF1 3AA", "begins with BF, which is no postcode area"),
        ("ZZ99 3VZ", "no fixed or no known address"),
        ("CT012 1X", "does not begin as a postcode does"),
        ("CTX 1XX", "does not begin as a postcode does"),
        ("SLO 1AA", "can be read as S10 1AA or SL0 1AA"),
        ("9CT 1XX", "does not begin as a postcode does"),
        ("01843 22", "does not begin as a postcode does"),
        ("2 May", "does not look like"),
        ("ÇT9 1XX", "does not begin as a postcode does"),
    ],
)
def test_what_is_no_postcode_is_refused_with_the_reason(typed: str | None, reason: str) -> None:
    with pytest.raises(PostcodeInvalid, match=reason) as refusal:
        Postcode.parse(typed)
    assert refusal.value.hint
    assert refusal.value.status == 400


def test_a_refusal_repeats_only_the_start_of_a_long_text() -> None:
    with pytest.raises(PostcodeInvalid) as refusal:
        Postcode.parse("x" * 100_000)
    assert len(refusal.value.message) < 100


def test_its_parts() -> None:
    postcode = Postcode.parse("ct9 1xx")
    parts = (postcode.outward, postcode.inward, postcode.sector, postcode.district, postcode.area)
    assert parts == ("CT9", "1XX", "CT9 1", "CT9", "CT")
    assert Postcode.parse("E1W 1AA").area == "E"


def test_there_are_124_areas() -> None:
    assert len(AREAS) == 124


@untimed
@given(postcodes)
def test_every_postcode_is_read_as_itself(postcode: Postcode) -> None:
    assert Postcode.parse(str(postcode)) == postcode


@untimed
@given(postcodes, st.lists(punctuation, min_size=8, max_size=8))
def test_spaces_case_and_punctuation_change_nothing(postcode: Postcode, marks: list[str]) -> None:
    letters = (postcode.outward + postcode.inward).lower()
    typed = "".join(mark + letter for mark, letter in zip(marks, letters, strict=False)) + marks[-1]
    assert Postcode.parse(typed) == postcode


@untimed
@given(postcodes)
def test_letters_for_digits_never_make_another_postcode(postcode: Postcode) -> None:
    """O for zero and I for one is read back as typed, or refused; no other place is ever meant."""
    inward = postcode.inward[0].translate(str.maketrans("01", "OI")) + postcode.inward[1:]
    assert Postcode.parse(f"{postcode.outward} {inward}") == postcode
    answer = read_or_refuse(postcode.outward.replace("0", "O").replace("1", "I") + inward)
    assert answer == postcode or "can be read as" in str(answer)


@untimed
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    answer = read_or_refuse(text)
    if isinstance(answer, Postcode):
        assert Postcode.parse(str(answer)) == answer
    else:
        assert answer.message
        assert answer.hint
