//! The interpreter: what a bound condition means for one row. `MemoryStore` runs on it, and
//! every other backend is compared with it.

use super::bound::{Bound, Column, ColumnRef, Keys, Link, Visibility};
use super::filter::{Cmp, TextOp};
use crate::model::{EntityMeta, Value};
use std::cmp::Ordering;
use uuid::Uuid;

/// A row under evaluation, and the rows around it.
pub trait Facts {
    /// The value of a column of the row.
    fn value(&self, column: Column) -> Value;
    /// The id of the row.
    fn id(&self) -> Uuid;
    /// Whether some live row of an entity fulfils a condition on it: `link` says how it hangs
    /// on this row.
    fn any(
        &self,
        entity: &'static EntityMeta,
        link: Link,
        test: &dyn Fn(&dyn Facts) -> bool,
    ) -> bool;
    /// Whether the row's team admits somebody.
    fn member(&self, member: &super::Member) -> bool;
}

/// Whether a row fulfils a condition.
pub fn matches(bound: &Bound, row: &dyn Facts) -> bool {
    match bound {
        Bound::All => true,
        Bound::Nothing => false,
        Bound::Cmp(column, op, value) => {
            let found = row.value(*column);
            !found.is_null() && compare(*op, found.cmp(value))
        }
        Bound::Columns(column, op, other) => {
            let (found, other) = (row.value(*column), row.value(*other));
            !found.is_null() && !other.is_null() && compare(*op, found.cmp(&other))
        }
        Bound::In(column, values) => {
            let found = row.value(*column);
            !found.is_null() && values.contains(&found)
        }
        Bound::InSet(column, set) => row.value(*column).as_id().is_some_and(|id| set.contains(id)),
        Bound::Text(column, op, text) => match row.value(*column) {
            Value::Text(found) => text_matches(*op, &found, text),
            _ => false,
        },
        Bound::Range(column, from, to) => {
            let found = row.value(*column);
            !found.is_null()
                && from.as_ref().is_none_or(|f| found >= *f)
                && to.as_ref().is_none_or(|t| found < *t)
        }
        Bound::IsNull(column) => row.value(*column).is_null(),
        Bound::And(of) => of.iter().all(|b| matches(b, row)),
        Bound::Or(of) => of.iter().any(|b| matches(b, row)),
        Bound::Not(of) => !matches(of, row),
        Bound::Has(related) => row.any(related.entity, related.link, &|other| {
            visible(&related.visibility, other) && matches(&related.filter, other)
        }),
    }
}

fn compare(op: Cmp, ordering: Ordering) -> bool {
    match op {
        Cmp::Eq => ordering.is_eq(),
        Cmp::Lt => ordering.is_lt(),
        Cmp::Le => ordering.is_le(),
        Cmp::Gt => ordering.is_gt(),
        Cmp::Ge => ordering.is_ge(),
    }
}

/// Whether a text stands in another, ignoring ASCII case.
pub fn text_matches(op: TextOp, found: &str, text: &str) -> bool {
    let (found, text) = (found.as_bytes(), text.as_bytes());
    let same = |part: Option<&[u8]>| part.is_some_and(|p| p.eq_ignore_ascii_case(text));
    match op {
        TextOp::Contains => {
            text.is_empty() || found.windows(text.len()).any(|w| w.eq_ignore_ascii_case(text))
        }
        TextOp::StartsWith => same(found.get(..text.len())),
        TextOp::EndsWith => {
            same(found.len().checked_sub(text.len()).and_then(|from| found.get(from..)))
        }
    }
}

/// Whether a row is visible.
pub fn visible(visibility: &Visibility, row: &dyn Facts) -> bool {
    match visibility {
        Visibility::Everything => true,
        Visibility::Nothing => false,
        Visibility::Keys(keys) => opened(keys, row),
        Visibility::Roots(roots) => roots.iter().any(|(column, entity, inner)| {
            row.any(entity, Link::Forward(*column), &|root| visible(inner, root))
        }),
        Visibility::Where(bound) => matches(bound, row),
    }
}

fn opened(keys: &Keys, row: &dyn Facts) -> bool {
    let owner = Column {
        at: ColumnRef::Field(keys.owner),
        kind: crate::model::Kind::Id("employee"),
        nullable: true,
    };
    // What nobody owns is open to no team: it lies in a pool, whose members see it.
    row.value(owner).as_id().is_some_and(|owner| {
        keys.owners.contains(owner) || keys.member.as_ref().is_some_and(|m| row.member(m))
    })
}
