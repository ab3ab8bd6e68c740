"""Thousands of requests made from the description: none fails on our side, none is answered outside of it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rights import acting_as_web
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import positive_data_acceptance
from schemathesis.schemas import BaseSchema
from sqlalchemy import Connection, Engine, text

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.listing.publish import publish

SPEC = "/api/oruk/openapi.json"
#: How often each address is asked well and asked badly; together over 5,000 times.
LISTS = {"services": 1_000, "service_at_locations": 1_000, "organizations": 500, "taxonomies": 300,
         "taxonomy_terms": 600}  # fmt: skip
BAD = {name: count // 3 for name, count in LISTS.items()}
EACH = 80
BAD_EACH = 40
#: What a schema cannot say: a text may be no postcode that is known, and a distance needs one.
UNSAYABLE = {"postcode", "proximity"}
#: The services with the most to tell, so that a request costs little and says much.
KEPT = 40
KEEP = text(
    "UPDATE service SET status = 'inactive' WHERE id NOT IN"
    " (SELECT id FROM published_service ORDER BY length(detail::text) DESC, id LIMIT :kept)"
)
ALL_CHECKS = list(HealthCheck)


@pytest.fixture(scope="module")
def connection_to_few(kent_engine: Engine) -> Iterator[Connection]:
    """The Kent pack with few services, for as long as these tests run."""
    with kent_engine.connect() as connection, connection.begin() as transaction:
        connection.execute(KEEP, {"kept": KEPT})
        publish(connection)
        yield connection
        transaction.rollback()


@pytest.fixture(scope="module")
def schema(connection_to_few: Connection) -> BaseSchema:
    """The description, with the application behind it."""
    app = create_app(Settings(), connect=lambda: acting_as_web(connection_to_few))
    return schemathesis.openapi.from_wsgi(SPEC, app)


def test_there_are_five_thousand() -> None:
    assert sum(LISTS.values()) + sum(BAD.values()) + (EACH + BAD_EACH) * len(LISTS) >= 5_000


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_asked_well(schema: BaseSchema, name: str) -> None:
    answers = ask(schema, f"/{name}", GenerationMode.POSITIVE, LISTS[name])
    assert answers[200] > LISTS[name] // 4


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_asked_badly(schema: BaseSchema, name: str) -> None:
    answers = ask(schema, f"/{name}", GenerationMode.NEGATIVE, BAD[name])
    assert answers[400] > BAD[name] * 0.9


@pytest.mark.parametrize("name", LISTS)
def test_a_record(schema: BaseSchema, connection_to_few: Connection, name: str) -> None:
    table = {"service_at_locations": "published_place", "taxonomies": "published_taxonomy"}.get(
        name, f"published_{name.removesuffix('s').removeprefix('taxonomy_')}"
    )
    ids = connection_to_few.execute(text(f"SELECT id::text FROM {table} ORDER BY id")).scalars().all()
    answers = ask(schema, f"/{name}/{{id}}", GenerationMode.POSITIVE, EACH, ids=list(ids))
    assert answers[200] > EACH // 10
    assert answers[404] > 0


@pytest.mark.parametrize("name", LISTS)
def test_a_record_that_is_asked_for_badly(schema: BaseSchema, name: str) -> None:
    answers = ask(schema, f"/{name}/{{id}}", GenerationMode.NEGATIVE, BAD_EACH)
    assert set(answers) <= {400, 404}


def ask(
    schema: BaseSchema, path: str, mode: GenerationMode, count: int, ids: list[str] | None = None
) -> Counter[int]:
    """Ask so many times, and count the answers by their status."""
    answers: Counter[int] = Counter()
    cases: Any = schema[path]["GET"].as_strategy(generation_mode=mode)
    keys = st.one_of(st.none(), st.sampled_from(ids)) if ids else st.none()

    @given(case=cases, key=keys)
    @settings(
        max_examples=count, deadline=None, database=None, derandomize=True, suppress_health_check=ALL_CHECKS
    )
    def once(case: Case[Any], key: str | None) -> None:
        if key:
            case.path_parameters["id"] = key
        answer = case.call(headers={"Accept-Encoding": "identity"})
        answers[answer.status_code] += 1
        unsayable = mode is GenerationMode.POSITIVE and bad_names(answer) - {""} <= UNSAYABLE
        case.validate_response(
            answer, excluded_checks=[positive_data_acceptance] if unsayable and bad_names(answer) else []
        )

    once()
    assert sum(answers.values()) >= count
    return answers


def bad_names(answer: Response) -> set[str]:
    """The parameters that a problem names."""
    return {one["name"] for one in answer.json()["errors"]} if answer.status_code == 400 else set()
