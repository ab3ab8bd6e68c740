"""The test against the official schemas of Open Referral UK 3.0, where this machine has a copy of them."""

from pathlib import Path

import pytest
from official import IS_HERE, TEST, say_what_is_not_here

collect_ignore = [] if IS_HERE else [TEST]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that is not there is told of."""
    say_what_is_not_here(terminalreporter, Path(__file__).parent)
