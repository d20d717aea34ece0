"""Filters built from Python expressions; values travel as data, never as text to be parsed."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Filter:
    """A condition; combine with ``&``, ``|`` and ``~``."""

    __slots__ = ("_node",)

    def __init__(self, node: Json) -> None:
        self._node = node

    def to_json(self) -> Json:
        """Give the tree that crmkit reads."""
        return self._node

    def __and__(self, other: Filter) -> Filter:
        return Filter({"and": [self, other]})

    def __or__(self, other: Filter) -> Filter:
        return Filter({"or": [self, other]})

    def __invert__(self) -> Filter:
        return Filter({"not": self})

    def __bool__(self) -> bool:
        msg = "combine filters with & | ~, in parentheses; not with 'and', 'or', 'not'"
        raise TypeError(msg)

    def __repr__(self) -> str:
        return f"Filter({self._node!r})"


class Field:
    """A field in a filter; ``F.custom.budget`` is a custom one, ``F.owner.name`` a related one."""

    __slots__ = ("_name",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Field:
        if name.startswith("__"):
            raise AttributeError(name)
        return Field(f"{self._name}.{name}")

    def _cmp(self, op: str, value: Any) -> Filter:
        return Filter({"cmp": {"field": self._name, "op": op, "value": value}})

    def __eq__(self, value: object) -> Filter:  # type: ignore[override]
        return self.is_null() if value is None else self._cmp("eq", value)

    def __ne__(self, value: object) -> Filter:  # type: ignore[override]
        return ~(self == value)

    def __lt__(self, value: Any) -> Filter:
        return self._cmp("lt", value)

    def __le__(self, value: Any) -> Filter:
        return self._cmp("le", value)

    def __gt__(self, value: Any) -> Filter:
        return self._cmp("gt", value)

    def __ge__(self, value: Any) -> Filter:
        return self._cmp("ge", value)

    def in_(self, values: Any) -> Filter:
        """One of these values."""
        return Filter({"in": {"field": self._name, "values": list(values)}})

    def between(self, start: Any, end: Any) -> Filter:
        """From a value, inclusive, to a value, exclusive."""
        return Filter({"range": {"field": self._name, "from": start, "to": end}})

    def is_null(self) -> Filter:
        """Empty."""
        return Filter({"is_null": {"field": self._name}})

    def contains(self, text: str) -> Filter:
        """Contains a text, ignoring ASCII case."""
        return self._text("contains", text)

    def starts_with(self, text: str) -> Filter:
        """Starts with a text, ignoring ASCII case."""
        return self._text("starts_with", text)

    def ends_with(self, text: str) -> Filter:
        """Ends with a text, ignoring ASCII case."""
        return self._text("ends_with", text)

    def _text(self, op: str, text: str) -> Filter:
        return Filter({"text": {"field": self._name, "op": op, "text": text}})

    def is_me(self) -> Filter:
        """The caller."""
        return self._cmp("eq", {"me": {}})

    def within(self, name: str) -> Filter:
        """In ``my_subordinates``, ``my_department`` or ``my_departments``."""
        return Filter({"in_set": {"field": self._name, "set": {name: {}}}})


class _Fields:
    def __getattr__(self, name: str) -> Field:
        if name.startswith("__"):
            raise AttributeError(name)
        return Field(name)

    def has(self, relation: str, condition: Filter) -> Filter:
        """Match a related row that the caller may see."""
        return Filter({"has": {"relation": relation, "filter": condition}})


F = _Fields()
