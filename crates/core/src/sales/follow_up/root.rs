//! What a lead, a customer or a contact shows of its follow-ups, kept in step with them (B1.14).

use super::FollowUp;
use crate::error::Result;
use crate::model::{Entity, Timestamp, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column, Direction, Visibility};
use crate::sales::contact::Contact;
use crate::sales::customer::Customer;
use crate::sales::lead::Lead;
use crate::session::Context;
use crate::session::read::not_found;

/// What a record shows of its follow-ups.
struct Shown<'a> {
    followed: &'a mut bool,
    at: &'a mut Option<Timestamp>,
    text: &'a mut Option<String>,
    next: &'a mut Option<Timestamp>,
}

/// A record that is followed up.
trait Followed: Entity {
    /// The field of a follow-up that names it.
    const FIELD: &'static str;
    fn shown(&mut self) -> Shown<'_>;
    /// When its recycle clock began, before any follow-up.
    fn began(&self) -> Option<Timestamp>;
}

macro_rules! followed {
    ($record:ty, $field:literal, |$self:ident| $began:expr) => {
        impl Followed for $record {
            const FIELD: &'static str = $field;
            fn shown(&mut self) -> Shown<'_> {
                Shown {
                    followed: &mut self.followed,
                    at: &mut self.last_follow_at,
                    text: &mut self.last_follow_text,
                    next: &mut self.next_contact_at,
                }
            }
            fn began(&$self) -> Option<Timestamp> {
                $began
            }
        }
    };
}
followed!(Lead, "lead_id", |self| None);
followed!(Contact, "contact_id", |self| None);
followed!(Customer, "customer_id", |self| Some(self.created_at));

/// What happened to a follow-up.
#[derive(Clone, Copy)]
pub(super) enum Done<'a> {
    Added,
    Changed(&'a FollowUp),
    Deleted,
}

/// Brings what its lead, its contact and its customer show in step with a follow-up.
pub(super) fn keep(cx: &mut Context<'_>, follow_up: &FollowUp, done: Done<'_>) -> Result<()> {
    if let Some(lead) = follow_up.lead_id {
        keep_one::<Lead>(cx, lead, follow_up, done)?;
    }
    if let Some(contact) = follow_up.contact_id {
        keep_one::<Contact>(cx, contact, follow_up, done)?;
    }
    match follow_up.customer_id {
        Some(customer) => keep_one::<Customer>(cx, customer, follow_up, done),
        None => Ok(()),
    }
}

fn keep_one<E: Followed>(
    cx: &mut Context<'_>,
    id: E::Id,
    follow_up: &FollowUp,
    done: Done<'_>,
) -> Result<()> {
    // Of a converted lead's two, one may be in the recycle bin.
    let found = cx.fetch(id, &Visibility::Everything, Bin::Any)?;
    let record: E = found.ok_or_else(|| not_found(E::META))?;
    let left = match done {
        Done::Added => Left::default(),
        Done::Changed(_) | Done::Deleted => left(cx, &record)?,
    };
    let began = record.began();
    cx.update(&record, |record| {
        let shown = record.shown();
        match done {
            Done::Added => added(shown, follow_up),
            Done::Changed(old) => changed(shown, old, follow_up, left.next),
            Done::Deleted => deleted(shown, follow_up, left, began),
        }
    })
    .map(|_| ())
}

fn added(shown: Shown<'_>, follow_up: &FollowUp) {
    *shown.followed = true;
    // Until the first follow-up the time is that of its creation.
    if shown.text.is_none() || shown.at.is_none_or(|at| follow_up.at >= at) {
        *shown.at = Some(follow_up.at);
        *shown.text = Some(follow_up.content.clone());
    }
    if follow_up.next_contact_at.is_some() {
        *shown.next = follow_up.next_contact_at;
    }
}

fn changed(shown: Shown<'_>, old: &FollowUp, new: &FollowUp, left: Option<Timestamp>) {
    if *shown.at == Some(old.at) && shown.text.as_ref() == Some(&old.content) {
        *shown.text = Some(new.content.clone());
    }
    let planned_here = old.next_contact_at.is_none() || *shown.next == old.next_contact_at;
    if new.next_contact_at != old.next_contact_at && planned_here {
        *shown.next = new.next_contact_at.or(left);
    }
}

fn deleted(shown: Shown<'_>, old: &FollowUp, left: Left, began: Option<Timestamp>) {
    if *shown.at == Some(old.at) {
        *shown.followed = left.newest.is_some();
        *shown.at = left.newest.as_ref().map(|f| f.at).or(began);
        *shown.text = left.newest.map(|f| f.content);
    }
    // A plan that was made otherwise stays.
    if old.next_contact_at.is_some() && *shown.next == old.next_contact_at {
        *shown.next = left.next;
    }
}

/// What the follow-ups that are left say.
#[derive(Default)]
struct Left {
    newest: Option<FollowUp>,
    next: Option<Timestamp>,
}

fn left<E: Followed>(cx: &Context<'_>, record: &E) -> Result<Left> {
    let entity = FollowUp::META;
    let column = |name: &str| Column::field(entity, entity.position(name));
    let of_record = Bound::Cmp(column(E::FIELD), Cmp::Eq, Value::Id(record.id().uuid()));
    let newest = |filter: Bound| -> Result<Option<FollowUp>> {
        let query = BoundQuery::all(entity).filter(filter);
        let query = query.order_by(entity.position("at"), Direction::Desc).limit(1);
        Ok(cx.query(&query)?.into_iter().next())
    };
    let planned = Bound::Not(Box::new(Bound::IsNull(column("next_contact_at"))));
    Ok(Left {
        newest: newest(of_record.clone())?,
        next: newest(Bound::And(vec![of_record, planned]))?.and_then(|f| f.next_contact_at),
    })
}
