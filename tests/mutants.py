"""``python -m tests.mutants --package privacy --draw 150``: change the program here and there, and see who notices.

mutmut makes all mutants of a package, as many as are drawn are run by the tests that reach them, and those that nobody
notices are shown, but for the ones that EQUIVALENT says to be no change. One that hangs is noticed, since a run of the
tests would not end. Needs what ``requirements-measure.txt`` locks; the work is done in a folder of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.mutants_equivalent import EQUIVALENT

ROOT = Path(__file__).parents[1]
TESTS: Mapping[str, Sequence[str]] = {
    "privacy": ("tests/privacy",),
    "engine": ("tests/engine", "tests/rulesets", "tests/leaks"),
    "results": (
        "tests/results", "tests/reports", "tests/ledger/test_runs.py", "tests/ledger/test_waivers.py",
        "tests/ledger/test_marks.py", "tests/tui/test_person.py", "tests/tui/test_plain.py",
        "tests/tui/test_indicators.py", "tests/tui/test_corrections.py", "tests/tui/test_logbook.py",
        "tests/tui/test_matrix.py", "tests/tui/test_municipalities.py", "tests/tui/test_views.py",
        "tests/cli/test_worklists.py", "tests/cli/test_waivers.py", "tests/cli/test_profile.py",
        "tests/cli/test_rules_suggest.py", "tests/cli/test_indicators.py", "tests/cli/test_compare.py",
    ),
}  # fmt: skip
"""By package, the tests that are about it; most mutants fall by the first."""
BESIDE = ("rules", "samples", "docs", "release", "README.md", "CHANGELOG.md", "LICENSE", "Makefile")
KILLED, SURVIVED, UNREACHED = (1, 3), 0, 33
"""How mutmut says that a test failed, that none did, and that none reaches the place."""
SETTINGS = """\
[mutmut]
source_paths=auditor
only_mutate=
    auditor/{package}/*.py
    auditor/{package}/*/*.py
pytest_add_cli_args=
    -p
    no:cacheprovider
pytest_add_cli_args_test_selection=
    {tests}
also_copy=
    {beside}
process_isolation=forkserver
forkserver_warmup=import
timeout_constant=2
"""


def main() -> int:
    """Draw, run, and tell; 1 where fewer than ``--least`` of a hundred are noticed."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutants")
    asked.add_argument("--package", choices=sorted(TESTS), required=True)
    asked.add_argument("--draw", type=int, default=150, help="mutants; 0 for all")
    asked.add_argument("--seed", type=int, default=8)
    asked.add_argument("--jobs", type=int, default=1)
    asked.add_argument("--least", type=float, default=85.0)
    asked.add_argument("--folder", type=Path, help="to work in, and to go on in after a stop")
    given = asked.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="auditor-mutants-"))
    if not (folder / "setup.cfg").exists():
        _copied(folder, given.package)
    _mutmut(folder, "run", "--max-children", "1", "no.such.mutant")  # makes all, and learns which test reaches which
    names = sorted(_codes(folder))
    drawn = random.Random(given.seed).sample(names, min(given.draw or len(names), len(names)))
    _mutmut(folder, "run", "--max-children", str(given.jobs), *drawn)
    codes = {name: code for name, code in _codes(folder).items() if name in set(drawn)}
    same = {name for name, code in codes.items() if code in (SURVIVED, UNREACHED) and _is_same(folder, name)}
    return _told(folder, given.package, len(names), {each: codes[each] for each in codes if each not in same}, same) < (
        given.least
    )


def _copied(folder: Path, package: str) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in filter(None, tracked.split("\0")):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    settings = SETTINGS.format(package=package, tests="\n    ".join(TESTS[package]), beside="\n    ".join(BESIDE))
    (folder / "setup.cfg").write_text(settings, encoding="utf-8")


def _mutmut(folder: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "mutmut", *arguments], cwd=folder, capture_output=True, text=True)
    return done.stdout


def _codes(folder: Path) -> dict[str, int | None]:
    """How each mutant ended, None where it was not run."""
    found: dict[str, int | None] = {}
    for path in (folder / "mutants").rglob("*.meta"):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def _changed(folder: Path, name: str) -> Iterator[str]:
    """The lines that a mutant takes away and puts in, with their sign."""
    for line in _mutmut(folder, "show", name).splitlines():
        if line[:1] in ("+", "-") and line[:3] not in ("+++", "---"):
            yield f"{line[0]} {line[1:].strip()}"


def _is_same(folder: Path, name: str) -> bool:
    return any((place(name), line.removeprefix("+ ")) in EQUIVALENT for line in _changed(folder, name))


def place(name: str) -> str:
    """Module and function of a mutant: auditor.privacy.cells._Network._reaches."""
    module, _, function = re.sub(r"__mutmut_\d+$", "", name).rpartition(".")
    return f"{module}.{function.removeprefix('xǁ').replace('ǁ', '.').removeprefix('x_')}"


def wilson(hits: int, tries: int, z: float = 1.96) -> tuple[float, float]:
    """Between what shares of all the true one lies, as far as so many tries can tell (95 of 100 times)."""
    if not tries:
        return 0.0, 1.0
    share = hits / tries
    middle = share + z * z / (2 * tries)
    spread = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    return (middle - spread) / (1 + z * z / tries), (middle + spread) / (1 + z * z / tries)


def _told(folder: Path, package: str, whole: int, codes: Mapping[str, int | None], same: set[str]) -> float:
    """Print the score and the survivors; how many of a hundred are noticed."""
    ends = Counter("killed" if code in KILLED else {SURVIVED: "survived", UNREACHED: "unreached", None: "not run"}.get(
        code, "hung") for code in codes.values())  # fmt: skip
    noticed, tried = ends["killed"] + ends["hung"], sum(ends.values()) - ends["not run"]
    low, high = wilson(noticed, tried)
    share = 100 * noticed / tried if tried else 0.0
    print(f"{package}: {noticed} of {tried} noticed, {share:.1f} % (95 %: {100 * low:.1f} to {100 * high:.1f}),")
    print(f"  of {whole} mutants {tried + len(same)} drawn, {len(same)} of them no change; {dict(ends)}; in {folder}")
    for name, code in sorted(codes.items()):
        if code in (SURVIVED, UNREACHED):
            print(place(name), "" if code == SURVIVED else "(no test reaches it)", *_changed(folder, name), sep="\n  ")
    return share


if __name__ == "__main__":
    sys.exit(main())
