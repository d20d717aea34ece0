//! Python values as the JSON that commands and queries are read from.

use crmkit::error::{Error, Result, codes};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyMapping, PyString, PyType};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

/// A Python value as JSON: ids, decimals, dates and times as their text, choices as their code.
/// `path` names the argument in errors.
pub(crate) fn to_json(value: &Bound<'_, PyAny>, path: &str) -> Result<Json> {
    nested(value, path, 0)
}

/// How deep lists, dicts and conditions may lie in each other; a loop is deeper than any.
const DEEPEST: usize = 256;

fn nested(value: &Bound<'_, PyAny>, path: &str, depth: usize) -> Result<Json> {
    if depth > DEEPEST {
        let path = path.get(..60).unwrap_or(path);
        return Err(wrong("less deeply nested", path));
    }
    let below = depth + 1;
    if value.is_none() {
        Ok(Json::Null)
    } else if let Ok(text) = value.cast::<PyString>() {
        text.extract().map(Json::String).map_err(|_| wrong("valid text", path))
    } else if value.is_instance_of::<PyBool>() {
        value.is_truthy().map(Json::Bool).map_err(|_| wrong("a boolean", path))
    } else if value.is_instance_of::<PyInt>() {
        let out_of_range = |_| Error::new(&codes::OUT_OF_RANGE).field(path);
        value.extract::<i64>().map(Json::from).map_err(out_of_range)
    } else if value.is_instance_of::<PyFloat>() {
        let number = value.extract().ok().and_then(serde_json::Number::from_f64);
        number.map(Json::Number).ok_or_else(|| wrong("a finite number", path))
    } else if let Ok(map) = value.cast::<PyMapping>() {
        object(map, path, below).map(Json::Object)
    } else if let Some(text) = scalar(value, path)? {
        Ok(Json::String(text))
    } else if let Ok(node) =
        value.call_method0("to_json").or_else(|_| value.call_method0("to_dict"))
    {
        nested(&node, path, below)
    } else if let Ok(items) = value.try_iter() {
        let item = |(i, item): (usize, PyResult<Bound<'_, PyAny>>)| {
            let path = format!("{path}[{i}]");
            nested(&item.map_err(|_| wrong("a list", &path))?, &path, below)
        };
        items.enumerate().map(item).collect::<Result<_>>().map(Json::Array)
    } else {
        Err(wrong("text, a number, a date, an id, a list or a dict", path))
    }
}

fn object(map: &Bound<'_, PyMapping>, path: &str, depth: usize) -> Result<Map<String, Json>> {
    let items = map.items().map_err(|_| wrong("a dict", path))?;
    items.iter().map(|item| member(&item, path, depth)).collect()
}

fn member(item: &Bound<'_, PyAny>, path: &str, depth: usize) -> Result<(String, Json)> {
    let (key, value): (String, Bound<'_, PyAny>) =
        item.extract().map_err(|_| wrong("a dict with text keys", path))?;
    let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
    Ok((key, nested(&value, &below, depth)?))
}

/// Keyword arguments as JSON.
pub(crate) fn arguments(arguments: Option<&Bound<'_, PyDict>>) -> Result<Json> {
    let Some(arguments) = arguments else { return Ok(Json::Object(Map::new())) };
    object(arguments.as_mapping(), "", 0).map(Json::Object)
}

/// The text of what is written as text: choices, ids, decimals, dates, times.
fn scalar(value: &Bound<'_, PyAny>, path: &str) -> Result<Option<String>> {
    let py = value.py();
    let is = |class: PyResult<&Bound<'_, PyType>>| {
        class.and_then(|class| value.is_instance(class)).unwrap_or(false)
    };
    let text = |method: &str, bad: &str| {
        let text = value.call_method0(method).and_then(|t| t.extract::<String>());
        text.map(Some).map_err(|_| wrong(bad, path))
    };
    if is(class(py, &UUID, "uuid", "UUID")) {
        text("__str__", "an id")
    } else if is(class(py, &DATETIME, "datetime", "datetime")) {
        let aware = value.call_method0("utcoffset").is_ok_and(|offset| !offset.is_none());
        if aware {
            utc(value).map(Some).map_err(|_| wrong("a time", path))
        } else {
            Err(wrong("a datetime with a time zone", path))
        }
    } else if is(class(py, &DATE, "datetime", "date")) {
        text("isoformat", "a date")
    } else if is(class(py, &DECIMAL, "decimal", "Decimal")) {
        let plain = value.call_method1("__format__", ("f",)).and_then(|t| t.extract());
        plain.map(Some).map_err(|_| wrong("a decimal", path))
    } else {
        match value.getattr("code") {
            Ok(code) => code.extract().map(Some).map_err(|_| wrong("a choice", path)),
            Err(_) => Ok(None),
        }
    }
}

/// An aware datetime in UTC, as RFC 3339.
fn utc(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let zone = value.py().import("datetime")?.getattr("timezone")?.getattr("utc")?;
    value.call_method1("astimezone", (zone,))?.call_method0("isoformat")?.extract()
}

static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();

fn class<'py>(
    py: Python<'py>,
    cell: &'static PyOnceLock<Py<PyType>>,
    module: &str,
    name: &str,
) -> PyResult<&'py Bound<'py, PyType>> {
    cell.import(py, module, name)
}

/// The refusal of a value of the wrong kind.
pub(crate) fn wrong(expected: &str, path: &str) -> Error {
    Error::new(&codes::WRONG_KIND).with("expected", expected).field(path)
}

/// An id given as `uuid.UUID` or text.
pub(crate) fn id(value: &Bound<'_, PyAny>, path: &str) -> Result<Uuid> {
    if let Ok(id) = value.extract() {
        return Ok(id);
    }
    let text = match to_json(value, path)? {
        Json::String(text) => Uuid::parse_str(&text).ok(),
        _ => None,
    };
    text.ok_or_else(|| wrong("an id", path))
}
