//! Correcting and deleting follow-ups.

use super::{FollowUp, FollowUpId, FollowUpPatch};
use crate::command;
use crate::error::{Result, codes, require};
use crate::model::{Entity, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Direction, Visibility};
use crate::sales::customer::Customer;
use crate::sales::lead::Lead;
use crate::session::read::not_found;
use crate::session::{Command, Context, operation};
use uuid::Uuid;

command! {
    /// Corrects a follow-up: its author, or who may edit the record it stands on.
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
        may_correct(cx, &old)?;
        Ok(cx.edit(&old, &self.patch, self.expect_rev, |_| {})?.id)
    }
}

command! {
    /// Deletes a follow-up. After the newest one, its lead or customer shows the one before.
    pub struct DeleteFollowUp = "follow_up.delete", 1, "删除跟进", "Delete a follow-up" {
        /// Which.
        follow_up: FollowUpId,
    } -> FollowUpId; FOLLOW_UP_DELETE UNDOABLE
}

impl Command for DeleteFollowUp {
    fn run(self, cx: &mut Context<'_>) -> Result<FollowUpId> {
        let old: FollowUp = cx.reach(self.follow_up, &operation::FOLLOW_UP_DELETE)?;
        may_correct(cx, &old)?;
        cx.delete(&old)?;
        if let Some(id) = old.lead_id {
            let lead: Lead = root(cx, id)?;
            if lead.last_follow_at == Some(old.at) {
                let before = newest(cx, "lead_id", id.uuid())?;
                cx.update(&lead, |l| {
                    l.followed = before.is_some();
                    l.last_follow_at = before.as_ref().map(|f| f.at);
                    l.next_contact_at = before.as_ref().and_then(|f| f.next_contact_at);
                    l.last_follow_text = before.map(|f| f.content);
                })?;
            }
        }
        if let Some(id) = old.customer_id {
            let customer: Customer = root(cx, id)?;
            if customer.last_follow_at == Some(old.at) {
                let before = newest(cx, "customer_id", id.uuid())?;
                cx.update(&customer, |c| {
                    c.followed = before.is_some();
                    // Without any, the recycle clock runs from when the customer came to be.
                    c.last_follow_at = before.as_ref().map(|f| f.at).or(Some(customer.created_at));
                    c.next_contact_at = before.as_ref().and_then(|f| f.next_contact_at);
                    c.last_follow_text = before.map(|f| f.content);
                })?;
            }
        }
        Ok(self.follow_up)
    }
}

/// The author may, and who may edit the record.
fn may_correct(cx: &Context<'_>, follow_up: &FollowUp) -> Result<()> {
    if follow_up.created_by == cx.who().employee() {
        return Ok(());
    }
    let customer =
        follow_up.customer_id.map(|id| cx.reach::<Customer>(id, &operation::CUSTOMER_EDIT).is_ok());
    let lead = follow_up.lead_id.map(|id| cx.reach::<Lead>(id, &operation::LEAD_EDIT).is_ok());
    let may = customer.unwrap_or(false) || lead.unwrap_or(false);
    require(may, &codes::FORBIDDEN_ROW)
        .map_err(|_| operation::FOLLOW_UP_EDIT.not_on_row().entity("follow_up"))
}

/// A record on which a follow-up stands; of a converted lead's two, one may be in the recycle
/// bin.
fn root<E: Entity>(cx: &Context<'_>, id: E::Id) -> Result<E> {
    cx.fetch(id, &Visibility::Everything, Bin::Any)?.ok_or_else(|| not_found(E::META))
}

/// The newest follow-up of a record.
fn newest(cx: &Context<'_>, field: &str, id: Uuid) -> Result<Option<FollowUp>> {
    let entity = FollowUp::META;
    let column = Column::field(entity, entity.position(field));
    let query = BoundQuery::all(entity).filter(Bound::Cmp(column, Cmp::Eq, Value::Id(id)));
    let query = query.order_by(entity.position("at"), Direction::Desc).limit(1);
    Ok(cx.query::<FollowUp>(&query)?.into_iter().next())
}
