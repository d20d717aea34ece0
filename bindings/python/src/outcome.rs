//! What a command did.

use crate::error::exception;
use crmkit::commands::{IntoYield, Yield};
use crmkit::model::Locale;
use crmkit::session::{Change, Outcome as CoreOutcome};
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::PyList;
use uuid::Uuid;

/// What a command did.
#[pyclass(frozen, module = "crmkit")]
pub(crate) struct Outcome {
    yielded: Yield,
    #[pyo3(get)]
    /// The command's id; running it again does nothing new.
    command_id: Uuid,
    #[pyo3(get)]
    /// The rows it changed.
    changes: Vec<Change>,
    #[pyo3(get)]
    /// What the person should know although it was done: exceptions that were not raised.
    warnings: Py<PyList>,
    #[pyo3(get)]
    /// Whether it had been carried out before and this is the first outcome again.
    replayed: bool,
}

impl Outcome {
    /// The outcome, worded in a language.
    pub(crate) fn new<T: IntoYield>(
        py: Python<'_>,
        outcome: CoreOutcome<T>,
        locale: Locale,
    ) -> PyResult<Self> {
        let warnings = outcome.warnings.iter().map(|w| exception(py, w, locale));
        Ok(Self {
            warnings: PyList::new(py, warnings.collect::<PyResult<Vec<_>>>()?)?.unbind(),
            yielded: outcome.value.into_yield(locale),
            command_id: outcome.command_id.0,
            changes: outcome.changes,
            replayed: outcome.replayed,
        })
    }
}

#[pymethods]
impl Outcome {
    /// What it yielded: an id, the rows of a batch, or numbers.
    #[getter]
    fn value(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(match &self.yielded {
            Yield::Record { id } => id.into_pyobject(py)?.into_any().unbind(),
            Yield::Rows { rows } => rows.clone().into_pyobject(py)?.into_any().unbind(),
            Yield::Import { counts } => Py::new(py, *counts)?.into_any(),
            Yield::HandedOver { done } => Py::new(py, *done)?.into_any(),
            Yield::Undone { changes, .. } => changes.into_pyobject(py)?.into_any().unbind(),
            Yield::Count { count } => count.into_pyobject(py)?.into_any().unbind(),
        })
    }

    /// The id of the record that was made or changed.
    #[getter]
    fn id(&self) -> PyResult<Uuid> {
        match &self.yielded {
            Yield::Record { id } => Ok(*id),
            _ => Err(PyAttributeError::new_err("this command yields no single record")),
        }
    }

    /// What became of each row of a batch.
    #[getter]
    fn rows(&self) -> PyResult<Vec<crmkit::commands::RowYield>> {
        match &self.yielded {
            Yield::Rows { rows } => Ok(rows.clone()),
            _ => Err(PyAttributeError::new_err("this command has no rows")),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let value = self.value(py)?.bind(py).repr()?.to_string();
        Ok(format!("Outcome(value={value}, changes={})", self.changes.len()))
    }
}
