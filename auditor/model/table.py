"""Tables and fields as a rule set describes them (SSB's *filbeskrivelse*)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from auditor.model.text import Text


class FieldType(str, Enum):
    """What the raw text of a field is parsed to."""

    TEXT = "text"
    CODE = "code"
    """A value of a code list: text, trimmed, aliases replaced by the code they stand for, leading zeros kept."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"


class Personal(str, Enum):
    """What kind of personal data a field holds; decides how it is masked."""

    NONE = "none"
    ID = "id"
    """Fødselsnummer, D-number, DUF number or any register key of a person."""
    NAME = "name"
    FREE_TEXT = "free_text"
    BIRTH_DATE = "birth_date"


@dataclass(frozen=True, slots=True)
class Since:
    """Since when something is registered, and the source that says so."""

    date: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table."""

    name: str
    type: FieldType
    title: Text
    description: Text | None = None
    """What is registered in it, where the title leaves a question open."""
    codes: str | None = None
    """Name of the code list, for CODE fields."""
    aliases: tuple[str, ...] = ()
    """Other headers the column is known by; compared without case, spaces, underscores and hyphens."""
    personal: Personal = Personal.NONE
    registers: Text | None = None
    """Who registers it (*vertskommunen*, *UDI* ...), for the reader who must correct it."""
    since: Since | None = None
    """Since when it is registered; None where no source says it."""
    optional: bool = False
    """An optional column may be absent without anybody having to act; its rules are then not checkable."""
    context: bool = False
    """Shown beside findings by default."""
    quasi: bool = False
    """Whether it describes a person so that, together with others, it may single one out (of a date, its year)."""
    position: int = 0
    """Of its first character in a line of fixed width, counted from 1; 0 where the table has no such layout."""
    width: int = 0
    """How many characters it has in such a line."""
    date_format: str | None = None
    """How its dates are written where no separators tell: ``DDMMYY``, ``DDMMYYYY`` or ``YYYYMMDD``."""
    line: int = 0
    """Where it is written, in the file of its table."""


@dataclass(frozen=True, slots=True)
class CentreFields:
    """Which fields of a table describe the reception centre that a row is about."""

    name: str | None = None
    other_names: str | None = None
    """Further names of it, separated by ``|``."""
    type: str | None = None
    opened: str | None = None
    closed: str | None = None
    keys: tuple[str, ...] = ()
    """Fields that hold keys of centres, besides the one that says which centre a row is about."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a register, with what its rows are about."""

    name: str
    title: Text
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    """Fields that together name a row of the register."""
    person: str | None = None
    """The field that says whose record a row is."""
    municipality: str | None = None
    """The field that drill-down groups by."""
    centre: str | None = None
    """The field that names the reception centre a row is about."""
    centre_fields: CentreFields = CentreFields()
    date: str | None = None
    """The field that dates a row: for validity of rules, parameters, code lists and municipality numbers."""
    files: tuple[str, ...] = ()
    """Patterns (fnmatch, without case) that file or sheet names of this table match."""
    event: tuple[str, str | None] | None = None
    """Start and end field of what a row tells of a person's life, for the timeline."""
    regime: str | None = None
    """The field that says which law a row stands under, for the timeline."""
    description: Text | None = None
    since: Since | None = None
    """Since when there is something to register; None where no source says it."""
    optional: bool = False
    """A delivery may lack the table; its rules are then not applicable."""
    line_length: int = 0
    """Characters of a line where the table may come in fixed width; 0 where it has no such layout."""
    file: str = ""
    line: int = 0
    _by_name: dict[str, Field] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_name.update({each.name: each for each in self.fields})

    @property
    def registers_centres(self) -> bool:
        """Whether it is the register of reception centres: one row a centre."""
        return self.centre is not None and self.key == (self.centre,)

    @property
    def centre_keys(self) -> tuple[str, ...]:
        """Every field that holds the key of a reception centre."""
        return tuple(dict.fromkeys((*((self.centre,) if self.centre else ()), *self.centre_fields.keys)))

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return self._by_name.get(name)
