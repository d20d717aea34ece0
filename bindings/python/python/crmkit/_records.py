"""``session.leads`` and the like: made from what crmkit declares, for every entity alike."""

from __future__ import annotations

import inspect
import json
import keyword
from typing import TYPE_CHECKING, Any, ClassVar

from . import _crmkit, _errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCHEMA: dict[str, Any] = json.loads(_crmkit.schema())


class Records:
    """The records of an entity, as one session sees them; every change is a command."""

    _entity: ClassVar[str]

    def __init__(self, session: Any) -> None:
        self._session = session

    def get(self, id):
        """One record."""
        return self._session.get(self._entity, id)

    def list(
        self,
        filter=None,
        *,
        search=None,
        order=(),
        limit=50,
        after=None,
        bin="live",
        totals="capped",
    ):
        """Give a page, the last edited first (of a search the last made), or in ``order``."""
        return self._session.list(
            self._entity,
            filter=filter,
            search=search,
            order=order,
            limit=limit,
            after=after,
            bin=bin,
            totals=totals,
        )

    def iter(self, filter=None, *, search=None, order=(), bin="live") -> Iterator[Any]:
        """Go through all records of a query, page by page."""
        query = {"filter": filter, "search": search, "order": order, "bin": bin}
        after = None
        while True:
            page = self.list(**query, after=after, limit=500, totals="none")
            yield from page
            after = page.next
            if after is None:
                return

    def count(self, filter=None, *, search=None, bin="live", totals="capped"):
        """How many there are."""
        return self._session.count(
            self._entity,
            filter=filter,
            search=search,
            bin=bin,
            totals=totals,
        )

    def aggregate(self, measures=("count",), *, group=(), filter=None):
        """Count and sum by group: ``measures=["count", {"sum": "custom.budget"}]``."""
        return self._session.aggregate(
            self._entity,
            measures=measures,
            group=group,
            filter=filter,
        )

    def history(self, id, *, before=None, limit=50):
        """Who changed what and when, the newest first."""
        return self._session.history(self._entity, id, before=before, limit=limit)

    def why_visible(self, id):
        """Why the caller sees a record."""
        return self._session.why_visible(self._entity, id)

    def who_can_see(self, id):
        """Who sees a record, and why."""
        return self._session.who_can_see(self._entity, id)


class PoolView:
    """The customers of a pool, for its members."""

    def __init__(self, session: Any, pool: Any) -> None:
        self._session, self._pool = session, pool

    def get(self, id):
        """One of its customers."""
        return self._session.get("customer", id, pool=self._pool)

    def list(self, filter=None, *, search=None, order=(), limit=50, after=None, totals="capped"):
        """Give a page of its customers."""
        return self._list("customer", filter, search, order, limit, after, totals)

    def contact(self, id):
        """One contact of its customers."""
        return self._session.get("contact", id, pool=self._pool)

    def contacts(
        self, filter=None, *, search=None, order=(), limit=50, after=None, totals="capped"
    ):
        """Give a page of the contacts of its customers."""
        return self._list("contact", filter, search, order, limit, after, totals)

    def follow_ups(
        self, filter=None, *, search=None, order=(), limit=50, after=None, totals="capped"
    ):
        """Give a page of the follow-ups of its customers, for who may read follow-ups."""
        return self._list("follow_up", filter, search, order, limit, after, totals)

    def invoice_titles(
        self, filter=None, *, search=None, order=(), limit=50, after=None, totals="capped"
    ):
        """Give a page of the invoice titles of its customers, for who may read them."""
        return self._list("invoice_title", filter, search, order, limit, after, totals)

    def _list(self, entity, filter, search, order, limit, after, totals):
        return self._session.list(
            entity,
            pool=self._pool,
            filter=filter,
            search=search,
            order=order,
            limit=limit,
            after=after,
            totals=totals,
        )

    def history(self, id, *, before=None, limit=50):
        """Who changed what of one of its customers and when, the newest first."""
        return self._session.history("customer", id, pool=self._pool, before=before, limit=limit)

    def claim(self, customers, *, command_id=None):
        """Take customers out of the pool for oneself."""
        return self._session.run(
            "pool.claim",
            pool=self._pool,
            customers=customers,
            command_id=command_id,
        )

    def assign(self, customers, to, *, command_id=None):
        """Give customers of the pool to somebody; for its administrators."""
        return self._session.run(
            "pool.assign",
            pool=self._pool,
            customers=customers,
            to=to,
            command_id=command_id,
        )


def _pool(self, pool):
    """Show the customers of a pool."""
    return PoolView(self, pool)


def plural(entity: str) -> str:
    """Name the collection of an entity."""
    if entity.endswith("y"):
        return entity[:-1] + "ies"
    return entity if entity.endswith("s") else entity + "s"


def entity_of(command: dict[str, Any]) -> str | None:
    """Give the entity whose collection a command belongs to: ``field.define`` is of fields."""
    prefix, dot, _ = command["name"].partition(".")
    names = [e["name"] for e in SCHEMA["entities"] if dot]
    exact = [n for n in names if n == prefix]
    return next(iter(exact + [n for n in names if n.startswith(prefix + "_")]), None)


def flat(argument: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Give the fields of an argument that is a record or a patch, for keyword arguments."""
    type = argument["type"].removeprefix("Option<").removesuffix(">")
    for entity in SCHEMA["entities"]:
        if type == "New" + entity["type"]:
            fields = [f for f in entity["fields"] if f["settable"]]
            extra = [{"name": "custom", "kind": "custom", "required": False, "doc": ""}]
        elif type == entity["type"] + "Patch":
            fields = [f | {"required": False} for f in entity["fields"] if f["changeable"]]
            extra = [
                {"name": "clear", "kind": "names", "required": False, "doc": ""},
                {"name": "custom", "kind": "custom", "required": False, "doc": ""},
            ]
        else:
            continue
        return fields + extra
    return None


def commands() -> list[dict[str, Any]]:
    """Give the commands that a session can run."""
    return [c for c in SCHEMA["commands"] if c["access"] not in {"set_up", "system"}]


def python_name(name: str) -> str:
    """Keep clear of keywords."""
    return name + "_" if keyword.iskeyword(name) else name


def _parameter(name: str, kind: Any, *, required: bool) -> inspect.Parameter:
    default = inspect.Parameter.empty if required else None
    return inspect.Parameter(python_name(name), kind, default=default)


def _function(name: str, doc: str, parameters: list[inspect.Parameter], work: Any) -> Any:
    own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    options = [_parameter("command_id", inspect.Parameter.KEYWORD_ONLY, required=False)]
    signature = inspect.Signature([own, *parameters, *options])

    def method(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise _errors.wrong_arguments(f"{name}(): {error}") from None
        return work(given.pop("self"), given)

    method.__name__, method.__doc__ = name, doc
    method.__signature__ = signature  # type: ignore[attr-defined]
    return method


def _full(command: dict[str, Any]) -> Callable[..., Any]:
    """Make ``session.create_lead(lead={…})``."""
    names = {python_name(a["name"]): a["name"] for a in command["arguments"]}

    def work(session: Any, given: dict[str, Any]) -> Any:
        return session.run(command["name"], **{names.get(n, n): v for n, v in given.items()})

    parameters = [
        _parameter(a["name"], inspect.Parameter.KEYWORD_ONLY, required=a["required"])
        for a in sorted(command["arguments"], key=lambda a: not a["required"])
    ]
    return _function(command["method"], command["doc"], parameters, work)


def shape(command: dict[str, Any]) -> tuple[list[Any], list[Any], dict[str, str]]:
    """Split a short form: positional arguments, keyword arguments, and whose field each is."""
    positional, keywords, owner = [], [], {}
    for argument in command["arguments"]:
        fields = flat(argument)
        if fields is not None:
            owner |= {f["name"]: argument["name"] for f in fields}
            keywords += fields
        elif argument["required"]:
            positional.append(argument)
        else:
            keywords.append(argument)
    return positional, sorted(keywords, key=lambda k: not k["required"]), owner


def _short(command: dict[str, Any], verb: str) -> Callable[..., Any]:
    """Make ``session.leads.create(name=…)``."""
    positional, keywords, owner = shape(command)
    names = {python_name(a["name"]): a["name"] for a in positional + keywords}
    whole = {a["name"] for a in command["arguments"] if a["required"] and flat(a) is not None}

    def work(records: Any, given: dict[str, Any]) -> Any:
        arguments: dict[str, Any] = {name: {} for name in whole}
        emptied: list[str] = []
        for python, value in given.items():
            name = names.get(python, python)
            if name in owner:
                record = arguments.setdefault(owner[name], {})
                if value is not None:
                    record[name] = value
                elif owner[name] == "patch" and name not in {"clear", "custom"}:
                    emptied.append(name)
            else:
                arguments[name] = value
        if emptied:
            patch = arguments["patch"]
            patch["clear"] = [*patch.get("clear", ()), *emptied]
        return records._session.run(command["name"], **arguments)

    parameters = [
        _parameter(a["name"], inspect.Parameter.POSITIONAL_OR_KEYWORD, required=True)
        for a in positional
    ] + [
        _parameter(a["name"], inspect.Parameter.KEYWORD_ONLY, required=a["required"])
        for a in keywords
    ]
    return _function(verb, command["doc"], parameters, work)


def _equip() -> dict[str, type[Records]]:
    """Give ``Session`` a method per command and a collection per entity."""
    session = _crmkit.Session
    collections = {}
    for entity in SCHEMA["entities"]:
        name = plural(entity["name"])
        members = {"_entity": entity["name"], "__doc__": entity["doc"], "__slots__": ()}
        title = "".join(part.title() for part in name.split("_")) + "Records"
        members["__module__"] = __name__
        collections[entity["name"]] = type(title, (Records,), members)
        made = collections[entity["name"]]
        setattr(session, name, property(made, doc=entity["doc"]))
    for command in commands():
        if not hasattr(session, command["method"]):
            setattr(session, command["method"], _full(command))
        owner = entity_of(command)
        if owner:
            verb = command["name"].partition(".")[2]
            setattr(collections[owner], verb, _short(command, verb))
    session.pool = _pool
    return collections


COLLECTIONS = _equip()
FIELDS = {
    e["type"] + suffix: [f["name"] for f in e["fields"]]
    for e in SCHEMA["entities"]
    for suffix in ("", "Summary")
}


def to_dict(self) -> dict[str, Any]:
    """Give the fields of a record by name."""
    declared = FIELDS.get(type(self).__name__, ())
    own = vars(type(self))
    names = [n for n in declared if n in own]
    rest = sorted(n for n, v in own.items() if inspect.isgetsetdescriptor(v) and n not in names)
    return {name: getattr(self, name) for name in [*names, *rest]}


def _repr(self) -> str:
    shown = ", ".join(f"{k}={v!r}" for k, v in to_dict(self).items() if v not in (None, [], {}))
    return f"{type(self).__name__}({shown})"


def _to_dicts(self) -> list[dict[str, Any]]:
    """Give the rows as dicts."""
    return [to_dict(row) for row in self]


def _dress() -> list[str]:
    """Give every record class a readable form; returns their names."""
    _crmkit.Page.to_dicts = _to_dicts
    records = []
    for name, cls in vars(_crmkit).items():
        if not isinstance(cls, type) or name in {"Crm", "ManualClock", "Session"}:
            continue
        members = vars(cls)
        choice = callable(members.get("label"))
        fields = any(inspect.isgetsetdescriptor(v) for v in members.values())
        if fields and not choice and "__repr__" not in members:
            cls.to_dict, cls.__repr__ = to_dict, _repr
            records.append(name)
    return records


RECORDS = _dress()
