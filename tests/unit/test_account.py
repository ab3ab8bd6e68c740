"""Whose name is kept with an act."""

import os
import pwd

import click
import pytest

from assetmap.commands.account import account, who


def test_the_account_is_the_one_the_kernel_knows_whatever_variables_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert account() == pwd.getpwuid(os.getuid()).pw_name


def test_under_sudo_it_is_who_asked_for_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setenv("SUDO_UID", str(pwd.getpwnam("daemon").pw_uid))
    assert account() == "daemon"


def test_only_root_is_believed_about_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: pwd.getpwnam("daemon").pw_uid)
    monkeypatch.setenv("SUDO_UID", "0")
    assert account() == "daemon"


def test_an_account_without_a_name_must_say_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_999)
    with pytest.raises(click.UsageError, match="Say who decides, with --by"):
        account()
    assert who(" Ann ") == "Ann"


@pytest.mark.parametrize("by", ["", "  ", "a\nb", "x" * 101])
def test_what_is_no_name_is_refused(by: str) -> None:
    with pytest.raises(click.BadParameter, match="This isn't a name"):
        who(by)
