//! The team of a customer; the rules are those of [`team`].

use super::children::{Cascade, chosen};
use super::{Customer, CustomerId, CustomerMember, CustomerMemberId, TeamAccess};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::team::{self, teamed};
use crate::session::{BatchReport, Command, Context, operation};

teamed!(Customer, CustomerMember, CUSTOMER_TEAM, CUSTOMER_EDIT, ExpireMembers);

command! {
    /// Adds somebody to the teams of customers; a member already gets the new access and expiry,
    /// on these customers only.
    pub struct AddMember = "customer.add_member", 1, "添加团队成员", "Add a team member" {
        /// The customers.
        customers: Vec<CustomerId>,
        /// Who.
        employee: EmployeeId,
        /// What he may do.
        access: TeamAccess,
        /// When it ends.
        expires_at: Option<Timestamp>,
        /// To the teams of which of their records he is added too, where the caller may.
        cascade: Option<Vec<Cascade>>,
    } -> BatchReport; CUSTOMER_TEAM UNDOABLE
}

impl Command for AddMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let membership =
            team::membership::<Customer>(cx, self.employee, self.access, self.expires_at)?;
        let children = chosen(self.cascade);
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = team::admitting(cx, id)?;
            team::put(cx, &customer, self.employee, membership)?;
            children.iter().try_for_each(|c| (c.add_member)(cx, id, self.employee, membership))
        })
    }
}

command! {
    /// Removes somebody from the teams of customers.
    pub struct RemoveMember = "customer.remove_member", 1, "移除团队成员", "Remove a team member" {
        /// The customers.
        customers: Vec<CustomerId>,
        /// Who.
        employee: EmployeeId,
        /// From the teams of which of their records he is removed too, where the caller may.
        cascade: Option<Vec<Cascade>>,
    } -> BatchReport; CUSTOMER_TEAM UNDOABLE
}

impl Command for RemoveMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let children = chosen(self.cascade);
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_TEAM)?;
            team::dismiss::<Customer>(cx, customer.id, self.employee)?;
            children.iter().try_for_each(|c| (c.remove_member)(cx, id, self.employee))
        })
    }
}

command! {
    /// Leaves the teams of customers. It is not undone: whoever was let go does not come back by
    /// himself.
    pub struct LeaveTeam = "customer.leave_team", 1, "退出团队", "Leave a team" {
        /// The customers.
        customers: Vec<CustomerId>,
    } -> BatchReport; Anyone
}

impl Command for LeaveTeam {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        team::leave::<Customer>(cx, &self.customers)
    }
}

command! {
    /// Removes memberships that have ended. They opened nothing since they ended; this tidies.
    pub struct ExpireMembers = "customer.expire_members", 1, "清理过期成员", "Remove expired members" {
        /// Which memberships.
        members: Vec<CustomerMemberId>,
    } -> u32; System
}

impl Command for ExpireMembers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        team::expire::<CustomerMember>(cx, self.members)
    }
}
