//! The two plans of a list, each forced, by hand.

use crate::world::{NOW, Viewer, me};
use crmkit::model::{Raw, Record};
use crmkit::sales::customer::{Customer, CustomerSummary};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use std::path::Path;

/// A way to the newest rows of some owners.
#[derive(Clone, Copy)]
pub enum Plan {
    /// Owner by owner.
    Gather,
    /// Everybody's newest, testing each, however far that goes.
    Scan,
}

/// Both.
pub const PLANS: [Plan; 2] = [Plan::Gather, Plan::Scan];

/// A program for one viewer.
pub struct Hand {
    db: Connection,
    teams: bool,
    texts: [String; 2],
}

impl Hand {
    pub fn open(path: &Path, viewer: &Viewer) -> Self {
        let db = Connection::open(path).unwrap();
        db.execute_batch(
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000; PRAGMA mmap_size=268435456; \
             CREATE TEMP TABLE scope(u BLOB NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
        )
        .unwrap();
        for owner in viewer.ids() {
            db.execute("INSERT INTO temp.scope VALUES(?)", [owner.as_bytes()]).unwrap();
        }
        let teams = viewer.teams > 0;
        Self { db, teams, texts: PLANS.map(|plan| text(plan, teams)) }
    }

    /// The first page.
    pub fn page(&self, plan: Plan) -> Vec<Vec<u8>> {
        let mut page = self.db.prepare_cached(&self.texts[plan as usize]).unwrap();
        let columns = CustomerSummary::COLUMNS.len();
        let mut found = match self.teams {
            true => page.query(params![me().as_bytes(), NOW]).unwrap(),
            false => page.query([]).unwrap(),
        };
        let mut rows = Vec::new();
        while let Some(row) = found.next().unwrap() {
            let mut cells = Vec::new();
            for column in 0..columns {
                let cell = match row.get_ref(column).unwrap() {
                    ValueRef::Null => Raw::Null,
                    ValueRef::Integer(i) => Raw::Int(i),
                    ValueRef::Text(text) => Raw::Text(std::str::from_utf8(text).unwrap().into()),
                    ValueRef::Blob(id) => Raw::Id(uuid::Uuid::from_slice(id).unwrap()),
                    ValueRef::Real(_) => unreachable!(),
                };
                take(&mut cells, &cell);
            }
            rows.push(cells);
        }
        rows
    }
}

/// Puts a cell where it can be compared.
pub fn take(cells: &mut Vec<u8>, cell: &Raw<'_>) {
    match cell {
        Raw::Null => cells.push(0),
        Raw::Int(i) => cells.extend(i.to_le_bytes()),
        Raw::Text(text) => cells.extend(text.as_bytes()),
        Raw::Id(id) => cells.extend(id.as_bytes()),
    }
}

/// The statement of a plan: places first, then their rows.
fn text(plan: Plan, teams: bool) -> String {
    let name = |column: &usize| match Customer::META.fields[*column].name {
        "custom" => "json(c.custom)".to_owned(),
        name => format!("c.{name}"),
    };
    let columns = CustomerSummary::COLUMNS.iter().map(name).collect::<Vec<_>>().join(",");
    let order = "ORDER BY updated_at DESC,rid DESC LIMIT 51";
    let (index, plus) = match plan {
        Plan::Gather => ("ix_customer_owner_id_updated_at", ""),
        Plan::Scan => ("ix_customer_updated_at", "+"),
    };
    let mut places = format!(
        "SELECT updated_at,rid FROM customer INDEXED BY {index} WHERE deleted_at IS NULL \
         AND {plus}owner_id IN (SELECT u FROM temp.scope) {order}"
    );
    if teams {
        places = format!(
            "SELECT * FROM (SELECT * FROM ({places}) UNION SELECT * FROM (SELECT m.touched_at,c.rid \
             FROM customer_member m INDEXED BY ix_customer_member_employee_id_touched_at_record_id \
             CROSS JOIN customer c ON c.id=m.record_id WHERE m.employee_id=?1 \
             AND (m.expires_at IS NULL OR m.expires_at>?2) AND c.deleted_at IS NULL \
             ORDER BY m.touched_at DESC,c.rid DESC LIMIT 51)) {order}"
        );
    }
    format!(
        "SELECT {columns} FROM ({places}) k CROSS JOIN customer c ON c.rid=k.rid \
         ORDER BY k.updated_at DESC,k.rid DESC"
    )
}
