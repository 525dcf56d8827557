"""Plain pandera schemas as rule sets: ``package.module:Schema`` or a YAML or JSON file of pandera's format.

Naming a module imports it, which runs its code: only do so with modules you trust, as with any Python program. Modules
are looked for where Python looks, and last in the current folder. A file runs no code.

A column may say more in its ``metadata``: ``title``, ``aliases``, ``personal`` (a word of
:class:`~auditor.model.table.Personal`), and true for ``key``, ``person``, ``municipality`` and ``date``; a schema may
name the ``files`` it is about. Where nothing is said, columns with the usual names of identity numbers, names, birth
dates and free text are taken for personal data, and ``kommunenummer`` for the municipality.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandera.polars as pa

from auditor.model.errors import RuleSetError
from auditor.model.rule import Basis, Examples, Rule, SchemaCondition
from auditor.model.ruleset import RuleSet
from auditor.model.table import Field, FieldType, Personal, Table
from auditor.model.text import Text
from auditor.model.vocabulary import Dimension, Severity
from auditor.rulesets.foreign_texts import rule_texts
from auditor.rulesets.pandera_yaml import read_schema
from auditor.rulesets.slots import RuleKind, Slot, slots, unique_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandera.api.checks import Check

FILE_ENDINGS = (".yaml", ".yml", ".json")
_MODULE = re.compile(r"(?P<module>[^\W\d]\w*(?:\.[^\W\d]\w*)*):(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)")
_USUAL_NAMES: Mapping[Personal, tuple[str, ...]] = {
    Personal.ID: ("fodselsnummer", "fnr", "personnummer", "personid", "dnummer", "dnr", "duf", "dufnummer", "ident"),
    Personal.NAME: ("navn", "fornavn", "etternavn", "mellomnavn", "name", "firstname", "lastname"),
    Personal.BIRTH_DATE: ("fodselsdato", "fodtdato", "birthdate", "dateofbirth"),
    Personal.FREE_TEXT: ("merknad", "kommentar", "begrunnelse", "fritekst", "beskrivelse", "comment", "notes"),
}
_MUNICIPALITY = ("kommunenummer", "kommunenr", "komnr")
_DIMENSIONS = {
    RuleKind.MISSING_DEFAULT: Dimension.COMPLETENESS,
    RuleKind.PRESENT: Dimension.COMPLETENESS,
    RuleKind.PATTERN_MATCHES: Dimension.COMPLETENESS,
    RuleKind.NOT_NULL: Dimension.COMPLETENESS,
    RuleKind.UNIQUE: Dimension.CONSISTENCY,
    RuleKind.FRAME_UNIQUE: Dimension.CONSISTENCY,
    RuleKind.DTYPE: Dimension.VALIDITY,
    RuleKind.COERCE: Dimension.VALIDITY,
    RuleKind.ONLY_DECLARED: Dimension.VALIDITY,
    RuleKind.ORDERED: Dimension.VALIDITY,
}


def is_foreign(spec: str) -> bool:
    """Whether ``spec`` names a pandera schema rather than a rule set of our own format."""
    return bool(_MODULE.fullmatch(spec)) or spec.lower().endswith(FILE_ENDINGS)


def load_foreign(spec: str, *, table: str | None = None) -> RuleSet:
    """The rule set that the schemas named by ``spec`` amount to: one table a schema, one rule a check.

    ``spec`` is a file, or ``package.module:name`` where the name holds a DataFrameSchema, a DataFrameModel, a mapping
    of them by table, or a collection of them. ``table`` names the table of a single schema; otherwise its own name
    does, or what ``spec`` calls it. RuleSetError where nothing can be loaded.
    """
    name = Path(spec).stem if spec.lower().endswith(FILE_ENDINGS) else spec
    return ruleset_of(dict(_schemas(spec, table)), name, spec)


def ruleset_of(schemas: Mapping[str, pa.DataFrameSchema], name: str, source: str = "") -> RuleSet:
    """The rule set that ``schemas`` (by table) amount to; ``source`` says where they come from."""
    source = source or name
    tables = {table: _table(table, schema) for table, schema in schemas.items()}
    return RuleSet(
        name=name,
        version="0",
        title=Text(f"pandera: {name}"),
        registers=(),
        sources=(source,),
        tables=tables,
        code_lists={},
        parameters={},
        derivations=(),
        lookups=(),
        rules=tuple(rule for table, schema in schemas.items() for rule in _rules(table, schema, tables[table], source)),
        schemas=dict(schemas),
    )


def _schemas(spec: str, table: str | None) -> Iterator[tuple[str, pa.DataFrameSchema]]:
    if spec.lower().endswith(FILE_ENDINGS):
        path = Path(spec)
        if not path.is_file():
            raise RuleSetError("pandera.file_not_found", file=path.name)
        schema = read_schema(path)
        yield table or schema.name or path.stem, schema
        return
    match = _MODULE.fullmatch(spec)
    if match is None:
        raise RuleSetError("pandera.bad_spec", spec=spec)
    found = _imported(match["module"], match["name"])
    own_name = match["name"].rpartition(".")[2]
    single = _schema(found)
    if single is not None:
        yield table or single.name or own_name, single
        return
    many = _collection(found)
    if not many:
        raise RuleSetError("pandera.not_a_schema", spec=spec)
    names = set()
    for key, each in many:
        schema_ = _schema(each)
        name = key or (None if schema_ is None else schema_.name)
        if schema_ is None or not name:
            raise RuleSetError("pandera.not_a_schema", spec=spec)
        if name in names:
            raise RuleSetError("pandera.same_table", spec=spec, table=name)
        names.add(name)
        yield name, schema_


def _imported(module: str, name: str) -> Any:
    with _current_folder():
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name is not None and (module == error.name or module.startswith(f"{error.name}.")):
                raise RuleSetError("pandera.module_not_found", module=module) from None
            raise RuleSetError("pandera.module_raised", module=module, error=type(error).__name__) from None
        except (Exception, SystemExit) as error:
            raise RuleSetError("pandera.module_raised", module=module, error=type(error).__name__) from None
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise RuleSetError("pandera.name_not_found", module=module, name=name) from None
    return found


@contextmanager
def _current_folder() -> Iterator[None]:
    """Look for modules in the current folder, too, but last, so that no file there hides a library."""
    folder = str(Path.cwd())
    added = folder not in sys.path
    if added:
        sys.path.append(folder)
    try:
        yield
    finally:
        if added and folder in sys.path:
            sys.path.remove(folder)


def _schema(found: Any) -> pa.DataFrameSchema | None:
    if inspect.isclass(found) and issubclass(found, pa.DataFrameModel):
        try:
            return found.to_schema()
        except Exception as error:
            raise RuleSetError("pandera.bad_model", model=found.__name__, error=type(error).__name__) from None
    return found if isinstance(found, pa.DataFrameSchema) else None


def _collection(found: Any) -> list[tuple[str | None, Any]]:
    if isinstance(found, Mapping):
        return [(str(key), value) for key, value in found.items()]
    if isinstance(found, Iterable) and not isinstance(found, (str, bytes)) and not inspect.isclass(found):
        return [(None, each) for each in found]
    return []


def field_types(schema: pa.DataFrameSchema) -> dict[str, FieldType]:
    """How the text of each declared column is to be read.

    Types without a FieldType of their own (timestamps, times, durations) are TEXT: the audit reads them by the schema's
    exact type afterwards.
    """
    return {
        name: _field_type(schema.dtype if schema.dtype is not None else column.dtype)
        for name, column in schema.columns.items()
        if not column.regex
    }


def _field_type(dtype: Any) -> FieldType:
    kind = getattr(dtype, "type", None)
    if kind is None or not hasattr(kind, "is_integer"):
        return FieldType.TEXT
    if kind.is_integer():
        return FieldType.INTEGER
    if kind.is_numeric():
        return FieldType.DECIMAL
    name = str(kind)
    return {"Date": FieldType.DATE, "Boolean": FieldType.BOOLEAN}.get(name, FieldType.TEXT)


def _plain(name: str) -> str:
    """A name without what people write differently: case, blanks, hyphens, underscores and the letters æøå."""
    folded = name.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    return re.sub(r"[\s_\-]", "", folded)


def _personal(name: str, said: Mapping[str, Any]) -> Personal:
    if "personal" in said:
        try:
            return Personal(said["personal"])
        except ValueError:
            return Personal.ID  # what cannot be understood is hidden rather than shown
    return next((kind for kind, names in _USUAL_NAMES.items() if _plain(name) in names), Personal.NONE)


def _said(thing: Any) -> Mapping[str, Any]:
    return thing.metadata if isinstance(thing.metadata, Mapping) else {}


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(each) for each in value) if isinstance(value, (list, tuple, set)) else ()


def _table(name: str, schema: pa.DataFrameSchema) -> Table:
    types = field_types(schema)
    fields = tuple(
        Field(
            name=each,
            type=kind,
            title=Text(str(schema.columns[each].title or _said(schema.columns[each]).get("title") or each)),
            aliases=_texts(_said(schema.columns[each]).get("aliases")),
            personal=_personal(each, _said(schema.columns[each])),
            optional=not schema.columns[each].required,
        )
        for each, kind in types.items()
    )

    def marked(mark: str) -> list[str]:
        return [each for each in types if _said(schema.columns[each]).get(mark) is True]

    groups = unique_groups(schema)
    alone = [each for each in types if schema.columns[each].unique]
    usual = [each for each in types if _plain(each) in _MUNICIPALITY]
    people = [each.name for each in fields if each.personal is Personal.ID]
    return Table(
        name=name,
        title=Text(schema.title or name),
        fields=fields,
        key=tuple(marked("key")) or (tuple(alone[:1]) or (groups[0] if groups else ())),
        person=next(iter(marked("person") or people), None),
        municipality=next(iter(marked("municipality") or usual), None),
        date=next(iter(marked("date")), None),
        files=_texts(_said(schema).get("files")) or (f"*{name}*",),
        description=Text(schema.description) if schema.description else None,
    )


def _rules(name: str, schema: pa.DataFrameSchema, table: Table, spec: str) -> Iterator[Rule]:
    used: dict[str, int] = {}
    file = Path(spec).name if spec.lower().endswith(FILE_ENDINGS) else ""
    for slot, kind, check in slots(schema):
        rule_id = _rule_id(name, slot, kind)
        used[rule_id] = used.get(rule_id, 0) + 1
        if used[rule_id] > 1:
            rule_id = f"{rule_id}.{used[rule_id]}"
        texts = rule_texts(schema, table, slot, kind, check)
        column = slot[0]
        declared = column is not None and table.field(column) is not None
        groups = unique_groups(schema)
        group = groups[slot[2] or 0] if kind is RuleKind.FRAME_UNIQUE else ()
        yield Rule(
            id=rule_id,
            title=texts.title,
            table=name,
            condition=SchemaCondition(*slot),
            severity=Severity.WARNING if check is not None and check.raise_warning else Severity.ERROR,
            dimension=_DIMENSIONS.get(kind, Dimension.ACCURACY),
            message=texts.message,
            remedy=texts.remedy,
            basis=(Basis("ours", f"pandera: {spec}"),),
            examples=Examples(fails=(), passes=()),
            blame=(column,) if declared and column is not None else tuple(each for each in group if table.field(each)),
            why=_why(check),
            theme="pandera",
            file=file,
            generated=True,
        )


def _why(check: Check | None) -> Text | None:
    return Text(check.description) if check is not None and check.description else None


def _rule_id(table: str, slot: Slot, kind: RuleKind) -> str:
    column, check, _ = slot
    check = check if re.fullmatch(r"\w+", check) else kind.value
    parts = [table, column, check] if column is not None else [table, check]
    return ".".join(re.sub(r"[^\w-]+", "_", part).strip("_") or "_" for part in parts)
