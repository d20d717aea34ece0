//! The job that removes ended team memberships.

use super::team::ExpireMembers;
use super::{CustomerMember, CustomerMemberId};
use crate::error::Result;
use crate::model::{Entity, TypedId, Value};
use crate::query::{Bound, BoundQuery, Column};
use crate::session::tick::Now;
use crate::session::{Due, Job, Session};
use crate::store::Reader;

/// Removes ended team memberships.
pub struct ExpireTeam;

impl Job for ExpireTeam {
    fn name(&self) -> &'static str {
        "customer.expire_members"
    }

    fn due(&self, reader: &dyn Reader, now: &Now<'_>) -> Result<Vec<Due>> {
        let entity = CustomerMember::META;
        let column = Column::field(entity, entity.position("expires_at"));
        // Until and including now: a membership ends at its instant.
        let end = now.at() + chrono::TimeDelta::microseconds(1);
        let query =
            BoundQuery::all(entity).filter(Bound::Range(column, None, Some(Value::Time(end))));
        let mut due = Vec::new();
        reader.query(&query, &mut |row| {
            let member = CustomerMember::from_row(row)?;
            let until =
                member.expires_at.map_or_else(String::new, |at| now.company().zone().show(at));
            due.push(Due {
                job: self.name().to_owned(),
                entity: entity.name.to_owned(),
                id: member.id.uuid(),
                why: format!("{} {until}", now.company().name(member.employee_id)),
            });
            Ok(())
        })?;
        Ok(due)
    }

    fn run(&self, system: &Session, due: &[Due]) -> Result<()> {
        for chunk in due.chunks(500) {
            let members = chunk.iter().map(|d| CustomerMemberId(d.id)).collect();
            system.run(ExpireMembers { members })?;
        }
        Ok(())
    }
}
