"""The data to take away.

Somebody runs another directory, a map or a spreadsheet, and wants what is listed here, whole or filtered as
a search is. They ask what they may do with it, what they must say, and whether it is all there.
"""

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from assetmap.answers.question import Question
from assetmap.errors import NotFound
from assetmap.export.about import describe
from assetmap.export.choice import choose
from assetmap.export.columns import COLUMNS
from assetmap.export.formats import FORMATS
from assetmap.http.answers import File, send_answer
from assetmap.listing.query import SearchQuery
from assetmap.web import forms, site
from assetmap.web.waiting import waiting_page

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
    # What isn't there has no file, whether or not it is made.
    choose(site.connection(), query)
    question = Question.of(name, query.to_args())
    file = File(form.mimetype, f"assetmap-{name}", private=query.postcode is not None)
    return send_answer(question, file, lambda: waiting_page(form.title))


def _read() -> SearchQuery:
    """Read the filters; a link from a page of results leads to all of them."""
    given = MultiDict(request.args)
    for name in _PAGING:
        given.pop(name, None)
    return forms.read_query(given)
