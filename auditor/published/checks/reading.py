"""The numbers of a report as checks see them."""

from __future__ import annotations

from auditor.published.interval import Interval
from auditor.published.model import Computed, Report
from auditor.published.numbers import Printed, decimals_of, read_printed


class Unreadable(Exception):  # noqa: N818 - it is an outcome, not a fault
    """A number that a claim needs is hidden, or is none."""


class Reader:
    """Looks numbers up by reference."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def printed(self, reference: str) -> Printed:
        """The number as it is printed; Unreadable where it is hidden or none."""
        printed = self._report.figures[reference].printed
        if printed.value is None:
            raise Unreadable(reference)
        return printed

    def value(self, reference: str) -> Interval:
        """What the printed number may stand for."""
        value = self.printed(reference).value
        assert value is not None
        return value

    def operand(self, operand: str | int) -> tuple[Printed, Interval]:
        """A number by reference; or one that holds by definition, which was never rounded."""
        if isinstance(operand, str) and operand in self._report.figures:
            return self.printed(operand), self.value(operand)
        printed = read_printed(operand)
        if printed.value is None:
            raise Unreadable(str(operand))
        middle = (printed.value.low + printed.value.high) / 2
        return printed, Interval(middle, middle)

    def about(self, reference: str) -> dict[str, str]:
        """What the report says of a number: base, period, unit, method."""
        return dict(self._report.figures[reference].about)


def beside(value: Interval, printed: Printed) -> Computed:
    """A computed number, shown as the printed one beside it is."""
    return Computed(value, printed.percent, decimals_of(printed))
