"""How long a search takes while the site is attacked, against how long it takes alone.

    ASSETMAP_HOME=/tmp/bench python -m benchmarks.under_attack [--listings 20000] [--rounds 5]

Sets itself up from nothing: Kent and Medway with invented services, and a site on loopback. Twenty searches a
second are sent on a fixed schedule, whatever becomes of those before (an open loop), and each is timed from
when it was due. Each round does that alone, and then with 16 slow clients (half-sent headers, dribbled
bodies, downloads that nobody reads), 16 heavy requests that always wait for a file that nobody has made yet,
and an import of a spreadsheet in rehearsal. The ratio of the two 95th percentiles is to be 2 at most, as the
median of five rounds.
"""

import argparse
import csv
import itertools
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assetmap.config import Settings
from assetmap.database.engine import open_engine
from benchmarks.crowded_kent import crowd_kent

RATE = 20
SECONDS = 15
PATIENCE_S = 30.0
SLOW = 16
HEAVY = 16
IMPORTED = 20_000
AIM = 2.0
POSTCODES = ("CT9+1AE", "ME14+1XX", "TN23+1PL", "CT1+2HX", "DA11+0AS", "CT20+1QR")
SEARCHES = (
    "/?postcode={}", "/?postcode={}&q=walking", "/?postcode={}&category=food-banks",
    "/?postcode={}&day=monday",
    "/?postcode={}&q=group&free=true", "/?q=diabetes", "/?district=Thanet&category=libraries",
)  # fmt: skip
SENT = (
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\n",
    b"GET /data/services.csv HTTP/1.1\r\nHost: localhost\r\n\r\n",
)


def main() -> int:
    """Measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    with open_engine(settings) as engine, TemporaryDirectory() as folder:
        crowd_kent(engine, settings, arguments.listings)
        sheet = write_sheet(Path(folder) / "services.csv")
        with serving() as port:
            search(port, 5)
            ratios = [show_round(number, port, sheet) for number in range(1, arguments.rounds + 1)]
    ratio = statistics.median(ratios)
    print(f"\nMedian ratio of the 95th percentiles: {ratio:.2f} (aim: {AIM:.0f} at most)")
    return int(ratio > AIM)


def show_round(number: int, port: int, sheet: Path) -> float:
    """One round: alone, then attacked."""
    if number == 1:
        print("| round | searches | p50, ms | p95, ms | most, ms | not answered | files | ratio of p95 |")
        print("|---|---|---|---|---|---|---|---|")
    alone = search(port, SECONDS)
    _show(number, "alone", alone, "", 0)
    with attacked(port, sheet) as files:
        time.sleep(2)
        under = search(port, SECONDS)
    ratio = percentile(under, 95) / percentile(alone, 95)
    _show(
        number, "attacked", under, ", ".join(f"{count} × {status}" for status, count in files.items()), ratio
    )
    return ratio


def _show(number: int, name: str, took: list[float], files: str, ratio: float) -> None:
    figures = [f"{percentile(took, share) * 1000:.0f}" for share in (50, 95, 100)]
    lost = sum(seconds >= PATIENCE_S for seconds in took)
    told = [str(number), name, *figures, str(lost), files, f"{ratio:.2f}" if ratio else ""]
    print(f"| {' | '.join(told)} |", flush=True)


def percentile(took: list[float], share: int) -> float:
    """Seconds within which this share of the answers came."""
    return float(np.percentile(took, share))


def search(port: int, seconds: int) -> list[float]:
    """Send searches on their schedule; seconds from when each was due until its answer was whole."""
    asked = itertools.cycle(
        address.format(postcode) for postcode in POSTCODES for address in SEARCHES
    )  # fmt: skip
    begun = time.monotonic() + 0.5
    with ThreadPoolExecutor(RATE * 10) as threads:
        waiting = [
            threads.submit(_search_at, port, begun + number / RATE, next(asked))
            for number in range(RATE * seconds)
        ]
        return [each.result() for each in waiting]


def _search_at(port: int, due: float, address: str) -> float:
    time.sleep(max(0.0, due - time.monotonic()))
    status, _body = get(port, address)
    return min(time.monotonic() - due, PATIENCE_S) if status == 200 else PATIENCE_S


def get(port: int, address: str) -> tuple[int, bytes]:
    """Status and body of an answer; 0 where none came."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


@contextmanager
def attacked(port: int, sheet: Path) -> Iterator[Counter[int]]:
    """Attack the site for as long as the block lasts; the statuses of the heavy answers."""
    over = threading.Event()
    statuses: Counter[int] = Counter()
    with ExitStack() as stack:
        threads = [threading.Thread(target=_be_slow, args=(port, over))]
        threads += [
            threading.Thread(target=_ask_for_files, args=(port, over, statuses)) for _ in range(HEAVY)
        ]
        threads.append(threading.Thread(target=_import, args=(sheet, over)))
        for thread in threads:
            thread.start()
            stack.callback(thread.join)
        stack.callback(over.set)
        yield statuses


def _be_slow(port: int, over: threading.Event) -> None:
    clients: list[socket.socket] = []
    while not over.wait(1):
        for client in list(clients):
            try:
                client.send(b"x")
            except OSError:
                clients.remove(client)
                client.close()
        while len(clients) < SLOW:
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.connect(("127.0.0.1", port))
            client.sendall(SENT[len(clients) % len(SENT)])
            clients.append(client)
    for client in clients:
        client.close()


_reaches = itertools.count(int(time.time()) % 10_000 + 500)


def _ask_for_files(port: int, over: threading.Event, statuses: Counter[int]) -> None:
    while not over.is_set():
        # A reach that nobody has asked for is a file that nobody has made.
        address = f"/gaps.xlsx?district=Kent&reach_m={next(_reaches)}"
        while not over.is_set():
            status, _body = get(port, address)
            statuses[status] += 1
            if status == 200:
                break
            over.wait(5)


def _import(sheet: Path, over: threading.Event) -> None:
    while not over.is_set():
        command = [sys.executable, "-m", "assetmap", "import", str(sheet), "--source", "attack", "--dry-run"]
        importing = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        while importing.poll() is None and not over.wait(0.2):
            pass
        _end(importing)


@contextmanager
def serving() -> Iterator[int]:
    """Run the site for as long as the block lasts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    site = subprocess.Popen(
        [sys.executable, "-m", "assetmap", "serve", f"--port={port}"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        if site.stdout is None or not any("Ctrl-C" in line for line in site.stdout):
            sys.exit("The site did not start.")
        yield port
    finally:
        _end(site)


def _end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    ends: Callable[[], object] = process.wait
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    ends()


def write_sheet(path: Path) -> Path:
    """Write a spreadsheet of many services."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["id", "name", "organisation", "description", "postcode", "category", "opening hours"]
        )
        for number in range(IMPORTED):
            postcode = POSTCODES[number % len(POSTCODES)].replace("+", " ")
            writer.writerow(
                [number, f"Group {number}", f"Charity {number % 900}", "Tea and talk.", postcode,
                 "Lunch clubs", "Tuesday 10am to 12pm"]
            )  # fmt: skip
    return path


if __name__ == "__main__":
    sys.exit(main())
