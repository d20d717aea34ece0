//! The same work written by hand on plain rusqlite, as well as we can: prepared statements, the
//! same pragmas, the plan picked for each scope, and everything that correctness needs (rights of
//! the present epoch, scope, logs, counters, search text).

use crate::data::Viewer;
use crmkit::data::ImportJobId;
use crmkit::model::value::time_from_micros;
use crmkit::model::{Choice, Custom, Number, Record, Timestamp, Value};
use crmkit::org::{EmployeeId, OptionItemId};
use crmkit::sales::contact::ContactId;
use crmkit::sales::customer::*;
use crmkit::sales::pool::PoolId;
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use uuid::Uuid;

/// A hand-written program for one viewer.
pub struct Hand {
    pub db: Connection,
    pub me: Uuid,
    pub device: Vec<u8>,
    /// The rights: nobody = everybody's records, as of an epoch.
    owners: Option<HashSet<Uuid>>,
    epoch: i64,
    columns: String,
    page: String,
    page_with_team: String,
    search: String,
}

impl Hand {
    /// Opens the file as crmkit does by default.
    pub fn open(path: &Path, viewer: &Viewer) -> Self {
        let db = Connection::open(path).unwrap();
        db.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=FAST; \
             PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; \
             PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; \
             CREATE TEMP TABLE scope(u BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
        )
        .unwrap();
        db.set_prepared_statement_cache_capacity(256);
        for owner in &viewer.owners {
            db.execute("INSERT INTO temp.scope VALUES(?)", [owner.as_bytes()]).unwrap();
        }
        let epoch = db.query_row("SELECT value FROM meta WHERE key='epoch'", [], |r| r.get(0));
        let device = db.query_row("SELECT value FROM meta WHERE key='device'", [], |r| r.get(0));
        let mut hand = Self {
            device: device.unwrap(),
            me: viewer.id.0,
            owners: (!viewer.owners.is_empty()).then(|| viewer.owners.iter().copied().collect()),
            epoch: epoch.unwrap(),
            columns: columns(Customer::META.fields.iter().map(|f| f.name)),
            page: String::new(),
            page_with_team: String::new(),
            search: String::new(),
            db,
        };
        hand.choose_plans();
        hand
    }

    pub fn run(&self, sql: &str, params: impl rusqlite::Params) -> usize {
        self.db.prepare_cached(sql).unwrap().execute(params).unwrap()
    }

    /// The rights that were read before still hold.
    pub fn check_epoch(&self) {
        let mut epoch = self.db.prepare_cached("SELECT value FROM meta WHERE key='epoch'").unwrap();
        assert_eq!(epoch.query_row([], |r| r.get::<_, i64>(0)).unwrap(), self.epoch);
    }

    /// Whether all records of an owner are seen.
    pub fn sees_owner(&self, owner: Option<Uuid>) -> bool {
        owner.is_some_and(|o| self.owners.as_ref().is_none_or(|owners| owners.contains(&o)))
    }

    /// Whether a row may be seen, or changed.
    pub fn reaches(&self, owner: Option<Uuid>, id: Uuid, write: bool, now: i64) -> bool {
        if self.sees_owner(owner) || self.owners.is_none() {
            return owner.is_some();
        }
        let sql = "SELECT access FROM customer_member WHERE record_id=? AND employee_id=? \
                   AND (expires_at IS NULL OR expires_at>?)";
        let mut member = self.db.prepare_cached(sql).unwrap();
        let mut rows =
            member.query(rusqlite::params![id.as_bytes(), self.me.as_bytes(), now]).unwrap();
        let row = rows.next().unwrap();
        row.is_some_and(|r| !write || r.get_ref(0).unwrap().as_str().unwrap() == "write")
    }

    /// Some of the newest customers that the viewer sees, in no order.
    pub fn some_of_mine(&self, most: u32) -> Vec<CustomerId> {
        let sql = "SELECT id FROM customer WHERE owner_id IN (SELECT u FROM temp.scope) \
                   ORDER BY rid*7919%100003 LIMIT ?";
        let mut some = self.db.prepare(sql).unwrap();
        let rows = some.query_map([most], |row| Ok(CustomerId(Uuid::from_bytes(row.get(0)?))));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// One customer.
    pub fn get(&self, id: CustomerId, now: i64) -> Option<Customer> {
        self.run("BEGIN", []);
        self.check_epoch();
        let found = {
            let sql = &self.columns;
            let mut get = self.db.prepare_cached(sql).unwrap();
            let mut rows = get.query([id.0.as_bytes()]).unwrap();
            rows.next().unwrap().map(customer)
        };
        let found = found.filter(|c| c.deleted_at.is_none());
        let found = found.filter(|c| self.reaches(c.owner_id.map(|o| o.0), c.id.0, false, now));
        self.run("COMMIT", []);
        found
    }

    /// The first page, and whether there is a next one.
    pub fn page(&self, now: i64) -> (Vec<CustomerSummary>, bool) {
        self.run("BEGIN", []);
        self.check_epoch();
        let page = if self.owners.is_some() && self.in_a_team(now) {
            self.rows(&self.page_with_team, rusqlite::params![self.me.as_bytes(), now])
        } else {
            self.rows(&self.page, [])
        };
        self.run("COMMIT", []);
        page
    }

    /// The first page of what a `MATCH` text finds.
    pub fn search(&self, words: &str) -> (Vec<CustomerSummary>, bool) {
        self.run("BEGIN", []);
        self.check_epoch();
        let page = self.rows(&self.search, [words]);
        self.run("COMMIT", []);
        page
    }

    /// The customers of a page, by counting rows: far too slow for anything but a check.
    pub fn ids_of_page(&self, number: usize, now: i64) -> Vec<CustomerId> {
        let sees = if self.owners.is_some() {
            "owner_id IN (SELECT u FROM temp.scope) OR id IN (SELECT record_id FROM customer_member \
             WHERE employee_id=?1 AND (expires_at IS NULL OR expires_at>?2))"
        } else {
            "?1<>x'' AND ?2>0"
        };
        let sql = format!(
            "SELECT id FROM customer WHERE deleted_at IS NULL AND owner_id IS NOT NULL AND ({sees}) \
             ORDER BY updated_at DESC,rid DESC LIMIT 50 OFFSET ?3"
        );
        let mut page = self.db.prepare(&sql).unwrap();
        let start = 50 * (number as i64 - 1);
        let rows = page.query_map(rusqlite::params![self.me.as_bytes(), now, start], |row| {
            Ok(CustomerId(Uuid::from_bytes(row.get(0)?)))
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn in_a_team(&self, now: i64) -> bool {
        let sql = "SELECT 1 FROM customer_member WHERE employee_id=? \
                   AND (expires_at IS NULL OR expires_at>?) LIMIT 1";
        let mut member = self.db.prepare_cached(sql).unwrap();
        member.exists(rusqlite::params![self.me.as_bytes(), now]).unwrap()
    }

    fn rows(&self, sql: &str, params: impl rusqlite::Params) -> (Vec<CustomerSummary>, bool) {
        let mut page = self.db.prepare_cached(sql).unwrap();
        let mut found = page.query(params).unwrap();
        let mut rows = Vec::with_capacity(50);
        while let Some(row) = found.next().unwrap() {
            if rows.len() == 50 {
                return (rows, true);
            }
            rows.push(summary(row));
        }
        (rows, false)
    }

    /// The fastest way to the first page of this viewer: what a hand-written program would have to
    /// know of each.
    fn fastest(&self, plans: Vec<String>, params: impl rusqlite::Params + Copy) -> String {
        let time = |sql: &String| {
            let once = || {
                let start = crate::common::cpu();
                self.rows(sql, params);
                crate::common::cpu() - start
            };
            once();
            (0..25).map(|_| once()).min().unwrap()
        };
        plans.into_iter().min_by_key(time).unwrap()
    }

    fn choose_plans(&mut self) {
        let names = CustomerSummary::COLUMNS.iter().map(|c| Customer::META.fields[*c].name);
        let columns = list(names);
        let mine = match &self.owners {
            None => "owner_id IS NOT NULL",
            Some(owners) if owners.len() == 1 => "owner_id=(SELECT u FROM temp.scope)",
            Some(_) => "owner_id IN (SELECT u FROM temp.scope)",
        };
        let order = "ORDER BY updated_at DESC,rid DESC LIMIT 51";
        let places = |index: &str, plus: &str| {
            format!(
                "SELECT updated_at,rid FROM customer INDEXED BY {index} \
                 WHERE deleted_at IS NULL AND {plus}{mine} {order}"
            )
        };
        let at_once =
            |places: &str| places.replacen("updated_at,rid", &columns.replace("c.", ""), 1);
        let in_two = |places: &str| {
            format!(
                "SELECT {columns} FROM ({places}) k CROSS JOIN customer c ON c.rid=k.rid \
                 ORDER BY k.updated_at DESC,k.rid DESC"
            )
        };
        let team = "SELECT c.updated_at,c.rid FROM (SELECT record_id FROM customer_member \
                    WHERE employee_id=?1 AND (expires_at IS NULL OR expires_at>?2) \
                    ORDER BY touched_at DESC LIMIT 51) m \
                    CROSS JOIN customer c ON c.id=m.record_id WHERE c.deleted_at IS NULL";
        self.search = format!(
            "SELECT {columns} FROM customer_fts CROSS JOIN customer c ON c.rid=customer_fts.rowid \
             WHERE customer_fts MATCH ? AND c.deleted_at IS NULL AND c.{mine} \
             ORDER BY customer_fts.rowid DESC LIMIT 51"
        );
        let both = |places: &str| {
            in_two(&format!("SELECT * FROM (SELECT * FROM ({places}) UNION {team}) {order}"))
        };
        let scan = places("ix_customer_updated_at", "+");
        let gather = places("ix_customer_owner_id_updated_at", "");
        // Where it would read half the table, walking everybody's newest is no candidate.
        let enough = format!(
            "SELECT count(*)>50 FROM (SELECT owner_id FROM customer INDEXED BY ix_customer_updated_at \
             WHERE deleted_at IS NULL ORDER BY updated_at DESC,rid DESC LIMIT 9000) WHERE {mine}"
        );
        let enough: bool = self.db.query_row(&enough, [], |row| row.get(0)).unwrap();
        let ways = [(enough, scan), (self.owners.is_some(), gather)];
        let ways: Vec<String> = ways.into_iter().filter(|w| w.0).map(|w| w.1).collect();
        let plans = ways.iter().flat_map(|way| [at_once(way), in_two(way)]).collect();
        self.page = self.fastest(plans, []);
        let me = self.me.into_bytes();
        let plans = ways.iter().map(|way| both(way)).collect();
        self.page_with_team = self.fastest(plans, rusqlite::params![me, crate::data::NOW]);
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let name = |name| if name == "custom" { "json(c.custom)".into() } else { format!("c.{name}") };
    names.map(name).collect::<Vec<_>>().join(",")
}

fn columns<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("SELECT {} FROM customer c WHERE c.id=?", list(names))
}

fn id(row: &Row<'_>, column: usize) -> Option<Uuid> {
    row.get_ref(column).unwrap().as_blob_or_null().unwrap().map(|b| Uuid::from_slice(b).unwrap())
}

fn int(row: &Row<'_>, column: usize) -> i64 {
    row.get_ref(column).unwrap().as_i64().unwrap()
}

fn time(row: &Row<'_>, column: usize) -> Option<Timestamp> {
    let micros = row.get_ref(column).unwrap().as_i64_or_null().unwrap();
    micros.map(|micros| time_from_micros(micros).unwrap())
}

fn text(row: &Row<'_>, column: usize) -> Option<String> {
    row.get_ref(column).unwrap().as_str_or_null().unwrap().map(str::to_owned)
}

/// The two fields of the company's own.
fn custom(row: &Row<'_>, column: usize) -> Custom {
    let Some(json) = row.get_ref(column).unwrap().as_str_or_null().unwrap() else {
        return Custom::default();
    };
    let stored: BTreeMap<&str, serde_json::Value> = serde_json::from_str(json).unwrap();
    let shown = stored.into_iter().map(|(number, value)| match number {
        "10000" => ("region".to_owned(), Value::Text(value.as_str().unwrap().to_owned())),
        "10001" => {
            ("score".to_owned(), Value::Number(Number::from_scaled(value.as_i64().unwrap())))
        }
        _ => unreachable!(),
    });
    Custom(shown.collect())
}

fn customer(row: &Row<'_>) -> Customer {
    let employee = |column| id(row, column).map(EmployeeId);
    let option = |column| id(row, column).map(OptionItemId);
    Customer {
        id: CustomerId(id(row, 0).unwrap()),
        rev: int(row, 1),
        created_at: time(row, 2).unwrap(),
        created_by: employee(3),
        updated_at: time(row, 4).unwrap(),
        updated_by: employee(5),
        deleted_at: time(row, 6),
        deleted_by: employee(7),
        custom: custom(row, 8),
        name: text(row, 9).unwrap(),
        kind: kind(row, 10),
        mobile: text(row, 11),
        telephone: text(row, 12),
        email: text(row, 13),
        website: text(row, 14),
        source: option(15),
        industry: option(16),
        level: option(17),
        address: text(row, 18),
        remark: text(row, 19),
        next_contact_at: time(row, 20),
        owner_id: employee(21),
        pool_id: id(row, 22).map(PoolId),
        pooled_at: time(row, 23),
        previous_owner_id: employee(24),
        received_at: time(row, 25),
        received: row.get_ref(26).unwrap().as_str_or_null().unwrap().map(choice),
        followed: int(row, 27) != 0,
        last_follow_at: time(row, 28),
        last_follow_text: text(row, 29),
        locked: int(row, 30) != 0,
        dealt: int(row, 31) != 0,
        dealt_on: None,
        deal_by_hand: None,
        pooled_why: text(row, 34),
        from_pool_id: id(row, 35).map(PoolId),
        primary_contact_id: id(row, 36).map(ContactId),
        region: text(row, 37),
        latitude: None,
        longitude: None,
        geo_cell: None,
        merged_into_id: id(row, 41).map(CustomerId),
        merged_at: time(row, 42),
        own_plan: time(row, 43),
        own_plan_at: time(row, 44),
        import_id: id(row, 45).map(ImportJobId),
        masked: Vec::new(),
    }
}

fn summary(row: &Row<'_>) -> CustomerSummary {
    let option = |column| id(row, column).map(OptionItemId);
    CustomerSummary {
        id: CustomerId(id(row, 0).unwrap()),
        rev: int(row, 1),
        created_at: time(row, 2).unwrap(),
        updated_at: time(row, 3).unwrap(),
        deleted_at: time(row, 4),
        custom: custom(row, 5),
        name: text(row, 6).unwrap(),
        kind: kind(row, 7),
        mobile: text(row, 8),
        source: option(9),
        industry: option(10),
        level: option(11),
        next_contact_at: time(row, 12),
        owner_id: id(row, 13).map(EmployeeId),
        followed: int(row, 14) != 0,
        last_follow_at: time(row, 15),
        locked: int(row, 16) != 0,
        dealt: int(row, 17) != 0,
        region: text(row, 18),
        masked: Vec::new(),
    }
}

fn kind(row: &Row<'_>, column: usize) -> CustomerKind {
    choice(row.get_ref(column).unwrap().as_str().unwrap())
}

fn choice<C: Choice>(code: &str) -> C {
    C::from_code(code).unwrap()
}
