//! How the model's own types cross to Kotlin and Swift; the only module that knows of uniffi.
//!
//! Each is carried by a type that uniffi has; `uniffi.toml` says what the languages make of it.

use crate::error::{Error, ErrorKind};
use crate::model::{Custom, Locale, Money, Number, Timestamp, Value};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::time::SystemTime;
use uuid::Uuid;

uniffi::custom_type!(Uuid, String, {
    remote,
    lower: |id| id.to_string(),
    try_lift: |text| Ok(text.parse()?),
});
uniffi::custom_type!(Money, String, {
    lower: |money| money.to_string(),
    try_lift: |text| Ok(text.parse().map_err(CrmError::from)?),
});
uniffi::custom_type!(Number, String, {
    lower: |number| number.to_string(),
    try_lift: |text| Ok(text.parse().map_err(CrmError::from)?),
});
uniffi::custom_type!(NaiveDate, String, {
    remote,
    lower: |date| date.to_string(),
    try_lift: |text| Ok(text.parse()?),
});
uniffi::custom_type!(Timestamp, SystemTime, {
    remote,
    lower: |at| at.into(),
    try_lift: |at| Ok(at.into()),
});
uniffi::custom_type!(Custom, HashMap<String, Value>, {
    lower: |custom| custom.0.into_iter().collect(),
    try_lift: |values| Ok(Custom(values.into_iter().collect())),
});

macro_rules! errors {
    ($($(#[$doc:meta])* $kind:ident;)*) => {
        /// A failure, by what the caller can do about it.
        #[derive(Debug, Clone, PartialEq, Eq, uniffi::Error)]
        #[uniffi::export(Display)]
        pub enum CrmError { $(
            $(#[$doc])*
            $kind {
                /// Stable dotted identity, e.g. `record.not_found`.
                code: String,
                /// What to tell a person, in the company's language.
                text: String,
                /// The entity at fault.
                entity: Option<String>,
                /// The field at fault.
                field: Option<String>,
                /// What fills the text, by name.
                params: HashMap<String, String>,
            },
        )* }

        impl CrmError {
            /// An error with its text in a language.
            pub fn new(error: &Error, locale: Locale) -> Self {
                let (code, text) = (error.code().to_owned(), error.message(locale));
                let entity = error.entity_name().map(str::to_owned);
                let field = error.field_name().map(str::to_owned);
                let params = error.params().iter().map(|(k, v)| (k.to_string(), v.clone())).collect();
                match error.kind() {
                    $( ErrorKind::$kind => Self::$kind { code, text, entity, field, params }, )*
                }
            }
        }

        #[uniffi::export]
        impl CrmError {
            /// Its parts, whatever its kind.
            pub fn detail(&self) -> ErrorDetail {
                match self.clone() { $(
                    Self::$kind { code, text, entity, field, params } => {
                        ErrorDetail { kind: ErrorKind::$kind, code, text, entity, field, params }
                    }
                )* }
            }
        }
    };
}
errors! {
    /// The record does not exist, or the caller may not know that it does.
    NotFound;
    /// The input is wrong; correct it and call again.
    Invalid;
    /// The caller may not do this.
    Forbidden;
    /// Somebody changed the record in between; read it again.
    Conflict;
    /// A business rule says no.
    RuleViolated;
    /// A cap, quota or size bound is reached.
    LimitReached;
    /// A value that must be unique is taken.
    Duplicate;
    /// This backend or file cannot do it.
    Unsupported;
    /// The call was interrupted or ran past its deadline.
    Interrupted;
    /// The handle was closed.
    Closed;
    /// The file or the disk failed; nothing was changed.
    Storage;
    /// The commit failed in a way that may have kept the change: run the same command id again.
    CommitOutcomeUnknown;
    /// A defect of crmkit.
    Internal;
}

/// What every kind of error says.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ErrorDetail {
    /// What sort of failure it is.
    pub kind: ErrorKind,
    /// Stable dotted identity, e.g. `record.not_found`.
    pub code: String,
    /// What to tell a person, in the company's language.
    pub text: String,
    /// The entity at fault.
    pub entity: Option<String>,
    /// The field at fault.
    pub field: Option<String>,
    /// What fills the text, by name.
    pub params: HashMap<String, String>,
}

/// Outside a session nobody's language is known: the default one.
impl From<Error> for CrmError {
    fn from(error: Error) -> Self {
        Self::new(&error, Locale::default())
    }
}

impl std::fmt::Display for CrmError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let detail = self.detail();
        write!(f, "{} [{}]", detail.text, detail.code)
    }
}

impl std::error::Error for CrmError {}
