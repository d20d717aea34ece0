//! Conditions.

use super::{customer, finds, named, names, put_names};
use crate::Backend;
use crate::rows::{RowData, column, date, entity, put, time};
use crmkit_core::model::{EntityMeta, Kind, Money, Number, Value};
use crmkit_core::query::{
    Bound, BoundQuery, Cmp, Column, ColumnRef, Link, OwnerSet, Related, TextOp, Visibility, limits,
};
use crmkit_core::store::Store;
use uuid::Uuid;

const COMPARISONS: [(Cmp, &[&str]); 5] = [
    (Cmp::Eq, &["middle"]),
    (Cmp::Lt, &["low"]),
    (Cmp::Le, &["low", "middle"]),
    (Cmp::Gt, &["high"]),
    (Cmp::Ge, &["middle", "high"]),
];

fn not(bound: Bound) -> Bound {
    Bound::Not(Box::new(bound))
}

fn with_custom(name: &str, kind: Kind) -> (Column, impl Fn(Value) -> RowData) {
    let name = name.to_owned();
    let column = Column { at: ColumnRef::Custom(3), kind, nullable: true };
    (column, move |v| named(&name).with("custom", crate::rows::custom(&[(3, v)])))
}

/// Every comparison, on values of every kind that has an order; an absent value fulfils none.
pub fn comparisons_of_every_kind(backend: &dyn Backend) {
    let kinds: [(Kind, [Value; 3]); 6] = [
        (Kind::Int, [i64::MIN.into(), 0.into(), i64::MAX.into()]),
        (Kind::Number, [-1, 0, 10_000_000].map(|n| Value::Number(Number::from_scaled(n)))),
        (Kind::Money, [-1, 9, 10].map(|n| Value::Money(Money::from_scaled(n)))),
        (Kind::Text, ["", "B", "a"].map(Value::from)),
        (Kind::Date, [-1, 0, 1].map(date)),
        (Kind::Time, [-1, 0, 1].map(time)),
    ];
    for (kind, values) in kinds {
        let store = backend.open();
        let (at, _) = with_custom("", kind);
        let rows = ["low", "middle", "high"].into_iter().zip(values.clone());
        let mut rows: Vec<RowData> = rows.map(|(n, v)| with_custom(n, kind).1(v)).collect();
        rows.push(named("absent"));
        put(&*store, &rows);
        for (op, expected) in COMPARISONS {
            finds(&*store, Bound::Cmp(at, op, values[1].clone()), expected);
        }
        columns_of(backend, at, &values);
    }
    let store = backend.open();
    let fields = ["low", "middle", "high"].into_iter().zip([-1, 0, 1]);
    let mut rows: Vec<RowData> = fields.map(|(n, v)| named(n).with("pooled_at", time(v))).collect();
    rows.push(named("absent"));
    put(&*store, &rows);
    for (op, expected) in COMPARISONS {
        finds(&*store, Bound::Cmp(column(customer(), "pooled_at"), op, time(0)), expected);
    }
}

/// A column against another, which holds the middle value.
fn columns_of(backend: &dyn Backend, at: Column, [low, middle, high]: &[Value; 3]) {
    let store = backend.open();
    let other = Column { at: ColumnRef::Custom(4), ..at };
    let row = |name: &str, value: &Value, middle: &Value| {
        let both = crate::rows::custom(&[(3, value.clone()), (4, middle.clone())]);
        named(name).with("custom", both)
    };
    let one = |name: &str, number| {
        named(name).with("custom", crate::rows::custom(&[(number, middle.clone())]))
    };
    let mut rows = vec![row("low", low, middle), row("middle", middle, middle)];
    rows.push(row("high", high, middle));
    rows.extend([one("only this", 3), one("only the other", 4), named("neither")]);
    put(&*store, &rows);
    for (op, expected) in COMPARISONS {
        finds(&*store, Bound::Columns(at, op, other), expected);
        let all = ["low", "middle", "high", "only this", "only the other", "neither"];
        let rest: Vec<&str> = all.into_iter().filter(|n| !expected.contains(n)).collect();
        finds(&*store, not(Bound::Columns(at, op, other)), &rest);
    }
}

/// A row is in a condition or in its negation: absent values do not fall out of both.
pub fn not_is_the_exact_complement(backend: &dyn Backend) {
    let store = backend.open();
    let mobile = column(customer(), "mobile");
    let owner = column(customer(), "owner_id");
    let me = Uuid::from_u128(1);
    put(&*store, &[named("null"), named("x").with("mobile", "x").with("owner_id", Value::Id(me))]);
    let conditions = [
        Bound::Cmp(mobile, Cmp::Eq, "x".into()),
        Bound::Cmp(mobile, Cmp::Gt, "a".into()),
        Bound::In(mobile, vec!["x".into(), "y".into()]),
        Bound::InSet(owner, OwnerSet::new(vec![me])),
        Bound::Text(mobile, TextOp::Contains, "X".into()),
        Bound::Range(mobile, Some("x".into()), None),
        Bound::Range(mobile, None, None),
        Bound::And(vec![Bound::All, Bound::Cmp(mobile, Cmp::Eq, "x".into())]),
        Bound::Or(vec![Bound::Nothing, Bound::Cmp(mobile, Cmp::Eq, "x".into())]),
        not(Bound::IsNull(mobile)),
        not(not(Bound::Cmp(mobile, Cmp::Eq, "x".into()))),
    ];
    for condition in conditions {
        finds(&*store, condition.clone(), &["x"]);
        finds(&*store, not(condition.clone()), &["null"]);
        finds(&*store, not(not(condition.clone())), &["x"]);
        finds(&*store, Bound::And(vec![condition.clone(), not(condition.clone())]), &[]);
        finds(&*store, Bound::Or(vec![condition.clone(), not(condition)]), &["null", "x"]);
    }
    finds(&*store, not(Bound::All), &[]);
    finds(&*store, not(Bound::Nothing), &["null", "x"]);
}

/// Text is found as it is written, but for ASCII case: `%`, `_`, `*` and `\` are no wildcards.
pub fn text_operators(backend: &dyn Backend) {
    let store = backend.open();
    let all = ["", "aBc", "ABCABC", "a%c", "a_c", "a\\c", "ÉÀ", "éà", "科技魁鲸", "a*c?[x]", "'"];
    put_names(&*store, &all);
    let name = column(customer(), "name");
    let found = |op, text: &str, expected: &[&str]| {
        finds(&*store, Bound::Text(name, op, text.into()), expected);
    };
    use TextOp::{Contains, EndsWith, StartsWith};
    found(Contains, "bc", &["aBc", "ABCABC"]);
    found(Contains, "BCA", &["ABCABC"]);
    found(StartsWith, "Ab", &["aBc", "ABCABC"]);
    found(EndsWith, "aBC", &["aBc", "ABCABC"]);
    found(EndsWith, "ab", &[]);
    found(Contains, "%", &["a%c"]);
    found(Contains, "_", &["a_c"]);
    found(Contains, "\\", &["a\\c"]);
    found(StartsWith, "a%", &["a%c"]);
    found(EndsWith, "_C", &["a_c"]);
    found(StartsWith, "a*", &["a*c?[x]"]);
    found(EndsWith, "[X]", &["a*c?[x]"]);
    found(Contains, "é", &["éà"]);
    found(Contains, "É", &["ÉÀ"]);
    found(EndsWith, "鲸", &["科技魁鲸"]);
    found(Contains, "技魁", &["科技魁鲸"]);
    found(Contains, "'", &["'"]);
    for op in [Contains, StartsWith, EndsWith] {
        found(op, "", &all);
        found(op, "aBcABCx", &[]);
        let absent = Bound::Text(column(customer(), "mobile"), op, String::new());
        finds(&*store, absent, &[]);
    }
}

/// Lists and sets hold what is in them; empty ones hold nothing.
pub fn lists_and_sets(backend: &dyn Backend) {
    let store = backend.open();
    let ids = [1, 2, 3].map(Uuid::from_u128);
    let names = ["a", "b", "c"].into_iter().zip(ids);
    let mut rows: Vec<RowData> =
        names.map(|(n, id)| named(n).with("owner_id", Value::Id(id))).collect();
    rows.push(named("nobody's"));
    put(&*store, &rows);
    let (name, owner) = (column(customer(), "name"), column(customer(), "owner_id"));
    let set = |ids: &[Uuid]| Bound::InSet(owner, OwnerSet::new(ids.to_vec()));
    finds(&*store, Bound::In(name, vec![]), &[]);
    finds(&*store, not(Bound::In(name, vec![])), &["a", "b", "c", "nobody's"]);
    finds(&*store, Bound::In(name, vec!["c".into(), "a".into(), "A".into()]), &["a", "c"]);
    finds(&*store, Bound::In(owner, vec![Value::Id(ids[1])]), &["b"]);
    finds(&*store, set(&[]), &[]);
    finds(&*store, not(set(&[])), &["a", "b", "c", "nobody's"]);
    finds(&*store, set(&[ids[2], ids[0], ids[2]]), &["a", "c"]);
    finds(&*store, set(&[Uuid::from_u128(9)]), &[]);
    finds(&*store, not(set(&ids)), &["nobody's"]);
}

/// A range holds its beginning and not its end; an open one every present value.
pub fn ranges_are_half_open(backend: &dyn Backend) {
    let store = backend.open();
    let rows = ["1", "2", "3"].map(|n| named(n).with("mobile", n));
    put(&*store, &rows);
    put(&*store, &[named("null")]);
    let range = |from: Option<&str>, to: Option<&str>| {
        Bound::Range(column(customer(), "mobile"), from.map(Value::from), to.map(Value::from))
    };
    finds(&*store, range(Some("1"), Some("3")), &["1", "2"]);
    finds(&*store, range(Some("2"), None), &["2", "3"]);
    finds(&*store, range(None, Some("2")), &["1"]);
    finds(&*store, range(None, None), &["1", "2", "3"]);
    finds(&*store, range(Some("2"), Some("2")), &[]);
    finds(&*store, range(Some("3"), Some("1")), &[]);
    finds(&*store, not(range(Some("2"), Some("3"))), &["1", "3", "null"]);
}

/// Nothing to fulfil is fulfilled; no alternative is not.
pub fn empty_conjunctions(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a"]);
    finds(&*store, Bound::And(vec![]), &["a"]);
    finds(&*store, Bound::Or(vec![]), &[]);
    finds(&*store, not(Bound::And(vec![])), &[]);
    finds(&*store, not(Bound::Or(vec![])), &["a"]);
    finds(&*store, Bound::All, &["a"]);
    finds(&*store, Bound::Nothing, &[]);
}

fn has(entity: &'static EntityMeta, link: Link, visibility: Visibility, filter: Bound) -> Bound {
    Bound::Has(Box::new(Related { entity, link, visibility, filter }))
}

/// `a` and `b` have the owner Ann; `c` has Bob, who is deleted; `d` has nobody's id; `e` none.
fn owned_customers(store: &dyn Store) {
    let employee = |name| RowData::named(entity("employee"), name);
    put(store, &[employee("Ann"), employee("Bob").with("deleted_at", time(1))]);
    let owner = |name, id| named(name).with("owner_id", Value::Id(id));
    let (ann, bob) = (employee("Ann").id(), employee("Bob").id());
    let lost = owner("d", Uuid::from_u128(4));
    put(store, &[owner("a", ann), owner("b", ann), owner("c", bob), lost, named("e")]);
}

/// A condition on the row that a reference leads to; a deleted or missing one fulfils nothing.
pub fn has_follows_references(backend: &dyn Backend) {
    let store = backend.open();
    owned_customers(&*store);
    let (employee, owner) = (entity("employee"), customer().position("owner_id"));
    let owner_is = |filter| has(employee, Link::Forward(owner), Visibility::Everything, filter);
    let name_is = |name: &str| Bound::Cmp(column(employee, "name"), Cmp::Eq, name.into());
    finds(&*store, owner_is(name_is("Ann")), &["a", "b"]);
    finds(&*store, owner_is(name_is("Bob")), &[]);
    finds(&*store, owner_is(Bound::All), &["a", "b"]);
    finds(&*store, owner_is(Bound::Nothing), &[]);
    finds(&*store, not(owner_is(Bound::All)), &["c", "d", "e"]);
    finds(&*store, owner_is(not(name_is("Ann"))), &[]);
    finds(&*store, owner_is(Bound::IsNull(column(employee, "superior_id"))), &["a", "b"]);
}

/// A condition on some row that refers to this one, also of the same entity and two steps away.
pub fn has_looks_backwards(backend: &dyn Backend) {
    let store = backend.open();
    owned_customers(&*store);
    let employee = entity("employee");
    let link = Link::Reverse(customer().position("owner_id"));
    let owns = |filter| has(customer(), link, Visibility::Everything, filter);
    let named_b = Bound::Cmp(column(customer(), "name"), Cmp::Eq, "b".into());
    let who = |filter| names(&*store, &BoundQuery::all(employee).filter(filter));
    assert_eq!(who(owns(named_b.clone())), ["Ann"]);
    assert!(who(owns(Bound::Nothing)).is_empty());
    assert_eq!(who(not(owns(Bound::Nothing))), ["Ann"]);
    let forward = Link::Forward(customer().position("owner_id"));
    let colleague_of_b = has(employee, forward, Visibility::Everything, owns(named_b));
    finds(&*store, colleague_of_b, &["a", "b"]);
    let boss = RowData::named(employee, "Ann").id();
    put(&*store, &[RowData::named(employee, "Eve").with("superior_id", Value::Id(boss))]);
    let superior = employee.position("superior_id");
    let leads = |filter| has(employee, Link::Reverse(superior), Visibility::Everything, filter);
    assert_eq!(who(leads(Bound::All)), ["Ann"]);
    let follows = has(employee, Link::Forward(superior), Visibility::Everything, leads(Bound::All));
    assert_eq!(who(follows), ["Eve"]);
}

/// Related rows that the caller does not see fulfil nothing.
pub fn has_sees_only_the_visible(backend: &dyn Backend) {
    let store = backend.open();
    owned_customers(&*store);
    let employee = entity("employee");
    let link = Link::Forward(customer().position("owner_id"));
    let ann = Bound::Cmp(column(employee, "name"), Cmp::Eq, "Ann".into());
    let seen = |bound| Visibility::Where(Box::new(bound));
    finds(&*store, has(employee, link, Visibility::Nothing, Bound::All), &[]);
    finds(&*store, has(employee, link, seen(ann.clone()), Bound::All), &["a", "b"]);
    finds(&*store, has(employee, link, seen(not(ann)), Bound::All), &[]);
}

/// A filter as large as binding lets through runs.
pub fn the_largest_filters_work(backend: &dyn Backend) {
    let store = backend.open();
    put_names(&*store, &["a", "n5"]);
    let name = column(customer(), "name");
    let many = (0..limits::LIST).map(|i| format!("n{i}").into()).collect();
    finds(&*store, Bound::In(name, many), &["n5"]);
    let is = |i: usize| Bound::Cmp(name, Cmp::Eq, format!("n{i}").into());
    finds(&*store, Bound::Or((0..limits::NODES - 1).map(is).collect()), &["n5"]);
    let deep = (0..limits::DEPTH).fold(is(5), |b, i| {
        let b = not(b);
        if i % 2 == 0 {
            Bound::And(vec![b, Bound::All])
        } else {
            Bound::Or(vec![Bound::Nothing, b])
        }
    });
    finds(&*store, deep, &["n5"]);
    let long = "x".repeat(limits::TEXT);
    finds(&*store, Bound::Text(name, TextOp::Contains, long), &[]);
    let (employee, owner) = (entity("employee"), customer().position("owner_id"));
    let manager = entity("employee").position("superior_id");
    let chain = (1..limits::DEPTH)
        .fold(Bound::All, |b, _| has(employee, Link::Forward(manager), Visibility::Everything, b));
    finds(&*store, has(employee, Link::Forward(owner), Visibility::Everything, chain), &[]);
}
