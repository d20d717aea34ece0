//! A command is decided by the state and itself alone: on two clones of a company it makes the
//! same rows, with the same ids, in the same order of the logs. A hub that carries out once more
//! what a device did stands on it.

use super::command_id;
use super::driver::{self, Company, Run};
use crmkit::commands::COMMANDS;
use crmkit::model::{DeviceId, Registry};
use crmkit::session::{Crm, CrmOptions, Envelope, RunOptions};
use crmkit::store::{FileRole, Identity, MemoryStore};
use crmkit::{Durability, ENTITIES, FileOptions};
use crmkit_testkit::SeededIds;
use crmkit_testkit::oracle::digest;
use crmkit_testkit::replica::{copy, rows};
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

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

/// A copy of the company on another machine.
fn on_another(company: &Company, role: FileRole, device: u128) -> Crm {
    let identity = Identity { role, device: Uuid::from_u128(device) };
    let store = Arc::new(MemoryStore::new(Registry::new(ENTITIES), identity));
    let (clock, ids) = (company.loaded.clock.clone(), Arc::new(SeededIds::new(device as u64)));
    let crm = Crm::new(store, CrmOptions { clock, ids, deadline: None }).unwrap();
    copy(&**company.loaded.crm.store(), &**crm.store(), &|_, _| true);
    crm
}

/// Phones carry out only some of the commands; a device that could do all of them would find a hub
/// that agrees.
#[test]
fn a_hub_does_every_command_as_the_device_that_gave_it() {
    let company = Company::memory();
    // Groups of stages made here come after the one that the company began with.
    company.loaded.clock.advance_days(1);
    let mut compared = 0;
    for entry in COMMANDS {
        let name = entry.meta.name;
        // A company is set up once; what is taken back stands in the log of where it was done,
        // which a copy has not.
        if matches!(name, "setup" | "command.undo") {
            continue;
        }
        let case = driver::case(name, &company);
        // Timed work is the hub's own.
        let Run::Typed(run) = &case.run else { continue };
        let device = on_another(&company, FileRole::Standalone, 8);
        let hub = on_another(&company, FileRole::Hub, 9);
        let actor = company.loaded.people[0];
        let id = command_id(name);
        let outcome = run(&device.session(actor).unwrap(), RunOptions::id(id));
        let outcome = outcome.unwrap_or_else(|e| panic!("{name}: {e:?}"));
        let envelope = Envelope {
            command_id: id,
            device: DeviceId(Uuid::from_u128(8)),
            actor,
            given_at: device.clock().now(),
            command: name.into(),
            version: entry.meta.version,
            arguments: case.arguments,
        };
        let got = hub.accept(envelope).unwrap_or_else(|e| panic!("{name}: {e:?}"));
        assert_eq!(got, outcome, "{name}");
        let all = |crm: &Crm| rows(&**crm.store(), &|_, _| true);
        assert!(all(&hub) == all(&device), "{name}: other rows");
        compared += 1;
    }
    println!(
        "RELIABILITY Every command once more on a hub: {compared} commands; the same ids, changes \
         and rows"
    );
}
