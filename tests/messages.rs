//! What people read when something is refused: labels, never technical names.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, lead, worlds};
use crmkit::admin::field::DefineField;
use crmkit::admin::role::{CreateRole, FieldRight};
use crmkit::data::ImportPlan;
use crmkit::error::Error;
use crmkit::model::{CommandId, Custom, Locale, TypedId};
use crmkit::org::*;
use crmkit::query::{Filter, Query};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::lead::*;
use crmkit::sales::pool::{ClaimCustomers, CreatePool, NewPool};
use crmkit::session::{RunOptions, Session};
use std::collections::BTreeSet;

/// The names of all fields of all entities, and of the custom ones.
fn identifiers(w: &World) -> BTreeSet<String> {
    let entities: Vec<_> = w.crm.store().registry().iter().collect();
    let fields = entities.iter().flat_map(|e| e.fields).map(|f| f.name.to_owned());
    let entities = entities.iter().map(|e| e.name.to_owned());
    fields.chain(entities).chain(["custom".into(), "budget".into(), "size".into()]).collect()
}

/// The words of a message that are written in Latin letters.
fn words(message: &str) -> impl Iterator<Item = &str> {
    message.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| !w.is_empty())
}

fn define(w: &World, key: &str, kind: CustomKind, label: &str, options: Option<Vec<String>>) {
    let field = NewFieldDefinition {
        entity: "customer".into(),
        key: key.into(),
        kind,
        label: label.into(),
        required: Some(key == "budget"),
        ..Default::default()
    };
    w.admin.run(DefineField { field, options }).unwrap();
}

fn refused<T>(errors: &mut Vec<Error>, result: crmkit::Result<T>) {
    errors.push(result.err().unwrap());
}

/// Refusals of commands.
fn of_commands(w: &World, errors: &mut Vec<Error>) {
    let l = lead(&w.wang, "甲");
    let custom =
        |key: &str, value: &str| Some(Custom::default().with("budget", "1").with(key, value));
    let named = |name: &str| NewCustomer {
        name: name.into(),
        custom: custom("budget", "1"),
        ..Default::default()
    };
    let c = w.wang.customers().create(named("甲")).unwrap().value;
    let level = Some(w.option("level", "A（重点客户）"));
    let past = Some(at("2020-01-01T00:00:00Z"));
    let new = |name: &str| NewLead { name: name.into(), ..Default::default() };
    for bad in [
        new(" "),
        new(&"长".repeat(300)),
        new("a\u{0}"),
        NewLead { mobile: Some("1".into()), ..new("x") },
        NewLead { telephone: Some("x".into()), ..new("x") },
        NewLead { email: Some("x".into()), ..new("x") },
        NewLead { source: level, ..new("x") },
        NewLead { owner_id: Some(w.ids[2]), ..new("x") },
        NewLead { owner_id: Some(EmployeeId(l.uuid())), ..new("x") },
    ] {
        refused(errors, w.wang.leads().create(bad));
    }
    for clear in ["name", "owner_id", "last_follow_at", "followed", "rev"] {
        let patch = LeadPatch { clear: vec![clear.into()], ..Default::default() };
        refused(errors, w.wang.leads().update(l, patch));
    }
    refused(
        errors,
        w.wang.run(UpdateLead { lead: l, patch: LeadPatch::default(), expect_rev: Some(9) }),
    );
    refused(errors, w.wang.customers().create(named("甲")));
    refused(errors, w.wang.customers().create(NewCustomer { custom: None, ..named("乙") }));
    for (key, value) in
        [("budget", "很多"), ("budget", "0.0000001"), ("size", &l.to_string()), ("note", "a\u{0}")]
    {
        let bad = NewCustomer { custom: custom(key, value), ..named("乙") };
        refused(errors, w.wang.customers().create(bad));
    }
    let budget = CustomerPatch {
        custom: Some(Custom::default().with("budget", crmkit::model::Value::Null)),
        ..Default::default()
    };
    refused(errors, w.wang.customers().update(c, budget));
    let member =
        |employee, until| w.wang.customers().add_member(c, employee, TeamAccess::Read, until);
    refused(errors, member(w.ids[2], past));
    refused(errors, member(w.ids[1], None));
    let keep = TransferCustomers {
        customers: vec![c],
        to: w.ids[2],
        keep: Some(TeamAccess::Read),
        keep_until: past,
        cascade: None,
    };
    refused(errors, w.wang.run(keep));
    refused(errors, w.wang.customers().transfer(vec![c], EmployeeId(l.uuid())));
    let said = NewFollowUp { customer_id: Some(c), content: "x".into(), ..Default::default() };
    for bad in [
        NewFollowUp { next_contact_at: past, ..said.clone() },
        NewFollowUp { at: Some(at("2030-01-01T00:00:00Z")), ..said.clone() },
        NewFollowUp { content: String::new(), ..said.clone() },
        NewFollowUp { customer_id: None, ..said.clone() },
        NewFollowUp { method: level, ..said },
    ] {
        refused(errors, w.wang.follow_ups().add(bad));
    }
    refused(errors, w.li.leads().get(l));
    refused(errors, w.wang.leads().delete(vec![l]));
    refused(
        errors,
        w.li.run(ClaimCustomers { pool: crmkit::sales::pool::PoolId(l.uuid()), customers: vec![] }),
    );
    let pool = NewPool { name: "x".into(), ..Default::default() };
    let stranger = vec![EmployeeId(l.uuid())];
    let pool =
        CreatePool { pool, admins: stranger.clone(), members: stranger, departments: vec![] };
    refused(errors, w.admin.run(pool));
}

/// Refusals inside batches, at once and when the command is replayed, and rows of a file.
fn of_rows(w: &World, errors: &mut Vec<Error>, reasons: &mut Vec<String>) {
    let l = lead(&w.wang, "甲");
    let convert = || ConvertLeads {
        leads: vec![l],
        on_duplicate: None,
        choices: None,
        contact: None,
        opportunity: None,
    };
    let good = lead(&w.wang, "别的");
    for who in [&w.wang, &w.wang] {
        let id = RunOptions::id(CommandId(uuid::Uuid::from_u128(7)));
        let both = ConvertLeads { leads: vec![l, good], ..convert() };
        let report = who.run_with(both, id).unwrap().value;
        // A required custom field of the customer stops the conversion.
        errors.push(report.rows[0].error.clone().unwrap());
    }
    let json = format!(r#"{{"command":"customer.delete","customers":["{}"]}}"#, l.uuid());
    let told: serde_json::Value =
        serde_json::from_str(&w.manager.run_json(&json).unwrap()).unwrap();
    errors.push(serde_json::from_value(told["value"]["rows"][0]["error"].clone()).unwrap());
    let text = "客户名称,手机,邮箱,下次联系时间,客户级别,负责人,预算,规模\n\
        ,,,,,,1,\n乙,1,,,,,1,\n丙,,x,,,,1,\n丁,,,明天,,,1,\n戊,,,,Z,,1,\n己,,,,,谁,1,\n\
        庚,,,,,,多,\n辛,,,,,,1,巨\n壬,,,,,,,\n癸,,\n";
    let plan = ImportPlan { entity: "customer".into(), ..Default::default() };
    let report = w
        .manager
        .import(&mut text.as_bytes(), &plan, RunOptions::default(), &mut |_| true)
        .unwrap();
    assert_eq!(report.counts.failed, 10);
    reasons.extend(w.manager.import_issues(report.job_id).unwrap().into_iter().map(|i| i.reason));
}

/// Refusals of questions.
fn of_queries(by: &Session, errors: &mut Vec<Error>) {
    for filter in [
        "mobile > 3",
        "owner_id > me()",
        "followed contains \"x\"",
        "next_contact_at = \"x\"",
        "kind = \"nonsense\"",
        "owner_id = \"x\"",
        "created_at = me()",
        "custom.budget = \"x\"",
        "custom.budget contains \"x\"",
        "custom.secret = \"x\"",
        "remark = \"x\"",
    ] {
        let filter = filter.parse::<Filter>().unwrap();
        if let Err(error) = by.customers().list(&Query::new(filter)) {
            errors.push(error);
        }
    }
    let name = |n: usize| Customer::name().eq(n.to_string());
    refused(errors, by.customers().list(&Query::new(Filter::Or((0..300).map(name).collect()))));
}

#[test]
fn no_chinese_message_shows_a_technical_name() {
    for w in worlds() {
        define(&w, "budget", CustomKind::Number, "预算", None);
        define(&w, "size", CustomKind::Choice, "规模", Some(vec!["大".into()]));
        define(&w, "note", CustomKind::Text, "说明", None);
        define(&w, "secret", CustomKind::Text, "秘密", None);
        let (mut errors, mut reasons) = (Vec::new(), Vec::new());
        of_commands(&w, &mut errors);
        of_rows(&w, &mut errors, &mut reasons);
        of_queries(&w.wang, &mut errors);
        // Somebody whose fields are restricted.
        let hidden = |field: &str, access| FieldRight {
            entity: "customer".into(),
            field: field.into(),
            access,
        };
        let fields = vec![
            hidden("remark", FieldAccess::Hidden),
            hidden("custom.secret", FieldAccess::Hidden),
            hidden("mobile", FieldAccess::Read),
            hidden("custom.note", FieldAccess::Read),
        ];
        let role = CreateRole {
            role: NewRole { name: "受限".into(), ..Default::default() },
            operations: vec![
                "customer.read".into(),
                "customer.create".into(),
                "customer.edit".into(),
            ],
            departments: None,
            employees: None,
            fields: Some(fields),
        };
        let role = w.admin.run(role).unwrap().value;
        let set = crmkit::admin::employee::SetRoles { employee: w.ids[2], roles: vec![role] };
        w.admin.run(set).unwrap();
        let custom = Custom::default().with("budget", "1");
        let restricted =
            NewCustomer { name: "子".into(), custom: Some(custom.clone()), ..Default::default() };
        let mobile = NewCustomer { mobile: Some("13812345678".into()), ..restricted.clone() };
        refused(&mut errors, w.li.customers().create(mobile));
        let note = NewCustomer { custom: Some(custom.with("note", "x")), ..restricted };
        refused(&mut errors, w.li.customers().create(note));
        of_queries(&w.li, &mut errors);
        refused(&mut errors, w.li.customers().list(&Query::search("x").asc(Customer::remark())));

        let known = identifiers(&w);
        let count = errors.len() + reasons.len();
        assert!(count > 60, "{count} errors");
        reasons.extend(errors.iter().map(|e| e.message(Locale::ZhCn)));
        for message in &reasons {
            let technical: Vec<&str> = words(message).filter(|w| known.contains(*w)).collect();
            assert!(technical.is_empty(), "{message}: {technical:?}");
            assert!(!message.contains(['{', '}', '?']), "{message}");
        }
        for want in [
            "下次联系时间必须晚于现在",
            "有效期至必须晚于现在",
            "预算不能为空",
            "预算应为数字",
            "客户名称已被占用",
            "您无权修改字段“手机”",
            "您无权修改字段“说明”",
            "您无权使用字段“备注”",
            "您无权使用字段“秘密”",
            "员工引用的员工不存在",
            "负责人不能修改",
            "跟进时间不能晚于现在",
            "线索不存在或您无权查看",
            "客户级别没有选项“Z”",
            "筛选条件过大（条件数 上限 256）",
        ] {
            assert!(reasons.iter().any(|r| r == want), "{want}: {reasons:#?}");
        }
    }
}

#[test]
fn labels_come_with_the_error_to_hosts_without_the_declarations() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let said = NewFollowUp {
            customer_id: Some(c),
            content: "x".into(),
            next_contact_at: Some(at("2020-01-01T00:00:00Z")),
            ..Default::default()
        };
        let error = w.wang.follow_ups().add(said).unwrap_err();
        let json = serde_json::to_value(&error).unwrap();
        assert_eq!(json["field"], "next_contact_at");
        assert_eq!(json["labels"]["field"]["zh"], "下次联系时间");
        let back: Error = serde_json::from_value(json).unwrap();
        assert_eq!(back, error);
        assert_eq!(back.message(Locale::ZhCn), "下次联系时间必须晚于现在");
        assert_eq!(back.message(Locale::En), "Next contact must be in the future");
    }
}
