//! Changing a lead.

use super::{Lead, LeadId, LeadPatch};
use crate::command;
use crate::error::Result;
use crate::sales::follow_up::note_plan;
use crate::session::{Command, Context, operation};

command! {
    /// Changes a lead that has not become a customer.
    pub struct UpdateLead = "lead.update", 1, "编辑线索", "Change a lead" {
        /// Which.
        lead: LeadId,
        /// What changes.
        patch: LeadPatch,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> LeadId; LEAD_EDIT UNDOABLE OFFLINE
}

impl Command for UpdateLead {
    fn run(self, cx: &mut Context<'_>) -> Result<LeadId> {
        let old: Lead = cx.reach(self.lead, &operation::LEAD_EDIT)?;
        old.not_converted()?;
        let now = cx.now();
        let noted = |new: &mut _| note_plan(new, Some(&old), now);
        Ok(cx.edit(&old, &self.patch, self.expect_rev, noted)?.id)
    }
}
