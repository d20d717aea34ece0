//! The team of a receivable; the rules are those of [`team`].

use super::{Receivable, ReceivableId, ReceivableMember, ReceivableMemberId};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, teamed};
use crate::session::{BatchReport, Command, Context, operation};

teamed!(
    Receivable,
    ReceivableMember,
    RECEIVABLE_TEAM,
    RECEIVABLE_EDIT,
    ExpireReceivableMembers,
    deciding
);

command! {
    /// Adds somebody to the teams of receivables; a member already gets the new access and expiry,
    /// on these receivables only.
    pub struct AddReceivableMember = "receivable.add_member", 1, "添加回款团队成员", "Add a member to a receivable's team" {
        /// The receivables.
        receivables: Vec<ReceivableId>,
        /// Who.
        employee: EmployeeId,
        /// What he may do.
        access: TeamAccess,
        /// When it ends.
        expires_at: Option<Timestamp>,
    } -> BatchReport; RECEIVABLE_TEAM UNDOABLE
}

impl Command for AddReceivableMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let membership =
            team::membership::<Receivable>(cx, self.employee, self.access, self.expires_at)?;
        cx.each(&self.receivables, |cx, id| {
            let receivable: Receivable = team::admitting(cx, id)?;
            team::put(cx, &receivable, self.employee, membership)
        })
    }
}

command! {
    /// Removes somebody from the teams of receivables.
    pub struct RemoveReceivableMember = "receivable.remove_member", 1, "移除回款团队成员", "Remove a member of a receivable's team" {
        /// The receivables.
        receivables: Vec<ReceivableId>,
        /// Who.
        employee: EmployeeId,
    } -> BatchReport; RECEIVABLE_TEAM UNDOABLE
}

impl Command for RemoveReceivableMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.receivables, |cx, id| {
            let receivable: Receivable = cx.reach(id, &operation::RECEIVABLE_TEAM)?;
            team::dismiss::<Receivable>(cx, receivable.id, self.employee)
        })
    }
}

command! {
    /// Leaves the teams of receivables. It is not undone.
    pub struct LeaveReceivableTeam = "receivable.leave_team", 1, "退出回款团队", "Leave a receivable's team" {
        /// The receivables.
        receivables: Vec<ReceivableId>,
    } -> BatchReport; Anyone
}

impl Command for LeaveReceivableTeam {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        team::leave::<Receivable>(cx, &self.receivables)
    }
}

command! {
    /// Removes memberships that have ended. They opened nothing since they ended; this tidies.
    pub struct ExpireReceivableMembers = "receivable.expire_members", 1, "清理回款过期成员", "Remove expired members of receivables" {
        /// Which memberships.
        members: Vec<ReceivableMemberId>,
    } -> u32; System
}

impl Command for ExpireReceivableMembers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        team::expire::<ReceivableMember>(cx, self.members)
    }
}
