"""What is said of dependencies is that of the locked requirements, and the lock holds for every machine."""

from __future__ import annotations

import re
import tarfile
from importlib import metadata
from pathlib import Path

import pytest

from release import licences
from release.bundle import pack
from release.targets import PYTHONS, ROOT, TARGETS, locked, needed

README = (ROOT / "README.md").read_text(encoding="utf-8")
FREE = re.compile(r"MIT|BSD|0BSD|Apache|ISC|PSF|Zlib|CC0|AND|OR|WITH|License")


def test_the_page_of_licences_names_every_locked_package_with_its_licence() -> None:
    """Made anew from the metadata of what is installed, it is the same."""
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page()


@pytest.mark.parametrize("line", re.findall(r"^\| ([\w-]+) \| .+ \| (.+) \|$", licences.page(), re.MULTILINE)[1:])
def test_no_licence_asks_more_than_to_be_named(line: tuple[str, str]) -> None:
    """Each word of a licence is one of those that are free to hand on with a program under MIT."""
    for word in re.findall(r"[A-Za-z0-9]{2,}", line[1]):
        assert FREE.match(word) or word in {"ISCL", "Clause"} or word.isdigit(), line


def test_every_dependency_is_justified() -> None:
    """Each package that the project asks for itself has its line in the README."""
    asked = {re.split(r"[\[<>=;]", each)[0] for each in metadata.requires("auditor") or [] if "extra" not in each}
    told = set(
        re.findall(r"^\| ([a-z-]+)(?: \(optional\))? \|", README.partition("## What it is built with")[2], re.MULTILINE)
    )
    assert asked <= told


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda each: each.name)
def test_the_lock_gives_each_machine_one_version_of_each_package(target: object) -> None:
    for python in PYTHONS:
        names = [each.name for each in needed(TARGETS[target.name], python)]  # type: ignore[attr-defined]
        assert len(names) == len(set(names))
        assert ("colorama" in names) == target.name.startswith("windows")  # type: ignore[attr-defined]
        assert {each.name for each in locked()} - set(names) <= {"colorama"}


def test_an_archive_is_the_same_twice(tmp_path: Path) -> None:
    """The order in which files were made, their times and their owner say nothing."""
    for name, files in (("a", "xy"), ("b", "yx")):
        for file in files:
            (tmp_path / name / "wheels").mkdir(parents=True, exist_ok=True)
            (tmp_path / name / "wheels" / file).write_text(file)
        pack(tmp_path / name, tmp_path / f"{name}.tar.gz", "auditor", 1_700_000_000)
    assert (tmp_path / "a.tar.gz").read_bytes() == (tmp_path / "b.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        assert archive.getnames() == ["auditor/wheels/x", "auditor/wheels/y"]
