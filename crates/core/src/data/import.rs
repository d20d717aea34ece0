//! Importing a file: streamed, in chunks, each chunk one command and one transaction.
//!
//! The file is read outside every transaction; a chunk command carries the rows as text, so
//! that it can be logged, retried and run again elsewhere. Its id follows from the job and the
//! chunk's number: an import that was interrupted goes on where it stopped, and no row comes in
//! twice. A wrong row fails alone, is remembered with its reason, and can be had as a file.

use super::{ImportJob, ImportJobId, ImportProblem, ImportState, RowOutcome};
use crate::command;
use crate::error::{Error, Result, codes, internal, require};
use crate::model::{Choice, CommandId, Locale, TypedId, Value, derive_id};
use crate::query::{Bound, BoundQuery, Cmp, Column, Direction};
use crate::session::rights::Rights;
use crate::session::{Command, Context, RunOptions, Session, operation};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// What to do with a row that stands for a record that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum OnDuplicate {
    /// Leave the record alone.
    #[default]
    Skip,
    /// Write the row's values over it; empty cells leave the old value.
    Overwrite,
}

/// A column of the file and the field it fills. Several columns of one field are joined by a
/// blank, in file order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ColumnMapping {
    /// The column's header.
    pub column: String,
    /// The field's name, or `custom.key`.
    pub field: String,
}

/// How a file is imported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportPlan {
    /// The entity of the records: `lead`, `customer`, `contact`, `follow_up` or `product`.
    pub entity: String,
    /// Which column fills which field; others are not taken. Nothing given: headers that equal a
    /// field's name or label.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub columns: Vec<ColumnMapping>,
    /// Text fields that, besides the unique ones, tell that a row stands for a record that exists.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub match_on: Vec<String>,
    /// What to do with such a row; follow-ups are never written over.
    pub on_duplicate: OnDuplicate,
    /// The file's name, for the job.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub file_name: Option<String>,
    /// The encoding's name, e.g. `gbk`. Nothing given: what the file's mark says; without one UTF-8
    /// if the file begins as such, else GB18030, of which GBK is a part.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub encoding: Option<String>,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct ImportCounts {
    /// Rows seen.
    pub rows: i64,
    /// Records made.
    pub created: i64,
    /// Records changed.
    pub updated: i64,
    /// Rows left alone.
    pub skipped: i64,
    /// Wrong rows.
    pub failed: i64,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct ImportReport {
    /// The job.
    pub job_id: ImportJobId,
    /// The numbers.
    pub counts: ImportCounts,
    /// Whether the listener stopped it; it can be resumed.
    pub stopped: bool,
}

/// A row of the file: texts by field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportRow {
    /// Its number as a spreadsheet counts rows, blank ones too; the header is usually 1.
    pub number: i64,
    /// Its cells, in the order of the file's columns.
    pub cells: Vec<String>,
    /// The code of why it cannot be read at all, e.g. `import.quote`.
    pub broken: Option<String>,
}

/// Rows of a chunk, each one commit: with 500 a lead took 1.6× the time, most of it for pages of
/// indexes that chunk after chunk writes again. 0.2 s, in which others wait to write.
pub(crate) const CHUNK: usize = 1000;
/// Bytes of a cell.
pub(super) const MAX_CELL: usize = 1 << 20;
/// Rows of a file.
const MAX_ROWS: i64 = 1_000_000;

command! {
    /// Begins an import.
    pub struct StartImport = "import.start", 1, "开始导入", "Begin an import" {
        /// The entity of the records.
        entity: String,
        /// The file's name.
        file_name: Option<String>,
        /// The columns of the file, for the error file.
        header: Option<Vec<String>>,
    } -> ImportJobId; Anyone
}

impl Command for StartImport {
    fn run(self, cx: &mut Context<'_>) -> Result<ImportJobId> {
        may_import(cx.rights(), &self.entity)?;
        let header = self.header.map(|h| csv_line(&h)).transpose()?;
        let (entity, file_name) = (self.entity, self.file_name);
        Ok(cx.insert(ImportJob { entity, file_name, header, ..ImportJob::blank() })?.id)
    }
}

command! {
    /// Ends an import.
    pub struct FinishImport = "import.finish", 1, "结束导入", "End an import" {
        /// Which.
        job: ImportJobId,
        /// How it ends.
        state: ImportState,
        /// The rows of the whole file. An import that took in others was of another file.
        rows: Option<i64>,
    } -> ImportJobId; Anyone
}

impl Command for FinishImport {
    fn run(self, cx: &mut Context<'_>) -> Result<ImportJobId> {
        let job: ImportJob = cx.see(self.job)?;
        let ends = job.state == ImportState::Running && self.state != ImportState::Running;
        require(ends, &codes::IMPORT_STATE)?;
        require(self.rows.is_none_or(|rows| rows == job.rows), &codes::COMMAND_ID_REUSED)?;
        cx.update(&job, |j| j.state = self.state)?;
        Ok(job.id)
    }
}

/// Refuses who may not import an entity.
pub(crate) fn may_import(rights: Option<&Rights>, entity: &str) -> Result<()> {
    let operation = match entity {
        "lead" => &operation::LEAD_IMPORT,
        "customer" => &operation::CUSTOMER_IMPORT,
        "contact" => &operation::CONTACT_IMPORT,
        "product" => &operation::PRODUCT_IMPORT,
        "follow_up" => &operation::FOLLOW_UP_CREATE,
        other => return Err(Error::new(&codes::UNKNOWN_ENTITY).with("name", other)),
    };
    match rights {
        Some(rights) if !rights.may(operation) => Err(operation.missing()),
        _ => Ok(()),
    }
}

/// Cells as a line of CSV, without characters that no text field takes.
fn csv_line(cells: &[String]) -> Result<String> {
    let mut writer =
        csv::WriterBuilder::new().has_headers(false).flexible(true).from_writer(Vec::new());
    writer.write_record(cells).map_err(internal)?;
    let line = writer.into_inner().map_err(internal)?;
    Ok(printable(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n'])))
}

/// A text without control characters but line breaks and tabs.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect()
}

/// What became of a row of a chunk.
pub(crate) enum Row {
    Created,
    Updated,
    Skipped(Error),
}

/// Carries out a chunk: every row by `work`, alone; counts and problems into the job.
pub(crate) fn chunk(
    cx: &mut Context<'_>,
    job: ImportJobId,
    entity: &str,
    columns: i64,
    rows: Vec<ImportRow>,
    mut work: impl FnMut(&mut Context<'_>, &ImportRow) -> Result<Row>,
) -> Result<ImportCounts> {
    let old: ImportJob = cx.see(job)?;
    require(old.state == ImportState::Running, &codes::IMPORT_STATE)?;
    require(old.entity == entity, &codes::IMPORT_ENTITY).map_err(|e| e.entity(&old.entity))?;
    let mut counts = ImportCounts::default();
    for row in &rows {
        counts.rows += 1;
        let mut done = None;
        let result = cx.part(|cx| {
            if let Some(broken) = &row.broken {
                return Err(broken_row(broken, columns, row.cells.len()));
            }
            done = Some(work(cx, row)?);
            Ok(())
        });
        let (outcome, error) = match (result, done) {
            (Ok(()), Some(Row::Created)) => (RowOutcome::Created, None),
            (Ok(()), Some(Row::Updated)) => (RowOutcome::Updated, None),
            (Ok(()), Some(Row::Skipped(why))) => (RowOutcome::Skipped, Some(why)),
            (Err(error), _) if error.is_of_machine() => return Err(error),
            (Err(error), _) => (RowOutcome::Failed, Some(error)),
            (Ok(()), None) => (RowOutcome::Skipped, None),
        };
        match outcome {
            RowOutcome::Created => counts.created += 1,
            RowOutcome::Updated => counts.updated += 1,
            RowOutcome::Skipped => counts.skipped += 1,
            RowOutcome::Failed => counts.failed += 1,
        }
        if let Some(error) = error {
            problem(cx, job, row, outcome, &error)?;
        }
    }
    cx.update(&old, |j| {
        j.rows += counts.rows;
        j.created += counts.created;
        j.updated += counts.updated;
        j.skipped += counts.skipped;
        j.failed += counts.failed;
    })?;
    Ok(counts)
}

fn broken_row(code: &str, expected: i64, found: usize) -> Error {
    match code {
        "import.cell_too_large" => Error::new(&codes::IMPORT_CELL).with("max", MAX_CELL),
        "import.encoding" => Error::new(&codes::IMPORT_ENCODING),
        "import.quote" => Error::new(&codes::IMPORT_QUOTE),
        _ => Error::new(&codes::IMPORT_COLUMNS).with("expected", expected).with("found", found),
    }
}

fn problem(
    cx: &mut Context<'_>,
    job_id: ImportJobId,
    row: &ImportRow,
    outcome: RowOutcome,
    error: &Error,
) -> Result<()> {
    let company = cx.company()?;
    let source = csv_line(&row.cells)?;
    // What a hostile cell brings into the reason must not make the reason unfit to be kept.
    let reason = printable(&error.message(company.locale())).chars().take(1000).collect();
    cx.insert(ImportProblem {
        job_id,
        row: row.number,
        outcome,
        code: error.code().to_owned(),
        field: error.field_name().map(str::to_owned),
        reason,
        source: if source.trim().is_empty() { "-".to_owned() } else { source },
        ..ImportProblem::blank()
    })
    .map(|_| ())
}

/// A row that made no record, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct ImportIssue {
    /// Its number as a spreadsheet counts rows, blank ones too; the header is usually 1.
    pub row: i64,
    /// What became of it.
    pub outcome: RowOutcome,
    /// The error's code.
    pub code: String,
    /// The field at fault.
    pub field: Option<String>,
    /// The reason in the company's language.
    pub reason: String,
    /// The row as it stood.
    pub source: String,
}

/// Is told how far an import has come; `false` stops it.
pub type OnProgress<'a> = &'a mut dyn FnMut(ImportCounts) -> bool;

impl Session {
    /// The rows of an import of one's own that made no record, in file order.
    ///
    /// # Errors
    /// `record.not_found`.
    pub fn import_issues(&self, job: ImportJobId) -> Result<Vec<ImportIssue>> {
        self.get::<ImportJob>(job)?;
        self.sight(|reader, _| {
            let entity = ImportProblem::META;
            let column = Column::field(entity, entity.position("job_id"));
            let query =
                BoundQuery::all(entity).filter(Bound::Cmp(column, Cmp::Eq, Value::Id(job.uuid())));
            let query = query.order_by(entity.position("row"), Direction::Asc);
            let mut issues = Vec::new();
            reader.query(&query, &mut |row| {
                let p = <ImportProblem as crate::model::Entity>::from_row(row)?;
                let (row, outcome, code, field) = (p.row, p.outcome, p.code, p.field);
                issues.push(ImportIssue {
                    row,
                    outcome,
                    code,
                    field,
                    reason: p.reason,
                    source: p.source,
                });
                Ok(())
            })?;
            Ok(issues)
        })
    }

    /// The same as a CSV file: row number, outcome, reason, and the columns of the file as they
    /// stood, so that it can be corrected and imported by the same plan. Cells that a
    /// spreadsheet would run as a formula are led by a tab, which an import drops.
    ///
    /// # Errors
    /// `record.not_found`.
    pub fn import_error_file(&self, job: ImportJobId) -> Result<String> {
        let header = self.get::<ImportJob>(job)?.header;
        let issues = self.import_issues(job)?;
        let locale = self.locale()?;
        let headings = match locale {
            Locale::ZhCn => ["行号", "结果", "原因", "原始数据"],
            Locale::En => ["Row", "Outcome", "Reason", "Source"],
        };
        let mut writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::Always)
            .flexible(true)
            .from_writer(Vec::new());
        let mut write = |told: &[&str], cells: &[String]| {
            let told = told.iter().map(|t| (*t).to_owned());
            let record = told.chain(cells.iter().cloned()).map(|cell| unspreadable(&cell));
            writer.write_record(record).map_err(internal)
        };
        match &header {
            Some(header) => write(headings.split_last().map_or(&[], |(_, h)| h), &cells(header))?,
            None => write(&headings, &[])?,
        }
        for issue in issues {
            let source = match &header {
                Some(_) => cells(&issue.source),
                None => vec![issue.source],
            };
            let (row, outcome) = (issue.row.to_string(), Choice::label(issue.outcome, locale));
            write(&[&row, outcome, &issue.reason], &source)?;
        }
        let bytes = writer.into_inner().map_err(internal)?;
        String::from_utf8(bytes).map(|text| format!("\u{feff}{text}")).map_err(internal)
    }

    /// Reads a CSV file and gives its rows, chunk by chunk, to a command made by `command`.
    pub(crate) fn stream<C: Command<Output = ImportCounts>>(
        &self,
        file: &mut dyn Read,
        plan: &ImportPlan,
        options: RunOptions,
        on_progress: OnProgress<'_>,
        command: impl Fn(ImportJobId, Vec<String>, Vec<ImportRow>) -> C,
    ) -> Result<ImportReport> {
        self.sight(|_, sight| may_import(sight.rights.as_deref(), &plan.entity))?;
        let entity = self.crm().store().registry().by_name(&plan.entity)?;
        let mut rows = super::csv_rows::Rows::open(file, plan, entity, self)?;
        let start = StartImport {
            entity: plan.entity.clone(),
            file_name: plan.file_name.clone(),
            header: Some(rows.header().to_vec()),
        };
        let job = self.run_with(start, options)?.value;
        let mut counts = ImportCounts::default();
        let mut stopped = false;
        for number in 0.. {
            let chunk = rows.chunk(CHUNK).map_err(|e| e.with("job", job))?;
            if chunk.is_empty() {
                break;
            }
            if counts.rows >= MAX_ROWS {
                let error = Error::new(&codes::IMPORT_ROWS).with("max", MAX_ROWS);
                return Err(error.with("job", job));
            }
            let id = CommandId(derive_id(CommandId(job.uuid()), job.uuid(), number));
            let done = self
                .run_with(command(job, rows.fields().to_vec(), chunk), RunOptions::id(id))?
                .value;
            counts.rows += done.rows;
            counts.created += done.created;
            counts.updated += done.updated;
            counts.skipped += done.skipped;
            counts.failed += done.failed;
            if !on_progress(counts) {
                stopped = true;
                break;
            }
        }
        if !stopped {
            let finish = CommandId(derive_id(CommandId(job.uuid()), job.uuid(), u32::MAX));
            let (state, rows) = (ImportState::Done, Some(counts.rows));
            self.run_with(FinishImport { job, state, rows }, RunOptions::id(finish))?;
        }
        Ok(ImportReport { job_id: job, counts, stopped })
    }
}

/// The cells of a line of CSV.
fn cells(line: &str) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let mut records = reader.records().filter_map(std::result::Result::ok);
    records.next().map(|r| r.iter().map(str::to_owned).collect()).unwrap_or_default()
}

/// A cell that no spreadsheet runs as a formula.
fn unspreadable(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => {
            format!("\t{cell}")
        }
        _ => cell.to_owned(),
    }
}
