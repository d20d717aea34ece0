//! Choices: fixed labelled lists, stored and sent as stable codes.

use super::{Label, Locale};

/// One option of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChoiceOption {
    /// The stable code.
    pub code: &'static str,
    /// What people read.
    pub label: Label,
}

/// The declaration of a choice.
#[derive(Debug, PartialEq, Eq)]
pub struct ChoiceMeta {
    /// Stable name.
    pub name: &'static str,
    /// The options, in order.
    pub options: &'static [ChoiceOption],
}

impl ChoiceMeta {
    /// The option of a code.
    pub fn option(&self, code: &str) -> Option<&'static ChoiceOption> {
        self.options.iter().find(|o| o.code == code)
    }
}

/// An enum declared by `choice!`.
pub trait Choice: Copy + Eq + 'static {
    /// The declaration.
    const META: &'static ChoiceMeta;
    /// The stable code.
    fn code(self) -> &'static str;
    /// The option of a stable code.
    fn from_code(code: &str) -> Option<Self>;
    /// What people read.
    fn label(self, locale: Locale) -> &'static str {
        Self::META.option(self.code()).map_or(self.code(), |o| o.label.get(locale))
    }
}
