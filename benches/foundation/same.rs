//! Both sides have written the same rows.

use rusqlite::Connection;
use std::path::Path;

/// Every table in which a write leaves something, and what of it is new.
const TABLES: [(&str, &str); 8] = [
    ("customer", "updated_at>=?1"),
    ("lead", "updated_at>=?1"),
    ("import_job", "updated_at>=?1"),
    ("customer_member", "touched_at>=?1"),
    ("change_log", "at>=?1"),
    ("command_log", "at>=?1"),
    ("unique_key", "?1>0"),
    ("owner_stat", "?1>0"),
];

/// Compares the two files, row by row and column by column.
pub fn rows(by_product: &Path, by_hand: &Path) {
    let db = Connection::open(by_product).unwrap();
    db.execute("ATTACH ? AS hand", [by_hand.to_str().unwrap()]).unwrap();
    for (table, new) in TABLES {
        for (here, there) in [("main", "hand"), ("hand", "main")] {
            let only = format!(
                "SELECT count(*) FROM (SELECT * FROM {here}.{table} WHERE {new} EXCEPT \
                 SELECT * FROM {there}.{table} WHERE {new})"
            );
            let only: i64 = db.query_row(&only, [crate::data::NOW], |row| row.get(0)).unwrap();
            assert_eq!(only, 0, "rows of {table} that only {here} has");
        }
    }
    let written = format!("SELECT count(*) FROM change_log WHERE at>={}", crate::data::NOW);
    assert!(db.query_row(&written, [], |row| row.get::<_, i64>(0)).unwrap() > 0, "nothing written");
    let searches = [
        ("customer", "\"新客 客户\""),
        ("customer", "\"改名\""),
        ("customer", "\"137\" *"),
        ("customer", "initials : \"gm\""),
        ("lead", "\"有限\""),
        ("lead", "\"136\" *"),
        ("lead", "initials : \"yx\""),
    ];
    for (entity, words) in searches {
        let found = |file: &str| -> Vec<i64> {
            let fts = format!("{entity}_fts");
            let sql = format!("SELECT rowid FROM {file}.{fts} WHERE {fts} MATCH ?");
            let mut find = db.prepare(&sql).unwrap();
            find.query_map([words], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        let rows = found("main");
        assert!(!rows.is_empty(), "the search for {words} finds nothing");
        assert_eq!(rows, found("hand"), "what the search for {words} finds");
    }
}
