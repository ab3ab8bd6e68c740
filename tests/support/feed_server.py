"""A feed of our own on loopback, which can be as untidy as the real ones: each kind of mess is a switch."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import NAMESPACE_URL, uuid5

Reply = tuple[int, dict[str, str], bytes]
Route = Callable[["Feed", dict[str, str]], Reply]


def uid(*parts: object) -> str:
    """A UUID that is the same in every run."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))


def service(number: int, **more: Any) -> dict[str, Any]:
    """A sound service of Open Referral UK 3.0, with all that belongs to it."""
    return {
        "id": uid("service", number),
        "name": f"Walking group {number}",
        "description": "A gentle walk of an hour along the sea, with tea after it.",
        "url": "https://walks.example.org/",
        "status": "active",
        "minimum_age": 18,
        "assured_date": "2026-05-20",
        "last_modified": "2026-05-20T10:00:00.000Z",
        "organization": {
            "id": uid("organization", number % 3),
            "name": f"Walkers {number % 3}",
            "description": "People who walk together.",
        },
        "schedules": [
            {
                "id": uid("schedule", number), "freq": "WEEKLY", "byday": "TU,TH",
                "opens_at": "10:00", "closes_at": "12:00",
            }
        ],
        "service_at_locations": [
            {
                "id": uid("sal", number),
                "location": {
                    "id": uid("location", number), "location_type": "physical", "name": f"Hall {number}",
                    "latitude": 51.38 + number / 10_000, "longitude": 1.38,
                    "addresses": [
                        {
                            "id": uid("address", number), "address_1": f"{number} High Street",
                            "city": "Margate", "state_province": "Kent", "postal_code": "CT9 1XZ",
                            "country": "GB", "address_type": "physical",
                        }
                    ],
                },
            }
        ],
        "attributes": [
            {
                "id": uid("attribute", number), "link_type": "service",
                "taxonomy_term": {
                    "id": uid("term"), "name": "Walking", "term": "walking",
                    "description": "Walks in company", "taxonomy": "Activities",
                },
            }
        ],
        **more,
    }  # fmt: skip


class Feed:
    """What the server serves, and how it misbehaves; change it between requests as you like.

    `troubles` is a queue: each request takes the next one, and is answered well when there is none left.
    """

    def __init__(self, services: list[dict[str, Any]]) -> None:
        self.services = services
        self.per_page_most = 100
        self.about: Any = {
            "version": "HSDS-UK-3.0",
            "profile": "https://docs.openreferraluk.org/",
            "openapi_url": "https://feed.example.org/openapi.json",
        }
        self.lists_are_short = False
        self.total: int | None = None
        self.same_page_for_ever = False
        self.old_words = False
        self.links = False
        self.modified_after = True
        self.troubles: list[str] = []
        self.asked: list[str] = []
        self.agents: list[str] = []
        self.connections = 0
        self.url = ""

    def reply(self, path: str, query: dict[str, str]) -> Reply:
        """Answer well."""
        if path in ("", "/"):
            return _json(self.about) if self.about else (404, {}, b"nothing here")
        if path == "/services":
            return self.page(query)
        if path.startswith("/services/"):
            key = path.removeprefix("/services/")
            found = next((one for one in self.services if str(one["id"]) == key), None)
            return _json(found) if found else (404, {}, b'{"error": "no such service"}')
        return 404, {}, b'{"error": "no such list"}'

    def page(self, query: dict[str, str]) -> Reply:
        """One page of services."""
        number = 1 if self.same_page_for_ever else int(query.get("page", 1))
        size = min(int(query.get("per_page", 50)), self.per_page_most)
        held = self.services
        if self.modified_after and "modified_after" in query:
            held = [one for one in held if one.get("last_modified", "") > query["modified_after"]]
        shown = held[(number - 1) * size : number * size]
        if self.lists_are_short:
            shown = [
                {name: value for name, value in one.items() if not isinstance(value, list)} for one in shown
            ]
        total = len(held) if self.total is None else self.total
        pages = -(-total // size)
        headers = {}
        if self.links and number * size < len(held):
            headers["Link"] = f'<{self.url}/services?page={number + 1}&per_page={size}>; rel="next"'
        if self.links:
            return _json(shown, headers)
        body = {
            "total_items": total, "total_pages": pages, "page_number": number, "size": len(shown),
            "first_page": number == 1, "last_page": number >= pages, "empty": not shown, "contents": shown,
        }  # fmt: skip
        if self.old_words:
            body = {
                "totalElements": total, "totalPages": pages, "number": number, "size": size,
                "first": number == 1, "last": number >= pages, "content": shown,
            }  # fmt: skip
        return _json(body)


def _json(body: Any, headers: dict[str, str] | None = None) -> Reply:
    return 200, {"Content-Type": "application/json"} | (headers or {}), json.dumps(body).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    feed: Feed

    def setup(self) -> None:
        super().setup()
        self.feed.connections += 1

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.feed.asked.append(self.path)
        self.feed.agents.append(self.headers.get("User-Agent", ""))
        trouble = self.feed.troubles.pop(0) if self.feed.troubles else ""
        status, headers, body = self.feed.reply(parts.path.rstrip("/"), query)
        kind, _, detail = trouble.partition(" ")
        if kind.isdigit():
            more = {"Retry-After": detail} if detail and kind in ("429", "503") else {}
            if kind.startswith("3"):
                more = {"Location": detail}
            self._send(int(kind), more, b"busy")
        elif kind == "truncated":
            self._send(status, headers, body[: len(body) // 2])
        elif kind == "cut":
            self._send(status, headers, body, sent=len(body) // 2)
        elif kind == "dropped":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        elif kind == "stalled":
            self.feed_waits()
        elif kind == "html":
            self._send(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Log in</title>")
        elif kind == "huge":
            self._send(200, headers, b"[" + b" " * 3_000_000 + b"]")
        else:
            self._send(status, headers, body)

    def feed_waits(self) -> None:
        """Say nothing until the other side gives up."""
        self.close_connection = True
        self.connection.settimeout(10)
        try:
            self.connection.recv(1)
        except OSError:
            return

    def _send(self, status: int, headers: dict[str, str], body: bytes, sent: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])
        if sent is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the library
        """Say nothing on the terminal."""


@contextmanager
def serve(feed: Feed) -> Iterator[Feed]:
    """Serve a feed on a port of loopback that is free."""
    handler = type("Handler", (_Handler,), {"feed": feed})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    feed.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
