"""Writing what a table shows to a file."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.model.errors import AuditorError
from auditor.privacy.files import private_file
from auditor.privacy.sanitise import sanitise, spreadsheet_text
from auditor.tui.screens.prompt import PromptScreen
from auditor.tui.session import session_of

if TYPE_CHECKING:
    from auditor.tui.source import Column, FrameSource

CHUNK = 5_000


def file_name(view: str) -> str:
    """The name of an export: ``view`` names a view, a rule or a municipality number, never a value of a row."""
    return f"auditor-{''.join(letter if letter.isalnum() or letter in '-_' else '-' for letter in view)}.csv"


def write_csv(source: FrameSource, path: Path) -> int:
    """Write all rows as they are shown (masked, filtered, sorted) and return their number.

    UTF-8 with a byte order mark and semicolons, so that a Norwegian Excel opens it; whole numbers without thousands
    separators; text cells can not be taken for formulas. The file can be read by its owner only. PrivacyError where it
    exists or cannot be written.
    """
    columns = [column for column in source.columns if column.title]
    whole = {column.name for column in columns if column.numeric and source.frame.schema[column.name].is_integer()}
    with private_file(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([spreadsheet_text(column.title) for column in columns])
        for start in range(0, source.height, CHUNK):
            for record in source.records(start, min(start + CHUNK, source.height)):
                writer.writerow([_written(column, record[column.name], column.name in whole) for column in columns])
    return source.height


def _written(column: Column, value: Any, whole: bool) -> str:
    if column.file is not None:
        return column.file(value)
    if whole:
        return "" if value is None else str(value)
    return spreadsheet_text(column.write(value))


async def ask_and_export(app: Any, view: str, source: FrameSource) -> None:
    """Ask for a folder, write the file in a thread and say where it is; errors are told as sentences."""
    t = session_of(app).t
    if not source.height:
        app.notify(t("tui.toast.nothing_to_export"), markup=False)
        return
    name = file_name(view)
    answer = await app.push_screen_wait(PromptScreen(t("tui.prompt.folder", name=name), str(Path.home())))
    if answer is None:
        return
    folder = Path(answer).expanduser()
    try:
        if not folder.is_dir():
            raise AuditorError("tui.export.not_a_folder", folder=sanitise(str(folder)))
        rows = await asyncio.to_thread(write_csv, source, folder / name)
    except Exception as error:
        app.report(error)
    else:
        app.notify(t("tui.toast.exported", rows=rows, file=sanitise(str(folder / name))), markup=False)
