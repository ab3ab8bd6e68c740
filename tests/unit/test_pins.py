"""What set-up installs: pinned, with digests, from wherever the machine gets its packages."""

import json
import re
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]


def pins(name: str) -> dict[str, set[str]]:
    """Read a requirements file as versions (with their conditions) by package."""
    found: dict[str, set[str]] = {}
    for line in re.findall(r"^[a-z0-9].*", (CHECKOUT / name).read_text(), re.MULTILINE):
        package, version = line.rstrip("\\ ").split("==", 1)
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_has_a_version_and_a_digest(name: str) -> None:
    text = re.sub(r"^#.*\n", "", (CHECKOUT / name).read_text(), flags=re.MULTILINE)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+( ; .*)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\\n)?)+$", entry), (
            entry[:80]
        )


def test_tests_run_on_what_the_demo_runs_on() -> None:
    demo, test = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {package: test[package] for package in demo} == demo


def test_everything_declared_is_pinned() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    for declared, name in [
        (project["dependencies"] + project["optional-dependencies"]["build"], "requirements.txt"),
        (project["optional-dependencies"]["dev"], "requirements-dev.txt"),
        (project["optional-dependencies"]["node"], "requirements-node.txt"),
    ]:
        wanted = {re.split(r"[\[>=]", one)[0].lower() for one in declared}
        assert wanted <= set(pins(name)), name


def test_npm_packages_are_pinned_and_the_lock_agrees() -> None:
    wanted = json.loads((CHECKOUT / "package.json").read_text())
    lock = json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert lock[f"node_modules/{name}"]["version"] == version
    assert all("integrity" in entry for name, entry in lock.items() if name)


@pytest.mark.parametrize("name", [*REQUIREMENTS, "package.json", "package-lock.json", "pyproject.toml"])
def test_no_file_names_a_host_or_a_path_of_some_machine(name: str) -> None:
    assert (
        re.findall(r"\w+://\S*|--index-url|--find-links (?!\n)|\"resolved\"|/(?:tmp|opt|home)/", read(name))
        == []
    )


def read(name: str) -> str:
    return (CHECKOUT / name).read_text()
