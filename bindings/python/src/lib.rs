//! crmkit for Python: the compiled half of the package `crmkit`.
//!
//! Records are the core's own structs, commands and readable entities come from the core's
//! lists, so that a new entity or command needs nothing here. The Python half gives commands
//! their methods and signatures from [`schema`](crmkit::dynamic::schema).

mod convert;
mod crm;
mod error;
mod import;
mod outcome;
mod page;
mod read;
mod session;

use pyo3::prelude::*;

/// The compiled half of crmkit.
#[pymodule]
mod _crmkit {
    use super::*;
    #[pymodule_export]
    use crate::crm::{Crm, ManualClock, hash_password, in_memory, open};
    #[pymodule_export]
    use crate::outcome::Outcome;
    #[pymodule_export]
    use crate::page::{Page, PageIterator, Total};
    #[pymodule_export]
    use crate::session::{Session, Subscription};
    #[pymodule_export]
    use crmkit::admin::number::{CounterReset, DatePattern, NumberPartKind, Numbered};
    #[pymodule_export]
    use crmkit::commands::{HandedOver, RowYield};
    #[pymodule_export]
    use crmkit::data::{ImportCounts, ImportIssue, ImportReport, ImportState, RowOutcome};
    #[pymodule_export]
    use crmkit::model::region::Region;
    #[pymodule_export]
    use crmkit::org::{
        CustomKind, DataScope, DuplicatePolicy, EmployeeStatus, FieldAccess, OverPayment, Sex,
    };
    #[pymodule_export]
    use crmkit::sales::approval::{
        ApprovalAct, ApprovalState, CheckStatus, OwnDecision, PlannedStep, Repeated, Resume,
        SignMode, StepKind, TaskState, WhenEmpty,
    };
    #[pymodule_export]
    use crmkit::sales::calendar::CalendarEntry;
    #[pymodule_export]
    use crmkit::sales::capacity::CapacityKind;
    #[pymodule_export]
    use crmkit::sales::contract::{Fulfilment, VoidReceipts};
    #[pymodule_export]
    use crmkit::sales::customer::{
        Cascade, CustomerKind, DeleteBlock, ForgottenCount, Nearby, NearbyKind, Received,
        TeamAccess,
    };
    #[pymodule_export]
    use crmkit::sales::duplicate::{Duplicate, DuplicateKind, DuplicateMatch};
    #[pymodule_export]
    use crmkit::sales::follow_up::FollowUpKind;
    #[pymodule_export]
    use crmkit::sales::invoice_title::TitleKind;
    #[pymodule_export]
    use crmkit::sales::lead::{
        DuplicateHandling, LeadState, LeadStateCount, LeadStatus, MappedField,
    };
    #[pymodule_export]
    use crmkit::sales::lines::LineTyped;
    #[pymodule_export]
    use crmkit::sales::opportunity::{ContactRole, OpportunityState, StalledOpportunity};
    #[pymodule_export]
    use crmkit::sales::pool::{ClaimPeriod, DaysToPool, PoolRuleKind};
    #[pymodule_export]
    use crmkit::sales::product::{ProductFileKind, ProductStatus};
    #[pymodule_export]
    use crmkit::sales::receivable::{PlanState, Settlement};
    #[pymodule_export]
    use crmkit::sales::todo::{Todo, TodoCount, TodoKind};
    #[pymodule_export]
    use crmkit::sales::visit::{Satisfaction, SatisfactionCount, SatisfactionOf};
    #[pymodule_export]
    use crmkit::session::log::ChangeKind;
    #[pymodule_export]
    use crmkit::session::{
        Change, Due, Event, EventChange, FieldChange, HistoryEntry, Reason, Table, Why, WhySeen,
    };
    #[pymodule_export]
    use crmkit::store::Problem;

    /// The administrative divisions of China right below one, by code; the provinces when none is
    /// given.
    #[pyfunction]
    #[pyo3(signature = (above = None))]
    fn regions(above: Option<&str>) -> Vec<Region> {
        crmkit::model::region::regions(above)
    }

    /// What crmkit declares (entities, choices, commands, operations, errors), as JSON.
    #[pyfunction]
    fn schema() -> String {
        crmkit::dynamic::schema::schema().to_string()
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        add_records(module)
    }
}

macro_rules! add {
    ($($name:ident: $entity:ty;)*) => {
        /// Adds the class of every readable entity and of its list rows.
        fn add_records(module: &Bound<'_, PyModule>) -> PyResult<()> {
            use crmkit::dynamic::*;
            $(
                module.add_class::<$entity>()?;
                if <$entity>::META.kind == crmkit::model::EntityKind::Record {
                    module.add_class::<<$entity as crmkit::model::Entity>::Summary>()?;
                }
            )*
            Ok(())
        }
    };
}
crmkit::records!(add);
