//! Updates, deletions, and what a store keeps besides rows.

use super::{customer, finds, named, read, refused};
use crate::Backend;
use crate::rows::{RowData, column, entity, id, list, put, time};
use crmkit_core::error::codes;
use crmkit_core::model::entity::system;
use crmkit_core::model::{Raw, Value};
use crmkit_core::query::{Bin, Bound, BoundQuery, Cmp};
use crmkit_core::store::{self, State, Store, Writer};
use uuid::Uuid;

fn write<T>(store: &dyn Store, work: impl FnOnce(&dyn Writer) -> crmkit_core::Result<T>) -> T {
    store::write(store, None, work).unwrap()
}

fn named_so(name: &str) -> Bound {
    Bound::Cmp(column(customer(), "name"), Cmp::Eq, name.into())
}

/// An update meets only the row whose `rev` is the expected one.
pub fn update_needs_the_expected_rev(backend: &dyn Backend) {
    let store = backend.open();
    let row = named("a").with("rev", 3);
    put(&*store, &[row.clone(), named("b").with("rev", 3)]);
    let name = customer().position("name");
    let rename = |id, rev, name_: &'static str| {
        let set = [(name, Raw::Text(name_.into())), (system::REV, Raw::Int(rev + 1))];
        write(&*store, |w| w.update(customer(), id, rev, &set))
    };
    assert!(!rename(row.id(), 2, "x"));
    assert!(!rename(row.id(), 4, "x"));
    assert!(!rename(Uuid::from_u128(9), 3, "x"), "an unknown row");
    finds(&*store, Bound::All, &["a", "b"]);
    assert!(rename(row.id(), 3, "c"));
    assert!(!rename(row.id(), 3, "d"), "the update set rev");
    finds(&*store, Bound::All, &["c", "b"]);
}

/// An update sets the given columns, also to nothing, and no others.
pub fn update_sets_only_what_it_is_told(backend: &dyn Backend) {
    let store = backend.open();
    let row = RowData::full(customer(), 1);
    put(&*store, std::slice::from_ref(&row));
    let at = |name| customer().position(name);
    let set = [(at("remark"), Raw::Null), (at("pooled_at"), Raw::Int(-7))];
    let rev = row.values[system::REV].raw();
    let Raw::Int(rev) = rev else { panic!("rev is {rev:?}") };
    assert!(write(&*store, |w| w.update(customer(), row.id(), rev, &set)), "deleted rows, too");
    let expected = row.with("remark", Value::Null).with("pooled_at", time(-7));
    let query = BoundQuery { bin: Bin::Any, ..BoundQuery::all(customer()) };
    assert_eq!(read(&*store, |r| list(r, &query)), [expected.cells()]);
}

/// A conditional update meets live and deleted rows, leaves `rev` alone and counts.
pub fn update_where_says_how_many(backend: &dyn Backend) {
    let store = backend.open();
    let rows = [named("a"), named("b"), named("c").with("deleted_at", time(1))];
    put(&*store, &rows.clone().map(|r| r.with("rev", 5)));
    let remark = customer().position("remark");
    let set = [(remark, Raw::Text("x".into()))];
    let update = |filter: &Bound| write(&*store, |w| w.update_where(customer(), filter, &set));
    assert_eq!(update(&Bound::Nothing), 0);
    assert_eq!(update(&Bound::Not(Box::new(named_so("b")))), 2);
    let query = BoundQuery { bin: Bin::Any, ..BoundQuery::all(customer()) };
    let [a, b, c] = rows.map(|r| r.with("rev", 5));
    let expected = [a.with("remark", "x"), b, c.with("remark", "x")].map(|r| r.cells());
    assert_eq!(read(&*store, |r| list(r, &query)), expected);
}

/// A conditional deletion removes and counts.
pub fn delete_where_says_how_many(backend: &dyn Backend) {
    let store = backend.open();
    let member = entity("customer_member");
    put(&*store, &[RowData::bare(customer(), 0)]);
    put(&*store, &[1, 2, 3].map(|k| RowData::bare(member, k)));
    let employee = |k| {
        let filter = Value::Id(id("employee", k));
        Bound::Cmp(column(member, "employee_id"), Cmp::Eq, filter)
    };
    let delete = |filter: &Bound| write(&*store, |w| w.delete_where(member, filter));
    assert_eq!(delete(&employee(9)), 0);
    assert_eq!(delete(&employee(2)), 1);
    let left = read(&*store, |r| list(r, &BoundQuery::all(member)));
    assert_eq!(left, [1, 3].map(|k| RowData::bare(member, k).cells()));
    assert_eq!(delete(&Bound::All), 2);
    assert!(read(&*store, |r| list(r, &BoundQuery::all(member))).is_empty());
    put(&*store, &[RowData::bare(member, 2)]);
}

/// `append` gives rising numbers, whatever the row says; they are the rows' `seq` and are not
/// given a second time after the rows are gone.
pub fn log_numbers_rise(backend: &dyn Backend) {
    let store = backend.open();
    let log = entity("change_log");
    let append = |k| write(&*store, |w| w.append(log, &RowData::bare(log, k).with("seq", 1)));
    let numbers = [append(5), append(6), append(7)];
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    let rows = read(&*store, |r| list(r, &BoundQuery::all(log)));
    let stored: Vec<Raw<'_>> = rows.iter().map(|r| r[0].clone()).collect();
    assert_eq!(stored, numbers.map(Raw::Int));
    assert_eq!(write(&*store, |w| w.delete_where(log, &Bound::All)), 3);
    assert!(append(8) > numbers[2], "a number was given twice");
}

/// Equal keys under a unique index are `record.duplicate`, on insert and update; empty ones are
/// not equal, and a removed row frees its key.
pub fn a_unique_index_refuses(backend: &dyn Backend) {
    let store = backend.open();
    let (member, employee) = (entity("customer_member"), |k| Value::Id(id("employee", k)));
    put(&*store, &[RowData::bare(customer(), 0)]);
    put(&*store, &[1, 2].map(|k| RowData::bare(member, k)));
    let again = RowData::bare(member, 3).with("employee_id", employee(1));
    refused(store::write(&*store, None, |w| again.add(w)), &codes::DUPLICATE);
    let set = [(member.position("employee_id"), employee(1).raw().into_owned())];
    let second = Bound::Cmp(column(member, "employee_id"), Cmp::Eq, employee(2));
    let clash = store::write(&*store, None, |w| w.update_where(member, &second, &set));
    refused(clash, &codes::DUPLICATE);
    let first = Bound::Cmp(column(member, "employee_id"), Cmp::Eq, employee(1));
    assert_eq!(write(&*store, |w| w.update_where(member, &first, &set)), 1, "its own key");
    assert_eq!(write(&*store, |w| w.delete_where(member, &first)), 1);
    put(&*store, &[again]);
}

/// A unique key belongs to one row at a time and to nobody once freed; kinds are apart.
pub fn unique_keys_are_given_and_freed(backend: &dyn Backend) {
    let store = backend.open();
    let holder = |kind: &str, key: &str| read(&*store, |r| r.key(kind, key));
    let give = |kind: &str, key: &str, row| write(&*store, |w| w.set_key(kind, key, row));
    let (a, b) = (Some(Uuid::from_u128(1)), Some(Uuid::from_u128(2)));
    assert_eq!(holder("customer.name", "x"), None);
    give("customer.name", "x", a);
    give("pool.name", "x", b);
    assert_eq!((holder("customer.name", "x"), holder("pool.name", "x")), (a, b));
    assert_eq!(holder("customer.name", "X"), None, "keys are told apart by case");
    give("customer.name", "x", b);
    assert_eq!(holder("customer.name", "x"), b);
    give("customer.name", "x", None);
    give("customer.name", "never given", None);
    assert_eq!((holder("customer.name", "x"), holder("pool.name", "x")), (None, b));
}

/// Owned rows add up by entity and owner; what nobody owns has its own number.
pub fn owned_counts_add_up(backend: &dyn Backend) {
    let store = backend.open();
    let (lead, me) = (entity("lead"), Some(Uuid::from_u128(1)));
    let owned = |entity, owner| read(&*store, |r| r.owned(entity, owner));
    assert_eq!(owned(lead, me), 0);
    write(&*store, |w| {
        w.add_owned(lead, me, 2)?;
        w.add_owned(lead, me, 3)?;
        w.add_owned(lead, None, 7)?;
        w.add_owned(customer(), me, 1)
    });
    assert_eq!((owned(lead, me), owned(lead, None), owned(customer(), me)), (5, 7, 1));
    write(&*store, |w| w.add_owned(lead, me, -5));
    assert_eq!((owned(lead, me), owned(lead, None), owned(customer(), None)), (0, 7, 0));
}

/// A fact is 0 until it is set.
pub fn state_starts_at_zero(backend: &dyn Backend) {
    let store = backend.open();
    let both = || read(&*store, |r| Ok((r.state(State::Epoch)?, r.state(State::SetUp)?)));
    assert_eq!(both(), (0, 0));
    write(&*store, |w| w.set_state(State::Epoch, i64::MAX));
    assert_eq!(both(), (i64::MAX, 0));
    write(&*store, |w| w.set_state(State::SetUp, 1));
    write(&*store, |w| w.set_state(State::Epoch, -1));
    assert_eq!(both(), (-1, 1));
}

/// Forgetting derived data takes counters, keys and search text, and nothing else.
pub fn clear_derived_forgets(backend: &dyn Backend) {
    let store = backend.open();
    let row = named("a");
    let mut text = crmkit_core::query::search::SearchText::new();
    text.add_text("a");
    put(&*store, std::slice::from_ref(&row));
    write(&*store, |w| {
        w.set_key("customer.name", "a", Some(row.id()))?;
        w.set_text(customer(), row.id(), &text)?;
        w.set_state(State::Epoch, 4)
    });
    write(&*store, |w| w.clear_derived());
    let left = read(&*store, |r| {
        let words = crmkit_core::query::search::SearchQuery::parse("a");
        let search = BoundQuery { search: words, ..BoundQuery::all(customer()) };
        Ok((r.key("customer.name", "a")?, r.owned(customer(), None)?, list(r, &search)?.len()))
    });
    assert_eq!(left, (None, 0, 0));
    assert_eq!(read(&*store, |r| r.state(State::Epoch)), 4);
    finds(&*store, Bound::All, &["a"]);
}
