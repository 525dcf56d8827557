"""What the exit code of the program says."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The only exit codes there are; the catalogue key ``cli.exit.<name>`` says each in words."""

    OK = 0
    """Nothing was found at or above ``--fail-on``, and every rule that should run did."""
    FINDINGS = 1
    """Findings at or above ``--fail-on``; the report says whether the run was complete as well."""
    USAGE = 2
    """Wrong use: an option, a file to write, the mapping file or the rule set."""
    INCOMPLETE = 3
    """Input that cannot be read, nothing to read, a rule that should run and could not, or a fault of the program."""
    INTERRUPTED = 130
    """Stopped from the keyboard."""

    @property
    def key(self) -> str:
        """The catalogue key of its meaning."""
        return f"cli.exit.{self.name.lower()}"
