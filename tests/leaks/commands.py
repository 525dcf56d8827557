"""Every command of the program with the command lines that are hunted; one that is missing here fails the hunt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auditor.reports import formats
from auditor.reports.indicators import formats as indicator_formats
from tests.leaks.planted import Planted, identity
from tests.small import WAIVED

DAY = ("--reference-date", "2024-12-31")


@dataclass(frozen=True)
class Trial:
    """One command line. ``screen``: it shows cells to whoever holds the data; ``answers`` are typed into it."""

    command: str
    arguments: tuple[object, ...]
    screen: bool = False
    answers: str = ""
    further: bool = False

    @property
    def words(self) -> list[str]:
        """The command line."""
        return [*self.command.split(), *map(str, self.arguments)]


NOT_HUNTED = {
    "demo": "opens the bundled sample, which holds nobody",
    "serve": "starts `open` in a process of its own; what it adds is tested in tests/tui/test_serve.py",
    "version": "reads nothing",
}


def trials(planted: Planted, out: Path, *, whole: bool = True) -> Iterator[Trial]:
    """Command lines in an order in which each finds what it needs; what they write goes to ``out``.

    Those that say more of what others say, or read no extract, come where the ``whole`` is asked for.
    """
    for trial in _all(planted, out):
        if whole or not (trial.further or trial.command.startswith("rules ") or trial.command in ("verify", "sample")):
            yield trial


def _all(planted: Planted, out: Path) -> Iterator[Trial]:
    rules, ledger = ("--rules", planted.rules), ("--ledger", out / "logg.sqlite")
    data, old = planted.extract, planted.previous
    reports = [word for form in formats.NAMES for word in ("--format", f"{form}:{out / f'rapport.{form}'}")]
    yield Trial("ledger record", (old, *rules, *ledger, *DAY))
    yield Trial("ledger record", (data, *rules, *ledger, *DAY))
    yield Trial("ledger waive", (*WAIVED, *rules, *ledger))
    yield Trial(
        "ledger waive",
        (
            "H-PER-002",
            "--record",
            identity(0),
            "--reason",
            "lawful",
            "--owner",
            "K",
            "--until",
            "2099-12-31",
            *rules,
            *ledger,
        ),
    )
    yield Trial("ledger record", (planted.broken, *rules, *ledger, *DAY))
    for by in ("municipality", "rule"):
        yield Trial("ledger history", ("--by", by, *ledger))
    yield Trial("ledger waivers", ledger)
    yield Trial("check", (data, *rules, *DAY, *ledger, "--previous", old, *reports))
    yield Trial("check", (planted.broken, *rules, *DAY, "--show-ids"))
    broken = [word for form in formats.NAMES for word in ("--format", f"{form}:{out / f'feil.{form}'}")]
    yield Trial("check", (planted.broken, *rules, *DAY, "--lang", "en", *broken))
    yield Trial("check", (data / "person.csv", *rules, *DAY, "--engine", "pandera"))
    yield Trial("compare", (old, data, *rules, *DAY), screen=True, further=True)
    yield Trial("compare", (old, planted.broken, *rules, *DAY, "--format", "json"), screen=True)
    yield Trial("compare", ("1", "2", *ledger))
    yield Trial("baseline", (data, *rules, *DAY, "--baseline", out / "b.json"))
    yield Trial("check", (planted.broken, *rules, *DAY, "--baseline", out / "b.json", "--format", "json"))
    for form in ("text", "json"):
        yield Trial("population", (data, "alle", *rules, *DAY, "--by-municipality", "--format", form))
        yield Trial("centres", (planted.broken, *rules, *DAY, "--format", form), screen=form == "text")
    for form in indicator_formats.NAMES:
        file = ("--output", out / f"indikatorer.{form}") if form in indicator_formats.BINARY else ()
        yield Trial("indicators", (data, *rules, *DAY, "--format", form, *file), further=form != "csv")
    yield Trial("indicators", (planted.broken, *rules, *DAY))
    for form in ("text", "json", "html"):
        yield Trial(
            "profile", (planted.broken, *rules, *DAY, "--format", form), screen=form == "text", further=form != "text"
        )
        yield Trial(
            "profile",
            (data, *rules, *DAY, "--format", form, "--output", out / f"profil.{form}"),
            screen=form == "text",
            further=form == "text",
        )
    for form in ("text", "yaml"):
        yield Trial(
            "rules suggest", (data, *rules, *DAY, "--format", form, "--all"), screen=True, further=form == "yaml"
        )
    yield Trial(
        "worklists write",
        (
            data,
            *rules,
            *DAY,
            *ledger,
            "--out",
            out / "lister",
            *(word for form in ("xlsx", "html", "csv") for word in ("--format", form)),
        ),
    )
    yield Trial(
        "worklists write",
        (planted.broken, *rules, *DAY, *ledger, "--out", out / "mottak", "--by", "centre", "--format", "csv"),
        further=True,
    )
    yield Trial(
        "worklists write",
        (planted.broken, *rules, *DAY, *ledger, "--out", out / "flere", "--format", "html", "--format", "csv"),
    )
    yield Trial("worklists read", (out / "lister", *ledger))
    yield Trial("worklists read", (planted.broken, *ledger))
    yield Trial("verify", ("seed-000",))
    yield Trial("verify", (planted.broken / "person.csv",))
    yield Trial(
        "open",
        (data, "--plain", *rules, *DAY, *ledger),
        screen=True,
        answers="r\n1\n1\n1\n1\np\n?\nt\nb\n1\n2\n1\nm\nq\n",
    )
    yield Trial(
        "open", (planted.broken, "--plain", *rules, *DAY, *ledger), screen=True, answers="k\n1\n1\n1\nf\n1\n1\nl\nq\n"
    )
    yield Trial("ledger export", (out / "logg.jsonl", *ledger))
    yield Trial("ledger import", (out / "logg.jsonl", "--ledger", out / "ny.sqlite"))
    yield Trial("ledger import", (planted.broken / "person.csv", "--ledger", out / "nyere.sqlite"))
    yield Trial("ledger unwaive", ("1", *ledger))
    yield Trial("ledger prune", ("--keep", "1", *ledger))
    for command in ("list", "test", "lint"):
        yield Trial(f"rules {command}", rules)
    yield Trial("rules show", ("L-AVS-001", *rules))
    yield Trial("rules coverage", ())
    yield Trial("rules docs", ("--out", out / "regelbok", *rules))
    yield Trial("rules diff", (planted.rules, planted.rules))
    yield Trial("rules export", (out / "skjema", *rules))
    # What is no extract, rule set, mapping, ledger, baseline or corrections file, but has the data in it.
    person = planted.broken / "person.csv"
    for option in ("--mapping", "--corrections", "--baseline", "--ledger", "--previous"):
        yield Trial("check", (data, *rules, *DAY, option, person))
    yield Trial("check", (data, "--rules", planted.broken, *DAY))
    yield Trial("sample", (out / "laget", "--persons", "3"))
