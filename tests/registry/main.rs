//! Every command in the list: refused to whoever may not, without a trace; done once for who
//! may, by all doors and on both stores alike; not done again when it is repeated; and taken
//! back where it says that it can be.
//!
//! Nobody can be without a session: every call that reads or changes is a method of one, and a
//! session is only had for an employee who is at work.
#![allow(missing_docs, unreachable_pub, reason = "tests")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: a panic is how a case fails"
)]

mod driver;
mod twice;

use crmkit::commands::COMMANDS;
use crmkit::model::{CommandId, TypedId};
use crmkit::org::EmployeeId;
use crmkit::session::{CommandFlags, Event, Listener, RunOptions, Session};
use crmkit_testkit::oracle::{Loaded, business, digest, epoch};
use driver::{Case, Company, Run, case};
use serde_json::Value as Json;
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// Remembers what the super administrator is told.
#[derive(Default)]
struct Ear(Mutex<Vec<Event>>);

impl Listener for Ear {
    fn on_event(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

impl Ear {
    fn heard(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[test]
fn every_command_of_the_list() {
    let stores = [Company::memory(), Company::memory(), Company::sqlite()];
    let mut refusals = 0;
    for entry in COMMANDS {
        let name = entry.meta.name;
        // The same steps in three worlds: typed in memory, JSON in memory, typed in a file.
        let mut outcomes = Vec::new();
        for (n, company) in stores.iter().enumerate() {
            let ear = Arc::new(Ear::default());
            let _subscription = company.loaded.admin.subscribe(ear.clone());
            let case = case(name, company);
            refusals += refused(name, company, &case, &ear);
            outcomes.push(done(name, company, &case, &ear, n == 1));
            if entry.meta.flags.has(CommandFlags::UNDOABLE) {
                taken_back(name, company);
            }
        }
        assert_eq!(outcomes[0], outcomes[1], "{name}: typed and JSON differ");
        assert_eq!(outcomes[0], outcomes[2], "{name}: the stores differ");
    }
    for company in &stores {
        assert_eq!(company.loaded.crm.check().unwrap(), [], "counters, keys or search text");
    }
    println!(
        "RELIABILITY Every command without the right: {} commands, {refusals} refusals; no trace left",
        COMMANDS.len()
    );
}

/// Who may not, is told so; and nothing happened.
fn refused(name: &str, company: &Company, case: &Case, ear: &Ear) -> usize {
    let store = &**company.loaded.crm.store();
    let (before, rights, heard) = (digest(store), epoch(store), ear.heard());
    let people: [(&str, &Session, &str); 3] = [
        ("no role", &company.nobody, case.refusal),
        ("read-only", &company.reader, case.refusal),
        ("disabled", &company.gone, "session.disabled"),
    ];
    for (who, session, want) in people {
        let got = session.run_named(name, case.arguments.clone(), RunOptions::default());
        let code = match &got {
            Err(error) => Some(error.code().to_owned()),
            // Of a batch that anybody may give, every row is refused.
            Ok(done) => done["value"]["rows"].as_array().and_then(|rows| {
                let codes = rows.iter().map(|r| r["error"]["code"].as_str().map(str::to_owned));
                codes.reduce(|a, b| if a == b { a } else { None }).flatten()
            }),
        };
        assert_eq!(code.as_deref(), Some(want), "{name} by {who}");
    }
    assert_eq!(digest(store), before, "{name}: a refusal left a trace");
    assert_eq!(epoch(store), rights, "{name}: a refusal counted");
    assert_eq!(ear.heard(), heard, "{name}: a refusal was told");
    people.len()
}

/// A command id of its own for every command, the same in every world.
fn command_id(name: &str) -> CommandId {
    let number = name.bytes().fold(7_u128, |n, b| n.wrapping_mul(131) + u128::from(b));
    CommandId(Uuid::from_u128(
        (0x018f << 112) | (7 << 76) | (2 << 62) | (number & 0xFFFF_FFFF_FFFF),
    ))
}

/// Who may does it, once.
fn done(name: &str, company: &Company, case: &Case, ear: &Ear, json: bool) -> Json {
    let store = &**company.loaded.crm.store();
    let id = command_id(name);
    let admin = &company.loaded.admin;
    let run = || match &case.run {
        Run::Typed(run) if !json => run(admin, RunOptions::id(id)).unwrap(),
        Run::Typed(_) => {
            let mut text = case.arguments.clone();
            text["command"] = name.into();
            text["id"] = id.0.to_string().into();
            serde_json::from_str(&admin.run_json(&text.to_string()).unwrap()).unwrap()
        }
        Run::Otherwise(run) => run(&company.loaded),
    };
    let (before, heard) = (digest(store), ear.heard());
    let first = run();
    let after = digest(store);
    if let Run::Otherwise(_) = case.run {
        return first;
    }
    assert_ne!(before, after, "{name}: the driver's case changes nothing");
    assert_eq!(ear.heard(), heard + 1, "{name}: nobody was told");
    let again = run();
    assert_eq!(again["replayed"], true, "{name}");
    assert_eq!(again["value"], first["value"], "{name}: another outcome when repeated");
    assert_eq!(digest(store), after, "{name}: repeating it changed something");
    assert_eq!(ear.heard(), heard + 1, "{name}: told twice");
    let stolen = company.second.run_named(name, case.arguments.clone(), RunOptions::id(id));
    assert_eq!(stolen.unwrap_err().code(), "command.id_reused", "{name}: somebody else's id");
    first
}

/// Done anew and undone, everything is as it was.
fn taken_back(name: &str, company: &Company) {
    let store = &**company.loaded.crm.store();
    let case = case(name, company);
    let Run::Typed(run) = &case.run else { return };
    let admin = &company.loaded.admin;
    let before = business(store);
    let outcome = run(admin, RunOptions::default()).unwrap();
    assert_ne!(business(store), before, "{name}");
    let id: CommandId = serde_json::from_value(outcome["command_id"].clone()).unwrap();
    let theirs = company.reader.undo(id).unwrap_err();
    assert_eq!(theirs.code(), "undo.unknown", "{name}: another's command");
    admin.undo(id).unwrap_or_else(|e| panic!("undo of {name}: {e:?}"));
    let (left, right) = (business(store), before);
    let differ: Vec<&str> = left
        .lines()
        .filter(|l| !right.lines().any(|r| r == *l))
        .chain(right.lines().filter(|r| !left.lines().any(|l| l == *r)))
        .collect();
    assert!(differ.is_empty(), "undo of {name} leaves {differ:#?}");
    assert_eq!(admin.undo(id).unwrap_err().code(), "undo.already", "{name}");
}

/// `run_json` takes these two for itself.
#[test]
fn no_argument_is_called_command_or_id() {
    for entry in COMMANDS {
        let taken = entry.meta.arguments.iter().find(|a| matches!(a.name, "command" | "id"));
        assert!(taken.is_none(), "{}: {taken:?}", entry.meta.name);
    }
}

#[test]
fn a_session_is_only_had_by_who_is_at_work() {
    for company in [Company::memory(), Company::sqlite()] {
        let Loaded { crm, people, .. } = &company.loaded;
        for stranger in [Uuid::nil(), Uuid::from_u128(7), people[3].uuid()] {
            let got = crm.session(EmployeeId(stranger)).err();
            assert_eq!(got.map(|e| e.code()), Some("session.disabled"));
        }
    }
}
