//! Filters, orders, cursors and search words.

use crate::common::{World, customer, lead, worlds};
use crate::{attempt, attempts, tell};
use crmkit::query::{Cursor, Filter, Query};
use crmkit::sales::customer::Customer;
use crmkit::sales::lead::Lead;
use crmkit::session::Session;
use crmkit_testkit::random::Random;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

fn ask(w: &World, filter: &str) -> crmkit::Result<String> {
    w.manager.read_json(&format!(r#"{{"read": "list", "entity": "customer", "filter": {filter}}}"#))
}

fn cmp(field: &str, op: &str, value: &str) -> String {
    format!(r#"{{"cmp": {{"field": "{field}", "op": "{op}", "value": {value}}}}}"#)
}

#[test]
fn filters_that_mean_harm_are_refused() {
    let not = |n: usize| r#"{"not": "#.repeat(n) + r#""all""# + &"}".repeat(n);
    let list =
        |kind: &str, n: usize| format!(r#"{{"{kind}": [{}]}}"#, vec![r#""all""#; n].join(","));
    let within = |n: usize| {
        let values = vec![r#""x""#; n].join(",");
        format!(r#"{{"in": {{"field": "name", "values": [{values}]}}}}"#)
    };
    let contains = |text: &str| {
        format!(r#"{{"text": {{"field": "name", "op": "contains", "text": {}}}}}"#, json!(text))
    };
    let quoted = |text: &str| json!(text).to_string();
    let cases = [
        ("7".into(), "json.invalid"),
        ("[]".into(), "json.invalid"),
        ("{}".into(), "json.invalid"),
        (r#"{"all": 1}"#.into(), "json.invalid"),
        (r#"{"sql": "1=1"}"#.into(), "json.invalid"),
        (r#"{"and": [], "or": []}"#.into(), "json.invalid"),
        (not(15), "ok"),
        (not(17), "query.filter_too_large"),
        (not(10_000), "json.invalid"),
        (list("and", 255), "ok"),
        (list("or", 256), "query.filter_too_large"),
        (list("or", 1_000_000), "query.filter_too_large"),
        (within(1000), "ok"),
        (within(1001), "query.filter_too_large"),
        (contains(&"x".repeat(4096)), "ok"),
        (contains(&"x".repeat(4097)), "query.filter_too_large"),
        (contains(&"x".repeat(10 << 20)), "query.filter_too_large"),
        (contains("\u{0}%_\\'\"*"), "ok"),
        (contains(""), "ok"),
        (cmp("name", "eq", "7"), "value.wrong_kind"),
        (cmp("name", "eq", "true"), "value.wrong_kind"),
        (cmp("name", "eq", "null"), "json.invalid"),
        (cmp("name", "eq", "[]"), "json.invalid"),
        (cmp("name", "eq", "1e999"), "json.invalid"),
        (cmp("name", "eq", "18446744073709551616"), "json.invalid"),
        (cmp("name", "like", r#""x""#), "json.invalid"),
        (cmp("name", "eq", r#"{"field": "remark"}"#), "ok"),
        (cmp("name", "eq", r#"{"field": "owner_id"}"#), "query.wrong_operator"),
        (cmp("name", "eq", r#"{"today": 99999999999}"#), "json.invalid"),
        (cmp("created_at", "lt", r#"{"today": 2147483647}"#), "query.wrong_operator"),
        (cmp("created_at", "lt", r#"{"today": -2147483648}"#), "query.wrong_operator"),
        (cmp("created_at", "lt", r#"{"now": -2147483648}"#), "value.out_of_range"),
        (cmp("created_at", "lt", r#""9999-12-31T23:59:59Z""#), "ok"),
        (cmp("created_at", "lt", r#""99999-12-31T23:59:59Z""#), "value.wrong_kind"),
        (cmp("created_at", "lt", r#""2026-02-30T00:00:00Z""#), "value.wrong_kind"),
        (cmp("dealt_on", "lt", r#""2026-02-30""#), "value.wrong_kind"),
        (cmp("latitude", "lt", r#""1e400""#), "value.wrong_kind"),
        (cmp("latitude", "lt", r#""NaN""#), "value.wrong_kind"),
        (cmp("owner_id", "eq", r#""x""#), "value.wrong_kind"),
        (
            cmp("owner_id", "lt", r#""00000000-0000-0000-0000-000000000000""#),
            "query.wrong_operator",
        ),
        (cmp("kind", "eq", r#""nothing""#), "value.unknown_choice"),
        (cmp("", "eq", r#""x""#), "query.unknown_field"),
        (cmp(".", "eq", r#""x""#), "query.unknown_relation"),
        (cmp("name; DROP TABLE customer", "eq", r#""x""#), "query.unknown_field"),
        (cmp("name\\u0000", "eq", r#""x""#), "query.unknown_field"),
        (cmp("custom.", "eq", r#""x""#), "query.unknown_field"),
        (cmp("custom.' OR 1=1", "eq", r#""x""#), "query.unknown_field"),
        (cmp("rid", "eq", "1"), "query.unknown_field"),
        (cmp("customer_fts.name", "eq", r#""x""#), "query.unknown_relation"),
        (cmp("credential.password_hash", "eq", r#""x""#), "query.unknown_relation"),
        (
            cmp(&format!("owner.{}name", "superior.".repeat(20)), "eq", r#""x""#),
            "query.filter_too_large",
        ),
        (
            r#"{"has": {"relation": "sqlite_master", "filter": "all"}}"#.into(),
            "query.unknown_relation",
        ),
        (r#"{"range": {"field": "name", "from": 1, "to": []}}"#.into(), "json.invalid"),
        // The text form.
        (quoted(""), "query.syntax"),
        (quoted("\u{0}"), "query.syntax"),
        (quoted("name = "), "query.syntax"),
        (quoted("name = 'x' or 1 = 1"), "query.syntax"),
        (quoted("name = \"x\" --"), "query.syntax"),
        (quoted("name = \"x"), "query.syntax"),
        (quoted("name = \"\\ud800\""), "query.syntax"),
        (quoted(&"(".repeat(100_000)), "query.filter_too_large"),
        (quoted(&"not ".repeat(100_000)), "query.filter_too_large"),
        (quoted(&vec!["all"; 300].join(" and ")), "query.filter_too_large"),
        (quoted("latitude < 99999999999999999999999999"), "query.syntax"),
    ];
    let cases: Vec<_> =
        cases.iter().map(|(text, want): &(String, _)| (text.as_str(), *want)).collect();
    attempts(&cases, ask);
    tell("filters");
}

#[test]
fn orders_and_pages_that_mean_harm_are_refused() {
    let cases = [
        (r#""order": "name""#, "json.invalid"),
        (r#""order": ["name; DROP TABLE lead"]"#, "query.unknown_field"),
        (r#""order": ["--name"]"#, "query.unknown_field"),
        (r#""order": ["custom"]"#, "query.wrong_operator"),
        (r#""order": ["owner.name"]"#, "query.unknown_field"),
        (r#""order": ["name", "name", "name", "name", "name"]"#, "query.filter_too_large"),
        (r#""order": [{"field": "name", "direction": "sideways"}]"#, "json.invalid"),
        (r#""limit": -1"#, "json.invalid"),
        (r#""limit": 501"#, "query.page_too_large"),
        (r#""limit": 4294967296"#, "json.invalid"),
        (r#""limit": 1.5"#, "json.invalid"),
        (r#""bin": "everything""#, "json.invalid"),
        (r#""totals": true"#, "json.invalid"),
        (r#""after": 7"#, "json.invalid"),
        (r#""offset": 7"#, "json.invalid"),
    ];
    attempts(&cases, |w, part| {
        w.manager.read_json(&format!(r#"{{"read": "list", "entity": "customer", {part}}}"#))
    });
    tell("orders and pages");
}

/// Whatever filter somebody types, it is an answer or a refusal.
#[test]
fn any_text_as_a_filter_is_answered_or_refused() {
    let w = crate::common::file();
    let words = prop_oneof![
        any::<String>(),
        "[a-z_.]{1,12} (=|<|contains|in|is) [\"'a-z0-9(]{0,9}",
        "(not |\\(|name = \"x\" (and|or) ){0,40}",
    ];
    TestRunner::new(Config { cases: 1000, failure_persistence: None, ..Config::default() })
        .run(&words, |text| {
            let _ = attempt(&w, &text, || {
                let filter: Filter = text.parse()?;
                w.manager.customers().list(&Query::new(filter))
            });
            Ok(())
        })
        .unwrap();
    tell("any text as a filter");
}

fn page(by: &Session, cursor: Option<&str>) -> crmkit::Result<Option<Cursor>> {
    let query = Query::default().limit(1);
    let query = cursor.map_or(query.clone(), |c| query.after(Cursor::from_text(c)));
    by.customers().list(&query).map(|page| page.next)
}

#[test]
fn cursors_that_were_not_handed_out_for_this_are_refused() {
    for w in worlds() {
        for name in ["甲", "乙", "丙"] {
            customer(&w.manager, name);
            lead(&w.manager, name);
        }
        let mine = page(&w.manager, None).unwrap().unwrap();
        let mine = mine.as_str();
        let theirs = page(&w.admin, None).unwrap().unwrap();
        let sorted = Query::default().limit(1).asc(Customer::name());
        let sorted = w.manager.customers().list(&sorted).unwrap().next.unwrap();
        let of_leads = w.manager.leads().list(&Query::default().limit(1)).unwrap().next.unwrap();
        let mut cursors: Vec<String> =
            [theirs, sorted, of_leads].iter().map(|c| c.as_str().to_owned()).collect();
        cursors.extend((0..mine.len()).map(|n| mine.chars().take(n).collect()));
        // A bit of every character turned.
        cursors.extend((0..mine.len()).map(|n| {
            let mut bytes = mine.as_bytes().to_vec();
            bytes[n] = if bytes[n] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        }));
        cursors.retain(|c| c != mine);
        cursors.extend([
            format!("{mine}="),
            format!(" {mine}"),
            format!("{mine}{mine}"),
            "\u{0}".into(),
            "é".into(),
            "A".repeat(1 << 20),
        ]);
        let r = &mut Random::new(5);
        cursors.extend((0..200).map(|_| {
            let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            (0..r.below(200)).map(|_| char::from(letters[r.below(64)])).collect()
        }));
        for cursor in cursors {
            let told = attempt(&w, &cursor, || page(&w.manager, Some(&cursor))).err();
            assert_eq!(told, Some("query.bad_cursor"), "{cursor}");
        }
        assert!(page(&w.manager, Some(mine)).unwrap().is_some());
        for mark in ["", ".", "1.1", "x.y", "00000000-0000-0000-0000-000000000000.1", "\u{0}"] {
            let lead = w.manager.leads().list(&Query::default()).unwrap().rows[0].id;
            let history = || w.manager.history::<Lead>(lead, Some(mark), 5);
            assert_eq!(attempt(&w, mark, history).err(), Some("query.bad_cursor"), "{mark:?}");
        }
    }
    tell("cursors");
}

#[test]
fn search_words_that_mean_harm_find_text_or_nothing() {
    let long = "长".repeat(1365);
    let too_long = "长".repeat(1366);
    let huge = "x".repeat(1 << 20);
    let ok = [
        "\"",
        "'",
        "\"\"\"",
        "甲\"",
        "甲*",
        "*甲",
        "甲 AND 乙",
        "甲 OR 乙",
        "NOT 甲",
        "NEAR(甲 乙)",
        "name:甲",
        "body:甲",
        "-甲",
        "^甲",
        "(甲",
        "甲)",
        "{甲}",
        "甲;",
        "甲--",
        "rank",
        "customer_fts",
        "甲\u{0}乙",
        "\u{0}甲",
        "甲\u{202e}乙",
        "\u{200b}甲",
        "🙂甲",
        "甲\u{301}",
        "%",
        "_",
        "\\",
        "甲/*",
        "' OR 1=1 --",
        "\") OR rowid > (\"",
    ];
    for w in worlds() {
        let known = customer(&w.manager, "甲公司");
        for words in ok.iter().copied().chain([long.as_str()]) {
            let query = Query::search(words);
            let found = attempt(&w, words, || w.manager.customers().list(&query));
            match found {
                Ok(page) => assert!(page.rows.iter().all(|row| row.id == known), "{words:?}"),
                Err(code) => assert_eq!(code, "query.nothing_to_search", "{words:?}"),
            }
        }
        for words in ["", " ", "\u{0}", "\u{200b}\u{202e}", "!?"] {
            let told = attempt(&w, words, || w.manager.customers().list(&Query::search(words)));
            assert_eq!(told.err(), Some("query.nothing_to_search"), "{words:?}");
        }
        for words in [&too_long, &huge] {
            let told = attempt(&w, words, || w.manager.customers().list(&Query::search(words)));
            assert_eq!(told.err(), Some("query.filter_too_large"));
        }
        let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&any::<String>(), |words| {
                let query = Query::search(words.as_str());
                let _ = attempt(&w, &words, || w.manager.customers().list(&query));
                let _ =
                    attempt(&w, &words, || w.manager.leads().list(&Query::search(words.as_str())));
                Ok(())
            })
            .unwrap();
    }
    tell("search words");
}
