"""Asks the package index whether every locked dependency has a wheel for every machine and Python: ``make wheels``.

Which index is for pip's own configuration to say. Nothing is installed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from release.targets import PYTHONS, TARGETS, Locked, Target, needed


def pip_options(target: Target, python: str) -> list[str]:
    """What makes pip look for wheels of that machine and Python, and no others."""
    platforms = [option for tag in target.tags for option in ("--platform", tag)]
    return ["--no-deps", "--only-binary", ":all:", "--implementation", "cp", "--python-version", python, *platforms]


def found(wanted: list[Locked], target: Target, python: str) -> dict[str, str]:
    """The wheel file that pip would take for each package; ValueError with pip's words where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        asked, report = Path(folder, "asked.txt"), Path(folder, "report.json")
        asked.write_text("\n".join(each.pinned for each in wanted), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet", "--quiet"]
        command += ["--ignore-requires-python"]  # pip asks the Python it runs in, not the one it is asked about
        command += ["--disable-pip-version-check", "--target", folder, "--report", str(report), "-r", str(asked)]
        done = subprocess.run([*command, *pip_options(target, python)], capture_output=True, text=True)
        if done.returncode:
            raise ValueError(done.stderr.strip())
        files = {}
        allowed = {each.name.lower().replace("_", "-"): each.hashes for each in wanted}
        for each in json.loads(report.read_text(encoding="utf-8"))["install"]:
            name = each["metadata"]["name"].lower().replace("_", "-")
            told = each["download_info"]["archive_info"]["hashes"]["sha256"]
            if told not in allowed[name]:
                raise ValueError(f"{name}: the file for {target.name} is not among the locked ones")
            files[name] = each["download_info"]["url"].rpartition("/")[2]
        return files


def main(names: Sequence[str]) -> int:
    """Print one line a machine (all, where none are named) and Python; 1 where a wheel is missing."""
    missing = 0
    for target in [TARGETS[name] for name in names or TARGETS]:
        for python in PYTHONS:
            wanted = needed(target, python)
            try:
                files = found(wanted, target, python)
            except ValueError as error:
                missing += 1
                print(f"{target.name:16} {python}: {error}")
                continue
            pure = sum(name.endswith("-none-any.whl") for name in files.values())
            print(f"{target.name:16} {python}: {len(files)} of {len(wanted)} packages, {pure} of them pure Python")
            missing += len(files) != len(wanted)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
