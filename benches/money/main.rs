//! From contract to cash, beside hand-written rusqlite: the same work on two copies of one file, in
//! turns.
//!
//! - `cargo bench --bench money` measures at 200 000 contracts (`ROWS` says otherwise) and writes the
//!   table of `docs/performance.md`; then criterion measures each side for itself.
//! - `cargo test --bench money` only shows, at 20 000 contracts, that both sides yield the same and
//!   write the same rows.
//! - With a name, only what has it is measured, and no table is written.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "measures, and prints what it finds"
)]

#[path = "../common/mod.rs"]
mod common;
mod data;
mod hand;
mod hand_contract;
mod hand_receivable;
mod writes;

use common::measure::{Line, Pair, each_for_itself, in_turns};
use common::report::{line, table};
use common::{Table, pages, same};
use crmkit::sales::contract::Contract;
use std::path::Path;
use writes::Sides;

/// Every table in which a write leaves something, and what of it is new.
const TABLES: [(&str, &str); 15] = [
    ("contract", "?1>0"),
    ("contract_line", "?1>0"),
    ("contract_member", "?1>0"),
    ("approval", "?1>0"),
    ("approval_task", "?1>0"),
    ("approval_event", "?1>0"),
    ("receivable", "?1>0"),
    ("receivable_plan", "?1>0"),
    ("allocation", "?1>0"),
    ("number_counter", "?1>0"),
    ("customer", "?1>0"),
    ("change_log", "at>=?1"),
    ("command_log", "at>=?1"),
    ("unique_key", "?1>0"),
    ("owner_stat", "?1>0"),
];

/// What finds the new rows.
const SEARCHES: [(&str, &str); 4] = [
    ("contract", "\"采购\""),
    ("contract", "initials : \"cg\""),
    ("contract", "\"ht\" *"),
    ("receivable", "\"hk\" *"),
];

fn same_rows(by_product: &Path, by_hand: &Path) {
    same::rows((by_product, by_hand), &TABLES, &SEARCHES);
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let test = !arguments.iter().any(|a| a == "--bench") || arguments.iter().any(|a| a == "--test");
    arguments.retain(|a| a != "--bench");
    let small = if test { 20_000 } else { 200_000 };
    let rows: u64 = std::env::var("ROWS").map_or(small, |rows| rows.parse().unwrap());
    let file = data::file(rows);
    let copies = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (by_product, by_hand) = (copies.path().join("product.crm"), copies.path().join("hand.crm"));
    for copy in [&by_product, &by_hand] {
        std::fs::copy(&file, copy).unwrap();
    }
    let sides = Sides::open(&by_product, &by_hand, rows);
    let mut pairs = pages::first::<Contract>(&sides.viewers);
    pairs.extend(pages::deep::<Contract>(&sides.viewers, |row| row.id.0));
    pairs.extend(sides.writes());

    const CHECKS: usize = 40;
    for pair in &mut pairs {
        (0..CHECKS).for_each(|n| pair.check(n));
    }
    let days = if test { 2 } else { 61 };
    let mut overdue = sides.overdue();
    overdue.check(1);
    same_rows(&by_product, &by_hand);
    println!("product and hand-written code yield the same and write the same rows");
    let name = arguments.iter().find(|a| !a.starts_with("--"));
    if !test && arguments.len() == name.iter().len() {
        let wanted = |pair: &dyn Pair| name.is_none_or(|name| pair.name().contains(name));
        let mut lines = Vec::new();
        let mut measured = |pair: &mut dyn Pair, first, samples| {
            if wanted(pair) {
                let found = in_turns(pair, first, samples);
                println!("{}", line(&found));
                lines.push(found);
            }
        };
        pairs.iter_mut().for_each(|pair| measured(&mut **pair, CHECKS, 301));
        measured(&mut *overdue, 2, days);
        same_rows(&by_product, &by_hand);
        if name.is_none() {
            write(rows, &lines);
        }
    }
    drop(overdue);
    each_for_itself(&mut pairs);
    drop(pairs);
    sides.crm.close().unwrap();
}

/// Replaces the tables of this size in the page.
fn write(rows: u64, lines: &[Line]) {
    let (far, lines): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| line.is("page"));
    let mut text = format!("{rows} contracts; µs of thread CPU time, medians.\n\n");
    table(&mut text, ["What", "crmkit", "by hand"], &lines);
    text.push('\n');
    table(&mut text, ["Far down beside the first page", "far down", "first"], &far);
    Table::of(&format!("ROWS={rows} cargo bench --bench money")).write(&text);
}
