"""What is written down: sentences of ours and where an error came from, and never what was searched for."""

import io
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from assetmap.errors import DatabaseUnavailable
from assetmap.log import SafeFormatter, outline

SECRET = "CT9 1XZ"


@pytest.fixture
def said() -> Iterator[tuple[logging.Handler, io.StringIO]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeFormatter())
    yield handler, stream
    handler.close()


def lines_of(
    name: str, said: tuple[logging.Handler, io.StringIO], tell: Callable[[logging.Logger], None]
) -> str:
    handler, stream = said
    logger = logging.getLogger(name)
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        tell(logger)
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
    return stream.getvalue()


def fail() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"no column {SECRET}") from error


def caught() -> BaseException:
    try:
        fail()
    except ValueError as error:
        return error
    raise AssertionError


def test_ours_is_told_in_its_words(said: tuple[logging.Handler, io.StringIO]) -> None:
    told = lines_of("assetmap.site", said, lambda log: log.warning("%s %s", "GET /", 503))
    assert told.endswith(" WARNING GET / 503\n")


@pytest.mark.parametrize(
    ("name", "tell"),
    [
        ("flask.app", lambda log: log.error(f"Exception on /?postcode={SECRET} [GET]")),
        ("gunicorn.error", lambda log: log.warning(f"Invalid request from ip=192.0.2.1: {SECRET}")),
        ("gunicorn.error", lambda log: log.exception("Error handling request %s", f"/?postcode={SECRET}")),
        ("gunicorn.error", lambda log: log.error("Error %(uri)s", {"uri": SECRET})),
        ("gunicorn.error", lambda log: log.error("%d", SECRET)),
        ("werkzeug", lambda log: log.error(f"192.0.2.1 - - {SECRET} %s", 200)),
        ("sqlalchemy.pool", lambda log: log.error("Exception %r", ValueError(SECRET), exc_info=caught())),
    ],
)
def test_a_library_is_told_without_its_values(
    said: tuple[logging.Handler, io.StringIO], name: str, tell: Callable[[logging.Logger], None]
) -> None:
    told = lines_of(name, said, tell)
    assert name in told
    assert SECRET not in told
    assert "192.0.2.1" not in told


def test_the_numbers_of_a_server_are_told(said: tuple[logging.Handler, io.StringIO]) -> None:
    told = lines_of("gunicorn.error", said, lambda log: log.critical("WORKER TIMEOUT (pid:%s)", 4711))
    assert "WORKER TIMEOUT (pid:4711)" in told


def test_an_error_is_its_classes_and_lines() -> None:
    told = outline(caught())
    assert SECRET not in told
    assert "ValueError" in told
    assert "KeyError" in told
    assert "test_log.py:" in told
    assert " in fail" in told


def test_what_an_error_tells_the_log_alone() -> None:
    error = DatabaseUnavailable("The database does not answer.", detail="no socket in /run/somewhere")
    assert outline(error) == "DatabaseUnavailable: no socket in /run/somewhere"


def test_a_traceback_that_another_handler_made_is_not_told(said: tuple[logging.Handler, io.StringIO]) -> None:
    def tell(log: logging.Logger) -> None:
        record = log.makeRecord(
            log.name, logging.ERROR, "x.py", 1, "A fault", (), (ValueError, caught(), None)
        )
        logging.Formatter().format(record)
        assert SECRET in str(record.exc_text)
        log.handle(record)

    assert SECRET not in lines_of("assetmap.site", said, tell)


PROGRAM = """
import logging, threading, warnings
from assetmap.log import configure
configure()
def fail(): raise ValueError("{secret}")
warnings.warn("{secret}")
logging.getLogger("assetmap.site").error("%d", "{secret}")
logging.getLogger("assetmap.site").error("{secret} %s %s", "one")
thread = threading.Thread(target=fail); thread.start(); thread.join()
class Broken:
    def __del__(self): fail()
Broken()
fail()
"""


def test_whatever_nobody_catches_is_an_outline() -> None:
    program = PROGRAM.replace("{secret}", SECRET)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("A fault that nobody caught") == 3
    assert "UserWarning at " in done.stderr
    assert SECRET not in done.stderr + done.stdout
