//! The bugs: each is a mistake that a backend could really make.

use super::{Bug, Odd, SOUND};
use crmkit_core::model::{Kind, Value, Zone};
use crmkit_core::query::{
    Admission, Bin, Bound, BoundMeasure, Bucket, Cmp, Column, ColumnRef, Direction, Keys, Link,
    Member, Owners, TextOp, Visibility,
};

/// A mistake in keys.
fn keys(visibility: Visibility, change: impl Fn(&mut Keys)) -> Visibility {
    match visibility {
        Visibility::Keys(mut keys) => {
            change(&mut keys);
            Visibility::Keys(keys)
        }
        other => other,
    }
}

fn member(visibility: Visibility, change: impl Fn(&mut Member)) -> Visibility {
    keys(visibility, |keys| keys.member.iter_mut().for_each(&change))
}

fn odd(name: &'static str, odd: Odd) -> Bug {
    Bug { name, odd: Some(odd), ..SOUND }
}

fn bound(name: &'static str, bound: fn(Bound) -> Bound) -> Bug {
    Bug { name, bound, ..SOUND }
}

fn visibility(name: &'static str, visibility: fn(Visibility) -> Visibility) -> Bug {
    Bug { name, visibility, ..SOUND }
}

/// All bugs.
pub(super) fn all() -> Vec<Bug> {
    [conditions(), visibilities(), lists(), writes()].concat()
}

fn conditions() -> Vec<Bug> {
    vec![
        bound("< is <=", |b| match b {
            Bound::Cmp(column, Cmp::Lt, value) => Bound::Cmp(column, Cmp::Le, value),
            other => other,
        }),
        bound("columns that are both absent are equal", |b| match b {
            Bound::Columns(one, Cmp::Eq, other) => Bound::Or(vec![
                Bound::Columns(one, Cmp::Eq, other),
                Bound::And(vec![Bound::IsNull(one), Bound::IsNull(other)]),
            ]),
            other => other,
        }),
        bound("ranges include their end", |b| match b {
            Bound::Range(column, from, Some(to)) => Bound::Or(vec![
                Bound::Cmp(column, Cmp::Eq, to.clone()),
                Bound::Range(column, from, Some(to)),
            ]),
            other => other,
        }),
        bound("an open range holds absent values", |b| match b {
            Bound::Range(_, None, None) => Bound::All,
            other => other,
        }),
        bound("not is SQL's not", |b| match b {
            Bound::Not(inner) => match *inner {
                Bound::Cmp(column, ..) | Bound::In(column, _) | Bound::Text(column, ..) => {
                    Bound::Not(Box::new(Bound::Or(vec![*inner, Bound::IsNull(column)])))
                }
                inner => Bound::Not(Box::new(inner)),
            },
            other => other,
        }),
        bound("% is a wildcard", |b| match b {
            Bound::Text(column, _, text) if text == "%" => {
                Bound::Text(column, TextOp::Contains, String::new())
            }
            other => other,
        }),
        bound("_ is a wildcard", |b| match b {
            Bound::Text(column, op, text) if text.contains('_') => {
                Bound::Text(column, op, text.split('_').next().unwrap_or("").into())
            }
            other => other,
        }),
        bound("text is compared ignoring case", |b| match b {
            Bound::Cmp(column, Cmp::Eq, Value::Text(text)) if column.kind == Kind::Text => {
                Bound::And(vec![
                    Bound::Text(column, TextOp::StartsWith, text.clone()),
                    Bound::Text(column, TextOp::EndsWith, text),
                ])
            }
            other => other,
        }),
        bound("an empty list holds everything", |b| match b {
            Bound::In(_, values) if values.is_empty() => Bound::All,
            other => other,
        }),
        bound("no alternative is fulfilled", |b| match b {
            Bound::Or(of) if of.is_empty() => Bound::All,
            other => other,
        }),
        bound("related rows are seen by everybody", |b| match b {
            Bound::Has(mut related) => {
                related.visibility = Visibility::Everything;
                Bound::Has(related)
            }
            other => other,
        }),
        bound("a reference is enough, its row may be gone", |b| match b {
            Bound::Has(related) if related.filter == Bound::All => match related.link {
                Link::Forward(at) if related.visibility == Visibility::Everything => {
                    let id =
                        Column { at: ColumnRef::Field(at), kind: Kind::Id(""), nullable: true };
                    Bound::Not(Box::new(Bound::IsNull(id)))
                }
                _ => Bound::Has(related),
            },
            other => other,
        }),
        bound("an empty text is absent", |b| match b {
            Bound::IsNull(column) if column.kind == Kind::Text => Bound::Or(vec![
                Bound::IsNull(column),
                Bound::Cmp(column, Cmp::Eq, String::new().into()),
            ]),
            other => other,
        }),
    ]
}

fn visibilities() -> Vec<Bug> {
    vec![
        visibility("an empty set of owners is everybody", |v| {
            keys(v, |k| match &k.owners {
                Owners::Set(set) if set.ids().is_empty() => k.owners = Owners::Anyone,
                _ => {}
            })
        }),
        visibility("the pool is seen by who sees everybody's", |v| match v {
            Visibility::Keys(Keys { owners: Owners::Anyone, .. }) => Visibility::Everything,
            other => other,
        }),
        visibility("membership lasts through its end", |v| {
            member(v, |m| m.now -= chrono::TimeDelta::microseconds(1))
        }),
        visibility("membership lasts for ever", |v| {
            member(v, |m| m.now = crmkit_core::model::Timestamp::MIN_UTC)
        }),
        visibility("readers may write", |v| member(v, |m| m.admits = Admission::Any)),
        visibility("teams are forgotten", |v| keys(v, |k| k.member = None)),
        visibility("one root is enough to look at", |v| match v {
            Visibility::Roots(roots) => Visibility::Roots(roots.into_iter().take(1).collect()),
            other => other,
        }),
        Bug { name: "get sees everything", get: |v, _| *v = Visibility::Everything, ..SOUND },
        Bug { name: "get forgets the bin", get: |_, bin| *bin = Bin::Any, ..SOUND },
    ]
}

fn lists() -> Vec<Bug> {
    let query = |name, query| Bug { name, query, ..SOUND };
    let aggregate = |name, aggregate| Bug { name, aggregate, ..SOUND };
    vec![
        query("lists forget the bin", |q| q.bin = Bin::Any),
        query("ties are by id", |q| {
            q.order.push((Column::field(q.entity, 0), Direction::Asc));
            if let Some(after) = &mut q.after {
                after.values.push(Value::Id(after.id));
            }
        }),
        query("only the first field orders", |q| {
            q.order.truncate(1);
            if let Some(after) = &mut q.after {
                after.values.truncate(1);
            }
        }),
        query("pages begin at the start", |q| q.after = None),
        query("a page has a row too many", |q| q.limit = q.limit.saturating_add(1)),
        query("the search finds everything", |q| q.search = None),
        odd("empty values sort last", Odd::NullsLast),
        odd("the total is that of the page", Odd::CountsThePage),
        aggregate("aggregates forget the bin", |a| a.bin = Bin::Any),
        aggregate("days are those of UTC", |a| {
            for group in &mut a.groups {
                group.bucket =
                    group.bucket.map(|(b, _)| (b, Zone::parse("UTC").unwrap_or_default()));
            }
        }),
        aggregate("weeks begin on another day", |a| {
            for (bucket, _) in a.groups.iter_mut().filter_map(|g| g.bucket.as_mut()) {
                if *bucket == Bucket::Week {
                    *bucket = Bucket::Day;
                }
            }
        }),
        aggregate("absent values are counted", |a| {
            for measure in &mut a.measures {
                if matches!(measure, BoundMeasure::CountOf(_)) {
                    *measure = BoundMeasure::Count;
                }
            }
        }),
        aggregate("groups are visible to all", |a| a.visibility = Visibility::Everything),
    ]
}

fn writes() -> Vec<Bug> {
    vec![
        odd("a failed part keeps what it did", Odd::PartsKeep),
        odd("an error commits", Odd::ErrorsCommit),
        odd("updates ignore rev", Odd::RevIgnored),
        odd("keys are not freed", Odd::KeysStay),
        odd("counters are set, not added to", Odd::CountersReset),
        odd("empty text removes nothing", Odd::TextStays),
        odd("derived data stays", Odd::DerivedStays),
        odd("deletions are miscounted", Odd::DeletesOne),
    ]
}
