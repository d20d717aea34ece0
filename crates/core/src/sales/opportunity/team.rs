//! The team of an opportunity; the rules are those of [`team`].

use super::{Opportunity, OpportunityId, OpportunityMember, OpportunityMemberId};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, teamed};
use crate::session::{BatchReport, Command, Context, operation};

teamed!(
    Opportunity,
    OpportunityMember,
    OPPORTUNITY_TEAM,
    OPPORTUNITY_EDIT,
    ExpireOpportunityMembers
);

command! {
    /// Adds somebody to the teams of opportunities; a member already gets the new access and expiry,
    /// on these opportunities only.
    pub struct AddOpportunityMember = "opportunity.add_member", 1, "添加商机团队成员", "Add a member to an opportunity's team" {
        /// The opportunities.
        opportunities: Vec<OpportunityId>,
        /// Who.
        employee: EmployeeId,
        /// What he may do.
        access: TeamAccess,
        /// When it ends.
        expires_at: Option<Timestamp>,
    } -> BatchReport; OPPORTUNITY_TEAM UNDOABLE
}

impl Command for AddOpportunityMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let membership =
            team::membership::<Opportunity>(cx, self.employee, self.access, self.expires_at)?;
        cx.each(&self.opportunities, |cx, id| {
            let opportunity: Opportunity = team::admitting(cx, id)?;
            team::put(cx, &opportunity, self.employee, membership)
        })
    }
}

command! {
    /// Removes somebody from the teams of opportunities.
    pub struct RemoveOpportunityMember = "opportunity.remove_member", 1, "移除商机团队成员", "Remove a member of an opportunity's team" {
        /// The opportunities.
        opportunities: Vec<OpportunityId>,
        /// Who.
        employee: EmployeeId,
    } -> BatchReport; OPPORTUNITY_TEAM UNDOABLE
}

impl Command for RemoveOpportunityMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.opportunities, |cx, id| {
            let opportunity: Opportunity = cx.reach(id, &operation::OPPORTUNITY_TEAM)?;
            team::dismiss::<Opportunity>(cx, opportunity.id, self.employee)
        })
    }
}

command! {
    /// Leaves the teams of opportunities. It is not undone.
    pub struct LeaveOpportunityTeam = "opportunity.leave_team", 1, "退出商机团队", "Leave an opportunity's team" {
        /// The opportunities.
        opportunities: Vec<OpportunityId>,
    } -> BatchReport; Anyone
}

impl Command for LeaveOpportunityTeam {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        team::leave::<Opportunity>(cx, &self.opportunities)
    }
}

command! {
    /// Removes memberships that have ended. They opened nothing since they ended; this tidies.
    pub struct ExpireOpportunityMembers = "opportunity.expire_members", 1, "清理商机过期成员", "Remove expired members of opportunities" {
        /// Which memberships.
        members: Vec<OpportunityMemberId>,
    } -> u32; System
}

impl Command for ExpireOpportunityMembers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        team::expire::<OpportunityMember>(cx, self.members)
    }
}
