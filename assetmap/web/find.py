"""Find a service.

A link worker sits with a person and looks for something near that person's home, today. They know a
postcode and roughly what is needed, and have a minute. They want the few things that suit, nearest first,
with when, how much and how to join, and an address that they can send to somebody.
"""

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, request, url_for

from assetmap.errors import AssetMapError, InvalidQuery
from assetmap.listing.query import DEFAULT_PER_PAGE
from assetmap.listing.results import SearchResult
from assetmap.listing.search import find_listings
from assetmap.web import forms, results, site
from assetmap.web.mapdata import page_ground
from assetmap.web.maps.pagemap import find_map
from assetmap.web.paging import paging

# Stands for the id of a service in an address that the map fills in.
ANY = UUID(int=0)


def add_to(blueprint: Blueprint) -> None:
    """Add the page to the site."""
    blueprint.get("/")(find)


def find() -> Response | str:
    """Show the form, and what the query string finds."""
    try:
        return _show(find_listings(site.connection(), forms.read_query(request.args)))
    except InvalidQuery as error:
        return _refuse(error, error.problems)
    except AssetMapError as error:
        if error.status == 404:
            return _refuse(error, [("postcode", error.message)])
        raise


def _show(result: SearchResult) -> str:
    query = result.query
    pairs = forms.with_codes(query.to_args())
    return render_template(
        "find.html",
        form=forms.read_form(pairs),
        result=result,
        summary=results.summary(result),
        sections=results.sections(result),
        chips=forms.chips(pairs, "web.find"),
        paging=paging(result, pairs),
        home=results.home_of(result),
        home_note=results.home_note(result),
        widenings=results.widenings(result.wider),
        exact_url=results.exact_url(result),
        data_url=forms.address("web.data", query.replace(page=1, per_page=DEFAULT_PER_PAGE).to_args()),
        first_url=forms.address("web.find", query.replace(page=1).to_args()),
        features_url=forms.address("web.map_data", query.replace(page=1).to_args()),
        map=find_map(page_ground(), url_for("web.service", listing_id=ANY).replace(str(ANY), "ID")),
    )


def _refuse(error: AssetMapError, problems: list[tuple[str, str]]) -> Response:
    pairs = list(request.args.items(multi=True))
    page = render_template("find.html", form=forms.read_form(pairs, problems), error=error)
    return make_response(page, error.status)
