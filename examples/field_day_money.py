"""From the opportunity to the cash, and where every cent came from.

Two levels of approval, payments in parts, one of them late, invoices, a return visit.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import crmkit
from crmkit import F
from field_day_show import Day, chapter, console, result, show


def story(day: Day, xin: UUID) -> None:
    """Five chapters of the story."""
    chapter("十六、从商机开始：产品、阶段、赢率")
    products = prepare(day)
    deal = opportunity(day, xin, products)
    chapter("十七、合同：两级审批，先被拒绝")
    contract = sign(day, xin, products, deal)
    chapter("十八、回款：分期，迟到，一笔分两期")
    payments(day, contract)
    chapter("十九、发票与回访")
    invoice_and_visit(day, xin, contract)
    chapter("二十、每一分钱的来龙去脉")
    trail(day, contract)


def prepare(day: Day) -> list[UUID]:
    """Products, numbers by rule, and a flow of two levels for what is large."""
    chen = day["陈晓明"]
    category = chen.product_categories.create(name="设备与耗材").id
    products = [
        chen.products.create(code=code, name=name, price=price, category_id=category).id
        for code, name, price in [
            ("P-100", "激光打印机", "19999.00"),
            ("C-200", "硒鼓", "199.90"),
        ]
    ]
    for numbered, prefix in [
        ("contract", "HT"),
        ("receivable", "HK"),
        ("invoice", "FP"),
        ("visit", "HF"),
    ]:
        chen.number_rules.set(
            numbered,
            True,
            [
                {"kind": "text", "text": prefix},
                {"kind": "date", "pattern": "month"},
                {"kind": "counter", "start": "001", "step": 1, "reset": "monthly"},
            ],
        )
    flow = chen.approval_flows.create(
        {
            "steps": [
                {"id": 1, "kind": "superior", "level": 1},
                {"id": 2, "kind": "branches"},
                {"id": 3, "kind": "superior", "level": 2, "branch": 1},
            ],
            "branches": [
                {
                    "id": 1,
                    "step": 2,
                    "priority": 1,
                    "name": "十万及以上",
                    "condition": "money >= 100000",
                }
            ],
            "admins": [chen.employee],
            "resume": "rejecting",
            "remind_hours": 24,
        },
        name="合同审批",
        entity="contract",
    ).id
    chen.approval_flows.set(flow, True)
    console.print(
        f"产品 {len(products)} 个；编号规则：合同、回款、发票、回访；"
        "合同审批：上级，十万及以上加一级"
    )
    return products


def lines(products: list[UUID], discount: str) -> list[Any]:
    """Eight printers with a discount, twenty cartridges without."""
    printer, cartridge = products
    return [
        {"product_id": printer, "quantity": "8", "discount": discount},
        {"product_id": cartridge, "quantity": "20"},
    ]


def opportunity(day: Day, xin: UUID, products: list[UUID]) -> UUID:
    """An opportunity goes through its stages and is won."""
    liu = day["刘洋"]
    deal = liu.opportunities.create(
        name="办公设备更新", customer_id=xin, lines=lines(products, "20")
    ).id
    stages = liu.stages.list(F.stage_group_id == liu.opportunities.get(deal).stage_group_id)
    for name in ["需求分析", "方案"]:
        day.go_on(2)
        liu.opportunities.advance(deal, next(s.id for s in stages if name in s.name))
    seen = liu.opportunities.get(deal)
    console.print(
        f"{seen.name}：{seen.money} 元，赢率 {seen.probability}%，加权 {seen.weighted} 元"
    )
    day.go_on(1)
    console.print(f"输单不说原因：{result(liu.opportunities.end, deal, 'lost')}")
    liu.opportunities.end(deal, "won")
    history = liu.stage_changes.list(F.opportunity_id == deal)
    console.print(f"赢单；阶段记录 {len(history)} 条，各阶段停留都有据可查")
    return deal


def sign(day: Day, xin: UUID, products: list[UUID], deal: UUID) -> UUID:
    """A contract that two people decide about, the second of whom refuses it once."""
    liu = day["刘洋"]
    contract = liu.contracts.create(
        name="办公设备采购合同",
        customer_id=xin,
        opportunity_id=deal,
        order_date="2025-07-18",
        starts_on="2025-07-20",
        ends_on="2026-07-19",
        lines=lines(products, "25"),
        signers=[liu.employee],
    ).id
    seen = liu.contracts.get(contract)
    console.print(f"{seen.number}：{seen.money} 元，{seen.status.label()}")
    liu.contracts.submit(contract)
    console.print(f"审批中修改：{result(liu.contracts.update, contract, name='改')}")
    rows = [state(day, contract, "刘洋", "提交")]
    approve(day, "周杰")
    rows.append(state(day, contract, "周杰", "通过"))
    wang = day["王芳"]
    wang.approvals.reject(pending(wang)[0].id, "折扣太高，最多八折")
    rows.append(state(day, contract, "王芳", "拒绝：折扣太高，最多八折"))
    liu.contracts.submit(contract, lines=lines(products, "20"))
    rows.append(state(day, contract, "刘洋", "改为八折，再提交"))
    approve(day, "王芳")
    rows.append(state(day, contract, "王芳", "通过"))
    show(["谁", "做什么", "金额", "状态", "等谁"], rows)
    dealt = liu.customers.get(xin).dealt_on
    console.print(f"鑫源贸易：{f'{dealt} 成交' if dealt else '未成交'}")
    return contract


def pending(session: crmkit.Session) -> list[crmkit.ApprovalTask]:
    """What waits for a decision, as far as a session sees it."""
    return list(session.approval_tasks.list(F.state == "pending"))


def approve(day: Day, who: str) -> None:
    """Somebody approves what waits for him."""
    day[who].approvals.approve(pending(day[who])[0].id)


def state(day: Day, id: UUID, who: str, what: str) -> list[object]:
    """What a contract looks like after somebody did something, and who has to decide now."""
    chen = day["陈晓明"]
    contract = chen.contracts.get(id)
    waits = [day.name(task.employee_id) for task in pending(chen)]
    return [who, what, contract.money, contract.status.label(), waits[0] if waits else None]


def payments(day: Day, contract: UUID) -> None:
    """Three instalments: the first in full, the second in part and late, the rest split."""
    liu = day["刘洋"]
    liu.receivable_plans.create(
        contract,
        [
            {"money": "50000", "due_on": "2025-07-25"},
            {"money": "50000", "due_on": "2025-08-10"},
            {"money": "31991.60", "due_on": "2025-09-10"},
        ],
    )

    def plans() -> list[crmkit.ReceivablePlanSummary]:
        found = liu.receivable_plans.list(F.contract_id == contract)
        return sorted(found, key=lambda plan: plan.period)

    def receive(money: str, **towards: Any) -> None:
        made = liu.receivables.create(
            contract_id=contract, received_on="2025-07-25", money=money, **towards
        )
        liu.receivables.submit(made.id)

    first, second, third = [plan.id for plan in plans()]
    receive("50000", plan=first)
    receive("20000", plan=second)
    day.go_on(30)
    marked = sum(due.entity == "receivable_plan" for due in day.crm.tick())
    console.print(f"三十天后，定时任务标出逾期 {marked} 期")
    for todo in liu.todos("plans_overdue"):
        console.print(f"刘洋的待办：{todo.name} 逾期 {-(todo.days or 0)} 天")
    console.print(f"多收一分：{result(receive, '61991.61')}")
    parts = [(second, "30000"), (third, "10000")]
    receive(
        "40000",
        allocations=[
            {"contract_id": contract, "plan_id": plan, "money": money} for plan, money in parts
        ],
    )
    show(
        ["回款计划", "计划日期", "计划", "实回", "未回", "状态"],
        [
            [
                f"第 {plan.period} 期",
                plan.due_on,
                plan.money,
                plan.received,
                plan.unreceived,
                plan.settlement.label() + ("逾期" if plan.overdue else ""),
            ]
            for plan in plans()
        ],
    )


def invoice_and_visit(day: Day, xin: UUID, contract: UUID) -> None:
    """An invoice, a part of it taken back, and what the customer says."""
    liu, wang = day["刘洋"], day["王芳"]
    title = liu.invoice_titles.create(
        customer_id=xin, title="武汉鑫源贸易有限公司", tax_number="91420100MA4KXXXX1X"
    ).id
    invoice = liu.invoices.create(
        contract_id=contract,
        money="110000",
        applied_on="2025-08-18",
        title_from=title,
        lines=[
            {"name": "打印设备", "money": "100000", "tax_rate": "13"},
            {"name": "安装服务", "money": "10000", "tax_rate": "6"},
        ],
    ).id

    def issue(session: crmkit.Session) -> None:
        session.invoices.issue(invoice, "25422000000012345678", tracking_number="SF1001")

    console.print(f"未提交就开票：{result(issue, wang)}")
    liu.invoices.submit(invoice)
    console.print(f"刘洋自己开票：{result(issue, liu)}")
    issue(wang)
    red = liu.invoices.create_red(invoice, money="10000", remark="安装服务另开").id
    liu.invoices.submit(red)
    found = liu.invoices.list(F.contract_id == contract)
    show(
        ["发票", "价税合计", "税额", "审批", "开票"],
        [
            [i.number, i.money, i.tax, i.status.label(), "已开票" if i.issued else "未开票"]
            for i in sorted(found, key=lambda invoice: invoice.number)
        ],
    )
    visit = liu.visits.create(
        contract_id=contract,
        visited_at=day.clock.now,
        satisfaction="satisfied",
        feedback="机器好用，硒鼓到得慢",
    ).id
    told = liu.visits.get(visit)
    said = told.satisfaction.label() if told.satisfaction else "—"
    console.print(f"回访 {told.number}：{said}，“{told.feedback}”")


def trail(day: Day, id: UUID) -> None:
    """Every total, and what it is made of."""
    liu = day["刘洋"]
    contract = liu.contracts.get(id)
    rows: list[list[object]] = []
    for line in sorted(
        liu.contract_lines.list(F.contract_id == id), key=lambda line: line.position
    ):
        product = liu.products.get(line.product_id).name
        rows.append(["合同明细", f"{product} {line.quantity} × {line.sales_price}", line.subtotal])
    rows.append(["合同金额", "明细之和", contract.money])
    for part in liu.allocations.list(F.contract_id == id):
        number = liu.receivables.get(part.receivable_id).number
        period = liu.receivable_plans.get(part.plan_id).period if part.plan_id else None
        towards = f"第 {period} 期" if period else "—"
        rows.append(["回款", f"{number} → {towards}", part.money])
    rows += [
        ["已回款", f"回款之和，{contract.progress}%", contract.received],
        ["未回款", "合同金额 − 已回款", contract.unreceived],
        ["已开票", "发票之和，红字为负", contract.invoiced],
    ]
    show(["钱", "怎么来的", "金额"], rows)
