"""Sources that are described, and anybody's own."""

import pytest

from assetmap.errors import FileRefused
from assetmap.ingest.sources import find_source


def test_a_described_source_has_its_licence() -> None:
    assert find_source("kent-libraries").licence == "Open Government Licence v3.0"


def test_anybody_may_name_a_source() -> None:
    source = find_source("involve-kent")
    assert (source.name, source.title, source.licence) == ("involve-kent", "Involve Kent", None)


@pytest.mark.parametrize("name", ["Involve Kent", "", "-x", "a" * 64, "a;b"])
def test_a_name_that_is_no_short_word_is_refused(name: str) -> None:
    with pytest.raises(FileRefused, match="cannot be the name of a source"):
        find_source(name)
