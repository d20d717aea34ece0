//! The plans SQLite makes of our statements: a list that silently lost its index costs seconds
//! at a million rows and shows in no other test.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

use crmkit_core::model::entity::system;
use crmkit_core::model::value::time_from_micros;
use crmkit_core::model::{EntityMeta, Kind, Number, Registry, Value};
use crmkit_core::query::search::SearchQuery;
use crmkit_core::query::{
    Admission, Bound, BoundQuery, Cmp, Column, ColumnRef, Direction, Keys, Link, Member, OwnerSet,
    Owners, Position, Related, Visibility,
};
use crmkit_core::{ENTITIES, Result};
use crmkit_sql::list::{self, Access, Place};
use crmkit_sql::schema::{Schema, custom_index};
use crmkit_sql::{Sets, Sql};
use rusqlite::Connection;
use uuid::Uuid;

/// Every set is in the first scope table.
struct One;

impl Sets for One {
    fn table(&mut self, _: &OwnerSet) -> Result<Option<u32>> {
        Ok(Some(0))
    }
}

fn entity(name: &str) -> &'static EntityMeta {
    Registry::new(ENTITIES).by_name(name).unwrap()
}

/// The lines of the plan of a statement.
fn plan(sql: &Sql<'_>) -> Vec<String> {
    let db = Connection::open_in_memory().unwrap();
    db.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    db.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_EXPR_DEPTH, 256).unwrap();
    rusqlite::vtab::array::load_module(&db).unwrap();
    db.execute_batch(&Schema::of(&Registry::new(ENTITIES)).script()).unwrap();
    db.execute_batch(&custom_index(entity("customer"), 10_001).sql).unwrap();
    db.execute_batch(
        "CREATE TEMP TABLE scope_0(u BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
    )
    .unwrap();
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.text)).unwrap();
    let mut rows = statement.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        lines.push(row.get(3).unwrap());
    }
    lines
}

fn has(sql: &Sql<'_>, wanted: &str) {
    let plan = plan(sql);
    assert!(
        plan.iter().any(|line| line.contains(wanted)),
        "no '{wanted}' in {plan:#?} of {}",
        sql.text
    );
}

fn has_not(sql: &Sql<'_>, unwanted: &str) {
    let plan = plan(sql);
    assert!(
        plan.iter().all(|line| !line.contains(unwanted)),
        "'{unwanted}' in {plan:#?} of {}",
        sql.text
    );
}

fn keys() -> Keys {
    let e = entity("customer");
    let member = Member {
        team: entity("customer_member"),
        employee: Uuid::nil(),
        admits: Admission::Any,
        now: time_from_micros(0).unwrap(),
    };
    Keys {
        owner: e.owner().unwrap(),
        owners: Owners::Set(OwnerSet::new(vec![Uuid::nil(), Uuid::max()])),
        member: Some(member),
    }
}

fn by_update() -> BoundQuery {
    BoundQuery::all(entity("customer")).order_by(system::UPDATED, Direction::Desc).limit(50)
}

const PLACES: [Option<Place>; 2] = [None, Some(Place { updated: 5, row: 5 })];

#[test]
fn phase_one_reads_covering_indexes_and_scans_without_sorting() {
    let (q, keys) = (by_update(), keys());
    for after in PLACES {
        let gather = list::gather(&q, &keys, after, &mut One).unwrap();
        has(&gather, "USING COVERING INDEX ix_customer_owner_id_updated_at (owner_id=?");
        let rows = list::gather_rows(&q, &keys, after, &mut One).unwrap();
        has(&rows, "USING COVERING INDEX ix_customer_owner_id_updated_at (owner_id=?");
        has(&rows, "SEARCH t0 USING INTEGER PRIMARY KEY (rowid=?)");
        let one = Owners::Set(OwnerSet::new(vec![Uuid::nil()]));
        let one = Keys { owners: one, ..keys.clone() };
        let one = list::gather_rows(&q, &one, after, &mut One).unwrap();
        has(&one, "USING INDEX ix_customer_owner_id_updated_at (owner_id=?");
        has_not(&one, "TEMP B-TREE");
        let scan = list::scan(&q, &keys, after, &mut One).unwrap();
        has(&scan, "USING COVERING INDEX ix_customer_updated_at");
        has_not(&scan, "TEMP B-TREE");
        let rows = list::scan_rows(&q, &keys, after, &mut One).unwrap();
        has(&rows, "USING INDEX ix_customer_updated_at");
        has_not(&rows, "TEMP B-TREE");
        let anybody = Keys { owners: Owners::Anyone, member: None, ..keys.clone() };
        let newest = list::newest(&q, &anybody, after, &mut One).unwrap();
        has(&newest, "USING INDEX ix_customer_updated_at");
        has_not(&newest, "TEMP B-TREE");
        let mut all = q.clone();
        all.after = after.map(|_| Position {
            values: vec![Value::Time(time_from_micros(5).unwrap())],
            id: Uuid::nil(),
        });
        let all = list::select(&all, after.map(|p| p.row), Access::Direct, &mut One).unwrap();
        has(&all, "USING INDEX ix_customer_updated_at");
        has_not(&all, "TEMP B-TREE");
        let team = list::team(&q, keys.member.as_ref().unwrap(), after, &mut One).unwrap();
        has(
            &team,
            "USING INDEX ix_customer_member_employee_id_touched_at_record_id (employee_id=?",
        );
        has_not(&team, "USE TEMP B-TREE FOR ORDER BY");
        has_not(&team, "SCAN t0");
    }
}

#[test]
fn a_filter_keeps_the_pinned_indexes() {
    let e = entity("customer");
    let followed = Column::field(e, e.position("followed"));
    for filter in [
        Bound::Cmp(followed, Cmp::Eq, Value::Bool(true)),
        Bound::Nothing,
        Bound::Not(Box::new(Bound::All)),
    ] {
        let (q, keys) = (by_update().filter(filter), keys());
        for after in PLACES {
            has(
                &list::gather(&q, &keys, after, &mut One).unwrap(),
                "INDEX ix_customer_owner_id_updated_at (owner_id=?",
            );
            has(&list::scan(&q, &keys, after, &mut One).unwrap(), "INDEX ix_customer_updated_at");
            list::team(&q, keys.member.as_ref().unwrap(), after, &mut One)
                .map(|t| plan(&t))
                .unwrap();
        }
        let mut narrow = q.clone();
        narrow.visibility = Visibility::Keys(keys.clone());
        has(
            &list::select(&narrow, None, Access::Narrow, &mut One).unwrap(),
            "ix_customer_owner_id_updated_at (owner_id=?",
        );
        has(
            &list::count(&narrow, Some(9), Access::Narrow, &mut One).unwrap(),
            "ix_customer_owner_id_updated_at (owner_id=?",
        );
    }
}

#[test]
fn a_read_by_id_and_a_fetch_are_one_search_each() {
    for e in Registry::new(ENTITIES).iter() {
        let fetch = list::fetch(e, &[0]).unwrap();
        let fetch = plan(&Sql { text: fetch, args: Vec::new() });
        assert!(
            fetch[0].starts_with("SCAN k VIRTUAL TABLE")
                && fetch[1] == "SEARCH t0 USING INTEGER PRIMARY KEY (rowid=?)"
        );
        if e.field("id").is_some() {
            let get = list::get(e, &[0]).unwrap();
            has(&Sql { text: get, args: Vec::new() }, "(id=?)");
        }
    }
}

fn select(q: &BoundQuery) -> Sql<'_> {
    list::select(q, None, Access::Direct, &mut One).unwrap()
}

#[test]
fn what_is_declared_sorted_is_walked() {
    for (name, field) in [("customer", "name"), ("customer", "next_contact_at"), ("lead", "name")] {
        let e = entity(name);
        for way in [Direction::Asc, Direction::Desc] {
            let mut q = BoundQuery::all(e).order_by(e.position(field), way).limit(50);
            q.visibility =
                Visibility::Keys(Keys { member: None, owner: e.owner().unwrap(), ..keys() });
            has(&select(&q), &format!("USING INDEX ix_{name}_{field}"));
            has_not(&select(&q), "TEMP B-TREE");
        }
    }
}

#[test]
fn words_alone_are_read_in_the_order_of_the_search_index() {
    let mut q = BoundQuery::all(entity("customer")).limit(10);
    q.search = SearchQuery::parse("武汉");
    has_not(&select(&q), "TEMP B-TREE");
}

#[test]
fn deep_pages_start_where_the_page_before_ended() {
    let e = entity("customer");
    let mut q = BoundQuery::all(e).order_by(e.position("name"), Direction::Asc).limit(50);
    q.after = Some(Position { values: vec![Value::Text("m".into())], id: Uuid::nil() });
    has(&list::select(&q, Some(7), Access::Direct, &mut One).unwrap(), "ix_customer_name (name>?");
}

#[test]
fn conditions_find_their_indexes() {
    let e = entity("customer");
    let custom = Column { at: ColumnRef::Custom(10_001), kind: Kind::Number, nullable: true };
    let pool = Column::field(e, e.position("pool_id"));
    let in_pool = BoundQuery::all(e).order_by(system::UPDATED, Direction::Desc).limit(50);
    let in_pool = in_pool.filter(Bound::Cmp(pool, Cmp::Eq, Value::Id(Uuid::nil())));
    has(&select(&in_pool), "INDEX ix_customer_pool_id_updated_at (pool_id=?)");
    has_not(&select(&in_pool), "TEMP B-TREE");

    let seven = Value::Number(Number::from_scaled(7));
    let mut q = BoundQuery::all(e).filter(Bound::Cmp(custom, Cmp::Ge, seven)).limit(50);
    q.order.push((custom, Direction::Desc));
    has(&select(&q), "USING INDEX cf_customer_10001 (<expr>>?)");
    has_not(&select(&q), "TEMP B-TREE");

    let mut q = BoundQuery::all(e).limit(50);
    q.search = SearchQuery::parse("武汉");
    has(&select(&q), "SCAN customer_fts VIRTUAL TABLE");
    has(&select(&q), "SEARCH t0 USING INTEGER PRIMARY KEY");

    let follow_up = entity("follow_up");
    let link = Link::Reverse(follow_up.position("customer_id"));
    let related =
        Related { entity: follow_up, link, visibility: Visibility::Everything, filter: Bound::All };
    let q = BoundQuery::all(e).filter(Bound::Has(Box::new(related))).limit(50);
    has(&select(&q), "ix_follow_up_customer_id_at (customer_id=?)");
}

#[test]
fn rows_seen_through_their_roots_are_walked_by_update() {
    let (e, customer) = (entity("follow_up"), entity("customer"));
    let mut q = BoundQuery::all(e).order_by(system::UPDATED, Direction::Desc).limit(50);
    q.visibility =
        Visibility::Roots(vec![(e.position("customer_id"), customer, Visibility::Keys(keys()))]);
    has(&select(&q), "USING INDEX ix_follow_up_updated_at");
    has(&select(&q), "sqlite_autoindex_customer_1 (id=?)");
    has_not(&select(&q), "TEMP B-TREE");
}

#[test]
fn the_text_of_a_statement_does_not_depend_on_values() {
    let e = entity("customer");
    let name = Column::field(e, e.position("name"));
    let text = |value: &str| {
        let q = by_update().filter(Bound::Cmp(name, Cmp::Eq, Value::Text(value.into())));
        select(&q).text
    };
    assert_eq!(text("a"), text("'; DROP TABLE customer; --"));
}

#[test]
fn a_filter_of_the_largest_size_is_no_deep_expression() {
    let e = entity("customer");
    let name = Column::field(e, e.position("name"));
    let leaf = || Bound::Cmp(name, Cmp::Eq, Value::Text("a".into()));
    let wide = Bound::Or((0..250).map(|_| leaf()).collect());
    let deep = (0..16).fold(wide, |inner, _| Bound::Not(Box::new(Bound::And(vec![leaf(), inner]))));
    plan(&select(&by_update().filter(deep)));
}
