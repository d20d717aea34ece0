//! Handing leads to somebody else.

use super::{Lead, LeadId, LeadStatus};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::org::EmployeeId;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands leads to another owner, who sees them as open, assigned and not yet followed up.
    pub struct TransferLeads = "lead.transfer", 1, "转移线索", "Transfer leads" {
        /// Which.
        leads: Vec<LeadId>,
        /// To whom.
        to: EmployeeId,
    } -> BatchReport; LEAD_TRANSFER UNDOABLE
}

impl Command for TransferLeads {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let company = cx.company()?;
        company.active(self.to).ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("to"))?;
        cx.each(&self.leads, |cx, id| {
            let lead: Lead = cx.reach(id, &operation::LEAD_TRANSFER)?;
            transfer(cx, &lead, self.to, LeadStatus::Open)
        })
    }
}

/// The effect of a transfer, after which a lead has this status.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    lead: &Lead,
    to: EmployeeId,
    status: LeadStatus,
) -> Result<()> {
    lead.not_converted()?;
    require(lead.owner_id != Some(to), &codes::ALREADY_OWNER)?;
    let now = cx.now();
    cx.update(lead, |l| {
        l.owner_id = Some(to);
        l.followed = false;
        l.assigned = true;
        l.received_at = Some(now);
        l.status = status;
        l.status_reason = l.status_reason.take().filter(|_| status != LeadStatus::Open);
    })?;
    Ok(())
}
