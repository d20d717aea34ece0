//! What a lead, a customer, a contact, an opportunity or a contract shows of its follow-ups (B1.14).
//!
//! It is computed from the follow-ups that there are, whatever happened to them: one was added,
//! corrected, deleted, restored, or came from a converted lead or a merged customer. The plan that
//! was made last counts, be it a follow-up's or one that a person wrote into the record.

use super::FollowUp;
use super::parts::{contacts, naming};
use crate::error::Result;
use crate::model::{CommandId, Entity, Raw, Timestamp, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery, Column, Direction, Visibility};
use crate::sales::contact::Contact;
use crate::sales::contract::Contract;
use crate::sales::customer::Customer;
use crate::sales::lead::Lead;
use crate::sales::opportunity::Opportunity;
use crate::session::Context;

/// What a record shows of its follow-ups.
pub(crate) struct Shown<'a> {
    at: &'a mut Option<Timestamp>,
    next: &'a mut Option<Timestamp>,
    more: Option<More<'a>>,
}

/// What a record shows besides of whom one speaks rather than of what is agreed.
struct More<'a> {
    followed: &'a mut bool,
    text: &'a mut Option<String>,
    /// The plan that a person wrote into the record, and when.
    own_plan: &'a mut Option<Timestamp>,
    own_plan_at: &'a mut Option<Timestamp>,
}

/// A record that is followed up.
pub(crate) trait Followed: Entity {
    /// The field of a follow-up that names it.
    const FIELD: &'static str;
    /// What it shows.
    fn shown(&mut self) -> Shown<'_>;
    /// When its recycle clock began, before any follow-up.
    fn began(&self) -> Option<Timestamp>;
    /// Since when its owner has it; nothing when from the start. What was said before does not
    /// count for him.
    fn since(&self) -> Option<Timestamp>;
}

macro_rules! followed {
    ($record:ty, $field:literal, |$self:ident| $began:expr, $since:expr) => {
        impl Followed for $record {
            const FIELD: &'static str = $field;
            fn shown(&mut self) -> Shown<'_> {
                let more = More {
                    followed: &mut self.followed,
                    text: &mut self.last_follow_text,
                    own_plan: &mut self.own_plan,
                    own_plan_at: &mut self.own_plan_at,
                };
                Shown {
                    at: &mut self.last_follow_at,
                    next: &mut self.next_contact_at,
                    more: Some(more),
                }
            }
            fn began(&$self) -> Option<Timestamp> {
                $began
            }
            fn since(&$self) -> Option<Timestamp> {
                $since
            }
        }
    };
}
followed!(Lead, "lead_id", |self| None, self.received_at);
followed!(Contact, "contact_id", |self| None, self.received_at);
followed!(Opportunity, "opportunity_id", |self| None, self.received_at);
followed!(Customer, "customer_id", |self| Some(self.created_at), {
    // Who made it has it from the start.
    self.received.and(self.received_at)
});

impl Followed for Contract {
    const FIELD: &'static str = "contract_id";
    fn shown(&mut self) -> Shown<'_> {
        Shown { at: &mut self.last_follow_at, next: &mut self.next_contact_at, more: None }
    }
    fn began(&self) -> Option<Timestamp> {
        None
    }
    fn since(&self) -> Option<Timestamp> {
        None
    }
}

/// Notes a plan that a person wrote into a record: it comes back when the follow-ups' newer ones
/// are gone. Of what is not followed up there is nothing to note.
pub(crate) fn note_plan<E: Entity>(record: &mut E, old: Option<&E>, now: Timestamp) -> Result<()> {
    let field = |name: &str| E::META.field(name).map(|(position, _)| position);
    let fields = (field("next_contact_at"), field("own_plan"), field("own_plan_at"));
    let (Some(next), Some(own_plan), Some(own_plan_at)) = fields else { return Ok(()) };
    let plan = Entity::raw(record, next).into_owned();
    if plan != old.map_or(Raw::Null, |old| Entity::raw(old, next)) {
        Entity::set(record, own_plan, plan)?;
        Entity::set(record, own_plan_at, Raw::Int(now.timestamp_micros()))?;
    }
    Ok(())
}

/// Brings what the records on which a follow-up stands show in step with it.
pub(super) fn keep(cx: &mut Context<'_>, follow_up: &FollowUp) -> Result<()> {
    if let Some(lead) = follow_up.lead_id {
        refresh::<Lead>(cx, lead)?;
    }
    for contact in contacts(cx, follow_up)? {
        refresh::<Contact>(cx, contact)?;
    }
    if let Some(opportunity) = follow_up.opportunity_id {
        refresh::<Opportunity>(cx, opportunity)?;
    }
    if let Some(contract) = follow_up.contract_id {
        refresh::<Contract>(cx, contract)?;
    }
    follow_up.customer_id.map_or(Ok(()), |customer| refresh::<Customer>(cx, customer))
}

/// The same for all that a command, taken back, has touched.
pub(crate) fn keep_touched(cx: &mut Context<'_>, command: CommandId) -> Result<()> {
    for id in cx.touched::<FollowUp>(command)? {
        if let Some(follow_up) = cx.fetch(id, &Visibility::Everything, Bin::Any)? {
            keep(cx, &follow_up)?;
        }
    }
    for id in cx.touched::<Lead>(command)? {
        refresh::<Lead>(cx, id)?;
    }
    for id in cx.touched::<Contact>(command)? {
        refresh::<Contact>(cx, id)?;
    }
    for id in cx.touched::<Opportunity>(command)? {
        refresh::<Opportunity>(cx, id)?;
    }
    for id in cx.touched::<Contract>(command)? {
        refresh::<Contract>(cx, id)?;
    }
    for id in cx.touched::<Customer>(command)? {
        refresh::<Customer>(cx, id)?;
    }
    Ok(())
}

pub(crate) fn refresh<E: Followed>(cx: &mut Context<'_>, id: E::Id) -> Result<()> {
    // What was taken back may be gone for good.
    let found: Option<E> = cx.fetch(id, &Visibility::Everything, Bin::Any)?;
    let Some(record) = found else { return Ok(()) };
    let mut new = record.clone();
    show(cx, &mut new)?;
    cx.update(&record, |record| *record = new).map(|_| ())
}

/// Lets a record show what its follow-ups say, and its plan.
pub(crate) fn show<E: Followed>(cx: &Context<'_>, record: &mut E) -> Result<()> {
    let last = newest(cx, record, None)?;
    let plan = newest(cx, record, Some("planned_at"))?;
    let (began, since) = (record.began(), record.since());
    let shown = record.shown();
    let own = shown.more.as_ref().and_then(|m| (*m.own_plan_at).map(|at| (at, *m.own_plan)));
    *shown.at = last.as_ref().map(|f| f.at).or(began);
    *shown.next = match plan.filter(|f| own.is_none_or(|(at, _)| f.planned_at >= Some(at))) {
        Some(planning) => planning.next_contact_at,
        None => own.and_then(|(_, plan)| plan),
    };
    if let Some(more) = shown.more {
        *more.followed = last.as_ref().is_some_and(|f| since.is_none_or(|got| f.at >= got));
        *more.text = last.map(|f| f.content);
    }
    Ok(())
}

/// The newest follow-up of a record; or the one whose plan was made last.
fn newest<E: Followed>(
    cx: &Context<'_>,
    record: &E,
    by_plan: Option<&str>,
) -> Result<Option<FollowUp>> {
    let entity = FollowUp::META;
    let column = |name: &str| Column::field(entity, entity.position(name));
    let id = record.id().uuid();
    let mut places = vec![Bound::is(entity, E::FIELD, Value::Id(id))];
    if E::META == Contact::META {
        let named = naming(cx, id.into())?.into_iter().map(|f| Value::Id(f.uuid()));
        places.push(Bound::In(column("id"), named.collect()));
    }
    let mut found: Vec<FollowUp> = Vec::new();
    for place in places {
        let mut query = BoundQuery::all(entity);
        query = match by_plan {
            Some(planned) => query
                .filter(Bound::And(vec![
                    place,
                    Bound::Not(Box::new(Bound::IsNull(column("next_contact_at")))),
                ]))
                .order_by(entity.position(planned), Direction::Desc),
            None => query.filter(place),
        };
        let query = query
            .order_by(entity.position("at"), Direction::Desc)
            .order_by(entity.position("created_at"), Direction::Desc);
        found.extend(cx.query::<FollowUp>(&query.limit(1))?);
    }
    let order = |f: &FollowUp| (by_plan.and(f.planned_at), f.at, f.created_at);
    Ok(found.into_iter().max_by_key(order))
}
