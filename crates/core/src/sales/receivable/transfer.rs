//! Handing receivables to somebody else.

use super::{Receivable, ReceivableId};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::approval;
use crate::sales::customer::TeamAccess;
use crate::sales::team::{self, Membership};
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands receivables to another owner. Team membership does not suffice to do it.
    pub struct TransferReceivables = "receivable.transfer", 1, "转移回款", "Transfer receivables" {
        /// Which.
        receivables: Vec<ReceivableId>,
        /// To whom.
        to: EmployeeId,
        /// Keeps the old owner as a team member with this access.
        keep: Option<TeamAccess>,
        /// When that membership ends.
        keep_until: Option<Timestamp>,
    } -> BatchReport; RECEIVABLE_TRANSFER UNDOABLE
}

impl Command for TransferReceivables {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let company = cx.company()?;
        company.active(self.to).ok_or_else(|| Error::new(&codes::OWNER_INACTIVE).field("to"))?;
        let keep = team::kept(cx, self.keep, self.keep_until)?;
        cx.each(&self.receivables, |cx, id| {
            let receivable: Receivable = cx.reach(id, &operation::RECEIVABLE_TRANSFER)?;
            transfer(cx, &receivable, self.to, keep)
        })
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    receivable: &Receivable,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    require(receivable.owner_id != Some(to), &codes::ALREADY_OWNER)?;
    let new = cx.update(receivable, |r| r.owner_id = Some(to))?;
    team::new_owner(cx, &new, receivable.owner_id, keep)?;
    approval::keep_deciders_of::<Receivable>(cx, new.id)
}
