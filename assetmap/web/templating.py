"""What templates have to hand: the GOV.UK components, plain words for codes, and the site's own frame."""

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from sqlalchemy.exc import SQLAlchemyError

from assetmap.errors import AssetMapError
from assetmap.geography.attribution import pack_licence
from assetmap.web import site, words
from assetmap.web.security import nonce

NAVIGATION = (("web.find", "Find a service"), ("web.gaps", "Gaps"), ("web.about", "About"))


def furnish(app: Flask) -> None:
    """Let templates find the components, and give them their filters and globals."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, components])  # type: ignore[list-item]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.globals["ages"] = words.ages
    app.jinja_env.globals["geography_licence"] = pack_licence(app.extensions["assetmap"].data_dir)
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    return {
        "cspNonce": nonce(),
        "themeColor": "#12403f",
        "navigation": NAVIGATION,
        "samples_shown": _samples_shown(),
    }


def _samples_shown() -> bool:
    """Say whether the banner belongs on the page; an error page must not fail over it."""
    if not site.settings().sample_banner:
        return False
    try:
        return site.has_samples()
    except (AssetMapError, SQLAlchemyError):
        return False
