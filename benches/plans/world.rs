//! Files with random owners: customers written straight into the table, with what lists look at
//! and nothing else. A million takes 20 s, where the write path would take some minutes.

use crmkit::Result;
use crmkit::admin::setup::CompanySetup;
use crmkit::model::Record;
use crmkit::model::entity::system;
use crmkit::model::value::time_from_micros;
use crmkit::query::{Admission, BoundQuery, Direction, Keys, Member, OwnerSet, Owners, Visibility};
use crmkit::sales::customer::{Customer, CustomerMember, CustomerSummary};
use crmkit_testkit::random::Random;
use rusqlite::{Connection, params};
use std::collections::BTreeMap;
use std::path::Path;
use uuid::Uuid;

/// The instant of the last change.
pub const NOW: i64 = 1_800_000_000_000_000;

/// A customer as lists see it.
#[derive(Clone)]
pub struct Row {
    pub owner: u64,
    pub updated: i64,
    pub deleted: bool,
}

/// Who looks.
#[derive(Clone)]
pub struct Viewer {
    pub what: String,
    pub owners: Vec<u64>,
    /// In how many teams the viewer is.
    pub teams: usize,
}

/// The id of an owner or of a customer.
pub fn id(kind: u16, n: u64) -> [u8; 16] {
    let low = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 2;
    Uuid::from_u64_pair(n << 20 & 0xffff_ffff_ffff_0000 | u64::from(kind) | 0x7000, 1 << 63 | low)
        .into_bytes()
}

const OWNER: u16 = 1;
const CUSTOMER: u16 = 2;
const MEMBER: u16 = 3;

/// The employee who is in teams.
pub fn me() -> Uuid {
    Uuid::from_bytes(id(4, 0))
}

/// Makes an empty company.
pub fn empty(path: &Path) -> Result<()> {
    let crm = crmkit::open(path)?;
    crm.set_up(CompanySetup {
        company: "示例科技".into(),
        admin_name: "陈晓明".into(),
        admin_mobile: "13800000001".into(),
        password: "correct horse".into(),
        ..Default::default()
    })?;
    crm.close()
}

/// Puts these customers into a file, in place of all that are there; the viewer is in the teams
/// of every n-th of them.
pub fn fill(path: &Path, rows: impl Iterator<Item = Row>, teams_of_every: Option<u64>) {
    let mut db = Connection::open(path).unwrap();
    db.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000")
        .unwrap();
    let indexes = "SELECT name, sql FROM sqlite_schema WHERE type='index' AND sql IS NOT NULL \
                   AND tbl_name='customer'";
    let indexes: Vec<(String, String)> = {
        let mut find = db.prepare(indexes).unwrap();
        let found = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        found.collect::<rusqlite::Result<_>>().unwrap()
    };
    for (name, _) in &indexes {
        db.execute_batch(&format!("DROP INDEX {name}")).unwrap();
    }
    db.execute_batch("DELETE FROM customer_member; DELETE FROM customer; DELETE FROM owner_stat")
        .unwrap();
    let mut counters = BTreeMap::<u64, i64>::new();
    let tx = db.transaction().unwrap();
    {
        let mut add = tx
            .prepare(
                "INSERT INTO customer(id,rev,created_at,updated_at,deleted_at,name,kind,mobile,owner_id,\
                 followed,locked,dealt) VALUES(?,1,?2,?2,?,?,'company',?,?,0,0,0)",
            )
            .unwrap();
        let mut join = tx
            .prepare(
                "INSERT INTO customer_member(id,rev,created_at,updated_at,record_id,employee_id,access,\
                 touched_at) VALUES(?,1,?2,?2,?,?,'write',?2)",
            )
            .unwrap();
        for (n, row) in (0..).zip(rows) {
            let (customer, owner) = (id(CUSTOMER, n), id(OWNER, row.owner));
            let deleted = row.deleted.then_some(NOW);
            let (name, mobile) = (format!("武汉鑫源{n}贸易有限公司"), format!("+86138{n:08}"));
            add.execute(params![customer, row.updated, deleted, name, mobile, owner]).unwrap();
            if !row.deleted {
                *counters.entry(row.owner).or_default() += 1;
            }
            if teams_of_every.is_some_and(|every| n % every == 0) {
                join.execute(params![id(MEMBER, n), row.updated, customer, me().as_bytes()])
                    .unwrap();
            }
        }
        for (owner, n) in counters {
            let add = "INSERT INTO owner_stat(entity,owner,n) VALUES(?,?,?)";
            tx.execute(add, params![Customer::META.no, id(OWNER, owner), n]).unwrap();
        }
    }
    tx.commit().unwrap();
    for (_, sql) in indexes {
        db.execute_batch(&sql).unwrap();
    }
    db.execute_batch("PRAGMA journal_mode=WAL").unwrap();
}

impl Viewer {
    /// The owners' ids.
    pub fn ids(&self) -> Vec<Uuid> {
        self.owners.iter().map(|o| Uuid::from_bytes(id(OWNER, *o))).collect()
    }

    /// The first page as the product asks for it.
    pub fn query(&self) -> BoundQuery {
        let member = (self.teams > 0).then(|| Member {
            team: CustomerMember::META,
            employee: me(),
            admits: Admission::Any,
            now: time_from_micros(NOW).unwrap(),
        });
        let owners = Owners::Set(OwnerSet::new(self.ids()));
        let owner = Customer::META.owner().unwrap();
        let mut query = BoundQuery::all(Customer::META).limit(51);
        query.columns = CustomerSummary::COLUMNS.to_vec();
        query.visibility = Visibility::Keys(Keys { owner, owners, member });
        query.order_by(system::UPDATED, Direction::Desc)
    }
}

/// From 0 to 1.
fn unit(r: &mut Random) -> f64 {
    (r.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// From 1 to a number, small ones as often as large ones.
fn log(r: &mut Random, most: u64) -> u64 {
    (most as f64).powf(unit(r)).round() as u64
}

/// A random way in which customers are spread over owners, and somebody who looks at it.
pub fn random(r: &mut Random, rows: u64) -> (Vec<Row>, Viewer) {
    let owners = log(r, 5000).min(rows / 4).max(1);
    let skew = unit(r) * 2.0;
    // Owners who left: their customers are all among the oldest.
    let (left, era) = (unit(r) * unit(r), 0.02 + 0.5 * unit(r));
    let has_left = |owner: u64| (owner.wrapping_mul(0x9e37_79b9) % 1000) as f64 <= left * 1000.0;
    let deleted = unit(r) * 0.1;
    let mut made = Vec::new();
    for n in 0..rows {
        let mut owner = 0;
        for _ in 0..20 {
            // A power law: the first owners have most.
            owner = ((owners as f64) * unit(r).powf(1.0 + skew)) as u64;
            if !has_left(owner) || (n as f64) < era * rows as f64 {
                break;
            }
        }
        let updated = NOW - (rows - n) as i64 * 1_000_000;
        made.push(Row { owner, updated, deleted: unit(r) < deleted });
    }
    let transfers = if unit(r) < 0.33 { 1 + r.below(5) } else { 0 };
    for _ in 0..transfers {
        // A mass transfer: all that some have goes to one; it counts as an edit, or does not.
        let (to, from, edits) = (r.below(owners as usize) as u64, unit(r) * 0.3, unit(r) < 0.5);
        let gives = |owner: u64| (owner.wrapping_mul(0x85eb_ca6b) % 1000) as f64 <= from * 1000.0;
        for row in made.iter_mut().filter(|row| gives(row.owner)) {
            row.owner = to;
            row.updated = if edits { NOW } else { row.updated };
        }
    }
    let viewer = viewer(r, &made, owners, has_left, transfers);
    (made, viewer)
}

fn viewer(
    r: &mut Random,
    rows: &[Row],
    owners: u64,
    has_left: impl Fn(u64) -> bool,
    transfers: usize,
) -> Viewer {
    let seen = log(r, owners) as usize;
    let mut all: Vec<u64> = (0..owners).collect();
    let kind = r.below(4);
    for n in (1..all.len()).rev() {
        all.swap(n, r.below(n + 1));
    }
    let who = match kind {
        0 => "of any kind",
        1 => {
            all.sort_unstable();
            "with most rows"
        }
        2 => {
            all.sort_unstable_by_key(|o| std::cmp::Reverse(*o));
            "with fewest rows"
        }
        _ => {
            all.sort_by_key(|o| !has_left(*o));
            "with the oldest rows"
        }
    };
    all.truncate(seen);
    let teams = r.pick(&[0, 0, 10, 500]).min(rows.len() / 4);
    let transfers = if transfers > 0 { ", after mass transfers" } else { "" };
    let teams_too = if teams > 0 { format!(", in {teams} teams") } else { String::new() };
    let what = format!("{} of {owners} owners, {who}{transfers}{teams_too}", all.len());
    Viewer { what, owners: all, teams }
}
