//! How the core's value types look in Python; it must stand beside the types.

use crate::model::{Custom, Money, Number, Value};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// What makes a `uuid.UUID` without asking its constructor, and some that were made.
struct Ids {
    class: Py<PyType>,
    new: Py<PyAny>,
    set: Py<PyAny>,
    safe: Py<PyAny>,
    made: Mutex<BTreeMap<Uuid, Py<PyAny>>>,
}

/// How many ids are kept. The same owners, options and departments stand in row after row.
const KEPT: usize = 1024;

static IDS: PyOnceLock<Ids> = PyOnceLock::new();

impl Ids {
    fn get(py: Python<'_>) -> PyResult<&Self> {
        IDS.get_or_try_init(py, || {
            let (module, object) = (py.import("uuid")?, py.get_type::<PyAny>());
            Ok::<_, PyErr>(Ids {
                class: module.getattr("UUID")?.cast_into::<PyType>()?.unbind(),
                new: object.getattr("__new__")?.unbind(),
                set: object.getattr("__setattr__")?.unbind(),
                safe: module.getattr("SafeUUID")?.getattr("unknown")?.unbind(),
                made: Mutex::default(),
            })
        })
    }

    /// As Python's own module makes one from a number that it trusts: its constructor takes four
    /// times as long, which was a third of reading every field of a page.
    fn make<'py>(&self, py: Python<'py>, id: Uuid) -> PyResult<Bound<'py, PyAny>> {
        let made = self.new.bind(py).call1((&self.class,))?;
        let set = self.set.bind(py);
        set.call1((&made, pyo3::intern!(py, "int"), id.as_u128()))?;
        set.call1((&made, pyo3::intern!(py, "is_safe"), &self.safe))?;
        Ok(made)
    }

    /// The ids that were made; nothing of Python's is called while they are held.
    fn made(&self) -> MutexGuard<'_, BTreeMap<Uuid, Py<PyAny>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A `uuid.UUID`. Nobody can change one, so those met lately are handed out again.
///
/// # Errors
/// What Python raises.
pub fn id(py: Python<'_>, id: Uuid) -> PyResult<Bound<'_, PyAny>> {
    let ids = Ids::get(py)?;
    if let Some(known) = ids.made().get(&id) {
        return Ok(known.bind(py).clone());
    }
    let new = ids.make(py, id)?;
    let mut made = ids.made();
    // What falls out is let go after the lock.
    let old = if made.len() < KEPT { BTreeMap::new() } else { std::mem::take(&mut *made) };
    made.insert(id, new.clone().unbind());
    drop(made);
    drop(old);
    Ok(new)
}

impl<'py> IntoPyObject<'py> for Value {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(match self {
            Value::Null => py.None().into_bound(py),
            Value::Bool(b) => b.into_pyobject(py)?.to_owned().into_any(),
            Value::Int(i) => i.into_pyobject(py)?.into_any(),
            Value::Number(n) => n.into_pyobject(py)?,
            Value::Money(m) => m.into_pyobject(py)?,
            Value::Text(t) => t.into_pyobject(py)?.into_any(),
            Value::Id(id) => self::id(py, id)?,
            Value::Date(d) => d.into_pyobject(py)?.into_any(),
            Value::Time(t) => t.into_pyobject(py)?.into_any(),
        })
    }
}

macro_rules! decimal {
    ($($number:ty),*) => {$(
        impl<'py> IntoPyObject<'py> for $number {
            type Target = PyAny;
            type Output = Bound<'py, PyAny>;
            type Error = PyErr;

            fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.decimal().into_pyobject(py)?.into_any())
            }
        }
    )*};
}
decimal!(Money, Number);

impl<'py> IntoPyObject<'py> for Custom {
    type Target = PyDict;
    type Output = Bound<'py, PyDict>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (key, value) in self.0 {
            dict.set_item(key, value)?;
        }
        Ok(dict)
    }
}
