"""What a renderer of indicators is given, and what it gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from auditor.model.extract import Extract
    from auditor.model.ruleset import RuleSet
    from auditor.results.corrections import Correction
    from auditor.results.indicators import Series


@dataclass(frozen=True, slots=True)
class Shown:
    """One indicator: itself, then its variants, and the records to correct first."""

    readings: Sequence[Series]
    first: Sequence[Correction] = ()


@dataclass(frozen=True, slots=True)
class IndicatorReport:
    """Indicators, where they come from, and how they were asked for."""

    indicators: Sequence[Shown]
    ruleset: RuleSet
    extract: Extract
    detail: bool = False
    """Whether one indicator was asked for by name: texts to read then show its years and municipalities."""
    first: int = 0
    """How many records to correct a text shows."""
    rounded: bool = False
    """Whether the formats to be shared round their counts."""
    municipalities: Collection[str] = ()
    """Those that were asked for; all where none was."""

    def tells(self, municipality: str | None) -> bool:
        """Whether a line is shown; the country always is."""
        return municipality is None or not self.municipalities or municipality in self.municipalities

    def told(self, series: Series) -> Series:
        """A series with the municipalities that were asked for."""
        return replace(series, municipalities=[each for each in series.municipalities if self.tells(each.municipality)])


class IndicatorRenderer(ABC):
    """Writes indicators in one format. The same report gives the same bytes, whatever the clock."""

    name: ClassVar[str]
    """The word of ``--format``."""
    corrects: ClassVar[bool] = False
    """Whether it tells all records to correct, in an overview too."""

    @abstractmethod
    def render(self, report: IndicatorReport) -> str | bytes:
        """All of it: text with LF line ends and one at the end, or the bytes of a binary file."""
