//! What a phone pays: the time to the first page, memory, and the size of the library.
//!
//! - `cargo bench --bench footprint` measures in processes of their own on the file of a million
//!   customers that the bench `foundation` makes (`ROWS` says otherwise), builds the library for
//!   Kotlin and Swift, and writes the table of `docs/performance.md`.
//! - With `file ROWS` it makes a file, with `calls FILE` it says what reads cost from Rust: for
//!   `bindings/python/benches`.
//! - `cargo test --bench footprint` does nothing: there is nothing in it that could be wrong.
#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "measures, and prints what it finds"
)]

#[path = "../common/mod.rs"]
mod common;
#[path = "../foundation/data.rs"]
mod data;

use common::company::{row_id, viewers};
use common::{Table, cpu, median};
use crmkit::query::{Query, Totals};
use crmkit::sales::customer::{Customer, CustomerId, CustomerPatch};
use crmkit::session::Crm;
use crmkit::{FileOptions, Profile};
use rustix::time::{ClockId, clock_gettime};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How often a process is started.
const STARTS: usize = 31;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["open", file] => open(Path::new(file)),
        ["calls", file] => calls(Path::new(file)),
        ["file", rows] => {
            let file = data::file(rows.parse().unwrap());
            println!("{} {}", file.display(), viewers()[0].id);
        }
        _ if std::env::args().any(|a| a == "--bench") => report(),
        _ => {}
    }
}

fn open_as(file: &Path, profile: Profile) -> Crm {
    let options = FileOptions { profile, must_exist: true, ..FileOptions::default() };
    crmkit::open_with(file, options).unwrap()
}

fn first_page() -> Query {
    Query::default().totals(Totals::None)
}

/// What the operating system says of this process, in KiB.
fn status(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Opens the file, looks at the first page, then works for a while; says what that took.
fn open(file: &Path) {
    let process = || {
        let t = clock_gettime(ClockId::ProcessCPUTime);
        Duration::new(t.tv_sec.unsigned_abs(), t.tv_nsec as u32).as_nanos()
    };
    let (empty, start) = (status("VmRSS"), process());
    let crm = open_as(file, Profile::Phone);
    let opened = process();
    let session = crm.session(viewers()[0].id).unwrap();
    let known = process();
    let page = session.customers().list(&first_page()).unwrap();
    let shown = process();
    let at_page = status("VmRSS");
    // Whose scope is a department asks who is in it; a log names whoever was at work.
    let before = process();
    let head = crm.session(viewers()[2].id).unwrap();
    head.customers().list(&first_page()).unwrap();
    let scope = process() - before;
    let before = process();
    session.history::<Customer>(page.rows[0].id, None, 1).unwrap();
    let people = process() - before;
    // A day's work: people open records, turn pages, search and write.
    let mut query = first_page();
    query.after = page.next;
    for n in 0..100 {
        let page = session.customers().list(&query).unwrap();
        query.after = page.next;
        session.customers().get(page.rows[n % 50].id).unwrap();
        session.customers().get(any(n as u64 * 997)).unwrap();
        session.customers().list(&Query::search("鑫源贸").totals(Totals::None)).unwrap();
        let remark = Some(format!("回访第{n}次"));
        let patch = CustomerPatch { remark, ..CustomerPatch::default() };
        session.customers().update(any(n as u64 * 331), patch).unwrap();
    }
    let (most, times) = (status("VmHWM"), [opened - start, known - opened, shown - known]);
    println!("{} {} {} {empty} {at_page} {most} {people} {scope}", times[0], times[1], times[2]);
    crm.close().unwrap();
}

fn any(n: u64) -> CustomerId {
    CustomerId(row_id(n))
}

/// What a get and a page cost, in ns, warm.
fn calls(file: &Path) {
    let crm = open_as(file, Profile::Desktop);
    let session = crm.session(viewers()[0].id).unwrap();
    let each = |times: u32, what: &dyn Fn(u64)| {
        let once = |round: u64| {
            let start = cpu();
            (0..times).for_each(|n| what(round * u64::from(times) + u64::from(n)));
            (cpu() - start) / times
        };
        once(0);
        median((0..101).map(once).collect())
    };
    let get = each(20, &|n| drop(session.customers().get(any(n % 2000)).unwrap()));
    let page = each(5, &|_| drop(session.customers().list(&first_page()).unwrap()));
    println!("{} {}", get.as_nanos(), page.as_nanos());
    crm.close().unwrap();
}

/// The library that goes into an app: stripped, in bytes.
fn library() -> u64 {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("library");
    let built = Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--profile", "phone", "-p", "crmkit-uniffi"])
        .args(["--crate-type", "cdylib", "--target-dir"])
        .arg(&target)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.unwrap().success());
    std::fs::metadata(target.join("phone/libcrmkit.so")).unwrap().len()
}

/// A figure, in bold where it is over its bar.
fn marked(figure: f64, unit: &str, bar: f64) -> String {
    if figure <= bar { format!("{figure:.1} {unit}") } else { format!("**{figure:.1} {unit}**") }
}

fn report() {
    let rows = std::env::var("ROWS").map_or(1_000_000, |rows| rows.parse().unwrap());
    let copies = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let copy: PathBuf = copies.path().join("phone.crm");
    std::fs::copy(data::file(rows), &copy).unwrap();
    let mut found: Vec<[u64; 8]> = Vec::new();
    for _ in 0..STARTS {
        let child = Command::new(std::env::current_exe().unwrap()).arg("open").arg(&copy).output();
        let told = String::from_utf8(child.unwrap().stdout).unwrap();
        let numbers: Vec<u64> = told.split_whitespace().map(|n| n.parse().unwrap()).collect();
        found.push(numbers.try_into().unwrap());
    }
    let middle = |n: usize| {
        median(found.iter().map(|f| Duration::from_nanos(f[n])).collect()).as_nanos() as f64
    };
    let (millis, mb) = (|n: usize| middle(n) / 1e6, |n: usize| middle(n) / 1024.0);
    let library = library() as f64 / f64::from(1 << 20);
    let size = std::fs::metadata(&copy).unwrap().len() >> 20;
    let text = format!(
        "{rows} customers and 5 007 people, a file of {size} MB, the profile `Phone`; medians of \
         {STARTS} processes, CPU time of the process.\n\n\
         | What | found | bar |\n|---|---:|---:|\n\
         | from nothing to the first page | {} | 5 ms |\n\
         | of it opening the file | {:.1} ms | |\n\
         | of it who one is and what one may, seeing all | {:.1} ms | |\n\
         | of it the page | {:.1} ms | |\n\
         | then the first page of somebody who sees a department of 50 | {:.1} ms | |\n\
         | all people, when a command or a text first needs them | {:.1} ms | |\n\
         | resident before opening (the program itself) | {:.1} MB | |\n\
         | resident at the first page | {} | 20 MB |\n\
         | most resident in 500 calls: pages, records, searches, updates | {} | 20 MB |\n\
         | `libcrmkit.so` for Kotlin and Swift, stripped (x86-64) | {} | 5 MB |\n",
        marked(millis(0) + millis(1) + millis(2), "ms", 5.0),
        millis(0),
        millis(1),
        millis(2),
        millis(7),
        millis(6),
        mb(3),
        marked(mb(4), "MB", 20.0),
        marked(mb(5), "MB", 20.0),
        marked(library, "MB", 5.0)
    );
    println!("{text}");
    Table::of("cargo bench --bench footprint").write(&text);
}
