//! How things are described: entities, fields, choices, ids, money, time.
//!
//! Everything above (storage, filters, audit, import, bindings, forms) is driven from these
//! declarations, so that a field exists in exactly one place.

pub mod choice;
pub mod custom;
pub mod entity;
pub mod field;
pub mod geo;
pub mod id;
pub mod number;
pub mod phone;
pub mod region;
pub mod registry;
pub(crate) mod text;
pub mod time;
pub mod value;

pub use choice::{Choice, ChoiceMeta, ChoiceOption};
pub use custom::Custom;
pub use entity::{
    Entity, EntityKind, EntityMeta, FieldFlags, FieldMeta, IndexMeta, Merge, Patch, Pii, ReadRule,
    Record,
};
pub use field::{Field, FieldType, Kind};
pub use id::{CommandId, DeviceId, IdSource, TypedId, derive_id};
pub use number::{Money, Number};
pub use registry::Registry;
pub use time::{Clock, SystemClock, Timestamp, Zone};
pub use value::{Raw, Row, Value};

use serde::{Deserialize, Serialize};

/// The languages that ship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Locale {
    /// Simplified Chinese, `zh-CN`.
    #[default]
    #[serde(rename = "zh-CN")]
    ZhCn,
    /// English, `en`.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// The language of a code; Chinese unless the code is English.
    pub fn of(code: &str) -> Self {
        if code.starts_with("en") { Locale::En } else { Locale::ZhCn }
    }
}

/// A name in every shipped language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Label {
    /// The name in one language.
    pub fn get(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::ZhCn => self.zh,
            Locale::En => self.en,
        }
    }
}
