//! The company of the story and its people.

use crmkit::Result;
use crmkit::model::Timestamp;
use crmkit::model::time::ManualClock;
use crmkit::org::EmployeeId;
use crmkit::session::{Crm, Session};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The open file and the people of the story, each at work in a session of his own.
pub(crate) struct Day {
    pub(crate) crm: Crm,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) people: BTreeMap<&'static str, Session>,
}

impl Day {
    pub(crate) fn at(&self, name: &str) -> &Session {
        &self.people[name]
    }

    pub(crate) fn id(&self, name: &str) -> Result<EmployeeId> {
        self.people[name].employee()
    }

    pub(crate) fn name(&self, id: Option<EmployeeId>) -> &str {
        let same = |(_, session): &(_, &Session)| session.employee().ok() == id;
        self.people.iter().find(same).map_or("—", |(name, _)| name)
    }

    pub(crate) fn in_days(&self, days: i64) -> Option<Timestamp> {
        Some(self.crm.clock().now() + chrono::TimeDelta::days(days))
    }
}
