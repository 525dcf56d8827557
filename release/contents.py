"""What a wheel and an sdist must hold, and must not: ``python -m release.contents FILE...``."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from release.targets import ROOT

STRANGE = re.compile(r"(^|/)(\\.|__pycache__|node_modules|dist/|build/)|\\.(pyc|key|sqlite|log|tmp)$")
"""What nobody means to hand out; a dot begins what tools keep for themselves."""
ALLOWED = {"PKG-INFO", ".gitignore"}


def names_in(file: Path) -> list[str]:
    """The files of a distribution, without the folder that an sdist has around them."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            return wheel.namelist()
    with tarfile.open(file) as archive:
        return [each.name.partition("/")[2] for each in archive if each.isfile()]


def wanted(wheel: bool) -> set[str]:
    """What must be there: the package, rules and samples; in an sdist tests and docs, too."""
    found = {path.relative_to(ROOT).as_posix() for path in _files(ROOT / "auditor")}
    bundled = {path.relative_to(ROOT).as_posix() for folder in ("rules", "samples") for path in _files(ROOT / folder)}
    if wheel:
        return found | {f"auditor/_bundled/{each}" for each in bundled}
    others = {
        path.relative_to(ROOT).as_posix() for folder in ("docs", "tests", "release") for path in _files(ROOT / folder)
    }
    return (
        found
        | bundled
        | others
        | {"README.md", "LICENSE", "CHANGELOG.md", "Makefile", "pyproject.toml", "requirements.txt"}
    )


def _files(folder: Path) -> Iterable[Path]:
    return (
        path for path in folder.rglob("*") if path.is_file() and not STRANGE.search(path.relative_to(ROOT).as_posix())
    )


def complaints(file: Path) -> list[str]:
    """Sentences about what is missing or strange; none where all is well."""
    names = set(names_in(file))
    missing = sorted(wanted(file.suffix == ".whl") - names)
    strange = sorted(each for each in names if STRANGE.search(each) and Path(each).name not in ALLOWED)
    return [f"{file.name} lacks {each}" for each in missing] + [
        f"{file.name} should not hold {each}" for each in strange
    ]


def main(files: Sequence[str]) -> int:
    """Say what is wrong with some distributions; 1 where anything is."""
    told = [each for file in files for each in complaints(Path(file))]
    for each in told:
        print(each)
    for file in files:
        print(f"{Path(file).name}: {len(names_in(Path(file)))} files")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
