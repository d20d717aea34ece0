"""The people of the story, and how it is shown: titles, tables, dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import crmkit
from rich.console import Console
from rich.table import Table

CHINA = timezone(timedelta(hours=8))
console = Console(width=160, highlight=False, markup=False)


class Day:
    """The open file and the people of the story, each at work in a session of his own."""

    def __init__(self, crm: crmkit.Crm, clock: crmkit.ManualClock) -> None:
        self.crm, self.clock = crm, clock
        self.people: dict[str, crmkit.Session] = {}

    def __getitem__(self, name: str) -> crmkit.Session:
        return self.people[name]

    def id(self, name: str) -> UUID:
        return self.people[name].employee

    def name(self, id: UUID | None) -> str:
        return next((n for n, session in self.people.items() if session.employee == id), "—")

    def in_days(self, days: int) -> datetime:
        return self.clock.now + timedelta(days=days)

    def go_on(self, days: int) -> None:
        self.clock.advance(timedelta(days=days))


def chapter(title: str) -> None:
    """Prints a title."""
    console.print(f"\n━━ {title} ━━")


def show(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints a table."""
    table = Table()
    for title in header:
        table.add_column(title, no_wrap=True)
    for row in rows:
        table.add_row(*("—" if cell is None else short(str(cell), 40) for cell in row))
    console.print(table)


def result(call: Callable[..., object], *args: Any, **arguments: Any) -> str:
    """What comes of a call: done, or the refusal's words."""
    try:
        call(*args, **arguments)
    except crmkit.CrmError as error:
        return str(error)
    return "可以"


def single(outcome: crmkit.Outcome) -> str:
    """The same of the rows of a batch."""
    return next((row.message for row in outcome.rows if row.message), "可以")


def date_of(at: datetime | None) -> str:
    """A date in China."""
    return f"{at.astimezone(CHINA):%Y-%m-%d}" if at else "—"


def short(text: str, most: int) -> str:
    """A text that fits."""
    return text if len(text) <= most else text[:most] + "…"
