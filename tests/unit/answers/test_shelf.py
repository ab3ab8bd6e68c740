"""The shelf of finished files: so many bytes, one state of the data, and nothing taken from a reader."""

from pathlib import Path

from assetmap.answers.shelf import Shelf


def put(shelf: Shelf, tag: str, size: int, state: str = "now") -> None:
    path = shelf.new_path()
    path.write_bytes(tag.encode() * size)
    shelf.put(tag, state, path)


def read(shelf: Shelf, tag: str) -> bytes | None:
    file = shelf.open(tag)
    if file is None:
        return None
    with file:
        return file.read()


def test_what_nobody_asked_for_longest_goes_first(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=30)
    for tag in "abc":
        put(shelf, tag, 10)
    assert read(shelf, "a") == b"a" * 10
    put(shelf, "d", 10)
    assert [read(shelf, tag) is not None for tag in "abcd"] == [True, False, True, True]
    assert len(list(tmp_path.iterdir())) == 3


def test_one_that_is_larger_than_everything_may_be_is_alone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=30)
    put(shelf, "a", 10)
    put(shelf, "b", 50)
    assert read(shelf, "a") is None
    assert read(shelf, "b") == b"b" * 50


def test_another_state_of_the_data_leaves_nothing_of_the_last(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=100)
    put(shelf, "a", 10, "then")
    put(shelf, "b", 10, "now")
    shelf.drop_all_but("now")
    assert read(shelf, "a") is None
    assert len(list(tmp_path.iterdir())) == 1


def test_a_reader_keeps_what_is_replaced(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=100)
    put(shelf, "a", 10)
    reading = shelf.open("a")
    assert reading is not None
    put(shelf, "a", 20)
    with reading:
        assert reading.read() == b"a" * 10
    assert read(shelf, "a") == b"a" * 20


def test_a_file_that_somebody_removed_is_made_again(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=100)
    put(shelf, "a", 10)
    next(tmp_path.iterdir()).unlink()
    assert read(shelf, "a") is None
    assert len(shelf) == 0
