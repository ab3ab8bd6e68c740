"""What the worker says: a line for each thing, an outline of faults only, and no keys."""

import logging
import re
import warnings
from threading import Thread

import pytest
from procrastinate.exceptions import ConnectorException

from assetmap.errors import FeedUnavailable
from assetmap.feeds.address import without_secrets
from assetmap.worker.lines import plain_lines

OURS, LIBRARY = logging.getLogger("assetmap.worker"), logging.getLogger("procrastinate")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.example/api?key=1 answers 503.", "https://a.example/api answers 503."),
        ("https://me:pass@a.example/api#part", "https://a.example/api"),
        (
            "HTTP://a.example:81?key=1&b=2 and http://b.example/x",
            "HTTP://a.example:81 and http://b.example/x",
        ),
        ("Is it up? Ask me@example.org.", "Is it up? Ask me@example.org."),
    ],
)
def test_what_may_be_a_key_is_left_out(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_a_line_has_its_time_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    with plain_lines():
        OURS.info("%s: reading %s", "neighbour", "https://a.example/?key=1")
        LIBRARY.info("Registering task")
    OURS.info("after the end")
    said = capsys.readouterr()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d neighbour: reading https://a\.example/\n", said.out)
    assert said.err == ""


@pytest.mark.parametrize("error", [ConnectorException(), FeedUnavailable("It is down.")])
def test_what_is_expected_has_no_traceback(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    with plain_lines():
        LIBRARY.error("Side task failed", exc_info=error)
    assert capsys.readouterr().out == ""


def test_a_fault_is_told_by_where_it_came_from_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise KeyError("12 Hidden Lane, https://a.example/?key=hush")
    except KeyError as error:
        fault = error
    with plain_lines():
        LIBRARY.error("Job failed", exc_info=fault)
    said = capsys.readouterr().out
    assert "Job failed\nKeyError\n  " in said
    assert "test_lines.py:" in said
    assert "hush" not in said
    assert "Hidden" not in said


@pytest.mark.filterwarnings("default")
def test_nor_is_a_value_told_by_a_warning_or_a_thread(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise ValueError("12 Hidden Lane")

    with plain_lines():
        warnings.showwarning("Cell A1 holds 12 Hidden Lane", UserWarning, "xlsx.py", 7)
        thread = Thread(target=fail)
        thread.start()
        thread.join()
        logging.getLogger("asyncio").error("Task exception was never retrieved: 12 Hidden Lane")
    said = capsys.readouterr()
    assert "UserWarning at xlsx.py:7\n" in said.out
    assert "A fault that nobody caught\nValueError\n" in said.out
    assert "asyncio at " in said.out
    assert "Hidden" not in said.out + said.err
