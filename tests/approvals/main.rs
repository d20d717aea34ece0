//! Approval (B1.7): who decides, in which order, what follows, and what nobody can do.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod desk;
mod flows;
mod notices;
mod processes;
mod random;
mod steps;
mod turns;

use common::{World, customer, worlds};
use crmkit::model::{Money, TypedId};
use crmkit::org::EmployeeId;
use crmkit::query::Query;
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::session::Session;

/// A company with more people: a chain 李强 → 王芳 → 周总 (`boss`) → nobody, and a cashier.
pub struct Office {
    pub w: World,
    pub boss: Session,
    pub cashier: Session,
}

impl Office {
    pub fn each(story: impl Fn(Office)) {
        worlds().into_iter().for_each(|w| story(Office::of(w)));
    }

    pub fn of(w: World) -> Office {
        let selling = common::role(&w.admin, "sales_manager");
        let boss = w.employee("周总", "13800000010", vec![selling]);
        // The cashier has no role at all.
        let cashier = w.employee("出纳", "13800000011", vec![]);
        let patch = crmkit::org::EmployeePatch { superior_id: Some(boss), ..Default::default() };
        let [manager, ..] = w.ids;
        let update =
            crmkit::commands::UpdateEmployee { employee: manager, patch, expect_rev: None };
        w.admin.run(update).unwrap();
        let session = |id| w.crm.session(id).unwrap();
        Office { boss: session(boss), cashier: session(cashier), w }
    }

    /// Draws a flow for contracts and enables it.
    pub fn flow(&self, rules: FlowRules) -> ApprovalFlowId {
        let flow = NewApprovalFlow {
            name: "合同审批".into(),
            entity: "contract".into(),
            ..Default::default()
        };
        let flow = self.w.admin.run(CreateApprovalFlow { flow, rules }).unwrap().value;
        self.w.admin.run(SetApprovalFlow { flow, enabled: true }).unwrap();
        flow
    }

    /// A draft of 李强's.
    pub fn draft(&self, money: &str) -> ContractId {
        contract(&self.w.wang, money)
    }

    /// A contract of 李强's that waits for a decision, or does not.
    pub fn submitted(&self, money: &str) -> ContractId {
        let id = self.draft(money);
        self.w.wang.contracts().submit(id).unwrap();
        id
    }

    pub fn status(&self, id: ContractId) -> CheckStatus {
        self.w.admin.contracts().get(id).unwrap().status
    }

    /// Who has to decide about a contract now.
    pub fn deciding(&self, id: ContractId) -> Vec<EmployeeId> {
        let mut people: Vec<_> = tasks(&self.w.admin, id)
            .into_iter()
            .filter(|t| t.state == TaskState::Pending)
            .map(|t| t.employee_id)
            .collect();
        people.sort();
        people
    }

    pub fn approve(&self, by: &Session, id: ContractId) -> crmkit::Result<()> {
        let task = self.task(by, id);
        by.run(Approve { task, comment: None, files: None }).map(|_| ())
    }

    pub fn reject(&self, by: &Session, id: ContractId) -> crmkit::Result<()> {
        let task = self.task(by, id);
        by.run(Reject { task, comment: "金额不对".into(), files: None }).map(|_| ())
    }

    /// Somebody's open task about a contract; his last one where none is open.
    pub fn task(&self, of: &Session, id: ContractId) -> ApprovalTaskId {
        let me = of.employee().unwrap();
        let mut mine: Vec<_> =
            tasks(&self.w.admin, id).into_iter().filter(|t| t.employee_id == me).collect();
        mine.sort_by_key(|t| t.state == TaskState::Pending);
        mine.last().expect("no task of his").id
    }
}

pub fn contract(by: &Session, money: &str) -> ContractId {
    let number = format!("HT-{}", by.crm().clock().now().timestamp_micros() + next());
    let customer_id = customer(by, &number);
    let new = NewContract {
        number: Some(number),
        name: "设备采购".into(),
        customer_id,
        money: Some(money.parse::<Money>().unwrap()),
        order_date: "2026-03-01".parse().unwrap(),
        ..Default::default()
    };
    by.contracts().create(new).unwrap().value
}

fn next() -> i64 {
    use std::sync::atomic::{AtomicI64, Ordering};
    static NEXT: AtomicI64 = AtomicI64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// All tasks about a contract, as they were made.
pub fn tasks(by: &Session, id: ContractId) -> Vec<ApprovalTask> {
    let mut all = Vec::new();
    for approval in approvals(by, id) {
        let of = Query::new(ApprovalTask::approval_id().eq(approval.id));
        all.extend(by.list::<ApprovalTask>(&of).unwrap().rows);
    }
    all
}

/// The approvals of a contract, the oldest first.
pub fn approvals(by: &Session, id: ContractId) -> Vec<Approval> {
    by.list::<Approval>(&Query::new(Approval::contract_id().eq(id))).unwrap().rows
}

/// What happened, in order.
pub fn acts(by: &Session, id: ContractId) -> Vec<ApprovalAct> {
    let mut all = Vec::new();
    for approval in approvals(by, id) {
        let of = Query::new(ApprovalEvent::approval_id().eq(approval.id));
        all.extend(by.list::<ApprovalEvent>(&of).unwrap().rows.into_iter().map(|e| e.act));
    }
    all
}

pub fn step(id: i64, kind: StepKind) -> FlowStep {
    FlowStep {
        id,
        kind,
        branch: None,
        mode: None,
        people: vec![],
        role: None,
        level: None,
        several: false,
        when_empty: None,
    }
}

pub fn members(id: i64, mode: SignMode, people: &[EmployeeId]) -> FlowStep {
    FlowStep { mode: Some(mode), people: people.to_vec(), ..step(id, StepKind::Members) }
}

pub fn superior(id: i64, level: i64) -> FlowStep {
    FlowStep { level: Some(level), ..step(id, StepKind::Superior) }
}

pub fn branch(id: i64, fork: i64, priority: i64, condition: Option<&str>) -> FlowBranch {
    FlowBranch {
        id,
        step: fork,
        priority,
        name: None,
        condition: condition.map(str::to_owned),
        employees: vec![],
        departments: vec![],
        roles: vec![],
    }
}

pub fn rules(steps: Vec<FlowStep>) -> FlowRules {
    FlowRules {
        steps,
        branches: vec![],
        admins: vec![],
        resume: None,
        repeated: None,
        own: None,
        remind_hours: None,
    }
}

pub fn id(session: &Session) -> EmployeeId {
    session.employee().unwrap()
}

pub fn sees(by: &Session, contract: ContractId) -> bool {
    let all = Query { limit: 500, ..Query::default() };
    let got = by.get::<Contract>(contract).is_ok();
    let listed =
        by.contracts().list(&all).is_ok_and(|page| page.rows.iter().any(|c| c.id == contract));
    assert_eq!(got, listed, "what one gets one lists");
    got
}

#[allow(dead_code, reason = "used by some parts")]
pub fn uuid(id: ContractId) -> uuid::Uuid {
    id.uuid()
}
