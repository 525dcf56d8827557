"""Severities, quality dimensions and outcomes, in the words the field already uses."""

from __future__ import annotations

from enum import Enum, IntEnum


class Severity(IntEnum):
    """How serious a finding is; ordered, so that ``severity >= Severity.ERROR`` reads as it should.

    The five grades of SSB's kostra-kontrollprogram without OK: *informasjon, advarsel, feil, kritisk feil*.
    """

    INFO = 1
    WARNING = 2
    ERROR = 3
    FATAL = 4

    @property
    def key(self) -> str:
        """The word used in rule files, options and machine-readable reports."""
        return self.name.lower()

    @classmethod
    def from_key(cls, key: str) -> Severity:
        """The severity written ``info``, ``warning``, ``error`` or ``fatal``; KeyError for anything else."""
        return cls[key.upper()]


class Dimension(str, Enum):
    """Quality dimensions of Digdir's vocabulary (DQV-AP-NO).

    VALIDITY (*gyldighet*) is this project's own extension for format rules, which the vocabulary has no word for.
    """

    COMPLETENESS = "completeness"
    CONSISTENCY = "consistency"
    ACCURACY = "accuracy"
    CURRENTNESS = "currentness"
    VALIDITY = "validity"


class RuleStatus(str, Enum):
    """What became of one rule in one run."""

    RAN = "ran"
    NOT_CHECKABLE = "not_checkable"
    """The table, a column or a delivery that the rule needs is not there: never green."""
    FAILED = "failed"
    """Evaluating the rule raised an error: a fault of the rule, never a finding about the data."""
    NOT_APPLICABLE = "not_applicable"
    """The rule has nothing to look at by choice of the user: filtered away, or it needs a previous delivery."""
