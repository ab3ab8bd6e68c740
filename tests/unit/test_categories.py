"""The tree of needs: what the file must hold, and how people's words find their category."""

import csv
from pathlib import Path

import pytest

from assetmap.config import CHECKOUT
from assetmap.directory.categories import Categories, load_categories
from assetmap.directory.words import bare_key_of, key_of
from assetmap.errors import NotFound, SetupError

FILE = CHECKOUT / "data" / "taxonomy" / "categories.toml"
TREE = """
[[ambiguous]]
word = "memory"
categories = ["dementia-support", "museums"]

[[group]]
slug = "health"
name = "Health"
description = "Living with a condition."

[[group.category]]
slug = "dementia-support"
name = "Dementia support"
description = "For people with dementia."
need = "age_65_plus"
words = ["alzheimers", "memory"]

[[group.category]]
slug = "museums"
name = "Museums"
description = "Places to look."
need = "residents"
words = ["gallery"]
"""


@pytest.fixture(scope="module")
def categories() -> Categories:
    return load_categories(FILE)


def written(folder: Path, text: str) -> Path:
    path = folder / "categories.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_tree_is_the_size_that_a_person_can_scan(categories: Categories) -> None:
    assert 10 <= len(categories.groups) <= 14
    assert 55 <= len(categories) <= 70
    assert all(2 <= len(categories.in_group(group.slug)) <= 12 for group in categories.groups)


def test_every_category_has_six_words_a_sentence_and_a_known_measure(categories: Categories) -> None:
    with (CHECKOUT / "data" / "population" / "measures.csv").open(encoding="utf-8", newline="") as file:
        measures = {row["code"] for row in csv.DictReader(file)}
    assert [leaf.slug for leaf in categories if len(leaf.words) < 6] == []
    assert [leaf.slug for leaf in categories if leaf.description.count(".") != 1] == []
    assert {leaf.need for leaf in categories} <= measures


def test_only_health_services_are_context(categories: Categories) -> None:
    assert [leaf.slug for leaf in categories if leaf.context] == ["gp-surgeries", "health-checks-and-clinics"]
    assert {leaf.group for leaf in categories if leaf.context} == {"health-services"}


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("lonely", "loneliness-befriending"),
        ("Befriending Service", "loneliness-befriending"),
        ("CAB", "general-and-legal-advice"),
        ("C.A.B.", "general-and-legal-advice"),
        ("Citizens' Advice", "general-and-legal-advice"),
        ("YOGA", "dance-and-exercise"),
        ("Type-2", "diabetes-support"),
        ("Man Shed", "mens-sheds"),
        ("Men’s  Sheds", "mens-sheds"),
        ("natter", "social-groups"),
        ("Arts & Crafts", "arts-and-crafts"),
        ("walking group", "walking-groups"),
        ("Support for carers", "carers-support"),
        ("Drug and Alcohol Service", "drugs-and-alcohol"),
        ("Drug/alcohol", "drugs-and-alcohol"),
        ("memory cafés", "dementia-support"),
        ("help with money", "debt-and-money-advice"),
        ("debt-and-money-advice", "debt-and-money-advice"),
        ("Children's Centre", "childrens-centres"),
        ("NHS Health Checks", "health-checks-and-clinics"),
        ("GPs", "gp-surgeries"),
    ],
)
def test_words_find_their_category(categories: Categories, typed: str, slug: str) -> None:
    found = categories.match(typed)
    assert found is not None
    assert found.slug == slug


NEEDS = """
loneliness and befriending; walking groups; dance and exercise; diabetes support; weight management; food
arts; long-term conditions; self-management; mental health support; bereavement; relationships; carers
debt advice; benefits advice; housing; employment; volunteering; libraries; museums; leisure centres
nature; gardening; learning; digital skills; children's centres; families; older people
coaching; transport; GP surgeries; social prescribing schemes
"""


@pytest.mark.parametrize("needed", NEEDS.strip().replace("\n", "; ").split("; "))
def test_each_need_that_a_link_worker_names_has_a_category(categories: Categories, needed: str) -> None:
    assert categories.match(needed) is not None


@pytest.mark.parametrize(
    "typed", ["", "  ", "support group", "group", "???", "knitwear", "memory", "advocacy"]
)
def test_what_is_unknown_or_means_two_things_is_not_guessed(categories: Categories, typed: str) -> None:
    assert categories.match(typed) is None


def test_an_ambiguous_word_offers_each_of_its_categories_in_order(categories: Categories) -> None:
    assert [leaf.slug for leaf in categories.candidates("Memory")] == [
        "dementia-support",
        "museums-and-heritage",
    ]


def test_every_name_slug_and_word_finds_its_own_category(categories: Categories) -> None:
    lost = [
        (text, leaf.slug)
        for leaf in categories
        for text in (leaf.name, leaf.slug, *leaf.words)
        if leaf not in categories.candidates(text)
    ]
    assert lost == []


def test_a_cell_with_several_categories_keeps_what_it_could_not_read(categories: Categories) -> None:
    cell = categories.match_all("Walking groups; befriending | basket weaving;walks")
    assert [leaf.slug for leaf in cell.categories] == ["walking-groups", "loneliness-befriending"]
    assert cell.unread == ("basket weaving",)


def test_a_name_with_commas_is_one_category_alone_and_in_a_list(categories: Categories) -> None:
    cell = categories.match_all("Sport, running and cycling; Singing, music and drama; arts, crafts")
    slugs = [leaf.slug for leaf in cell.categories]
    assert slugs == ["sports-clubs", "singing-music-and-drama", "arts-and-crafts"]
    assert cell.unread == ()


def test_an_unknown_slug_is_not_found_and_suggests_a_near_one(categories: Categories) -> None:
    with pytest.raises(NotFound) as caught:
        categories.get("befriending")
    assert caught.value.hint == "Perhaps loneliness-befriending?"


def test_a_word_in_two_places_is_refused(tmp_path: Path) -> None:
    text = TREE.replace('words = ["gallery"]', 'words = ["gallery", "Alzheimer\'s"]')
    with pytest.raises(SetupError, match="the word 'alzheimer' points to dementia-support and museums"):
        load_categories(written(tmp_path, text))


def test_a_word_in_two_places_on_purpose_is_read(tmp_path: Path) -> None:
    text = TREE.replace('words = ["gallery"]', 'words = ["gallery", "memory"]')
    found = load_categories(written(tmp_path, text)).candidates("memory")
    assert [leaf.slug for leaf in found] == ["dementia-support", "museums"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('slug = "museums"', 'slug = "health"', "slug health is used twice"),
        ('"museums"]', '"castles"]', "ambiguous word 'memory' names no category 'castles'"),
        (', "museums"]', "]", "ambiguous word 'memory' names fewer than two categories"),
        ('need = "residents"\n', "", "lacks 'need'"),
        ("[[group]]", "[[group]", "not readable TOML"),
    ],
)
def test_a_faulty_file_says_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SetupError, match=message):
        load_categories(written(tmp_path, TREE.replace(old, new)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"cannot be read from .*nowhere\.toml"):
        load_categories(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Arts & Crafts", "art and craft"),
        ("Classes, lunches and BOXES", "class lunch and box"),
        ("Café", "cafe"),
        ("bus, glass, arthritis", "bus glass arthritis"),
        ("families", "family"),
        ("C.A.B. v. St. Peter's", "cab v st peter"),
        (" — ", ""),
    ],
)
def test_keys_forget_case_accents_punctuation_and_plurals(text: str, key: str) -> None:
    assert key_of(text) == key


def test_bare_keys_forget_what_any_service_may_say() -> None:
    assert bare_key_of("Local Services for Carers") == "carer"
    assert bare_key_of("Support group") == ""
