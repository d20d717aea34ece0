//! A disk that is full (`max_page_count`, SQLite's own): a command for which there is no room is
//! refused as a whole with `storage.full`, everything can still be read, and it is done once when
//! there is room again. Every command, in files of 512-byte pages, so that each needs some.
//!
//! At the first, the middle and the last page that a command needs; `DISK_FULL=all` at every one.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "tests; shared with tests/registry")]
#![allow(clippy::print_stdout, reason = "counts for docs/reliability.md")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: a panic is how a case fails"
)]

#[path = "../registry/driver.rs"]
mod driver;

use crmkit::commands::COMMANDS;
use crmkit::model::CommandId;
use crmkit::query::Query;
use crmkit::session::{Crm, CrmOptions, RunOptions};
use crmkit::{Durability, FileOptions};
use crmkit_simvfs::pages_at_most;
use crmkit_testkit::SeededIds;
use crmkit_testkit::oracle::digest;
use driver::{Company, Run, case};
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

struct Ready<'a> {
    company: &'a Company,
    run: Run,
    file: PathBuf,
    copy: PathBuf,
}

fn pages(path: &Path) -> u32 {
    let db = Connection::open(path).unwrap();
    db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap()
}

impl Ready<'_> {
    /// In a program of its own, which makes ids of its own.
    fn open(&self, seed: u64) -> Crm {
        let (clock, ids) = (self.company.loaded.clock.clone(), Arc::new(SeededIds::new(seed)));
        let crm = CrmOptions { clock, ids, deadline: None };
        let durability = Durability::MayLoseLastCommits;
        crmkit::open_with(&self.copy, FileOptions { crm, durability, ..Default::default() })
            .unwrap()
    }

    /// The company as it was before the command, in a file that may have so many pages.
    fn fresh(&self, most: Option<u32>) -> Crm {
        std::fs::copy(&self.file, &self.copy).unwrap();
        pages_at_most(most);
        self.open(77)
    }

    fn give(&self, crm: &Crm) -> crmkit::Result<()> {
        let id = CommandId(Uuid::from_u128((0x019c << 112) | (7 << 76) | (2 << 62) | 5));
        let admin = crm.session(self.company.loaded.people[0])?;
        match &self.run {
            Run::Typed(run) => run(&admin, RunOptions::id(id)).map(|_| ()),
            Run::Otherwise(_) => crm.tick().map(|_| ()),
        }
    }

    /// At how many page counts it was tried.
    fn sweep(&self, name: &str) -> usize {
        let before = pages(&self.file);
        let crm = self.fresh(None);
        self.give(&crm).unwrap();
        let after = digest(&**crm.store());
        // Before it is closed, when statistics are written.
        let needed: Vec<u32> = (before..pages(&self.copy)).collect();
        crm.close().unwrap();
        let all = std::env::var("DISK_FULL").is_ok_and(|all| all == "all");
        let some = BTreeSet::from([0, needed.len() / 2, needed.len().saturating_sub(1)]);
        let tried = needed.iter().enumerate().filter(|(n, _)| all || some.contains(n));
        let mut full = 0;
        for (_, most) in tried {
            let crm = self.fresh(Some(*most));
            let before = digest(&**crm.store());
            let told = self.give(&crm).err().map(|e| e.code());
            assert_eq!(told, Some("storage.full"), "{name} within {most} pages");
            let admin = crm.session(self.company.loaded.people[0]).unwrap();
            assert!(admin.leads().list(&Query::default()).is_ok(), "{name}: nothing can be read");
            let timed = matches!(self.run, Run::Otherwise(_));
            assert!(timed || digest(&**crm.store()) == before, "{name}: half of it is there");
            crm.close().unwrap();
            pages_at_most(None);
            let crm = self.open(78);
            self.give(&crm).unwrap();
            assert!(timed || digest(&**crm.store()) == after, "{name}: not as without trouble");
            assert_eq!(crm.check().unwrap(), [], "{name}");
            crm.close().unwrap();
            full += 1;
        }
        full
    }
}

/// One of two halves of all commands: how many need a page, and at how many page counts they were
/// tried.
fn half(odd: bool) -> (usize, usize) {
    let company = Company::sqlite();
    let place = tempfile::tempdir().unwrap();
    let (mut commands, mut full) = (0, 0);
    for (n, entry) in COMMANDS.iter().enumerate().filter(|(_, e)| e.meta.name != "setup") {
        let name = entry.meta.name;
        // What one command needs is there for those after it, whoever tries them.
        let run = case(name, &company).run;
        if let Run::Otherwise(_) = run {
            company.loaded.clock.advance_days(2);
        }
        if odd == n.is_multiple_of(2) {
            continue;
        }
        let (file, copy) = (place.path().join(name), place.path().join("copy.crm"));
        company.loaded.crm.backup_to(&file).unwrap();
        let db = Connection::open(&file).unwrap();
        db.execute_batch("PRAGMA journal_mode=DELETE; PRAGMA page_size=512; VACUUM").unwrap();
        drop(db);
        let tried = Ready { company: &company, run, file, copy }.sweep(name);
        commands += usize::from(tried > 0);
        full += tried;
    }
    (commands, full)
}

#[test]
fn a_command_without_room_is_refused_whole_and_done_when_there_is_room() {
    let halves = std::thread::scope(|scope| {
        let two = [false, true].map(|odd| scope.spawn(move || half(odd)));
        two.map(|half| half.join().unwrap())
    });
    let (commands, full) = (halves[0].0 + halves[1].0, halves[0].1 + halves[1].1);
    // What only removes needs no page.
    assert!(commands + 3 > COMMANDS.len(), "{commands} commands need a page");
    println!(
        "RELIABILITY A disk that is full: {commands} commands, {full} page counts; \
         refused whole, all to be read, done once when there is room"
    );
}
