"""The tables of other taxonomies' terms, and texts that are HTML."""

from pathlib import Path

import pytest

from assetmap.config import Settings
from assetmap.directory.categories import Categories, load_categories
from assetmap.errors import SetupError
from assetmap.ingest.feed.mappings import Mapped, Mappings, load_mappings
from assetmap.ingest.feed.prose import decode_again, read_prose

FOLDER = Settings().data_dir / "taxonomy"
HEADER = "taxonomy,term,name,category,match\n"


@pytest.fixture(scope="module")
def categories() -> Categories:
    return load_categories(FOLDER / "categories.toml")


@pytest.fixture(scope="module")
def mappings(categories: Categories) -> Mappings:
    return load_mappings(FOLDER / "mappings", categories)


@pytest.mark.parametrize(
    ("taxonomy", "term", "name", "found"),
    [
        ("Open Eligibility", None, "Food Pantry", [("food-banks", "close")]),
        ("openEligibility", "1102", "food pantries", [("food-banks", "close")]),
        ("OpenActive", None, "Walking", [("walking-groups", "exact")]),
        ("A council's own", None, "Befriending", [("loneliness-befriending", "word")]),
        ("AssetMap categories", "diabetes-support", "Anything", [("diabetes-support", "exact")]),
        ("AssetMap categories", "gone", "Gone", []),
        ("Open Eligibility", None, "Veterans of the moon", []),
        ("A council's own", None, "Support group", []),
    ],
)
def test_terms(
    mappings: Mappings, taxonomy: str, term: str | None, name: str, found: list[tuple[str, str]]
) -> None:
    assert mappings.find(taxonomy, term, name) == tuple(Mapped(*one) for one in found)


def test_a_term_may_mean_two_categories_in_any_taxonomy(tmp_path: Path, categories: Categories) -> None:
    (tmp_path / "own.csv").write_text(
        f"{HEADER}*,17,Lunch and walk,lunch-clubs,broad\n*,17,Lunch and walk,walking-groups,broad\n"
    )
    found = load_mappings(tmp_path, categories).find("Anything", "17", None)
    assert [one.category for one in found] == ["lunch-clubs", "walking-groups"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEADER}X,,Walks,walking,exact\n", "“walking” is no category"),
        (f"{HEADER}X,,Walks,walking-groups,sure\n", "“sure” is no category or no match"),
        ("term,name\n", "does not have the columns"),
    ],
)
def test_a_table_with_a_slip_is_refused(tmp_path: Path, categories: Categories, text: str, said: str) -> None:
    (tmp_path / "own.csv").write_text(text)
    with pytest.raises(SetupError, match=said):
        load_mappings(tmp_path, categories)


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("Plain text, with 3 < 4 and A & B.", "Plain text, with 3 < 4 and A & B."),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<ul><li>One</li><li>Two</li></ul>after", "• One\n• Two\nafter"),
        ("Fish &amp; chips &pound;5", "Fish & chips £5"),
        ("&lt;p&gt;Masked twice&lt;/p&gt;", "Masked twice"),
        ("<a href='https://example.org/'>example.org</a>", "example.org (https://example.org/)"),
        ("<a href='https://example.org/'>https://example.org</a>", "https://example.org"),
        ("<a href='mailto:a@example.org'>Write</a>", "Write (a@example.org)"),
        ("<a href='javascript:alert(1)'>Click</a>", "Click"),
        ("&amp;lt;b&amp;gt;Thrice&amp;lt;/b&amp;gt;", "Thrice"),
        ("<script>alert(1)</script>Safe", "Safe"),
        ("<style>p{}</style><img src=x onerror=alert(1)>Safe", "Safe"),
        ("<svg><script>alert(1)</script></svg>Safe", "Safe"),
        ("<p>An unclosed <b>tag", "An unclosed tag"),
        ("<table><tr><td>Mon</td><td>9-5</td></tr></table>", "Mon 9-5"),
    ],
)
def test_html(html: str, plain: str) -> None:
    assert read_prose(html) == plain


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("weâ€™ll", "we’ll"), ("cafÃ©", "café"), ("Â£5", "£5"), ("café", "café"), ("Âne", "Âne")],
)
def test_letters_that_were_decoded_wrongly(wrong: str, right: str) -> None:
    assert decode_again(wrong) == right
