//! The recycle bin of leads.

use super::{Lead, LeadId};
use crate::command;
use crate::error::Result;
use crate::query::Bin;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Puts leads into the recycle bin.
    pub struct DeleteLeads = "lead.delete", 1, "删除线索", "Delete leads" {
        /// Which.
        leads: Vec<LeadId>,
    } -> BatchReport; LEAD_DELETE UNDOABLE
}

impl Command for DeleteLeads {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.leads, |cx, id| {
            let lead: Lead = cx.reach(id, &operation::LEAD_DELETE)?;
            cx.delete(&lead).map(|_| ())
        })
    }
}

command! {
    /// Takes leads out of the recycle bin.
    pub struct RestoreLeads = "lead.restore", 1, "恢复线索", "Restore leads" {
        /// Which.
        leads: Vec<LeadId>,
    } -> BatchReport; LEAD_DELETE UNDOABLE
}

impl Command for RestoreLeads {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.leads, |cx, id| {
            let lead: Lead = cx.reach_in(id, &operation::LEAD_DELETE, Bin::Deleted)?;
            cx.restore(&lead).map(|_| ())
        })
    }
}
