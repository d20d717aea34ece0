//! Emptying the recycle bin of what has lain in it long enough (B1.1).

use crate::command;
use crate::error::{Error, Result, codes};
use crate::model::entity::system;
use crate::model::value::time_from_micros;
use crate::model::{EntityMeta, Locale, Raw, Timestamp, Value};
use crate::query::{Bin, Bound, BoundQuery, Column, Direction};
use crate::session::log::RecordId;
use crate::session::tick::Now;
use crate::session::write::purgeable;
use crate::session::{Command, Company, Context, Declared, Due, Job, Session};
use crate::store::Reader;
use chrono::Days;
use uuid::Uuid;

command! {
    /// Removes records for good that have lain in the recycle bin for as many days as the company
    /// keeps them, with all that belongs to them. The operation log keeps that they were.
    pub struct PurgeRecords = "bin.purge", 1, "清空回收站", "Purge the recycle bin" {
        /// The entity of the records.
        entity: String,
        /// Which.
        records: Vec<RecordId>,
    } -> u32; System
}

impl Command for PurgeRecords {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        let entity = cx.entity(&self.entity)?;
        let unknown = || Error::new(&codes::UNKNOWN_ENTITY).with("name", &self.entity);
        let (company, now) = (cx.company()?, cx.now());
        let due = kept_until(&company, now).map(|end| overdue(entity, end));
        let Some(due) = due.filter(|_| purgeable(entity)) else { return Err(unknown()) };
        let mut purged = 0;
        for RecordId(id) in self.records {
            let it = Bound::is(entity, "id", Value::Id(id));
            let mut query = BoundQuery::all(entity).filter(Bound::And(vec![it, due.clone()]));
            query.bin = Bin::Deleted;
            // Gone with another, or taken out of the bin meanwhile.
            if cx.count(&query)? == 0 {
                continue;
            }
            match cx.purge(entity, id) {
                Err(error) if error.is(&codes::NOT_DELETED) => {}
                done => {
                    done?;
                    purged += 1;
                }
            }
        }
        Ok(purged)
    }
}

/// What was deleted before this instant has lain in the bin for as many calendar days as it is
/// kept; nothing where it is kept for ever.
fn kept_until(company: &Company, now: Timestamp) -> Option<Timestamp> {
    let days = u64::try_from(company.settings.as_ref()?.purge_after_days?).ok()?;
    let zone = company.zone();
    let last = zone.date(now).checked_sub_days(Days::new(days))?;
    Some(zone.start_of(last.succ_opt()?))
}

fn overdue(entity: &'static EntityMeta, end: Timestamp) -> Bound {
    Bound::Range(Column::field(entity, system::DELETED), None, Some(Value::Time(end)))
}

/// The job that empties the recycle bin.
pub struct Purge;

/// Records of one look, and of one command.
const CHUNK: usize = 500;

impl Job for Purge {
    fn name(&self) -> &'static str {
        PurgeRecords::META.name
    }

    fn due(&self, reader: &dyn Reader, now: &Now<'_>) -> Result<Vec<Due>> {
        let Some(end) = kept_until(now.company(), now.at()) else { return Ok(Vec::new()) };
        let mut due = Vec::new();
        for entity in now.registry().iter().filter(|entity| purgeable(entity)) {
            let mut query = BoundQuery::all(entity).filter(overdue(entity, end)).limit(CHUNK);
            query.bin = Bin::Deleted;
            query.columns = vec![system::ID, system::DELETED];
            query = query.order_by(system::DELETED, Direction::Asc);
            reader.query(&query, &mut |row| {
                if let (Raw::Id(id), Raw::Int(micros)) = (row.get(0)?, row.get(1)?) {
                    let at = time_from_micros(micros);
                    due.push(self.due_one(entity, id, at, now.company()));
                }
                Ok(())
            })?;
        }
        Ok(due)
    }

    fn run(&self, system: &Session, due: &[Due]) -> Result<()> {
        for of_entity in due.chunk_by(|a, b| a.entity == b.entity) {
            let Some(first) = of_entity.first() else { continue };
            let records = of_entity.iter().map(|due| RecordId(due.id)).collect();
            system.run(PurgeRecords { entity: first.entity.clone(), records })?;
        }
        Ok(())
    }
}

impl Purge {
    fn due_one(
        &self,
        entity: &EntityMeta,
        id: Uuid,
        deleted_at: Option<Timestamp>,
        company: &Company,
    ) -> Due {
        let since = deleted_at.map_or_else(String::new, |at| company.zone().show(at));
        let why = match company.locale() {
            Locale::ZhCn => format!("{since}放入回收站"),
            Locale::En => format!("in the recycle bin since {since}"),
        };
        Due { job: self.name().to_owned(), entity: entity.name.to_owned(), id, why }
    }
}
