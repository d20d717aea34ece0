//! The disk fails at one operation of a command: once, from then on, half-way through a write, or
//! with the death of the process. The company is then as before or as after, an error is told
//! where it is as before, and the same command under the same id brings about the one effect.

use crate::driver::{self, Company, Run};
use crate::{command_id, open};
use crmkit::Durability;
use crmkit::commands::COMMANDS;
use crmkit::org::EmployeeId;
use crmkit::session::{Crm, RunOptions};
use crmkit_simvfs::{Disk, Failure, Fault, install};
use crmkit_testkit::ManualClock;
use crmkit_testkit::oracle::digest;
use crmkit_testkit::random::mix;
use serde_json::Value as Json;
use std::sync::Arc;

const COMPANY: &str = "/sim/company.crm";
const COPY: &str = "/sim/copy.crm";

const FAILURES: [Failure; 4] = [Failure::Once, Failure::FromThenOn, Failure::Short, Failure::Death];

/// A command about to be given.
struct Ready {
    name: &'static str,
    clock: Arc<ManualClock>,
    admin: EmployeeId,
    run: Run,
    id: u64,
}

/// What a company is, before and after.
#[derive(PartialEq)]
struct State(String);

impl Ready {
    fn new(n: u64, name: &'static str, company: &Company) -> Self {
        let run = driver::case(name, company).run;
        let clock = company.loaded.clock.clone();
        Self { name, clock, admin: company.loaded.people[0], run, id: n }
    }

    /// The company as it was before the command. But for the first ones, which find out what happens
    /// there, the connection that writes is opened already.
    fn fresh(&self) -> Crm {
        Disk::copy(COMPANY, COPY);
        let crm = open(COPY, &self.clock, 77, Durability::Safe).unwrap();
        if self.id > 1 {
            crm.store().write(None, &mut |_| Ok(())).unwrap();
        }
        crm
    }

    /// The company as another process finds it, with ids of its own.
    fn again(&self) -> Crm {
        Disk::new_process(COPY);
        open(COPY, &self.clock, 78, Durability::Safe).unwrap()
    }

    fn give(&self, crm: &Crm) -> crmkit::Result<Json> {
        match &self.run {
            Run::Typed(run) => run(&crm.session(self.admin)?, RunOptions::id(command_id(self.id))),
            Run::Otherwise(_) => crm.tick().map(|due| due.len().into()),
        }
    }

    /// Timed work is several commands: some may be done and others not.
    fn is_timed(&self) -> bool {
        matches!(self.run, Run::Otherwise(_))
    }

    /// Timed work makes rows with new ids whenever it is tried; else it does the same.
    fn state(&self, crm: &Crm) -> State {
        let store = &**crm.store();
        State(match self.run {
            Run::Typed(_) => digest(store),
            Run::Otherwise(_) => {
                let made = |word: &&str| !word.starts_with("id=") && !word.starts_with("seq=");
                let without =
                    |line: &str| line.split(' ').filter(made).collect::<Vec<_>>().join(" ");
                let logs = ["change_log ", "command_log "];
                let row = |line: &&str| !logs.iter().any(|log| line.starts_with(log));
                let all = digest(store);
                let mut lines: Vec<String> = all.lines().filter(row).map(without).collect();
                lines.sort();
                lines.join("\n")
            }
        })
    }
}

/// Tries a sample of all places and ways; says of how many, and how many.
fn sweep(ready: &Ready, percent: u64) -> (u64, u64) {
    if let Run::Otherwise(_) = ready.run {
        ready.clock.advance_days(2);
    }
    let crm = ready.fresh();
    let before = ready.state(&crm);
    Disk::count_from_here();
    ready.give(&crm).unwrap();
    let faults = Disk::faults(&FAILURES);
    let operations = Disk::operations();
    let after = ready.state(&crm);
    drop(crm);
    let mut tried = 0;
    assert!(before != after, "{}: nothing that is looked at was changed", ready.name);
    for &Fault { at, failure } in &faults {
        if mix(ready.id << 32 | at << 2 | failure as u64) % 100 >= percent {
            continue;
        }
        tried += 1;
        // What takes longest is looked at after a quarter of them.
        let closely = mix(ready.id << 32 | at << 2 | failure as u64 | 1 << 62).is_multiple_of(4);
        let place = format!("{} at operation {at} of {operations}, {failure:?}", ready.name);
        let crm = ready.fresh();
        Disk::count_from_here();
        Disk::fail(Some(Fault { at, failure }));
        let told = ready.give(&crm);
        if failure == Failure::Death {
            drop(crm);
        } else {
            Disk::fail(None);
            let state = ready.state(&crm);
            let whole = state == before || state == after || ready.is_timed();
            let unclear = told.as_ref().is_err_and(|e| e.code() == "commit.outcome_unknown");
            match &told {
                Ok(_) => assert!(state == after, "{place}: told to be done"),
                Err(_) if unclear => assert!(whole, "{place}"),
                Err(e) => assert!(state == before || ready.is_timed(), "{place}: {e}"),
            }
            ready.give(&crm).unwrap_or_else(|e| panic!("{place}: not done again: {e}"));
            assert!(!closely || ready.state(&crm) == after, "{place}: tried again");
            drop(crm);
        }
        let crm = ready.again();
        if failure == Failure::Death {
            let state = ready.state(&crm);
            let whole = state == before || state == after || ready.is_timed();
            assert!(whole, "{place}: half there");
            assert!(told.is_err() || state == after, "{place}: told to be done, and gone");
            ready.give(&crm).unwrap_or_else(|e| panic!("{place}: not done again: {e}"));
        }
        assert!(ready.state(&crm) == after, "{place}: opened anew");
        if closely {
            assert_eq!(crm.check().unwrap(), [], "{place}");
        }
        drop(crm);
    }
    (faults.len() as u64, tried)
}

/// One of two halves of all commands; each thread has a disk of its own.
fn half(odd: bool, percent: u64) -> (u64, u64) {
    install();
    let company = Company::at(COMPANY.as_ref());
    let (mut places, mut tried) = (0, 0);
    for (n, entry) in (0..).zip(COMMANDS).filter(|(_, entry)| entry.meta.name != "setup") {
        // What one command needs is there for those after it, whoever tries them.
        let ready = Ready::new(n, entry.meta.name, &company);
        if odd != n.is_multiple_of(2) {
            let (of, faults) = sweep(&ready, percent);
            places += of;
            tried += faults;
        }
    }
    (places, tried)
}

#[test]
fn whatever_fails_a_command_is_done_or_not_done() {
    let percent = crate::number("FAULT_PERCENT", 10);
    let halves = std::thread::scope(|scope| {
        let two = [false, true].map(|odd| scope.spawn(move || half(odd, percent)));
        two.map(|half| half.join().unwrap())
    });
    let (places, tried) = (halves[0].0 + halves[1].0, halves[0].1 + halves[1].1);
    println!(
        "RELIABILITY A disk that fails at one operation: {} commands, {tried} of {places} places and ways; \
         done or not done, and done once when tried again",
        COMMANDS.len() - 1
    );
    assert!(places > 1000 && (tried > 0 || percent == 0));
}
