"""Writes the type stubs: the compiled classes as pyo3 describes them, the rest from the schema.

Run with maturin on the PATH and crmkit installed: ``python bindings/python/stubs.py``.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import crmkit
from crmkit import SCHEMA, _crmkit, _errors, _filter
from crmkit._records import RECORDS as DRESSED
from crmkit._records import commands, entity_of, flat, plural, python_name, shape

HERE = Path(__file__).parent
SOURCES = [
    path.read_text("utf-8") for path in sorted((HERE.parents[1] / "crates/core/src").rglob("*.rs"))
]
PACKAGE = HERE / "python/crmkit"
MARK = "# From what crmkit declares.\n"
CHOICES = {c["name"]: "".join(p.title() for p in c["name"].split("_")) for c in SCHEMA["choices"]}
GIVEN = {
    "text": "str",
    "integer": "int",
    "boolean": "bool",
    "number": "Decimal | float | str",
    "money": "Decimal | int | str",
    "date": "date | str",
    "time": "datetime | str",
    "custom": "Mapping[str, Any]",
    "names": "Sequence[str]",
    "String": "str",
    "i64": "int",
    "u32": "int",
    "bool": "bool",
    "NaiveDate": "date | str",
    "Money": "Decimal | int | str",
    "Number": "Decimal | float | str",
    "Timestamp": "datetime | str",
    "OnDuplicate": "str",
}
READ = {
    "text": "str",
    "integer": "int",
    "boolean": "bool",
    "number": "Decimal",
    "money": "Decimal",
    "date": "date",
    "time": "datetime",
    "custom": "dict[str, Any]",
}


def given(kind: str) -> str:
    """Give the Python type of an argument, from a field's kind or a Rust type."""
    if kind in GIVEN:
        return GIVEN[kind]
    outer = re.fullmatch(r"(Option|Vec)<(.*)>", kind)
    if outer:
        inner = given(outer[2])
        return f"{inner} | None" if outer[1] == "Option" else f"Sequence[{inner}]"
    if kind.startswith("choice:"):
        return f"{CHOICES[kind[7:]]} | str"
    if kind in CHOICES.values() or found(rf"pub enum {kind} = "):
        return f"{kind} | str"
    if kind.startswith("id:") or kind.endswith("Id"):
        return "_Id"
    # What is read may be given back.
    return f"{kind} | _{kind}" if hasattr(_crmkit, kind) else f"_{kind}"


def found(pattern: str) -> re.Match[str] | None:
    """Find something in the sources of the core."""
    return next((match for text in SOURCES if (match := re.search(pattern, text, re.S))), None)


def struct(name: str) -> list[tuple[str, str, bool]]:
    """Give the fields of an input that is no record: name, Rust type, whether it may be left out."""
    body = found(rf"pub struct {name} \{{\n(.*?)\n\}}")
    assert body, f"{name} is declared nowhere"
    fields, optional = [], False
    for line in body[1].splitlines():
        optional = optional or "serde(default)" in line
        if field := re.fullmatch(r" *pub (\w+): (.+),", line):
            fields.append((field[1], field[2], optional))
            optional = False
    return fields


def read(field: dict[str, Any]) -> str:
    """Give the Python type of a field that is read."""
    kind = field["kind"]
    plain = "UUID" if kind.startswith("id:") else READ.get(kind) or CHOICES[kind[7:]]
    return plain + (" | None" if field["nullable"] and kind != "custom" else "")


def doc(text: str, indent: str) -> str:
    """Write a docstring."""
    text = text.replace("\\", "\\\\").replace('"""', "'''")
    return f'{indent}"""{text}"""\n' if text else f"{indent}...\n"


def classes() -> str:
    """Write the entities and their list rows."""
    text = ""
    for entity in SCHEMA["entities"]:
        rows = [("", entity["doc"], entity["fields"])]
        if entity["record"]:
            listed = [f for f in entity["fields"] if f["listed"]]
            rows.append(("Summary", f"A list row of `{entity['type']}`.", listed))
        for suffix, about, fields in rows:
            text += f"@final\nclass {entity['type']}{suffix}:\n" + doc(about, "    ")
            for field in fields:
                text += f"    @property\n    def {field['name']}(self, /) -> {read(field)}:\n"
                text += doc(f"{field['doc']} {field['label']['zh']}", "        ")
            text += "    @property\n    def masked(self, /) -> builtins.list[str]:\n"
            text += doc(
                "Names of the fields that are blank: the caller may not read them.", " " * 8
            )
            text += "    def __eq__(self, value: object, /) -> bool: ...\n"
            text += "    def __ne__(self, value: object, /) -> bool: ...\n"
            text += "    def __repr__(self) -> str: ...\n"
            text += "    def to_dict(self) -> dict[str, Any]: ...\n\n"
    return text


def inputs() -> str:
    """Write what records are made and changed with."""
    text = ""
    kinds = {a["type"] for c in commands() for a in c["arguments"] if flat(a)}
    kinds = {kind.removeprefix("Option<").removesuffix(">") for kind in kinds}
    records = {f"{entity['type']}Records" for entity in SCHEMA["entities"]}
    known = kinds | records | {"Id", "Commands"}
    for name in sorted(kinds):
        fields = flat({"type": name})
        text += f"class _{name}(TypedDict, total=False):\n"
        for field in fields or []:
            kind = given(field["kind"])
            kind = f"Required[{kind}]" if field["required"] else f"{kind} | None"
            text += f"    {field['name']}: {kind}\n"
        text += "\n"
    text_of = {"": collections()}
    while missing := sorted(set(re.findall(r"\b_([A-Z]\w+)", "".join(text_of.values()))) - known):
        for name in missing:
            known.add(name)
            text_of[name] = written(name)
    return text + "".join(text_of[name] for name in sorted(text_of) if name)


def written(name: str) -> str:
    """Write an input that is no record."""
    text = f"class _{name}(TypedDict, total=False):\n"
    for field, kind, optional in struct(name):
        kind = given(kind) if optional else f"Required[{given(kind)}]"
        text += f"    {field}: {kind}\n"
    return text + "\n"


def signature(first: list[Any], rest: list[Any]) -> str:
    """Write the parameters of a command."""
    parts = ["self", *(f"{python_name(a['name'])}: {given(a['type'])}" for a in first), "*"]
    for argument in rest:
        kind = given(argument.get("kind") or argument["type"])
        kind = kind.removesuffix(" | None")
        default = "" if argument["required"] else " | None = None"
        parts.append(f"{python_name(argument['name'])}: {kind}{default}")
    return ", ".join([*parts, "command_id: UUID | None = None"])


def collections() -> str:
    """Write ``session.leads`` and the like, and the commands of a session."""
    text = ""
    for entity in SCHEMA["entities"]:
        name = entity["type"]
        row = name + "Summary" if entity["record"] else name
        text += f"class _{name}Records(Records[{name}, {row}]):\n" + doc(entity["doc"], "    ")
        for command in commands():
            if entity_of(command) == entity["name"]:
                first, rest, _ = shape(command)
                verb = command["name"].partition(".")[2]
                text += f"    def {verb}({signature(first, rest)}) -> Outcome:\n"
                text += doc(command["doc"], "        ")
        text += "\n"
    text += "class _Commands:\n"
    for entity in SCHEMA["entities"]:
        text += (
            f"    @property\n    def {plural(entity['name'])}(self) -> _{entity['type']}Records:\n"
        )
        text += doc(entity["doc"], "        ")
    text += "    def pool(self, pool: _Id) -> PoolView:\n" + doc(
        "The customers of a pool.", " " * 8
    )
    for command in commands():
        if command["method"] != "undo":
            rest = sorted(command["arguments"], key=lambda a: not a["required"])
            text += f"    def {command['method']}({signature([], rest)}) -> Outcome:\n"
            text += doc(command["doc"], "        ")
    return text


HEAD = '''"""``session.leads`` and the like."""

import builtins
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypedDict, TypeVar
from uuid import UUID

from typing_extensions import Required

from ._crmkit import *
from ._filter import Filter

_Id: TypeAlias = UUID | str
_Filter: TypeAlias = Filter | str | Mapping[str, Any] | None
_Order: TypeAlias = Sequence[str | Mapping[str, Any]]
_Record = TypeVar("_Record")
_Row = TypeVar("_Row")

SCHEMA: dict[str, Any]
COLLECTIONS: dict[str, type[Records[Any, Any]]]
FIELDS: dict[str, list[str]]
RECORDS: list[str]

def plural(entity: str) -> str: ...
def entity_of(command: dict[str, Any]) -> str | None: ...
def flat(argument: dict[str, Any]) -> list[dict[str, Any]] | None: ...
def commands() -> list[dict[str, Any]]: ...
def python_name(name: str) -> str: ...
def shape(command: dict[str, Any]) -> tuple[list[Any], list[Any], dict[str, str]]: ...
def to_dict(self: Any) -> dict[str, Any]: ...

class Records(Generic[_Record, _Row]):
    """The records of an entity, as one session sees them; every change is a command."""
    def __init__(self, session: Session) -> None: ...
    def get(self, id: _Id) -> _Record:
        """One record."""
    def iter(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), bin: str = "live") -> Iterator[_Row]:
        """All records of a query, page by page."""
    def count(self, filter: _Filter = None, *, search: str | None = None, bin: str = "live", totals: str = "capped") -> Total:
        """How many there are."""
    def aggregate(self, measures: Sequence[str | Mapping[str, str]] = ("count",), *, group: Sequence[str | Mapping[str, str]] = (), filter: _Filter = None) -> Table:
        """Numbers by group."""
    def history(self, id: _Id, *, before: str | None = None, limit: int = 50) -> list[HistoryEntry]:
        """Who changed what and when, the newest first."""
    def why_visible(self, id: _Id) -> list[Why]:
        """Why the caller sees a record."""
    def who_can_see(self, id: _Id) -> list[WhySeen]:
        """Who sees a record, and why."""
    def list(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, bin: str = "live", totals: str = "capped") -> Page[_Row]:
        """A page, the last edited first (of a search the last made) unless ``order`` says otherwise."""

class PoolView:
    """The customers of a pool, for its members."""
    def __init__(self, session: Session, pool: _Id) -> None: ...
    def get(self, id: _Id) -> Customer:
        """One of its customers."""
    def list(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[CustomerSummary]:
        """A page of its customers."""
    def contact(self, id: _Id) -> Contact:
        """One contact of its customers."""
    def contacts(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[ContactSummary]:
        """A page of the contacts of its customers."""
    def follow_ups(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[FollowUpSummary]:
        """A page of the follow-ups of its customers, for who may read follow-ups."""
    def invoice_titles(self, filter: _Filter = None, *, search: str | None = None, order: _Order = (), limit: int = 50, after: str | None = None, totals: str = "capped") -> Page[InvoiceTitleSummary]:
        """A page of the invoice titles of its customers, for who may read them."""
    def claim(self, customers: Sequence[_Id], *, command_id: UUID | None = None) -> Outcome:
        """Takes customers out of the pool for oneself."""
    def assign(self, customers: Sequence[_Id], to: _Id, *, command_id: UUID | None = None) -> Outcome:
        """Gives customers of the pool to somebody; for its administrators."""
    def history(self, id: _Id, *, before: str | None = None, limit: int = 50) -> builtins.list[HistoryEntry]:
        """Who changed what of one of its customers and when, the newest first."""

'''

# What the methods of the handles take where pyo3 only knows that it is some object.
ARGUMENTS = {
    "id": "_Id",
    "employee": "_Id",
    "leaver": "_Id",
    "lead": "_Id",
    "job": "_Id",
    "device": "_Id",
    "pool": "_Id",
    "to": "Sequence[_Id]",
    "customers": "Sequence[_Id]",
    "of": "Outcome | _Id",
    "latitude": "Decimal | float | str",
    "longitude": "Decimal | float | str",
    "listener": "Callable[[Event], object]",
    "progress": "Callable[[ImportCounts], object]",
    "source": "str | PathLike[str] | bytes | SupportsRead[bytes]",
}


def typed(block: str) -> str:
    """Say what the methods of a handle take."""
    for name, kind in ARGUMENTS.items():
        block = re.sub(rf"\b{name}: Any\b", f"{name}: {kind}", block)
    block = re.sub(r"(def todos\(.*\bkind): Any", r"\1: TodoKind | str", block)
    return re.sub(r"(def nearby\(.*\bkind): Any", r"\1: NearbyKind | str", block)


PAGE = '''@final
class Page(Generic[_Row]):
    """A page of a list. It holds rows, not a transaction."""
    @classmethod
    def __class_getitem__(cls, /, _row: Any) -> type: ...
    @overload
    def __getitem__(self, at: int, /) -> _Row: ...
    @overload
    def __getitem__(self, at: slice, /) -> list[_Row]: ...
    def __iter__(self, /) -> Iterator[_Row]: ...
    def to_dicts(self) -> list[dict[str, Any]]: ...
'''


def package_stub() -> str:
    """Write ``__init__.pyi``: everything that the package offers, by name."""
    text = '"""crmkit: an embeddable CRM. One file, one library, no server."""\n\n'
    text += "from typing import Any\n\nfrom . import _crmkit as _crmkit, _records as _records\n"
    for module in (_crmkit, _errors, _filter):
        own = sorted({n for n in crmkit.__all__ if n != "SCHEMA" and hasattr(module, n)})
        text += f"from .{module.__name__.rpartition('.')[2]} import (\n"
        text += "".join(f"    {name} as {name},\n" for name in own) + ")\n"
    names = "".join(f'    "{name}",\n' for name in sorted(set(crmkit.__all__)))
    return f"{text}\nSCHEMA: dict[str, Any]\n\n__all__ = [\n{names}]\n"


def records_stub() -> str:
    """Write ``_records.pyi``: all of it follows from the declarations."""
    return (HEAD + inputs() + collections()).rstrip() + "\n"


def compiled_stub(introspected: str) -> str:
    """Write ``_crmkit.pyi``: what pyo3 tells, and the records."""
    text = introspected.partition("import Incomplete")[2].partition("\n\n")[2]
    text = text.replace("SupportsGetItem[int, str]", "Sequence[str]").replace(
        "SupportsIndex", "int"
    )
    text = text.replace("Mapping | None", "Mapping[str, str] | None")
    text = text.replace("type: ...", "type[Any]: ...").replace("**setup)", "**setup: Any)")
    text = re.sub(r"\*\*(query|question|arguments)\)", r"**\1: Any)", text)
    text = re.sub(r"\*_exception\)", "*_exception: Any)", text)
    text = re.sub(r"(warnings\(self, /\) -> )list\b", r"\1list[Any]", text)
    text = re.sub(r"(?m)^def __getattr__.*$", "", text).replace("Incomplete", "Any")
    blocks = re.split(r"(?m)^(?=@final$|def )", text)
    out = []
    for block in blocks:
        name = next(iter(re.findall(r"^@final\nclass (\w+)", block)), None)
        if name in {"Session", "Crm"} or block.startswith("def open("):
            block = typed(block)
        if name == "Session":
            block = block.replace("class Session:", "class Session(_Commands):")
            block = re.sub(r"-> list\[", "-> builtins.list[", block).replace(
                "-> Page:", "-> Page[Any]:"
            )
        elif name == "Page":
            block = PAGE + block[block.index("    def __len__") :]
        if name in DRESSED:
            block = block.rstrip() + "\n    def __repr__(self) -> str: ...\n"
            block += "    def to_dict(self) -> dict[str, Any]: ...\n\n"
        out.append(block)
    head = '''"""The compiled half of crmkit."""

import builtins
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from os import PathLike
from typing import Any, Final, Generic, TypeVar, final, overload
from uuid import UUID

from _typeshed import SupportsRead

from ._records import _Commands, _Id

_Row = TypeVar("_Row", covariant=True)

'''
    names = "".join(f'    "{name}",\n' for name in sorted(set(_crmkit.__all__)))
    head += f"__all__ = [\n{names}]\n\n"
    return head + "".join(out).rstrip() + "\n\n" + MARK + classes().rstrip() + "\n"


def main() -> None:
    """Write both stubs."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["maturin", "generate-stubs", "--features", "stubs", "--out", folder]
        subprocess.run(command, cwd=HERE, check=True)
        introspected = next(Path(folder).rglob("_crmkit.pyi")).read_text("utf-8")
    (PACKAGE / "_crmkit.pyi").write_text(compiled_stub(introspected), "utf-8")
    (PACKAGE / "__init__.pyi").write_text(package_stub(), "utf-8")
    (PACKAGE / "_records.pyi").write_text(records_stub(), "utf-8")


if __name__ == "__main__":
    main()
