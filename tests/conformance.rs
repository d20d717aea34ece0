//! The conformance scenario, which every language runs, on every store.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use crmkit::admin::setup::CompanySetup;
use crmkit::data::{ColumnMapping, ImportPlan};
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock;
use crmkit::session::{Crm, CrmOptions, RunOptions, Session};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use std::sync::Arc;

const SCENARIO: &str = include_str!("conformance/scenario.json");

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

fn scenario() -> Json {
    serde_json::from_str(SCENARIO).unwrap()
}

fn options() -> (Arc<ManualClock>, CrmOptions) {
    let scenario = scenario();
    let clock = Arc::new(ManualClock::new(text(&scenario["clock"]).parse().unwrap()));
    let ids = Arc::new(SeededIds::new(scenario["seed"].as_u64().unwrap()));
    (clock.clone(), CrmOptions { clock, ids, deadline: None })
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

fn call(
    crm: &Crm,
    clock: &ManualClock,
    known: &Map<String, Json>,
    step: &Json,
) -> crmkit::Result<Json> {
    let args = filled(&step["args"], known);
    let kind = text(&step["call"]);
    match (kind, step["as"].as_str()) {
        ("set_up", None) => {
            let given = |name: &str| text(&args[name]).to_owned();
            let outcome = crm.set_up(CompanySetup {
                company: given("company"),
                admin_name: given("admin_name"),
                admin_mobile: given("admin_mobile"),
                password: given("password"),
                ..Default::default()
            })?;
            Ok(
                json!({ "value": outcome.value, "replayed": outcome.replayed, "warnings": outcome.warnings,
                "command_id": outcome.command_id, "changes": outcome.changes }),
            )
        }
        ("login", None) => {
            let session = crm.login(text(&args["mobile"]), text(&args["password"]))?;
            Ok(json!({ "employee": session.employee()? }))
        }
        ("clock", None) => {
            clock.advance(args["advance_seconds"].as_i64().unwrap() * 1_000_000);
            Ok(Json::Null)
        }
        ("tick", None) => Ok(json!(crm.tick()?)),
        ("tick_preview", None) => Ok(json!(crm.tick_preview()?)),
        (_, Some(who)) => {
            asked(&crm.session(text(known.get(who).unwrap()).parse().unwrap())?, kind, step, args)
        }
        _ => panic!("no such call: {step:#}"),
    }
}

/// What a session is asked.
fn asked(session: &Session, kind: &str, step: &Json, mut args: Json) -> crmkit::Result<Json> {
    let door = |answer: String| serde_json::from_str(&answer).unwrap();
    match kind {
        "command" => {
            args["command"] = step["name"].clone();
            session.run_json(&args.to_string()).map(door)
        }
        "import" => {
            let columns: Option<Vec<ColumnMapping>> =
                serde_json::from_value(args["columns"].clone()).unwrap();
            let match_on: Option<Vec<String>> =
                serde_json::from_value(args["match_on"].clone()).unwrap();
            let plan = ImportPlan {
                entity: text(&args["entity"]).to_owned(),
                columns: columns.unwrap_or_default(),
                match_on: match_on.unwrap_or_default(),
                ..Default::default()
            };
            let mut file = text(&args["text"]).as_bytes();
            let (options, on) = (RunOptions::default(), &mut |_| true);
            Ok(json!(match args["pool"].as_str() {
                Some(pool) => {
                    let pool = pool.parse().unwrap();
                    session.import_into_pool(pool, &mut file, &plan, options, on)?
                }
                None => session.import(&mut file, &plan, options, on)?,
            }))
        }
        "set_password" => {
            let employee = text(&args["employee"]).parse().unwrap();
            let outcome = session.set_password(employee, text(&args["password"]))?;
            Ok(json!({ "value": outcome.value }))
        }
        "import_issues" => {
            let issues = session.import_issues(text(&args["id"]).parse().unwrap())?;
            Ok(json!(issues))
        }
        read => {
            args["read"] = read.into();
            if step["entity"].is_string() {
                args["entity"] = step["entity"].clone();
            }
            session.read_json(&args.to_string()).map(door)
        }
    }
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_else(|| panic!("{json} is no text"))
}

/// Variables replaced by their values.
fn filled(json: &Json, known: &Map<String, Json>) -> Json {
    match json {
        Json::String(s) => match s.strip_prefix('$') {
            Some(name) => known.get(name).unwrap_or_else(|| panic!("{s} is not bound")).clone(),
            None => json.clone(),
        },
        Json::Array(items) => items.iter().map(|i| filled(i, known)).collect(),
        Json::Object(map) => map.iter().map(|(k, v)| (k.clone(), filled(v, known))).collect(),
        other => other.clone(),
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

fn at<'a>(answer: &'a Json, path: &str) -> &'a Json {
    path.split('.').fold(answer, |json, part| match part.parse::<usize>() {
        Ok(position) => &json[position],
        Err(_) => &json[part],
    })
}
