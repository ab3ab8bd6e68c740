"""A source that is removed leaves nothing but what others tell of as well."""

import pytest
from sqlalchemy import Connection, text

from assetmap.errors import DecisionRefused, NotFound, ReasonRefused
from assetmap.ingest.removal import remove_source, survey_source
from assetmap.listing.publish import publish
from assetmap.matching import decide
from tests.db.matching.conftest import IdOf
from tests.db.takedown.conftest import CHOIR, WALK, Give, Public, hide
from tests.db.takedown.test_erase import dump
from tests.db.takedown.test_hide import left

WHY = "the council asked for it"
THIRD = WALK | {"Ref": "P1", "Service name": "Walk and Talk group"}


def remove(connection: Connection, name: str) -> None:
    remove_source(connection, name, by="ann", why=WHY)


def test_nothing_is_left_of_a_source(give: Give, town: Connection, public: Public) -> None:
    give("parish", THIRD)
    before = public()
    choir = CHOIR | {"Contact": "Perpetua Numbat", "Email": "quoll@example.org", "Address": "12 Bilby Lane"}
    give("council", choir, CHOIR | {"Ref": "C3", "Postcode": "nowhere"})
    give("council", choir | {"Description": "Now for wombats."})
    assert any(mark in dump(town).lower() for mark in ("numbat", "quoll"))
    remove(town, "council")
    for mark in ("numbat", "quoll", "quokka", "wombat", "bilby"):
        assert mark not in dump(town).lower(), mark
    held = "SELECT count(*) FROM service"
    assert town.scalar(text(held)) == 1
    for table in ("source_record", "source", "import_run", "listing_source"):
        assert town.scalar(text(f"SELECT count(*) FROM {table}")) == 1, table
    assert public() == before
    assert tuple(town.execute(text("SELECT actor, action, kind, fields, why FROM audit")).one()) == (
        "ann", "remove", "source", ["source council"], WHY,
    )  # fmt: skip


def test_what_others_tell_of_too_stays_as_they_say(give: Give, town: Connection, public: Public) -> None:
    give("council", CHOIR, WALK)
    give("parish", THIRD | {"Description": "With a dog."})
    assert town.scalar(text("SELECT count(*) FROM service_link")) == 1
    assert survey_source(town, "council").merged == 1
    remove(town, "council")
    assert left(public) == []
    row = town.execute(text("SELECT name, document -> 'sources' FROM listing")).one()
    assert tuple(row) == ("Walk and Talk group", ["parish"])
    assert town.scalar(text("SELECT count(*) FROM service_link")) == 0


def test_two_others_that_it_joined_stay_as_one_where_they_were_merged(
    give: Give, town: Connection, id_of: IdOf
) -> None:
    give("council", WALK)
    give("parish", THIRD)
    give("trust", THIRD | {"Ref": "T1", "Service name": "Talk and walk"})
    publish(town, decide.merge(town, id_of("P1"), id_of("T1"), by="ann"))
    assert town.scalar(text("SELECT count(*) FROM listing")) == 1
    remove(town, "council")
    assert town.scalar(text("SELECT count(*) FROM listing")) == 1
    assert town.scalar(text("SELECT count(*) FROM service_link")) == 1


def test_what_goes_is_said_before(give: Give, town: Connection) -> None:
    give("council", CHOIR, WALK)
    give("council", WALK)
    found = survey_source(town, "council")
    assert (found.services, found.retired, found.merged, found.runs) == (1, 1, 0, 2)
    assert len(found.files) == 2
    with pytest.raises(NotFound, match="There is no source named “nobody”"):
        survey_source(town, "nobody")


def test_what_was_hidden_stays_hidden_when_the_source_comes_back(
    give: Give, town: Connection, public: Public
) -> None:
    give("council", CHOIR, WALK)
    hide(town, "Quokka Choir")
    remove(town, "council")
    give("council", CHOIR | {"Description": "Back."}, WALK)
    assert left(public) == []
    assert "Walk and Talk" in public()


def test_a_removal_that_is_broken_off_leaves_everything(give: Give, town: Connection) -> None:
    give("council", CHOIR, WALK)
    before = dump(town)
    act = town.begin_nested()
    remove(town, "council")
    act.rollback()
    assert dump(town) == before
    with pytest.raises(ReasonRefused):
        remove_source(town, "council", by="ann", why="ring 07700 900123")
    assert dump(town) == before


def test_a_secret_is_not_given_away_by_removing_the_source_that_keeps_it(
    give: Give, town: Connection, public: Public, id_of: IdOf
) -> None:
    refuge = CHOIR | {"Address": "12 Bilby Lane"}
    give("council", refuge | {"Confidential": "yes"}, WALK)
    # One is withheld whole, and is secret itself from then on; of the other only its words are.
    give("feed", refuge | {"Ref": "F1"}, THIRD | {"Description": "We meet behind 12 Bilby Lane."})
    assert "Bilby" not in public()
    found = survey_source(town, "council")
    assert (found.secret, found.guarding) == (1, 1)
    with pytest.raises(DecisionRefused, match="1 service of another source would show words"):
        remove(town, "council")
    hide(town, str(id_of("P1")))
    remove(town, "council")
    assert "Bilby" not in public()
