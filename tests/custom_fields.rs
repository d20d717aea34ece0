//! The rules of custom fields, on every store (B1.18).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, refusal, told, worlds};
use crmkit::admin::employee::SetRoles;
use crmkit::admin::field::{DefineField, UpdateField};
use crmkit::admin::option::{CreateOption, DeleteOption, UpdateOption};
use crmkit::admin::role::{CreateRole, FieldRight};
use crmkit::model::{Custom, Value};
use crmkit::org::*;
use crmkit::query::{Aggregate, Bucket, Direction, Filter, Group, Measure, Order, Query};
use crmkit::sales::customer::*;
use crmkit::session::Session;

fn field(key: &str, kind: CustomKind) -> NewFieldDefinition {
    NewFieldDefinition {
        entity: "customer".into(),
        key: key.into(),
        kind,
        label: format!("字段{key}"),
        ..Default::default()
    }
}

fn define(w: &World, key: &str, kind: CustomKind) -> FieldDefinitionId {
    let options = (kind == CustomKind::Choice).then(|| vec!["大".into(), "小".into()]);
    w.admin.run(DefineField { field: field(key, kind), options }).unwrap().value
}

fn all_kinds(w: &World) -> [FieldDefinitionId; 5] {
    [
        ("note", CustomKind::Text),
        ("budget", CustomKind::Number),
        ("due", CustomKind::Date),
        ("size", CustomKind::Choice),
        ("vip", CustomKind::Boolean),
    ]
    .map(|(key, kind)| define(w, key, kind))
}

fn size(w: &World, label: &str) -> String {
    w.option("custom.customer.size", label).to_string()
}

fn with(values: &[(&str, Value)]) -> Custom {
    values.iter().fold(Custom::default(), |c, (key, value)| c.with(*key, value.clone()))
}

fn create(by: &Session, name: &str, values: &[(&str, Value)]) -> crmkit::Result<CustomerId> {
    let customer =
        NewCustomer { name: name.into(), custom: Some(with(values)), ..Default::default() };
    by.customers().create(customer).map(|o| o.value)
}

fn patch(by: &Session, id: CustomerId, values: &[(&str, Value)]) -> crmkit::Result<()> {
    let patch = CustomerPatch { custom: Some(with(values)), ..Default::default() };
    by.customers().update(id, patch).map(|_| ())
}

/// The custom values of a customer as text, by key.
fn read(by: &Session, id: CustomerId) -> Vec<(String, String)> {
    let custom = by.customers().get(id).unwrap().custom;
    custom.0.into_iter().map(|(key, value)| (key, value.to_text())).collect()
}

/// The names of customers of a query.
fn names(by: &Session, query: &Query) -> Vec<String> {
    by.customers().list(query).unwrap().rows.into_iter().map(|r| r.name).collect()
}

fn found(by: &Session, filter: &str) -> Vec<String> {
    let mut names = names(by, &Query::new(filter.parse().unwrap()));
    names.sort();
    names
}

fn by(key: &str, direction: Direction) -> Vec<Order> {
    vec![Order { field: format!("custom.{key}"), direction }]
}

/// Three customers with values, one without.
fn four(w: &World) -> [CustomerId; 4] {
    let rows = [
        ("甲", "alpha", "100.5", "2026-03-07", "大", true),
        ("乙", "beta", "-20", "2026-02-28", "小", false),
        ("丙", "Alphabet", "100.25", "2027-01-01", "大", true),
    ];
    let [a, b, c] = rows.map(|(name, note, budget, due, label, vip)| {
        let values = [
            ("note", note.into()),
            ("budget", budget.into()),
            ("due", due.into()),
            ("size", size(w, label).into()),
            ("vip", vip.into()),
        ];
        create(&w.wang, name, &values).unwrap()
    });
    [a, b, c, customer(&w.wang, "丁")]
}

#[test]
fn a_definition_is_checked_and_numbered_once() {
    for w in worlds() {
        let try_define =
            |field, options: Option<Vec<String>>| told(w.admin.run(DefineField { field, options }));
        let text = |key: &str| field(key, CustomKind::Text);
        for key in ["", "Budget", "1st", "bud get", "_x", "预算", "a-b", "a.b"] {
            let want =
                if key.is_empty() { ["custom.key", "value.required"] } else { ["custom.key"; 2] };
            assert!(want.contains(&try_define(text(key), None)), "{key:?}");
        }
        assert_eq!(
            try_define(NewFieldDefinition { entity: "nonsense".into(), ..text("x") }, None),
            "query.unknown_entity"
        );
        // What belongs to the house, links and logs have no custom fields.
        for entity in ["employee", "role", "customer_member", "change_log"] {
            assert_eq!(
                try_define(NewFieldDefinition { entity: entity.into(), ..text("x") }, None),
                "query.unknown_entity"
            );
        }
        assert_eq!(
            try_define(NewFieldDefinition { label: " ".into(), ..text("x") }, None),
            "value.required"
        );
        assert_eq!(try_define(field("x", CustomKind::Choice), None), "custom.options");
        assert_eq!(try_define(field("x", CustomKind::Choice), Some(vec![])), "custom.options");
        assert_eq!(try_define(text("x"), Some(vec!["大".into()])), "custom.options");
        assert_eq!(
            told(w.manager.run(DefineField { field: text("x"), options: None })),
            "right.missing"
        );
        let first = define(&w, "x", CustomKind::Text);
        assert_eq!(try_define(text("x"), None), "record.duplicate");
        // The same key on another entity is another field.
        assert_eq!(
            try_define(NewFieldDefinition { entity: "lead".into(), ..text("x") }, None),
            "done"
        );
        let number = |id| w.admin.get::<FieldDefinition>(id).unwrap().number;
        assert_eq!(number(first), 10_000);
        assert_eq!(number(define(&w, "y", CustomKind::Text)), 10_002);
        for clear in ["entity", "key", "kind", "number"] {
            let patch = FieldDefinitionPatch { clear: vec![clear.into()], ..Default::default() };
            let update = UpdateField { field: first, patch, expect_rev: None };
            assert_eq!(told(w.admin.run(update)), "value.read_only", "{clear}");
        }
    }
}

#[test]
fn values_of_every_kind_come_back_as_they_were_given() {
    for w in worlds() {
        all_kinds(&w);
        let [id, ..] = four(&w);
        let text = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let big = size(&w, "大");
        let want = [
            text("budget", "100.5"),
            text("due", "2026-03-07"),
            text("note", "alpha"),
            text("size", &big),
            text("vip", "true"),
        ];
        assert_eq!(read(&w.wang, id), want);
        let row = w.wang.customers().list(&Query::new(Customer::name().eq("甲".into()))).unwrap();
        assert_eq!(
            row.rows[0].custom,
            w.wang.customers().get(id).unwrap().custom,
            "lists show the same"
        );
        // A patch changes what it names; nothing takes a value away.
        patch(
            &w.wang,
            id,
            &[("budget", Value::Int(7)), ("due", Value::Null), ("note", " \n".into())],
        )
        .unwrap();
        assert_eq!(
            read(&w.wang, id),
            [text("budget", "7"), text("size", &big), text("vip", "true")]
        );
        let rev = w.wang.customers().get(id).unwrap().rev;
        patch(&w.wang, id, &[("budget", "7.000".into()), ("vip", true.into())]).unwrap();
        assert_eq!(w.wang.customers().get(id).unwrap().rev, rev, "the same again is no change");
    }
}

#[test]
fn values_that_do_not_fit_are_refused_by_key() {
    for w in worlds() {
        all_kinds(&w);
        let other = w.option("level", "A（重点客户）").to_string();
        let wrong: [(&str, &str, Value); 13] = [
            ("value.wrong_kind", "budget", "many".into()),
            ("value.wrong_kind", "budget", true.into()),
            ("value.too_many_places", "budget", "0.0000001".into()),
            ("value.out_of_range", "budget", "99999999999999".into()),
            ("value.wrong_kind", "due", "2026-02-30".into()),
            ("value.wrong_kind", "due", Value::Int(3)),
            ("value.wrong_kind", "vip", Value::Int(1)),
            ("value.wrong_kind", "size", "大".into()),
            ("value.unknown_choice", "size", other.into()),
            ("value.wrong_kind", "note", Value::Int(1)),
            ("value.too_long", "note", "字".repeat(4001).into()),
            ("value.control_character", "note", "a\u{0}b".into()),
            ("query.unknown_field", "nonsense", "x".into()),
        ];
        let id = customer(&w.wang, "甲");
        for (want, key, value) in wrong {
            let named = (want.to_owned(), format!("custom.{key}"));
            assert_eq!(refusal(create(&w.wang, "乙", &[(key, value.clone())])), named, "{value:?}");
            assert_eq!(refusal(patch(&w.wang, id, &[(key, value)])), named);
        }
        assert_eq!((read(&w.wang, id), w.wang.customers().get(id).unwrap().rev), (vec![], 1));
        let longest: Value = format!("{}\n", "字".repeat(3999)).into();
        assert_eq!(told(patch(&w.wang, id, &[("note", longest)])), "done");
    }
}

#[test]
fn a_required_field_is_asked_for_from_then_on() {
    for w in worlds() {
        let old = customer(&w.wang, "旧");
        let id = define(&w, "note", CustomKind::Text);
        let required = |required| {
            let patch = FieldDefinitionPatch { required: Some(required), ..Default::default() };
            w.admin.run(UpdateField { field: id, patch, expect_rev: None }).unwrap();
        };
        required(true);
        let missing = ("value.required".to_owned(), "custom.note".to_owned());
        let bare = NewCustomer { name: "新".into(), ..Default::default() };
        assert_eq!(refusal(w.wang.customers().create(bare)), missing);
        assert_eq!(refusal(create(&w.wang, "新", &[("note", " ".into())])), missing);
        let new = create(&w.wang, "新", &[("note", "x".into())]).unwrap();
        assert_eq!(refusal(patch(&w.wang, new, &[("note", Value::Null)])), missing);
        // What was there before can still be edited without it.
        let remark = CustomerPatch { remark: Some("x".into()), ..Default::default() };
        assert_eq!(told(w.wang.customers().update(old, remark)), "done");
        required(false);
        assert_eq!(told(patch(&w.wang, new, &[("note", Value::Null)])), "done");
    }
}

#[test]
fn filters_of_every_kind() {
    for w in worlds() {
        all_kinds(&w);
        four(&w);
        let big = size(&w, "大");
        let table: [(&str, &[&str]); 20] = [
            ("custom.note = \"alpha\"", &["甲"]),
            ("custom.note contains \"ALPHA\"", &["丙", "甲"]),
            ("custom.note starts_with \"be\"", &["乙"]),
            ("custom.note ends_with \"bet\"", &["丙"]),
            ("custom.note in (\"beta\", \"alpha\")", &["乙", "甲"]),
            ("custom.budget = \"100.50\"", &["甲"]),
            ("custom.budget > 100", &["丙", "甲"]),
            ("custom.budget < 0", &["乙"]),
            ("custom.budget in [-20, \"100.5\")", &["丙", "乙"]),
            ("custom.due >= \"2026-03-07\"", &["丙", "甲"]),
            // Today is 2 March in the company.
            ("custom.due in month(-1)", &["乙"]),
            ("custom.due in next_days(7)", &["甲"]),
            ("custom.due < today(0)", &["乙"]),
            ("custom.vip = true", &["丙", "甲"]),
            ("not custom.vip = true", &["丁", "乙"]),
            ("custom.budget is null", &["丁"]),
            ("custom.budget is not null and custom.vip = false", &["乙"]),
            ("custom.vip in (true, false)", &["丙", "乙", "甲"]),
            ("custom.note != \"alpha\"", &["丁", "丙", "乙"]),
            ("custom.due = \"2027-01-01\" or custom.budget = -20", &["丙", "乙"]),
        ];
        // The same with an index as without.
        for indexed in [false, true] {
            if indexed {
                for row in w.admin.list::<FieldDefinition>(&Query::default()).unwrap().rows {
                    let patch = FieldDefinitionPatch { indexed: Some(true), ..Default::default() };
                    w.admin.run(UpdateField { field: row.id, patch, expect_rev: None }).unwrap();
                }
            }
            for (filter, want) in table {
                let mut want = want.to_vec();
                want.sort_unstable();
                assert_eq!(found(&w.wang, filter), want, "{filter}, indexed: {indexed}");
            }
            assert_eq!(found(&w.wang, &format!("custom.size = \"{big}\"")).len(), 2);
            assert_eq!(found(&w.li, "custom.budget > 0"), [""; 0], "not his");
        }
        assert!(w.crm.check().unwrap().is_empty());
    }
}

#[test]
fn questions_that_do_not_fit_are_refused() {
    for w in worlds() {
        all_kinds(&w);
        for (filter, want) in [
            ("custom.budget contains \"1\"", "query.wrong_operator"),
            ("custom.vip > true", "query.wrong_operator"),
            ("custom.size > \"x\"", "query.wrong_operator"),
            ("custom.note in month(0)", "query.wrong_operator"),
            ("custom.budget = me()", "query.wrong_operator"),
            ("custom.budget = \"x\"", "value.wrong_kind"),
            ("custom.nonsense = 1", "query.unknown_field"),
            ("custom = \"x\"", "query.wrong_operator"),
        ] {
            let query = Query::new(filter.parse::<Filter>().unwrap());
            assert_eq!(told(w.wang.customers().list(&query)), want, "{filter}");
        }
    }
}

#[test]
fn lists_are_ordered_and_paged_by_custom_fields() {
    for w in worlds() {
        all_kinds(&w);
        four(&w);
        for (key, ascending) in [
            ("budget", ["丁", "乙", "丙", "甲"]),
            ("due", ["丁", "乙", "甲", "丙"]),
            ("note", ["丁", "丙", "甲", "乙"]),
        ] {
            let mut descending = ascending;
            descending.reverse();
            for (direction, want) in [(Direction::Asc, ascending), (Direction::Desc, descending)] {
                let mut query = Query { order: by(key, direction), ..Query::default() }.limit(1);
                let mut got = Vec::new();
                loop {
                    let page = w.wang.customers().list(&query).unwrap();
                    got.extend(page.rows.into_iter().map(|r| r.name));
                    match page.next {
                        Some(next) => query = query.after(next),
                        None => break,
                    }
                }
                assert_eq!(got, want, "{key} {direction:?}");
            }
        }
    }
}

#[test]
fn numbers_are_grouped_and_measured_by_custom_fields() {
    for w in worlds() {
        all_kinds(&w);
        four(&w);
        let ask = |field: &str, bucket, measures: Vec<Measure>| {
            let group = vec![Group { field: field.into(), bucket }];
            let asked = Aggregate { group, measures, ..Default::default() };
            let rows = w.wang.aggregate::<Customer>(&asked).unwrap().rows;
            rows.into_iter()
                .map(|r| r.iter().map(Value::to_text).collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
        };
        let budget = || "custom.budget".to_owned();
        assert_eq!(ask("custom.vip", None, vec![Measure::Count]), [" 1", "false 1", "true 2"]);
        assert_eq!(
            ask(
                "custom.vip",
                None,
                vec![
                    Measure::Sum(budget()),
                    Measure::Avg(budget()),
                    Measure::Min(budget()),
                    Measure::Max("custom.due".into()),
                ]
            ),
            ["    ", "false -20 -20 -20 2026-02-28", "true 200.75 100.375 100.25 2027-01-01"]
        );
        assert_eq!(
            ask("custom.due", Some(Bucket::Year), vec![Measure::Count]),
            [" 1", "2026-01-01 2", "2027-01-01 1"]
        );
        let text = Measure::Sum("custom.note".into());
        let wrong = Aggregate { measures: vec![text], ..Default::default() };
        assert_eq!(told(w.wang.aggregate::<Customer>(&wrong)), "query.wrong_operator");
    }
}

#[test]
fn the_history_tells_every_change_in_words_and_undo_takes_it_back() {
    for w in worlds() {
        all_kinds(&w);
        let [id, ..] = four(&w);
        let small = size(&w, "小");
        let values = [("size", small.into()), ("vip", Value::Null), ("budget", "7".into())];
        let custom = Some(with(&values));
        let change = CustomerPatch { custom, ..Default::default() };
        let done = w.wang.customers().update(id, change).unwrap();
        assert_eq!(done.changes[0].fields, ["custom.budget", "custom.size", "custom.vip"]);
        let history = w.wang.history::<Customer>(id, None, 10).unwrap();
        let told: Vec<_> = history[0]
            .fields
            .iter()
            .map(|f| (f.field.as_str(), f.label.as_str(), f.old.as_deref(), f.new.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("custom.budget", "字段budget", Some("100.5"), Some("7")),
                ("custom.size", "字段size", Some("大"), Some("小")),
                ("custom.vip", "字段vip", Some("是"), None),
            ]
        );
        w.wang.undo(done.command_id).unwrap();
        let values = read(&w.wang, id);
        assert!(
            values.contains(&("budget".into(), "100.5".into())) && values.len() == 5,
            "{values:?}"
        );
    }
}

#[test]
fn an_archived_field_stays_readable_and_takes_no_more_values() {
    for w in worlds() {
        let ids = all_kinds(&w);
        let [id, ..] = four(&w);
        let archived = FieldDefinitionPatch { archived: Some(true), ..Default::default() };
        w.admin.run(UpdateField { field: ids[1], patch: archived, expect_rev: None }).unwrap();
        assert!(read(&w.wang, id).contains(&("budget".into(), "100.5".into())));
        assert_eq!(found(&w.wang, "custom.budget = \"100.5\""), ["甲"]);
        let named = ("query.unknown_field".to_owned(), "custom.budget".to_owned());
        assert_eq!(refusal(patch(&w.wang, id, &[("budget", "1".into())])), named);
        assert_eq!(told(patch(&w.wang, id, &[("note", "x".into())])), "done");
        assert!(
            read(&w.wang, id).contains(&("budget".into(), "100.5".into())),
            "other edits keep it"
        );
        // Its key is not given again.
        let again = DefineField { field: field("budget", CustomKind::Text), options: None };
        assert_eq!(told(w.admin.run(again)), "record.duplicate");
    }
}

#[test]
fn the_options_of_a_field_are_its_own() {
    for w in worlds() {
        all_kinds(&w);
        let [id, ..] = four(&w);
        let big = w.option("custom.customer.size", "大");
        assert_eq!(told(w.admin.run(DeleteOption { option: big })), "option.used");
        let archived = OptionItemPatch { archived: Some(true), ..Default::default() };
        w.admin.run(UpdateOption { option: big, patch: archived, expect_rev: None }).unwrap();
        let value = || ("size", Value::from(big.to_string()));
        assert_eq!(told(create(&w.wang, "戊", &[value()])), "value.unknown_choice");
        assert_eq!(
            told(patch(&w.wang, id, &[value(), ("note", "x".into())])),
            "done",
            "it had it before"
        );
        let new = |list: &str| CreateOption {
            option: NewOptionItem { list: list.into(), label: "中".into(), ..Default::default() },
        };
        assert_eq!(told(w.admin.run(new("custom.customer.nonsense"))), "value.unknown_choice");
        let middle = w.admin.run(new("custom.customer.size")).unwrap().value;
        assert_eq!(told(patch(&w.wang, id, &[("size", middle.to_string().into())])), "done");
    }
}

/// Gives 李强 a role that reads and edits his customers with these restricted fields.
fn restrict(w: &World, fields: &[(&str, FieldAccess)]) {
    let fields = fields
        .iter()
        .map(|(key, access)| FieldRight {
            entity: "customer".into(),
            field: format!("custom.{key}"),
            access: *access,
        })
        .collect();
    let operations =
        ["customer.read", "customer.create", "customer.edit"].map(str::to_owned).to_vec();
    let role = CreateRole {
        role: NewRole { name: "受限".into(), ..Default::default() },
        operations,
        departments: None,
        employees: None,
        fields: Some(fields),
    };
    let role = w.admin.run(role).unwrap().value;
    w.admin.run(SetRoles { employee: w.ids[1], roles: vec![role] }).unwrap();
}

#[test]
fn rights_on_custom_fields_hold_everywhere() {
    for w in worlds() {
        all_kinds(&w);
        let [id, ..] = four(&w);
        restrict(
            &w,
            &[
                ("budget", FieldAccess::Hidden),
                ("due", FieldAccess::Read),
                ("note", FieldAccess::Deny),
            ],
        );
        let seen = w.wang.customers().get(id).unwrap();
        let keys: Vec<_> = seen.custom.0.keys().cloned().collect();
        assert_eq!(keys, ["due", "size", "vip"]);
        let mut masked = seen.masked.clone();
        masked.sort();
        assert_eq!(masked, ["custom.budget", "custom.note"]);
        let row =
            &w.wang.customers().list(&Query::new(Customer::name().eq("甲".into()))).unwrap().rows
                [0];
        assert_eq!(row.custom, seen.custom);
        for key in ["budget", "note"] {
            let name = format!("custom.{key}");
            let filter = Filter::IsNull { field: name.clone() };
            assert_eq!(
                told(w.wang.customers().list(&Query::new(filter))),
                "query.hidden_field",
                "{key}"
            );
            let order = Query { order: by(key, Direction::Asc), ..Query::default() };
            assert_eq!(told(w.wang.customers().list(&order)), "query.hidden_field", "{key}");
            let group = vec![Group { field: name.clone(), bucket: None }];
            let asked = Aggregate { group, measures: vec![Measure::Count], ..Default::default() };
            assert_eq!(told(w.wang.aggregate::<Customer>(&asked)), "query.hidden_field", "{key}");
            let max = Aggregate { measures: vec![Measure::Max(name)], ..Default::default() };
            assert_eq!(told(w.wang.aggregate::<Customer>(&max)), "query.hidden_field", "{key}");
        }
        for (key, value) in [("budget", "1"), ("note", "x"), ("due", "2026-01-01")] {
            let named = ("right.field".to_owned(), format!("custom.{key}"));
            assert_eq!(refusal(patch(&w.wang, id, &[(key, value.into())])), named);
            assert_eq!(refusal(create(&w.wang, "新", &[(key, value.into())])), named);
        }
        assert_eq!(told(patch(&w.wang, id, &[("vip", false.into())])), "done");
        assert!(
            read(&w.manager, id).contains(&("budget".into(), "100.5".into())),
            "what he cannot see stays"
        );
        patch(&w.manager, id, &[("budget", "9".into()), ("due", Value::Null)]).unwrap();
        let history = w.wang.history::<Customer>(id, None, 10).unwrap();
        let change = |key: &str| history[0].fields.iter().find(|f| f.field == key).unwrap();
        let hidden = change("custom.budget");
        assert_eq!((hidden.masked, &hidden.old, &hidden.new), (true, &None, &None));
        assert_eq!(change("custom.due").old.as_deref(), Some("2026-03-07"));
    }
}

#[test]
fn an_index_is_made_and_dropped_on_demand() {
    use crmkit::session::CrmOptions;
    use std::sync::Arc;
    let path = tempfile::tempdir().unwrap().keep().join("company.crm");
    let clock = Arc::new(crmkit::model::time::ManualClock::new(common::at("2026-03-02T01:00:00Z")));
    let ids = Arc::new(crmkit::model::id::SeededIds::new(1));
    let crm = CrmOptions { clock: clock.clone(), ids, deadline: None };
    let file = crmkit::open_with(&path, crmkit::FileOptions { crm, ..Default::default() }).unwrap();
    let w = common::world(file, clock);
    let indexes = || {
        let file = rusqlite::Connection::open(&path).unwrap();
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type='index' AND sql LIKE '%10000%'";
        file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let id = define(&w, "budget", CustomKind::Number);
    for (wanted, count) in [(false, 0), (true, 1), (true, 1), (false, 0), (true, 1)] {
        let patch = FieldDefinitionPatch { indexed: Some(wanted), ..Default::default() };
        w.admin.run(UpdateField { field: id, patch, expect_rev: None }).unwrap();
        assert_eq!(indexes(), count, "indexed: {wanted}");
    }
    create(&w.wang, "甲", &[("budget", "5".into())]).unwrap();
    assert_eq!(found(&w.wang, "custom.budget = 5"), ["甲"]);
    w.crm.close().unwrap();
    // The file opens with the index that its definition asks for.
    let again = crmkit::open(&path).unwrap();
    let wang = again.session(w.ids[1]).unwrap();
    assert_eq!(found(&wang, "custom.budget = 5"), ["甲"]);
}
