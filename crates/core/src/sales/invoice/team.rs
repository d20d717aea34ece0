//! The team of an invoice; the rules are those of [`team`].

use super::{Invoice, InvoiceId, InvoiceMember, InvoiceMemberId};
use crate::command;
use crate::error::Result;
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, teamed};
use crate::session::{BatchReport, Command, Context, operation};

teamed!(Invoice, InvoiceMember, INVOICE_TEAM, INVOICE_EDIT, ExpireInvoiceMembers, deciding);

command! {
    /// Adds somebody to the teams of invoices; a member already gets the new access and expiry,
    /// on these invoices only.
    pub struct AddInvoiceMember = "invoice.add_member", 1, "添加发票团队成员", "Add a member to an invoice's team" {
        /// The invoices.
        invoices: Vec<InvoiceId>,
        /// Who.
        employee: EmployeeId,
        /// What he may do.
        access: TeamAccess,
        /// When it ends.
        expires_at: Option<Timestamp>,
    } -> BatchReport; INVOICE_TEAM UNDOABLE
}

impl Command for AddInvoiceMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let membership =
            team::membership::<Invoice>(cx, self.employee, self.access, self.expires_at)?;
        cx.each(&self.invoices, |cx, id| {
            let invoice: Invoice = team::admitting(cx, id)?;
            team::put(cx, &invoice, self.employee, membership)
        })
    }
}

command! {
    /// Removes somebody from the teams of invoices.
    pub struct RemoveInvoiceMember = "invoice.remove_member", 1, "移除发票团队成员", "Remove a member of an invoice's team" {
        /// The invoices.
        invoices: Vec<InvoiceId>,
        /// Who.
        employee: EmployeeId,
    } -> BatchReport; INVOICE_TEAM UNDOABLE
}

impl Command for RemoveInvoiceMember {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.invoices, |cx, id| {
            let invoice: Invoice = cx.reach(id, &operation::INVOICE_TEAM)?;
            team::dismiss::<Invoice>(cx, invoice.id, self.employee)
        })
    }
}

command! {
    /// Leaves the teams of invoices. It is not undone.
    pub struct LeaveInvoiceTeam = "invoice.leave_team", 1, "退出发票团队", "Leave an invoice's team" {
        /// The invoices.
        invoices: Vec<InvoiceId>,
    } -> BatchReport; Anyone
}

impl Command for LeaveInvoiceTeam {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        team::leave::<Invoice>(cx, &self.invoices)
    }
}

command! {
    /// Removes memberships that have ended. They opened nothing since they ended; this tidies.
    pub struct ExpireInvoiceMembers = "invoice.expire_members", 1, "清理发票过期成员", "Remove expired members of invoices" {
        /// Which memberships.
        members: Vec<InvoiceMemberId>,
    } -> u32; System
}

impl Command for ExpireInvoiceMembers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        team::expire::<InvoiceMember>(cx, self.members)
    }
}
