//! Making an opportunity.

use super::change::may_correct;
use super::figures::{Basis, contact_fits, reckon};
use super::progress::note;
use super::{NewOpportunity, Opportunity, OpportunityId, OpportunityLine, OpportunityState};
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::TypedId;
use crate::sales::customer::Customer;
use crate::sales::follow_up::note_plan;
use crate::sales::lines::{self, NewLine};
use crate::sales::pool::owned_by_somebody;
use crate::sales::stage::{StageGroupId, StageId, offered, stage_in};
use crate::session::{Command, Context, operation};

command! {
    /// Makes an opportunity of a customer that the caller sees. Its owner is the caller unless
    /// said otherwise.
    pub struct CreateOpportunity = "opportunity.create", 1, "新建商机", "Create an opportunity" {
        /// What it is.
        opportunity: NewOpportunity,
        /// The stages through which it goes; the first group that is offered to its owner when not
        /// said.
        stage_group: Option<StageGroupId>,
        /// Where it begins; at the first stage when not said.
        stage: Option<StageId>,
        /// Its products.
        lines: Option<Vec<NewLine>>,
    } -> OpportunityId; OPPORTUNITY_CREATE UNDOABLE OFFLINE
}

impl Command for CreateOpportunity {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let opportunity = self.opportunity.into_record();
        let made = create(cx, opportunity, self.stage_group, self.stage)?;
        if let Some(lines) = self.lines {
            put_lines(cx, &made, lines)?;
        }
        Ok(made.id)
    }
}

/// Gives an opportunity the products of its contract, and the worth that follows; also one that was
/// won, which is what it was won with.
pub(crate) fn take_lines(
    cx: &mut Context<'_>,
    opportunity: &Opportunity,
    given: Vec<NewLine>,
) -> Result<()> {
    if opportunity.state != OpportunityState::Won {
        may_correct(cx, opportunity)?;
    }
    put_lines(cx, opportunity, given)
}

/// Gives an opportunity these products, and the worth that follows.
fn put_lines(cx: &mut Context<'_>, opportunity: &Opportunity, given: Vec<NewLine>) -> Result<()> {
    set_lines(cx, opportunity, given)?;
    let mut new = opportunity.clone();
    reckon(cx, &mut new)?;
    cx.update(opportunity, |opportunity| *opportunity = new).map(|_| ())
}

/// Gives an opportunity these products. Its amounts are in the company's currency.
pub(super) fn set_lines(
    cx: &mut Context<'_>,
    opportunity: &Opportunity,
    given: Vec<NewLine>,
) -> Result<()> {
    let currency = cx.company()?.currency().to_owned();
    lines::set::<OpportunityLine>(cx, opportunity.id.uuid(), given, &currency).map(|_| ())
}

/// Makes an opportunity from what a person gave.
pub(crate) fn create(
    cx: &mut Context<'_>,
    mut opportunity: Opportunity,
    group: Option<StageGroupId>,
    stage: Option<StageId>,
) -> Result<Opportunity> {
    let owner = match opportunity.owner_id {
        Some(owner) => owner,
        None => cx.me()?,
    };
    cx.own_for(owner, &operation::OPPORTUNITY_CREATE)?;
    owned_by_somebody::<Customer>(cx, opportunity.customer_id)?;
    let group = offered(cx, group, owner)?.id;
    opportunity.owner_id = Some(owner);
    opportunity.received_at = (cx.who().employee() != Some(owner)).then(|| cx.now());
    opportunity.stage_group_id = group;
    opportunity.stage_id = stage_in(cx, group, stage)?.id;
    opportunity.stage_since = cx.now();
    note_plan(&mut opportunity, None, cx.now())?;
    let basis = Basis::of(cx, &opportunity)?;
    basis.fits(opportunity.money)?;
    basis.reckon(&mut opportunity)?;
    let made = cx.create(opportunity)?;
    contact_fits(cx, &made)?;
    let customer: Customer = cx.load(made.customer_id)?;
    require(customer.pool_id.is_none(), &codes::IN_POOL).map_err(|e| e.of(Customer::META))?;
    note(cx, None, &made)?;
    Ok(made)
}
