"""Settings: what each variable does, and what is refused."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from assetmap.config import CHECKOUT, Settings
from assetmap.errors import SetupError


def test_nothing_set_means_this_checkout() -> None:
    settings = Settings.from_environment({})
    assert settings == Settings(home=CHECKOUT / "var", data_dir=CHECKOUT / "data")
    assert (CHECKOUT / "pyproject.toml").exists()
    assert settings.database_url is None
    assert settings.sample_banner
    assert not settings.feed_allow_private


def test_everything_set() -> None:
    settings = Settings.from_environment(
        {
            "ASSETMAP_HOME": "/srv/assetmap",
            "ASSETMAP_DATABASE_URL": "postgresql://me@db/place",
            "ASSETMAP_DATA": "/srv/pack",
            "ASSETMAP_TILES_URL": "https://tiles.example/{z}/{x}/{y}.png",
            "ASSETMAP_TILES_ATTRIBUTION": "Somebody's tiles",
            "ASSETMAP_PUBLIC_URL": "https://services.example/",
            "ASSETMAP_SECURITY_CONTACT": "security@services.example",
            "ASSETMAP_HOSTS": "192.0.2.7, other.example:81 [2001:db8::1]",
            "ASSETMAP_SAMPLE_BANNER": "no",
            "ASSETMAP_FEED_ALLOW_PRIVATE": "yes",
        }
    )
    assert settings == Settings(
        home=Path("/srv/assetmap"),
        database_url="postgresql://me@db/place",
        data_dir=Path("/srv/pack"),
        tiles_url="https://tiles.example/{z}/{x}/{y}.png",
        tiles_attribution="Somebody's tiles",
        public_url="https://services.example",
        security_contact="mailto:security@services.example",
        hosts=("192.0.2.7", "other.example:81", "[2001:db8::1]"),
        sample_banner=False,
        feed_allow_private=True,
    )


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environment({"ASSETMAP_HOME": "  ", "ASSETMAP_DATABASE_URL": ""}) == Settings()


def test_a_home_may_be_relative_or_begin_with_a_tilde() -> None:
    assert Settings.from_environment({"ASSETMAP_HOME": "some/place"}).home == Path.cwd() / "some/place"
    assert Settings.from_environment({"ASSETMAP_HOME": "~/place"}).home == Path.home().resolve() / "place"


@pytest.mark.parametrize("url", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d"])
def test_each_way_to_write_postgresql(url: str) -> None:
    assert Settings.from_environment({"ASSETMAP_DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "ASSETMAP_DATABASE_URL",
            "mysql://me:secret@db/place",
            "begins with 'mysql:', and AssetMap needs Postgr",
        ),
        ("ASSETMAP_DATABASE_URL", "/var/lib/place.db", "begins with ':'"),
        ("ASSETMAP_TILES_URL", "https://tiles.example/", "is no address of map tiles"),
        ("ASSETMAP_TILES_URL", "ftp://tiles.example/{z}/{x}/{y}.png", "is no address of map tiles"),
        ("ASSETMAP_PUBLIC_URL", "services.example", "is no web address"),
        ("ASSETMAP_PUBLIC_URL", "javascript:alert(1)", "is no web address"),
        ("ASSETMAP_HOSTS", "https://services.example", "which isn't the name of a machine"),
        ("ASSETMAP_SECURITY_CONTACT", "the office", "isn't an e-mail address"),
        (
            "ASSETMAP_SECURITY_CONTACT",
            "a@b.example\nContact: c@d",
            "isn't an e-mail address",
        ),
        ("ASSETMAP_SECURITY_CONTACT", "http://example.org", "isn't an e-mail address"),
        ("ASSETMAP_HOSTS", "*.example", "which isn't the name of a machine"),
        ("ASSETMAP_HOSTS", "[::", "which isn't the name of a machine"),
        ("ASSETMAP_SAMPLE_BANNER", "perhaps", "is 'perhaps'; it is a yes or a no"),
    ],
)
def test_what_is_refused(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SetupError) as raised:
        Settings.from_environment({name: value})
    assert sentence in raised.value.message
    assert raised.value.hint
    assert "secret" not in raised.value.message


@pytest.mark.parametrize(
    ("word", "on"), [("YES", True), ("1", True), ("on", True), ("False", False), ("0", False)]
)
def test_ways_to_say_yes_and_no(word: str, on: bool) -> None:
    assert Settings.from_environment({"ASSETMAP_SAMPLE_BANNER": word}).sample_banner is on


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().home = Path("/")  # type: ignore[misc]
