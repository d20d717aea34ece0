//! The product beside hand-written rusqlite: the same work on two copies of one file, in turns.
//!
//! - `cargo bench --bench foundation` measures at 200 000 customers (`ROWS` says otherwise) and
//!   writes the table of `docs/performance.md`; then criterion measures each side for itself and
//!   compares with its last run.
//! - `cargo test --bench foundation` only shows, at 20 000 customers, that both sides yield the
//!   same and write the same rows.
//! - With a name, only what has it is measured, and no table is written. `small` is all of it at
//!   20 000 customers, measured in turns and no more: for every run of the tests, which show what a
//!   change costs and fail only if the two sides differ.
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
mod hand_import;
mod hand_writes;
mod reads;
mod report;
mod same;

use common::company::{self, Viewer};
use common::hand::Hand;
use common::measure::{Pair, each_for_itself, in_turns, pair};
use common::pages::{self, Sight};
use common::report::line;
use crmkit::data::{ColumnMapping, ImportPlan};
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock;
use crmkit::model::value::time_from_micros;
use crmkit::model::{Clock, CommandId, IdSource};
use crmkit::sales::customer::{Customer, CustomerId, CustomerPatch, CustomerSummary, NewCustomer};
use crmkit::session::{Crm, CrmOptions, RunOptions, Session};
use hand::Customers;
use hand_import::{COLUMNS, Importer};
use std::sync::Arc;

/// Both sides, each on its own copy of the file.
struct Sides {
    crm: Crm,
    clock: Arc<ManualClock>,
    /// Who writes.
    session: Session,
    hand: Hand,
    /// The ids that the product makes for its commands.
    ids: SeededIds,
    /// Customers of the one who writes, in no order.
    mine: Vec<CustomerId>,
    viewers: Vec<Sight<CustomerSummary>>,
}

impl Sides {
    fn open(by_product: &std::path::Path, by_hand: &std::path::Path) -> Self {
        let clock = Arc::new(ManualClock::new(time_from_micros(company::NOW).unwrap()));
        let ids = Arc::new(SeededIds::new(1));
        let crm = CrmOptions { clock: clock.clone(), ids, deadline: None };
        let options = crmkit::FileOptions { must_exist: true, crm, ..Default::default() };
        let crm = crmkit::open_with(by_product, options).unwrap();
        let ids = SeededIds::new(1);
        ids.next(clock.now()); // the product took one to open the file
        let viewer = |viewer: Viewer| {
            let session = crm.session(viewer.id).unwrap();
            let hand = Customers::open(by_hand, &viewer, hand::summary);
            (viewer, session, hand)
        };
        let viewers: Vec<_> = company::viewers().into_iter().map(viewer).collect();
        let writer = &viewers[2];
        let hand = Hand::open(by_hand, &writer.0, "customer");
        let mine = hand.some_of_mine("customer", 5000).into_iter().map(CustomerId).collect();
        Self { session: writer.1.clone(), crm, clock, hand, ids, mine, viewers }
    }

    /// The time of the n-th write.
    fn at(&self, n: usize) -> i64 {
        let now = company::NOW + n as i64;
        self.clock.set(time_from_micros(now).unwrap());
        now
    }

    fn next_id(&self) -> CommandId {
        CommandId(self.ids.next(self.clock.now()))
    }

    fn writes(&self) -> Vec<Box<dyn Pair + '_>> {
        let new = |n: usize| NewCustomer {
            name: format!("新客户{n}贸易有限公司"),
            mobile: Some(format!("137{n:08}")),
            address: Some(format!("人民路{n}号")),
            ..Default::default()
        };
        let remark = |n: usize| CustomerPatch {
            remark: Some(format!("回访第{n}次")),
            ..Default::default()
        };
        let name = |n: usize| CustomerPatch {
            name: Some(format!("改名{n}科技有限公司")),
            ..Default::default()
        };
        let one = |n: usize| self.mine[n % self.mine.len()];
        let customers = || self.session.customers();
        let update = move |what: &str, patch: fn(usize) -> CustomerPatch| {
            pair(
                what,
                1.25,
                5,
                move |n| {
                    self.at(n);
                    customers().update(one(n), patch(n)).unwrap().value
                },
                move |n| {
                    let now = self.at(n);
                    self.hand.update(one(n), patch(n), self.next_id(), now)
                },
            )
        };
        vec![
            pair(
                "create",
                1.25,
                5,
                move |n| {
                    self.at(n);
                    customers().create(new(n)).unwrap().value
                },
                move |n| {
                    let now = self.at(n);
                    self.hand.create(new(n), self.next_id(), now)
                },
            ),
            update("update of a field that is not searched", remark),
            update("update of the name", name),
        ]
    }
}

/// The leads of one import.
const LEADS: usize = 5000;

impl Sides {
    /// The import of files of the shape of `examples/data/leads.csv`.
    fn import<'a>(&'a self, files: &'a [String]) -> Box<dyn Pair + 'a> {
        let column = |(column, field): (&str, &str)| ColumnMapping {
            column: column.into(),
            field: field.into(),
        };
        let plan = ImportPlan {
            entity: "lead".into(),
            columns: COLUMNS.map(column).into(),
            match_on: vec!["name".into(), "mobile".into()],
            ..Default::default()
        };
        let by_hand = (Importer::new(&self.hand), plan.clone());
        pair(
            format!("import, per lead of a file of {LEADS}"),
            1.25,
            1,
            move |n| {
                self.at(n);
                let (mut file, options) = (files[n].as_bytes(), RunOptions::default());
                self.session.import(&mut file, &plan, options, &mut |_| true).unwrap()
            },
            move |n| {
                let now = self.at(n);
                let (importer, plan) = &by_hand;
                importer.import(&files[n], plan, self.next_id(), now)
            },
        )
    }
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let test = !arguments.iter().any(|a| a == "--bench") || arguments.iter().any(|a| a == "--test");
    arguments.retain(|a| a != "--bench");
    let small = arguments == ["small"];
    let rows = if test || small { 20_000 } else { 200_000 };
    let rows: u64 = std::env::var("ROWS").map_or(rows, |rows| rows.parse().unwrap());
    let file = data::file(rows);
    let copies = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (by_product, by_hand) = (copies.path().join("product.crm"), copies.path().join("hand.crm"));
    for copy in [&by_product, &by_hand] {
        std::fs::copy(&file, copy).unwrap();
    }
    let sides = Sides::open(&by_product, &by_hand);
    let mut pairs = reads::pairs(&sides.viewers, &sides.mine);
    pairs.extend(pages::deep::<Customer>(&sides.viewers, |row| row.id.0));
    pairs.extend(sides.writes());

    const CHECKS: usize = 40;
    for pair in &mut pairs {
        (0..CHECKS).for_each(|n| pair.check(n));
    }
    let (imports, samples) = match (test, small) {
        (true, _) => (0, 0),
        (_, true) => (3, 51),
        _ => (21, 301),
    };
    let files: Vec<_> = (0..=imports).map(|n| hand_import::leads(n, LEADS)).collect();
    let mut import = sides.import(&files);
    import.check(0);
    same::rows(&by_product, &by_hand);
    println!("product and hand-written code yield the same and write the same rows");
    // Where the log of one side holds what the other's file has, a page is looked up in two places.
    [&by_product, &by_hand].into_iter().for_each(|file| common::checkpoint(file));
    let name = arguments.iter().find(|a| !a.starts_with("--"));
    if !test && arguments.len() == name.iter().len() {
        let wanted = |pair: &dyn Pair| small || name.is_none_or(|name| pair.name().contains(name));
        let mut lines = Vec::new();
        for pair in pairs.iter_mut().filter(|pair| wanted(&***pair)) {
            lines.push(in_turns(&mut **pair, CHECKS, samples));
            println!("{}", line(&lines[lines.len() - 1]));
        }
        if wanted(&*import) {
            lines.push(in_turns(&mut *import, 1, imports).each_of(LEADS));
            println!("{}", line(&lines[lines.len() - 1]));
        }
        same::rows(&by_product, &by_hand);
        if name.is_none() {
            report::write(rows, &lines);
        }
    }
    drop(import);

    if !small {
        each_for_itself(&mut pairs);
    }
    drop(pairs);
    sides.crm.close().unwrap();
}
