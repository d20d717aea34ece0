"""crmkit beside SQLAlchemy 2 and Django on the same file: one record, and the first page of 50.

`bindings/python/benches/run` sets everything up and calls this. All times are µs of the thread's
CPU time, medians, the sides in turns. Everybody reads as somebody who sees all, the same rows with
the same fields, and looks at every field.

What is done in the ORMs' favour: they need check no rights; they keep one session and one
connection for all calls; the statement is compiled once where the ORM can; they leave the custom
fields as the bytes that are stored (the `sqlite3` of Python is too old to read them).
"""

from __future__ import annotations

import datetime
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import crmkit

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
VIEWER = uuid.UUID(sys.argv[3])
IDS = {"created_by", "updated_by", "deleted_by", "source", "industry", "level", "owner_id"}
IDS |= {"id", "pool_id", "previous_owner_id", "from_pool_id", "primary_contact_id"}
IDS |= {"merged_into_id", "import_id"}
TIMES = {"created_at", "updated_at", "deleted_at", "next_contact_at", "pooled_at", "received_at"}
TIMES |= {"last_follow_at", "merged_at"}
BOOLS = {"followed", "locked", "dealt"}
NUMBERS = {"rev", "dealt_on", "latitude", "longitude"}

Call = Callable[[], object]


def moment(micros: int | None) -> datetime.datetime | None:
    return None if micros is None else EPOCH + datetime.timedelta(microseconds=micros)


def fields(row_type: type) -> list[str]:
    """The fields that crmkit shows and the table has."""
    shown = [n for n in dir(row_type) if not n.startswith("_") and n != "masked"]
    return [n for n in shown if not callable(getattr(row_type, n))]


def by_crmkit(
    path: str, ids: list[uuid.UUID], detail: list[str], summary: list[str]
) -> dict[str, Call]:
    session = crmkit.open(path, must_exist=True).session(VIEWER)
    turn = iter(range(10**9))

    def get() -> object:
        return session.get("customer", ids[next(turn) % len(ids)])

    def page() -> object:
        return session.list("customer", totals="none")

    def get_all() -> object:
        row = get()
        return [getattr(row, name) for name in detail]

    def page_all() -> object:
        return [[getattr(row, name) for name in summary] for row in page()]

    return {"get": get, "page": page, "get, every field": get_all, "page, every field": page_all}


def by_sqlalchemy(
    path: str, ids: list[uuid.UUID], detail: list[str], summary: list[str]
) -> dict[str, Call]:
    import sqlalchemy as sa
    from sqlalchemy import orm

    class Id(sa.TypeDecorator):
        impl, cache_ok = sa.LargeBinary, True

        def process_bind_param(self, value, dialect):
            return value and value.bytes

        def process_result_value(self, value, dialect):
            return value and uuid.UUID(bytes=value)

    class Moment(sa.TypeDecorator):
        impl, cache_ok = sa.BigInteger, True

        def process_result_value(self, value, dialect):
            return moment(value)

    def column(name: str) -> sa.Column:
        if name in IDS:
            return sa.Column(name, Id)
        if name in TIMES:
            return sa.Column(name, Moment)
        if name in BOOLS:
            return sa.Column(name, sa.Boolean)
        if name in NUMBERS:
            return sa.Column(name, sa.BigInteger)
        return sa.Column(name, sa.LargeBinary if name == "custom" else sa.String)

    class Base(orm.DeclarativeBase):
        pass

    table = sa.Table(
        "customer",
        Base.metadata,
        sa.Column("rid", sa.Integer, primary_key=True),
        *map(column, detail),
    )
    customer = type("Customer", (Base,), {"__table__": table})
    session = orm.Session(sa.create_engine(f"sqlite:///{path}"))
    turn = iter(range(10**9))
    live = (table.c.deleted_at.is_(None), table.c.owner_id.is_not(None))
    one = sa.select(customer).where(table.c.id == sa.bindparam("wanted"), *live)
    newest = (
        sa.select(customer)
        .where(*live)
        .order_by(table.c.updated_at.desc(), table.c.rid.desc())
        .limit(50)
        .options(orm.load_only(*(getattr(customer, name) for name in summary)))
    )

    def end() -> None:
        session.expunge_all()
        session.rollback()

    def get_all() -> object:
        row = session.scalars(one, {"wanted": ids[next(turn) % len(ids)]}).one()
        shown = [getattr(row, name) for name in detail]
        end()
        return shown

    def page_all() -> object:
        shown = [[getattr(row, name) for name in summary] for row in session.scalars(newest)]
        end()
        return shown

    return {"get, every field": get_all, "page, every field": page_all}


def by_django(
    path: str, ids: list[uuid.UUID], detail: list[str], summary: list[str]
) -> dict[str, Call]:
    import django
    from django.conf import settings
    from django.db import models

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}},
        INSTALLED_APPS=[],
        USE_TZ=True,
    )
    django.setup()

    class Id(models.BinaryField):
        def from_db_value(self, value, expression, connection):
            return value and uuid.UUID(bytes=bytes(value))

        def get_db_prep_value(self, value, connection, prepared=False):
            return value and value.bytes

    class Moment(models.BigIntegerField):
        def from_db_value(self, value, expression, connection):
            return moment(value)

    def column(name: str) -> models.Field:
        if name in IDS:
            return Id(null=True)
        if name in TIMES:
            return Moment(null=True)
        if name in BOOLS:
            return models.BooleanField(null=True)
        if name in NUMBERS:
            return models.BigIntegerField(null=True)
        return models.BinaryField(null=True) if name == "custom" else models.TextField(null=True)

    meta = type("Meta", (), {"app_label": "bench", "db_table": "customer", "managed": False})
    members = {name: column(name) for name in detail}
    members |= {"rid": models.AutoField(primary_key=True), "Meta": meta, "__module__": __name__}
    members["id"] = Id()
    customer = type("DjangoCustomer", (models.Model,), members)
    live = customer.objects.filter(deleted_at__isnull=True, owner_id__isnull=False)
    newest = live.order_by("-updated_at", "-rid").only(*summary)
    turn = iter(range(10**9))

    def get_all() -> object:
        row = live.get(id=ids[next(turn) % len(ids)])
        return [getattr(row, name) for name in detail]

    def page_all() -> object:
        return [[getattr(row, name) for name in summary] for row in newest[:50]]

    return {"get, every field": get_all, "page, every field": page_all}


def cpu(call: Call, times: int) -> float:
    start = time.thread_time_ns()
    for _ in range(times):
        call()
    return (time.thread_time_ns() - start) / times / 1000


def by_rust(command: list[str]) -> dict[str, float]:
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    get, page = (int(word) / 1000 for word in told.split())
    return {"get": get, "page": page}


def same(ours: list, theirs: list, names: list[str]) -> None:
    """Both have read the same, but for what only crmkit decodes."""
    for name, our, their in zip(names, ours, theirs, strict=True):
        if name not in {"custom", "kind", "received"}:
            assert our == their, (name, our, their)


def main() -> None:
    path, command = sys.argv[1], [sys.argv[2], "calls", sys.argv[1]]
    session = crmkit.open(path, must_exist=True).session(VIEWER)
    rows = session.list("customer", totals="none", limit=500)
    ids = [row.id for row in rows]
    one = session.get("customer", ids[0])
    detail, summary = fields(type(one)), fields(type(rows[0]))
    sides = {
        "crmkit": by_crmkit(path, ids, detail, summary),
        "SQLAlchemy": by_sqlalchemy(path, ids, detail, summary),
        "Django": by_django(path, ids, detail, summary),
    }
    for what, names in (("get, every field", detail), ("page, every field", summary)):
        ours, *others = (calls[what]() for calls in sides.values())
        for theirs in others:
            one = what.startswith("get")
            for our, their in [(ours, theirs)] if one else zip(ours, theirs, strict=True):
                same(our, their, names)
    times: dict[tuple[str, str], list[float]] = {}
    for round_ in range(60):
        for side, calls in sides.items():
            for what, call in calls.items():
                n = 20 if what.startswith("get") else 5
                times.setdefault((side, what), []).append(cpu(call, n))
        if round_ % 6 == 0:
            for what, micros in by_rust(command).items():
                times.setdefault(("Rust", what), []).append(micros)
    median = {key: statistics.median(values) for key, values in times.items()}
    write(median, len(detail), len(summary))


def marked(text: str, within: bool) -> str:
    """A figure, in bold where it misses its bar."""
    return text if within else f"**{text}**"


def write(median: dict[tuple[str, str], float], detail: int, summary: int) -> None:
    lines = ["| What | Rust | Python | ratio | bar |", "|---|---:|---:|---:|---:|"]
    for what, bar in (("get", 2.5), ("page", 2.0)):
        for asked in (what, f"{what}, every field"):
            rust, ours = median["Rust", what], median["crmkit", asked]
            ratio = marked(f"{ours / rust:.2f}×", ours / rust <= bar)
            lines.append(f"| {asked} | {rust:.1f} | {ours:.1f} | {ratio} | {bar:.1f}× |")
    lines += ["", "| What | crmkit | SQLAlchemy 2 | Django | times faster | bar |"]
    lines.append("|---|---:|---:|---:|---:|---:|")
    for what, bar in (("get, every field", 20), ("page, every field", 6)):
        ours, sa, dj = (median[side, what] for side in ("crmkit", "SQLAlchemy", "Django"))
        faster = ", ".join(marked(f"{o / ours:.1f}×", o / ours >= bar) for o in (sa, dj))
        lines.append(f"| {what} | {ours:.1f} | {sa:.1f} | {dj:.1f} | {faster} | {bar}× |")
    count = (
        f"A record has {detail} fields, a row of a page {summary}; µs of thread CPU time, medians."
    )
    text = "\n".join([count, "", *lines])
    print(text)
    page = Path(__file__).parents[3] / "docs" / "performance.md"
    begin, end = "<!-- made by `bindings/python/benches/run` -->", "<!-- end -->"
    before, found, after = page.read_text().partition(begin)
    after = after.split(end, 1)[1] if found else "\n"
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}")


if __name__ == "__main__":
    main()
