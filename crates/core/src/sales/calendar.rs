//! The calendar (日程, B1.14, B1.22): what somebody has planned, day by day.
//!
//! It is asked for and not stored: who plans a contact finds it in his calendar, whoever moves the
//! plan moves it there, and a new owner has it in his. Tasks, meetings and other dates join here.

use crate::error::{Result, codes, internal, require};
use crate::model::entity::system;
use crate::model::value::time_from_micros;
use crate::model::{Entity, EntityMeta, Kind, Raw, Timestamp, TypedId, Value};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Column, Direction, Visibility};
use crate::sales::contact::Contact;
use crate::sales::contract::Contract;
use crate::sales::customer::Customer;
use crate::sales::follow_up::FollowUp;
use crate::sales::lead::Lead;
use crate::sales::opportunity::Opportunity;
use crate::session::Session;
use crate::session::crm::Sight;
use crate::store::{Reader, rows};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// One entry of a calendar: a contact that is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct CalendarEntry {
    /// The entity of the record to get in touch with: a lead, customer, contact, opportunity or
    /// contract.
    pub entity: String,
    /// The record.
    pub id: Uuid,
    /// Its name; empty for who may not read it.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Whether it is the caller's own record, and not one of somebody else's for which he made
    /// the plan.
    pub own: bool,
}

/// The entities of which one plans to speak.
const ENTITIES: [&EntityMeta; 5] =
    [Lead::META, Customer::META, Contact::META, Opportunity::META, Contract::META];

/// The most days that one look at a calendar covers: a year.
const DAYS: i64 = 366;

impl Session {
    /// What the caller has planned from one day to another, both included, in the company's time
    /// zone, the earliest first: the next contact of each open lead, customer, contact, open
    /// opportunity and contract that he owns, and of those of others where the plan that counts stands in a follow-up of his.
    ///
    /// # Errors
    /// `value.out_of_range` for more than a year or an end before the beginning;
    /// `right.system_only` for the system.
    pub fn calendar(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<CalendarEntry>> {
        let me = self.employee()?;
        let days = to.signed_duration_since(from).num_days();
        require((0..DAYS).contains(&days), &codes::OUT_OF_RANGE).map_err(|e| e.field("to"))?;
        self.sight(|reader, sight| {
            let zone = sight.company.zone();
            let end = zone.start_of(to.succ_opt().unwrap_or(to));
            let span = (zone.start_of(from), end);
            let mut found = BTreeMap::new();
            for entity in ENTITIES {
                own(reader, sight, me, entity, span, &mut found)?;
            }
            planned(reader, sight, me, span, &mut found)?;
            // With whom or of what one speaks at a customer is no second appointment.
            let again = |entry: &CalendarEntry, customer: &Option<Uuid>| {
                let other = customer.and_then(|id| found.get(&(Customer::META.name, id)));
                other.is_some_and(|(other, _)| other.at == entry.at)
            };
            let once = found.values().filter(|(entry, customer)| !again(entry, customer));
            let mut entries: Vec<CalendarEntry> = once.map(|(entry, _)| entry.clone()).collect();
            entries.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
            Ok(entries)
        })
    }
}

/// Entries by entity and record; those that belong to a customer with it.
type Entries = BTreeMap<(&'static str, Uuid), (CalendarEntry, Option<Uuid>)>;
type Span = (Timestamp, Timestamp);

/// That a contact is planned within a span, as far as the caller may read when.
fn within(sight: &Sight, entity: &'static EntityMeta, (from, to): Span) -> Option<Bound> {
    let column = Column::field(entity, entity.position("next_contact_at"));
    let planned = Bound::Range(column, Some(Value::Time(from)), Some(Value::Time(to)));
    sight.readable(entity, "next_contact_at").then_some(planned)
}

/// That a record is worked on: not a lead that was converted or given up, nor an opportunity that
/// has ended or a contract that is void.
fn open(entity: &'static EntityMeta) -> Bound {
    match entity {
        _ if entity == Lead::META => Lead::is_open(),
        _ if entity == Opportunity::META => Opportunity::is_open(),
        _ if entity == Contract::META => Contract::stands(),
        _ => Bound::All,
    }
}

/// The plans of the records of an entity that somebody owns.
fn own(
    reader: &dyn Reader,
    sight: &Sight,
    me: EmployeeId,
    entity: &'static EntityMeta,
    span: Span,
    found: &mut Entries,
) -> Result<()> {
    let reads = sight.visibility(entity).is_ok();
    let Some(planned) = within(sight, entity, span).filter(|_| reads) else { return Ok(()) };
    let mut query = BoundQuery::all(entity).filter(Bound::And(vec![planned, open(entity)]));
    query.visibility = Visibility::owned_by(entity, vec![me.uuid()]);
    take(reader, sight, query, true, found)
}

/// The records of others that somebody sees, and whose plan is that of a follow-up of his.
fn planned(
    reader: &dyn Reader,
    sight: &Sight,
    me: EmployeeId,
    span: Span,
    found: &mut Entries,
) -> Result<()> {
    let entity = FollowUp::META;
    let (Ok(reach), Some(within)) = (sight.visibility(entity), within(sight, entity, span)) else {
        return Ok(());
    };
    let mine = Bound::is(entity, "created_by", Value::Id(me.uuid()));
    let mut query = BoundQuery::all(entity).filter(Bound::And(vec![mine, within]));
    query.visibility = reach;
    for follow_up in rows::<FollowUp>(reader, &query)? {
        let Some(at) = follow_up.next_contact_at else { continue };
        for position in entity.roots() {
            let (Some(field), Raw::Id(id)) =
                (entity.fields.get(position), Entity::raw(&follow_up, position))
            else {
                continue;
            };
            let Kind::Id(name) = field.kind else { continue };
            let root = sight.find(name).ok_or_else(|| internal("a root that is no entity"))?;
            let Ok(visible) = sight.visibility(root) else { continue };
            let end = at + chrono::TimeDelta::microseconds(1);
            let Some(same) = self::within(sight, root, (at, end)) else { continue };
            let it = Bound::is(root, "id", Value::Id(id));
            let mut query =
                BoundQuery::all(root).filter(Bound::And(vec![it, same, open(root)])).limit(1);
            query.visibility = visible;
            take(reader, sight, query, false, found)?;
        }
    }
    Ok(())
}

/// Takes over what a query finds, unless it is there already.
fn take(
    reader: &dyn Reader,
    sight: &Sight,
    mut query: BoundQuery,
    own: bool,
    found: &mut Entries,
) -> Result<()> {
    let entity = query.entity;
    let (name, next) = (entity.position("name"), entity.position("next_contact_at"));
    let shown = sight.readable(entity, "name");
    query.columns = vec![system::ID, name, next];
    let of_customer = [Contact::META, Opportunity::META, Contract::META].contains(&entity);
    query.columns.extend(of_customer.then(|| entity.position("customer_id")));
    query.bin = Bin::Live;
    let query = query.order_by(next, Direction::Asc);
    reader.query(&query, &mut |row| {
        let (Raw::Id(id), Raw::Int(micros)) = (row.get(0)?, row.get(2)?) else {
            return Err(internal("a plan without a record"));
        };
        let at = time_from_micros(micros).ok_or_else(|| internal("a time out of range"))?;
        let name = match row.get(1)? {
            Raw::Text(name) if shown => name.into_owned(),
            _ => String::new(),
        };
        let entry = CalendarEntry { entity: entity.name.to_owned(), id, name, at, own };
        let customer = match of_customer.then(|| row.get(3)).transpose()? {
            Some(Raw::Id(customer)) => Some(customer),
            _ => None,
        };
        found.entry((entity.name, id)).or_insert((entry, customer));
        Ok(())
    })
}
