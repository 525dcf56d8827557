"""Where the output of a command goes: to the file that was asked for, else to stdout."""

from __future__ import annotations

from pathlib import Path

from auditor.cli import diagnostics, output
from auditor.locale import Translator
from auditor.privacy.sanitise import sanitise


def deliver(content: str | bytes, file: Path | None, force: bool, t: Translator) -> None:
    """Write bytes, or a text with its last line ended, and say where it went; PrivacyError where none can be."""
    from auditor.privacy.files import write_private

    if file is None:
        output.write(content)
        return
    if isinstance(content, str) and not content.endswith("\n"):
        content += "\n"
    write_private(file, content, overwrite=force)
    diagnostics.say(sanitise(t("cli.written", file=file)))
