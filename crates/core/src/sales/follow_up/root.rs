//! What a lead, a customer or a contact shows of its follow-ups, kept in step with them (B1.14).

use super::parts::{contacts, naming};
use super::{FollowUp, FollowUpId};
use crate::error::Result;
use crate::model::{Entity, Timestamp, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Column, Direction, Visibility};
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
    /// How its owner came to have it.
    fn had(&self) -> Had;
    fn owner(&self) -> Option<EmployeeId>;
}

/// How the owner of a record came to have it, as far as the record tells.
enum Had {
    FromTheStart,
    Since(Timestamp),
    /// From somebody else, and nothing tells when.
    Later,
}

impl Had {
    fn at_first(at_first: bool) -> Self {
        if at_first { Self::FromTheStart } else { Self::Later }
    }
}

macro_rules! followed {
    ($record:ty, $field:literal, |$self:ident| $began:expr, $had:expr) => {
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
            fn had(&$self) -> Had {
                $had
            }
            fn owner(&self) -> Option<EmployeeId> {
                self.owner_id
            }
        }
    };
}
followed!(Lead, "lead_id", |self| None, Had::at_first(!self.assigned));
followed!(Contact, "contact_id", |self| None, Had::at_first(self.owner_id == self.created_by));
followed!(Customer, "customer_id", |self| Some(self.created_at), {
    let given = self.received.and(self.received_at);
    given.map_or(Had::FromTheStart, Had::Since)
});

/// What happened to a follow-up.
#[derive(Clone, Copy)]
pub(super) enum Done<'a> {
    Added,
    Changed(&'a FollowUp),
    Deleted,
    Restored,
}

/// Brings what its lead, its contacts and its customer show in step with a follow-up.
pub(super) fn keep(cx: &mut Context<'_>, follow_up: &FollowUp, done: Done<'_>) -> Result<()> {
    if let Some(lead) = follow_up.lead_id {
        keep_one::<Lead>(cx, lead, follow_up, done)?;
    }
    for contact in contacts(cx, follow_up)? {
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
        // One that plans nothing does not ask what the others do.
        Done::Added if follow_up.next_contact_at.is_none() => Left::default(),
        Done::Changed(_) | Done::Deleted => left(cx, &record, None)?,
        Done::Added | Done::Restored => left(cx, &record, Some(follow_up.id))?,
    };
    let began = record.began();
    let followed = followed(&record, follow_up, done, &left);
    cx.update(&record, |record| {
        let shown = record.shown();
        *shown.followed = followed.unwrap_or(*shown.followed);
        match done {
            Done::Added => added(shown, follow_up, &left),
            Done::Changed(old) => changed(shown, old, follow_up, &left),
            Done::Deleted => deleted(shown, follow_up, left, began),
            Done::Restored => restored(shown, follow_up, left),
        }
    })
    .map(|_| ())
}

/// Whether its owner has followed a record up, where what happened to a follow-up changes that:
/// what was said before he got it does not count for him.
fn followed<E: Followed>(
    record: &E,
    follow_up: &FollowUp,
    done: Done<'_>,
    left: &Left,
) -> Option<bool> {
    let had = record.had();
    let since = |f: &FollowUp| !matches!(had, Had::Since(got) if f.at < got);
    match done {
        Done::Added => since(follow_up).then_some(true),
        Done::Changed(_) => None,
        Done::Deleted => (!left.newest.as_ref().is_some_and(since)).then_some(false),
        Done::Restored => {
            let his = match had {
                Had::Later => follow_up.created_by == record.owner(),
                _ => since(follow_up),
            };
            his.then_some(true)
        }
    }
}

fn added(shown: Shown<'_>, follow_up: &FollowUp, others: &Left) {
    // Until the first follow-up the time is that of its creation.
    if shown.text.is_none() || shown.at.is_none_or(|at| follow_up.at >= at) {
        *shown.at = Some(follow_up.at);
        *shown.text = Some(follow_up.content.clone());
    }
    if follow_up.next_contact_at.is_some() && others.no_plan_after(follow_up) {
        *shown.next = follow_up.next_contact_at;
    }
}

fn changed(shown: Shown<'_>, old: &FollowUp, new: &FollowUp, left: &Left) {
    if *shown.at == Some(old.at) && shown.text.as_ref() == Some(&old.content) {
        *shown.text = Some(new.content.clone());
    }
    let newest = left.no_plan_after(new);
    let planned_here = match old.next_contact_at {
        None => newest,
        plan => *shown.next == plan,
    };
    if new.next_contact_at != old.next_contact_at && planned_here {
        *shown.next = new.next_contact_at.filter(|_| newest).or(left.next);
    }
}

fn deleted(shown: Shown<'_>, old: &FollowUp, left: Left, began: Option<Timestamp>) {
    if *shown.at == Some(old.at) {
        *shown.at = left.newest.as_ref().map(|f| f.at).or(began);
        *shown.text = left.newest.map(|f| f.content);
    }
    // A plan that was made otherwise stays.
    if old.next_contact_at.is_some() && *shown.next == old.next_contact_at {
        *shown.next = left.next;
    }
}

/// Shows it again where it is the newest, and its plan where that is the newest: unless a plan
/// was made otherwise.
fn restored(shown: Shown<'_>, back: &FollowUp, others: Left) {
    let newest = others.newest.as_ref().is_none_or(|f| f.at <= back.at);
    if newest && (shown.text.is_none() || shown.at.is_none_or(|at| at <= back.at)) {
        *shown.at = Some(back.at);
        *shown.text = Some(back.content.clone());
    }
    let planned = back.next_contact_at.is_some() && others.no_plan_after(back);
    if planned && *shown.next == others.next {
        *shown.next = back.next_contact_at;
    }
}

/// What the follow-ups that are left say.
#[derive(Default)]
struct Left {
    newest: Option<FollowUp>,
    next: Option<Timestamp>,
    /// When that plan was made.
    planned: Option<Timestamp>,
}

impl Left {
    /// Whether a follow-up's plan is the newest: a newer follow-up's is not replaced by it.
    fn no_plan_after(&self, follow_up: &FollowUp) -> bool {
        self.planned.is_none_or(|at| at <= follow_up.at)
    }
}

/// What the follow-ups of a record say, one of them left out.
fn left<E: Followed>(cx: &Context<'_>, record: &E, out: Option<FollowUpId>) -> Result<Left> {
    let entity = FollowUp::META;
    let column = |name: &str| Column::field(entity, entity.position(name));
    let id = record.id().uuid();
    let mut places = vec![Bound::is(entity, E::FIELD, Value::Id(id))];
    if E::META == Contact::META {
        let named = naming(cx, id.into())?.into_iter().map(|f| Value::Id(f.uuid()));
        places.push(Bound::In(column("id"), named.collect()));
    }
    let out = out.map(|id| Bound::Not(Box::new(Bound::is(entity, "id", Value::Id(id.uuid())))));
    let newest = |also: Option<Bound>| -> Result<Option<FollowUp>> {
        let mut found: Vec<FollowUp> = Vec::new();
        for place in &places {
            let all = [place.clone()].into_iter().chain(out.clone()).chain(also.clone());
            let query = BoundQuery::all(entity).filter(Bound::And(all.collect()));
            let query = query.order_by(entity.position("at"), Direction::Desc).limit(1);
            found.extend(cx.query::<FollowUp>(&query)?);
        }
        Ok(found.into_iter().max_by_key(|f| f.at))
    };
    let planned = newest(Some(Bound::Not(Box::new(Bound::IsNull(column("next_contact_at"))))))?;
    Ok(Left {
        newest: newest(None)?,
        next: planned.as_ref().and_then(|f| f.next_contact_at),
        planned: planned.map(|f| f.at),
    })
}
