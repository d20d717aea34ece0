"""A day in the field: a company's whole CRM in one file.

    pip install "bindings/python[example]"
    python examples/field_day.py
"""

from __future__ import annotations

import csv
import io
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from itertools import chain
from pathlib import Path

import crmkit
from crmkit import F
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

DATA = Path(__file__).parent / "data"
LEAD_COLUMNS = {
    "公司名称": "name",
    "联系人": "contact_name",
    "手机号": "mobile",
    "座机": "telephone",
    "邮箱": "email",
    "来源渠道": "source",
    "所属行业": "industry",
    "客户级别": "level",
    "省份": "address",
    "城市": "address",
    "详细地址": "address",
    "下次联系日期": "next_contact_at",
    "负责人": "owner_id",
    "备注": "remark",
    "录入日期": "custom.entered_on",
}
console = Console(width=100)


def show(title: str, columns: list[str], rows: list[list[object]]) -> None:
    """Prints a table."""
    table = Table(*columns, title=title, title_justify="left", title_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    console.print(table)


class Rows(io.RawIOBase):
    """A CSV file that comes into being while it is read."""

    def __init__(self, header: list[str], rows: Iterator[list[object]]) -> None:
        self._rows, self._left = chain([header], rows), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        while not self._left and (row := next(self._rows, None)) is not None:
            line = io.StringIO()
            csv.writer(line).writerow(row)
            self._left = line.getvalue().encode()
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


@contextmanager
def bar(name: str, total: int):
    """A progress bar, told by an import how far it is."""
    text = "[green]{task.fields[created]} in[/], [yellow]{task.fields[skipped]} known[/], [red]{task.fields[failed]} refused[/]"
    columns = TextColumn("{task.description:<24}"), BarColumn(24), TextColumn(text), TimeElapsedColumn()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(name, total=total, created=0, skipped=0, failed=0)

        def told(counts: crmkit.ImportCounts) -> None:
            numbers = counts.to_dict()
            progress.update(task, completed=numbers.pop("rows"), **numbers)

        yield told


def set_up(crm: crmkit.Crm) -> dict[str, crmkit.Session]:
    """Makes the company: departments, roles, six people."""
    chen = crm.set_up(
        company="示例科技",
        admin_name="陈晓明",
        admin_mobile="13800000001",
        password="correct horse",
    ).id
    admin = crm.session(chen)
    sales = admin.departments.create(name="销售部").id
    east = admin.departments.create(name="华东组", parent_id=sales).id
    roles = {role.built_in: role.id for role in admin.roles.list()}
    leader = admin.roles.create(
        ["lead.read", "lead.create", "lead.edit", "lead.transfer", "customer.read", "follow_up.read"],
        name="销售组长",
        scope=crmkit.DataScope.SUBORDINATES,
    ).id
    people = {"陈晓明": chen}
    for name, mobile, department, role, superior in [
        ("王芳", "13800000002", sales, roles["sales_manager"], "陈晓明"),
        ("李强", "13800000003", east, leader, "王芳"),
        ("赵敏", "13800000004", sales, roles["salesperson"], "王芳"),
        ("周杰", "13800000005", east, roles["salesperson"], "李强"),
        ("刘洋", "13800000006", east, roles["salesperson"], "李强"),
    ]:
        people[name] = admin.employees.create(
            [role], name=name, mobile=mobile, department_id=department, superior_id=people[superior]
        ).id
    admin.field_definitions.define(entity="lead", key="entered_on", kind="date", label="录入日期")
    return {name: crm.session(id) for name, id in people.items()}


def import_leads(wang: crmkit.Session) -> None:
    """Brings in the exports of a marketing tool, as messy as they are."""
    console.rule("[bold]1. Two exports of a marketing tool come in")
    refused: Counter[tuple[str, str]] = Counter()
    examples = []
    for name, total in [("leads.csv", 2000), ("leads_gbk.csv", 300)]:
        with bar(name, total) as told:
            report = wang.import_csv(
                "lead", DATA / name, columns=LEAD_COLUMNS, match_on=["mobile"], progress=told
            )
        for issue in wang.import_issues(report.job_id):
            refused[issue.outcome.label("en"), issue.code] += 1
            examples.append([name, issue.row, issue.outcome.label(), issue.reason[:40], issue.source[:34]])
    show("Rows that made no lead, by reason", ["outcome", "code", "rows"],
         [[*key, n] for key, n in refused.most_common()])
    show("Some of them", ["file", "row", "结果", "原因", "原始数据"], examples[:: max(1, len(examples) // 8)])


def import_purchases(wang: crmkit.Session) -> None:
    """Brings in 18 months of a music shop: buyers as customers, purchases as follow-ups."""
    console.rule("[bold]2. A music shop's buyers and their purchases")

    def purchases() -> Iterator[list[str]]:
        with (DATA / "cdnow/CDNOW_sample.txt").open() as file:
            yield from (line.split() for line in file)

    owners = ["13800000004", "13800000005", "13800000006"]
    numbers = list(dict.fromkeys(row[0] for row in purchases()))
    buyers = ([f"CDNOW {number}", "个人", owners[n % 3]] for n, number in enumerate(numbers))
    with bar("buyers", len(numbers)) as told:
        wang.import_csv(
            "customer",
            Rows(["name", "kind", "owner"], buyers),
            columns={"name": "name", "kind": "kind", "owner": "owner_id"},
            progress=told,
        )
    rows = (
        [f"CDNOW {number}", f"{date[:4]}-{date[4:6]}-{date[6:]}", f"{cds} CDs for ${amount}"]
        for number, _, date, cds, amount in purchases()
    )
    with bar("purchases", 6919) as told:
        wang.import_csv(
            "follow_up",
            Rows(["customer", "date", "what"], rows),
            columns={"customer": "customer_id", "date": "at", "what": "content"},
            progress=told,
        )


def work_a_lead(people: dict[str, crmkit.Session], clock: crmkit.ManualClock) -> uuid.UUID:
    """From a call to a customer; returns the customer."""
    console.rule("[bold]3. A lead is assigned, followed up and converted")
    wang, zhao = people["王芳"], people["赵敏"]
    lead = wang.leads.create(name="武汉鑫源贸易有限公司", mobile="138 1234 5678", contact_name="王先生").id
    wang.leads.transfer([lead], zhao.employee)
    clock.advance(timedelta(days=1))
    visit = next(o.id for o in zhao.option_items.list(F.list == "method") if "拜访" in o.label)
    zhao.follow_ups.create(
        lead_id=lead,
        method=visit,
        content="上门拜访，预算约三十万，下周报价",
        next_contact_at=clock.now + timedelta(days=7),
    )
    converted = zhao.leads.convert([lead]).rows[0].made
    show("Found by", ["search", "leads", "customers"], [
        [words, *(", ".join(r.name for r in found.list(search=words, limit=2))
                  for found in (zhao.leads, zhao.customers))]
        for words in ["鑫源", "whxy", "5678", "武汉 贸易"]
    ])
    try:
        people["刘洋"].customers.get(converted)
    except crmkit.NotFoundError as error:
        console.print(f"刘洋 asks for it too: [red]{error}[/] ({error.code})")
    return converted


def pool(people: dict[str, crmkit.Session], customer: uuid.UUID, clock: crmkit.ManualClock) -> None:
    """A customer goes to the pool; two want it, one gets it."""
    console.rule("[bold]4. The pool: released, claimed, claimed too late, transferred")
    admin, wang = people["陈晓明"], people["王芳"]
    zhou, liu = people["周杰"], people["刘洋"]
    members = [p.employee for n, p in people.items() if n in {"赵敏", "周杰", "刘洋"}]
    pool = admin.pools.create([wang.employee], members, [], name="公司公海").id
    clock.advance(timedelta(days=30))
    people["赵敏"].pools.release(pool, [customer])
    heard: list[crmkit.Event] = []
    with wang.subscribe(heard.append):
        first = zhou.pool(pool).claim([customer]).rows[0]
        late = liu.pool(pool).claim([customer]).rows[0]
    show("Two claims", ["who", "result"], [["周杰", first.message or "领取成功"], ["刘洋", late.message]])
    console.print(f"王芳's screen heard of {sum(len(e.changes) for e in heard)} change as it happened.")
    moved = wang.customers.transfer([customer], liu.employee, keep="read")
    console.print(f"王芳 hands it to 刘洋, 周杰 stays in the team: {len(moved.changes)} rows changed.")
    wang.undo(moved)
    console.print("… thinks better of it and takes that back.")
    wang.customers.transfer([customer], liu.employee, keep="read")


def who_sees_what(people: dict[str, crmkit.Session], customer: uuid.UUID) -> None:
    """The same lists under three scopes, and why."""
    console.rule("[bold]5. Who sees what, and why")
    rows = []
    for name, scope in [("王芳", "all"), ("李强", "own and subordinates'"), ("赵敏", "own")]:
        who = people[name]
        counts = [found.count(totals="exact") for found in (who.leads, who.customers, who.follow_ups)]
        rows.append([name, scope, *counts])
    show("Three people, one file", ["who", "scope", "leads", "customers", "follow-ups"], rows)
    names = {e.id: e.name for e in people["陈晓明"].employees.list()}
    for name in ["王芳", "李强", "赵敏"]:
        page = people[name].leads.list(
            F.next_contact_at.between(datetime(2025, 6, 1, tzinfo=timezone.utc), datetime(2025, 7, 1, tzinfo=timezone.utc)),
            order=["next_contact_at"],
            limit=3,
        )
        show(f"{name}: contacts due in June 2025, {page.total} in all", ["name", "mobile", "owner", "when"],
             [[r.name, r.mobile, names[r.owner_id], r.next_contact_at and r.next_contact_at.date()] for r in page])
    seen = people["王芳"].customers.who_can_see(customer)
    show("Who sees 武汉鑫源贸易", ["who", "because", "role", "owner"],
         [[w.name, r.reason.label("en"), r.role, r.owner] for w in seen for r in w.reasons])
    level = {o.id: o.label for o in people["王芳"].option_items.list(F.list == "level")}
    table = people["王芳"].leads.aggregate(group=["level"])
    show("Leads by level", table.columns, [[level.get(r[0], "–"), r[1]] for r in table.rows])


def log(people: dict[str, crmkit.Session], customer: uuid.UUID) -> None:
    """The operation log of the customer."""
    console.rule("[bold]6. Everything that happened to 武汉鑫源贸易")
    labels = {c["name"]: c["label"]["zh"] for c in crmkit.SCHEMA["commands"]}
    entities = {e["name"]: e["label"]["zh"] for e in crmkit.SCHEMA["entities"]}
    rows = []
    for entry in reversed(people["刘洋"].customers.history(customer)):
        changed = [f"{f.label}: {f.old or '–'} → {f.new or '–'}" for f in entry.fields]
        changed = [text for text in changed if "-7000-" not in text]  # ids say nothing to people
        more = f" … (+{len(changed) - 2})" if len(changed) > 2 else ""
        row = f"{entities.get(entry.entity, entry.entity)} {entry.kind.label()}"
        rows.append([f"{entry.at:%m-%d %H:%M}", entry.actor, labels[entry.command], row,
                     "\n".join(changed[:2]) + more])
    show("Operation log", ["at", "who", "what", "row", "changes"], rows)


def main() -> None:
    """Lives through the day."""
    clock = crmkit.ManualClock(datetime(2026, 3, 2, 1, tzinfo=timezone.utc))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "company.crm"
        with crmkit.open(path, clock=clock) as crm:
            people = set_up(crm)
            import_leads(people["王芳"])
            import_purchases(people["王芳"])
            customer = work_a_lead(people, clock)
            pool(people, customer, clock)
            who_sees_what(people, customer)
            log(people, customer)
            problems = crm.check()
        console.rule()
        size = path.stat().st_size / 1e6
        console.print(f"All of it in one file of {size:.1f} MB; {len(problems)} problems found in it.")


if __name__ == "__main__":
    main()
