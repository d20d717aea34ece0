//! The team of a customer (B1.15).

use super::{Customer, CustomerId, CustomerMember, TeamAccess};
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::{Timestamp, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bound, Cmp, Column};
use crate::session::{Command, Context, operation};

/// What a member may do, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Membership {
    pub(crate) access: TeamAccess,
    pub(crate) expires_at: Option<Timestamp>,
}

command! {
    /// Adds somebody to a customer's team; a member already gets the new access and expiry, on
    /// this customer only.
    pub struct AddMember = "customer.add_member", 1, "添加团队成员", "Add a team member" {
        /// The customer.
        customer: CustomerId,
        /// Who.
        employee: EmployeeId,
        /// What he may do.
        access: TeamAccess,
        /// When it ends.
        expires_at: Option<Timestamp>,
    } -> CustomerId; CUSTOMER_TEAM UNDOABLE
}

impl Command for AddMember {
    fn run(self, cx: &mut Context<'_>) -> Result<CustomerId> {
        let customer: Customer = cx.reach(self.customer, &operation::CUSTOMER_TEAM)?;
        let company = cx.company()?;
        company
            .active(self.employee)
            .ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("employee"))?;
        require(self.expires_at.is_none_or(|at| at > cx.now()), &codes::IN_THE_PAST)
            .map_err(|e| e.entity("customer_member").field("expires_at"))?;
        put(
            cx,
            &customer,
            self.employee,
            Membership { access: self.access, expires_at: self.expires_at },
        )?;
        Ok(self.customer)
    }
}

command! {
    /// Removes somebody from a customer's team.
    pub struct RemoveMember = "customer.remove_member", 1, "移除团队成员", "Remove a team member" {
        /// The customer.
        customer: CustomerId,
        /// Who.
        employee: EmployeeId,
    } -> CustomerId; CUSTOMER_TEAM UNDOABLE
}

impl Command for RemoveMember {
    fn run(self, cx: &mut Context<'_>) -> Result<CustomerId> {
        let customer: Customer = cx.reach(self.customer, &operation::CUSTOMER_TEAM)?;
        let member = member(cx, customer.id, self.employee)?.or_error(&codes::NOT_A_MEMBER)?;
        cx.remove(&member)?;
        Ok(self.customer)
    }
}

command! {
    /// Leaves a customer's team.
    pub struct LeaveTeam = "customer.leave_team", 1, "退出团队", "Leave a team" {
        /// The customer.
        customer: CustomerId,
    } -> CustomerId; Anyone UNDOABLE
}

impl Command for LeaveTeam {
    fn run(self, cx: &mut Context<'_>) -> Result<CustomerId> {
        let me = cx.me()?;
        let member = member(cx, self.customer, me)?.or_error(&codes::NOT_A_MEMBER)?;
        cx.remove(&member)?;
        Ok(self.customer)
    }
}

pub(crate) fn members(cx: &Context<'_>, customer: CustomerId) -> Result<Vec<CustomerMember>> {
    let column = Column::field(CustomerMember::META, CustomerMember::META.position("record_id"));
    cx.find(Bound::Cmp(column, Cmp::Eq, Value::Id(customer.uuid())))
}

fn member(
    cx: &Context<'_>,
    customer: CustomerId,
    employee: EmployeeId,
) -> Result<Option<CustomerMember>> {
    Ok(members(cx, customer)?.into_iter().find(|m| m.employee_id == employee))
}

/// Makes somebody a member, or gives the member the new access and expiry.
pub(crate) fn put(
    cx: &mut Context<'_>,
    customer: &Customer,
    employee: EmployeeId,
    membership: Membership,
) -> Result<()> {
    require(customer.owner_id != Some(employee), &codes::MEMBER_IS_OWNER)?;
    let Membership { access, expires_at } = membership;
    match member(cx, customer.id, employee)? {
        Some(old) => cx.update(&old, |m| {
            m.access = access;
            m.expires_at = expires_at;
        }),
        None => cx.insert(CustomerMember {
            record_id: customer.id,
            employee_id: employee,
            access,
            expires_at,
            touched_at: customer.updated_at,
            ..CustomerMember::blank()
        }),
    }
    .map(|_| ())
}

/// Removes a member, if he is one.
pub(crate) fn remove(
    cx: &mut Context<'_>,
    customer: CustomerId,
    employee: EmployeeId,
) -> Result<()> {
    member(cx, customer, employee)?.map_or(Ok(()), |m| cx.remove(&m))
}

/// Removes the whole team.
pub(crate) fn clear(cx: &mut Context<'_>, customer: CustomerId) -> Result<()> {
    members(cx, customer)?.iter().try_for_each(|m| cx.remove(m))
}

command! {
    /// Removes memberships that have ended. They opened nothing since they ended; this tidies.
    pub struct ExpireMembers = "customer.expire_members", 1, "清理过期成员", "Remove expired members" {
        /// Which memberships.
        members: Vec<super::CustomerMemberId>,
    } -> u32; System
}

impl Command for ExpireMembers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        let mut removed = 0;
        for id in self.members {
            let found: Option<CustomerMember> =
                cx.fetch(id, &crate::query::Visibility::Everything, crate::query::Bin::Any)?;
            if let Some(member) = found.filter(|m| m.expires_at.is_some_and(|at| at <= cx.now())) {
                cx.remove(&member)?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
