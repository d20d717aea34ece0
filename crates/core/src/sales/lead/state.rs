//! How far leads have come (B1.1): follows from what was done with them, and is not stored.

use super::{Lead, LeadStatus};
use crate::choice;
use crate::error::Result;
use crate::model::{Choice, Value};
use crate::query::{Bound, Column, Filter};
use crate::session::Session;
use serde::Serialize;

choice! {
    /// How far a lead has come.
    pub enum LeadState = "lead_state" {
        /// Its maker has it and has not followed it up.
        New = "new", "新线索", "New";
        /// It was handed to its owner, who has not followed it up.
        Assigned = "assigned", "已分配", "Assigned";
        /// Its owner has followed it up.
        InProcess = "in_process", "跟进中", "In process";
        /// Given up for now.
        Recycled = "recycled", "待再利用", "Recycled";
        /// Given up for good.
        Dead = "dead", "无效", "Dead";
        /// It has become a customer.
        Converted = "converted", "已转化", "Converted";
    }
}

/// How many leads are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct LeadStateCount {
    /// The state.
    pub state: LeadState,
    /// How many.
    pub count: u64,
}

/// Every state, in the order in which leads go through them.
const STATES: [LeadState; 6] = [
    LeadState::New,
    LeadState::Assigned,
    LeadState::InProcess,
    LeadState::Recycled,
    LeadState::Dead,
    LeadState::Converted,
];

impl Lead {
    /// Leads that somebody works on: neither converted nor given up. The filter of every list of
    /// leads that does not ask for those (B1.1).
    ///
    /// ```
    /// # use crmkit_core::sales::lead::Lead;
    /// assert_eq!(Lead::open().to_string(), "converted_at is null and status = \"open\"");
    /// ```
    pub fn open() -> Filter {
        Self::with_status(LeadStatus::Open)
    }

    fn with_status(status: LeadStatus) -> Filter {
        Self::converted_at().is_null() & Self::status().eq(status)
    }

    /// The same as [`Lead::open`], for what rules ask.
    pub(crate) fn is_open() -> Bound {
        let converted = Column::field(Self::META, Self::META.position("converted_at"));
        let open = Value::Text(LeadStatus::Open.code().into());
        Bound::And(vec![Bound::IsNull(converted), Bound::is(Self::META, "status", open)])
    }

    /// Leads in a state; each lead is in one.
    ///
    /// ```
    /// # use crmkit_core::sales::lead::{Lead, LeadState};
    /// assert_eq!(
    ///     Lead::in_state(LeadState::Assigned).to_string(),
    ///     "converted_at is null and status = \"open\" and followed = false and assigned = true"
    /// );
    /// ```
    pub fn in_state(state: LeadState) -> Filter {
        let open = Self::open();
        let untouched = |assigned| Self::followed().eq(false) & Self::assigned().eq(assigned);
        match state {
            LeadState::New => open & untouched(false),
            LeadState::Assigned => open & untouched(true),
            LeadState::InProcess => open & Self::followed().eq(true),
            LeadState::Recycled => Self::with_status(LeadStatus::Recycled),
            LeadState::Dead => Self::with_status(LeadStatus::Dead),
            LeadState::Converted => !Self::converted_at().is_null(),
        }
    }
}

impl Session {
    /// How many of the leads that the caller sees are in each state.
    ///
    /// # Errors
    /// `right.missing`; `query.hidden_field`.
    pub fn lead_states(&self) -> Result<Vec<LeadStateCount>> {
        self.sight(|reader, sight| {
            let count = |state| {
                let count = sight.number::<Lead>(reader, Lead::in_state(state))?;
                Ok(LeadStateCount { state, count })
            };
            STATES.into_iter().map(count).collect()
        })
    }
}
