"""What holds of the file of every format: private, whole or not there, never overwritten unasked, without persons."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from pathlib import Path

import polars as pl
import pytest

from auditor.reports import formats
from tests.cli.conftest import Run
from tests.small import FLAWED, PERSONS, write_extract

NUMBER, SECOND, NAME, KEY = "01019012345", "31129954321", "Ragnhild Utenlandsk", "ZQX5555"
"""Written like identity numbers; their control digits are wrong, so they belong to nobody."""


@pytest.fixture
def told(work: Path) -> tuple[str, ...]:
    """An extract with identity numbers as keys, in the wrong column and in a code, and the command that audits it."""
    program = FLAWED.replace("P9", NUMBER).replace("4601", SECOND, 1).replace("Flyttet", NUMBER).replace("A5", KEY)
    persons = PERSONS.replace("Ada Prøve", NAME).replace("P4", SECOND)
    write_extract(work / "persons", program, persons)
    return ("check", "persons", "--rules", "liten", "--reference-date", "2024-12-31")


def readable(name: str, content: bytes) -> str:
    """All text in a file, with what is packed unpacked."""
    if name == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(each).decode() for each in parts.namelist())
    if name == "parquet":
        return pl.read_parquet(io.BytesIO(content)).write_csv() + str(pl.read_parquet_metadata(io.BytesIO(content)))
    return content.decode()


def test_rounded_counts_in_every_format_to_be_shared(run: Run, work: Path, told: tuple[str, ...]) -> None:
    """Multiples of five, and said to be so where there is a place for words."""
    content = run(*told, "--rounded", "--format", "csv").out
    lines = [line.split(";") for line in content.splitlines()[1:]]
    assert any(cell not in ("", "0", ":") for line in lines for cell in line[3:])
    assert all(cell in ("", ":") or int(cell) % 5 == 0 for line in lines for cell in line[3:])
    for name in formats.TO_SHARE:
        if name != "csv":
            file = work / f"avrundet.{name}"
            assert run(*told, "--rounded", "--format", f"{name}:{file}").code == 1
            assert "nærmeste 5" in readable(name, file.read_bytes())


def test_files_are_private_whole_and_never_overwritten_unasked(
    run: Run, work: Path, told: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mode 0600 whatever the umask; refused where one exists; replaced with --force; as before where writing fails."""
    files = {name: work / f"report.{name}" for name in formats.NAMES}
    words = [word for name, file in files.items() for word in ("--format", f"{name}:{file}")]
    before = os.umask(0)
    try:
        assert run(*told, *words).code == 1
    finally:
        os.umask(before)
    written = {name: file.read_bytes() for name, file in files.items()}
    for name, file in files.items():
        assert written[name]
        if os.name != "nt":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.write_bytes(b"mine")
        refused = run(*told, "--format", f"{name}:{file}")
        assert refused.code == 2
        assert file.name in refused.err
        assert file.read_bytes() == b"mine"

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("auditor.system.sync_file", full)
        for name in ("html", "xlsx"):
            failed = run(*told, "--format", f"{name}:{files[name]}", "--force")
            assert failed.code == 2
            assert "Traceback" not in failed.err
            assert files[name].read_bytes() == b"mine"
    assert run(*told, *words, "--force").code == 1
    assert {name: file.read_bytes() for name, file in files.items()} == written
    assert sorted(work.glob(".*.tmp*")) == []


def test_no_format_has_a_person_in_it(run: Run, work: Path, told: tuple[str, ...]) -> None:
    """Neither numbers nor names, however deep a file is packed; those to be shared have none with --show-ids either."""
    for asked, names in (((), formats.NAMES), (("--show-ids",), formats.TO_SHARE)):
        files = {name: work / f"report{len(asked)}.{name}" for name in names}
        words = [word for name, file in files.items() for word in ("--format", f"{name}:{file}")]
        assert run(*told, *words, *asked).code == 1
        for name, file in files.items():
            text = readable(name, file.read_bytes())
            for personal in (NUMBER, SECOND, NAME, "Bo Prøve", KEY):
                assert personal not in text, (name, asked)


def test_a_report_with_ids_says_so(run: Run, work: Path, told: tuple[str, ...]) -> None:
    """For whoever finds the file later."""
    for asked in ((), ("--show-ids",)):
        options = json.loads(run(*told, "--format", "json", *asked).out)["options"]
        assert options["show_ids"] == bool(asked)


def test_binary_formats_are_not_for_the_screen(
    run: Run, work: Path, told: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused before the audit where stdout is a terminal; a pipe gets them."""
    monkeypatch.setattr(
        "auditor.cli.targets.sys.stdout", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})()
    )
    for name in sorted(formats.BINARY):
        ended = run(*told, "--format", name)
        assert ended.code == 2
        assert f"{name}:FIL" in ended.err
