//! How opportunities go on: to another stage, to their end, and back (B1.5). Every step is noted;
//! none is undone: whoever took a wrong one takes another, and the history tells of both.

use super::figures::reckon;
use super::{Opportunity, OpportunityId, OpportunityState, StageChange};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Choice, TypedId, Value};
use crate::mutants::mutant;
use crate::org::OptionItemId;
use crate::query::{Bin, Bound, BoundQuery};
use crate::sales::contract::Contract;
use crate::sales::stage::{StageGroupId, StageId, finished, offered, stage_in, stages_of};
use crate::session::operation::Operation;
use crate::session::{Command, Context, operation};

command! {
    /// Moves an opportunity to a later or an earlier stage of its group. Who goes on has filled
    /// the fields and done the checklists of the stages that he leaves behind.
    pub struct AdvanceOpportunity = "opportunity.advance", 1, "推进商机", "Move an opportunity" {
        /// Which.
        opportunity: OpportunityId,
        /// Where to.
        stage: StageId,
        /// Where it is believed to stand; without, it may stand anywhere.
        expect: Option<StageId>,
    } -> OpportunityId; OPPORTUNITY_EDIT
}

impl Command for AdvanceOpportunity {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let old = open(cx, self.opportunity, self.expect)?;
        let target = stage_in(cx, old.stage_group_id, Some(self.stage))?;
        require(target.id != old.stage_id, &codes::STAGE_SAME)
            .map_err(|e| e.of(Opportunity::META))?;
        let stages = stages_of(cx, old.stage_group_id, Bin::Live)?;
        let behind = stages
            .iter()
            .skip_while(|stage| stage.id != old.stage_id)
            .take_while(|stage| stage.position < target.position);
        finished(cx, &old, behind)?;
        step(cx, &old, |new| {
            new.stage_id = target.id;
            new.probability_by_hand = None;
        })
    }
}

command! {
    /// Lets an opportunity go through another group of stages.
    pub struct ChangeStageGroup = "opportunity.change_group", 1, "更换商机组", "Change an opportunity's stages" {
        /// Which.
        opportunity: OpportunityId,
        /// The group, one that is offered to its owner.
        stage_group: StageGroupId,
        /// At which of its stages it then stands; the first when not said.
        stage: Option<StageId>,
    } -> OpportunityId; OPPORTUNITY_EDIT
}

impl Command for ChangeStageGroup {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let old = open(cx, self.opportunity, None)?;
        require(self.stage_group != old.stage_group_id, &codes::STAGE_SAME)
            .map_err(|e| e.of(Opportunity::META))?;
        let owner = match old.owner_id {
            Some(owner) => owner,
            None => cx.me()?,
        };
        let group = offered(cx, Some(self.stage_group), owner)?.id;
        let stage = stage_in(cx, group, self.stage)?.id;
        step(cx, &old, |new| {
            new.stage_group_id = group;
            new.stage_id = stage;
            new.probability_by_hand = None;
        })
    }
}

command! {
    /// Ends an opportunity: won, lost or invalid. Who loses one says why; who wins one has done
    /// what its stages ask for, and is told while it has no contract.
    pub struct EndOpportunity = "opportunity.end", 1, "结束商机", "End an opportunity" {
        /// Which.
        opportunity: OpportunityId,
        /// How it ended.
        state: OpportunityState,
        /// Why it was lost; none for one that was won.
        reason: Option<OptionItemId>,
        /// Anything else to say about it.
        remark: Option<String>,
        /// Where it is believed to stand; without, it may stand anywhere.
        expect: Option<StageId>,
    } -> OpportunityId; OPPORTUNITY_EDIT
}

impl Command for EndOpportunity {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let wrong = |e: Error, field: &'static str| e.of(Opportunity::META).field(field);
        let ends = self.state != OpportunityState::Open;
        require(ends, &codes::UNKNOWN_CHOICE)
            .map_err(|e| wrong(e, "state").with("value", self.state.code()))?;
        let old = open(cx, self.opportunity, self.expect)?;
        match (self.state, self.reason) {
            (OpportunityState::Lost, None) if !mutant(62) => {
                return Err(wrong(Error::new(&codes::REQUIRED), "end_reason"));
            }
            (OpportunityState::Won, Some(_)) => {
                return Err(wrong(Error::new(&codes::OPPORTUNITY_WON_REASON), "end_reason"));
            }
            (_, Some(reason)) => {
                let company = cx.company()?;
                let option = company.options.get(&reason).filter(|o| o.list == "loss_reason");
                let offered = option.is_some_and(|o| !o.archived);
                require(offered, &codes::UNKNOWN_CHOICE)
                    .map_err(|e| wrong(e, "end_reason").with("value", reason.0))?;
            }
            _ => {}
        }
        if self.state == OpportunityState::Won {
            let stages = stages_of(cx, old.stage_group_id, Bin::Live)?;
            finished(cx, &old, stages.iter().skip_while(|stage| stage.id != old.stage_id))?;
        }
        let now = cx.now();
        step(cx, &old, |new| {
            new.state = self.state;
            new.end_reason = self.reason;
            new.end_remark = self.remark;
            new.ended_at = Some(now);
        })?;
        if self.state == OpportunityState::Won {
            let of = Bound::is(Contract::META, "opportunity_id", Value::Id(old.id.uuid()));
            if cx.count(&BoundQuery::all(Contract::META).filter(of))? == 0 {
                cx.warn(Error::new(&codes::OPPORTUNITY_NO_CONTRACT).of(Opportunity::META));
            }
        }
        Ok(old.id)
    }
}

command! {
    /// Opens an opportunity again that had ended. It stands where it stood last.
    pub struct ReopenOpportunity = "opportunity.reopen", 1, "重新打开商机", "Reopen an opportunity" {
        /// Which.
        opportunity: OpportunityId,
    } -> OpportunityId; OPPORTUNITY_REOPEN
}

impl Command for ReopenOpportunity {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let old: Opportunity = cx.reach(self.opportunity, &operation::OPPORTUNITY_REOPEN)?;
        require(old.state != OpportunityState::Open, &codes::OPPORTUNITY_OPEN)
            .map_err(|e| e.of(Opportunity::META))?;
        step(cx, &old, |new| {
            new.state = OpportunityState::Open;
            new.end_reason = None;
            new.end_remark = None;
            new.ended_at = None;
        })
    }
}

/// An open opportunity that the caller may edit and that stands where he believes.
pub(super) fn open(
    cx: &Context<'_>,
    id: OpportunityId,
    expect: Option<StageId>,
) -> Result<Opportunity> {
    const EDIT: &Operation = &operation::OPPORTUNITY_EDIT;
    let opportunity: Opportunity = cx.reach(id, EDIT)?;
    require(opportunity.state == OpportunityState::Open, &codes::OPPORTUNITY_ENDED)
        .map_err(|e| e.of(Opportunity::META))?;
    let there = expect.is_none_or(|stage| stage == opportunity.stage_id);
    require(there, &codes::STALE)
        .map_err(|e| e.of(Opportunity::META).with("rev", opportunity.rev))?;
    Ok(opportunity)
}

/// Takes a step and notes it.
fn step(
    cx: &mut Context<'_>,
    old: &Opportunity,
    change: impl FnOnce(&mut Opportunity),
) -> Result<OpportunityId> {
    let mut new = old.clone();
    change(&mut new);
    new.stage_since = cx.now();
    reckon(cx, &mut new)?;
    let new = cx.update(old, |opportunity| *opportunity = new)?;
    note(cx, Some(old), &new)?;
    Ok(new.id)
}

/// Notes where an opportunity stands now, where it stood and for how long.
pub(super) fn note(
    cx: &mut Context<'_>,
    old: Option<&Opportunity>,
    new: &Opportunity,
) -> Result<()> {
    let at = cx.now();
    let change = StageChange {
        opportunity_id: new.id,
        from_stage_id: old.map(|old| old.stage_id),
        to_stage_id: new.stage_id,
        from_state: old.map(|old| old.state),
        to_state: new.state,
        at,
        employee_id: cx.who().employee(),
        // What a device did earlier may be carried out after what was done later.
        seconds: old.map(|old| at.signed_duration_since(old.stage_since).num_seconds().max(0)),
        ..StageChange::blank()
    };
    cx.insert(change).map(|_| ())
}

/// Lets the history of an opportunity begin now if it has none: whoever took its making back took
/// the history along.
pub(super) fn begin_again(cx: &mut Context<'_>, opportunity: &Opportunity) -> Result<()> {
    let of = Bound::is(StageChange::META, "opportunity_id", Value::Id(opportunity.id.uuid()));
    if !cx.find::<StageChange>(of)?.is_empty() {
        return Ok(());
    }
    let now = cx.now();
    let new = cx.update(opportunity, |opportunity| opportunity.stage_since = now)?;
    note(cx, None, &new)
}
