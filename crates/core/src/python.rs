//! How the core's value types look in Python; it must stand beside the types.

use crate::model::{Custom, Money, Number, Value};
use pyo3::prelude::*;
use pyo3::types::PyDict;

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
            Value::Id(id) => id.into_pyobject(py)?.into_any(),
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
