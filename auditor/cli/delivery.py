"""Where the text of a command goes: to the file that was asked for, else to stdout."""

from __future__ import annotations

from pathlib import Path

from auditor.cli import diagnostics, output
from auditor.locale import Translator
from auditor.privacy.sanitise import sanitise


def deliver(text: str, file: Path | None, force: bool, t: Translator) -> None:
    """Write a text that ends its last line, and say so where it went to a file; PrivacyError where it cannot."""
    from auditor.privacy.files import write_private

    if file is None:
        output.write(text)
        return
    write_private(file, text if text.endswith("\n") else text + "\n", overwrite=force)
    diagnostics.say(sanitise(t("cli.written", file=file)))
