//! Data in bulk: import, and later export.

pub(crate) mod convert;
mod csv_records;
mod csv_rows;
pub mod import;

pub use import::{
    ColumnMapping, FinishImport, ImportCounts, ImportIssue, ImportPlan, ImportReport, ImportRow,
    OnDuplicate, StartImport,
};

use crate::{choice, entity};

choice! {
    /// What became of a row of an import.
    pub enum RowOutcome = "row_outcome" {
        /// A record was made.
        Created = "created", "新增", "Created";
        /// An existing record was changed.
        Updated = "updated", "更新", "Updated";
        /// The row stands for a record that exists and was left alone.
        Skipped = "skipped", "跳过", "Skipped";
        /// The row is wrong.
        Failed = "failed", "失败", "Failed";
    }
}

choice! {
    /// Where an import stands.
    pub enum ImportState = "import_state" {
        Running = "running", "进行中", "Running";
        Done = "done", "已完成", "Done";
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

entity! {
    /// An import (导入任务).
    pub record ImportJob = 30, "import_job", "导入任务", "Import";
    read author;
    {
        /// The entity of the records it makes.
        20 entity: String = "对象", "Entity", LIST, MAX(64);
        /// The file's name, as the caller gave it.
        21 file_name: Option<String> = "文件名", "File name", LIST, MAX(255);
        /// Where it stands.
        22 state: ImportState = "状态", "State", LIST READONLY, DEFAULT(ImportState::Running);
        /// Rows seen so far; a resumed import goes on after them.
        23 rows: i64 = "行数", "Rows", LIST READONLY, DEFAULT(0);
        /// Records made.
        24 created: i64 = "新增数", "Created", LIST READONLY, DEFAULT(0);
        /// Records changed.
        25 updated: i64 = "更新数", "Updated", LIST READONLY, DEFAULT(0);
        /// Rows left alone.
        26 skipped: i64 = "跳过数", "Skipped", LIST READONLY, DEFAULT(0);
        /// Wrong rows.
        27 failed: i64 = "失败数", "Failed", LIST READONLY, DEFAULT(0);
        /// The columns of the file as a CSV line, for the error file.
        28 header: Option<String> = "表头", "Header", LONG;
    }
}

entity! {
    /// A row of an import that made no record, and why.
    pub link ImportProblem = 31, "import_problem", "导入问题", "Import problem";
    read internal;
    index (job_id, row);
    {
        /// The import.
        20 job_id: ImportJobId = "导入任务", "Import", ROOT;
        /// The row's number as a spreadsheet counts, blank rows too; the header is usually 1.
        21 row: i64 = "行号", "Row";
        /// What became of it.
        22 outcome: RowOutcome = "结果", "Outcome";
        /// The error's code.
        23 code: String = "错误代码", "Code", MAX(64);
        /// The field at fault.
        24 field: Option<String> = "字段", "Field", MAX(96);
        /// The reason in the company's language.
        25 reason: String = "原因", "Reason", LONG, MAX(1000), PII(Content);
        /// The row as it stood, for the error file.
        26 source: String = "原始数据", "Source", LONG, PII(Content);
    }
}
