"""The site on loopback and Chromium looking at it; a console error or a request elsewhere fails the test."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from sqlalchemy import URL, Engine
from werkzeug.serving import WSGIRequestHandler, make_server

from assetmap.app import create_app
from assetmap.config import Settings
from assetmap.database.engine import make_engine

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Without the background flags Chromium calls home; as root it has no sandbox.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
Open = Callable[..., Page]


class Quiet(WSGIRequestHandler):
    """A server that does not write a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 # as werkzeug has it
        pass


@contextmanager
def serving(url: URL) -> Iterator[str]:
    """Serve the site over a database, and give its address."""
    engine = make_engine(url, role="web")
    app = create_app(Settings(), connect=engine.connect)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        engine.dispose()


@pytest.fixture(scope="session")
def serve() -> Callable[[URL], AbstractContextManager[str]]:
    """Serve the site over another database, for as long as a `with` lasts."""
    return serving


@pytest.fixture(scope="session")
def site(kent_engine: Engine) -> Iterator[str]:
    """The address of the site with the whole Kent pack."""
    with serving(kent_engine.url) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own is never fetched."""
    with sync_playwright() as playwright:
        executable = shutil.which("chromium")
        assert executable, "There is no chromium here: apt-get install chromium"
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open pages that may neither complain nor ask anybody but the site."""
    faults: list[str] = []
    contexts = []
    expected: list[str] = []

    def note_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(each in message.text for each in expected):
            faults.append(f"console {message.type}: {message.text}")

    def note_request(asked: Request) -> None:
        inside = asked.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:"))
        if not inside:
            faults.append(f"outside request: {asked.url}")

    def open_page(
        address: str, *, width: int = 1280, javascript: bool = True, expect_status: int = 200, **options: Any
    ) -> Page:
        if "://" not in address:
            address = request.getfixturevalue("site") + address
        if expect_status != 200:
            expected.append(f"the server responded with a status of {expect_status}")
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, **options
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note_console)
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on("request", note_request)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture(scope="session")
def find_barriers() -> Callable[[Page], list[str]]:
    """Ask axe-core what is serious or critical on a page that has come to rest, as one line each."""
    source = AXE.read_text("utf-8")

    def find_barriers(page: Page) -> list[str]:
        # A popup that is still fading in is pale for a moment, and would be reported as too pale to read.
        page.evaluate("() => Promise.allSettled(document.getAnimations().map(each => each.finished))")
        page.evaluate(source)
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{found['impact']} {found['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for found in result["violations"]
            if found["impact"] in {"serious", "critical"}
            for node in found["nodes"]
        ]

    return find_barriers
