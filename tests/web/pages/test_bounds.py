"""An address with thousands of parameters is refused before any of them is read."""

import pytest
from flask.testing import FlaskClient

from assetmap.web.bounds import MOST_PARAMETERS


@pytest.mark.parametrize("address", ["/", "/gaps", "/data/services.csv", "/api/oruk/services", "/about"])
@pytest.mark.parametrize("form", ["unknown{}=1", "category=unknown{}", "{}"])
def test_thousands_of_parameters_are_one_sentence(client: FlaskClient, address: str, form: str) -> None:
    question = "&".join(form.format(number) for number in range(2_000))
    answer = client.get(f"{address}?{question}")
    assert answer.status_code == 400
    assert f"has 2000 parameters; at most {MOST_PARAMETERS} are read" in answer.text
    assert len(answer.data) < 50_000


def test_as_many_as_are_read_are_read(client: FlaskClient) -> None:
    question = "&".join("category=" for _ in range(MOST_PARAMETERS))
    assert client.get(f"/?{question}").status_code == 200
