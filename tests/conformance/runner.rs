//! Takes the steps of the conformance scenario.
#![allow(unreachable_pub, dead_code, reason = "shared by tests, each of which uses a part of it")]

use crmkit::admin::setup::CompanySetup;
use crmkit::data::{ColumnMapping, ImportPlan};
use crmkit::model::id::SeededIds;
use crmkit::model::time::ManualClock;
use crmkit::session::{Crm, CrmOptions, RunOptions, Session};
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

const SCENARIO: &str = include_str!("scenario.json");

pub fn scenario() -> Json {
    serde_json::from_str(SCENARIO).unwrap()
}

pub fn options() -> (Arc<ManualClock>, CrmOptions) {
    let scenario = scenario();
    let clock = Arc::new(ManualClock::new(text(&scenario["clock"]).parse().unwrap()));
    let ids = Arc::new(SeededIds::new(scenario["seed"].as_u64().unwrap()));
    (clock.clone(), CrmOptions { clock, ids, deadline: None })
}

pub fn call(
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
pub fn asked(session: &Session, kind: &str, step: &Json, mut args: Json) -> crmkit::Result<Json> {
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

pub fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_else(|| panic!("{json} is no text"))
}

/// Variables replaced by their values.
pub fn filled(json: &Json, known: &Map<String, Json>) -> Json {
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

pub fn at<'a>(answer: &'a Json, path: &str) -> &'a Json {
    path.split('.').fold(answer, |json, part| match part.parse::<usize>() {
        Ok(position) => &json[position],
        Err(_) => &json[part],
    })
}
