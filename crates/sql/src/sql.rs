//! A statement that is being put together: static fragments and bound arguments.

use crmkit_core::model::{Raw, Value};
use std::borrow::Cow;
use std::fmt::Write;
use uuid::Uuid;

/// A bound argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg<'a> {
    /// No value.
    Null,
    /// A number, boolean, amount, date or instant.
    Int(i64),
    /// A text.
    Text(Cow<'a, str>),
    /// An id.
    Id(Uuid),
    /// The values of a list, as one argument.
    List(&'a [Value]),
    /// The ids of a set, as one argument.
    Ids(&'a [Uuid]),
}

impl<'a> From<Raw<'a>> for Arg<'a> {
    fn from(raw: Raw<'a>) -> Self {
        match raw {
            Raw::Null => Arg::Null,
            Raw::Int(i) => Arg::Int(i),
            Raw::Text(text) => Arg::Text(text),
            Raw::Id(id) => Arg::Id(id),
        }
    }
}

/// A statement: its text, which is the key of the cache of prepared ones, and its arguments in
/// the order of their question marks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sql<'a> {
    /// The text.
    pub text: String,
    /// The arguments.
    pub args: Vec<Arg<'a>>,
}

impl<'a> Sql<'a> {
    /// Adds a fragment.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a number that is no value: of an alias, a custom field or a scope table.
    pub(crate) fn number(&mut self, n: impl Into<u64>) -> &mut Self {
        let _ = write!(self.text, "{}", n.into());
        self
    }

    /// Adds a value.
    pub(crate) fn bind(&mut self, arg: impl Into<Arg<'a>>) -> &mut Self {
        self.args.push(arg.into());
        self.push("?")
    }
}
