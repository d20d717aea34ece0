//! Whether the plan that a list takes is the better one, on data to which its rule was not fitted.
//!
//! - `cargo bench --bench plans` makes 200 random companies of 100 000 customers (`ROWS` and
//!   `WORLDS` say otherwise) and measures for a random viewer of each the first page beside both
//!   plans written by hand; it writes the table of `docs/performance.md`.
//! - `cargo bench --bench plans -- sizes` measures the first page at a million and at ten million
//!   customers (13 GB for a while, which `PLACE=/dev/shm` takes from memory).
//! - `cargo test --bench plans` only shows, on a few small companies, that all ways yield the same.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "measures, and prints what it finds"
)]

#[path = "../common/mod.rs"]
mod common;
mod hand;
mod sizes;
mod world;

use common::{Table, cpu};
use crmkit::query::BoundQuery;
use crmkit::session::Crm;
use crmkit::store::read;
use crmkit_testkit::random::Random;
use hand::{Hand, Plan};
use std::fmt::Write;
use std::path::Path;
use world::Viewer;

/// The first page by the product: ids, and how much was read.
fn by_product(crm: &Crm, query: &BoundQuery) -> Vec<Vec<u8>> {
    let mut page = Vec::new();
    read(&**crm.store(), None, |reader| {
        reader.query(query, &mut |row| {
            let mut cells = Vec::new();
            for column in 0..query.columns.len() {
                hand::take(&mut cells, &row.get(column)?);
            }
            page.push(cells);
            Ok(())
        })
    })
    .unwrap();
    page
}

/// The least that each way took, in µs, all in turns: a neighbour on the machine only adds. Each goes
/// once before it is timed, since a way that reads much leaves the processor's caches to no other.
fn least<const N: usize>(rounds: usize, mut ways: [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut least = [f64::MAX; N];
    for _ in 0..rounds {
        for (way, least) in ways.iter_mut().zip(&mut least) {
            way();
            let start = cpu();
            way();
            *least = least.min((cpu() - start).as_secs_f64() * 1e6);
        }
    }
    least
}

/// What a company and a viewer showed.
struct Case {
    what: String,
    product: f64,
    plans: [f64; 2],
}

impl Case {
    fn ratio(&self) -> f64 {
        self.product / self.plans[0].min(self.plans[1])
    }
}

fn measure(path: &Path, viewer: &Viewer, rounds: usize) -> Case {
    let crm = crmkit::open(path).unwrap();
    let hand = Hand::open(path, viewer);
    let query = viewer.query();
    let page = by_product(&crm, &query);
    for plan in hand::PLANS {
        assert_eq!(page, hand.page(plan), "{}", viewer.what);
    }
    let [product, gather, scan] = least(
        rounds,
        [
            &mut || drop(by_product(&crm, &query)),
            &mut || drop(hand.page(Plan::Gather)),
            &mut || drop(hand.page(Plan::Scan)),
        ],
    );
    crm.close().unwrap();
    Case { what: viewer.what.clone(), product, plans: [gather, scan] }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let test = !arguments.iter().any(|a| a == "--bench");
    let place = std::env::var("PLACE").unwrap_or(env!("CARGO_TARGET_TMPDIR").into());
    let folder = tempfile::tempdir_in(place).unwrap();
    if arguments.iter().any(|a| a == "sizes") {
        return sizes::measure(folder.path());
    }
    let (worlds, rows) = if test { (6, 3000) } else { (200, 100_000) };
    let (worlds, rows) = (number("WORLDS", worlds), number("ROWS", rows));
    let empty = folder.path().join("empty.crm");
    world::empty(&empty).unwrap();
    let mut cases = Vec::new();
    for seed in number("FROM", 0)..worlds {
        let path = folder.path().join(format!("{seed}.crm"));
        std::fs::copy(&empty, &path).unwrap();
        let (made, viewer) = world::random(&mut Random::new(seed), rows);
        let every = (viewer.teams > 0).then(|| rows / viewer.teams as u64);
        world::fill(&path, made.into_iter(), every);
        let case = measure(&path, &viewer, if test { 1 } else { 12 });
        if !test {
            let [gather, scan] = case.plans;
            println!(
                "{seed} {:.2}× {:.0} ({gather:.0}, {scan:.0}) {}",
                case.ratio(),
                case.product,
                case.what
            );
        }
        cases.push(case);
        for file in std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().path()) {
            if file != empty {
                std::fs::remove_file(file).unwrap();
            }
        }
    }
    println!("both plans and the product yield the same pages in {worlds} companies");
    if !test {
        report(rows, cases);
    }
}

fn report(rows: u64, mut cases: Vec<Case>) {
    cases.sort_by(|a, b| a.ratio().total_cmp(&b.ratio()));
    let ratios: Vec<f64> = cases.iter().map(Case::ratio).collect();
    let at = |share: f64| ratios[((ratios.len() - 1) as f64 * share) as usize];
    let within = |bar: f64| {
        100.0 * ratios.iter().filter(|r| **r <= bar).count() as f64 / ratios.len() as f64
    };
    let mut text = format!(
        "{} random companies of {rows} customers, first page of 50; the product's time over that of the \
         better plan by hand.\n\n| | found | bar |\n|---|---:|---:|\n\
         | median | {:.2}× | |\n| 95 of 100 are within | {:.2}× | 1.50× |\n| the worst | {:.2}× | 3.00× |\n\
         | within 1.5× | {:.1} % | 95 % |\n| within 3× | {:.1} % | 100 % |\n\n",
        cases.len(),
        at(0.5),
        at(0.95),
        at(1.0),
        within(1.5),
        within(3.0)
    );
    text += "The ten worst, in µs:\n\n| Viewer | crmkit | by owner | by date | ratio |\n|---|---:|---:|---:|---:|\n";
    for case in cases.iter().rev().take(10) {
        let [gather, scan] = case.plans;
        writeln!(
            text,
            "| {} | {:.0} | {gather:.0} | {scan:.0} | {:.2}× |",
            case.what,
            case.product,
            case.ratio()
        )
        .unwrap();
    }
    Table::of("cargo bench --bench plans").write(&text);
}
