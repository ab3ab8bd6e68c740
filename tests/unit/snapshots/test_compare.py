"""Two snapshots are compared row by row, and what is meant is told from what isn't."""

from pathlib import Path
from typing import Any

from click.testing import CliRunner

from scripts.snapshots.__main__ import main
from scripts.snapshots.canonical import dump
from scripts.snapshots.compare import Difference, Meant, compare_lines, describe, read_meant

Line = dict[str, Any]
FILE = "pack/tables/service.ndjson"


def row(name: str, /, **more: Any) -> Line:
    return {"of": "pack", "is": name} | more


def differ(before: list[Line], after: list[Line]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.field, one.row) for one in compare_lines(FILE, before, after)]


def test_equal_rows_in_another_order_are_equal() -> None:
    assert differ([row("a", x=1), row("a", x=2), row("b")], [row("b"), row("a", x=2), row("a", x=1)]) == []


def test_rows_that_are_gone_new_or_changed() -> None:
    before = [row("a", name="Walk"), row("b"), row("b")]
    after = [row("a", name="Stroll"), row("b"), row("c")]
    assert differ(before, after) == [
        ("changed", "name", "pack: a"), ("gone", "", "pack: b"), ("new", "", "pack: c")
    ]  # fmt: skip


def test_a_change_is_named_as_deep_as_it_lies() -> None:
    before = [row("a", document={"phones": [{"number": "1"}, {"number": "2"}], "x": 1})]
    after = [row("a", document={"phones": [{"number": "1"}, {"number": "3"}], "y": 1})]
    (one, gone, new) = compare_lines(FILE, before, after)
    assert (one.field, one.before, one.after) == ("document.phones[].number", "2", "3")
    assert (gone.field, gone.after) == ("document.x", "not there")
    assert (new.field, new.before) == ("document.y", "not there")


def test_a_column_that_is_new_is_a_change() -> None:
    assert differ([row("a")], [row("a", hidden=False)]) == [("changed", "hidden", "pack: a")]


def test_a_row_without_an_id_is_known_by_its_keys() -> None:
    record = {"of": "pack", "source_id": "source council", "key": "W1"}
    assert differ([record | {"record": 1}], [record | {"record": 2}]) == [
        ("changed", "record", "pack: source council | W1")
    ]


def test_groups_count_and_show_one() -> None:
    each = [Difference(FILE, "changed", "name", f"pack: {number}", "Walk", "Stroll") for number in range(3)]
    lines, unmeant = describe(each, [])
    assert lines == [
        f"{FILE}: 3 changed in name", "    such as: pack: 0", "    before: Walk", "    after: Stroll"
    ]  # fmt: skip
    assert unmeant == 3
    lines, unmeant = describe(each, [Meant("wanted", row="pack: 1"), Meant("too", file="pack/*", row="*2")])
    assert unmeant == 1
    assert f"{FILE}: 1 changed in name (meant: wanted)" in lines


def test_the_list_of_what_is_meant_can_be_read() -> None:
    assert all(each.why for each in read_meant(Path(__file__).parents[3] / "scripts/snapshots/meant.toml"))


def test_the_status_says_whether_anything_differs(tmp_path: Path) -> None:
    for name, line in (("one", row("a", x=1)), ("two", row("a", x=2)), ("three", row("a", x=1))):
        folder = tmp_path / name / "pack"
        folder.mkdir(parents=True)
        (folder / "service.ndjson").write_text(dump(line) + "\n")
    meant = tmp_path / "meant.toml"
    meant.write_text("")

    def run(other: str) -> tuple[int, str]:
        arguments = ["compare", str(tmp_path / "one"), str(tmp_path / other), "--meant", str(meant)]
        done = CliRunner().invoke(main, arguments)
        return done.exit_code, done.output

    assert run("three") == (0, "Nothing differs that is not meant.\n")
    status, words = run("two")
    assert status == 1
    assert "pack/service.ndjson: 1 changed in x" in words
    meant.write_text('[[meant]]\nwhy = "wanted"\nfield = "x"\n')
    assert run("two")[0] == 0
