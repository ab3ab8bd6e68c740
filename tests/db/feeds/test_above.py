"""Organizations of a feed that run nothing themselves, and stand above those that do."""

from collections.abc import Callable
from typing import Any

from feed_server import service

from assetmap.ingest.summary import Summary

Give = Callable[..., Summary]
Ask = Callable[..., list[Any]]

PUBLISHED = "SELECT summary ->> 'name', summary ->> 'email' FROM published_organization ORDER BY 1"


def below(parent: dict[str, Any], name: str = "Child") -> dict[str, Any]:
    return {"id": name, "name": name, "parent_organization_id": parent["id"], "parent_organization": parent}


def test_one_that_changes_is_published_anew(give: Give, ask: Ask) -> None:
    parent = {"id": "p", "name": "Parent", "email": "old@example.org"}
    give([service(1, organization=below(parent))])
    give([service(1, organization=below(parent | {"email": "new@example.org"}))])
    assert ask(PUBLISHED) == [("Child", None), ("Parent", "new@example.org")]


def test_one_that_another_service_tells_anew_is_published_with_those_below_it(give: Give, ask: Ask) -> None:
    parent = {"id": "p", "name": "Parent", "email": "old@example.org"}
    child = service(1, organization=below(parent))
    give([child])
    # It is told with an organization that is not below it by its own words, so only the child leads to it.
    told = {"id": "o", "name": "Other", "parent_organization": parent | {"email": "new@example.org"}}
    give([child, service(2, organization=told)])
    assert ask(PUBLISHED) == [("Child", None), ("Other", None), ("Parent", "new@example.org")]


def test_one_that_is_above_nobody_any_more_leaves(give: Give, ask: Ask) -> None:
    top = {"id": "t", "name": "Top"}
    give([service(1, organization=below(below(top, "Middle")))])
    assert [name for name, _ in ask(PUBLISHED)] == ["Child", "Middle", "Top"]
    give([service(1, organization={"id": "Child", "name": "Child"})])
    assert [name for name, _ in ask(PUBLISHED)] == ["Child"]
