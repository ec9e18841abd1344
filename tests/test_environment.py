"""One list of dependencies in pyproject.toml, and the lock, conda's file and the running environment agree with it."""

import re
import sys
import tomllib
from importlib.metadata import version

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT


def pins(text, line):
    """{name: [(version, marker)]} of the lines that match."""
    found = {}
    for name, number, marker in re.findall(line, text, re.M):
        found.setdefault(canonicalize_name(name), []).append((number, marker.strip()))
    return found


LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = pins(LOCK, r"^([\w.-]+)==([^ ;]+)(?: ;([^\\]*))?")
CONDA = pins((ROOT / "environment.yml").read_text(encoding="utf-8"), r'^      - "([\w.-]+)==([^ ;"]+)(?: ;([^"]*))?"')
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [Requirement(line) for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dask"]]]


def test_the_lock_holds_every_dependency_with_hashes_and_no_address():
    for wanted in WANTED:
        assert all(wanted.specifier.contains(number) for number, _ in LOCKED[canonicalize_name(wanted.name)]), wanted
    assert len(LOCKED) > 80 and LOCK.count("--hash=sha256:") > len(LOCKED)
    assert "://" not in LOCK and "--index" not in LOCK


def test_conda_gets_the_versions_of_the_lock():
    assert CONDA == LOCKED


def test_what_is_running_is_what_is_locked():
    for name, choices in LOCKED.items():
        here = [number for number, marker in choices if not marker or Marker(marker).evaluate()]
        if here:
            assert version(name) == here[0], name


def test_python_is_new_enough_and_said_once():
    assert sys.version_info >= (3, 11)
    assert 'requires-python = ">=3.11"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [".ci/run", ".github/workflows/ci.yml", "README.md"])
def test_ci_and_readers_call_the_same_command(path):
    assert "make test" in (ROOT / path).read_text(encoding="utf-8")
