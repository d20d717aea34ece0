//! What a program written by hand on plain rusqlite does to show one viewer the rows of a table, as
//! well as we can: prepared statements, the same pragmas, the plan picked for each scope, and
//! everything that correctness needs (rights of the present epoch, scope, team).

use super::company::{NOW, Viewer};
use crmkit::model::value::time_from_micros;
use crmkit::model::{Choice, Record, Timestamp};
use rusqlite::{Connection, Row};
use std::collections::HashSet;
use std::ops::Deref;
use std::path::Path;
use std::rc::Rc;
use uuid::Uuid;

/// A hand-written program for one viewer, on a table with owners and teams.
#[derive(Clone)]
pub struct Hand {
    pub db: Rc<Connection>,
    pub me: Uuid,
    pub device: Vec<u8>,
    /// The rights: nobody = everybody's records, as of an epoch.
    owners: Option<HashSet<Uuid>>,
    epoch: i64,
    table: &'static str,
    /// What somebody may do as a member of a record's team.
    access: String,
}

/// The same with lists of the table's records.
pub struct Lists<S> {
    pub hand: Hand,
    pub one: String,
    read: fn(&Row<'_>) -> S,
    in_a_team: String,
    page: String,
    page_with_team: WithTeam,
    /// The places of the team's newest, and the row of a place.
    team: String,
    row: String,
    search: String,
    search_with_team: String,
}

/// How the owners' newest and the team's come together.
enum WithTeam {
    /// In one statement.
    Union(String),
    /// By the program, from the owners' places and the team's.
    Merge(String),
}

impl<S> Deref for Lists<S> {
    type Target = Hand;

    fn deref(&self) -> &Hand {
        &self.hand
    }
}

impl Hand {
    /// Opens the file as crmkit does by default.
    pub fn open(path: &Path, viewer: &Viewer, table: &'static str) -> Self {
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
        Self {
            device: device.unwrap(),
            me: viewer.id.0,
            owners: (!viewer.owners.is_empty()).then(|| viewer.owners.iter().copied().collect()),
            epoch: epoch.unwrap(),
            table,
            access: format!(
                "SELECT access FROM {table}_member WHERE record_id=? AND employee_id=? \
                 AND (expires_at IS NULL OR expires_at>?)"
            ),
            db: Rc::new(db),
        }
    }

    /// The same program for another person.
    pub fn of(&self, viewer: &Viewer) -> Self {
        let owners = viewer.owners.iter().copied().collect();
        Self { me: viewer.id.0, owners: Some(owners), ..self.clone() }
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
        let mut member = self.db.prepare_cached(&self.access).unwrap();
        let mut rows =
            member.query(rusqlite::params![id.as_bytes(), self.me.as_bytes(), now]).unwrap();
        let row = rows.next().unwrap();
        row.is_some_and(|r| !write || r.get_ref(0).unwrap().as_str().unwrap() == "write")
    }

    /// Some of the records of a table that belong to the viewer's owners, in no order.
    pub fn some_of_mine(&self, table: &str, most: u32) -> Vec<Uuid> {
        let sql = format!(
            "SELECT id FROM {table} WHERE owner_id IN (SELECT u FROM temp.scope) \
             ORDER BY rid*7919%100003 LIMIT ?"
        );
        let mut some = self.db.prepare(&sql).unwrap();
        let rows = some.query_map([most], |row| Ok(Uuid::from_bytes(row.get(0)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }
}

impl<S: Record> Lists<S> {
    /// Opens the file, and finds the best ways to its lists.
    pub fn open(path: &Path, viewer: &Viewer, read: fn(&Row<'_>) -> S) -> Self {
        let names = |columns: &mut dyn Iterator<Item = usize>| {
            let name = |column: usize| match S::META.fields[column].name {
                "custom" => "json(c.custom)".to_owned(),
                name => format!("c.{name}"),
            };
            columns.map(name).collect::<Vec<_>>().join(",")
        };
        let table = S::META.name;
        let all = names(&mut (0..S::META.fields.len()));
        let mut lists = Self {
            hand: Hand::open(path, viewer, table),
            one: format!("SELECT {all} FROM {table} c WHERE c.id=?"),
            read,
            in_a_team: format!(
                "SELECT 1 FROM {table}_member WHERE employee_id=? \
                 AND (expires_at IS NULL OR expires_at>?) LIMIT 1"
            ),
            page: String::new(),
            page_with_team: WithTeam::Union(String::new()),
            team: String::new(),
            row: String::new(),
            search: String::new(),
            search_with_team: String::new(),
        };
        lists.choose_plans(&names(&mut S::COLUMNS.iter().copied()));
        lists
    }

    /// The first page, and whether there is a next one.
    pub fn page(&self, now: i64) -> (Vec<S>, bool) {
        self.run("BEGIN", []);
        self.check_epoch();
        let page = if self.owners.is_some() && self.in_a_team(now) {
            self.with_team(&self.page_with_team, now)
        } else {
            self.rows(&self.page, [])
        };
        self.run("COMMIT", []);
        page
    }

    fn with_team(&self, way: &WithTeam, now: i64) -> (Vec<S>, bool) {
        let me = self.me.as_bytes();
        let places = match way {
            WithTeam::Union(page) => return self.rows(page, rusqlite::params![me, now]),
            WithTeam::Merge(places) => places,
        };
        let mut found = self.places(places, []);
        found.extend(self.places(&self.team, rusqlite::params![me, now]));
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        let mut row = self.db.prepare_cached(&self.row).unwrap();
        let rows = found.iter().take(50).map(|(_, rid)| {
            let mut rows = row.query([rid]).unwrap();
            (self.read)(rows.next().unwrap().unwrap())
        });
        (rows.collect(), found.len() > 50)
    }

    /// When rows were updated, and their numbers.
    fn places(&self, sql: &str, params: impl rusqlite::Params) -> Vec<(i64, i64)> {
        let mut places = self.db.prepare_cached(sql).unwrap();
        let places = places.query_map(params, |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        places.collect::<Result<_, _>>().unwrap()
    }

    /// The first page of what a `MATCH` text finds.
    pub fn search(&self, words: &str, now: i64) -> (Vec<S>, bool) {
        self.run("BEGIN", []);
        self.check_epoch();
        let page = if self.owners.is_some() && self.in_a_team(now) {
            let params = rusqlite::params![words, self.me.as_bytes(), now];
            self.rows(&self.search_with_team, params)
        } else {
            self.rows(&self.search, [words])
        };
        self.run("COMMIT", []);
        page
    }

    /// The records of a page, by counting rows: far too slow for anything but a check.
    pub fn ids_of_page(&self, number: usize, now: i64) -> Vec<Uuid> {
        let table = self.table;
        let sees = if self.owners.is_some() {
            format!(
                "owner_id IN (SELECT u FROM temp.scope) OR id IN (SELECT record_id \
                 FROM {table}_member WHERE employee_id=?1 AND (expires_at IS NULL OR expires_at>?2))"
            )
        } else {
            "?1<>x'' AND ?2>0".to_owned()
        };
        let sql = format!(
            "SELECT id FROM {table} WHERE deleted_at IS NULL AND owner_id IS NOT NULL AND ({sees}) \
             ORDER BY updated_at DESC,rid DESC LIMIT 50 OFFSET ?3"
        );
        let mut page = self.db.prepare(&sql).unwrap();
        let start = 50 * (number as i64 - 1);
        let rows = page.query_map(rusqlite::params![self.me.as_bytes(), now, start], |row| {
            Ok(Uuid::from_bytes(row.get(0)?))
        });
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    }

    fn in_a_team(&self, now: i64) -> bool {
        let mut member = self.db.prepare_cached(&self.in_a_team).unwrap();
        member.exists(rusqlite::params![self.me.as_bytes(), now]).unwrap()
    }

    fn rows(&self, sql: &str, params: impl rusqlite::Params) -> (Vec<S>, bool) {
        let mut page = self.db.prepare_cached(sql).unwrap();
        let mut found = page.query(params).unwrap();
        let mut rows = Vec::with_capacity(50);
        while let Some(row) = found.next().unwrap() {
            if rows.len() == 50 {
                return (rows, true);
            }
            rows.push((self.read)(row));
        }
        (rows, false)
    }

    /// The fastest way to the first page of this viewer: what a hand-written program would have to
    /// know of each.
    fn fastest<P>(&self, plans: Vec<P>, page: impl Fn(&P) -> (Vec<S>, bool)) -> P {
        let time = |plan: &P| {
            let once = || {
                let start = super::cpu();
                page(plan);
                super::cpu() - start
            };
            once();
            (0..25).map(|_| once()).min().unwrap()
        };
        plans.into_iter().min_by_key(time).unwrap()
    }

    fn choose_plans(&mut self, columns: &str) {
        let table = self.table;
        let mine = match &self.owners {
            None => "owner_id IS NOT NULL",
            Some(owners) if owners.len() == 1 => "owner_id=(SELECT u FROM temp.scope)",
            Some(_) => "owner_id IN (SELECT u FROM temp.scope)",
        };
        let order = "ORDER BY updated_at DESC,rid DESC LIMIT 51";
        let places = |index: &str, plus: &str| {
            format!(
                "SELECT updated_at,rid FROM {table} INDEXED BY {index} \
                 WHERE deleted_at IS NULL AND {plus}{mine} {order}"
            )
        };
        let at_once =
            |places: &str| places.replacen("updated_at,rid", &columns.replace("c.", ""), 1);
        let in_two = |places: &str| {
            format!(
                "SELECT {columns} FROM ({places}) k CROSS JOIN {table} c ON c.rid=k.rid \
                 ORDER BY k.updated_at DESC,k.rid DESC"
            )
        };
        let team = format!(
            "SELECT c.updated_at,c.rid FROM (SELECT record_id FROM {table}_member \
             WHERE employee_id=?1 AND (expires_at IS NULL OR expires_at>?2) \
             ORDER BY touched_at DESC LIMIT 51) m \
             CROSS JOIN {table} c ON c.id=m.record_id WHERE c.deleted_at IS NULL"
        );
        let search = |sees: &str| {
            format!(
                "SELECT {columns} FROM {table}_fts f CROSS JOIN {table} c ON c.rid=f.rowid \
                 WHERE f.{table}_fts MATCH ?1 AND c.deleted_at IS NULL AND {sees} \
                 ORDER BY f.rowid DESC LIMIT 51"
            )
        };
        self.search = search(&format!("c.{mine}"));
        self.search_with_team = search(&format!(
            "(c.{mine} OR EXISTS(SELECT 1 FROM {table}_member WHERE record_id=c.id \
             AND employee_id=?2 AND (expires_at IS NULL OR expires_at>?3)))"
        ));
        let both = |places: &str| {
            in_two(&format!("SELECT * FROM (SELECT * FROM ({places}) UNION {team}) {order}"))
        };
        let scan = places(&format!("ix_{table}_updated_at"), "+");
        let gather = places(&format!("ix_{table}_owner_id_updated_at"), "");
        // Where it would read half the table, walking everybody's newest is no candidate.
        let enough = format!(
            "SELECT count(*)>50 FROM (SELECT owner_id FROM {table} INDEXED BY ix_{table}_updated_at \
             WHERE deleted_at IS NULL ORDER BY updated_at DESC,rid DESC LIMIT 9000) WHERE {mine}"
        );
        let enough: bool = self.db.query_row(&enough, [], |row| row.get(0)).unwrap();
        let ways = [(enough, scan), (self.owners.is_some(), gather)];
        let ways: Vec<String> = ways.into_iter().filter(|w| w.0).map(|w| w.1).collect();
        let plans = ways.iter().flat_map(|way| [at_once(way), in_two(way)]).collect();
        self.page = self.fastest(plans, |page| self.rows(page, []));
        let united = ways.iter().map(|way| WithTeam::Union(both(way)));
        let plans = united.chain(ways.iter().cloned().map(WithTeam::Merge)).collect();
        self.row = format!("SELECT {columns} FROM {table} c WHERE c.rid=?");
        self.team = team;
        self.page_with_team = self.fastest(plans, |way| self.with_team(way, NOW));
    }
}

pub fn id(row: &Row<'_>, column: usize) -> Option<Uuid> {
    row.get_ref(column).unwrap().as_blob_or_null().unwrap().map(|b| Uuid::from_slice(b).unwrap())
}

pub fn int(row: &Row<'_>, column: usize) -> i64 {
    row.get_ref(column).unwrap().as_i64().unwrap()
}

pub fn maybe(row: &Row<'_>, column: usize) -> Option<i64> {
    row.get_ref(column).unwrap().as_i64_or_null().unwrap()
}

pub fn time(row: &Row<'_>, column: usize) -> Option<Timestamp> {
    maybe(row, column).map(|micros| time_from_micros(micros).unwrap())
}

pub fn text(row: &Row<'_>, column: usize) -> Option<String> {
    row.get_ref(column).unwrap().as_str_or_null().unwrap().map(str::to_owned)
}

pub fn choice<C: Choice>(code: &str) -> C {
    C::from_code(code).unwrap()
}
