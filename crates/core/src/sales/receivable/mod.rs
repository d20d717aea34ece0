//! Payment plans (回款计划) and receivables (回款): what is to be received for a contract, and what
//! was (B1.9, B1.10).
//!
//! A receivable is split into *allocations*, whose sum is its amount: each goes to a contract, and
//! maybe to one of its plans, or stays the customer's credit. Only those of receivables in effect
//! count. What a contract and a plan show as received is always the sum of these, counted anew
//! whenever one changes; nothing is added to or taken from a total.

mod allocation;
mod carry;
mod create;
mod delete;
mod due;
mod plan;
mod plan_state;
mod status;
mod team;
mod transfer;
mod update;

pub use allocation::{AllocateReceivable, NewAllocation};
pub(crate) use allocation::{covers, credit_rest, received_for};
pub(crate) use carry::{carry_over, move_receipts};
pub use create::CreateReceivable;
pub use delete::{DeleteReceivables, RestoreReceivables};
pub(crate) use delete::{none_in_review, none_left};
pub use due::{MarkOverduePlans, WatchPlans};
pub(crate) use due::{plans_due, plans_overdue};
pub(crate) use plan::plan_sound;
pub use plan::{
    CreateReceivablePlans, DeleteReceivablePlans, PlanTerms, RestoreReceivablePlans,
    UpdateReceivablePlan,
};
pub(crate) use plan_state::{delete_plans, follow_contract, no_plan_left, restore_plans};
pub use status::SubmitReceivable;
pub use team::{
    AddReceivableMember, ExpireReceivableMembers, LeaveReceivableTeam, RemoveReceivableMember,
};
pub use transfer::TransferReceivables;
pub(crate) use transfer::transfer;
pub use update::UpdateReceivable;

use crate::error::Result;
use crate::model::{Money, Timestamp};
use crate::org::{EmployeeId, OptionItemId};
use crate::query::Query;
use crate::sales::approval::CheckStatus;
use crate::sales::contract::ContractId;
use crate::sales::customer::{CustomerId, TeamAccess};
use crate::session::{Outcome, Page, Session};
use crate::{choice, entity};
use chrono::NaiveDate;

choice! {
    /// Whether a payment plan runs.
    pub enum PlanState = "plan_state" {
        /// Its contract is not in effect yet.
        NotYet = "not_yet", "未生效", "Not in effect yet";
        /// It is to be paid.
        Running = "running", "生效中", "Running";
        /// Its contract was rejected or declared void before all of it was paid.
        Void = "void", "已作废", "Void";
    }
}

choice! {
    /// How much of a payment plan was received.
    pub enum Settlement = "settlement" {
        /// Nothing.
        None = "none", "未回款", "Nothing received";
        /// Some of it.
        Partial = "partial", "部分回款", "Partly received";
        /// All of it.
        Full = "full", "已完成", "Received";
    }
}

entity! {
    /// A payment plan (回款计划): what is to be received for a contract, and when. How much of it
    /// was received and whether it is overdue are two facts.
    pub record ReceivablePlan = 65, "receivable_plan", "回款计划", "Payment plan";
    read operation "receivable_plan.read";
    index (contract_id, period);
    index (state, overdue, due_on);
    {
        /// For which contract.
        20 contract_id: ContractId = "合同", "Contract", LIST ROOT CREATE_ONLY;
        /// Whose contract it is.
        21 customer_id: CustomerId = "客户", "Customer", LIST READONLY INDEXED, COPIES("contract.customer_id");
        /// Its number within the contract, from 1.
        22 period: i64 = "期数", "Period", LIST READONLY, DEFAULT(0);
        /// What is to be received.
        23 money: Money = "计划回款金额", "Amount", LIST;
        /// When.
        24 due_on: NaiveDate = "计划回款日期", "Due on", LIST SORTED;
        /// How.
        25 method: Option<OptionItemId> = "计划回款方式", "Method", LIST, OPTION("payment_method");
        /// How many days before it is on the to-do list.
        26 remind_days: i64 = "提前提醒天数", "Remind days before", DEFAULT(3);
        /// Anything else.
        27 remark: Option<String> = "备注", "Remark", LONG, MAX(1000), PII(Content);
        /// Whether it runs.
        28 state: PlanState = "状态", "State", LIST READONLY, DEFAULT(PlanState::NotYet);
        /// How much was received.
        29 settlement: Settlement = "回款状态", "Settlement", LIST READONLY, DEFAULT(Settlement::None);
        /// What was received.
        30 received: Money = "实际回款金额", "Received", LIST READONLY DERIVED, DEFAULT(Money::ZERO);
        /// What is still to be received; below zero when more was than planned.
        31 unreceived: Money = "未回金额", "Not received", LIST READONLY DERIVED, DEFAULT(Money::ZERO), COPIES("receivable_plan.money");
        /// On which day something was received last.
        32 received_on: Option<NaiveDate> = "实际回款日期", "Last received on", LIST READONLY;
        /// Whether it is overdue: it runs, something is missing, and its day has passed.
        33 overdue: bool = "已逾期", "Overdue", LIST READONLY DERIVED, DEFAULT(false);
    }
}

entity! {
    /// A receivable (回款): money that a customer has paid.
    pub record Receivable = 66, "receivable", "回款", "Receivable";
    read operation "receivable.read";
    team "receivable_member";
    index (customer_id, updated_at);
    index (contract_id, updated_at);
    {
        /// Its number, by rule or typed.
        20 number: String = "回款编号", "Number", LIST SEARCH, MAX(64), UNIQUE("receivable.number"), DEFAULT(String::new());
        /// Who paid; the contract's customer when not said.
        21 customer_id: CustomerId = "客户", "Customer", LIST READONLY, COPIES("contract.customer_id");
        /// For which contract first of all.
        22 contract_id: ContractId = "合同", "Contract", LIST CREATE_ONLY;
        /// The day on which it came.
        24 received_on: NaiveDate = "回款日期", "Received on", LIST SORTED;
        /// How much.
        25 money: Money = "回款金额", "Amount", LIST SORTED;
        /// Currency of the amount: its contract's.
        26 currency: String = "币种", "Currency", LIST READONLY, MAX(3), DEFAULT(String::new());
        /// How.
        27 method: Option<OptionItemId> = "回款方式", "Method", LIST, OPTION("payment_method");
        /// Anything else.
        28 remark: Option<String> = "备注", "Remark", LONG, MAX(1000), PII(Content);
        /// Where it stands.
        29 status: CheckStatus = "审批状态", "Status", LIST READONLY, DEFAULT(CheckStatus::Draft);
        /// Whose it is.
        30 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY;
    }
}

entity! {
    /// A member of a receivable's team (团队成员).
    pub link ReceivableMember = 67, "receivable_member", "回款团队成员", "Receivable's team member";
    read operation "receivable.read";
    unique (record_id, employee_id);
    index (employee_id, touched_at, record_id);
    index (expires_at);
    {
        /// The receivable.
        20 record_id: ReceivableId = "回款", "Receivable", ROOT;
        /// The member.
        21 employee_id: EmployeeId = "员工", "Employee";
        /// What the member may do.
        22 access: TeamAccess = "权限", "Access";
        /// When the membership ends; looked at whenever somebody asks.
        23 expires_at: Option<Timestamp> = "有效期至", "Expires at";
        /// The receivable's `updated_at`, so that a member's list needs no join.
        24 touched_at: Timestamp = "回款更新时间", "Receivable updated at", DERIVED;
        /// Whether he has to decide about it now, and reads it for that.
        25 deciding: bool = "待其审批", "Has to decide", READONLY, DEFAULT(false);
    }
}

entity! {
    /// A part of a receivable: what it is counted towards (回款分配).
    pub link Allocation = 68, "allocation", "回款分配", "Allocation";
    read operation "receivable.read";
    index (receivable_id);
    index (contract_id, effective);
    index (plan_id, effective);
    {
        /// The receivable.
        20 receivable_id: ReceivableId = "回款", "Receivable", ROOT;
        /// The contract; none for what stays the customer's credit.
        21 contract_id: Option<ContractId> = "合同", "Contract";
        /// The plan of that contract.
        22 plan_id: Option<ReceivablePlanId> = "回款计划", "Payment plan";
        /// How much.
        23 money: Money = "金额", "Amount", COPIES("receivable.money");
        /// Whether it counts: whether its receivable is in effect.
        24 effective: bool = "已生效", "Counts", DERIVED;
    }
}

/// Receivables, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Receivables<'a>(&'a Session);

impl Session {
    /// Receivables.
    pub fn receivables(&self) -> Receivables<'_> {
        Receivables(self)
    }
}

impl Receivables<'_> {
    /// Records a receivable, all of it for its contract.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, receivable: NewReceivable) -> Result<Outcome<ReceivableId>> {
        self.0.run(CreateReceivable { receivable, plan: None, allocations: None })
    }

    /// Submits a receivable: it takes effect, or somebody has to decide.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn submit(&self, receivable: ReceivableId) -> Result<Outcome<ReceivableId>> {
        self.0.run(SubmitReceivable {
            receivable,
            patch: None,
            allocations: None,
            choices: None,
            expect_rev: None,
        })
    }

    /// A page of receivables.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<ReceivableSummary>> {
        self.0.list::<Receivable>(query)
    }
}
