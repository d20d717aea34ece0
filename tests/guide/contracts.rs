//! The examples of `docs/guide/*/contracts.md`.

use super::{Company, company};

#[test]
fn contracts() -> crmkit::Result<()> {
    use crmkit::sales::contract::*;
    use crmkit::sales::customer::NewCustomer;

    let Company { clock, crm, admin, wang, li, .. } = company()?;
    let customer = NewCustomer { name: "武汉鑫源贸易".into(), ..Default::default() };
    let customer_id = li.customers().create(customer)?.value;
    let new = NewContract {
        number: Some("HT-1".into()), // no rule for contracts, so it is typed
        name: "平台采购".into(),
        customer_id,
        money: "120000".parse().ok(),
        order_date: "2026-03-02".parse().unwrap_or_default(),
        starts_on: "2026-03-02".parse().ok(),
        ends_on: "2027-03-01".parse().ok(),
        ..Default::default()
    };
    let contract = li.contracts().create(new)?.value;

    use crmkit::sales::approval::*;

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
            FlowStep {
                branch: Some(1),
                people: vec![admin.employee()?],
                ..step(3, StepKind::Members)
            },
        ],
        branches: vec![FlowBranch {
            id: 1,
            step: 2,
            priority: 1,
            name: Some("十万及以上".into()),
            when: Some("money >= 100000".into()),
            employees: vec![],
            departments: vec![],
            roles: vec![],
        }],
        admins: vec![admin.employee()?],
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
    let flow = admin.run(CreateApprovalFlow { flow, rules })?.value;
    admin.run(SetApprovalFlow { flow, enabled: true })?;

    use crmkit::model::TypedId;
    use crmkit::query::Query;
    use crmkit::session::Session;

    let task = |who: &Session| -> crmkit::Result<ApprovalTaskId> {
        let mine = ApprovalTask::employee_id().eq(who.employee()?);
        let waiting = Query::new(mine.and(ApprovalTask::state().eq(TaskState::Pending)));
        let tasks = who.list::<ApprovalTask>(&waiting)?.rows;
        Ok(tasks.first().map(|task| task.id).unwrap_or_default())
    };
    let approve = |who: &Session| -> crmkit::Result<()> {
        who.run(Approve { task: task(who)?, comment: None, files: None }).map(|_| ())
    };
    assert_eq!(li.approval_steps("contract", contract.uuid())?.len(), 2);
    li.contracts().submit(contract)?;
    approve(&wang)?;
    admin.run(Reject { task: task(&admin)?, comment: "金额不对".into(), files: None })?;
    assert_eq!(li.contracts().get(contract)?.status, CheckStatus::Rejected);
    let patch = ContractPatch { money: "110000".parse().ok(), ..Default::default() };
    let again = SubmitContract {
        contract,
        patch: Some(patch),
        lines: None,
        choices: None,
        expect_rev: None,
    };
    li.run(again)?;
    approve(&admin)?; // 王芳 has approved already
    assert_eq!(li.contracts().get(contract)?.status, CheckStatus::Approved);
    assert!(li.customers().get(customer_id)?.dealt_on.is_some());

    use crmkit::sales::receivable::*;

    let terms = |money: &str, day: &str| PlanTerms {
        money: money.parse().unwrap_or_default(),
        due_on: day.parse().unwrap_or_default(),
        method: None,
        remind_days: None,
        remark: None,
    };
    let plans = vec![terms("60000", "2026-03-10"), terms("50000", "2026-04-10")];
    li.run(CreateReceivablePlans { contract, plans })?;
    let plan = |period: i64| -> crmkit::Result<ReceivablePlanSummary> {
        let this = Query::new(ReceivablePlan::period().eq(period));
        Ok(li.list::<ReceivablePlan>(&this)?.rows.swap_remove(0))
    };
    assert_eq!(plan(2)?.state, PlanState::Running);

    let receive = |number: &str, money: &str, allocations| {
        let receivable = NewReceivable {
            number: Some(number.into()),
            contract_id: contract,
            received_on: "2026-03-09".parse().unwrap_or_default(),
            money: money.parse()?,
            ..Default::default()
        };
        let made = li.run(CreateReceivable { receivable, plan: None, allocations })?;
        li.receivables().submit(made.value)
    };
    let part = |plan: ReceivablePlanId, money: &str| NewAllocation {
        contract_id: Some(contract),
        plan_id: Some(plan),
        money: money.parse().unwrap_or_default(),
    };
    let (first, second) = (plan(1)?.id, plan(2)?.id);
    receive("HK-1", "20000", Some(vec![part(first, "20000")]))?;
    clock.advance_days(10);
    crm.tick()?;
    let late = plan(1)?;
    assert_eq!((late.settlement, late.overdue), (Settlement::Partial, true));
    let too_much = receive("HK-2", "90000.01", None);
    assert_eq!(too_much.unwrap_err().code(), "receivable.over_paid");
    receive("HK-2", "60000", Some(vec![part(first, "40000"), part(second, "20000")]))?;
    let paid = li.contracts().get(contract)?;
    assert_eq!((paid.received, paid.unreceived), ("80000".parse()?, "30000".parse()?));

    use crmkit::sales::invoice::*;
    use crmkit::sales::invoice_title::NewInvoiceTitle;

    let title = NewInvoiceTitle {
        customer_id,
        title: "武汉鑫源贸易有限公司".into(),
        tax_number: Some("91420100MA4KXXXX1X".into()),
        ..Default::default()
    };
    let title_from = Some(li.invoice_titles().create(title)?.value);
    let invoice = NewInvoice {
        number: Some("FP-1".into()),
        contract_id: contract,
        money: "11300".parse()?,
        applied_on: "2026-03-12".parse().unwrap_or_default(),
        ..Default::default()
    };
    let line = NewInvoiceLine {
        name: "平台年费".into(),
        money: "11300".parse()?,
        tax_rate: "13".parse()?,
    };
    let invoice = li.run(CreateInvoice { invoice, title_from, lines: Some(vec![line]) })?.value;
    assert_eq!(li.get::<Invoice>(invoice)?.tax, "1300".parse().ok());
    li.invoices().submit(invoice)?;
    let issue = IssueInvoice {
        invoice,
        invoice_number: "25422000000012345678".into(),
        issued_on: None,
        tracking_number: None,
    };
    assert_eq!(li.run(issue.clone()).unwrap_err().code(), "right.missing");
    wang.run(issue)?;
    let back = CreateRedInvoice {
        invoice,
        number: Some("FP-2".into()),
        money: "1300".parse().ok(), // not said: all that is left
        applied_on: None,
        remark: None,
    };
    let red = li.run(back)?.value;
    li.invoices().submit(red)?;
    assert_eq!(li.contracts().get(contract)?.invoiced, "10000".parse()?);

    let void = VoidContract { contract, reason: "重签".into(), receipts: None, to: None };
    assert_eq!(wang.run(void).unwrap_err().code(), "contract.has_receipts");
    let amend = AmendContract { contract, number: Some("HT-1-1".into()) };
    let amendment = li.run(amend)?.value;
    li.contracts().submit(amendment)?;
    approve(&wang)?;
    approve(&admin)?;
    assert_eq!(li.contracts().get(amendment)?.received, "80000".parse()?);
    assert_eq!(li.contracts().get(contract)?.status, CheckStatus::Void);
    Ok(())
}
