"""Writing worklists into a folder of their own, and the index for the sender."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from auditor.model.errors import AuditorError
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import private_folder, write_private
from auditor.reports.worklists.csv_file import write_csv
from auditor.reports.worklists.letter import Letter
from auditor.reports.worklists.page import index_page, write_html
from auditor.reports.worklists.xlsx import write_xlsx
from auditor.results.matrix import By

FORMATS: Mapping[str, Callable[[Letter], bytes]] = {"xlsx": write_xlsx, "html": write_html, "csv": write_csv}
INDEX = "oversikt.html"
_WRITERS = 4
"""Files that are written at once."""
_NO_NUMBER = "uten-kommunenummer"
_TO_LATIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


@dataclass(frozen=True)
class Written:
    """One worklist that was written, as the index names it."""

    letter: Letter
    files: tuple[str, ...]


def write_worklists(
    letters: Iterable[Letter],
    folder: Path,
    formats: Iterable[str],
    *,
    overwrite: bool = False,
    tick: Callable[[str], None] = lambda receiver: None,
) -> list[Written]:
    """Write every letter in every format, and the index last; the folder is made (0700) where there is none.

    AuditorError where the folder cannot be made; PrivacyError where a file exists and ``overwrite`` was not asked for.
    ``tick`` is told each receiver, and may raise Cancelled: what is written by then is whole.
    """
    try:
        private_folder(folder)
    except PrivacyError:
        raise AuditorError("worklists.folder", folder=folder.name) from None
    written: list[Written] = []
    with ThreadPoolExecutor(_WRITERS) as pool:  # they wait for the disk while the next list is made
        waiting: deque[Future[None]] = deque()
        try:
            for number, letter in enumerate(letters, 1):
                tick(letter.receiver)
                files = []
                for each in formats:
                    name = f"rettingsliste-{_slug(letter, number)}.{each}"
                    content = FORMATS[each](letter)
                    waiting.append(pool.submit(write_private, folder / name, content, overwrite=overwrite))
                    files.append(name)
                written.append(Written(letter, tuple(files)))
                while len(waiting) > _WRITERS:
                    waiting.popleft().result()
            while waiting:
                waiting.popleft().result()
        finally:
            for unfinished in waiting:
                unfinished.cancel()
    if written:
        lines = [(each.letter, each.files) for each in written]
        write_private(folder / INDEX, index_page(lines), overwrite=overwrite)
    return written


def _slug(letter: Letter, number: int) -> str:
    """Number and name in letters that every file system and mail program takes.

    Centres are numbered, since their keys are cells of the extract; the index says which is which.
    """
    work = letter.worklist
    if work.unit.by is By.CENTRE:
        return f"mottak-{number:03}"
    if work.unit.key is None:
        return _NO_NUMBER
    words = f"{work.unit.key} {work.name or ''}".translate(_TO_LATIN).lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "ukjent"
