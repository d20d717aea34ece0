//! Filters as text, so that a saved view can be read in a diff. [`super::parse`] reads it back.

use super::filter::{Cmp, Filter, Operand, Relative, Set, TextOp};
use super::period::Period;
use std::fmt::{self, Display, Formatter, Write};

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Filter::All => f.write_str("all"),
            Filter::Nothing => f.write_str("nothing"),
            Filter::Cmp { field, op, value } => write!(f, "{field} {op} {value}"),
            Filter::In { field, values } => {
                write!(f, "{field} in (")?;
                for (i, value) in values.iter().enumerate() {
                    f.write_str(if i == 0 { "" } else { ", " })?;
                    value.fmt(f)?;
                }
                f.write_char(')')
            }
            Filter::InSet { field, set } => write!(f, "{field} in {set}"),
            Filter::Text { field, op, text } => {
                write!(f, "{field} {op} ")?;
                quote(text, f)
            }
            Filter::Range { field, from, to } => {
                write!(f, "{field} in [")?;
                bound(from.as_ref(), f)?;
                f.write_str(", ")?;
                bound(to.as_ref(), f)?;
                f.write_char(')')
            }
            Filter::IsNull { field } => write!(f, "{field} is null"),
            Filter::And(of) => join(of, "and", f),
            Filter::Or(of) => join(of, "or", f),
            Filter::Not(of) => {
                f.write_str("not ")?;
                atom(of, f)
            }
            Filter::Has { relation, filter } => write!(f, "has {relation} ({filter})"),
        }
    }
}

/// Members of a conjunction or alternative; a nested one stands in parentheses, and so does one
/// with fewer than two members (it is written as a call so that it reads back as it was).
fn join(of: &[Filter], word: &str, f: &mut Formatter<'_>) -> fmt::Result {
    if of.len() < 2 {
        write!(f, "{word}(")?;
        if let Some(only) = of.first() {
            only.fmt(f)?;
        }
        return f.write_char(')');
    }
    for (i, filter) in of.iter().enumerate() {
        if i > 0 {
            write!(f, " {word} ")?;
        }
        atom(filter, f)?;
    }
    Ok(())
}

fn atom(filter: &Filter, f: &mut Formatter<'_>) -> fmt::Result {
    match filter {
        Filter::And(of) | Filter::Or(of) if of.len() >= 2 => write!(f, "({filter})"),
        other => other.fmt(f),
    }
}

fn bound(value: Option<&Operand>, f: &mut Formatter<'_>) -> fmt::Result {
    match value {
        Some(value) => value.fmt(f),
        None => f.write_char('*'),
    }
}

fn quote(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(&serde_json::to_string(text).unwrap_or_default())
}

impl Display for Cmp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cmp::Eq => "=",
            Cmp::Lt => "<",
            Cmp::Le => "<=",
            Cmp::Gt => ">",
            Cmp::Ge => ">=",
        })
    }
}

impl Display for TextOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TextOp::Contains => "contains",
            TextOp::StartsWith => "starts_with",
            TextOp::EndsWith => "ends_with",
        })
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Bool(b) => b.fmt(f),
            Operand::Int(i) => i.fmt(f),
            Operand::Text(t) => quote(t, f),
            Operand::Field { field } => f.write_str(field),
            Operand::Relative(r) => match r {
                Relative::Me {} => f.write_str("me()"),
                Relative::Today(n) => write!(f, "today({n})"),
                Relative::Now(n) => write!(f, "now({n})"),
            },
        }
    }
}

impl Display for Set {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Set::MySubordinates {} => f.write_str("my_subordinates()"),
            Set::MyDepartment {} => f.write_str("my_department()"),
            Set::MyDepartments {} => f.write_str("my_departments()"),
            Set::Period(period) => match period {
                Period::Day(n) => write!(f, "day({n})"),
                Period::Week(n) => write!(f, "week({n})"),
                Period::Month(n) => write!(f, "month({n})"),
                Period::Quarter(n) => write!(f, "quarter({n})"),
                Period::Year(n) => write!(f, "year({n})"),
                Period::LastDays(n) => write!(f, "last_days({n})"),
                Period::NextDays(n) => write!(f, "next_days({n})"),
            },
        }
    }
}
