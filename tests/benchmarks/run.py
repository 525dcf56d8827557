"""``python -m tests.benchmarks.run``: measures, prints the tables and writes them into the README.

Every contestant is a process of its own, everybody in turn, the files in the page cache. First all answer once, and the
answers are compared row for row; then the rounds that count. Ratios are made within a round, since a machine that slows
down slows everybody; what is told are medians. ``--quick`` stops at a million rows and leaves the README alone.
``--brief`` takes some twenty minutes: above a million rows there is one round that counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.benchmarks import table
from tests.benchmarks.cases import FULL, MEASURE, OURS, OWN, QUICK, Case
from tests.benchmarks.comparing import Given, compare, given
from tests.benchmarks.data import write
from tests.benchmarks.measuring import Cost, FailedError, measured
from tests.benchmarks.peers import interpreter
from tests.benchmarks.rulefiles import EVERYWHERE, MANY, write_ruleset

REFERENCE = "hand"


class Bench:
    """One run: its folder, the rule sets in it, and the environment of the peers."""

    def __init__(self, folder: Path, peers: Path | None) -> None:
        self.folder = folder
        self.peers = interpreter(peers)
        self.rulesets = {
            "": write_ruleset(folder / "rules36"),
            "many": write_ruleset(folder / "rules300", MANY),
            "all": write_ruleset(folder / "rules37", everywhere=True),
        }

    def data(self, case: Case) -> Path:
        """The folder with the files of a case, written where they are not there yet."""
        folder = self.folder / f"{case.rows}-{case.kind}"
        if not folder.is_dir():
            draft = folder.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            write(draft, case.rows, case.kind)
            draft.rename(folder)
        return folder

    def command(self, name: str, case: Case, *, rows: bool = False) -> list[str | Path]:
        """The command line of one contestant."""
        module, _, variant = name.partition(":")
        python = sys.executable if module in OWN else self.peers
        ruleset = self.rulesets.get(variant, self.rulesets[""])
        answer, listed = self.answer(name)
        known = [name if module != OURS else module, self.data(case), case.kind, ruleset, answer]
        return [python, "-m", "tests.benchmarks.contestants", *known, *([listed] if rows else [])]

    def answer(self, name: str) -> tuple[Path, Path]:
        """Where a contestant writes its answer and its failing rows."""
        plain = name.replace(":", "-")
        return self.folder / f"{plain}.json", self.folder / f"{plain}.parquet"

    def agree(self, case: Case) -> None:
        """Everybody answers once, and all answers are the same."""
        answers: dict[str, Given] = {}
        for name in case.contestants:
            if name.startswith(MEASURE):
                continue
            for file in self.answer(name):
                file.unlink(missing_ok=True)
            measured(self.command(name, case, rows=not name.endswith(":all")))
            answers[name] = given(name, *self.answer(name))
        every = answers.pop(f"{OURS}:all", None)
        if every is not None:
            assert every.said["counts"][EVERYWHERE] == case.rows
        many = [answer for name, answer in answers.items() if name.endswith(":many")]
        for name, answer in answers.items():
            if name != REFERENCE and answer not in many:
                compare(answers[REFERENCE], answer)
        for answer in many[1:]:
            compare(many[0], answer)

    def rounds(self, case: Case) -> list[dict[str, Cost | None]]:
        """The costs of everybody, round by round; None for who failed."""
        found = []
        for number in range(case.rounds):
            costs: dict[str, Cost | None] = {}
            for name in case.taking_part(number):
                try:
                    costs[name] = measured(self.command(name, case))
                except FailedError as failure:
                    print(f"{name}: {failure}", file=sys.stderr)
                    costs[name] = None
            found.append(costs)
            print(f"{case.title}, round {number + 1}: {_brief(costs)}", file=sys.stderr)
        return found


def _brief(costs: dict[str, Cost | None]) -> str:
    return ", ".join(f"{name} {cost.wall:.2f}/{cost.cpu:.2f}s" for name, cost in costs.items() if cost is not None)


def main() -> None:
    """Measure, print, and write the README."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="up to a million rows; the README is left alone")
    parser.add_argument(
        "--data", type=Path, help="folder for the files, which are then kept (default: a temporary one)"
    )
    parser.add_argument("--peers", type=Path, help="virtual environment of the peers (default: in the cache folder)")
    parser.add_argument("--json", type=Path, help="file for every single measurement")
    parser.add_argument("--only", help="only cases whose title has these words")
    parser.add_argument("--brief", action="store_true", help="one round above a million rows")
    options = parser.parse_args()
    cases = [case for case in (QUICK if options.quick else FULL) if not options.only or options.only in case.title]
    if options.brief:
        cases = [case if case in QUICK else replace(case, rounds=1) for case in cases]
    folder = options.data or Path(tempfile.mkdtemp(prefix="auditor-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    measurements: dict[str, list[dict[str, Cost | None]]] = {}
    parts = []
    try:
        bench = Bench(folder, options.peers)
        for case in cases:
            bench.data(case)
            if case.compared:
                bench.agree(case)
            measurements[case.title] = bench.rounds(case)
            parts.append(table.of_case(case, measurements[case.title]))
            if options.data is None:
                shutil.rmtree(bench.data(case))
    finally:
        if options.data is None:
            shutil.rmtree(folder, ignore_errors=True)
    if not options.quick and not options.only:
        from tests.benchmarks.faces import figures

        parts.insert(0, table.of_figures(figures()))
    text = "\n\n".join(parts)
    print(text)
    if options.json:
        options.json.write_text(
            json.dumps(
                {
                    title: [{name: vars(cost) if cost else None for name, cost in costs.items()} for costs in rounds]
                    for title, rounds in measurements.items()
                }
            ),
            encoding="utf-8",
        )
    if not options.quick and not options.only:
        table.into_readme(text)


if __name__ == "__main__":
    main()
