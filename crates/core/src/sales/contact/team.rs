//! The team of a contact; the rules are those of [`team`].

use super::{Contact, ContactId, ContactMember, ContactMemberId};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, teamed};
use crate::session::{BatchReport, Command, Context, operation};

teamed!(Contact, ContactMember, CONTACT_TEAM, CONTACT_EDIT, ExpireContactMembers);

command! {
    /// Adds somebody to the teams of contacts; a member already gets the new access and expiry,
    /// on these contacts only.
    pub struct AddContactMember = "contact.add_member", 1, "添加联系人团队成员", "Add a member to a contact's team" {
        /// The contacts.
        contacts: Vec<ContactId>,
        /// Who.
        employee: EmployeeId,
        /// What he may do.
        access: TeamAccess,
        /// When it ends.
        expires_at: Option<Timestamp>,
    } -> BatchReport; CONTACT_TEAM UNDOABLE
}

impl Command for AddContactMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let membership =
            team::membership::<Contact>(cx, self.employee, self.access, self.expires_at)?;
        cx.each(&self.contacts, |cx, id| {
            let contact: Contact = team::admitting(cx, id)?;
            team::put(cx, &contact, self.employee, membership)
        })
    }
}

command! {
    /// Removes somebody from the teams of contacts.
    pub struct RemoveContactMember = "contact.remove_member", 1, "移除联系人团队成员", "Remove a member of a contact's team" {
        /// The contacts.
        contacts: Vec<ContactId>,
        /// Who.
        employee: EmployeeId,
    } -> BatchReport; CONTACT_TEAM UNDOABLE
}

impl Command for RemoveContactMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.contacts, |cx, id| {
            let contact: Contact = cx.reach(id, &operation::CONTACT_TEAM)?;
            team::dismiss::<Contact>(cx, contact.id, self.employee)
        })
    }
}

command! {
    /// Leaves the teams of contacts. It is not undone.
    pub struct LeaveContactTeam = "contact.leave_team", 1, "退出联系人团队", "Leave a contact's team" {
        /// The contacts.
        contacts: Vec<ContactId>,
    } -> BatchReport; Anyone
}

impl Command for LeaveContactTeam {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        team::leave::<Contact>(cx, &self.contacts)
    }
}

command! {
    /// Removes memberships that have ended. They opened nothing since they ended; this tidies.
    pub struct ExpireContactMembers = "contact.expire_members", 1, "清理联系人过期成员", "Remove expired members of contacts" {
        /// Which memberships.
        members: Vec<ContactMemberId>,
    } -> u32; System
}

impl Command for ExpireContactMembers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        team::expire::<ContactMember>(cx, self.members)
    }
}
