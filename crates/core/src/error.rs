//! Errors are data, so that a phone app can word them and a test can name them.
//!
//! An [`Error`] says what kind of thing went wrong, a stable code, the parameters that fill its
//! message, and where it applies the entity and field at fault. The text is made on demand, in
//! Chinese or English, from the one declaration of the code in [`codes`]. Personal data and
//! rows the caller may not see never enter the parameters.

pub mod codes;

use crate::model::{EntityMeta, FieldMeta, Label, Locale};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The result of everything that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What sort of failure it is; decides what the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ErrorKind {
    /// The record does not exist, or the caller may not know that it does.
    NotFound,
    /// The input is wrong; correct it and call again.
    Invalid,
    /// The caller may not do this.
    Forbidden,
    /// Somebody changed the record in between; read it again.
    Conflict,
    /// A business rule says no.
    RuleViolated,
    /// A cap, quota or size bound is reached.
    LimitReached,
    /// A value that must be unique is taken.
    Duplicate,
    /// This backend or file cannot do it.
    Unsupported,
    /// The call was interrupted or ran past its deadline.
    Interrupted,
    /// The handle was closed.
    Closed,
    /// The file or the disk failed; nothing was changed.
    Storage,
    /// The commit failed in a way that may have kept the change: run the same command id again.
    CommitOutcomeUnknown,
    /// A defect of crmkit.
    Internal,
}

/// The declaration of an error: its identity and its words.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable dotted identity, e.g. `pool.claim.daily_limit`.
    pub code: &'static str,
    /// The kind that every error of this code has.
    pub kind: ErrorKind,
    /// Chinese message with `{parameters}`.
    pub zh: &'static str,
    /// English message with `{parameters}`.
    pub en: &'static str,
}

#[derive(Debug, Clone)]
struct Inner {
    code: &'static Code,
    params: BTreeMap<Cow<'static, str>, String>,
    entity: Option<String>,
    field: Option<String>,
    labels: Labels,
}

/// What people call the things in a message, by parameter: `field`, `entity`, `target` …
type Labels = BTreeMap<Cow<'static, str>, Words>;

/// A label in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Words {
    zh: Cow<'static, str>,
    en: Cow<'static, str>,
}

/// A failure: kind, stable code, parameters, and where it applies entity and field.
///
/// ```
/// use crmkit_core::{Error, ErrorKind, error::codes, model::Locale};
/// let error = Error::new(&codes::TEXT_TOO_LONG).with("max", 255).field("name");
/// assert_eq!(error.kind(), ErrorKind::Invalid);
/// assert_eq!(error.code(), "value.too_long");
/// assert_eq!(error.message(Locale::En), "name is longer than 255 characters");
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

/// Labels are words for the same entity and field.
impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        let key =
            |e: &Self| (e.0.code.code, e.0.params.clone(), e.0.entity.clone(), e.0.field.clone());
        key(self) == key(other)
    }
}

impl Error {
    /// An error of the given declaration, without parameters yet.
    pub fn new(code: &'static Code) -> Self {
        Self(Box::new(Inner {
            code,
            params: BTreeMap::new(),
            entity: None,
            field: None,
            labels: Labels::new(),
        }))
    }

    /// Adds a parameter of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.0.params.insert(Cow::Borrowed(name), value.to_string());
        self
    }

    /// Names the entity at fault.
    #[must_use]
    pub fn entity(mut self, name: impl Into<String>) -> Self {
        self.0.entity = Some(name.into());
        self
    }

    /// Names a declared entity, which messages then call by its label.
    #[must_use]
    pub fn of(self, entity: &EntityMeta) -> Self {
        self.called("entity", entity.label).entity(entity.name)
    }

    /// Names a declared field, which messages then call by its label.
    #[must_use]
    pub fn at(self, field: &FieldMeta) -> Self {
        self.called("field", field.label).field(field.name)
    }

    /// Says what people call a parameter of the message.
    #[must_use]
    pub fn called(self, parameter: &'static str, label: Label) -> Self {
        self.called_as(parameter, label.zh, label.en)
    }

    /// The same with words that are known only at run time.
    #[must_use]
    pub(crate) fn called_as(
        mut self,
        parameter: &'static str,
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.0.labels.insert(parameter.into(), Words { zh: zh.into(), en: en.into() });
        self
    }

    /// Whether it is already said what people call a parameter.
    pub(crate) fn is_called(&self, parameter: &str) -> bool {
        self.0.labels.contains_key(parameter)
    }

    /// Names the field at fault.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.0.field = Some(name.into());
        self
    }

    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.code.kind
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.0.code.code
    }

    /// Whether this is an error of the given declaration.
    pub fn is(&self, code: &'static Code) -> bool {
        self.0.code == code
    }

    /// Whether the machine failed rather than a rule refused: a batch then ends as a whole.
    pub fn is_of_machine(&self) -> bool {
        use ErrorKind::{
            Closed, CommitOutcomeUnknown, Internal, Interrupted, Storage, Unsupported,
        };
        matches!(
            self.kind(),
            Internal | Closed | Interrupted | Storage | CommitOutcomeUnknown | Unsupported
        )
    }

    /// The parameters of the message, by name.
    pub fn params(&self) -> &BTreeMap<Cow<'static, str>, String> {
        &self.0.params
    }

    /// The entity at fault, if one is.
    pub fn entity_name(&self) -> Option<&str> {
        self.0.entity.as_deref()
    }

    /// The field at fault, if one is.
    pub fn field_name(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The message for a person, in the given language.
    pub fn message(&self, locale: Locale) -> String {
        let template = match locale {
            Locale::ZhCn => self.0.code.zh,
            Locale::En => self.0.code.en,
        };
        let mut text = template.to_owned();
        for (name, words) in &self.0.labels {
            let word = match locale {
                Locale::ZhCn => &words.zh,
                Locale::En => &words.en,
            };
            text = text.replace(&format!("{{{name}}}"), word);
        }
        for (name, value) in &self.0.params {
            text = text.replace(&format!("{{{name}}}"), &shown(value));
        }
        text.replace("{field}", &shown(self.0.field.as_deref().unwrap_or("?")))
            .replace("{entity}", self.0.entity.as_deref().unwrap_or("?"))
    }
}

/// What was given, as a message repeats it: not at any length, and without characters that do
/// something where it is shown or logged.
fn shown(value: &str) -> String {
    const MOST: usize = 1000;
    let harmless = |c: char| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
    let mut text: String = value.chars().take(MOST).map(harmless).collect();
    if value.chars().nth(MOST).is_some() {
        text.push('…');
    }
    text
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.message(Locale::En), self.code())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}, {})", self.kind(), self)
    }
}

impl std::error::Error for Error {}

impl Serialize for Error {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut s = serializer.serialize_struct("Error", 7)?;
        s.serialize_field("kind", &self.kind())?;
        s.serialize_field("code", self.code())?;
        s.serialize_field("params", &self.0.params)?;
        s.serialize_field("entity", &self.0.entity)?;
        s.serialize_field("field", &self.0.field)?;
        s.serialize_field("message", &self.message(Locale::En))?;
        s.serialize_field("labels", &self.0.labels)?;
        s.end()
    }
}

/// Reads a logged error back; a code that this version does not know is a defect of the log.
impl<'de> Deserialize<'de> for Error {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Shape {
            code: String,
            params: BTreeMap<String, String>,
            entity: Option<String>,
            field: Option<String>,
            #[serde(default)]
            labels: Labels,
        }
        let shape = Shape::deserialize(deserializer)?;
        let code = codes::ALL.iter().copied().find(|c| c.code == shape.code);
        let code = code.ok_or_else(|| serde::de::Error::custom("unknown error code"))?;
        let params = shape.params.into_iter().map(|(k, v)| (Cow::Owned(k), v)).collect();
        let mut error = Self::new(code);
        error.0.params = params;
        error.0.entity = shape.entity;
        error.0.field = shape.field;
        error.0.labels = shape.labels;
        Ok(error)
    }
}

/// A defect of crmkit itself: something the code above rules out happened all the same.
pub fn internal(what: impl fmt::Display) -> Error {
    Error::new(&codes::INTERNAL).with("what", what)
}

/// Turns an absence into an error of the given declaration.
pub trait OrError<T> {
    /// The value, or an error of this declaration.
    fn or_error(self, code: &'static Code) -> Result<T>;
}

impl<T> OrError<T> for Option<T> {
    fn or_error(self, code: &'static Code) -> Result<T> {
        self.ok_or_else(|| Error::new(code))
    }
}

/// What was yielded, or nothing where a rule refused; a machine that failed is no refusal.
pub(crate) fn unless_refused<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_of_machine() => Err(error),
        Err(_) => Ok(None),
    }
}

/// Returns an error of the given declaration unless the condition holds.
pub fn require(condition: bool, code: &'static Code) -> Result<()> {
    if condition { Ok(()) } else { Err(Error::new(code)) }
}
