//! Custom fields.

use super::{customer, finds, named, names, read};
use crate::Backend;
use crate::rows::{custom, date, groups, put, time};
use crmkit_core::model::{Kind, Money, Number, Raw, Value};
use crmkit_core::query::{
    Bin, Bound, BoundAggregate, BoundGroup, BoundMeasure, BoundQuery, Cmp, Column, ColumnRef,
    Direction, OwnerSet, TextOp, Visibility,
};
use crmkit_core::store::{self, Store};
use uuid::Uuid;

/// A kind with a smaller and a larger value.
fn kinds() -> [(Kind, Value, Value); 8] {
    let id = |n| Value::Id(Uuid::from_u128(n));
    let number = |n| Value::Number(Number::from_scaled(n));
    let money = |n| Value::Money(Money::from_scaled(n));
    [
        (Kind::Bool, false.into(), true.into()),
        (Kind::Int, i64::MIN.into(), i64::MAX.into()),
        (Kind::Number, number(-1), number(9_007_199_254_740_993)),
        (Kind::Money, money(9), money(10)),
        (Kind::Text, "10 \"%\\' 鲸😀".into(), "9".into()),
        (Kind::Id("option_item"), id(9), id(u128::MAX)),
        (Kind::Date, date(-700_000), date(1)),
        (Kind::Time, time(-1), time(1_700_000_000_123_456)),
    ]
}

/// Custom fields filter, sort and group by their number like real columns, also while they are
/// indexed and after they no longer are.
pub fn custom_fields_of_every_kind(backend: &dyn Backend) {
    let store = backend.open();
    let values = |large: bool| {
        let pick = |(i, (_, a, b)): (usize, (Kind, Value, Value))| {
            (10_000 + i as u32, if large { b } else { a })
        };
        custom(&kinds().into_iter().enumerate().map(pick).collect::<Vec<_>>())
    };
    let rows = [
        named("large").with("custom", values(true)),
        named("none"),
        named("small").with("custom", values(false)),
        named("other").with("custom", custom(&[(1, "x".into())])),
    ];
    put(&*store, &rows);
    for (i, (kind, small, large)) in kinds().into_iter().enumerate() {
        let no = 10_000 + i as u32;
        let column = Column { at: ColumnRef::Custom(no), kind, nullable: true };
        for indexed in [None, Some(true), Some(true), Some(false)] {
            if let Some(wanted) = indexed {
                let index =
                    store::write(&*store, None, |w| w.index_custom(customer(), no, kind, wanted));
                index.unwrap();
            }
            one_kind(&*store, column, &small, &large);
        }
        store::write(&*store, None, |w| w.index_custom(customer(), no, kind, true)).unwrap();
    }
    put(&*store, &[named("later").with("custom", values(true))]);
    let flag = Column { at: ColumnRef::Custom(10_000), kind: Kind::Bool, nullable: true };
    finds(&*store, Bound::Cmp(flag, Cmp::Eq, true.into()), &["large", "later"]);
}

fn one_kind(store: &dyn Store, column: Column, small: &Value, large: &Value) {
    let is = |v: &Value| Bound::Cmp(column, Cmp::Eq, v.clone());
    finds(store, is(small), &["small"]);
    finds(store, is(large), &["large"]);
    finds(store, Bound::Not(Box::new(is(large))), &["none", "small", "other"]);
    finds(store, Bound::IsNull(column), &["none", "other"]);
    finds(store, Bound::In(column, vec![large.clone(), small.clone()]), &["large", "small"]);
    finds(store, Bound::Cmp(column, Cmp::Lt, large.clone()), &["small"]);
    finds(store, Bound::Range(column, Some(small.clone()), Some(large.clone())), &["small"]);
    match (column.kind, small) {
        (Kind::Text, _) => {
            finds(store, Bound::Text(column, TextOp::Contains, "%\\' 鲸".into()), &["small"]);
        }
        (_, Value::Id(id)) => {
            finds(store, Bound::InSet(column, OwnerSet::new(vec![*id])), &["small"]);
        }
        _ => {}
    }
    let order = |direction| {
        names(
            store,
            &BoundQuery { order: vec![(column, direction)], ..BoundQuery::all(customer()) },
        )
    };
    assert_eq!(order(Direction::Asc), ["none", "other", "small", "large"], "{column:?}");
    assert_eq!(order(Direction::Desc), ["large", "small", "other", "none"], "{column:?}");
    let aggregate = BoundAggregate {
        entity: customer(),
        visibility: Visibility::Everything,
        bin: Bin::Live,
        filter: Bound::All,
        groups: vec![BoundGroup { column, bucket: None }],
        measures: vec![BoundMeasure::Count, BoundMeasure::Max(column)],
    };
    let row = |v: &Value, n| vec![v.raw().into_owned(), Raw::Int(n), v.raw().into_owned()];
    let expected = [row(&Value::Null, 2), row(small, 1), row(large, 1)];
    assert_eq!(read(store, |r| groups(r, &aggregate)), expected, "{column:?}");
}
