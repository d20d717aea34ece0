//! Values of custom fields.
//!
//! Stored as one JSON column keyed by the stable number of the field's definition, in canonical
//! sortable form (decimals and dates as integers, as in real columns); shown to people keyed by
//! the definition's key. With an expression index a custom field equals a real column; rows of
//! (field, value, record) measured 87× slower.

use super::{FieldType, Kind, Raw, Value};
use crate::error::{Error, Result, codes};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Values of custom fields: by key at the border, by number inside.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Custom(pub BTreeMap<String, Value>);

impl Custom {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets a value by key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.insert(key.into(), value.into());
        self
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The stored JSON: canonical integers, keyed by number.
    fn to_json(&self) -> String {
        let stored: BTreeMap<&str, serde_json::Value> = self
            .0
            .iter()
            .map(|(k, v)| {
                let json = match v.raw() {
                    Raw::Null => serde_json::Value::Null,
                    Raw::Int(i) => i.into(),
                    Raw::Text(t) => t.into_owned().into(),
                    Raw::Id(id) => id.to_string().into(),
                };
                (k.as_str(), json)
            })
            .collect();
        serde_json::to_string(&stored).unwrap_or_default()
    }
}

impl FieldType for Custom {
    const KIND: Kind = Kind::Custom;
    const NULLABLE: bool = true;
    fn from_raw(raw: Raw<'_>) -> Result<Self> {
        match raw {
            Raw::Null => Ok(Self::default()),
            Raw::Text(text) => serde_json::from_str(&text).map_err(|_| {
                Error::new(&codes::DAMAGED).with("what", "custom values that are not JSON")
            }),
            _ => Err(Error::new(&codes::DAMAGED).with("what", "custom values that are not JSON")),
        }
    }
    fn raw(&self) -> Raw<'_> {
        if self.is_empty() { Raw::Null } else { Raw::Text(Cow::Owned(self.to_json())) }
    }
    fn blank() -> Self {
        Self::default()
    }
}

/// The values of a stored JSON by number, untyped.
pub fn stored_map(raw: &Raw<'_>) -> BTreeMap<String, Value> {
    match raw {
        Raw::Text(json) => serde_json::from_str(json).unwrap_or_default(),
        _ => BTreeMap::new(),
    }
}

/// The typed value of a field number in a stored JSON.
pub fn stored(json: &str, no: u32, kind: Kind) -> Value {
    let mut map = serde_json::from_str::<BTreeMap<String, Value>>(json).unwrap_or_default();
    map.remove(&no.to_string()).map_or(Value::Null, |v| typed(v, kind))
}

/// A stored value as its kind.
fn typed(stored: Value, kind: Kind) -> Value {
    match (stored, kind) {
        (text @ Value::Text(_), Kind::Text) => text,
        (Value::Text(text), Kind::Id(_)) => Uuid::parse_str(&text).map_or(Value::Null, Value::Id),
        (value, kind) => kind.read(value.raw()).unwrap_or_default(),
    }
}

/// Shows stored values by key and kind; numbers without a definition disappear.
pub fn present<'a>(custom: &mut Custom, definition: impl Fn(i64) -> Option<(&'a str, Kind)>) {
    let shown = std::mem::take(&mut custom.0).into_iter().filter_map(|(number, value)| {
        let (key, kind) = definition(number.parse().ok()?)?;
        Some((key.to_owned(), typed(value, kind)))
    });
    custom.0 = shown.collect();
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(i: i64) -> Self {
        Value::Int(i)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Value::Bool(b)
    }
}
