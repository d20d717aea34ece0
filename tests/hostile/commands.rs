//! Commands as JSON text.

use crate::common::{memory, worlds};
use crate::{attempt, attempts, tell};
use crmkit::commands::COMMANDS;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};

const NIL: &str = "00000000-0000-0000-0000-000000000000";

#[test]
fn json_that_is_no_command_is_refused() {
    let deep = |n: usize| "[".repeat(n) + &"]".repeat(n);
    let nested = |n: usize| "{\"a\":".repeat(n) + "1" + &"}".repeat(n);
    let name =
        |value: &str| format!(r#"{{"command": "lead.create", "lead": {{"name": {value}}}}}"#);
    let cases = [
        ("".into(), "json.invalid"),
        ("\u{feff}{}".into(), "json.invalid"),
        ("\u{0}".into(), "json.invalid"),
        ("null".into(), "json.invalid"),
        ("[]".into(), "json.invalid"),
        ("\"lead.create\"".into(), "json.invalid"),
        ("{} {}".into(), "json.invalid"),
        ("{".into(), "json.invalid"),
        ("{}".into(), "command.unknown"),
        (r#"{"command": 5}"#.into(), "command.unknown"),
        (r#"{"command": null}"#.into(), "command.unknown"),
        (r#"{"command": ["lead.create"]}"#.into(), "command.unknown"),
        (r#"{"command": "lead.create "}"#.into(), "command.unknown"),
        (r#"{"command": "LEAD.CREATE"}"#.into(), "command.unknown"),
        (r#"{"command": "lead.create\u0000"}"#.into(), "command.unknown"),
        (format!(r#"{{"command": "{}"}}"#, "x".repeat(1 << 20)), "command.unknown"),
        (r#"{"command": "lead.create"}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "lead": null}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "lead": []}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "lead": {}}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "lead": {"name": "甲"}, "x": 1}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "lead": {"name": "甲", "x": 1}}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "lead": {"name": "甲", "followed": true}}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "lead": {"name": "甲", "id": "x"}}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "id": "x", "lead": {"name": "甲"}}"#.into(), "json.invalid"),
        (r#"{"command": "lead.create", "id": 7, "lead": {"name": "甲"}}"#.into(), "json.invalid"),
        (name("7"), "json.invalid"),
        (name("true"), "json.invalid"),
        (name("null"), "json.invalid"),
        (name("{}"), "json.invalid"),
        (name("1e999"), "json.invalid"),
        (name(r#""\ud800""#), "json.invalid"),
        (name(r#""\udc00\ud800""#), "json.invalid"),
        (name(r#""\x""#), "json.invalid"),
        (name(&deep(100_000)), "json.invalid"),
        (name(&nested(100_000)), "json.invalid"),
        (deep(1_000_000), "json.invalid"),
        (nested(1_000_000), "json.invalid"),
        (name(r#""a\u0000b""#), "value.control_character"),
        (name(r#""\u0000""#), "value.control_character"),
        (name("\"\""), "value.required"),
        (name(&format!("\"{}\"", "长".repeat(256))), "value.too_long"),
        (name(&format!("\"{}\"", "x".repeat(10 << 20))), "value.too_long"),
        (r#"{"command": "setup", "company": "x"}"#.into(), "json.invalid"),
        (format!(r#"{{"command": "lead.delete", "leads": "{NIL}"}}"#), "json.invalid"),
        (format!(r#"{{"command": "lead.delete", "leads": [7, "{NIL}"]}}"#), "json.invalid"),
        (
            json!({"command": "lead.delete", "leads": vec![NIL; 1001]}).to_string(),
            "command.too_many_rows",
        ),
        (
            json!({"command": "lead.update", "lead": NIL, "patch": {"name": "x"}, "expect_rev": 1.5})
                .to_string(),
            "json.invalid",
        ),
        (
            r#"{"command": "lead.update", "lead": "x'; DROP TABLE lead; --", "patch": {}}"#.into(),
            "json.invalid",
        ),
        (json!({"command": "lead.update", "lead": NIL, "patch": {}}).to_string(), "record.not_found"),
    ];
    let cases: Vec<_> =
        cases.iter().map(|(text, want): &(String, _)| (text.as_str(), *want)).collect();
    attempts(&cases, |w, text| w.manager.run_json(text));
    tell("commands as JSON");
}

/// Which of two members is meant nobody knows: the host may have looked at the other.
#[test]
fn a_member_that_is_repeated_is_refused_wherever_it_stands() {
    let cases = [
        (
            r#"{"command": "lead.create", "command": "lead.create", "lead": {"name": "甲"}}"#,
            "json.invalid",
        ),
        (
            r#"{"command": "lead.create", "lead": {"name": "甲"}, "lead": {"name": "乙"}}"#,
            "json.invalid",
        ),
        (r#"{"command": "lead.create", "lead": {"name": "甲", "name": "乙"}}"#, "json.invalid"),
        (
            r#"{"command": "lead.create", "lead": {"name": "甲", "\u006eame": "甲"}}"#,
            "json.invalid",
        ),
        (
            r#"{"command": "lead.create", "lead": {"name": "甲", "custom": {"a": 1, "a": 1}}}"#,
            "json.invalid",
        ),
        (r#"{"command": "lead.delete", "leads": [], "leads": []}"#, "json.invalid"),
        (r#"{"command": "lead.create", "lead": {"name": "甲"}}"#, "ok"),
    ];
    attempts(&cases, |w, text| w.manager.run_json(text));
    let cases = [
        (r#"{"read": "list", "entity": "lead", "entity": "customer"}"#, "json.invalid"),
        (r#"{"read": "list", "entity": "lead", "limit": 1, "limit": 2}"#, "json.invalid"),
        (
            r#"{"read": "list", "entity": "lead", "filter": {"is_null": {"field": "name", "field": "remark"}}}"#,
            "json.invalid",
        ),
    ];
    attempts(&cases, |w, text| w.manager.read_json(text));
    for w in worlds() {
        let date = r#"{"command": "lead.create", "lead": {"name": "甲", "next_contact_at": "2026-12-01"}}"#;
        let error = w.manager.run_json(date).unwrap_err();
        assert_eq!(error.field_name(), Some("lead.next_contact_at"));
        assert_eq!(
            error.params()["what"].as_str(),
            "lead.next_contact_at: expected a date (2026-12-01) or a date and time with its zone \
             (2026-12-01T09:00:00+08:00)"
        );
        let error = w.manager.run_json(r#"{"command": "x", "command": "x"}"#).unwrap_err();
        assert_eq!(error.params()["what"].as_str(), "a member is repeated at line 1 column 32");
    }
    tell("repeated members");
}

/// Any JSON at all, in any place of any command.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        Just(Json::from(NIL)),
        Just(Json::from("9999-12-31T23:59:59.999999999Z")),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map("[a-z_]{1,8}", inner, 0..6)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    })
}

#[test]
fn any_json_in_any_argument_of_any_command_is_refused_or_done() {
    let w = memory();
    let commands = 0..COMMANDS.len();
    let all = (commands, prop::collection::vec((any::<u16>(), any_json()), 0..4), any::<bool>());
    TestRunner::new(Config { cases: 2000, failure_persistence: None, ..Config::default() })
        .run(&all, |(command, values, whole)| {
            let meta = COMMANDS[command].meta;
            // What an administrator does to himself would end the trial.
            if meta.name == "employee.disable" || meta.name == "employee.set_roles" {
                return Ok(());
            }
            let mut text = json!({"command": meta.name});
            let filled = meta.arguments.iter().filter(|_| whole).map(|a| (a.name, Json::from(NIL)));
            filled.for_each(|(name, value)| text[name] = value);
            for (at, value) in values {
                let names = meta.arguments.len().max(1);
                let name = meta.arguments.get(usize::from(at) % names).map_or("x", |a| a.name);
                text[name] = value;
            }
            let _ = attempt(&w, &text.to_string(), || w.admin.run_json(&text.to_string()));
            Ok(())
        })
        .unwrap();
    assert_eq!(w.crm.check().unwrap(), []);
    tell("any JSON in any command but those by which one ends one's own rights");
}

#[test]
fn any_bytes_are_refused_as_a_command() {
    let w = memory();
    TestRunner::new(Config { cases: 500, failure_persistence: None, ..Config::default() })
        .run(&any::<String>(), |text| {
            prop_assert!(attempt(&w, &text, || w.admin.run_json(&text)).is_err());
            prop_assert!(attempt(&w, &text, || w.admin.read_json(&text)).is_err());
            Ok(())
        })
        .unwrap();
    tell("any text as a command");
}
