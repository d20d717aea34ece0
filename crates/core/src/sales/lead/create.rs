//! Making a lead.

use super::{Lead, LeadId, NewLead};
use crate::command;
use crate::error::Result;
use crate::sales::follow_up::note_plan;
use crate::session::{Command, Context, operation};

command! {
    /// Makes a lead. Its owner is the caller unless said otherwise; planning a contact is not a
    /// follow-up and leaves "last follow-up" empty.
    pub struct CreateLead = "lead.create", 1, "新建线索", "Create a lead" {
        /// What it is.
        lead: NewLead,
    } -> LeadId; LEAD_CREATE UNDOABLE OFFLINE
}

impl Command for CreateLead {
    fn run(self, cx: &mut Context<'_>) -> Result<LeadId> {
        create(cx, self.lead.into_record()).map(|l| l.id)
    }
}

/// Makes a lead from what a person or a file gave.
pub(crate) fn create(cx: &mut Context<'_>, mut lead: Lead) -> Result<Lead> {
    let owner = match lead.owner_id {
        Some(owner) => owner,
        None => cx.me()?,
    };
    cx.own_for(owner, &operation::LEAD_CREATE)?;
    lead.owner_id = Some(owner);
    lead.assigned = cx.who().employee() != Some(owner);
    lead.received_at = lead.assigned.then(|| cx.now());
    note_plan(&mut lead, None, cx.now())?;
    cx.create(lead)
}
