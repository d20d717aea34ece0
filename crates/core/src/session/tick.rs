//! Timed work: jobs say what is due and why, and carry it out by commands of the system.

use super::company::Staff;
use super::crm::{Crm, Session, Sight, Who};
use super::operation;
use crate::error::{Error, Result, codes};
use crate::query::{Bin, Visibility};
use crate::store::{FileRole, Reader};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

/// Something a job would do now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct Due {
    /// The job's name.
    pub job: String,
    /// The entity of the row.
    pub entity: String,
    /// The row.
    pub id: Uuid,
    /// Why, in the company's language.
    pub why: String,
}

/// A kind of timed work.
pub trait Job: Sync {
    /// Its stable name.
    fn name(&self) -> &'static str;
    /// What is due now, and why.
    ///
    /// # Errors
    /// Storage errors.
    fn due(&self, reader: &dyn Reader, now: &Now<'_>) -> Result<Vec<Due>>;
    /// Carries it out by commands of the system; what is no longer due by then is left alone.
    ///
    /// # Errors
    /// What the commands refuse.
    fn run(&self, system: &Session, due: &[Due]) -> Result<()>;
}

/// What a job may look at besides the rows.
pub struct Now<'a>(pub(crate) &'a Sight);

impl Now<'_> {
    /// The present instant.
    pub fn at(&self) -> crate::model::Timestamp {
        self.0.now
    }

    /// What is declared.
    pub(crate) fn registry(&self) -> &crate::model::Registry {
        &self.0.registry
    }

    /// The company.
    pub fn company(&self) -> &super::Company {
        &self.0.company
    }

    /// The company with its people.
    ///
    /// # Errors
    /// Storage errors.
    pub fn staff(&self, reader: &dyn Reader) -> Result<Arc<Staff>> {
        self.0.staff(reader)
    }
}

impl Crm {
    /// What jobs would do now.
    pub(crate) fn due(&self, jobs: &[&dyn Job]) -> Result<Vec<Due>> {
        if self.role() == FileRole::Replica {
            return Ok(Vec::new());
        }
        self.unchecked(Who::System).sight(|reader, sight| {
            let mut due = Vec::new();
            for job in jobs {
                due.extend(job.due(reader, &Now(sight))?);
            }
            Ok(due)
        })
    }

    /// Carries out what is due, and says what it was. A replica does nothing: the hub does.
    pub(crate) fn run_due(&self, jobs: &[&dyn Job]) -> Result<Vec<Due>> {
        let due = self.due(jobs)?;
        let system = self.unchecked(Who::System);
        for job in jobs {
            let mine: Vec<Due> = due.iter().filter(|d| d.job == job.name()).cloned().collect();
            if !mine.is_empty() {
                job.run(&system, &mine)?;
            }
        }
        Ok(due)
    }
}

impl Session {
    /// The rows of timed work that the caller sees.
    pub(crate) fn sees(&self, due: &[Due]) -> Result<BTreeSet<Uuid>> {
        self.sight(|reader, sight| {
            let mut seen = BTreeSet::new();
            for due in due {
                let Some(entity) = sight.find(&due.entity) else { continue };
                let reach = sight.visibility(entity).unwrap_or(Visibility::Nothing);
                if reader.get(entity, due.id, &[], &reach, Bin::Any, &mut |_| Ok(()))? {
                    seen.insert(due.id);
                }
            }
            Ok(seen)
        })
    }

    /// Refuses who may not run timed work.
    pub(crate) fn may_tick(&self) -> Result<()> {
        self.sight(|_, sight| match &sight.rights {
            Some(rights) if !rights.may(&operation::TICK) => Err(operation::TICK.missing()),
            _ if sight.company.settings.is_none() => Err(Error::new(&codes::NOT_SET_UP)),
            _ => Ok(()),
        })
    }
}
