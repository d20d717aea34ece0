//! The first page at a million and at ten million customers (`ROWS`, and a tenth of it).

use crate::common::Table;
use crate::hand::{Hand, Plan};
use crate::world::{NOW, Row, Viewer, empty, fill};
use crate::{by_product, least};
use crmkit::query::{Owners, Visibility};
use std::fmt::Write;
use std::path::Path;

/// The owner of the n-th customer: 2 000 have the newest nine tenths, 2 000 one old one each.
fn owner(n: u64, rows: u64) -> u64 {
    match n {
        _ if n < 2000 => 2001 + n,
        _ if n < rows / 10 => 4001 + n % 1000,
        _ => 1 + n.wrapping_mul(2_654_435_761) % 2000,
    }
}

/// How many owners there are; who sees all of them need not name them.
const EVERYBODY: u64 = 5000;

fn viewers() -> Vec<Viewer> {
    let viewer = |what: &str, owners: std::ops::RangeInclusive<u64>, teams| Viewer {
        what: what.into(),
        owners: owners.collect(),
        teams,
    };
    vec![
        viewer("all", 1..=EVERYBODY, 0),
        viewer("1 owner", 7..=7, 0),
        viewer("50 owners, dense", 1..=50, 0),
        viewer("50 owners, sparse and old", 2001..=2050, 0),
        viewer("2 000 owners, dense", 1..=2000, 0),
        viewer("2 000 owners, sparse and old", 2001..=4000, 0),
        viewer("1 old owner and 5 000 teams", 2003..=2003, 5000),
    ]
}

pub fn measure(folder: &Path) {
    let viewers = viewers();
    let most = crate::number("ROWS", 10_000_000);
    let sizes = [most / 10, most];
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); viewers.len()];
    for rows in sizes {
        let path = folder.join(format!("{rows}.crm"));
        empty(&path).unwrap();
        let row =
            |n| Row { owner: owner(n, rows), updated: NOW - (rows - n) as i64, deleted: false };
        fill(&path, (0..rows).map(row), Some(rows / 5000));
        println!("{rows} customers: {} MB", std::fs::metadata(&path).unwrap().len() >> 20);
        let crm = crmkit::open(&path).unwrap();
        for (viewer, times) in viewers.iter().zip(&mut found) {
            let mut query = viewer.query();
            if let (EVERYBODY, Visibility::Keys(keys)) =
                (viewer.owners.len() as u64, &mut query.visibility)
            {
                keys.owners = Owners::Anyone;
            }
            let page = by_product(&crm, &query);
            assert!(page == Hand::open(&path, viewer).page(Plan::Gather));
            let [took] = least(101, [&mut || drop(by_product(&crm, &query))]);
            times.push(took);
            println!("{}: {:?}", viewer.what, times);
        }
        crm.close().unwrap();
        std::fs::remove_file(&path).unwrap();
    }
    let mut text = format!(
        "First page of 50, the least CPU time of 101 tries in µs, by the number of customers.\n\n\
         | Seeing | {} | {} | ratio | bar |\n|---|---:|---:|---:|---:|\n",
        sizes[0], sizes[1]
    );
    for (viewer, times) in viewers.iter().zip(found) {
        let ratio = times[1] / times[0];
        writeln!(
            text,
            "| {} | {:.0} | {:.0} | {ratio:.2}× | 1.50× |",
            viewer.what, times[0], times[1]
        )
        .unwrap();
    }
    Table::of("cargo bench --bench plans -- sizes").write(&text);
}
