//! The core's errors as Python exceptions, and the one place where the engine is called.

use crmkit::error::{Error, Result, internal};
use crmkit::model::Locale;
use crmkit::session::{Crm, Session};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls the engine without holding the interpreter; a panic becomes an internal error.
pub(crate) fn engine<T: Send>(
    py: Python<'_>,
    locale: impl FnOnce() -> Locale + Send,
    work: impl FnOnce() -> Result<T> + Send,
) -> PyResult<T> {
    let result = py.detach(|| {
        let result = catch_unwind(AssertUnwindSafe(work));
        let result = result.unwrap_or_else(|_| Err(internal("a panic")));
        result.map_err(|error| (error, locale()))
    });
    result.map_err(|(error, locale)| raised(py, &error, locale))
}

/// What knows in which language its company is spoken to.
pub(crate) trait Speaks: Sync {
    /// That language.
    fn speaks(&self) -> Locale;
}

impl Speaks for Crm {
    fn speaks(&self) -> Locale {
        self.locale().unwrap_or(Locale::En)
    }
}

impl Speaks for Session {
    fn speaks(&self) -> Locale {
        self.locale().unwrap_or_else(|_| self.crm().speaks())
    }
}

/// A handle of the core that can be reached only without holding the interpreter.
pub(crate) struct Held<T>(T);

impl<T: Speaks> Held<T> {
    /// Takes a handle into custody.
    pub(crate) fn new(core: T) -> Self {
        Self(core)
    }

    /// Calls it.
    pub(crate) fn call<U: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&T) -> Result<U> + Send,
    ) -> PyResult<U> {
        engine(py, || self.0.speaks(), || work(&self.0))
    }
}

/// The exception of an error, worded in a language.
pub(crate) fn raised(py: Python<'_>, error: &Error, locale: Locale) -> PyErr {
    exception(py, error, locale).map_or_else(|e| e, PyErr::from_value)
}

/// The exception as an object, for warnings.
pub(crate) fn exception<'py>(
    py: Python<'py>,
    error: &Error,
    locale: Locale,
) -> PyResult<Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make = MAKE.import(py, "crmkit._errors", "_make")?;
    let kind = serde_json::to_value(error.kind()).unwrap_or_default();
    let kind = kind.as_str().ok_or_else(|| PyRuntimeError::new_err("an error without a kind"))?;
    let params: BTreeMap<&str, &str> =
        error.params().iter().map(|(k, v)| (k.as_ref(), v.as_str())).collect();
    make.call1((
        kind,
        error.code(),
        params,
        error.entity_name(),
        error.field_name(),
        (error.message(Locale::ZhCn), error.message(Locale::En)),
        locale == Locale::ZhCn,
    ))
}
