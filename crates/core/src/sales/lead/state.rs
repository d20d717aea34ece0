//! How far leads have come (B1.1): follows from what was done with them, and is not stored.

use super::Lead;
use crate::choice;
use crate::error::Result;
use crate::query::Filter;
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
const STATES: [LeadState; 4] =
    [LeadState::New, LeadState::Assigned, LeadState::InProcess, LeadState::Converted];

impl Lead {
    /// Leads in a state; each lead is in one.
    ///
    /// ```
    /// # use crmkit_core::sales::lead::{Lead, LeadState};
    /// assert_eq!(
    ///     Lead::in_state(LeadState::Assigned).to_string(),
    ///     "converted_at is null and (followed = false and assigned = true)"
    /// );
    /// ```
    pub fn in_state(state: LeadState) -> Filter {
        let open = Self::converted_at().is_null();
        let untouched = |assigned| Self::followed().eq(false) & Self::assigned().eq(assigned);
        match state {
            LeadState::New => open & untouched(false),
            LeadState::Assigned => open & untouched(true),
            LeadState::InProcess => open & Self::followed().eq(true),
            LeadState::Converted => !open,
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
