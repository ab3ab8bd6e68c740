"""Settings: everything that the environment may change, read once and checked."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assetmap.errors import SetupError

CHECKOUT = Path(__file__).resolve().parents[1]
TRUE_WORDS = {"1", "true", "yes", "on"}
_LEAST_MB = 64
FALSE_WORDS = {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run of AssetMap works with; see `from_environment` for the variables."""

    home: Path = CHECKOUT / "var"
    database_url: str | None = None
    web_database_url: str | None = None
    data_dir: Path = CHECKOUT / "data"
    tiles_url: str | None = None
    tiles_attribution: str = ""
    public_url: str | None = None
    hosts: tuple[str, ...] = ()
    security_contact: str | None = None
    sample_banner: bool = True
    feed_allow_private: bool = False
    import_memory_mb: int = 1_024

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read the ASSETMAP_* variables: HOME, DATABASE_URL, WEB_DATABASE_URL, DATA, TILES_URL,
        TILES_ATTRIBUTION, PUBLIC_URL, HOSTS, SECURITY_CONTACT, SAMPLE_BANNER, FEED_ALLOW_PRIVATE
        and IMPORT_MEMORY_MB; an empty one counts as not set.
        """
        given = {name: text.strip() for name, text in env.items() if text.strip()}
        return cls(
            home=_path(given, "ASSETMAP_HOME", CHECKOUT / "var"),
            database_url=_database_url(given, "ASSETMAP_DATABASE_URL"),
            web_database_url=_database_url(given, "ASSETMAP_WEB_DATABASE_URL"),
            data_dir=_path(given, "ASSETMAP_DATA", CHECKOUT / "data"),
            tiles_url=_tiles_url(given),
            tiles_attribution=given.get("ASSETMAP_TILES_ATTRIBUTION", ""),
            public_url=_public_url(given),
            hosts=_hosts(given),
            security_contact=_security_contact(given),
            sample_banner=_flag(given, "ASSETMAP_SAMPLE_BANNER", default=True),
            feed_allow_private=_flag(given, "ASSETMAP_FEED_ALLOW_PRIVATE", default=False),
            import_memory_mb=_import_memory_mb(given),
        )


def _path(given: Mapping[str, str], name: str, default: Path) -> Path:
    return Path(given[name]).expanduser().resolve() if name in given else default


def _database_url(given: Mapping[str, str], name: str) -> str | None:
    url = given.get(name)
    if url is None or urlsplit(url).scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url
    # The URL may hold a password, so the message shows its scheme and nothing more.
    raise SetupError(
        f"{name} begins with '{urlsplit(url).scheme}:', and AssetMap needs PostgreSQL.",
        hint="Write it as postgresql://user@host/database, or leave it out to use AssetMap's own cluster.",
    )


def _tiles_url(given: Mapping[str, str]) -> str | None:
    url = given.get("ASSETMAP_TILES_URL")
    if url is None:
        return None
    if _is_web(url) and all(part in url for part in ("{z}", "{x}", "{y}")):
        return url
    raise SetupError(
        f"ASSETMAP_TILES_URL is '{url}', which is no address of map tiles.",
        hint="Write it as https://tiles.example.org/{z}/{x}/{y}.png",
    )


def _public_url(given: Mapping[str, str]) -> str | None:
    url = given.get("ASSETMAP_PUBLIC_URL")
    if url is None:
        return None
    if _is_web(url):
        return url.rstrip("/")
    raise SetupError(
        f"ASSETMAP_PUBLIC_URL is '{url}', which is no web address.",
        hint="Write it as https://services.example.org",
    )


def _hosts(given: Mapping[str, str]) -> tuple[str, ...]:
    """Read names, with or without a port, that have commas or spaces between them."""
    names = tuple(given.get("ASSETMAP_HOSTS", "").replace(",", " ").split())
    for name in names:
        if not _is_host(name):
            raise SetupError(
                f"ASSETMAP_HOSTS holds '{name}', which isn't the name of a machine.",
                hint="Write names or addresses, as in: ASSETMAP_HOSTS=services.example.org,192.0.2.7",
            )
    return names


def _is_host(name: str) -> bool:
    try:
        return not set(name) & set("/@?#*") and bool(urlsplit(f"//{name}").hostname)
    except ValueError:
        return False


def _security_contact(given: Mapping[str, str]) -> str | None:
    """Read an e-mail address, or one of https, mailto or tel, as security.txt wants it (RFC 9116)."""
    text = given.get("ASSETMAP_SECURITY_CONTACT")
    if text is None:
        return None
    address = f"mailto:{text}" if "@" in text and ":" not in text else text
    if address.startswith(("https://", "mailto:", "tel:")) and not any(mark.isspace() for mark in address):
        return address
    raise SetupError(
        f"ASSETMAP_SECURITY_CONTACT is '{text}', which isn't an e-mail address or a web address.",
        hint="Write it as security@example.org or https://example.org/report",
    )


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _import_memory_mb(given: Mapping[str, str]) -> int:
    text = given.get("ASSETMAP_IMPORT_MEMORY_MB", "1024")
    if not (text.isascii() and text.isdigit() and len(text) < 8 and int(text) >= _LEAST_MB):
        raise SetupError(
            f"ASSETMAP_IMPORT_MEMORY_MB is '{text[:20]}', and megabytes from {_LEAST_MB} up were wanted.",
            hint="Write it as ASSETMAP_IMPORT_MEMORY_MB=2048",
        )
    return int(text)


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(name)
    if text is None:
        return default
    if text.lower() in TRUE_WORDS | FALSE_WORDS:
        return text.lower() in TRUE_WORDS
    raise SetupError(f"{name} is '{text}'; it is a yes or a no.", hint=f"Write {name}=yes or {name}=no.")
