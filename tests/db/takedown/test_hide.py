"""What is hidden is nowhere, stays so however often it is told, and comes back as it was."""

import pytest
from flask.testing import FlaskClient
from rights import acting_as_web
from sqlalchemy import Connection, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.directory import hiding
from assetmap.directory.hiding import list_hidden
from assetmap.directory.takedown import find_target
from assetmap.errors import Ambiguous, NotFound, ReasonRefused
from assetmap.listing.publish import publish
from assetmap.matching import decide
from tests.db.matching.conftest import IdOf
from tests.db.takedown.conftest import CHOIR, WALK, Give, Public, hide, show

MARKS = ("quokka", "wombat", "quoll")


@pytest.fixture
def client(town: Connection) -> FlaskClient:
    return create_app(Settings(), connect=lambda: acting_as_web(town)).test_client()


def place_of(connection: Connection, service: object) -> str:
    ask = text("SELECT id::text FROM service_at_location WHERE service_id = :id")
    return str(connection.execute(ask, {"id": service}).scalar_one())


def left(public: Public) -> list[str]:
    return [mark for mark in MARKS if mark in public().lower()]


def test_nothing_is_left_of_a_hidden_service_and_all_of_it_comes_back(
    give: Give, public: Public, town: Connection
) -> None:
    give("council", CHOIR, WALK)
    before, version = public(), town.scalar(text("SELECT number FROM version WHERE name = 'listing'"))
    assert left(public) == list(MARKS)
    hide(town, "Quokka Choir")
    assert left(public) == []
    assert "Walk and Talk" in public()
    assert town.scalar(text("SELECT number FROM version WHERE name = 'listing'")) == version + 1
    show(town, "quokka  CHOIR!")
    assert left(public) == list(MARKS)
    assert len(public().splitlines()) == len(before.splitlines())


def test_pages_and_records_of_what_is_hidden_say_that_it_is_gone(
    give: Give, town: Connection, id_of: IdOf, client: FlaskClient
) -> None:
    give("council", CHOIR, WALK)
    service, place = id_of("C1"), place_of(town, id_of("C1"))
    addresses = [
        f"/services/{place}",
        f"/services/{service}",
        f"/api/oruk/services/{service}",
        f"/api/oruk/service_at_locations/{place}",
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 4
    hide(town, f"http://localhost/services/{place}?postcode=CT9+1AA#map")
    assert [client.get(address).status_code for address in addresses] == [410] * 4
    said = client.get(addresses[0]).get_data(as_text=True) + client.get(addresses[2]).get_data(as_text=True)
    assert "Quokka" not in said
    assert client.get("/services/00000000-0000-4000-8000-000000000000").status_code == 404
    show(town, str(service))
    assert [client.get(address).status_code for address in addresses] == [200] * 4


@pytest.mark.parametrize(
    "again",
    [
        CHOIR,
        CHOIR | {"Description": "Singing for quolls, and now for quokkas."},
        CHOIR | {"Postcode": "CT9 1AB", "Service name": "Quokka Singers"},
        CHOIR | {"Ref": "C9"},
        CHOIR | {"Ref": "C9", "Service name": "QUOKKA  choir", "Postcode": "CT9 1AB"},
    ],
    ids=["the same", "changed", "moved and renamed", "with a new id", "with a new id, elsewhere"],
)
def test_a_hidden_service_stays_hidden_when_its_source_tells_it_again(
    give: Give, public: Public, town: Connection, again: dict[str, str]
) -> None:
    give("council", CHOIR, WALK)
    hide(town, "Quokka Choir")
    for _ in range(2):
        give("council", again, WALK)
        publish(town)
        assert left(public) == []


def test_it_stays_hidden_when_it_was_gone_for_a_while_or_its_rows_have_no_ids(
    give: Give, public: Public, town: Connection
) -> None:
    bare = {name: value for name, value in CHOIR.items() if name != "Ref"}
    give("council", bare, WALK)
    hide(town, "Quokka Choir")
    give("council", WALK)
    give("council", bare | {"Postcode": "CT9 1AB"}, WALK)
    assert left(public) == []


def test_what_is_merged_with_a_hidden_service_is_hidden_with_it(
    give: Give, public: Public, town: Connection
) -> None:
    give("council", CHOIR, WALK)
    hide(town, "Quokka Choir")
    give("feed", CHOIR | {"Ref": "F1", "Service name": "Quokka choir group"})
    assert town.scalar(text("SELECT count(*) FROM service_link")) == 1
    assert left(public) == []
    # The other source goes on telling when the first has stopped.
    give("council", WALK)
    publish(town)
    assert left(public) == []
    show(town, "Quokka Choir")
    assert "Quokka choir group" in public()


def test_all_that_was_shown_as_one_is_hidden_and_stays_so_apart(
    give: Give, public: Public, town: Connection, id_of: IdOf
) -> None:
    give("council", CHOIR, WALK)
    give("feed", CHOIR | {"Ref": "F1", "Service name": "Quokka choir group"})
    # By the old address of the one that is shown in the other.
    hide(town, str(id_of("F1")))
    assert left(public) == []
    publish(town, decide.undo(town, id_of("C1"), id_of("F1"), by="ann"))
    assert left(public) == []
    show(town, str(id_of("C1")))
    assert len([line for line in public().splitlines() if "Quokka" in line]) > 2


def test_a_service_without_its_place_is_listed_under_its_district_and_needs_travel(
    give: Give, public: Public, town: Connection, id_of: IdOf
) -> None:
    give("council", CHOIR | {"Address": "12 Bilby Lane"}, WALK)
    target = hide(town, place_of(town, id_of("C1")))
    assert target.kind == "place"
    groups = "SELECT listing_group, point IS NULL, serves FROM listing WHERE name = 'Quokka Choir'"
    (row,) = town.execute(text(groups)).all()
    assert tuple(row) == ("area", True, ["E07000114"])
    assert "Bilby" not in public()
    assert "bilby" not in public()
    assert "CT9 1AA" not in public()
    give("council", CHOIR | {"Address": "Twelve Bilby Lane", "Description": "New"}, WALK)
    assert "CT9 1AA" not in public()
    give("council", CHOIR | {"Postcode": "CT9 1AB"}, WALK)
    assert "CT9 1AA" not in public()
    give("council", CHOIR | {"Address": "12 Bilby Lane"}, WALK)
    assert "CT9 1AA" not in public()
    show(town, place_of(town, id_of("C1")))
    assert "12 Bilby Lane" in public()


def test_another_sources_word_does_not_bring_a_hidden_place_back(
    give: Give, public: Public, town: Connection, id_of: IdOf
) -> None:
    give("council", CHOIR | {"Address": "12 Bilby Lane"}, WALK)
    hide(town, place_of(town, id_of("C1")))
    give("feed", CHOIR | {"Ref": "F1", "Service name": "Quokka choir group", "Address": "12 Bilby Lane"})
    assert town.scalar(text("SELECT count(*) FROM service_link")) == 1
    assert "Bilby" not in public()
    assert town.execute(text("SELECT listing_group FROM listing WHERE name ~ 'Quokka'")).scalars().all() == [
        "area"
    ]


def test_a_hidden_contact_stays_hidden_though_its_row_is_another(
    give: Give, public: Public, town: Connection
) -> None:
    person = {"Contact": "Perpetua Numbat", "Publish contact": "yes"}
    give("council", CHOIR | person, WALK)
    assert "Perpetua" in public()
    target = hide(town, "perpetua numbat")
    assert target.kind == "contact"
    assert "Perpetua" not in public()
    assert "Quokka Choir" in public()
    town.execute(text("DELETE FROM contact"))
    give("council", CHOIR | person | {"Description": "New."}, WALK)
    assert "Perpetua" not in public()
    # The service's own telephone is not hers alone.
    assert "960001" in public()
    assert "Perpetua" not in str(town.execute(text("SELECT hidden.*::text FROM hidden")).all())
    show(town, "Perpetua Numbat")
    assert "Perpetua" in public()


def test_a_telephone_is_hidden_by_its_contact_however_it_is_written(
    give: Give, public: Public, town: Connection
) -> None:
    give("council", CHOIR, WALK)
    contact = town.scalar(text("SELECT contact_id::text FROM phone WHERE number LIKE '%960001'"))
    hide(town, contact)
    assert "960001" not in public()
    give("council", CHOIR | {"Phone": "+44 1632 960001", "Description": "New."}, WALK)
    assert "960001" not in public()
    assert "960002" in public()


def test_a_source_that_is_gone_and_comes_back_brings_nothing_hidden(
    give: Give, public: Public, town: Connection
) -> None:
    give("council", CHOIR, WALK)
    hide(town, "Quokka Choir")
    for table in ("source_record", "service"):
        town.execute(text(f"DELETE FROM {table}"))
    publish(town)
    give("council", CHOIR | {"Description": "New."}, WALK)
    publish(town)
    assert left(public) == []


def test_each_is_kept_with_who_and_why_and_listed(give: Give, town: Connection, id_of: IdOf) -> None:
    give("council", CHOIR, WALK)
    hide(town, "Quokka Choir")
    (decision,) = list_hidden(town)
    assert (decision.kind, decision.by, decision.services) == ("service", "ann", ["Quokka Choir"])
    show(town, "Quokka Choir")
    audit = town.execute(text("SELECT actor, action, kind, ids, why FROM audit ORDER BY id")).all()
    key = [str(id_of("C1"))]
    assert [tuple(row) for row in audit] == [
        ("ann", "hide", "service", key, "asked for by letter"),
        ("ben", "show", "service", key, "asked for by letter"),
    ]
    assert list_hidden(town) == []


def test_hiding_twice_changes_nothing_and_what_is_not_hidden_cannot_be_shown(
    give: Give, town: Connection
) -> None:
    give("council", CHOIR, WALK)
    hide(town, "Quokka Choir")
    hide(town, "Quokka Choir")
    assert town.scalar(text("SELECT count(*) FROM hidden")) == 1
    assert town.scalar(text("SELECT count(*) FROM audit")) == 1
    with pytest.raises(NotFound, match="The service “Walk and Talk” isn't hidden"):
        show(town, "Walk and Talk")


def test_a_bad_reason_hides_nothing(give: Give, public: Public, town: Connection) -> None:
    give("council", CHOIR)
    target = find_target(town, "Quokka Choir")
    with pytest.raises(ReasonRefused):
        hiding.hide(town, target, by="ann", why="07700 900123 asked")
    assert town.scalar(text("SELECT count(*) FROM hidden")) == 0


@pytest.mark.parametrize(
    ("said", "error", "match"),
    [
        ("00000000-0000-4000-8000-000000000000", NotFound, "Nothing has the id"),
        ("Nowhere Club", NotFound, "No service, place or contact is called “Nowhere Club”"),
        ("%", NotFound, "is called “%”"),
        ("", NotFound, "is called “”"),
        ("'; DROP TABLE service; --", NotFound, "is called"),
        ("Twice", Ambiguous, "is the name of several things"),
    ],
)
def test_what_cannot_be_found_or_is_several_things_is_said(
    give: Give, town: Connection, said: str, error: type[Exception], match: str
) -> None:
    give("council", CHOIR, WALK | {"Service name": "Twice"}, WALK | {"Ref": "C3", "Service name": "TWICE"})
    with pytest.raises(error, match=match) as raised:
        find_target(town, said)
    if error is Ambiguous:
        listed = town.execute(text("SELECT id::text FROM service WHERE name ~* 'twice'")).scalars()
        assert all(key in str(raised.value) for key in listed)


def test_a_page_of_one_of_several_places_asks_which_is_meant(
    give: Give, town: Connection, id_of: IdOf, public: Public
) -> None:
    give("council", CHOIR, CHOIR | {"Postcode": "CT9 1AB"}, WALK)
    ask = text("SELECT id::text FROM service_at_location WHERE service_id = :id ORDER BY id")
    first, _ = town.execute(ask, {"id": id_of("C1")}).scalars()
    with pytest.raises(Ambiguous, match="at one of its 2 places"):
        find_target(town, f"https://example.org/services/{first}")
    assert hide(town, f"https://example.org/services/{first}", "place").kind == "place"
    assert town.scalar(text("SELECT count(*) FROM listing WHERE name = 'Quokka Choir'")) == 1
    assert hide(town, f"https://example.org/services/{first}", "service").kind == "service"
    assert left(public) == []


def test_an_import_says_of_a_hidden_service_that_it_was_taken_down(give: Give, town: Connection) -> None:
    give("council", CHOIR, WALK)
    hide(town, "Quokka Choir")
    summary = give("council", CHOIR | {"Description": "New."}, WALK)
    assert (summary.listed, summary.unlocated) == (1, 1)
    problems = town.execute(text("SELECT problem FROM import_issue ORDER BY id DESC LIMIT 1")).scalar_one()
    assert problems == "It was taken down here: assetmap hide --list."


def test_hiding_that_is_rolled_back_leaves_nothing(give: Give, public: Public, town: Connection) -> None:
    give("council", CHOIR, WALK)
    before = public()
    with town.begin_nested() as act:
        hide(town, "Quokka Choir")
        act.rollback()
    assert public() == before
    for table in ("hidden", "audit", "published_hidden"):
        assert town.scalar(text(f"SELECT count(*) FROM {table}")) == 0
