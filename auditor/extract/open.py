"""From a path to an :class:`~auditor.model.extract.Extract`."""

from __future__ import annotations

import hashlib
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import polars as pl

from auditor.extract.archive import unpack_gzip, unpack_zip, zip_mapping
from auditor.extract.assignment import assign
from auditor.extract.centres import with_centres
from auditor.extract.layout import Layouts
from auditor.extract.limits import Limits
from auditor.extract.mapping import ExtractMapping, FileMapping, parse_mapping
from auditor.extract.recognise import names_file
from auditor.extract.section import Progress, Section
from auditor.extract.sources import (
    EXCEL_SUFFIXES,
    MAPPING_NAME,
    PARQUET_SUFFIXES,
    TEXT_SUFFIXES,
    Source,
    find_files,
    translated,
    unsupported,
)
from auditor.model.errors import ExtractError, MappingError
from auditor.model.extract import Extract, Manifest, Problem
from auditor.model.vocabulary import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from auditor.model.table import Table

_Result = TypeVar("_Result")
_WORKERS = 4
_TICK_SECONDS = 0.1


class NothingRecognisedError(ExtractError):
    """No file of the extract is a table of the rule set; ``problems`` say why for each."""

    def __init__(self, key: str, problems: tuple[Problem, ...], /, **facts: object) -> None:
        super().__init__(key, **facts)
        self.problems = problems


@dataclass(slots=True)
class _Pile:
    """What has been read so far."""

    sections: list[Section] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def open_extract(
    path: Path,
    tables: Sequence[Table] = (),
    mapping: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008
    tick: Callable[[str], None] | None = None,
) -> Extract:
    """Read a folder, a file or a zip archive as named tables of raw text.

    ``tables`` are those of the rule set; without them every file is a table of its own. ``mapping`` is a mapping file
    other than the ``auditor.toml`` in or beside the extract. ``tick`` is called from this thread, some ten times a
    second, with the name of the file being read; an exception it raises stops the reading and comes out here.

    Every text file is read once, for its hash and its structure; its rows are scanned when the tables are used. A file
    that cannot be used becomes a problem of the extract and the others still load.

    Errors: PseudonymityError (an ExtractError) where a file that the mapping declares pseudonymous points at persons;
    ExtractError where the path is no extract, where it is a single file that cannot be used, or where nothing
    is recognised; MappingError for the mapping file; whatever ``tick`` raises.
    """
    path = Path(path)
    sources = find_files(path)
    if not sources:
        raise ExtractError("extract.folder_empty", file=path.name or str(path))
    progress = Progress()
    content, mapping_name = _mapping_content(path, sources, mapping, limits)
    told = parse_mapping(content, mapping_name, tables) if content is not None else ExtractMapping()
    pile = _Pile()
    sources = _unpacked(sources, pile, limits, progress, tick)
    _read(sources, told, Layouts(tables, told), pile, limits, progress, tick)
    _check_mapped_files(told, sources, pile, mapping_name)
    found, problems = assign(pile.sections, tables, told)
    pile.problems += problems
    found, problems = with_centres(found, tables, told.centres)
    pile.problems += problems
    declared = [each for each in pile.sections if told.pseudonymous or _options(told, each.source.name).pseudonymous]
    if declared:
        from auditor.extract.pseudonymity import check_pseudonymous

        pile.problems += check_pseudonymous(declared, found, tables)
    if not found or (tables and not any(table.known for table in found.values())):
        raise _nothing(path, pile, len(sources))
    manifest = Manifest(
        path=str(path),
        files=tuple(section.source for section in pile.sections),
        pseudonymous=tuple(section.source.name for section in declared),
        mapping_file=mapping_name if content is not None else None,
        mapping_of_files=repr(replace(told, centres={})),
        mapping_sha256=hashlib.sha256(content).hexdigest() if content is not None else None,
    )
    return Extract(found, manifest, tuple(pile.problems))


def _mapping_content(
    path: Path, sources: Sequence[Source], mapping: Path | None, limits: Limits
) -> tuple[bytes | None, str]:
    if mapping is not None:
        if not mapping.is_file():
            raise MappingError("extract.mapping_not_found", file=str(mapping))
        candidates = [mapping]
    else:
        if path.suffix.lower() == ".zip" and path.is_file():
            inside = zip_mapping(sources[0], limits)
            if inside is not None:
                if len(inside) > limits.mapping_bytes:
                    raise MappingError("extract.mapping_too_large", file=MAPPING_NAME, limit=limits.mapping_bytes)
                return inside, f"{path.name}!{MAPPING_NAME}"
        candidates = [path / MAPPING_NAME] if path.is_dir() else []
        candidates.append(path.absolute().parent / MAPPING_NAME)
    for candidate in candidates:
        if candidate.is_file():
            with translated(candidate.name):
                if candidate.stat().st_size > limits.mapping_bytes:
                    raise MappingError("extract.mapping_too_large", file=candidate.name, limit=limits.mapping_bytes)
                return candidate.read_bytes(), str(candidate)
    return None, MAPPING_NAME


def _unpacked(
    sources: Sequence[Source], pile: _Pile, limits: Limits, progress: Progress, tick: Callable[[str], None] | None
) -> list[Source]:
    """The sources with archives replaced by their members."""

    def members(source: Source) -> list[Source] | ExtractError:
        if source.suffix != ".zip":
            return [source]
        try:
            found = unpack_zip(source, limits, progress)
        except ExtractError as error:
            return error
        return found or ExtractError("extract.empty_file", file=source.name)

    unpacked = []
    for result in _in_threads(members, sources, progress, tick):
        if isinstance(result, ExtractError):
            pile.problems.append(_problem(result))
        else:
            unpacked += result
    return unpacked


def _problem(error: ExtractError, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(severity, error.key, error.facts)


def _options(mapping: ExtractMapping, name: str) -> FileMapping:
    for pattern, options in mapping.files.items():
        if names_file(pattern, name):
            return options
    return FileMapping()


def _read(
    sources: Sequence[Source],
    mapping: ExtractMapping,
    layouts: Layouts,
    pile: _Pile,
    limits: Limits,
    progress: Progress,
    tick: Callable[[str], None] | None,
) -> None:
    """Read all sources, several at a time, and put them on the pile in their order."""
    wanted = [source for source in sources if not _options(mapping, source.name).ignore]
    for results in _in_threads(
        partial(_sections, mapping=mapping, layouts=layouts, limits=limits, progress=progress), wanted, progress, tick
    ):
        # A sheet of notes beside a table is common and stops nobody; a workbook without any table does.
        beside = any(isinstance(result, Section) for result in results)
        for result in results:
            if isinstance(result, ExtractError):
                pile.problems.append(_problem(result, Severity.WARNING if beside else Severity.ERROR))
            else:
                pile.sections.append(result)
                pile.problems += result.problems


def _in_threads(
    work: Callable[[Source], _Result],
    sources: Sequence[Source],
    progress: Progress,
    tick: Callable[[str], None] | None,
) -> list[_Result]:
    """The work on each source in order, several at a time; the caller's tick is heard while it goes on."""
    pl.Series(np.empty(0, np.uint8))  # lets Polars take in numpy, at which two threads at once fail
    with ThreadPoolExecutor(min(_WORKERS, max(len(sources), 1))) as pool:
        jobs = [pool.submit(work, source) for source in sources]
        try:
            waiting = set(jobs)
            while waiting:
                done, waiting = wait(waiting, _TICK_SECONDS if tick else None, FIRST_COMPLETED)
                if tick is not None:
                    tick(progress.current)
                for job in done:
                    job.result()
        except BaseException:
            progress.stop()
            for job in jobs:
                job.cancel()
            raise
    return [job.result() for job in jobs]


def _sections(
    source: Source, mapping: ExtractMapping, layouts: Layouts, limits: Limits, progress: Progress
) -> list[Section | ExtractError]:
    """The pieces of one source; a refusal is a result, too, so that the others still load."""
    try:
        if source.suffix in EXCEL_SUFFIXES:
            from auditor.extract.excel import read_workbook

            return list(read_workbook(source, lambda name: _options(mapping, name), limits, progress))
        if source.suffix in PARQUET_SUFFIXES:
            from auditor.extract.parquet import read_parquet

            return [read_parquet(source, _options(mapping, source.name), limits, progress)]
        if source.suffix in TEXT_SUFFIXES:
            from auditor.extract.text import read_text

            if source.packed:
                source = unpack_gzip(source, limits, progress)
            return [read_text(source, _options(mapping, source.name), layouts, limits, progress)]
        raise unsupported(source)
    except ExtractError as error:
        return [error]


def _check_mapped_files(mapping: ExtractMapping, sources: Sequence[Source], pile: _Pile, name: str) -> None:
    names = [source.name for source in sources] + [section.source.name for section in pile.sections]
    for pattern in mapping.files:
        if any(names_file(pattern, each) for each in names):
            continue
        facts = {"file": name, "name": pattern, "expected": tuple(source.name for source in sources)}
        # Where an archive could not be unpacked, the name may well be one of its members'.
        if not any(problem.severity >= Severity.ERROR for problem in pile.problems):
            raise MappingError("extract.mapping_unknown_file", **facts)
        pile.problems.append(Problem(Severity.ERROR, "extract.mapping_unknown_file", facts))


def _nothing(path: Path, pile: _Pile, files: int) -> ExtractError:
    serious = [problem for problem in pile.problems if problem.severity >= Severity.ERROR]
    if len(serious) == 1 and not pile.sections:
        return ExtractError(serious[0].key, **serious[0].facts)
    return NothingRecognisedError(
        "extract.nothing_recognised", tuple(pile.problems), file=path.name or str(path), files=files
    )
