"""The machines a release is for, and what the locked requirements mean on each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
_GLIBC = (28, 27, 26, 24, 17)
"""Minor versions of glibc 2 that wheels may ask for: from RHEL 8 and Debian 10 on, all of them are there."""


@dataclass(frozen=True)
class Target:
    """A sort of machine: the platform tags of the wheels it can use, and how it names itself to requirements."""

    name: str
    tags: tuple[str, ...]
    markers: Mapping[str, str]

    def environment(self, python: str) -> dict[str, str]:
        """The environment that markers of requirements are asked in."""
        return {
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "implementation_version": f"{python}.0",
            "python_version": python,
            "python_full_version": f"{python}.0",
            "platform_release": "",
            "platform_version": "",
            "extra": "",
            **self.markers,
        }


def _linux(machine: str) -> Target:
    tags = [f"manylinux_2_{minor}_{machine}" for minor in _GLIBC] + [f"manylinux2014_{machine}"]
    markers = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": machine}
    return Target(f"linux-{machine}", tuple(tags), markers)


def _macos(machine: str, version: str) -> Target:
    markers = {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": machine}
    return Target(f"macos-{machine}", (f"macosx_{version}_{machine}",), markers)


_WINDOWS = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}
TARGETS = {
    each.name: each
    for each in (
        _linux("x86_64"),
        _linux("aarch64"),
        _macos("arm64", "14_0"),
        _macos("x86_64", "14_0"),
        Target("windows-x86_64", ("win_amd64",), _WINDOWS),
    )
}


@dataclass(frozen=True)
class Locked:
    """A requirement at its exact version, with the hashes of the files it may be."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        """The name of the package."""
        return self.requirement.name

    @property
    def pinned(self) -> str:
        """Name and version, without a marker."""
        return f"{self.requirement.name}{self.requirement.specifier}"

    def lines(self) -> str:
        """The requirement as a requirements file has it, without a marker."""
        return " \\\n    ".join([self.pinned, *(f"--hash=sha256:{each}" for each in sorted(self.hashes))])


def locked(path: Path = ROOT / "requirements.txt") -> Iterator[Locked]:
    """The requirements of a locked file; ValueError for one without a version or a hash."""
    for entry in re.sub(r"\\\n", " ", path.read_text(encoding="utf-8")).splitlines():
        told = entry.partition("#")[0].strip()
        if not told:
            continue
        requirement = Requirement(told.partition(" --hash=")[0])
        hashes = frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", told))
        if not hashes or [each.operator for each in requirement.specifier] != ["=="]:
            raise ValueError(f"{requirement.name} is not locked")
        yield Locked(requirement, hashes)


def needed(target: Target, python: str, path: Path = ROOT / "requirements.txt") -> list[Locked]:
    """Those that a Python on a machine needs."""
    environment = target.environment(python)
    return [
        each
        for each in locked(path)
        if each.requirement.marker is None or each.requirement.marker.evaluate(environment)
    ]
