//! Importing from a path, bytes or a file object.

use crate::convert::{id, wrong};
use crate::error::raised;
use crate::session::Session;
use crmkit::data::{ColumnMapping, ImportCounts, ImportIssue, ImportPlan, ImportReport};
use crmkit::dynamic::from_json;
use crmkit::error::Error;
use crmkit::model::{CommandId, Locale};
use crmkit::sales::pool::PoolId;
use crmkit::session::RunOptions;
use pyo3::prelude::*;
use pyo3::types::PyMapping;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use uuid::Uuid;

#[pymethods]
impl Session {
    /// Imports a CSV file: a path, `bytes`, or a file object opened in binary mode.
    ///
    /// `columns` maps headers to fields (several headers may fill one field); without it,
    /// headers that equal a field's name or label are taken. `match_on` names fields that,
    /// besides the unique ones, tell that a row stands for a known record, which
    /// `on_duplicate` then leaves alone ("skip") or overwrites ("overwrite"). With `pool`,
    /// customers come into that pool, nobody's; for its administrators.
    /// `progress(counts)` is called after every 500 rows; `False` stops. Interrupted, call it
    /// again with the same `command_id` and file: it goes on where it stopped.
    #[pyo3(signature = (entity, source, *, columns = None, match_on = None, on_duplicate = "skip",
        encoding = None, file_name = None, progress = None, command_id = None, pool = None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn import_csv(
        &self,
        py: Python<'_>,
        entity: String,
        source: &Bound<'_, PyAny>,
        columns: Option<&Bound<'_, PyMapping>>,
        match_on: Option<Vec<String>>,
        on_duplicate: &str,
        encoding: Option<String>,
        mut file_name: Option<String>,
        progress: Option<Py<PyAny>>,
        command_id: Option<Uuid>,
        pool: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<ImportReport> {
        let pool = pool.map(|pool| id(pool, "pool")).transpose();
        let mut columns_plan = Vec::new();
        for item in columns.map(|c| c.items()).transpose()?.iter().flatten() {
            let (column, field) = item.extract()?;
            columns_plan.push(ColumnMapping { column, field });
        }
        let on_duplicate = from_json(on_duplicate.into())
            .map_err(|_: Error| wrong("'skip' or 'overwrite'", "on_duplicate"))
            .map_err(|e| raised(py, &e, Locale::En))?;
        let mut file: Box<dyn Read + Send> = if let Ok(bytes) = source.extract::<Vec<u8>>() {
            Box::new(io::Cursor::new(bytes))
        } else if source.hasattr("read")? {
            Box::new(BufReader::with_capacity(1 << 16, PythonFile(source.clone().unbind())))
        } else {
            let path: PathBuf = source.extract()?;
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
            file_name = file_name.or(name);
            Box::new(File::open(path)?)
        };
        let plan = ImportPlan {
            entity,
            columns: columns_plan,
            match_on: match_on.unwrap_or_default(),
            on_duplicate,
            file_name,
            encoding,
        };
        let options = RunOptions { command_id: command_id.map(CommandId), deadline: None };
        let mut raised = None;
        let report = self.call(py, |session| {
            let tell = &mut |counts| match &progress {
                None => true,
                Some(progress) => tell(progress, counts).unwrap_or_else(|error| {
                    raised = Some(error);
                    false
                }),
            };
            match pool? {
                Some(pool) => {
                    session.import_into_pool(PoolId(pool), &mut file, &plan, options, tell)
                }
                None => session.import(&mut file, &plan, options, tell),
            }
        });
        match raised {
            Some(error) => Err(error),
            None => report,
        }
    }

    /// The rows of an import of one's own that made no record, in file order.
    fn import_issues(&self, py: Python<'_>, job: &Bound<'_, PyAny>) -> PyResult<Vec<ImportIssue>> {
        let job = id(job, "job");
        self.call(py, |session| session.import_issues(job?.into()))
    }

    /// The same as a CSV file for a spreadsheet.
    fn import_error_file(&self, py: Python<'_>, job: &Bound<'_, PyAny>) -> PyResult<String> {
        let job = id(job, "job");
        self.call(py, |session| session.import_error_file(job?.into()))
    }
}

/// Tells the host how far it is; anything but `False` goes on.
fn tell(progress: &Py<PyAny>, counts: ImportCounts) -> PyResult<bool> {
    Python::attach(|py| {
        let answer = progress.call1(py, (counts,))?;
        Ok(!answer.bind(py).is(pyo3::types::PyBool::new(py, false).as_any()))
    })
}

/// A Python file object, read piece by piece.
struct PythonFile(Py<PyAny>);

impl Read for PythonFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Python::attach(|py| {
            let bytes = self.0.call_method1(py, "read", (buffer.len(),))?;
            let bytes: Vec<u8> = bytes.extract(py)?;
            let target = buffer.get_mut(..bytes.len()).ok_or(io::ErrorKind::InvalidData)?;
            target.copy_from_slice(&bytes);
            Ok(bytes.len())
        })
    }
}
