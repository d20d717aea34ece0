//! Changing an opportunity and its products; its stage and its end change otherwise.

use super::create::set_lines;
use super::figures::{Basis, contact_fits};
use super::{Opportunity, OpportunityId, OpportunityPatch, OpportunityState};
use crate::command;
use crate::error::{Result, codes, require};
use crate::sales::follow_up::note_plan;
use crate::sales::lines::NewLine;
use crate::session::{Command, Context, operation};

/// Refuses to change what an opportunity said when it ended, but to those who may reopen it.
pub(crate) fn may_correct(cx: &Context<'_>, opportunity: &Opportunity) -> Result<()> {
    let may = opportunity.state == OpportunityState::Open
        || cx.may::<Opportunity>(opportunity.id, &operation::OPPORTUNITY_REOPEN)?;
    require(may, &codes::OPPORTUNITY_CLOSED).map_err(|e| e.of(Opportunity::META))
}

command! {
    /// Changes an opportunity, but neither its stage nor its end. Products that are given replace
    /// the old ones, and it is then worth what they come to. After its end, who may not reopen it
    /// changes its remark and its next contact.
    pub struct UpdateOpportunity = "opportunity.update", 1, "编辑商机", "Change an opportunity" {
        /// Which.
        opportunity: OpportunityId,
        /// What changes.
        patch: Option<OpportunityPatch>,
        /// All its products from now on, in order; none leaves what it was worth.
        lines: Option<Vec<NewLine>>,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> OpportunityId; OPPORTUNITY_EDIT UNDOABLE OFFLINE
}

impl Command for UpdateOpportunity {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let old: Opportunity = cx.reach(self.opportunity, &operation::OPPORTUNITY_EDIT)?;
        let closed = may_correct(cx, &old);
        if let Some(lines) = self.lines {
            closed.clone()?;
            set_lines(cx, &old, lines)?;
        }
        let (now, basis) = (cx.now(), Basis::of(cx, &old)?);
        let new = cx.edit(&old, &self.patch.unwrap_or_default(), self.expect_rev, |new| {
            note_plan(new, Some(&old), now)?;
            if let Err(closed) = closed {
                let free = Opportunity {
                    remark: new.remark.clone(),
                    next_contact_at: new.next_contact_at,
                    own_plan: new.own_plan,
                    own_plan_at: new.own_plan_at,
                    ..old.clone()
                };
                return if *new == free { Ok(()) } else { Err(closed) };
            }
            let said = new.money;
            basis.fits(said.filter(|_| said != old.money))?;
            basis.reckon(new)?;
            // Whoever says what the products come to anyway has said nothing new.
            let follows = new.total.is_none() || said == old.money || said == new.money;
            require(follows, &codes::OPPORTUNITY_MONEY)
                .map_err(|e| e.of(Opportunity::META).field("money"))
        })?;
        if new.primary_contact_id != old.primary_contact_id {
            contact_fits(cx, &new)?;
        }
        Ok(new.id)
    }
}
