//! A page: its rows stay in Rust until Python looks at them.

use crmkit::query::Total as CoreTotal;
use pyo3::PyClass;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::pyclass_init::PyClassInitializer;
use pyo3::types::{PyList, PySlice, PyType};

/// Rows of any entity.
pub(crate) trait Rows: Send + Sync {
    /// How many.
    fn len(&self) -> usize;
    /// One of them as a Python object.
    fn row(&self, py: Python<'_>, at: usize) -> PyResult<Py<PyAny>>;
    /// The only one, without a copy.
    fn only(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>>;
}

/// What can be handed to Python as a copy.
pub(crate) trait Shown:
    PyClass + Into<PyClassInitializer<Self>> + Clone + Send + Sync
{
}
impl<T: PyClass + Into<PyClassInitializer<T>> + Clone + Send + Sync> Shown for T {}

impl<T: Shown> Rows for Vec<T> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn row(&self, py: Python<'_>, at: usize) -> PyResult<Py<PyAny>> {
        let row = self.get(at).ok_or_else(|| PyIndexError::new_err("page index out of range"))?;
        Ok(Py::new(py, row.clone())?.into_any())
    }

    fn only(mut self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let row = self.pop().ok_or_else(|| PyIndexError::new_err("no row"))?;
        Ok(Py::new(py, row)?.into_any())
    }
}

/// How many rows a query has.
#[pyclass(frozen, get_all, eq, module = "crmkit")]
#[derive(Clone, PartialEq)]
pub(crate) struct Total {
    /// The number.
    count: u64,
    /// Whether it is exact; else there are at least so many.
    exact: bool,
}

#[pymethods]
impl Total {
    fn __int__(&self) -> u64 {
        self.count
    }

    fn __repr__(&self) -> String {
        format!("{}{}", self.count, if self.exact { "" } else { "+" })
    }
}

impl From<CoreTotal> for Total {
    fn from(total: CoreTotal) -> Self {
        match total {
            CoreTotal::Exact { count } => Self { count, exact: true },
            CoreTotal::AtLeast { count } => Self { count, exact: false },
        }
    }
}

/// A page of a list. It holds rows, not a transaction.
#[pyclass(frozen, sequence, module = "crmkit")]
pub(crate) struct Page {
    pub(crate) rows: Box<dyn Rows>,
    pub(crate) next: Option<String>,
    pub(crate) total: Option<CoreTotal>,
}

#[pymethods]
impl Page {
    /// Where the next page begins, for `after`; `None` after the last.
    #[getter]
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// How many rows there are in all, if counted.
    #[getter]
    fn total(&self) -> Option<Total> {
        self.total.map(Total::from)
    }

    fn __len__(&self) -> usize {
        self.rows.len()
    }

    fn __getitem__(&self, py: Python<'_>, at: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        let length = isize::try_from(self.rows.len())?;
        if let Ok(slice) = at.cast::<PySlice>() {
            let part = slice.indices(length)?;
            let list = PyList::empty(py);
            for step in 0..part.slicelength {
                let at = part.start + isize::try_from(step)? * part.step;
                list.append(self.rows.row(py, usize::try_from(at)?)?)?;
            }
            return Ok(list.into_any().unbind());
        }
        let at: isize = at.extract()?;
        let at = if at < 0 { at + length } else { at };
        self.rows.row(py, usize::try_from(at).unwrap_or(usize::MAX))
    }

    fn __iter__(page: Py<Self>) -> PageIterator {
        PageIterator { page, at: 0 }
    }

    fn __repr__(&self) -> String {
        let more = if self.next.is_some() { ", more to come" } else { "" };
        format!("<Page of {} rows{more}>", self.rows.len())
    }

    #[classmethod]
    fn __class_getitem__<'py>(
        class: Bound<'py, PyType>,
        _row: Bound<'_, PyAny>,
    ) -> Bound<'py, PyType> {
        class
    }
}

/// Goes through the rows of a page.
#[pyclass(module = "crmkit")]
pub(crate) struct PageIterator {
    page: Py<Page>,
    at: usize,
}

#[pymethods]
impl PageIterator {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let rows = &self.page.get().rows;
        if self.at >= rows.len() {
            return Ok(None);
        }
        self.at += 1;
        rows.row(py, self.at - 1).map(Some)
    }
}
