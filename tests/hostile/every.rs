//! Every text in every command of the conformance scenario, which gives each command.

use crate::runner::{asked, at, call, filled, options, scenario, text};
use crate::{TRIED, clear, tell};
use crmkit::session::Crm;
use crmkit_testkit::oracle::digest;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// Where the texts of some JSON lie that are no ids.
fn texts(json: &Json, place: &str, found: &mut Vec<String>) {
    match json {
        Json::String(text) if text.parse::<Uuid>().is_ok() => {}
        Json::String(_) => found.push(place.to_owned()),
        Json::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                texts(item, &format!("{place}/{n}"), found);
            }
        }
        Json::Object(members) => {
            for (name, member) in members {
                texts(member, &format!("{place}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// Puts harm in the place of each text of a command, one after the other.
fn harm(crm: &Crm, known: &Map<String, Json>, step: &Json, harmful: &[(&str, Json)]) {
    let Some(Json::String(who)) = step["as"].as_str().and_then(|who| known.get(who)) else {
        return;
    };
    let Ok(session) = crm.session(who.parse().unwrap()) else { return };
    let args = filled(&step["args"], known);
    let mut places = Vec::new();
    texts(&args, "", &mut places);
    let before = digest(&**crm.store());
    for place in places {
        for (what, value) in harmful {
            let mut args = args.clone();
            *args.pointer_mut(&place).unwrap() = value.clone();
            let what = format!("{} {place}: {what}", step["name"]);
            match asked(&session, "command", step, args) {
                // Of a batch, each row by itself.
                Ok(answer) => assert_eq!(answer["changes"], json!([]), "{what} is taken"),
                Err(error) => {
                    clear(&what, &error);
                }
            }
            assert!(digest(&**crm.store()) == before, "{what}: refused, and something is changed");
            TRIED.set(TRIED.get() + 1);
        }
    }
}

#[test]
fn no_text_of_any_command_holds_a_control_character_or_a_megabyte() {
    let harmful = [("NUL", Json::from("甲\u{0}乙")), ("1 MB", Json::from("x".repeat(1 << 20)))];
    let (clock, options) = options();
    let crm = crmkit::in_memory_with(options).unwrap();
    let mut known = Map::new();
    for step in scenario()["steps"].as_array().unwrap() {
        if step["call"] == "command" {
            harm(&crm, &known, step, &harmful);
        }
        let Ok(answer) = call(&crm, &clock, &known, step) else { continue };
        for (name, path) in step["bind"].as_object().into_iter().flatten() {
            known.insert(name.clone(), at(&answer, text(path)).clone());
        }
    }
    assert_eq!(crm.check().unwrap(), []);
    tell("every text of every command");
}
