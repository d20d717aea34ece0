//! What a document would pass if it were submitted now, so that its submitter knows whom to choose.

use super::engine::{enabled, resumed};
use super::people::Route;
use super::sight::KINDS;
use super::{SignMode, StepKind};
use crate::error::{OrError, Result, codes};
use crate::model::EntityMeta;
use crate::org::EmployeeId;
use crate::query::Bin;
use crate::session::Session;
use crate::session::read::not_found;
use serde::Serialize;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A step that a document would pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct PlannedStep {
    /// Its number in the flow.
    pub step: i64,
    /// What it is.
    pub kind: StepKind,
    /// How several people decide.
    pub mode: SignMode,
    /// Who would decide; for a choice, among whom the submitter chooses.
    pub people: Vec<EmployeeId>,
    /// Whether the submitter chooses.
    pub choose: bool,
    /// Whether he may choose several.
    pub several: bool,
}

impl Session {
    /// The steps that a document which the caller sees would pass if he submitted it now, without
    /// those from which it need not begin anew; none where nothing has to be approved.
    ///
    /// # Errors
    /// `query.unknown_entity`, `record.not_found`, `right.missing`; `right.system_only` for the
    /// system.
    pub fn approval_steps(&self, entity: &str, document: Uuid) -> Result<Vec<PlannedStep>> {
        let me = self.employee()?;
        self.sight(|reader, sight| {
            let entity: &'static EntityMeta = sight
                .find(entity)
                .or_error(&codes::UNKNOWN_ENTITY)
                .map_err(|e| e.with("name", entity))?;
            let reach = sight.visibility(entity)?;
            if !reader.get(entity, document, &[], &reach, Bin::Live, &mut |_| Ok(()))? {
                return Err(not_found(entity));
            }
            let Some(kind) = KINDS.iter().find(|k| k.entity == entity) else {
                return Ok(Vec::new());
            };
            let Some((flow, rules)) = enabled(reader, entity)? else { return Ok(Vec::new()) };
            let route = Route::new(reader, sight, &rules, (entity, document), me)?;
            let way = route.steps()?;
            let version = ((flow.id, flow.version), &rules);
            let (_, passed) = resumed(reader, kind, document, version, &way)?;
            let mut steps = Vec::new();
            for step in way.into_iter().filter(|step| !passed.contains(&step.id)) {
                let choose = step.kind == StepKind::Chosen;
                let people = match choose {
                    true => route.candidates(step),
                    false => {
                        let deciders = route.deciders(step, &[], &BTreeSet::new())?;
                        deciders.into_iter().filter(|d| !d.skipped).map(|d| d.employee).collect()
                    }
                };
                steps.push(PlannedStep {
                    step: step.id,
                    kind: step.kind,
                    mode: step.sign_mode(),
                    people,
                    choose,
                    several: step.several,
                });
            }
            Ok(steps)
        })
    }
}
