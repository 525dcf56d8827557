"""The mapping file ``auditor.toml``: what the user says about files, tables and columns."""

from __future__ import annotations

import codecs
import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.extract.centre_mapping import CentreMapping, Centres, said_twice
from auditor.model.errors import MappingError
from auditor.privacy.errors import PrivacyError
from auditor.privacy.files import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from auditor.model.table import Table

_LINE = re.compile(r"\(at line (\d+),")
_REPAIR = re.compile(r"pad_zeros(:[1-9][0-9]?)?")


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How one file (``[files."name"]``) is to be read."""

    table: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    skip_rows: int | None = None
    """Lines before the header that do not belong to the table."""
    header_row: int | None = None
    """Line (or sheet row) of the header, from 1; says at the same time that it is a header."""
    ignore: bool = False
    pseudonymous: bool = False
    """It is said to hold no identity number and no name; what contradicts that stops everything."""

    @property
    def lines_before_header(self) -> int:
        """How many lines come before the header."""
        return self.header_row - 1 if self.header_row is not None else self.skip_rows or 0

    @property
    def pins_header(self) -> bool:
        """Whether the user named the header's line."""
        return self.header_row is not None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What belongs to one table (``[tables.<table>]``)."""

    files: tuple[str, ...] = ()
    """File or sheet names, or patterns of them."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Field -> header."""
    repairs: Mapping[str, str] = field(default_factory=dict)
    """Field -> ``pad_zeros`` (to the longest code of the column) or ``pad_zeros:4``."""


@dataclass(frozen=True, slots=True)
class ExtractMapping:
    """A whole mapping file."""

    tables: Mapping[str, TableMapping] = field(default_factory=dict)
    files: Mapping[str, FileMapping] = field(default_factory=dict)
    pseudonymous: bool = False
    """Whether every file of the extract is declared pseudonymous."""
    centres: Centres = field(default_factory=dict)
    """What is said of centres of the register, by their keys."""


def parse_mapping(content: bytes, name: str, tables: Sequence[Table]) -> ExtractMapping:
    """The mapping in a TOML text; ``tables`` are the rule set's, all may be named where there are none.

    MappingError for unknown keys, tables and fields and for values of the wrong kind, with what was expected.
    """
    try:
        tree = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        # Of the foreign text only the line number is taken.
        line = _LINE.search(str(error)) if isinstance(error, tomllib.TOMLDecodeError) else None
        where = line.group(1) if line else str(content.count(b"\n") + 1)
        raise MappingError("extract.mapping_syntax", file=name, line=where) from None
    reader = _Reader(name, {table.name: table for table in tables})
    reader.keys(tree, "", ("tables", "files", "pseudonymous", "centres"))
    return ExtractMapping(
        pseudonymous=reader.yes_no(tree, "pseudonymous"),
        tables={each: reader.table(each, node) for each, node in reader.node(tree, "tables", "").items()},
        files={each: reader.file(each, node) for each, node in reader.node(tree, "files", "").items()},
        centres=reader.centres(tree),
    )


class _Reader:
    """Typed access to a TOML tree with errors that say where."""

    def __init__(self, name: str, tables: Mapping[str, Table]) -> None:
        self._name, self._tables = name, tables

    def keys(self, tree: Mapping[str, Any], place: str, expected: Sequence[str]) -> None:
        for key in tree:
            if key not in expected:
                where = f"{place}.{key}" if place else key
                raise MappingError("extract.mapping_unknown_key", file=self._name, key=where, expected=tuple(expected))

    def node(self, tree: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._typed(tree.get(key, {}), dict, f"{place}.{key}" if place else key, "table")
        return found

    def yes_no(self, tree: Mapping[str, Any], key: str, place: str = "") -> bool:
        return bool(self._typed(tree.get(key, False), bool, f"{place}.{key}" if place else key, "boolean"))

    def table(self, name: str, tree: Any) -> TableMapping:
        place = f"tables.{name}"
        self._known_table(name, place)
        tree = self._typed(tree, dict, place, "table")
        self.keys(tree, place, ("files", "columns", "repairs"))
        files = self._typed(tree.get("files", []), list, f"{place}.files", "list")
        columns = self._fields(name, self.node(tree, "columns", place), f"{place}.columns")
        repairs = self._fields(name, self.node(tree, "repairs", place), f"{place}.repairs")
        for repaired, repair in repairs.items():
            if not _REPAIR.fullmatch(repair):
                self._wrong(f"{place}.repairs.{repaired}", "repair")
        return TableMapping(tuple(self._typed(file, str, f"{place}.files", "text") for file in files), columns, repairs)

    def file(self, name: str, tree: Any) -> FileMapping:
        place = f'files."{name}"'
        tree = self._typed(tree, dict, place, "table")
        expected = ("table", "sheet", "delimiter", "encoding", "skip_rows", "header_row", "ignore", "pseudonymous")
        self.keys(tree, place, expected)
        texts = {
            key: self._typed(tree[key], str, f"{place}.{key}", "text")
            for key in ("table", "sheet", "delimiter", "encoding")
            if key in tree
        }
        if "table" in texts:
            self._known_table(texts["table"], f"{place}.table")
        delimiter = texts.get("delimiter")
        if delimiter is not None and (len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n\0'):
            self._wrong(f"{place}.delimiter", "character")
        if "encoding" in texts and _unknown_encoding(texts["encoding"]):
            self._wrong(f"{place}.encoding", "encoding")
        numbers = {
            key: self._number(tree[key], f"{place}.{key}", least)
            for key, least in (("skip_rows", 0), ("header_row", 1))
            if key in tree
        }
        flags = {key: self.yes_no(tree, key, place) for key in ("ignore", "pseudonymous")}
        chosen: dict[str, Any] = {**texts, **numbers, **flags}
        return FileMapping(**chosen)

    def centres(self, tree: Mapping[str, Any]) -> Centres:
        found = {name: self._centre(name, node) for name, node in self.node(tree, "centres", "").items()}
        twice = said_twice(found)
        if twice is not None:
            raise MappingError("extract.mapping_centre_twice", file=self._name, text=twice)
        return found

    def _centre(self, name: str, tree: Any) -> CentreMapping:
        place = f"centres.{name}"
        tree = self._typed(tree, dict, place, "table")
        self.keys(tree, place, ("keys", "names", "rejected"))
        texts = {
            key: tuple(
                self._typed(each, str, f"{place}.{key}", "text")
                for each in self._typed(tree.get(key, []), list, f"{place}.{key}", "list")
            )
            for key in ("keys", "names", "rejected")
        }
        return CentreMapping(**texts)

    def _known_table(self, name: str, place: str) -> None:
        if self._tables and name not in self._tables:
            raise MappingError(
                "extract.mapping_unknown_table", file=self._name, key=place, table=name, expected=tuple(self._tables)
            )

    def _fields(self, table: str, tree: Mapping[str, Any], place: str) -> dict[str, str]:
        known = self._tables.get(table)
        for name in tree:
            if known is not None and known.field(name) is None:
                expected = tuple(each.name for each in known.fields)
                raise MappingError(
                    "extract.mapping_unknown_field", file=self._name, key=place, field=name, expected=expected
                )
        return {name: self._typed(value, str, f"{place}.{name}", "text") for name, value in tree.items()}

    def _number(self, value: Any, place: str, least: int) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= 1_000_000:
            self._wrong(place, "number")
        return int(value)

    def _typed(self, value: Any, kind: type, place: str, expected: str) -> Any:
        if not isinstance(value, kind):
            self._wrong(place, expected)
        return value

    def _wrong(self, place: str, expected: str) -> None:
        raise MappingError(f"extract.mapping_expected_{expected}", file=self._name, key=place)


def _unknown_encoding(name: str) -> bool:
    """Whether Python cannot decode a stream of text in that encoding."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return True
    return not getattr(codec, "_is_text_encoding", True) or codec.incrementaldecoder is None


def format_mapping(mapping: ExtractMapping) -> str:
    """A mapping as TOML, in the order given."""
    lines: list[str] = ["pseudonymous = true", ""] if mapping.pseudonymous else []
    for name, table in mapping.tables.items():
        lines.append(f"[tables.{_quoted(name)}]")
        if table.files:
            lines.append(f"files = [{', '.join(map(_quoted, table.files))}]")
        for part, entries in (("columns", table.columns), ("repairs", table.repairs)):
            if entries:
                lines += ["", f"[tables.{_quoted(name)}.{part}]"]
                lines += [f"{_quoted(key)} = {_quoted(value)}" for key, value in entries.items()]
        lines.append("")
    lines += _centre_lines(mapping.centres)
    for name, file in mapping.files.items():
        lines.append(f"[files.{_quoted(name)}]")
        for key in ("table", "sheet", "delimiter", "encoding", "skip_rows", "header_row"):
            value = getattr(file, key)
            if value is not None:
                lines.append(f"{key} = {_quoted(value) if isinstance(value, str) else value}")
        lines += [f"{key} = true" for key in ("ignore", "pseudonymous") if getattr(file, key)]
        lines.append("")
    return "\n".join(lines)


def centre_in_one_line(centres: Centres) -> str:
    """What is said of centres as it can stand before the first section of a mapping file."""
    return "; ".join(
        f"centres.{_quoted(name)}.{key} = [{', '.join(map(_quoted, getattr(said, key)))}]"
        for name, said in centres.items()
        for key in ("keys", "names", "rejected")
        if getattr(said, key)
    )


def _centre_lines(centres: Centres) -> list[str]:
    lines = []
    for name, said in centres.items():
        if said.says_nothing:
            continue
        lines.append(f"[centres.{_quoted(name)}]")
        for key in ("keys", "names", "rejected"):
            texts = getattr(said, key)
            if texts:
                lines.append(f"{key} = [{', '.join(map(_quoted, texts))}]")
        lines.append("")
    return lines


def read_centres(path: Path) -> Centres:
    """What a mapping file says of centres; nothing where there is no file. MappingError as in parse_mapping."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError:
        raise MappingError("extract.mapping_not_found", file=path.name) from None
    return parse_mapping(content, path.name, ()).centres


def write_centres(path: Path, centres: Centres) -> None:
    """Put ``centres`` into a mapping file, in the place of what it said of centres; all else stays as it is written.

    MappingError where the file cannot be written, or says it so that it cannot be told from the rest.
    """
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    old = parse_mapping(before.encode(), path.name, ())
    kept, inside = [], False
    for line in before.splitlines():
        if line.lstrip().startswith("["):
            inside = line.lstrip().startswith("[centres")
        if not inside:
            kept.append(line)
    text = "\n".join(kept).rstrip("\n")
    text = "\n".join([*([text, ""] if text else []), *_centre_lines(centres)])
    said = {name: each for name, each in centres.items() if not each.says_nothing}
    try:
        apart = parse_mapping(text.encode(), path.name, ()) != replace(old, centres=said)
    except MappingError:
        apart = True
    if apart:
        raise MappingError("extract.mapping_centres_apart", file=path.name)
    _write(path, text)


def write_mapping(path: Path, mapping: ExtractMapping) -> None:
    """Save a mapping whole or not at all, readable by its owner alone (mode 0600).

    MappingError where the folder cannot be written to; the old file is then as it was.
    """
    _write(path, format_mapping(mapping))


def _write(path: Path, text: str) -> None:
    try:
        write_private(path, text, overwrite=True)
    except (OSError, PrivacyError):
        raise MappingError("extract.mapping_not_written", file=path.name) from None


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
