//! Values that enter fields.

use crate::common::{customer, file, worlds};
use crate::{TRIED, attempt, attempts, tell};
use crmkit::query::Query;
use crmkit::sales::customer::{Customer, CustomerPatch, NewCustomer};
use crmkit::sales::lead::NewLead;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};

/// Names are kept exactly, apart from blanks around them, or refused.
#[test]
fn names_with_characters_that_cannot_be_seen_are_kept_exactly_or_refused() {
    const CONTROL: &str = "value.control_character";
    let cases = [
        ("a\u{0}b", CONTROL),
        ("a\u{1}b", CONTROL),
        ("a\tb", CONTROL),
        ("a\nb", CONTROL),
        ("a\r\nb", CONTROL),
        ("a\u{1b}[31mb", CONTROL),
        ("a\u{7f}b", CONTROL),
        ("a\u{85}b", CONTROL),
        ("a\u{9f}b", CONTROL),
        ("\u{200b}", "value.required"),
        ("\u{202e}\u{2066}", "value.required"),
        ("\u{feff}", "value.required"),
        ("\u{3000} \u{a0}", "value.required"),
        ("abc\u{202e}fdp.exe", "ok"),
        ("a\u{2066}b\u{2069}", "ok"),
        ("零\u{200b}宽", "ok"),
        ("👨\u{200d}👩\u{200d}👧", "ok"),
        ("e\u{301}", "ok"),
        ("\u{1f1e8}\u{1f1f3}", "ok"),
        ("\u{e0041}x", "ok"),
        ("\u{fffd}", "ok"),
        ("\u{10ffff}", "ok"),
        ("\u{fdd0}", "ok"),
        ("𠮷野家", "ok"),
        ("'; DROP TABLE customer; --", "ok"),
        ("<script>alert(1)</script>", "ok"),
        ("=HYPERLINK(\"http://x\")", "ok"),
        ("%s%n%x {0} ${x} {{x}}", "ok"),
        ("../../etc/passwd", "ok"),
        ("NULL", "ok"),
    ];
    attempts(&cases, |w, name| {
        let made =
            w.manager.customers().create(NewCustomer { name: name.into(), ..<_>::default() })?;
        let kept = w.manager.customers().get(made.value)?;
        assert_eq!(kept.name, name);
        let patch = CustomerPatch { remark: Some(name.into()), ..<_>::default() };
        w.manager.customers().update(made.value, patch)?;
        assert_eq!(w.manager.customers().get(made.value)?.remark.as_deref(), Some(name));
        let reason = w.manager.history::<Customer>(made.value, None, 5)?;
        assert!(reason.iter().any(|h| h.fields.iter().any(|f| f.new.as_deref() == Some(name))));
        Ok(())
    });
    tell("names");
}

/// Two names that look alike are one.
#[test]
fn a_name_is_not_taken_twice_by_what_cannot_be_seen() {
    for w in worlds() {
        customer(&w.manager, "武汉鑫源");
        for twin in ["武汉\u{200b}鑫源", "\u{202e}武汉鑫源", " 武汉鑫源 ", "武汉鑫源\u{feff}"]
        {
            let new = NewCustomer { name: twin.into(), ..<_>::default() };
            let told = attempt(&w, twin, || w.manager.customers().create(new));
            assert_eq!(told.err(), Some("record.duplicate"), "{twin:?}");
        }
    }
    tell("names that look alike");
}

#[test]
fn dates_and_decimals_at_their_edges_are_kept_exactly_or_refused() {
    const KIND: &str = "json.invalid";
    let of = |field: &str, value: Json| json!({"field": field, "value": value}).to_string();
    let time = |text: &str| of("next_contact_at", text.into());
    let north = |text: &str| of("latitude", text.into());
    let cases = [
        (time("1970-01-01T00:00:00Z"), "ok"),
        (time("1969-12-31T23:59:59.999999Z"), "ok"),
        (time("0001-01-02T00:00:00Z"), "ok"),
        (time("9999-12-31T00:00:00Z"), "ok"),
        (time("2024-02-29T12:00:00+14:00"), "ok"),
        (time("9999-12-31T23:59:59Z"), "value.out_of_range"),
        (time("0000-01-01T00:00:00Z"), "value.out_of_range"),
        (time("-0001-01-01T00:00:00Z"), "value.out_of_range"),
        (time("+10000-01-01T00:00:00Z"), "value.out_of_range"),
        (time("+262142-12-31T23:59:59Z"), "value.out_of_range"),
        (time("+999999-01-01T00:00:00Z"), KIND),
        (time("2026-02-30T00:00:00Z"), KIND),
        (time("2026-13-01T00:00:00Z"), KIND),
        (time("2026-01-01T24:00:00Z"), KIND),
        (time("2026-01-01"), KIND),
        (time("now"), KIND),
        (time(""), KIND),
        (of("next_contact_at", json!(0)), KIND),
        (of("next_contact_at", json!(i64::MAX)), KIND),
        (north("90"), "ok"),
        (north("-90"), "ok"),
        (north("0"), "ok"),
        (north("-0"), "ok"),
        (north("12.345678"), "ok"),
        (north("90.000001"), "value.out_of_range"),
        (north("-90.000001"), "value.out_of_range"),
        (north("9223372036854775807"), KIND),
        (north("79228162514264337593543950335"), KIND),
        (north("792281625142643375935439503350"), KIND),
        (north("1e400"), KIND),
        (north("NaN"), KIND),
        (north("inf"), KIND),
        (north("0x10"), KIND),
        (north("1,5"), KIND),
        (north(""), KIND),
        (north("1.23456789012345678901234567"), KIND),
        (of("latitude", json!([1])), KIND),
    ];
    let cases: Vec<_> =
        cases.iter().map(|(text, want): &(String, _)| (text.as_str(), *want)).collect();
    attempts(&cases, |w, case| {
        let case: Json = serde_json::from_str(case).unwrap();
        let field = case["field"].as_str().unwrap();
        let mut new = json!({"name": format!("甲{}", TRIED.get()), "longitude": "1"});
        if field != "latitude" {
            new["latitude"] = "1".into();
        }
        new[field] = case["value"].clone();
        let made = w
            .manager
            .run_json(&json!({"command": "customer.create", "customer": new}).to_string())?;
        let made: Json = serde_json::from_str(&made).unwrap();
        let get = json!({"read": "get", "entity": "customer", "id": made["value"]}).to_string();
        let kept: Json = serde_json::from_str(&w.manager.read_json(&get)?).unwrap();
        let given = case["value"].as_str().unwrap();
        let same = match field {
            "latitude" => {
                let number = |text: &str| text.parse::<f64>().unwrap();
                number(kept[field].as_str().unwrap()) == number(given)
            }
            _ => {
                let instant = |text: &str| text.parse::<crmkit::model::Timestamp>().unwrap();
                instant(kept[field].as_str().unwrap()) == instant(given)
            }
        };
        assert!(same, "{given} is kept as {}", kept[field]);
        Ok(())
    });
    tell("dates and decimals");
}

/// Whatever text somebody types is kept exactly, apart from blanks around it, or refused.
#[test]
fn any_text_is_kept_exactly_or_refused() {
    let w = file();
    TestRunner::new(Config { cases: 500, failure_persistence: None, ..Config::default() })
        .run(&(any::<String>(), any::<String>()), |(name, remark)| {
            let new =
                NewLead { name: name.clone(), remark: Some(remark.clone()), ..<_>::default() };
            if let Ok(made) = attempt(&w, &name, || w.manager.leads().create(new)) {
                let kept = w.manager.leads().get(made.value).unwrap();
                prop_assert_eq!(&kept.name, name.trim());
                let blank = remark.trim().is_empty() || kept.remark.is_none();
                prop_assert!(blank || kept.remark.as_deref() == Some(remark.trim()));
            }
            Ok(())
        })
        .unwrap();
    assert!(w.manager.leads().list(&Query::default()).unwrap().rows.len() > 10);
    tell("any text as a value");
}
