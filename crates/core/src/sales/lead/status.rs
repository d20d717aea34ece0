//! Giving leads up, for now or for good (B1.1).

use super::{Lead, LeadId};
use crate::error::{Result, codes, require};
use crate::session::{BatchReport, Command, Context, operation};
use crate::{choice, command};

choice! {
    /// Whether somebody works on a lead.
    pub enum LeadStatus = "lead_status" {
        /// Somebody does.
        Open = "open", "有效", "Open";
        /// Not now: it waits to be given to somebody, or to be taken up again.
        Recycled = "recycled", "待再利用", "Recycled";
        /// Nothing will come of it.
        Dead = "dead", "无效", "Dead";
    }
}

command! {
    /// Gives leads up, for now or for good, or takes them up again. They leave the to-do lists
    /// until then; a transfer takes them up as well.
    pub struct SetLeadStatus = "lead.set_status", 1, "更改线索状态", "Set the status of leads" {
        /// Which.
        leads: Vec<LeadId>,
        /// What they are from now on.
        status: LeadStatus,
        /// Why, in one's own words; not for open ones.
        reason: Option<String>,
    } -> BatchReport; LEAD_EDIT UNDOABLE
}

impl Command for SetLeadStatus {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let fits = self.status != LeadStatus::Open || self.reason.is_none();
        require(fits, &codes::LEAD_OPEN_REASON).map_err(|e| e.of(Lead::META).field("reason"))?;
        cx.each(&self.leads, |cx, id| {
            let lead: Lead = cx.reach(id, &operation::LEAD_EDIT)?;
            lead.not_converted()?;
            cx.update(&lead, |l| {
                l.status = self.status;
                l.status_reason.clone_from(&self.reason);
            })
            .map(|_| ())
        })
    }
}
