//! Opportunities (商机): what a customer may buy, when, and how likely (B1.5).
//!
//! An opportunity has an owner and a team of its own, besides its customer's, and keeps them when
//! the customer goes to a pool. Its stage changes only by being moved on or back, its end only by
//! being ended or opened again; every such step stands in its history.

mod change;
mod create;
mod delete;
mod figures;
mod parts;
mod progress;
mod stalled;
mod team;
mod transfer;

pub use change::UpdateOpportunity;
pub(crate) use change::may_correct;
pub use create::CreateOpportunity;
pub(crate) use create::{create, take_lines};
pub use delete::{DeleteOpportunities, RestoreOpportunities};
pub(crate) use delete::{live_of, none_left};
pub(crate) use figures::fits;
pub(crate) use parts::ticked;
pub use parts::{
    CheckOpportunity, Competitor, ContactInRole, SetCompetitors, SetOpportunityContacts,
};
pub use progress::{AdvanceOpportunity, ChangeStageGroup, EndOpportunity, ReopenOpportunity};
pub use stalled::StalledOpportunity;
pub use team::{
    AddOpportunityMember, ExpireOpportunityMembers, LeaveOpportunityTeam, RemoveOpportunityMember,
};
pub use transfer::TransferOpportunities;
pub(crate) use transfer::transfer;

use crate::error::Result;
use crate::model::{Money, Number, Timestamp};
use crate::org::{EmployeeId, OptionItemId};
use crate::query::{Bound, Query};
use crate::sales::contact::ContactId;
use crate::sales::customer::{CustomerId, TeamAccess};
use crate::sales::lines::{LineTyped, lined};
use crate::sales::product::ProductId;
use crate::sales::stage::{StageCheckId, StageGroupId, StageId};
use crate::session::{Outcome, Page, Session};
use crate::{choice, entity};
use chrono::NaiveDate;

choice! {
    /// Whether an opportunity is still open, and how it ended.
    pub enum OpportunityState = "opportunity_state" {
        /// It is worked on.
        Open = "open", "进行中", "Open";
        /// The customer bought.
        Won = "won", "赢单", "Won";
        /// The customer did not, or bought elsewhere.
        Lost = "lost", "输单", "Lost";
        /// It was none.
        Invalid = "invalid", "无效", "Invalid";
    }
}

choice! {
    /// What a contact is to an opportunity.
    pub enum ContactRole = "contact_role" {
        /// Decides.
        DecisionMaker = "decision_maker", "决策人", "Decision maker";
        /// Judges what is offered.
        Evaluator = "evaluator", "评估人", "Evaluator";
        /// Is listened to.
        Influencer = "influencer", "影响人", "Influencer";
        /// Will work with it.
        User = "user", "使用人", "User";
        /// Buys and pays.
        Purchaser = "purchaser", "采购人", "Purchaser";
        /// Something else.
        Other = "other", "其他", "Other";
    }
}

entity! {
    /// An opportunity (商机).
    pub record Opportunity = 53, "opportunity", "商机", "Opportunity";
    read operation "opportunity.read";
    team "opportunity_member";
    index (customer_id, updated_at);
    index (stage_id, state);
    {
        /// What people call it.
        20 name: String = "商机名称", "Name", LIST SEARCH SORTED, MAX(255), PII(Content);
        /// The customer; it stays the same.
        21 customer_id: CustomerId = "客户", "Customer", LIST CREATE_ONLY;
        /// The contact of the customer to speak to first about it.
        22 primary_contact_id: Option<ContactId> = "首要联系人", "Primary contact";
        /// What it is worth: the total of its products, where it has any.
        23 money: Option<Money> = "商机金额", "Money", LIST SORTED;
        /// When the deal is expected.
        24 expected_on: Option<NaiveDate> = "预计成交日期", "Expected on", LIST SORTED;
        /// The stages through which it goes.
        25 stage_group_id: StageGroupId = "商机组", "Stage group", LIST READONLY INDEXED;
        /// Where it stands; after its end, where it stood.
        26 stage_id: StageId = "商机阶段", "Stage", LIST READONLY;
        /// How likely it is won, in per cent: by its stage, by hand, or by its end.
        27 probability: Number = "赢率(%)", "Probability (%)", LIST READONLY, DEFAULT(Number::ZERO);
        /// What a person holds likely, where it is not what the stage says; until the stage changes.
        28 probability_by_hand: Option<Number> = "手动赢率(%)", "Probability by hand (%)", COPIES("opportunity.probability");
        /// Money × probability.
        29 weighted: Option<Money> = "加权金额", "Weighted amount", LIST READONLY, COPIES("opportunity.money");
        /// The discount on all products, in per cent.
        30 discount_rate: Number = "整单折扣(%)", "Discount (%)", DEFAULT(Number::ZERO);
        /// What its products come to, less that discount; nothing where it has none.
        31 total: Option<Money> = "产品总金额", "Total", READONLY, COPIES("opportunity.money");
        /// Whose it is.
        32 owner_id: Option<EmployeeId> = "负责人", "Owner", LIST OWNER CREATE_ONLY;
        /// Open, or how it ended.
        33 state: OpportunityState = "状态", "State", LIST READONLY, DEFAULT(OpportunityState::Open);
        /// Why it was lost, or none.
        34 end_reason: Option<OptionItemId> = "输单原因", "Reason", LIST READONLY, OPTION("loss_reason");
        /// What was said about its end.
        35 end_remark: Option<String> = "结束说明", "Remark on the end", LONG READONLY, MAX(4000), PII(Content);
        /// When it ended.
        36 ended_at: Option<Timestamp> = "结束时间", "Ended at", LIST READONLY;
        /// Since when it stands where it does.
        37 stage_since: Timestamp = "进入阶段时间", "At this stage since", LIST READONLY, DEFAULT(Timestamp::default());
        /// Anything else.
        38 remark: Option<String> = "备注", "Remark", LONG, MAX(4000), PII(Content);
        /// When to get in touch next.
        39 next_contact_at: Option<Timestamp> = "下次联系时间", "Next contact", LIST SORTED;
        /// Whether it was followed up since its owner has it.
        40 followed: bool = "已跟进", "Followed up", LIST READONLY, DEFAULT(false);
        /// When it was last followed up.
        41 last_follow_at: Option<Timestamp> = "最后跟进时间", "Last follow-up", LIST READONLY;
        /// What was said then.
        42 last_follow_text: Option<String> = "最后跟进内容", "Last follow-up text", LONG READONLY, MAX(1024), PII(Content), COPIES("follow_up.content");
        /// When its owner got it from somebody else; nothing when the owner made it.
        43 received_at: Option<Timestamp> = "获得时间", "Received at", READONLY;
        /// The plan that a person wrote here; a follow-up's newer one goes before it.
        44 own_plan: Option<Timestamp> = "自定下次联系时间", "Own plan", READONLY NOTED, COPIES("opportunity.next_contact_at");
        /// When that was written.
        45 own_plan_at: Option<Timestamp> = "自定时间", "Own plan made at", READONLY NOTED;
    }
}

entity! {
    /// A member of an opportunity's team (团队成员).
    pub link OpportunityMember = 54, "opportunity_member", "商机团队成员", "Opportunity's team member";
    read operation "opportunity.read";
    unique (record_id, employee_id);
    index (employee_id, touched_at, record_id);
    index (expires_at);
    {
        /// The opportunity.
        20 record_id: OpportunityId = "商机", "Opportunity", ROOT;
        /// The member.
        21 employee_id: EmployeeId = "员工", "Employee";
        /// What the member may do.
        22 access: TeamAccess = "权限", "Access";
        /// When the membership ends; looked at whenever somebody asks.
        23 expires_at: Option<Timestamp> = "有效期至", "Expires at";
        /// The opportunity's `updated_at`, so that a member's list needs no join.
        24 touched_at: Timestamp = "商机更新时间", "Opportunity updated at", DERIVED;
    }
}

entity! {
    /// A product of an opportunity (商机产品), and what it would be sold for.
    pub link OpportunityLine = 55, "opportunity_line", "商机产品", "Opportunity's product";
    read operation "opportunity.read";
    index (opportunity_id, position);
    index (product_id);
    {
        /// The opportunity.
        20 opportunity_id: OpportunityId = "商机", "Opportunity", ROOT;
        /// The product.
        21 product_id: ProductId = "产品", "Product";
        /// Its place among the lines, from 0.
        22 position: i64 = "排序", "Position";
        /// What a unit costs by the list.
        23 list_price: Money = "标准价格", "List price", COPIES("product.price");
        /// What a unit is sold for.
        24 sales_price: Money = "售价", "Sales price";
        /// Per cent off the list price; undefined where that is nothing.
        25 discount: Option<Number> = "折扣(%)", "Discount (%)";
        /// Which of the two a person typed.
        26 typed: LineTyped = "填写项", "Typed";
        /// How many units.
        27 quantity: Number = "数量", "Quantity";
        /// In what it is counted.
        28 unit: Option<OptionItemId> = "单位", "Unit", OPTION("unit");
        /// The tax in per cent.
        29 tax_rate: Option<Number> = "税率(%)", "Tax rate (%)";
        /// What the line comes to.
        30 subtotal: Money = "小计", "Subtotal", COPIES("opportunity.money");
    }
}
lined!(OpportunityLine, opportunity_id);

entity! {
    /// A step in the life of an opportunity (阶段变更): made, moved, ended, opened again. Such rows
    /// are added and never changed.
    pub link StageChange = 56, "stage_change", "商机阶段变更", "Stage change";
    read operation "opportunity.read";
    index (opportunity_id, at);
    index (to_stage_id, at);
    {
        /// The opportunity.
        20 opportunity_id: OpportunityId = "商机", "Opportunity", ROOT;
        /// Where it stood before; nowhere when it was made.
        21 from_stage_id: Option<StageId> = "原阶段", "From stage", COPIES("opportunity.stage_id");
        /// Where it stands since.
        22 to_stage_id: StageId = "新阶段", "To stage", COPIES("opportunity.stage_id");
        /// What it was before; nothing when it was made.
        23 from_state: Option<OpportunityState> = "原状态", "From state", COPIES("opportunity.state");
        /// What it is since.
        24 to_state: OpportunityState = "新状态", "To state", COPIES("opportunity.state");
        /// When.
        25 at: Timestamp = "时间", "At";
        /// Who did it.
        26 employee_id: Option<EmployeeId> = "操作人", "By";
        /// For how many seconds it had been so.
        27 seconds: Option<i64> = "停留秒数", "Seconds before";
    }
}

entity! {
    /// What a contact is to an opportunity (联系人角色).
    pub link OpportunityContact = 57, "opportunity_contact", "商机联系人", "Opportunity's contact";
    read operation "opportunity.read";
    unique (opportunity_id, contact_id, role);
    index (contact_id);
    {
        /// The opportunity.
        20 opportunity_id: OpportunityId = "商机", "Opportunity", ROOT;
        /// The contact, one of the same customer.
        21 contact_id: ContactId = "联系人", "Contact";
        /// What it is.
        22 role: ContactRole = "角色", "Role";
    }
}

entity! {
    /// Who else wants to sell to the customer of an opportunity (竞争对手).
    pub link OpportunityCompetitor = 58, "opportunity_competitor", "商机竞争对手", "Competitor on an opportunity";
    read operation "opportunity.read";
    unique (opportunity_id, name);
    {
        /// The opportunity.
        20 opportunity_id: OpportunityId = "商机", "Opportunity", ROOT;
        /// The competitor.
        21 name: String = "竞争对手", "Competitor", MAX(255), PII(Content);
        /// What it offers it for.
        22 price: Option<Money> = "报价", "Price";
        /// Anything else: strengths, weaknesses.
        23 remark: Option<String> = "备注", "Remark", LONG, MAX(1000), PII(Content);
    }
}

entity! {
    /// That an item of a stage's checklist is done for an opportunity.
    pub link OpportunityCheck = 64, "opportunity_check", "商机检查项", "Opportunity's checklist item";
    read operation "opportunity.read";
    unique (opportunity_id, stage_check_id);
    index (stage_check_id);
    {
        /// The opportunity.
        20 opportunity_id: OpportunityId = "商机", "Opportunity", ROOT;
        /// The item.
        21 stage_check_id: StageCheckId = "检查项", "Item";
    }
}

impl Opportunity {
    /// That an opportunity is worked on.
    pub(crate) fn is_open() -> Bound {
        use crate::model::{Choice, Value};
        let open = Value::Text(OpportunityState::Open.code().into());
        Bound::is(Self::META, "state", open)
    }
}

/// Opportunities, as one session sees them; every change is a command.
#[derive(Clone, Copy)]
pub struct Opportunities<'a>(&'a Session);

impl Session {
    /// Opportunities.
    pub fn opportunities(&self) -> Opportunities<'_> {
        Opportunities(self)
    }
}

impl Opportunities<'_> {
    /// Makes an opportunity at the first stage of the first group that is offered to its owner.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn create(&self, opportunity: NewOpportunity) -> Result<Outcome<OpportunityId>> {
        self.0.run(CreateOpportunity { opportunity, stage_group: None, stage: None, lines: None })
    }

    /// Changes an opportunity.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn update(
        &self,
        opportunity: OpportunityId,
        patch: OpportunityPatch,
    ) -> Result<Outcome<OpportunityId>> {
        let patch = Some(patch);
        self.0.run(UpdateOpportunity { opportunity, patch, lines: None, expect_rev: None })
    }

    /// Moves an opportunity to another stage of its group.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn advance(
        &self,
        opportunity: OpportunityId,
        stage: StageId,
    ) -> Result<Outcome<OpportunityId>> {
        self.0.run(AdvanceOpportunity { opportunity, stage, expect: None })
    }

    /// One opportunity.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn get(&self, opportunity: OpportunityId) -> Result<Opportunity> {
        self.0.get(opportunity)
    }

    /// A page of opportunities.
    ///
    /// # Errors
    /// As [`Session::list`].
    pub fn list(&self, query: &Query) -> Result<Page<OpportunitySummary>> {
        self.0.list::<Opportunity>(query)
    }
}
