"""What can wait gives way: its process, its session, and the server's process that works for it."""

import os
import subprocess
import sys
from pathlib import Path

SHOW = "import os; from pathlib import Path; print(os.getpriority(os.PRIO_PROCESS, 0), *Path('/proc/self/autogroup').read_text().split()[-1:])"  # noqa: E501


def nice_of(call: str) -> list[str]:
    """The priorities of a process, and of its session, that has called this."""
    code = f"from assetmap import priority; {call}; {SHOW}"
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, start_new_session=True
    ).stdout.split()


def test_an_import_gives_way_with_its_session() -> None:
    assert set(nice_of("priority.give_way_with_session()")) == {"10"}


def test_a_maker_gives_way_within_its_session() -> None:
    assert nice_of("priority.give_way()")[0] == "10"


def test_a_terminal_s_session_is_what_it_was_once_the_command_has_ended() -> None:
    before = Path("/proc/self/autogroup").read_text()
    code = "from assetmap import priority; priority.give_way_with_session()"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert Path("/proc/self/autogroup").read_text() == before


def test_it_never_takes_more_than_it_had() -> None:
    code = f"import os; os.nice(15); from assetmap import priority; priority.give_way(); {SHOW}"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split()[0] == str(min(19, 15 + os.getpriority(os.PRIO_PROCESS, 0)))
