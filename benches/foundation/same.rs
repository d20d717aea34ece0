//! Both sides have written the same rows.

use crate::common::same;
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

/// What finds the new rows.
const SEARCHES: [(&str, &str); 7] = [
    ("customer", "\"新客 客户\""),
    ("customer", "\"改名\""),
    ("customer", "\"137\" *"),
    ("customer", "initials : \"gm\""),
    ("lead", "\"有限\""),
    ("lead", "\"136\" *"),
    ("lead", "initials : \"yx\""),
];

/// Compares the two files.
pub fn rows(by_product: &Path, by_hand: &Path) {
    same::rows((by_product, by_hand), &TABLES, &SEARCHES);
}
