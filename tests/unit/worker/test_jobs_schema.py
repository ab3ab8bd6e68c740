"""The pinned procrastinate and our own migrations agree on the tables that jobs are kept in."""

from assetmap.migrations.jobs import BROUGHT_TO, installed_version


def test_every_migration_of_the_installed_procrastinate_is_in_one_of_ours() -> None:
    assert installed_version() == BROUGHT_TO, (
        f"procrastinate brings a migration {installed_version()}, and ours end at {BROUGHT_TO}. Write one of "
        "ours that runs the package's files after that on databases that stand there (the comment on the "
        "schema says where one stands) and sets the comment; then move BROUGHT_TO."
    )
