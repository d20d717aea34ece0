//! The unbound filter tree and the handles that build it.

use super::Period;
use crate::model::{Field, FieldType, Value};
use serde::{Deserialize, Serialize};
use std::ops::{BitAnd, BitOr, Not};

/// A condition over the rows of an entity; twelve kinds of nodes.
///
/// A comparison with an absent value is false, and [`Filter::Not`] is the exact complement: a
/// row is in `f` or in `not f`, never in neither.
///
/// ```
/// use crmkit_core::query::Filter;
/// let filter: Filter = r#"name contains "科技" and not owner_id = me()"#.parse()?;
/// assert_eq!(filter.to_string(), r#"name contains "科技" and not owner_id = me()"#);
/// # Ok::<(), crmkit_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Filter {
    /// Every row.
    #[default]
    All,
    /// No row.
    Nothing,
    /// A field against a value, or against another field of the same record.
    Cmp {
        /// The field's name, `relation.field`, or `custom.key`.
        field: String,
        /// How they compare.
        op: Cmp,
        /// The value.
        value: Operand,
    },
    /// A field is one of these values.
    In {
        /// The field.
        field: String,
        /// The values.
        values: Vec<Operand>,
    },
    /// A field lies in a set known only when asked.
    InSet {
        /// The field.
        field: String,
        /// The set.
        set: Set,
    },
    /// A text field, ignoring ASCII case.
    Text {
        /// The field.
        field: String,
        /// Where the text stands.
        op: TextOp,
        /// The text.
        text: String,
    },
    /// A field from a value, inclusive, to a value, exclusive.
    Range {
        /// The field.
        field: String,
        /// The lower bound.
        from: Option<Operand>,
        /// The upper bound.
        to: Option<Operand>,
    },
    /// A field is empty.
    IsNull {
        /// The field.
        field: String,
    },
    /// All of these.
    And(Vec<Filter>),
    /// Any of these.
    Or(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// A related row that the caller may see fulfils the filter.
    Has {
        /// The relation's name: a reference without `_id`, or a child entity with `s`.
        relation: String,
        /// What holds of the related row.
        filter: Box<Filter>,
    },
}

/// How a field compares to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cmp {
    /// Equal.
    Eq,
    /// Present and less.
    Lt,
    /// Present and less or equal.
    Le,
    /// Present and greater.
    Gt,
    /// Present and greater or equal.
    Ge,
}

/// Where a text stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOp {
    /// Anywhere.
    Contains,
    /// At the beginning.
    StartsWith,
    /// At the end.
    EndsWith,
}

/// A value given in a filter: plain, another field's, or relative to who asks and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Operand {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text; also decimals, ids, dates, instants and choice codes, in their canonical text.
    Text(String),
    /// What another field of the same record holds; only for comparisons.
    Field {
        /// The field's name or `custom.key`.
        field: String,
    },
    /// Known only when asked.
    Relative(Relative),
}

/// A value that depends on who asks and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Relative {
    /// The caller.
    Me {},
    /// The company's date plus days.
    Today(i32),
    /// The instant plus minutes.
    Now(i32),
}

/// A set that depends on who asks and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Set {
    /// The employees below the caller, at any depth.
    MySubordinates {},
    /// The caller's department or its employees.
    MyDepartment {},
    /// The caller's department and all below, or their employees.
    MyDepartments {},
    /// The dates or instants of a period.
    Period(Period),
}

impl Operand {
    /// The canonical operand of a typed value; `None` for no value.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::Bool(b) => Some(Operand::Bool(*b)),
            Value::Int(i) => Some(Operand::Int(*i)),
            other => Some(Operand::Text(other.to_text())),
        }
    }

    fn typed<T: FieldType>(value: &T) -> Option<Self> {
        Self::of(&value.value().unwrap_or_default())
    }
}

impl Filter {
    /// Both; flattens nested conjunctions.
    #[must_use]
    pub fn and(self, other: Filter) -> Filter {
        match (self, other) {
            (Filter::All, f) | (f, Filter::All) => f,
            (Filter::And(mut a), Filter::And(b)) => {
                a.extend(b);
                Filter::And(a)
            }
            (Filter::And(mut a), f) => {
                a.push(f);
                Filter::And(a)
            }
            (a, b) => Filter::And(vec![a, b]),
        }
    }

    /// Either; flattens nested alternatives.
    #[must_use]
    pub fn or(self, other: Filter) -> Filter {
        match (self, other) {
            (Filter::Nothing, f) | (f, Filter::Nothing) => f,
            (Filter::Or(mut a), Filter::Or(b)) => {
                a.extend(b);
                Filter::Or(a)
            }
            (Filter::Or(mut a), f) => {
                a.push(f);
                Filter::Or(a)
            }
            (a, b) => Filter::Or(vec![a, b]),
        }
    }

    /// A related row fulfils the filter.
    pub fn has(relation: impl Into<String>, filter: Filter) -> Filter {
        Filter::Has { relation: relation.into(), filter: Box::new(filter) }
    }
}

impl BitAnd for Filter {
    type Output = Filter;
    fn bitand(self, other: Filter) -> Filter {
        self.and(other)
    }
}

impl BitOr for Filter {
    type Output = Filter;
    fn bitor(self, other: Filter) -> Filter {
        self.or(other)
    }
}

impl Not for Filter {
    type Output = Filter;
    fn not(self) -> Filter {
        match self {
            Filter::Not(inner) => *inner,
            other => Filter::Not(Box::new(other)),
        }
    }
}

impl<T: FieldType> Field<T> {
    fn cmp(self, op: Cmp, value: &T) -> Filter {
        match Operand::typed(value) {
            Some(value) => Filter::Cmp { field: self.name.into(), op, value },
            None => Filter::Nothing,
        }
    }

    /// Equal to a value.
    #[allow(clippy::should_implement_trait, reason = "builds a filter")]
    pub fn eq(self, value: T) -> Filter {
        self.cmp(Cmp::Eq, &value)
    }

    /// Not equal to a value; true for an empty field.
    #[allow(clippy::should_implement_trait, reason = "builds a filter")]
    pub fn ne(self, value: T) -> Filter {
        !self.cmp(Cmp::Eq, &value)
    }

    /// Present and less than a value.
    #[allow(clippy::should_implement_trait, reason = "builds a filter")]
    pub fn lt(self, value: T) -> Filter {
        self.cmp(Cmp::Lt, &value)
    }

    /// Present and at most a value.
    #[allow(clippy::should_implement_trait, reason = "builds a filter")]
    pub fn le(self, value: T) -> Filter {
        self.cmp(Cmp::Le, &value)
    }

    /// Present and greater than a value.
    #[allow(clippy::should_implement_trait, reason = "builds a filter")]
    pub fn gt(self, value: T) -> Filter {
        self.cmp(Cmp::Gt, &value)
    }

    /// Present and at least a value.
    #[allow(clippy::should_implement_trait, reason = "builds a filter")]
    pub fn ge(self, value: T) -> Filter {
        self.cmp(Cmp::Ge, &value)
    }

    /// From a value, inclusive, to a value, exclusive.
    pub fn between(self, from: T, to: T) -> Filter {
        Filter::Range {
            field: self.name.into(),
            from: Operand::typed(&from),
            to: Operand::typed(&to),
        }
    }

    /// One of these values.
    pub fn is_in(self, values: impl IntoIterator<Item = T>) -> Filter {
        let values = values.into_iter().filter_map(|v| Operand::typed(&v)).collect();
        Filter::In { field: self.name.into(), values }
    }
}

impl<T> Field<T> {
    /// Empty.
    pub fn is_null(self) -> Filter {
        Filter::IsNull { field: self.name.into() }
    }

    /// Against another field of the same record and kind.
    pub fn compare<U>(self, op: Cmp, other: Field<U>) -> Filter {
        let value = Operand::Field { field: other.name.into() };
        Filter::Cmp { field: self.name.into(), op, value }
    }

    /// Equal to what is known only when asked.
    pub fn is(self, value: Relative) -> Filter {
        Filter::Cmp { field: self.name.into(), op: Cmp::Eq, value: Operand::Relative(value) }
    }

    /// In a set known only when asked.
    pub fn within(self, set: impl Into<Set>) -> Filter {
        Filter::InSet { field: self.name.into(), set: set.into() }
    }
}

impl Field<String> {
    fn text(self, op: TextOp, text: impl Into<String>) -> Filter {
        Filter::Text { field: self.name.into(), op, text: text.into() }
    }

    /// Contains a text, ignoring ASCII case.
    pub fn contains(self, text: impl Into<String>) -> Filter {
        self.text(TextOp::Contains, text)
    }

    /// Starts with a text, ignoring ASCII case.
    pub fn starts_with(self, text: impl Into<String>) -> Filter {
        self.text(TextOp::StartsWith, text)
    }

    /// Ends with a text, ignoring ASCII case.
    pub fn ends_with(self, text: impl Into<String>) -> Filter {
        self.text(TextOp::EndsWith, text)
    }
}

impl From<Period> for Set {
    fn from(period: Period) -> Self {
        Set::Period(period)
    }
}
