//! Both sides have written the same rows.

use super::company::NOW;
use rusqlite::Connection;
use std::path::Path;

/// Compares the new rows of tables in the two files, column by column, and what words find. A table
/// comes with what of it is new.
pub fn rows(
    (by_product, by_hand): (&Path, &Path),
    tables: &[(&str, &str)],
    searches: &[(&str, &str)],
) {
    let db = Connection::open(by_product).unwrap();
    db.execute("ATTACH ? AS hand", [by_hand.to_str().unwrap()]).unwrap();
    for (table, new) in tables {
        for (here, there) in [("main", "hand"), ("hand", "main")] {
            let only = format!(
                "SELECT count(*) FROM (SELECT * FROM {here}.{table} WHERE {new} EXCEPT \
                 SELECT * FROM {there}.{table} WHERE {new})"
            );
            let only: i64 = db.query_row(&only, [NOW], |row| row.get(0)).unwrap();
            assert_eq!(only, 0, "rows of {table} that only {here} has");
        }
    }
    let written = format!("SELECT count(*) FROM change_log WHERE at>={}", NOW);
    assert!(db.query_row(&written, [], |row| row.get::<_, i64>(0)).unwrap() > 0, "nothing written");
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
