"""Reception centres that do not fit the register, with the centres each may mean, as text or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.extract.centre_mapping import Centres
from auditor.locale import Translator
from auditor.privacy.masking import Masker
from auditor.privacy.sanitise import sanitise
from auditor.reports.json_report import dump
from auditor.reports.layout import columns, wrapped
from auditor.results.centre_candidates import candidates
from auditor.results.centres import Case, CentreCases

SCHEMA = "auditor-centres/1"
_EVIDENCE = ("score", "alike", "same_municipality", "fits", "same_type")


class CentreList:
    """The cases of an extract; ``file`` is its name, and nothing of a person is in it."""

    def __init__(self, cases: CentreCases, centres: Centres, file: str) -> None:
        self._cases, self._centres, self._file = cases, centres, file
        self._masker = Masker()

    @property
    def known(self) -> bool:
        """Whether there is a register to hold the centres against."""
        return self._cases.register is not None

    @property
    def found(self) -> int:
        """Number of cases."""
        return self._cases.cases.height

    def _text(self, value: object) -> str:
        return self._masker.text("none", value)

    def lines(self, t: Translator, width: int) -> Iterator[str]:
        """One paragraph a case, and a line for each centre it may mean."""
        cases = self._cases.cases
        if self._cases.register is None:
            yield from wrapped(t("centres.no_register"), width)
            return
        if not cases.height:
            yield from wrapped(t("centres.lead_none"), width)
            return
        rows = int(cases["rows"].sum())
        yield from wrapped(sanitise(t("centres.lead", file=self._file, cases=cases.height, rows=rows)), width)
        for line in cases.iter_rows(named=True):
            yield ""
            yield from wrapped(self._told(line, t), width)
            found = candidates(self._cases, Case.of(line), self._centres)
            if not found.height:
                yield from wrapped(t("centres.not_decided"), width, "  ", "  ")
                continue
            head = ("", *(t(f"centres.column.{name}") for name in ("centre_name", *_EVIDENCE)))
            table = [head, *(self._candidate(each, t) for each in found.iter_rows(named=True))]
            yield from columns(table, width, 1, range(2, len(head)))

    def _told(self, line: dict[str, Any], t: Translator) -> str:
        named = " ".join(self._text(each) for each in (line["key"], line["name"]) if each is not None)
        parts = [f"{t('centres.problem.' + line['problem'])}: {named or t('centres.nameless')}"]
        rows = t("tui.count.rows_one" if line["rows"] == 1 else "tui.count.rows", count=line["rows"])
        parts.append(f"{line['table']}, {rows}")
        if line["municipality"] is not None:
            parts.append(f"{t('centres.column.municipality')} {self._text(line['municipality'])}")
        if line["first"] is not None:
            parts.append(f"{t.date(line['first'])} – {t.date(line['last'])}")
        return " · ".join(parts)

    def _candidate(self, line: dict[str, Any], t: Translator) -> tuple[str, ...]:
        name = " ".join(self._text(each) for each in (line["centre"], line["name"]) if each is not None)
        shares = (t.percent(line[each], 0) if line[each] is not None else "" for each in _EVIDENCE)
        return (" " if not line["rejected"] else f"({t('centres.rejected')})", name, *shares)

    def json(self) -> str:
        """The same as one JSON object; shares are from 0 to 1, and null where nothing is known."""
        register = self._cases.register
        return dump(
            {
                "schema": SCHEMA,
                "file": sanitise(self._file),
                "centres": register.height if register is not None else None,
                "cases": [self._case(line) for line in self._cases.cases.iter_rows(named=True)],
            }
        )

    def _case(self, line: dict[str, Any]) -> dict[str, Any]:
        found = candidates(self._cases, Case.of(line), self._centres)
        return {**self._plain(line), "candidates": [self._plain(each) for each in found.iter_rows(named=True)]}

    def _plain(self, line: dict[str, Any]) -> dict[str, Any]:
        return {
            name: round(value, 4)
            if isinstance(value, float)
            else value
            if isinstance(value, int) or value is None
            else self._text(value)
            for name, value in line.items()
        }
