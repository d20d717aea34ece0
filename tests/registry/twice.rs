//! A command is decided by the state and itself alone: on two clones of a company it makes the
//! same rows, with the same ids, in the same order of the logs. A hub that runs a phone's command
//! again stands on it.

use super::command_id;
use super::driver::{self, Company, Run};
use crmkit::commands::COMMANDS;
use crmkit::session::{Crm, CrmOptions, RunOptions};
use crmkit::{Durability, FileOptions};
use crmkit_testkit::SeededIds;
use crmkit_testkit::oracle::digest;
use std::path::Path;
use std::sync::Arc;

/// A clone of the company, in a program of its own.
fn clone(company: &Company, path: &Path, seed: u64) -> Crm {
    company.loaded.crm.backup_to(path).unwrap();
    let (clock, ids) = (company.loaded.clock.clone(), Arc::new(SeededIds::new(seed)));
    let crm = CrmOptions { clock, ids, deadline: None };
    let durability = Durability::MayLoseLastCommits;
    crmkit::open_with(path, FileOptions { crm, durability, ..Default::default() }).unwrap()
}

#[test]
fn every_command_makes_the_same_of_two_clones() {
    let company = Company::sqlite();
    let place = tempfile::tempdir().unwrap();
    let mut compared = 0;
    // A company is set up once, and with a salt.
    for entry in COMMANDS.iter().filter(|e| e.meta.name != "setup") {
        let name = entry.meta.name;
        let case = driver::case(name, &company);
        let timed = matches!(case.run, Run::Otherwise(_));
        if timed {
            company.loaded.clock.advance_days(2);
        }
        let made = [1, 2].map(|n| {
            // The commands of timed work have ids of their own; all others that of the caller.
            let path = place.path().join(format!("{name} {n}"));
            let crm = clone(&company, &path, if timed { 7 } else { n });
            let before = digest(&**crm.store());
            let outcome = match &case.run {
                Run::Typed(run) => {
                    let admin = crm.session(company.loaded.people[0]).unwrap();
                    run(&admin, RunOptions::id(command_id(name))).unwrap()
                }
                Run::Otherwise(_) => serde_json::to_value(crm.tick().unwrap().len()).unwrap(),
            };
            let after = digest(&**crm.store());
            (outcome, before == after, after)
        });
        assert_eq!(made[0].0, made[1].0, "{name}: another outcome");
        assert!(!made[0].1 || timed, "{name}: nothing was changed");
        assert!(made[0].2 == made[1].2, "{name}: other rows or logs");
        compared += 1;
    }
    println!(
        "RELIABILITY Every command on two clones: {compared} commands; the same outcome, rows and logs"
    );
}
