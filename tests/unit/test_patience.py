"""Deadlines for connections, by a clock of the test's own."""

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from waitress.adjustments import Adjustments

from assetmap.server import patience
from assetmap.server.patience import BODY_S, HEADERS_S, IDLE_S, SENDING_S, SLOWEST_BYTES_S, Channel


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(patience, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def channel(clock: SimpleNamespace) -> Iterator[Any]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        server = SimpleNamespace(active_channels={}, add_task=lambda task: None)
        yield Channel(server, ours, None, Adjustments(), map={})


def test_one_that_says_nothing_is_kept_for_a_while(channel: Any, clock: SimpleNamespace) -> None:
    assert not channel.is_too_slow(clock.now + IDLE_S)
    assert channel.is_too_slow(clock.now + IDLE_S + 1)


def test_a_byte_now_and_then_does_not_lengthen_the_time_for_headers(
    channel: Any, clock: SimpleNamespace
) -> None:
    channel.received(b"GET / HTTP/1.1\r\n")
    for _ in range(HEADERS_S):
        clock.now += 1
        channel.received(b"X")
    assert not channel.is_too_slow(clock.now)
    assert channel.is_too_slow(clock.now + 1)


def test_a_body_has_its_own_time(channel: Any, clock: SimpleNamespace) -> None:
    channel.received(b"POST / HTTP/1.1\r\nContent-Length: 90\r\n\r\nx")
    assert not channel.is_too_slow(clock.now + BODY_S)
    assert channel.is_too_slow(clock.now + BODY_S + 1)


def test_while_we_work_no_time_runs(channel: Any, clock: SimpleNamespace) -> None:
    channel.received(b"GET / HTTP/1.1\r\n\r\n")
    assert not channel.is_too_slow(clock.now + 1_000)
    channel.requests = []
    assert not channel.is_too_slow(clock.now + 1_000 + IDLE_S)
    assert channel.is_too_slow(clock.now + 1_001 + IDLE_S)


def test_an_answer_has_to_flow(channel: Any, clock: SimpleNamespace) -> None:
    channel.total_outbufs_len = 10_000_000
    assert not channel.is_too_slow(clock.now)
    channel.total_outbufs_len -= SLOWEST_BYTES_S * (SENDING_S + 1)
    assert not channel.is_too_slow(clock.now + SENDING_S + 1)
    channel.total_outbufs_len -= 100
    assert channel.is_too_slow(clock.now + 2 * (SENDING_S + 1))
