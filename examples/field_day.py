"""A day of field sales and the two months after it, in one file.

pip install "bindings/python[example]"
python examples/field_day.py

How it is shown stands in ``field_day_show.py``, the way from the opportunity to the cash in
``field_day_money.py``. The same story stands in ``field_day.rs`` and ``FieldDay.kt``; a test holds
that it ends the same.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import datetime, timezone
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

import crmkit
import field_day_money as money
from crmkit import F
from field_day_show import Day, chapter, console, date_of, result, short, show, single
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

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


def set_up(crm: crmkit.Crm, clock: crmkit.ManualClock) -> Day:
    """Makes the company: departments, roles, six people."""
    day = Day(crm, clock)
    password = "correct horse battery"
    crm.set_up(
        company="示例科技", admin_name="陈晓明", admin_mobile="13800000001", password=password
    )
    chen = day.people["陈晓明"] = crm.login("138-0000-0001", password)
    top = chen.departments.list()[0].id
    sales = chen.departments.create(name="销售部", parent_id=top).id
    east = chen.departments.create(name="华东组", parent_id=sales).id
    central = chen.departments.create(name="华中组", parent_id=sales).id
    roles = {role.built_in: role.id for role in chen.roles.list()}
    manager, salesperson = roles["sales_manager"], roles["salesperson"]
    leader = chen.roles.copy(salesperson, "组长").id
    chen.roles.update(leader, scope=crmkit.DataScope.SUBORDINATES)
    for name, mobile, department, superior, role in [
        ("王芳", "13800000002", sales, "陈晓明", manager),
        ("李强", "13800000003", east, "王芳", salesperson),
        ("赵敏", "13800000004", east, "王芳", salesperson),
        ("周杰", "13800000005", central, "王芳", leader),
        ("刘洋", "13800000006", central, "周杰", salesperson),
    ]:
        made = chen.employees.create(
            [role],
            name=name,
            mobile=mobile,
            department_id=department,
            superior_id=day.id(superior),
        )
        day.people[name] = crm.session(made.id)
    departments = {d.id: d.name for d in chen.departments.list()}
    show(
        ["姓名", "登录手机", "部门", "直属上级"],
        [
            [e.name, e.mobile, departments[e.department_id], day.name(e.superior_id)]
            for e in chen.employees.list(order=["mobile"])
        ],
    )
    return day


def bring_in(
    session: crmkit.Session, name: str, entity: str, source: bytes, **plan: Any
) -> crmkit.ImportReport:
    """Imports a CSV file under a progress bar."""
    columns = (TextColumn("{task.description:<16}"), BarColumn(40), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=source.count(b"\n"))

        def told(counts: crmkit.ImportCounts) -> None:
            progress.update(task, completed=counts.rows)

        report = session.import_csv(entity, source, file_name=name, progress=told, **plan)
    c = report.counts
    console.print(f"{name}：{c.rows} 行，新增 {c.created}，重复 {c.skipped}，失败 {c.failed}")
    return report


def import_leads(day: Day) -> None:
    """Two exports of a marketing tool, as messy as they are; the second is in GBK."""
    day["陈晓明"].field_definitions.define(
        entity="lead", key="entered_on", kind="date", label="录入日期"
    )
    wang = day["王芳"]
    reasons: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for file in ["leads.csv", "leads_gbk.csv"]:
        source = (DATA / file).read_bytes()
        plan = {"columns": LEAD_COLUMNS, "match_on": ["name", "mobile"]}
        report = bring_in(wang, file, "lead", source, **plan)
        for issue in wang.import_issues(report.job_id):
            outcome = "重复" if issue.outcome == crmkit.RowOutcome.SKIPPED else "失败"
            why = f"{outcome} {issue.code} {issue.field or ''}"
            reasons[why] += 1
            examples.setdefault(why, f"{file} 第 {issue.row} 行：{issue.reason}")
    rows = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    show(["没有成为线索的原因", "行数", "例如"], [[why, n, examples[why]] for why, n in rows])


def import_purchases(day: Day) -> None:
    """Every buyer of a music shop becomes an individual customer, every purchase a follow-up."""
    owners = cycle(["13800000002", "13800000005"])
    buyers: dict[str, str] = {}
    purchases = ["客户,跟进时间,跟进内容"]
    for line in (DATA / "cdnow/CDNOW_sample.txt").read_text().splitlines():
        id, _, date, discs, amount = line.split()
        if id not in buyers:
            buyers[id] = f"CDNOW 顾客 {id},个人,{next(owners)}"
        purchases.append(f"CDNOW 顾客 {id},{date},购买唱片 {discs} 张，金额 {amount} 美元")
    wang = day["王芳"]
    lines = ["客户名称,客户类型,负责人", *buyers.values()]
    bring_in(wang, "顾客", "customer", ("\n".join(lines) + "\n").encode())
    bring_in(wang, "购买记录", "follow_up", ("\n".join(purchases) + "\n").encode())
    newest = wang.customers.list(
        F.name.starts_with("CDNOW"), order=["-last_follow_at", "name"], limit=3
    )
    show(
        ["最近购买的顾客", "类型", "最近购买"],
        [[c.name, c.kind.label(), date_of(c.last_follow_at)] for c in newest],
    )


def three_scopes(day: Day) -> None:
    """Three people ask the same questions."""
    counts, following = [], []
    for name, scope in [("刘洋", "本人"), ("周杰", "本人及下属"), ("王芳", "全部")]:
        who = day[name]
        found = (who.leads, who.customers, who.follow_ups)
        counts.append([name, scope, *(records.count(totals="exact") for records in found)])
        following += [
            [name, lead.name, day.name(lead.owner_id), date_of(lead.next_contact_at)]
            for lead in who.leads.list(order=["-next_contact_at", "name"], limit=2)
        ]
    show(["谁", "数据权限", "线索", "客户", "跟进记录"], counts)
    show(["谁", "下次联系最晚的线索", "负责人", "下次联系"], following)


def search(day: Day) -> None:
    """Two characters, pinyin initials, the end of a telephone number."""
    rows = []
    for words in ["科技", "数字100", "szsz", "6867"]:
        page = day["王芳"].leads.list(search=words, order=["name"], limit=3, totals="exact")
        rows.append([words, page.total, "、".join(lead.name for lead in page)])
    show(["输入", "线索", "前三条"], rows)


def follow_up_and_convert(day: Day) -> tuple[UUID, UUID]:
    """Two leads come to 李强. One is a customer of his already, under another name."""
    wang, li = day["王芳"], day["李强"]
    told = wang.leads.create(
        name="武汉鑫源贸易有限公司",
        contact_name="王先生",
        mobile="138 1234 5678",
        address="武汉市江汉区解放大道688号",
    ).id
    fresh = wang.leads.create(name="武汉远景物流", contact_name="赵女士", mobile="13712340000").id
    wang.leads.transfer([told, fresh], li.employee)
    known = li.customers.create(
        name="鑫源贸易",
        latitude="30.581",
        longitude="114.27",
        mobile="13812345678",
        remark="2023 年的老客户",
    ).id
    day.go_on(1)
    li.follow_ups.create(
        lead_id=told,
        content="上门拜访，预算约三十万，下周报价",
        next_contact_at=day.in_days(7),
    )
    show(
        ["可能重复", "名称", "手机", "负责人", "依据"],
        [
            [d.kind and d.kind.label(), d.name, d.mobile, d.owner, d.same and d.same.label()]
            for d in li.duplicates_of_lead(told)
        ],
    )
    before = li.customers.get(known)
    rows: list[list[str | None]] = []

    def convert(how: str, leads: list[UUID], **choice: Any) -> list[crmkit.RowYield]:
        done = li.leads.convert(leads, contact=True, **choice).rows
        for row in done:
            contact = li.contacts.get(row.contact).name if row.contact else None
            rows.append([li.leads.get(row.id).name, how, row.message or "已转化", contact])
        return done

    first = convert("重复则提示", [told, fresh], on_duplicate="refuse")
    into = {"lead": told, "handling": "merge", "customer": known}
    convert("合并到鑫源贸易", [told], choices=[into])
    convert("再转化一次", [told])
    show(["线索", "做法", "结果", "联系人"], rows)
    after = li.customers.get(known)
    fields = {
        "客户名称": "name",
        "详细地址": "address",
        "备注": "remark",
        "最后跟进内容": "last_follow_text",
    }
    show(
        ["字段", "合并前", "合并后"],
        [[label, getattr(before, f), getattr(after, f)] for label, f in fields.items()],
    )
    new = first[1].made
    assert new, "it became a customer"
    return known, new


def capacity(day: Day, yuan: UUID) -> None:
    """赵敏 is new: she may own two customers."""
    zhao, li = day["赵敏"], day["李强"]
    day["陈晓明"].capacity_rules.create([zhao.employee], [], name="新人客户数", kind="owned", cap=2)
    rows = []
    for name, longitude in [
        ("上海晨光文具", "121.47"),
        ("上海百联超市", "121.48"),
        ("上海锦江酒店", "121.46"),
    ]:
        place = {"latitude": "31.23", "longitude": longitude}
        made = result(zhao.customers.create, name=name, **place)
        rows.append(["赵敏", f"新建 {name}", made])
    moved = single(li.customers.transfer([yuan], zhao.employee))
    rows.append(["李强", "把 武汉远景物流 转给赵敏", moved])
    show(["谁", "做什么", "结果"], rows)


def pool(day: Day, xin: UUID, yuan: UUID) -> UUID:
    """A pool from which one may claim one customer a day, and none that was one's own last week."""
    chen = day["陈晓明"]
    pool = chen.pools.create(
        [chen.employee],
        [day.id(name) for name in ("李强", "赵敏", "刘洋")],
        [],
        name="公共客户池",
        claim_limit=1,
        claim_period=crmkit.ClaimPeriod.DAY,
        cool_down_days=7,
        automatic=True,
        remind_days=7,
    ).id
    chen.pools.set_rules(pool, [{"kind": "no_follow_up", "days": 30}])
    rows = [["李强", "两个客户放入公海", single(day["李强"].pools.release(pool, [xin, yuan]))]]
    for who, name, customer in [
        ("李强", "鑫源贸易", xin),
        ("刘洋", "鑫源贸易", xin),
        ("赵敏", "鑫源贸易", xin),
        ("刘洋", "武汉远景物流", yuan),
    ]:
        rows.append([who, f"领取 {name}", single(day[who].pool(pool).claim([customer]))])
    given = single(chen.pool(pool).assign([yuan], day.id("刘洋")))
    rows.append(["陈晓明", "把 武汉远景物流 分配给刘洋", given])
    rows.append(["周杰", "看公海（不是成员）", result(day["周杰"].pool(pool).list)])
    show(["谁", "做什么", "结果"], rows)
    return pool


def recycle(day: Day, pool: UUID, xin: UUID) -> None:
    """A month goes by. Who is not followed up goes to the pool; what is locked stays."""
    li, liu = day["李强"], day["刘洋"]
    made = [
        li.customers.create(name=name, latitude=latitude, longitude=longitude).id
        for name, latitude, longitude in [
            ("汉口纺织", "30.585", "114.28"),
            ("武昌光电", "30.55", "114.32"),
            ("青山钢构", "30.63", "114.39"),
        ]
    ]
    li.customers.lock([made[2]])
    day.go_on(20)
    for who, customer, content in [
        (li, made[1], "电话沟通，下月要货"),
        (liu, xin, "送样品，等回复"),
    ]:
        who.follow_ups.create(
            customer_id=customer, content=content, next_contact_at=day.in_days(19)
        )
    day.go_on(6)
    left = {entry.customer: entry for entry in li.days_to_pool(made)}
    rows = []
    for id in made:
        entry = left.get(id)
        rule = [f"{entry.days} 天", entry.why] if entry else ["—", "已锁定"]
        rows.append([li.customers.get(id).name, *rule])
    show(["第 26 天，李强的客户", "离公海", "规则"], rows)
    for entry in li.entering_pool():
        name = li.customers.get(entry.customer).name
        console.print(f"提醒李强：{name} 还有 {entry.days} 天进公海")
    day.go_on(5)
    show(
        ["第 31 天，预览：将进公海"],
        [[why] for why in sorted(d.why for d in day.crm.tick_preview())],
    )
    taken = len(day.crm.tick())
    console.print(f"执行：{taken} 个进了公海；再执行一次：{len(day.crm.tick())} 个")
    names = "、".join(c.name for c in li.pool(pool).list(order=["name"]))
    console.print(f"公海里现在有：{names}")


def team(day: Day, xin: UUID) -> None:
    """刘洋 asks 赵敏 to help for a week."""
    rows: list[list[str]] = []
    zhao = day["赵敏"].customers

    def state(when: str) -> None:
        rows.append([when, result(zhao.get, xin), result(zhao.update, xin, remark="赵敏来过")])

    state("加入前")
    for access, when in [("read", "只读成员"), ("write", "读写成员")]:
        day["刘洋"].customers.add_member([xin], day.id("赵敏"), access, expires_at=day.in_days(7))
        state(when)
    day.go_on(8)
    state("八天后")
    show(["赵敏", "看鑫源贸易", "改鑫源贸易"], rows)
    due = len(day.crm.tick_preview())
    console.print(f"到期清理：预览 {due} 项，执行 {len(day.crm.tick())} 项")


def nearby(day: Day) -> None:
    """李强 stands in 江汉路 and looks around; then he drives to 青山钢构 and signs in there."""
    li = day["李强"]
    show(
        ["八公里内的客户", "距离", "在哪里"],
        [
            [near.name, f"{near.distance} 米", "公海" if near.pool else "自己的客户"]
            for near in li.nearby("30.581", "114.29", 8000)
        ],
    )
    customer = li.customers.list(search="青山钢构")[0].id
    words = "看了仓库，库存不足"
    visit = li.follow_ups.sign_in(customer, "30.6301", "114.3902", "青山钢构南门", content=words).id
    said = li.follow_ups.get(visit)
    console.print(f"签到：{date_of(said.at)} {said.place}，{said.content}")
    console.print(f"删除签到：{result(li.follow_ups.delete, visit)}")


def todos(day: Day) -> None:
    """What waits today; one item is marked as handled."""
    li = day["李强"]
    before = li.todo_counts()
    today, overdue = li.todos("customers_today"), li.todos("leads_overdue")
    li.todo_marks.handle("leads_overdue", [overdue[0].id])
    show(
        ["李强的待办", "件数", "处理一件后"],
        [
            [then.kind.label(), then.count, now.count]
            for then, now in zip(before, li.todo_counts(), strict=True)
        ],
    )
    show(
        ["最急的", "约定联系", "离公海"],
        [[t.name, date_of(t.at), t.days and f"{t.days} 天"] for t in [*today, *overdue[:3]]],
    )


def reason(why: crmkit.Why) -> str:
    """A reason why somebody sees a record."""
    scope = why.scope and why.scope.label()
    return "，".join(part for part in (why.reason.label(), why.role, scope) if part)


def who_sees(day: Day, xin: UUID) -> None:
    """Who sees the customer, and why; who does not get through."""
    for why in day["周杰"].customers.why_visible(xin):
        console.print(f"周杰为什么能看到鑫源贸易？{reason(why)}；负责人 {why.owner}")
    seen = day["王芳"].customers.who_can_see(xin)
    show(
        ["谁能看到鑫源贸易", "为什么"],
        [[who.name, "；".join(map(reason, who.reasons))] for who in seen],
    )
    li, zhao, liu = day["李强"], day["赵敏"], day["刘洋"]
    past = {"customer_id": xin, "content": "补记", "next_contact_at": day.in_days(-1)}
    show(
        ["谁", "做什么", "结果"],
        [
            ["李强", "看鑫源贸易", result(li.customers.get, xin)],
            ["赵敏", "改鑫源贸易", result(zhao.customers.update, xin, remark="改")],
            ["李强", "建部门", result(li.departments.create, name="我的部")],
            ["刘洋", "约在昨天", result(liu.follow_ups.create, **past)],
        ],
    )


def recycle_bin_and_undo(day: Day) -> None:
    """A lead is deleted by mistake."""
    wang = day["王芳"]
    lead = wang.leads.list(search="数字100", order=["name"])[0]
    deleted = wang.leads.delete([lead.id])
    binned = len(wang.leads.list(bin="deleted"))
    undone = wang.undo(deleted).value
    show(
        [lead.name, "结果"],
        [
            ["删除", f"回收站里有 {binned} 条"],
            ["撤销删除", f"还原 {undone} 处改动；{wang.leads.get(lead.id).name}"],
            ["再撤销一次", result(wang.undo, deleted)],
        ],
    )


def history(day: Day, xin: UUID) -> None:
    """Everything that happened to the customer, the oldest first."""
    rows = []
    for entry in reversed(day["王芳"].customers.history(xin, limit=100)):
        said = [
            f"{f.label} {short(f.old or '∅', 16)} → {short(f.new or '∅', 16)}"
            for f in entry.fields
            if "-7000-" not in (f.old or f.new or "-7000-")  # ids say nothing to people
        ]
        what = f"{entry.kind.label()} {entry.command}"
        rows.append([date_of(entry.at), entry.actor, what, "；".join(said[:2])])
    show(["日期", "谁", "操作", "变化"], rows)


def main() -> None:
    """Tells the story."""
    clock = crmkit.ManualClock(datetime(2025, 6, 2, 1, tzinfo=timezone.utc))
    with tempfile.TemporaryDirectory() as folder:
        path, copy = Path(folder) / "示例科技.crm", Path(folder) / "备份.crm"
        with crmkit.open(path, clock=clock, seed=7) as crm:
            chapter("一、开箱：一个文件就是一套 CRM")
            day = set_up(crm, clock)
            chapter("二、导入线索：真实的、凌乱的文件")
            import_leads(day)
            chapter("三、个人客户与购买记录（CDNOW）")
            import_purchases(day)
            chapter("四、同一份数据，三种数据权限")
            three_scopes(day)
            chapter("五、搜索：两个字、拼音首字母、手机尾号")
            search(day)
            chapter("六、跟进与转化：客户已经有了怎么办")
            xin, yuan = follow_up_and_convert(day)
            chapter("七、客户数上限")
            capacity(day, yuan)
            chapter("八、公海：上限、冷却，先到先得")
            public = pool(day, xin, yuan)
            chapter("九、一个月没人跟进，自动进公海")
            recycle(day, public, xin)
            chapter("十、团队成员，有期限")
            team(day, xin)
            chapter("十一、附近的客户与签到")
            nearby(day)
            chapter("十二、今天的待办")
            todos(day)
            chapter("十三、谁能看到，为什么")
            who_sees(day, xin)
            chapter("十四、删除、恢复与撤销")
            recycle_bin_and_undo(day)
            chapter("十五、操作记录")
            history(day, xin)
            money.story(day, xin)
            chapter("二十一、体检与备份")
            crm.backup_to(copy)
            with crmkit.open(copy) as backup:
                leads = backup.session(day.id("王芳")).leads.count(totals="exact")
            console.print(f"检查发现问题：{len(crm.check())} 个；备份里的线索：{leads} 条")


if __name__ == "__main__":
    main()
