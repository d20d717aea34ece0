//! Option lists and custom fields.

use crate::common::{World, code, worlds};
use crmkit::admin::field::*;
use crmkit::admin::option::*;
use crmkit::model::{Custom, Value};
use crmkit::org::*;
use crmkit::query::{Filter, Query};
use crmkit::sales::lead::{Lead, LeadId, LeadPatch, NewLead};

fn option(w: &World, list: &str, label: &str) -> crmkit::Result<OptionItemId> {
    let option = NewOptionItem { list: list.into(), label: label.into(), ..Default::default() };
    w.admin.run(CreateOption { option }).map(|o| o.value)
}

fn archive(w: &World, option: OptionItemId, archived: bool) {
    let patch = OptionItemPatch { archived: Some(archived), ..Default::default() };
    w.admin.run(UpdateOption { option, patch, expect_rev: None }).unwrap();
}

fn delete(w: &World, option: OptionItemId) -> Option<&'static str> {
    code(w.admin.run(DeleteOption { option }))
}

/// A label of a list stands once among the options that can be chosen, however it is written and
/// in whichever language.
#[test]
fn a_label_stands_once_in_a_list() {
    for w in worlds() {
        for (label, english, at) in [
            ("广告", None, "label"),
            (" 广\u{200b}告 ", None, "label"),
            ("ＩＴ", None, ""),
            ("advertisement", None, "label"),
            ("展会", Some("Advertisement"), "label_en"),
            ("展会", Some("广告"), "label_en"),
        ] {
            let option = NewOptionItem {
                list: if at.is_empty() { "industry" } else { "source" }.into(),
                label: label.into(),
                label_en: english.map(str::to_owned),
                ..Default::default()
            };
            let refused = w.admin.run(CreateOption { option }).unwrap_err();
            let at = if at.is_empty() { "label" } else { at };
            assert_eq!(refused.code(), "record.duplicate", "{label}");
            assert_eq!(
                (refused.entity_name(), refused.field_name()),
                (Some("option_item"), Some(at))
            );
        }
        let fair = option(&w, "source", "展会").unwrap();
        let rename = |label: &str| {
            let patch = OptionItemPatch { label: Some(label.into()), ..Default::default() };
            code(w.admin.run(UpdateOption { option: fair, patch, expect_rev: None }))
        };
        assert_eq!(rename("广告"), Some("record.duplicate"));
        assert_eq!(rename("展 会"), None, "its own label does not stand in its way");
        assert_eq!(rename("展会"), None);
        // Another list may have it, and so may the list once nobody can choose the first.
        option(&w, "industry", "展会").unwrap();
        archive(&w, fair, true);
        let again = option(&w, "source", "展会").unwrap();
        let patch = OptionItemPatch { archived: Some(false), ..Default::default() };
        let back = UpdateOption { option: fair, patch, expect_rev: None };
        assert_eq!(code(w.admin.run(back)), Some("record.duplicate"));
        // Nor does an undo bring it back.
        let deleted = w.admin.run(DeleteOption { option: again }).unwrap().command_id;
        archive(&w, fair, false);
        assert_eq!(code(w.admin.undo(deleted)), Some("undo.touched_since"));
    }
}

#[test]
fn a_choice_field_offers_each_label_once() {
    for w in worlds() {
        let options = |labels: [&str; 2]| Some(labels.map(str::to_owned).to_vec());
        let twice = define(&w, "size", CustomKind::Choice, options(["大", "大 "])).unwrap_err();
        assert_eq!((twice.code(), twice.field_name()), ("record.duplicate", Some("label")));
        define(&w, "size", CustomKind::Choice, options(["大", "小"])).unwrap();
        assert_eq!(code(option(&w, "custom.lead.size", "小")), Some("record.duplicate"));
        option(&w, "custom.lead.size", "中").unwrap();
    }
}

fn from(source: OptionItemId) -> NewLead {
    NewLead { name: "甲".into(), source: Some(source), ..Default::default() }
}

fn remark(text: &str) -> LeadPatch {
    LeadPatch { remark: Some(text.into()), ..Default::default() }
}

fn define(
    w: &World,
    key: &str,
    kind: CustomKind,
    options: Option<Vec<String>>,
) -> crmkit::Result<FieldDefinitionId> {
    let field = NewFieldDefinition {
        entity: "lead".into(),
        key: key.into(),
        kind,
        label: format!("字段{key}"),
        ..Default::default()
    };
    w.admin.run(DefineField { field, options }).map(|o| o.value)
}

fn change(
    w: &World,
    field: FieldDefinitionId,
    patch: FieldDefinitionPatch,
) -> Option<&'static str> {
    code(w.admin.run(UpdateField { field, patch, expect_rev: None }))
}

fn with(key: &str, value: impl Into<Value>) -> NewLead {
    let custom = Some(Custom::default().with(key, value));
    NewLead { name: "甲".into(), custom, ..Default::default() }
}

#[test]
fn an_option_is_added_to_a_known_list_and_renamed() {
    for w in worlds() {
        let fair = option(&w, "source", " 展会 ").unwrap();
        let patch = OptionItemPatch {
            label: Some("行业展会".into()),
            position: Some(99),
            ..Default::default()
        };
        w.admin.run(UpdateOption { option: fair, patch, expect_rev: None }).unwrap();
        let read = w.wang.get::<OptionItem>(fair).unwrap();
        assert_eq!((read.label.as_str(), read.position), ("行业展会", 99));
        assert_eq!(code(option(&w, "colour", "红")), Some("value.unknown_choice"));
        assert_eq!(code(option(&w, "source", " ")), Some("value.required"));
        assert_eq!(code(option(&w, "source", &"甲".repeat(65))), Some("value.too_long"));
        let level = option(&w, "level", "D").unwrap();
        assert_eq!(
            code(w.wang.leads().create(from(level))),
            Some("value.unknown_choice"),
            "another list"
        );
    }
}

#[test]
fn an_archived_option_stays_readable_and_can_no_longer_be_chosen() {
    for w in worlds() {
        let fair = option(&w, "source", "展会").unwrap();
        let lead = w.wang.leads().create(from(fair)).unwrap().value;
        archive(&w, fair, true);
        assert_eq!(code(w.wang.leads().create(from(fair))), Some("value.unknown_choice"));
        assert_eq!(
            code(w.wang.leads().update(lead, remark("改"))),
            None,
            "a record that has it is saved"
        );
        assert_eq!(w.wang.leads().get(lead).unwrap().source, Some(fair));
        let found = w.wang.leads().list(&Query::new(Lead::source().eq(fair))).unwrap();
        assert_eq!(found.rows.len(), 1);
        archive(&w, fair, false);
        assert_eq!(code(w.wang.leads().create(from(fair))), None);
    }
}

#[test]
fn an_option_is_not_deleted_while_a_record_uses_it() {
    for w in worlds() {
        let fair = option(&w, "source", "展会").unwrap();
        let lead = w.wang.leads().create(from(fair)).unwrap().value;
        assert_eq!(delete(&w, fair), Some("option.used"));
        w.admin.leads().delete(vec![lead]).unwrap();
        assert_eq!(delete(&w, fair), Some("option.used"), "the record may come back");
        w.admin.leads().restore(vec![lead]).unwrap();
        let clear = LeadPatch { clear: vec!["source".into()], ..Default::default() };
        w.wang.leads().update(lead, clear).unwrap();
        assert_eq!(delete(&w, fair), None);
        assert_eq!(code(w.wang.leads().create(from(fair))), Some("value.unknown_choice"));
        // What was once chosen stays readable.
        let history = w.wang.history::<Lead>(lead, None, 1).unwrap();
        let cleared = history[0].fields.iter().find(|f| f.field == "source").unwrap();
        assert_eq!((cleared.old.as_deref(), cleared.new.as_deref()), (Some("展会"), None));
    }
}

#[test]
fn an_added_option_is_not_taken_back_while_it_is_used() {
    for w in worlds() {
        let new =
            NewOptionItem { list: "source".into(), label: "展会".into(), ..Default::default() };
        let made = w.admin.run(CreateOption { option: new }).unwrap();
        let lead = w.wang.leads().create(from(made.value)).unwrap();
        assert_eq!(code(w.admin.undo(made.command_id)), Some("undo.used_since"));
        assert_eq!(w.wang.leads().get(lead.value).unwrap().source, Some(made.value));
    }
}

#[test]
fn keys_of_custom_fields_are_plain_and_unique() {
    for w in worlds() {
        let text = |key: &str| code(define(&w, key, CustomKind::Text, None));
        assert_eq!(text("budget_2"), None);
        for bad in ["", "Budget", "2x", "_x", "预算", "a-b", "a b", "a.b", "$", "a\"b"] {
            assert_eq!(text(bad), Some("custom.key"), "{bad}");
        }
        assert_eq!(text(&"a".repeat(65)), Some("value.too_long"));
        assert_eq!(text("budget_2"), Some("record.duplicate"));
        // A declared field of the same name is another field.
        assert_eq!(text("name"), None);
        let lead = w.wang.leads().create(with("name", "内名")).unwrap().value;
        let read = w.wang.leads().get(lead).unwrap();
        assert_eq!(
            (read.name.as_str(), read.custom.get("name")),
            ("甲", Some(&Value::Text("内名".into())))
        );
        for entity in ["employee", "department", "ship", "change_log", "customer_member"] {
            let field = NewFieldDefinition {
                entity: entity.into(),
                key: "x".into(),
                label: "x".into(),
                ..Default::default()
            };
            assert_eq!(
                code(w.admin.run(DefineField { field, options: None })),
                Some("query.unknown_entity"),
                "{entity}"
            );
        }
    }
}

#[test]
fn fields_are_numbered_once_from_ten_thousand() {
    for w in worlds() {
        let numbers = ["a", "b", "c"].map(|key| {
            let id = define(&w, key, CustomKind::Text, None).unwrap();
            w.admin.get::<FieldDefinition>(id).unwrap().number
        });
        assert_eq!(numbers, [10_000, 10_001, 10_002]);
    }
}

#[test]
fn choice_fields_have_options_and_others_have_none() {
    for w in worlds() {
        let two = || Some(vec!["红".to_owned(), "蓝".to_owned()]);
        assert_eq!(code(define(&w, "a", CustomKind::Choice, None)), Some("custom.options"));
        assert_eq!(code(define(&w, "a", CustomKind::Choice, Some(vec![]))), Some("custom.options"));
        assert_eq!(code(define(&w, "a", CustomKind::Text, two())), Some("custom.options"));
        define(&w, "colour", CustomKind::Choice, two()).unwrap();
        let list = Query::new(OptionItem::list().eq("custom.lead.colour".into()));
        let list = list.asc(OptionItem::position());
        let options = w.admin.list::<OptionItem>(&list).unwrap().rows;
        assert_eq!(options.iter().map(|o| o.label.as_str()).collect::<Vec<_>>(), ["红", "蓝"]);
        let id = options[0].id;
        let lead = w.wang.leads().create(with("colour", Value::Id(id.0))).unwrap().value;
        let source = option(&w, "source", "展会").unwrap();
        assert_eq!(
            code(w.wang.leads().create(with("colour", Value::Id(source.0)))),
            Some("value.unknown_choice")
        );
        assert_eq!(delete(&w, id), Some("option.used"));
        assert_eq!(delete(&w, options[1].id), None);
        archive(&w, id, true);
        assert_eq!(
            code(w.wang.leads().create(with("colour", Value::Id(id.0)))),
            Some("value.unknown_choice")
        );
        assert_eq!(code(w.wang.leads().update(lead, remark("改"))), None);
        assert_eq!(option(&w, "custom.lead.colour", "绿").map(|_| ()), Ok(()));
    }
}

#[test]
fn kind_key_and_entity_of_a_field_stay() {
    for w in worlds() {
        let id = define(&w, "budget", CustomKind::Number, None).unwrap();
        for field in ["kind", "key", "entity", "number"] {
            let text = serde_json::json!({"command": "field.update", "field": id, "patch": {field: "text"}});
            assert_eq!(code(w.admin.run_json(&text.to_string())), Some("json.invalid"), "{field}");
        }
        let label =
            |label: String| FieldDefinitionPatch { label: Some(label), ..Default::default() };
        assert_eq!(change(&w, id, label("预算（万）".into())), None);
        assert_eq!(change(&w, id, label("甲".repeat(65))), Some("value.too_long"));
        assert_eq!(change(&w, id, label(String::new())), Some("value.required"));
        assert_eq!(w.wang.get::<FieldDefinition>(id).unwrap().label, "预算（万）");
    }
}

#[test]
fn an_archived_field_keeps_its_values_and_takes_no_new_ones() {
    for w in worlds() {
        let id = define(&w, "budget", CustomKind::Number, None).unwrap();
        let lead = w.wang.leads().create(with("budget", 7)).unwrap().value;
        let archived = |on| FieldDefinitionPatch { archived: Some(on), ..Default::default() };
        assert_eq!(change(&w, id, archived(true)), None);
        assert_eq!(code(w.wang.leads().create(with("budget", 8))), Some("query.unknown_field"));
        assert_eq!(code(w.wang.leads().update(lead, remark("改"))), None);
        let value = |lead: LeadId| w.wang.leads().get(lead).unwrap().custom.get("budget").cloned();
        assert_eq!(value(lead), Some(Value::Number("7".parse().unwrap())));
        assert_eq!(
            code(define(&w, "budget", CustomKind::Text, None)),
            Some("record.duplicate"),
            "its key is taken"
        );
        assert_eq!(change(&w, id, archived(false)), None);
        assert_eq!(code(w.wang.leads().create(with("budget", 8))), None);
        assert_eq!(value(lead), Some(Value::Number("7".parse().unwrap())));
    }
}

#[test]
fn a_required_field_is_asked_for_from_then_on() {
    for w in worlds() {
        let before = w
            .wang
            .leads()
            .create(NewLead { name: "旧".into(), ..Default::default() })
            .unwrap()
            .value;
        let id = define(&w, "budget", CustomKind::Number, None).unwrap();
        let required = FieldDefinitionPatch { required: Some(true), ..Default::default() };
        assert_eq!(change(&w, id, required), None);
        let refused = w.wang.leads().create(with("budget", Value::Null)).unwrap_err();
        assert_eq!(
            (refused.code(), refused.field_name()),
            ("value.required", Some("custom.budget"))
        );
        let none = NewLead { name: "甲".into(), ..Default::default() };
        assert_eq!(code(w.wang.leads().create(none)), Some("value.required"));
        assert_eq!(code(w.wang.leads().create(with("budget", 1))), None);
        assert_eq!(
            code(w.wang.leads().update(before, remark("改"))),
            None,
            "old records are not held up"
        );
    }
}

#[test]
fn filters_on_a_custom_field_answer_the_same_with_and_without_an_index() {
    for w in worlds() {
        let id = define(&w, "budget", CustomKind::Number, None).unwrap();
        for n in 0..9 {
            w.wang.leads().create(with("budget", n)).unwrap();
        }
        let ask = || {
            let filter: Filter = "custom.budget >= 3 and custom.budget < 6".parse().unwrap();
            w.wang.leads().list(&Query::new(filter)).unwrap().rows.len()
        };
        for indexed in [true, false, true] {
            let patch = FieldDefinitionPatch { indexed: Some(indexed), ..Default::default() };
            assert_eq!((change(&w, id, patch), ask()), (None, 3));
        }
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
