"""The data to take away.

Somebody runs another directory, a map or a spreadsheet, and wants what is listed here, whole or filtered as
a search is. They ask what they may do with it, what they must say, and whether it is all there.
"""

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.datastructures import MultiDict

from assetmap.errors import NotFound
from assetmap.export.about import describe
from assetmap.export.choice import choose
from assetmap.export.columns import COLUMNS
from assetmap.export.formats import FORMATS
from assetmap.listing.query import SearchQuery
from assetmap.web import forms, site
from assetmap.web.downloads import open_download

FILES = {f"services{form.ending}": form for form in FORMATS.values()}
#: The page counts no further than this.
MOST_COUNTED = 1_000_000
# What only says which part of the results a page shows.
_PAGING = ("page", "per_page")


def add_to(blueprint: Blueprint) -> None:
    """Add the page and the files to the site."""
    blueprint.get("/data")(data)
    blueprint.get("/data/<name>")(data_file)


def data() -> str:
    """Show what can be taken away, as what, and under which licences."""
    query = _read()
    connection = site.connection()
    choice = choose(connection, query)
    pairs = query.to_args()
    return render_template(
        "data.html",
        about=describe(connection, choice, site.settings().data_dir),
        count=choice.count(connection, MOST_COUNTED),
        files=[(form, forms.address("web.data_file", pairs, name=name)) for name, form in FILES.items()],
        chips=forms.chips(pairs, "web.data", frozenset({"exact"})),
        columns=COLUMNS,
        filtered=choice.filtered,
    )


def data_file(name: str) -> Response:
    """Send a file of what matches."""
    form = FILES.get(name)
    if form is None:
        raise NotFound(f"There is no file {name} here.", hint=f"There are {', '.join(FILES)}.")
    query = _read()
    version = site.versions().listing
    file = open_download(form, query)
    response = send_file(file, form.mimetype, as_attachment=True, download_name=f"assetmap-{name}")
    # Compressed, or not sent at all, the answer forgets the file.
    response.call_on_close(file.close)
    response.content_length = file.seek(0, 2)
    file.seek(0)
    response.cache_control.no_cache = True
    # Where somebody lives is in the address of the file, and nobody keeps that.
    response.cache_control.no_store = query.postcode is not None
    response.set_etag(f"{version}-{name}")
    return response.make_conditional(request)  # type: ignore[return-value]


def _read() -> SearchQuery:
    """Read the filters; a link from a page of results leads to all of them."""
    given = MultiDict(request.args)
    for name in _PAGING:
        given.pop(name, None)
    return forms.read_query(given)
