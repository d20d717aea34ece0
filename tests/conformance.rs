//! The conformance scenario, which every language runs, on every store.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

#[path = "conformance/runner.rs"]
mod runner;

use crmkit::model::time::ManualClock;
use crmkit::session::Crm;
use runner::{at, call, filled, options, scenario, text};
use serde_json::{Map, Value as Json};
use std::collections::BTreeSet;

#[test]
fn in_memory() {
    let (clock, options) = options();
    run(&crmkit::in_memory_with(options).unwrap(), &clock);
}

#[test]
fn in_a_file() {
    let directory = tempfile::tempdir().unwrap();
    let (clock, crm) = options();
    let options = crmkit::FileOptions { crm, ..Default::default() };
    run(&crmkit::open_with(directory.path().join("company.crm"), options).unwrap(), &clock);
}

#[test]
fn it_lets_every_command_change_something() {
    let (clock, options) = options();
    let done = run(&crmkit::in_memory_with(options).unwrap(), &clock);
    let schema = crmkit::dynamic::schema::schema();
    let mut commands = schema["commands"].as_array().unwrap().iter().map(|c| text(&c["name"]));
    assert_eq!(commands.find(|name| !done.contains(*name)), None);
}

/// Runs the scenario; the commands that changed something.
fn run(crm: &Crm, clock: &ManualClock) -> BTreeSet<String> {
    let (mut known, mut done) = (Map::new(), BTreeSet::new());
    for (number, step) in scenario()["steps"].as_array().unwrap().iter().enumerate() {
        let answer = call(crm, clock, &known, step);
        match (&step["error"], answer) {
            (Json::Null, Ok(answer)) => {
                done.extend(commands_of(step, &answer));
                let expected = filled(&step["expect"], &known);
                if !expected.is_null() {
                    assert!(
                        matches(&expected, &answer),
                        "step {number} {step:#}\nanswered {answer:#}"
                    );
                }
                for (name, path) in step["bind"].as_object().into_iter().flatten() {
                    known.insert(name.clone(), at(&answer, text(path)).clone());
                }
            }
            (Json::String(code), Err(error)) => {
                assert_eq!(code, error.code(), "step {number} {step:#}")
            }
            (expected, answer) => panic!("step {number} {step:#}\n{expected} but {answer:?}"),
        }
    }
    done
}

/// The commands by which a step changed something.
fn commands_of(step: &Json, answer: &Json) -> Vec<String> {
    let changed = answer["changes"].as_array().is_some_and(|changes| !changes.is_empty());
    match text(&step["call"]) {
        "command" if changed => vec![text(&step["name"]).to_owned()],
        "set_up" => vec!["setup".to_owned()],
        "set_password" => vec!["employee.set_password".to_owned()],
        "import" => ["start", "rows", "finish"].map(|part| format!("import.{part}")).to_vec(),
        // Timed work is called as the command that does it.
        "tick" => {
            answer.as_array().unwrap().iter().map(|due| text(&due["job"]).to_owned()).collect()
        }
        _ => Vec::new(),
    }
}

fn matches(expected: &Json, answer: &Json) -> bool {
    match (expected, answer) {
        (Json::Object(map), Json::Array(items)) => map["$len"].as_u64() == Some(items.len() as u64),
        (Json::Object(map), answer) => map.iter().all(|(k, v)| matches(v, &answer[k])),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| matches(a, b))
        }
        (a, b) => a == b,
    }
}
