//! How the core's value types look in Python; it must stand beside the types.

use crate::model::{Custom, Money, Number, Value};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use uuid::Uuid;

/// What makes a `uuid.UUID` without asking its constructor.
struct Ids {
    class: Py<PyType>,
    new: Py<PyAny>,
    set: Py<PyAny>,
    safe: Py<PyAny>,
}

static IDS: PyOnceLock<Ids> = PyOnceLock::new();

/// A `uuid.UUID` as Python's own module makes one from a number that it trusts: its constructor takes
/// four times as long, which was a third of reading every field of a page.
///
/// # Errors
/// What Python raises.
pub fn id(py: Python<'_>, id: Uuid) -> PyResult<Bound<'_, PyAny>> {
    let ids = IDS.get_or_try_init(py, || {
        let (module, object) = (py.import("uuid")?, py.get_type::<PyAny>());
        Ok::<_, PyErr>(Ids {
            class: module.getattr("UUID")?.cast_into::<PyType>()?.unbind(),
            new: object.getattr("__new__")?.unbind(),
            set: object.getattr("__setattr__")?.unbind(),
            safe: module.getattr("SafeUUID")?.getattr("unknown")?.unbind(),
        })
    })?;
    let made = ids.new.bind(py).call1((&ids.class,))?;
    let set = ids.set.bind(py);
    set.call1((&made, pyo3::intern!(py, "int"), id.as_u128()))?;
    set.call1((&made, pyo3::intern!(py, "is_safe"), &ids.safe))?;
    Ok(made)
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
