"""The whole Kent pack: nothing in it is merged, and neither lists nor samples flood those who decide."""

from sqlalchemy import Connection, text

from assetmap.matching.find import find_duplicates


def test_nothing_in_the_pack_is_merged_by_itself(kent_connection: Connection) -> None:
    found = find_duplicates(kent_connection)
    assert found.merged == 0
    assert kent_connection.execute(text("SELECT count(*) FROM service_link")).scalar_one() == 0


def test_branches_of_one_list_and_samples_do_not_wait(kent_connection: Connection) -> None:
    find_duplicates(kent_connection)
    assert kent_connection.execute(text("SELECT count(*) FROM match_own")).scalar_one() > 100
    assert kent_connection.execute(text("SELECT count(*) FROM duplicate")).scalar_one() == 0


def test_every_service_of_the_pack_is_known_for_what_comes_next(kent_connection: Connection) -> None:
    unknown = text(
        "SELECT count(*) FROM service WHERE status = 'active'"
        " AND NOT EXISTS (SELECT FROM match_key WHERE service_id = service.id AND kind = 'name')"
    )
    assert kent_connection.execute(unknown).scalar_one() == 0
