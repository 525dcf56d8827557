"""Option values: text in, a checked value out, or a sentence that says what was expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from auditor.cli.errors import UsageError


def choice(option: str, value: str, available: Sequence[str]) -> str:
    """One of a few words."""
    if value not in available:
        raise UsageError("cli.usage.choice", option=option, available=list(available))
    return value


def share(option: str, value: str) -> float:
    """A share from 0 to 1, written ``0.02``, ``0,02`` or ``2 %``."""
    text = value.strip().replace(",", ".")
    percent = text.endswith("%")
    try:
        number = float(text.rstrip("%").strip()) / (100 if percent else 1)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise UsageError("cli.usage.share", option=option)
    return number


def date(option: str, value: str) -> dt.date:
    """A day, written ``2024-12-31`` or ``31.12.2024``."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(value.strip(), form).date()
        except ValueError:
            continue
    raise UsageError("cli.usage.date", option=option)


def names(option: str, value: str, known: Sequence[str]) -> tuple[str, ...]:
    """A list of known names with commas between."""
    given = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    unknown = [name for name in given if name not in known]
    if unknown or not given:
        raise UsageError("cli.usage.names", option=option, unknown=unknown, available=list(known))
    return given


def municipalities(option: str, values: Sequence[str]) -> tuple[str, ...]:
    """Municipality numbers, each of four digits and in use at some time."""
    from auditor.reference.municipalities import known_codes

    known = known_codes()
    for value in values:
        if value not in known:
            padded = value.zfill(4)
            key = "cli.usage.municipality_zero" if padded in known else "cli.usage.municipality"
            raise UsageError(key, option=option, value=value, padded=padded)
    return tuple(dict.fromkeys(values))


def format_of(file: Path | None, available: Sequence[str]) -> str:
    """The format that a file name asks for by its ending; the first one where it asks for none."""
    asked = file.suffix.lower().lstrip(".") if file is not None else ""
    asked = {"htm": "html"}.get(asked, asked)
    return asked if asked in available else available[0]


def whole_number(option: str, value: str, least: int) -> int:
    """A whole number from ``least`` up."""
    try:
        number = int(value)
    except ValueError:
        number = least - 1
    if number < least:
        raise UsageError("cli.usage.whole_number", option=option, least=str(least))
    return number


def amount(option: str, value: str) -> float:
    """A number from 0 up, with decimal comma or point."""
    try:
        number = float(value.strip().replace(",", "."))
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise UsageError("cli.usage.amount", option=option)
    return number


def new_file(path: Path, force: bool) -> Path:
    """A file to write, looked at before the work begins: it must not be there yet, and its folder must."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise UsageError("cli.usage.output_folder", file=path.name)
    if path.exists() and not force:
        raise UsageError("cli.usage.output_exists", file=path.name)
    return path


def new_folder(path: Path, force: bool) -> Path:
    """A folder to write into, looked at before the work begins: it is not there yet, or it is empty."""
    if path.exists() and not path.is_dir():
        raise UsageError("cli.usage.not_a_folder", folder=path.name)
    if path.is_dir() and any(path.iterdir()) and not force:
        raise UsageError("cli.usage.folder_in_use", folder=path.name)
    return path
