//! The job that removes ended team memberships.

use super::{Member, Teamed};
use crate::error::Result;
use crate::model::entity::Record;
use crate::model::{Entity, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery, Column, Visibility};
use crate::session::tick::Now;
use crate::session::{Context, Due, Job, Session};
use crate::store::Reader;
use std::marker::PhantomData;

/// Removes ended memberships of one kind of team.
pub struct ExpireTeam<E>(PhantomData<fn() -> E>);

impl<E> ExpireTeam<E> {
    /// The job.
    pub const JOB: Self = Self(PhantomData);
}

impl<E: Teamed> Job for ExpireTeam<E> {
    fn name(&self) -> &'static str {
        E::TIDY
    }

    fn due(&self, reader: &dyn Reader, now: &Now<'_>) -> Result<Vec<Due>> {
        let entity = E::Member::META;
        let column = Column::field(entity, entity.position("expires_at"));
        // Until and including now: a membership ends at its instant.
        let end = now.at() + chrono::TimeDelta::microseconds(1);
        let query =
            BoundQuery::all(entity).filter(Bound::Range(column, None, Some(Value::Time(end))));
        let (mut due, staff) = (Vec::new(), now.staff(reader)?);
        reader.query(&query, &mut |row| {
            let member = E::Member::from_row(row)?;
            if member.deciding() {
                return Ok(());
            }
            let until =
                member.expires_at().map_or_else(String::new, |at| now.company().zone().show(at));
            due.push(Due {
                job: self.name().to_owned(),
                entity: entity.name.to_owned(),
                id: member.id().uuid(),
                why: format!("{} {until}", staff.name(member.employee())),
            });
            Ok(())
        })?;
        Ok(due)
    }

    fn run(&self, system: &Session, due: &[Due]) -> Result<()> {
        due.chunks(500)
            .try_for_each(|chunk| E::tidy(system, chunk.iter().map(|due| due.id).collect()))
    }
}

/// Removes those of some memberships that have ended, and says how many.
pub(crate) fn expire<M: Member>(cx: &mut Context<'_>, members: Vec<M::Id>) -> Result<u32> {
    let mut removed = 0;
    for id in members {
        let found: Option<M> = cx.fetch(id, &Visibility::Everything, Bin::Any)?;
        if let Some(member) =
            found.filter(|m| !m.deciding() && m.expires_at().is_some_and(|at| at <= cx.now()))
        {
            cx.remove(&member)?;
            removed += 1;
        }
    }
    Ok(removed)
}
