//! How the model's own types cross to Kotlin and Swift; the only module that knows of uniffi.
//!
//! Each is carried by a type that uniffi has; `uniffi.toml` says what the languages make of it.

use crate::data::ImportCounts;
use crate::error::{Error, ErrorKind, codes};
use crate::model::{Custom, Label, Locale, Money, Number, Timestamp, Value};
use chrono::{NaiveDate, TimeDelta};
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
    try_lift: |text| Ok(text.parse().map_err(|_| out_of_range("日期", "the date"))?),
});
uniffi::custom_type!(Timestamp, SystemTime, {
    remote,
    lower: |at| at.into(),
    try_lift: |at| Ok(timestamp(at).ok_or_else(|| out_of_range("时间", "the time"))?),
});
uniffi::custom_type!(Custom, HashMap<String, Value>, {
    lower: |custom| custom.0.into_iter().collect(),
    try_lift: |values| Ok(Custom(values.into_iter().collect())),
});

/// Other languages have instants that ours cannot hold.
fn timestamp(at: SystemTime) -> Option<Timestamp> {
    let at = match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => TimeDelta::from_std(after).ok(),
        Err(before) => TimeDelta::from_std(before.duration()).ok().map(|before| -before),
    };
    Timestamp::UNIX_EPOCH.checked_add_signed(at?)
}

fn out_of_range(zh: &'static str, en: &'static str) -> CrmError {
    Error::new(&codes::OUT_OF_RANGE).called("field", Label { zh, en }).into()
}

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

/// Is told how far an import has come.
#[allow(clippy::result_large_err, reason = "errors are copied across the border anyway")]
#[uniffi::export(with_foreign)]
pub trait ImportListener: Send + Sync {
    /// A chunk is in. `false` stops the import, and so does an error, which the import then fails
    /// with; what is in stays, and the same command id goes on with it later.
    fn on_progress(&self, counts: ImportCounts) -> Result<bool, CrmError>;
}

/// What a callback of the host threw that is none of ours.
impl From<uniffi::UnexpectedUniFFICallbackError> for CrmError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        // The rest is where it was thrown.
        let what = error.reason.lines().next().unwrap_or_default();
        Error::new(&codes::LISTENER_FAILED).with("what", what).into()
    }
}

impl std::fmt::Display for CrmError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let detail = self.detail();
        write!(f, "{} [{}]", detail.text, detail.code)
    }
}

impl std::error::Error for CrmError {}
