//! Handing opportunities to somebody else (B1.15).

use super::{Opportunity, OpportunityId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::Timestamp;
use crate::org::EmployeeId;
use crate::sales::customer::{Child, TeamAccess};
use crate::sales::team::{self, Membership};
use crate::session::operation::Operation;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Hands opportunities to another owner. Team membership does not suffice to do it. The old owner
    /// goes, or stays as a team member.
    pub struct TransferOpportunities = "opportunity.transfer", 1, "转移商机", "Transfer opportunities" {
        /// Which.
        opportunities: Vec<OpportunityId>,
        /// To whom.
        to: EmployeeId,
        /// Keeps the old owner as a team member with this access.
        keep: Option<TeamAccess>,
        /// When that membership ends.
        keep_until: Option<Timestamp>,
    } -> BatchReport; OPPORTUNITY_TRANSFER UNDOABLE
}

impl Command for TransferOpportunities {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let reached = (self.opportunities.as_slice(), &operation::OPPORTUNITY_TRANSFER);
        team::transfer_each(cx, reached, self.to, (self.keep, self.keep_until), transfer)
    }
}

/// The effect of a transfer.
pub(crate) fn transfer(
    cx: &mut Context<'_>,
    opportunity: &Opportunity,
    to: EmployeeId,
    keep: Option<Membership>,
) -> Result<()> {
    require(opportunity.owner_id != Some(to), &codes::ALREADY_OWNER)?;
    let now = cx.now();
    let new = cx.update(opportunity, |c| {
        c.owner_id = Some(to);
        c.followed = false;
        c.received_at = Some(now);
    })?;
    team::new_owner(cx, &new, opportunity.owner_id, keep)
}

impl Child for Opportunity {
    const TRANSFER: &'static Operation = &operation::OPPORTUNITY_TRANSFER;

    fn transfer(
        &self,
        cx: &mut Context<'_>,
        to: EmployeeId,
        keep: Option<Membership>,
    ) -> Result<()> {
        transfer(cx, self, to, keep)
    }
}
