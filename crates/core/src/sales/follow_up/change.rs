//! Correcting and deleting follow-ups.

use super::root::keep;
use super::{FollowUp, FollowUpId, FollowUpKind, FollowUpPatch, add};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::Entity;
use crate::query::{Bin, Visibility};
use crate::sales::contact::Contact;
use crate::sales::contract::Contract;
use crate::sales::customer::Customer;
use crate::sales::lead::Lead;
use crate::sales::opportunity::Opportunity;
use crate::session::operation::Operation;
use crate::session::{BatchReport, Command, Context, operation};

command! {
    /// Corrects a follow-up: its author, or who may edit the record it stands on. What the records
    /// on which it stands show of it changes too.
    pub struct UpdateFollowUp = "follow_up.update", 1, "编辑跟进", "Change a follow-up" {
        /// Which.
        follow_up: FollowUpId,
        /// What changes.
        patch: FollowUpPatch,
        /// The revision it was made for.
        expect_rev: Option<i64>,
    } -> FollowUpId; FOLLOW_UP_EDIT UNDOABLE OFFLINE
}

impl Command for UpdateFollowUp {
    fn run(self, cx: &mut Context<'_>) -> Result<FollowUpId> {
        let old: FollowUp = cx.reach(self.follow_up, &operation::FOLLOW_UP_EDIT)?;
        may_correct(cx, &old, &operation::FOLLOW_UP_EDIT)?;
        let now = cx.now();
        let new = cx.edit(&old, &self.patch, self.expect_rev, |new| {
            if new.next_contact_at != old.next_contact_at {
                new.planned_at = Some(now);
            }
            Ok(())
        })?;
        if new.next_contact_at != old.next_contact_at {
            add::in_the_future(cx, &new)?;
        }
        keep(cx, &new)?;
        Ok(new.id)
    }
}

command! {
    /// Deletes a follow-up, but no sign-in. After the newest one, the records on which it
    /// stands show the one before.
    pub struct DeleteFollowUp = "follow_up.delete", 1, "删除跟进", "Delete a follow-up" {
        /// Which.
        follow_up: FollowUpId,
    } -> FollowUpId; FOLLOW_UP_DELETE UNDOABLE
}

impl Command for DeleteFollowUp {
    fn run(self, cx: &mut Context<'_>) -> Result<FollowUpId> {
        let old: FollowUp = cx.reach(self.follow_up, &operation::FOLLOW_UP_DELETE)?;
        may_correct(cx, &old, &operation::FOLLOW_UP_DELETE)?;
        require(old.kind == FollowUpKind::FollowUp, &codes::SIGN_IN_STAYS)
            .map_err(|e| e.of(FollowUp::META))?;
        cx.delete(&old)?;
        keep(cx, &old)?;
        Ok(self.follow_up)
    }
}

command! {
    /// Takes follow-ups out of the recycle bin. The newest one shows again.
    pub struct RestoreFollowUps = "follow_up.restore", 1, "恢复跟进", "Restore follow-ups" {
        /// Which.
        follow_ups: Vec<FollowUpId>,
    } -> BatchReport; FOLLOW_UP_DELETE UNDOABLE
}

impl Command for RestoreFollowUps {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.follow_ups, |cx, id| {
            let old: FollowUp = cx.reach_in(id, &operation::FOLLOW_UP_DELETE, Bin::Deleted)?;
            may_correct(cx, &old, &operation::FOLLOW_UP_DELETE)?;
            let restored = cx.restore(&old)?;
            keep(cx, &restored)
        })
    }
}

/// The author may, and who may edit the record; but nobody from whom the customer has gone on which
/// it stands, to somebody else or into a pool.
fn may_correct(cx: &Context<'_>, follow_up: &FollowUp, operation: &Operation) -> Result<()> {
    if let Some(customer) = follow_up.customer_id {
        let visible = cx.sight.visibility(Customer::META).unwrap_or(Visibility::Nothing);
        if cx.fetch::<Customer>(customer, &visible, Bin::Any)?.is_none() {
            let pooled = cx.sees_pooled::<Customer>(customer, Bin::Live)?;
            let in_pool = || Error::new(&codes::IN_POOL).of(Customer::META);
            return Err(if pooled { in_pool() } else { operation.not_on_row().of(FollowUp::META) });
        }
    }
    if follow_up.created_by == cx.who().employee() {
        return Ok(());
    }
    let edits = may_edit::<Customer>(cx, follow_up.customer_id, &operation::CUSTOMER_EDIT)?
        || may_edit::<Lead>(cx, follow_up.lead_id, &operation::LEAD_EDIT)?
        || may_edit::<Contact>(cx, follow_up.contact_id, &operation::CONTACT_EDIT)?
        || may_edit::<Opportunity>(cx, follow_up.opportunity_id, &operation::OPPORTUNITY_EDIT)?
        || may_edit::<Contract>(cx, follow_up.contract_id, &operation::CONTRACT_EDIT)?;
    if edits { Ok(()) } else { Err(operation.not_on_row().of(FollowUp::META)) }
}

fn may_edit<E: Entity>(cx: &Context<'_>, id: Option<E::Id>, edit: &Operation) -> Result<bool> {
    id.map_or(Ok(false), |id| cx.may::<E>(id, edit))
}
