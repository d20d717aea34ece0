//! Who sees which rows.

use super::{customer, named, names};
use crate::Backend;
use crate::rows::{RowData, column, entity, put, time};
use crmkit_core::model::value::time_from_micros;
use crmkit_core::model::{Raw, Value};
use crmkit_core::query::{
    Admission, Bound, BoundQuery, Cmp, Keys, Member, OwnerSet, Owners, Totals, Visibility,
};
use crmkit_core::store::{self, Store};
use uuid::Uuid;

const ANN: Uuid = Uuid::from_u128(1);
const BOB: Uuid = Uuid::from_u128(2);
const CAROL: Uuid = Uuid::from_u128(3);

/// Checks which rows of an entity a caller sees: in the list, in the total, and one by one.
#[track_caller]
fn sees(store: &dyn Store, visibility: &Visibility, expected: &[&str]) {
    let query = BoundQuery { visibility: visibility.clone(), ..BoundQuery::all(customer()) };
    assert_eq!(names(store, &query), expected, "{visibility:?}");
    store::read(store, None, |r| {
        assert_eq!(r.count(&query, Totals::Exact)?.to_string(), expected.len().to_string());
        for name in ["a", "b", "c", "pooled"] {
            let id = named(name).id();
            let seen = r.get(customer(), id, &[], visibility, query.bin, &mut |_| Ok(()))?;
            assert_eq!(seen, expected.contains(&name), "{name}: {visibility:?}");
        }
        Ok(())
    })
    .unwrap();
}

fn keys(owners: Owners, member: Option<Member>) -> Visibility {
    Visibility::Keys(Keys { owner: customer().position("owner_id"), owners, member })
}

fn of(owners: &[Uuid]) -> Owners {
    Owners::Set(OwnerSet::new(owners.to_vec()))
}

/// `a` is Ann's, `b` Bob's, `c` Carol's, `pooled` nobody's.
fn open(backend: &dyn Backend) -> std::sync::Arc<dyn Store> {
    let store = backend.open();
    let a = named("a").with("owner_id", Value::Id(ANN));
    let (b, c) = (named("b"), named("c").with("owner_id", Value::Id(CAROL)));
    put(&*store, &[a, b.with("owner_id", Value::Id(BOB)), c, named("pooled")]);
    store
}

/// Owners open their rows; an empty set opens nothing; what nobody owns is not anybody's.
pub fn owners_open_their_rows(backend: &dyn Backend) {
    let store = open(backend);
    sees(&*store, &Visibility::Everything, &["a", "b", "c", "pooled"]);
    sees(&*store, &Visibility::Nothing, &[]);
    sees(&*store, &keys(of(&[]), None), &[]);
    sees(&*store, &keys(of(&[ANN]), None), &["a"]);
    sees(&*store, &keys(of(&[BOB, ANN]), None), &["a", "b"]);
    sees(&*store, &keys(of(&[Uuid::from_u128(9)]), None), &[]);
    sees(&*store, &keys(Owners::Anyone, None), &["a", "b", "c"]);
}

/// Makes Bob a member of a customer's team.
fn join(store: &dyn Store, name: &str, access: &str, expires: Value) {
    let row = RowData::bare(entity("customer_member"), crate::rows::number(name));
    let row =
        row.with("record_id", Value::Id(named(name).id())).with("employee_id", Value::Id(BOB));
    put(store, &[row.with("access", access).with("expires_at", expires)]);
}

fn member(employee: Uuid, write: bool, now: i64) -> Option<Member> {
    let now = time_from_micros(now).unwrap();
    let admits = if write { Admission::Write } else { Admission::Any };
    Some(Member { team: entity("customer_member"), employee, admits, now })
}

/// A team opens its record to its members, as long as somebody owns it.
pub fn members_open_rows(backend: &dyn Backend) {
    let store = open(backend);
    join(&*store, "a", "read", Value::Null);
    join(&*store, "c", "write", Value::Null);
    join(&*store, "pooled", "write", Value::Null);
    sees(&*store, &keys(of(&[]), member(BOB, false, 0)), &["a", "c"]);
    sees(&*store, &keys(of(&[BOB]), member(BOB, false, 0)), &["a", "b", "c"]);
    sees(&*store, &keys(of(&[ANN]), member(BOB, false, 0)), &["a", "c"]);
    sees(&*store, &keys(Owners::Anyone, member(BOB, false, 0)), &["a", "b", "c"]);
    sees(&*store, &keys(of(&[]), member(ANN, false, 0)), &[]);
    sees(&*store, &keys(of(&[BOB]), None), &["b"]);
}

/// Where writing is asked for, members who may only read do not count.
pub fn write_needs_writing_members(backend: &dyn Backend) {
    let store = open(backend);
    join(&*store, "a", "read", Value::Null);
    join(&*store, "c", "write", Value::Null);
    join(&*store, "pooled", "write", Value::Null);
    sees(&*store, &keys(of(&[]), member(BOB, true, 0)), &["c"]);
    sees(&*store, &keys(of(&[BOB]), member(BOB, true, 0)), &["b", "c"]);
}

/// A membership holds before its end and no longer at it.
pub fn membership_ends_at_its_instant(backend: &dyn Backend) {
    let store = open(backend);
    join(&*store, "a", "write", time(100));
    join(&*store, "c", "read", time(101));
    join(&*store, "pooled", "read", time(101));
    sees(&*store, &keys(of(&[]), member(BOB, false, 99)), &["a", "c"]);
    sees(&*store, &keys(of(&[]), member(BOB, false, 100)), &["c"]);
    sees(&*store, &keys(of(&[]), member(BOB, false, 101)), &[]);
    sees(&*store, &keys(of(&[]), member(BOB, true, 99)), &["a"]);
    sees(&*store, &keys(of(&[]), member(BOB, true, 100)), &[]);
}

/// A row is visible when one of its roots is; a deleted root opens nothing.
pub fn roots_open_rows(backend: &dyn Backend) {
    let store = open(backend);
    let follow_up = entity("follow_up");
    let (lead, at) = (entity("lead"), |name| follow_up.position(name));
    let cold = RowData::named(lead, "cold").with("owner_id", Value::Id(BOB));
    put(&*store, std::slice::from_ref(&cold));
    let row = |k, customer: Option<&str>, lead: Option<Uuid>| {
        let customer = customer.map_or(Value::Null, |c| Value::Id(named(c).id()));
        let row = RowData::bare(follow_up, k).with("content", format!("{k}"));
        row.with("customer_id", customer).with("lead_id", lead.map_or(Value::Null, Value::Id))
    };
    let rows = [
        row(1, Some("a"), None),
        row(2, Some("b"), None),
        row(3, None, Some(cold.id())),
        row(4, Some("a"), Some(cold.id())),
        row(5, None, None),
        row(6, Some("pooled"), None),
    ];
    put(&*store, &rows);
    let seen = |roots: Vec<(usize, _, Visibility)>| {
        let visibility = Visibility::Roots(roots);
        let columns = vec![at("content")];
        let query = BoundQuery { visibility, columns, ..BoundQuery::all(follow_up) };
        let rows = super::read(&*store, |r| crate::rows::list(r, &query));
        let text = |r: &crate::rows::Cells| match &r[0] {
            Raw::Text(t) => t.to_string(),
            other => panic!("{other:?}"),
        };
        rows.iter().map(text).collect::<String>()
    };
    let by_customer = |v| (at("customer_id"), customer(), v);
    let by_lead = |v| (at("lead_id"), lead, v);
    let bobs = Visibility::Keys(Keys {
        owner: lead.position("owner_id"),
        owners: of(&[BOB]),
        member: None,
    });
    assert_eq!(seen(vec![]), "");
    assert_eq!(seen(vec![by_customer(keys(of(&[ANN]), None))]), "14");
    assert_eq!(seen(vec![by_customer(Visibility::Everything)]), "1246");
    assert_eq!(seen(vec![by_lead(bobs.clone())]), "34");
    assert_eq!(seen(vec![by_customer(keys(of(&[BOB]), None)), by_lead(bobs)]), "234");
    assert_eq!(seen(vec![by_customer(Visibility::Nothing), by_lead(Visibility::Nothing)]), "");
    let a = Bound::Cmp(column(customer(), "name"), Cmp::Eq, "a".into());
    let set = [(customer().position("deleted_at"), Raw::Int(1))];
    store::write(&*store, None, |w| w.update_where(customer(), &a, &set)).unwrap();
    assert_eq!(seen(vec![by_customer(Visibility::Everything)]), "26");
}

/// A condition on the row itself.
pub fn conditions_open_rows(backend: &dyn Backend) {
    let store = open(backend);
    let nobodys = Bound::IsNull(column(customer(), "owner_id"));
    sees(&*store, &Visibility::Where(Box::new(nobodys.clone())), &["pooled"]);
    let owned = Visibility::Where(Box::new(Bound::Not(Box::new(nobodys.clone()))));
    sees(&*store, &owned, &["a", "b", "c"]);
    let query = BoundQuery { visibility: owned, ..BoundQuery::all(customer()).filter(nobodys) };
    assert!(names(&*store, &query).is_empty(), "visibility and filter hold together");
}
