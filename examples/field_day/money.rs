//! From the opportunity to the cash: two levels of approval, payments in parts, one of them late,
//! invoices, a return visit; and where every cent came from.

use crate::day::Day;
use crate::show::*;
use chrono::NaiveDate;
use crmkit::Result;
use crmkit::admin::number::*;
use crmkit::commands::*;
use crmkit::model::{Choice, Money};
use crmkit::query::Query;
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::sales::customer::CustomerId;
use crmkit::sales::invoice::*;
use crmkit::sales::invoice_title::NewInvoiceTitle;
use crmkit::sales::lines::NewLine;
use crmkit::sales::opportunity::*;
use crmkit::sales::product::*;
use crmkit::sales::receivable::*;
use crmkit::sales::stage::{Stage, StageId};
use crmkit::sales::todo::TodoKind;
use crmkit::sales::visit::{NewVisit, Satisfaction};

fn money(text: &str) -> Money {
    text.parse().unwrap_or_default()
}

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// Five chapters of the story.
pub(crate) fn story(day: &Day, xin: CustomerId) -> Result<()> {
    chapter("十六、从商机开始：产品、阶段、赢率");
    let products = prepare(day)?;
    let opportunity = opportunity(day, xin, &products)?;
    chapter("十七、合同：两级审批，先被拒绝");
    let contract = contract(day, xin, &products, opportunity)?;
    chapter("十八、回款：分期，迟到，一笔分两期");
    payments(day, contract)?;
    chapter("十九、发票与回访");
    invoice_and_visit(day, xin, contract)?;
    chapter("二十、每一分钱的来龙去脉");
    trail(day, contract)
}

/// Products, numbers by rule, and a flow of two levels for what is large.
fn prepare(day: &Day) -> Result<Vec<ProductId>> {
    let chen = day.at("陈晓明");
    let category = NewProductCategory { name: "设备与耗材".into(), ..Default::default() };
    let category_id = chen.run(CreateProductCategory { category })?.value;
    let product = |code: &str, name: &str, price: &str| {
        let (code, name, price) = (code.to_owned(), name.to_owned(), money(price));
        let product = NewProduct { code, name, price, category_id, ..Default::default() };
        chen.run(CreateProduct { product }).map(|made| made.value)
    };
    let products =
        vec![product("P-100", "激光打印机", "19999.00")?, product("C-200", "硒鼓", "199.90")?];
    let part = |kind| NewNumberPart {
        kind,
        text: None,
        pattern: None,
        start: None,
        step: None,
        reset: None,
    };
    for (numbered, prefix) in [
        (Numbered::Contract, "HT"),
        (Numbered::Receivable, "HK"),
        (Numbered::Invoice, "FP"),
        (Numbered::Visit, "HF"),
    ] {
        let parts = vec![
            NewNumberPart { text: Some(prefix.into()), ..part(NumberPartKind::Text) },
            NewNumberPart { pattern: Some(DatePattern::Month), ..part(NumberPartKind::Date) },
            NewNumberPart {
                start: Some("001".into()),
                step: Some(1),
                reset: Some(CounterReset::Monthly),
                ..part(NumberPartKind::Counter)
            },
        ];
        chen.run(SetNumberRule { numbered, enabled: true, parts })?;
    }
    let step = |id, kind| FlowStep {
        id,
        kind,
        branch: None,
        mode: None,
        people: vec![],
        role: None,
        level: None,
        several: false,
        when_empty: None,
    };
    let rules = FlowRules {
        steps: vec![
            FlowStep { level: Some(1), ..step(1, StepKind::Superior) },
            step(2, StepKind::Branches),
            FlowStep { level: Some(2), branch: Some(1), ..step(3, StepKind::Superior) },
        ],
        branches: vec![FlowBranch {
            id: 1,
            step: 2,
            priority: 1,
            name: Some("十万及以上".into()),
            condition: Some("money >= 100000".into()),
            employees: vec![],
            departments: vec![],
            roles: vec![],
        }],
        admins: vec![day.id("陈晓明")?],
        resume: Some(Resume::Rejecting),
        repeated: None,
        own: None,
        remind_hours: Some(24),
    };
    let flow = NewApprovalFlow {
        name: "合同审批".into(),
        entity: "contract".into(),
        ..Default::default()
    };
    let flow = chen.run(CreateApprovalFlow { flow, rules })?.value;
    chen.run(SetApprovalFlow { flow, enabled: true })?;
    println!(
        "产品 {} 个；编号规则：合同、回款、发票、回访；合同审批：上级，十万及以上加一级",
        products.len()
    );
    Ok(products)
}

fn lines(products: &[ProductId], discount: &str) -> Vec<NewLine> {
    let line = |product_id, quantity: &str, discount: Option<&str>| NewLine {
        product_id,
        quantity: quantity.parse().unwrap_or_default(),
        list_price: None,
        sales_price: None,
        discount: discount.and_then(|d| d.parse().ok()),
        unit: None,
        tax_rate: None,
    };
    let products = products.iter().zip([("8", Some(discount)), ("20", None)]);
    products.map(|(product, (quantity, discount))| line(*product, quantity, discount)).collect()
}

/// An opportunity goes through its stages and is won.
fn opportunity(day: &Day, xin: CustomerId, products: &[ProductId]) -> Result<OpportunityId> {
    let liu = day.at("刘洋");
    let opportunity =
        NewOpportunity {
            name: "办公设备更新".into(), customer_id: xin, ..Default::default()
        };
    let lines = Some(lines(products, "20"));
    let id =
        liu.run(CreateOpportunity { opportunity, stage_group: None, stage: None, lines })?.value;
    let group = liu.opportunities().get(id)?.stage_group_id;
    let stages = liu.list::<Stage>(&Query::new(Stage::stage_group_id().eq(group)))?.rows;
    let called = |name: &str| stages.iter().find(|s| s.name.contains(name)).map(|s| s.id);
    for stage in ["需求分析", "方案"] {
        day.clock.advance_days(2);
        let stage: StageId = called(stage).unwrap_or_default();
        liu.opportunities().advance(id, stage)?;
    }
    let seen = liu.opportunities().get(id)?;
    println!(
        "{}：{} 元，赢率 {}%，加权 {} 元",
        seen.name,
        show(seen.money),
        seen.probability,
        show(seen.weighted)
    );
    day.clock.advance_days(1);
    let lost = EndOpportunity {
        opportunity: id,
        state: OpportunityState::Lost,
        reason: None,
        remark: None,
        expect: None,
    };
    println!("输单不说原因：{}", result(liu.run(lost)));
    let won = EndOpportunity {
        opportunity: id,
        state: OpportunityState::Won,
        reason: None,
        remark: None,
        expect: None,
    };
    liu.run(won)?;
    let history = liu.list::<StageChange>(&Query::new(StageChange::opportunity_id().eq(id)))?.rows;
    println!("赢单；阶段记录 {} 条，各阶段停留都有据可查", history.len());
    Ok(id)
}

fn show(amount: Option<Money>) -> String {
    amount.map_or("—".into(), |amount| amount.to_string())
}

/// A contract that two people decide about, the second of whom refuses it once.
fn contract(
    day: &Day,
    xin: CustomerId,
    products: &[ProductId],
    opportunity: OpportunityId,
) -> Result<ContractId> {
    let liu = day.at("刘洋");
    let contract = NewContract {
        name: "办公设备采购合同".into(),
        customer_id: xin,
        opportunity_id: Some(opportunity),
        order_date: on("2025-07-18"),
        starts_on: Some(on("2025-07-20")),
        ends_on: Some(on("2026-07-19")),
        ..Default::default()
    };
    let signers = Some(vec![day.id("刘洋")?]);
    let create = CreateContract { contract, lines: Some(lines(products, "25")), signers };
    let id = liu.run(create)?.value;
    let seen = liu.contracts().get(id)?;
    println!("{}：{} 元，{}", seen.number, seen.money, seen.status.label(ZH));
    liu.contracts().submit(id)?;
    let change = ContractPatch { name: Some("改".into()), ..Default::default() };
    let change = UpdateContract { contract: id, patch: change, expect_rev: None };
    println!("审批中修改：{}", result(liu.run(change)));
    let mut rows = vec![row(day, id, "刘洋", "提交")?];
    decide(day, "周杰", None)?;
    rows.push(row(day, id, "周杰", "通过")?);
    decide(day, "王芳", Some("折扣太高，最多八折"))?;
    rows.push(row(day, id, "王芳", "拒绝：折扣太高，最多八折")?);
    let again = Some(lines(products, "20"));
    liu.run(SubmitContract {
        contract: id,
        patch: None,
        lines: again,
        choices: None,
        expect_rev: None,
    })?;
    rows.push(row(day, id, "刘洋", "改为八折，再提交")?);
    decide(day, "王芳", None)?;
    rows.push(row(day, id, "王芳", "通过")?);
    table(["谁", "做什么", "金额", "状态", "等谁"], rows);
    let dealt = liu.customers().get(xin)?;
    println!("鑫源贸易：{}", dealt.dealt_on.map_or("未成交".into(), |on| format!("{on} 成交")));
    Ok(id)
}

/// What a contract looks like after somebody has done something, and who has to decide now.
fn row(day: &Day, id: ContractId, who: &str, what: &str) -> Result<Vec<String>> {
    let contract = day.at("陈晓明").contracts().get(id)?;
    let pending = Query::new(ApprovalTask::state().eq(TaskState::Pending));
    let tasks = day.at("陈晓明").list::<ApprovalTask>(&pending)?.rows;
    let waits = tasks.first().map_or("—", |task| day.name(Some(task.employee_id)));
    let status = contract.status.label(ZH).to_owned();
    Ok(vec![who.into(), what.into(), contract.money.to_string(), status, waits.into()])
}

fn decide(day: &Day, who: &str, refused: Option<&str>) -> Result<()> {
    let by = day.at(who);
    let pending = Query::new(ApprovalTask::state().eq(TaskState::Pending));
    let task = by.list::<ApprovalTask>(&pending)?.rows[0].id;
    match refused {
        None => by.run(Approve { task, comment: None, files: None }).map(|_| ()),
        Some(why) => by.run(Reject { task, comment: why.into(), files: None }).map(|_| ()),
    }
}

/// Three instalments: the first in full, the second in part and late, the rest split in one go.
fn payments(day: &Day, contract: ContractId) -> Result<()> {
    let liu = day.at("刘洋");
    let terms = |amount: &str, due: &str| PlanTerms {
        money: money(amount),
        due_on: on(due),
        method: None,
        remind_days: None,
        remark: None,
    };
    let plans = vec![
        terms("50000", "2025-07-25"),
        terms("50000", "2025-08-10"),
        terms("31991.60", "2025-09-10"),
    ];
    liu.run(CreateReceivablePlans { contract, plans })?;
    let of = Query::new(ReceivablePlan::contract_id().eq(contract));
    let plans = || {
        let mut plans = liu.list::<ReceivablePlan>(&of)?.rows;
        plans.sort_by_key(|plan| plan.period);
        Ok::<_, crmkit::Error>(plans)
    };
    let ids: Vec<ReceivablePlanId> = plans()?.iter().map(|plan| plan.id).collect();
    let receive = |amount: &str, plan: Option<ReceivablePlanId>, allocations| {
        let receivable = NewReceivable {
            contract_id: contract,
            received_on: on("2025-07-25"),
            money: money(amount),
            ..Default::default()
        };
        let made = liu.run(CreateReceivable { receivable, plan, allocations })?;
        liu.receivables().submit(made.value)
    };
    receive("50000", Some(ids[0]), None)?;
    receive("20000", Some(ids[1]), None)?;
    day.clock.advance_days(30);
    let marked = day.crm.tick()?.into_iter().filter(|due| due.entity == "receivable_plan").count();
    println!("三十天后，定时任务标出逾期 {marked} 期");
    for todo in liu.todos(TodoKind::PlansOverdue)? {
        println!("刘洋的待办：{} 逾期 {} 天", todo.name, -todo.days.unwrap_or_default());
    }
    println!("多收一分：{}", result(receive("61991.61", None, None)));
    let part = |plan: ReceivablePlanId, amount: &str| NewAllocation {
        contract_id: Some(contract),
        plan_id: Some(plan),
        money: money(amount),
    };
    receive("40000", None, Some(vec![part(ids[1], "30000"), part(ids[2], "10000")]))?;
    let rows = plans()?.into_iter().map(|plan| {
        let late = if plan.overdue { "逾期" } else { "" };
        let settlement = format!("{}{}", plan.settlement.label(ZH), late);
        vec![
            format!("第 {} 期", plan.period),
            plan.due_on.to_string(),
            plan.money.to_string(),
            plan.received.to_string(),
            plan.unreceived.to_string(),
            settlement,
        ]
    });
    table(["回款计划", "计划日期", "计划", "实回", "未回", "状态"], rows.collect());
    Ok(())
}

/// An invoice, a part of it taken back, and what the customer says.
fn invoice_and_visit(day: &Day, xin: CustomerId, contract: ContractId) -> Result<()> {
    let (liu, wang) = (day.at("刘洋"), day.at("王芳"));
    let title = NewInvoiceTitle {
        customer_id: xin,
        title: "武汉鑫源贸易有限公司".into(),
        tax_number: Some("91420100MA4KXXXX1X".into()),
        ..Default::default()
    };
    let title = liu.invoice_titles().create(title)?.value;
    let invoice = NewInvoice {
        contract_id: contract,
        money: money("110000"),
        applied_on: on("2025-08-18"),
        ..Default::default()
    };
    let line = |name: &str, amount: &str, rate: &str| NewInvoiceLine {
        name: name.into(),
        money: money(amount),
        tax_rate: rate.parse().unwrap_or_default(),
    };
    let lines = Some(vec![line("打印设备", "100000", "13"), line("安装服务", "10000", "6")]);
    let id = liu.run(CreateInvoice { invoice, title_from: Some(title), lines })?.value;
    let issue = || IssueInvoice {
        invoice: id,
        invoice_number: "25422000000012345678".into(),
        issued_on: None,
        tracking_number: Some("SF1001".into()),
    };
    println!("未提交就开票：{}", result(wang.run(issue())));
    liu.invoices().submit(id)?;
    println!("刘洋自己开票：{}", result(liu.run(issue())));
    wang.run(issue())?;
    let back = CreateRedInvoice {
        invoice: id,
        number: None,
        money: Some(money("10000")),
        applied_on: None,
        remark: Some("安装服务另开".into()),
    };
    let red = liu.run(back)?.value;
    liu.invoices().submit(red)?;
    let mut invoices = liu.invoices().list(&Query::new(Invoice::contract_id().eq(contract)))?.rows;
    invoices.sort_by(|a, b| a.number.cmp(&b.number));
    let rows = invoices.into_iter().map(|i| {
        let issued = if i.issued { "已开票" } else { "未开票" };
        vec![i.number, i.money.to_string(), show(i.tax), i.status.label(ZH).into(), issued.into()]
    });
    table(["发票", "价税合计", "税额", "审批", "开票"], rows.collect());
    let visit = NewVisit {
        contract_id: contract,
        visited_at: day.crm.clock().now(),
        satisfaction: Some(Satisfaction::Satisfied),
        feedback: Some("机器好用，硒鼓到得慢".into()),
        ..Default::default()
    };
    let visit = liu.visits().create(visit)?.value;
    let visit = liu.visits().get(visit)?;
    let said = visit.satisfaction.map_or("—", |s| s.label(ZH));
    println!("回访 {}：{said}，“{}”", visit.number, some(visit.feedback));
    Ok(())
}

/// Every total, and what it is made of.
fn trail(day: &Day, id: ContractId) -> Result<()> {
    let by = day.at("刘洋");
    let contract = by.contracts().get(id)?;
    let mut rows = Vec::new();
    let mut lines = by.list::<ContractLine>(&Query::new(ContractLine::contract_id().eq(id)))?.rows;
    lines.sort_by_key(|line| line.position);
    for line in &lines {
        let product = by.get::<Product>(line.product_id)?.name;
        let what = format!("{product} {} × {}", line.quantity, line.sales_price);
        rows.push(vec!["合同明细".into(), what, line.subtotal.to_string()]);
    }
    rows.push(vec!["合同金额".into(), "明细之和".into(), contract.money.to_string()]);
    let parts = by.list::<Allocation>(&Query::new(Allocation::contract_id().eq(id)))?.rows;
    for part in parts {
        let receivable = by.get::<Receivable>(part.receivable_id)?.number;
        let plan = part.plan_id.map(|plan| by.get::<ReceivablePlan>(plan)).transpose()?;
        let towards = plan.map_or("—".into(), |plan| format!("第 {} 期", plan.period));
        rows.push(vec!["回款".into(), format!("{receivable} → {towards}"), part.money.to_string()]);
    }
    rows.push(vec![
        "已回款".into(),
        format!("回款之和，{}%", contract.progress),
        contract.received.to_string(),
    ]);
    rows.push(vec!["未回款".into(), "合同金额 − 已回款".into(), contract.unreceived.to_string()]);
    rows.push(vec!["已开票".into(), "发票之和，红字为负".into(), contract.invoiced.to_string()]);
    table(["钱", "怎么来的", "金额"], rows);
    Ok(())
}
