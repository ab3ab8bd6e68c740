"""The pack has nothing to keep secret, and loses nothing when everything is compared."""

from sqlalchemy import Connection, text

from assetmap.secrecy.withhold import withhold


def test_nothing_of_the_pack_is_withheld(kent_connection: Connection) -> None:
    withhold(kent_connection)
    for table in ("withheld", "withheld_field", "secret_service"):
        assert kent_connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
