//! The rules of importing a file, on every store (B1.24).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;

mod cells;
mod hostile;
mod jobs;
mod key;
mod pool;

use common::World;
use crmkit::data::{ColumnMapping, ImportIssue, ImportPlan, ImportReport};
use crmkit::session::{RunOptions, Session};

/// A plan by the labels of the header.
fn plan(entity: &str) -> ImportPlan {
    ImportPlan { entity: entity.into(), ..Default::default() }
}

fn mapped(entity: &str, columns: &[(&str, &str)]) -> ImportPlan {
    let columns = columns
        .iter()
        .map(|(column, field)| ColumnMapping { column: (*column).into(), field: (*field).into() })
        .collect();
    ImportPlan { columns, ..plan(entity) }
}

fn import(by: &Session, plan: &ImportPlan, file: &[u8]) -> crmkit::Result<ImportReport> {
    by.import(&mut &*file, plan, RunOptions::default(), &mut |_| true)
}

/// Created, updated, skipped, failed.
fn counts(report: &ImportReport) -> [i64; 4] {
    let c = report.counts;
    assert_eq!(c.rows, c.created + c.updated + c.skipped + c.failed);
    [c.created, c.updated, c.skipped, c.failed]
}

/// Imports leads by the manager: the numbers, and what became of the rows that made none.
fn leads(w: &World, file: &[u8]) -> ([i64; 4], Vec<ImportIssue>) {
    let report = import(&w.manager, &plan("lead"), file).unwrap();
    (counts(&report), w.manager.import_issues(report.job_id).unwrap())
}

fn codes(issues: &[ImportIssue]) -> Vec<(i64, &str, Option<&str>)> {
    issues.iter().map(|i| (i.row, i.code.as_str(), i.field.as_deref())).collect()
}
