"""The reader of the web: polite, patient, bounded, and never led to a private address."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

import pytest
from feed_server import Feed, serve, service

from assetmap import __version__
from assetmap.errors import FeedUnavailable
from assetmap.feeds.address import is_public
from assetmap.feeds.bounds import Bounds
from assetmap.feeds.client import Client

QUICK = Bounds(first_pause_s=0.01, connect_s=10, silence_s=10, answer_s=30)


@pytest.fixture
def feed() -> Iterator[Feed]:
    with serve(Feed([service(number) for number in range(3)])) as feed:
        yield feed


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(bounds=QUICK, allow_private=True) as client:
        yield client


def test_it_says_who_it_is_and_keeps_one_connection(feed: Feed) -> None:
    with Client(bounds=QUICK, allow_private=True, about="https://services.example.org") as client:
        for _ in range(4):
            assert client.get_json(f"{feed.url}/services")[1]["total_items"] == 3
    assert feed.agents == [f"AssetMap/{__version__} (+https://services.example.org)"] * 4
    assert feed.connections == 1


@pytest.mark.parametrize("trouble", ["429", "502", "503", "504", "dropped", "cut", "truncated", "stalled"])
def test_what_may_pass_is_asked_again(feed: Feed, trouble: str) -> None:
    feed.troubles = [trouble, trouble]
    bounds = replace(QUICK, silence_s=1) if trouble == "stalled" else QUICK
    with Client(bounds=bounds, allow_private=True) as client:
        assert len(client.get_json(f"{feed.url}/services")[1]["contents"]) == 3
    assert len(feed.asked) == 3


def test_it_waits_as_long_as_the_server_asks(feed: Feed, client: Client) -> None:
    feed.troubles = ["429 1"]
    began = time.monotonic()
    client.get_json(f"{feed.url}/services")
    assert time.monotonic() - began >= 1


def test_it_does_not_wait_for_hours(feed: Feed, client: Client) -> None:
    feed.troubles = ["503 7200"]
    with pytest.raises(FeedUnavailable, match="left alone for 7,200 seconds"):
        client.get_json(f"{feed.url}/services")
    assert len(feed.asked) == 1


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("503", "answers 503, at each of 5 tries"),
        ("dropped", "drops the connection, at each of 5 tries"),
        ("truncated", "breaks off in the middle of its answer, at each of 5 tries"),
        ("stalled", "says nothing for too long, at each of 5 tries"),
    ],
)
def test_it_gives_up_in_the_end_and_says_why(feed: Feed, trouble: str, sentence: str) -> None:
    feed.troubles = [trouble] * 9
    bounds = replace(QUICK, silence_s=0.3) if trouble == "stalled" else QUICK
    with (
        Client(bounds=bounds, allow_private=True) as client,
        pytest.raises(FeedUnavailable, match=sentence) as raised,
    ):
        client.get_json(f"{feed.url}/services")
    assert raised.value.hint
    assert len(feed.asked) == QUICK.attempts


def test_a_page_for_people_is_no_feed_and_is_asked_once(feed: Feed, client: Client) -> None:
    feed.troubles = ["html"]
    with pytest.raises(FeedUnavailable, match="is no JSON: it begins with “<!doctype html>"):
        client.get_json(f"{feed.url}/services")
    assert len(feed.asked) == 1


def test_too_much_is_not_taken(feed: Feed) -> None:
    feed.troubles = ["huge"]
    with (
        Client(bounds=replace(QUICK, answer_bytes=2**20), allow_private=True) as client,
        pytest.raises(FeedUnavailable, match="sends more than can be taken, 1 MB at once"),
    ):
        client.get_json(f"{feed.url}/services")


OK = b"HTTP/1.1 200 OK\r\n"
PACKED = b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n\x1f\x8b\x08\x08\0\0\0\0\r\n"


@pytest.mark.parametrize(
    ("begins", "goes_on"),
    [
        (OK + b"X-Long: ", b"x"),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
        (OK + PACKED, b"1\r\nn\r\n"),
        (OK + b"\r\n", b" "),
    ],
    ids=["a header", "answers before the answer", "a name in something packed", "a body"],
)
def test_an_answer_that_comes_in_drops_is_left(begins: bytes, goes_on: bytes) -> None:
    bounds = replace(QUICK, answer_s=0.5, attempts=2)
    with (
        endless(begins, goes_on, pause_s=0.02) as url,
        Client(bounds=bounds, allow_private=True) as client,
        pytest.raises(FeedUnavailable, match=r"is not done after 0\.5 seconds, at each of 2 tries"),
    ):
        client.get(url)


@pytest.mark.parametrize(
    ("begins", "goes_on"),
    [
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100),
        (OK + PACKED, b"400\r\n" + b"n" * 1024 + b"\r\n"),
        (OK + b"\r\n", b" " * 1024),
    ],
    ids=["answers before the answer", "a name in something packed", "a body"],
)
def test_an_answer_without_end_is_left(begins: bytes, goes_on: bytes) -> None:
    with (
        endless(begins, goes_on) as url,
        Client(bounds=replace(QUICK, answer_bytes=2**20), allow_private=True) as client,
        pytest.raises(FeedUnavailable, match="sends more than can be taken"),
    ):
        client.get(url)


def test_what_a_redirect_says_besides_is_not_read(feed: Feed) -> None:
    moved = f"HTTP/1.1 302 Found\r\nLocation: {feed.url}/services\r\n\r\n".encode()
    with (
        endless(moved, b" " * 1024) as url,
        Client(bounds=replace(QUICK, answer_bytes=2**20), allow_private=True) as client,
    ):
        answer, body = client.get_json(url)
    assert (answer.url, body["total_items"]) == (f"{feed.url}/services", 3)


def test_a_feed_that_never_ends_is_left(feed: Feed) -> None:
    with (
        Client(bounds=replace(QUICK, feed_s=-1), allow_private=True) as client,
        pytest.raises(FeedUnavailable, match="takes longer"),
    ):
        client.get(f"{feed.url}/services")


def test_redirects_are_followed_so_far_and_no_further(feed: Feed, client: Client) -> None:
    feed.troubles = [f"302 {feed.url}/services", f"307 {feed.url}/services"]
    assert client.get_json(f"{feed.url}/elsewhere")[1]["total_items"] == 3
    feed.troubles = [f"302 {feed.url}/services"] * 9
    with pytest.raises(FeedUnavailable, match="redirects more than 5 times"):
        client.get_json(f"{feed.url}/elsewhere")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/feed"])
def test_only_http_is_followed(feed: Feed, client: Client, address: str) -> None:
    feed.troubles = [f"302 {address}"]
    with pytest.raises(FeedUnavailable, match="http"):
        client.get(f"{feed.url}/services")


def test_a_private_address_is_not_asked_unless_it_is_allowed(feed: Feed) -> None:
    with Client(bounds=QUICK) as client:
        for url in (feed.url, feed.url.replace("127.0.0.1", "localhost")):
            with pytest.raises(FeedUnavailable, match="which is a private address") as raised:
                client.get(f"{url}/services")
            assert "ASSETMAP_FEED_ALLOW_PRIVATE" in (raised.value.hint or "")
    assert feed.connections == 0


def test_a_public_name_that_resolves_to_a_private_address_is_not_asked(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", resolver(names, {"feed.example.org": "127.0.0.1"}))
    with Client(bounds=QUICK) as client, pytest.raises(FeedUnavailable, match=r"is at 127\.0\.0\.1"):
        client.get("http://feed.example.org/services")
    assert names == ["feed.example.org"]


def test_a_redirect_to_a_private_address_is_not_followed(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address counts as public here; the second host is looked at as strictly as the first."""
    names: list[str] = []
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        resolver(names, {"out.example.org": "127.0.0.1", "in.example.org": "127.0.0.2"}),
    )
    monkeypatch.setattr("assetmap.feeds.address.is_public", lambda address: str(address) == "127.0.0.1")
    port = feed.url.rpartition(":")[2]
    feed.troubles = [f"302 http://in.example.org:{port}/services"]
    with (
        Client(bounds=QUICK) as client,
        pytest.raises(FeedUnavailable, match=r"in\.example\.org is at 127\.0\.0\.2"),
    ):
        client.get(f"http://out.example.org:{port}/services")
    assert feed.asked == ["/services"]
    assert names == ["out.example.org", "in.example.org"]


def test_the_checked_address_is_the_one_that_is_connected_to(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is resolved once a request, so a second answer of its DNS changes nothing."""
    names: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", resolver(names, {"feed.example.org": "127.0.0.1"}))
    port = feed.url.rpartition(":")[2]
    with Client(bounds=QUICK, allow_private=True) as client:
        assert client.get(f"http://feed.example.org:{port}/services").found
    assert names == ["feed.example.org"]


def test_two_names_at_one_address_share_no_connection(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate is checked when a connection is made, and for one name."""
    names: list[str] = []
    known = {"example.org": "127.0.0.1", "www.example.org": "127.0.0.1"}
    monkeypatch.setattr(socket, "getaddrinfo", resolver(names, known))
    port = feed.url.rpartition(":")[2]
    with Client(bounds=QUICK, allow_private=True) as client:
        for name in ("example.org", "www.example.org", "www.example.org"):
            assert client.get(f"http://{name}:{port}/services").found
    assert names == ["example.org", "www.example.org"]
    assert feed.connections == 2


@contextmanager
def endless(begins: bytes, goes_on: bytes, pause_s: float = 0.0) -> Iterator[str]:
    """A server that answers everybody with a beginning and then, for ever, with the same."""
    over = threading.Event()

    def talk(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            connection.recv(65_536)
            connection.sendall(begins)
            while not over.wait(pause_s):
                connection.sendall(goes_on)

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=talk, args=[server.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/services"
        finally:
            over.set()
            server.shutdown(socket.SHUT_RDWR)
            listener.join()


def resolver(names: list[str], known: dict[str, str]) -> Callable[..., Any]:
    """A DNS of our own; a lookup of an address that is a number already is none."""
    real = socket.getaddrinfo

    def look_up(host: str, *more: Any, **options: Any) -> Any:
        if host in known:
            names.append(host)
        return real(known.get(host, host), *more, **options)

    return look_up


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "::7f00:1", "::a9fe:a9fe", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        # NAT64 within a site, site-local and IPv4-translated: private whatever they hold.
        "64:ff9b:1::1", "64:ff9b:1:ffff:ffff:ffff:808:808", "fec0::1", "feff::1", "::ffff:0:7f00:1",
        "::ffff:0:808:808",
        # Of NAT64, 6to4, ISATAP and IPv4-compatible addresses, the one inside decides; Teredo is never asked.
        "64:ff9b::a00:1", "64:ff9b::c0a8:101", "2002:a00:1::1", "2002:c0a8:101::", "::a00:1", "::c0a8:101",
        "2606:4700::5efe:a00:1", "2606:4700::200:5efe:7f00:1", "2001:0:808:808::f5ff:fffe",
        "192.88.99.1", "3fff::1", "5f00::1", "::5efe:808:808:0", "4000::1",
    ],
)  # fmt: skip
def test_a_private_address_in_any_dress_is_private(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(ip_address(address))


def test_a_host_that_is_not_there(client: Client) -> None:
    with pytest.raises(FeedUnavailable, match=r"There is no host called nowhere\.invalid"):
        client.get("http://nowhere.invalid/services")


def test_nobody_listens(client: Client) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/services"
    with pytest.raises(FeedUnavailable, match="cannot be connected to, at each of 5 tries"):
        client.get(url)


def test_a_feed_that_sends_next_to_nothing_is_left_alone(feed: Feed) -> None:
    slow = Bounds(trial_s=0, least_bytes_s=1e12)
    with Client(bounds=slow, allow_private=True) as client, pytest.raises(FeedUnavailable, match="too slow"):
        client.get(feed.url)
    assert feed.asked == []
