"""The whole Kent pack: nothing in it is merged, within a list or between the real and the invented."""

from sqlalchemy import Connection, text

from assetmap.matching.find import find_duplicates


def test_nothing_in_the_pack_is_merged_by_itself(kent_connection: Connection) -> None:
    found = find_duplicates(kent_connection)
    assert found.merged == 0
    assert kent_connection.execute(text("SELECT count(*) FROM service_link")).scalar_one() == 0


def test_no_list_is_compared_with_itself_and_no_sample_with_what_is_real(kent_connection: Connection) -> None:
    find_duplicates(kent_connection)
    query = text(
        "SELECT count(*) FROM duplicate JOIN service AS first ON first.id = first_id"
        " JOIN service AS second ON second.id = second_id"
        " JOIN match_key AS here ON here.service_id = first_id"
        " JOIN match_key AS there ON there.service_id = second_id"
        " WHERE first.sample <> second.sample OR here.source_id = there.source_id"
    )
    assert kent_connection.execute(query).scalar_one() == 0


def test_every_service_of_the_pack_is_known_for_what_comes_next(kent_connection: Connection) -> None:
    unknown = text(
        "SELECT count(*) FROM service WHERE status = 'active'"
        " AND NOT EXISTS (SELECT FROM match_key WHERE service_id = service.id AND kind = 'name')"
    )
    assert kent_connection.execute(unknown).scalar_one() == 0
