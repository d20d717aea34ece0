//! What a command did, without generics.

use crate::Result;
use crmkit_core::commands::{IntoYield, RowYield, Yield};
use crmkit_core::error::{Error, codes};
use crmkit_core::ffi::CrmError;
use crmkit_core::model::{CommandId, Locale};
use crmkit_core::session;
use uuid::Uuid;

/// What a command did.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct Outcome {
    /// Its yield.
    pub value: Yield,
    /// The command's id; running it again does nothing new.
    pub command_id: CommandId,
    /// The rows it changed.
    pub changes: Vec<session::Change>,
    /// What the person should know although it was done.
    pub warnings: Vec<CrmError>,
    /// Whether it had been carried out before and this is the first outcome again.
    pub replayed: bool,
}

impl Outcome {
    /// An outcome with its texts in a language.
    pub(crate) fn new<T: IntoYield>(outcome: session::Outcome<T>, locale: Locale) -> Self {
        Self {
            warnings: outcome.warnings.iter().map(|w| CrmError::new(w, locale)).collect(),
            value: outcome.value.into_yield(locale),
            command_id: outcome.command_id,
            changes: outcome.changes,
            replayed: outcome.replayed,
        }
    }
}

#[uniffi::export]
impl Outcome {
    /// The id of the record it made or changed; an error for a command that yields no record.
    pub fn id(&self) -> Result<Uuid> {
        match self.value {
            Yield::Record { id } => Ok(id),
            _ => Err(Error::new(&codes::UNSUPPORTED).with("what", "the id of a batch").into()),
        }
    }

    /// What became of each row; none for a command that is no batch.
    pub fn rows(&self) -> Vec<RowYield> {
        match &self.value {
            Yield::Rows { rows } => rows.clone(),
            _ => Vec::new(),
        }
    }
}
