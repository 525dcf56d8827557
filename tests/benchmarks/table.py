"""The measurements as Markdown, and their place in the README."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from tests.benchmarks.cases import MEASURE, OURS, WORDS, Case
from tests.benchmarks.measuring import ROOT, Cost

README = ROOT / "README.md"
BEGIN, END = "<!-- measured by make bench: begin -->", "<!-- measured by make bench: end -->"

Rounds = Sequence[dict[str, Cost | None]]


def of_figures(figures: Sequence[tuple[str, str]]) -> str:
    """Single figures."""
    return "\n".join(["| what | measured |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in figures)])


def of_case(case: Case, rounds: Rounds) -> str:
    """One case: medians, and medians of the ratios within each round."""
    lines = [
        f"| {case.title} | gives | wall s | CPU s | peak GB | × scan | × auditor |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in case.contestants:
        called, gives = WORDS[name]
        costs = [costs[name] for costs in rounds if name in costs]
        known = [cost for cost in costs if cost is not None]
        if len(known) < len(costs):
            lines.append(f"| {called} | {gives} | failed | | | | |")
            continue
        figures = [
            f"{median(cost.wall for cost in known):.2f}",
            f"{median(cost.cpu for cost in known):.2f}",
            f"{median(cost.memory for cost in known):.2f}",
            _ratio(rounds, name, MEASURE, lambda cost: cost.wall),
            _ratio(rounds, name, OURS, lambda cost: cost.wall),
        ]
        lines.append(f"| {called} | {gives} | {' | '.join(figures)} |")
    return "\n".join(lines)


def _ratio(rounds: Rounds, name: str, against: str, of: Callable[[Cost], float]) -> str:
    ratios = []
    for costs in (each for each in rounds if name in each):
        ours, theirs = costs[name], costs.get(against)
        if ours is None or theirs is None:
            return "-"
        ratios.append(of(ours) / of(theirs))
    return f"{median(ratios):.1f}"


def into_readme(text: str) -> None:
    """Put the tables between the two marks."""
    readme = README.read_text(encoding="utf-8")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
