//! The first slice from end to end, on every store.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, worlds};
use crmkit::admin::field::DefineField;
use crmkit::data::{ColumnMapping, ImportPlan};
use crmkit::model::{Custom, Value};
use crmkit::org::*;
use crmkit::query::{Filter, Query, Total};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::*;
use crmkit::sales::pool::*;
use crmkit::session::RunOptions;

#[test]
fn a_day_in_the_field() {
    worlds().into_iter().for_each(story_a_day_in_the_field);
}

fn story_a_day_in_the_field(w: World) {
    let lead = w
        .wang
        .leads()
        .create(NewLead {
            name: " 武汉鑫源贸易有限公司 ".into(),
            mobile: Some("１３８ 1234 5678".into()),
            ..Default::default()
        })
        .unwrap()
        .value;
    let read = w.wang.leads().get(lead).unwrap();
    assert_eq!(
        (read.name.as_str(), read.mobile.as_deref()),
        ("武汉鑫源贸易有限公司", Some("+8613812345678"))
    );
    assert_eq!(w.li.leads().get(lead).unwrap_err().code(), "record.not_found");
    assert_eq!(w.manager.leads().get(lead).unwrap().id, lead);
    for words in ["鑫源", "xy", "5678", "whxy"] {
        assert_eq!(w.wang.leads().list(&Query::search(words)).unwrap().rows.len(), 1, "{words}");
        assert_eq!(w.li.leads().list(&Query::search(words)).unwrap().rows.len(), 0, "{words}");
    }
    w.clock.advance_days(1);
    w.wang
        .follow_ups()
        .add(NewFollowUp {
            lead_id: Some(lead), content: "电话沟通".into(), ..Default::default()
        })
        .unwrap();
    assert!(w.wang.leads().get(lead).unwrap().followed);
    w.manager.leads().transfer(vec![lead], w.ids[2]).unwrap().value.single().unwrap();
    assert_eq!(w.wang.leads().get(lead).unwrap_err().code(), "record.not_found");
    let converted = w.li.leads().convert(vec![lead]).unwrap().value;
    let customer = converted.rows[0].customer.unwrap();
    assert_eq!(w.li.customers().get(customer).unwrap().name, "武汉鑫源贸易有限公司");
    let page =
        w.li.follow_ups()
            .list(&Query::new(crmkit::sales::follow_up::FollowUp::customer_id().eq(customer)))
            .unwrap();
    assert_eq!(page.rows.len(), 1);
    let history = w.li.history::<Customer>(customer, None, 50).unwrap();
    assert!(
        history.iter().any(|h| h.command == "lead.convert" && h.actor == "赵敏"),
        "{history:#?}"
    );
    let why = w.manager.why_visible::<Customer>(customer).unwrap();
    assert_eq!(why[0].role.as_deref(), Some("销售经理"));
    assert_eq!(w.manager.who_can_see::<Customer>(customer).unwrap().len(), 3);
}

#[test]
fn the_pool_is_claimed_once_and_put_back() {
    worlds().into_iter().for_each(story_the_pool_is_claimed_once_and_put_back);
}

fn story_the_pool_is_claimed_once_and_put_back(w: World) {
    let pool = w
        .admin
        .run(CreatePool {
            pool: NewPool { name: "华中公海".into(), ..Default::default() },
            admins: vec![w.ids[0]],
            members: vec![w.ids[1], w.ids[2]],
            departments: vec![],
        })
        .unwrap()
        .value;
    let customer = w
        .wang
        .customers()
        .create(NewCustomer { name: "长沙科技".into(), ..Default::default() })
        .unwrap()
        .value;
    w.wang
        .run(ReleaseCustomers { pool, customers: vec![customer] })
        .unwrap()
        .value
        .single()
        .unwrap();
    assert_eq!(w.wang.customers().get(customer).unwrap_err().code(), "record.not_found");
    assert_eq!(w.li.pool(pool).list(&Query::default()).unwrap().rows.len(), 1);
    let claimed = w.li.pool(pool).claim(vec![customer]).unwrap();
    claimed.value.single().unwrap();
    assert_eq!(
        w.wang.pool(pool).claim(vec![customer]).unwrap().value.single().unwrap_err().code(),
        "pool.claim.taken"
    );
    assert_eq!(w.li.customers().get(customer).unwrap().previous_owner_id, Some(w.ids[1]));
    let undo = w.li.undo(claimed.command_id);
    assert_eq!(undo.unwrap_err().code(), "undo.not_undoable", "a claim counts");
    let back = w.li.run(ReleaseCustomers { pool, customers: vec![customer] }).unwrap();
    w.li.undo(back.command_id).unwrap();
    assert_eq!(w.li.customers().get(customer).unwrap().owner_id, Some(w.ids[2]));
    assert_eq!(w.li.undo(back.command_id).unwrap_err().code(), "undo.already");
    w.li.run(ReleaseCustomers { pool, customers: vec![customer] }).unwrap();
    assert_eq!(
        w.li.pool(pool).list(&Query::default()).unwrap().total,
        Some(Total::Exact { count: 1 })
    );
}

#[test]
fn custom_fields_filter_sort_and_show() {
    worlds().into_iter().for_each(story_custom_fields_filter_sort_and_show);
}

fn story_custom_fields_filter_sort_and_show(w: World) {
    w.admin
        .run(DefineField {
            field: NewFieldDefinition {
                entity: "customer".into(),
                key: "budget".into(),
                kind: CustomKind::Number,
                label: "预算".into(),
                ..Default::default()
            },
            options: None,
        })
        .unwrap();
    for (name, budget) in [("甲", "100.5"), ("乙", "20")] {
        let custom = Some(Custom::default().with("budget", budget));
        w.wang
            .customers()
            .create(NewCustomer { name: name.into(), custom, ..Default::default() })
            .unwrap();
    }
    let filter: Filter = "custom.budget > 50".parse().unwrap();
    let page = w.wang.customers().list(&Query::new(filter)).unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].custom.get("budget"), Some(&Value::Number("100.5".parse().unwrap())));
    let bad = NewCustomer {
        name: "丙".into(),
        custom: Some(Custom::default().with("budget", "many")),
        ..Default::default()
    };
    assert_eq!(w.wang.customers().create(bad).unwrap_err().field_name(), Some("custom.budget"));
}

#[test]
fn leads_come_from_a_file() {
    worlds().into_iter().for_each(story_leads_come_from_a_file);
}

fn story_leads_come_from_a_file(w: World) {
    let plan = ImportPlan {
        entity: "lead".into(),
        columns: [
            ("公司名称", "name"),
            ("手机号", "mobile"),
            ("客户级别", "level"),
            ("负责人", "owner_id"),
            ("省份", "address"),
            ("城市", "address"),
        ]
        .map(|(c, f)| ColumnMapping { column: c.into(), field: f.into() })
        .to_vec(),
        match_on: vec!["mobile".into()],
        ..Default::default()
    };
    let text = "公司名称,手机号,客户级别,负责人,省份,城市\n\
        甲公司,13811112222,A,李强,湖北,武汉\n\
        乙公司,１３８-1111-2222,B,13800000003,湖北,武汉\n\
        ,13811113333,A,,,\n\
        丙公司,13811114444,Z,,,\n\
        丁公司,13811115555,,没有人,,\n\
        戊公司,13811116666\n";
    let report = w
        .manager
        .import(&mut text.as_bytes(), &plan, RunOptions::default(), &mut |_| true)
        .unwrap();
    assert_eq!(
        (report.counts.rows, report.counts.created, report.counts.skipped, report.counts.failed),
        (6, 1, 1, 4)
    );
    let issues = w.manager.import_issues(report.job_id).unwrap();
    let codes: Vec<_> = issues.iter().map(|i| (i.row, i.code.as_str())).collect();
    assert_eq!(
        codes,
        [
            (3, "record.duplicate"),
            (4, "value.required"),
            (5, "value.unknown_choice"),
            (6, "import.owner"),
            (7, "import.columns")
        ]
    );
    assert!(w.manager.import_error_file(report.job_id).unwrap().contains("丙公司"));
}

#[test]
fn json_door_and_idempotency() {
    worlds().into_iter().for_each(story_json_door_and_idempotency);
}

fn story_json_door_and_idempotency(w: World) {
    let id = "018f0000-0000-7000-8000-000000000001";
    let text = format!(r#"{{"command":"lead.create","id":"{id}","lead":{{"name":"甲"}}}}"#);
    let first = w.wang.run_json(&text).unwrap();
    let again = w.wang.run_json(&text).unwrap();
    let value = |t: &str| serde_json::from_str::<serde_json::Value>(t).unwrap()["value"].clone();
    assert_eq!(value(&first), value(&again));
    assert!(again.contains("\"replayed\":true"));
    assert_eq!(w.li.run_json(&text).unwrap_err().code(), "command.id_reused");
    assert_eq!(w.wang.run_json(&text.replace("甲", "乙")).unwrap_err().code(), "command.id_reused");
    assert_eq!(
        w.wang.run_json(r#"{"command":"lead.create","lead":{"nam":"x"}}"#).unwrap_err().code(),
        "json.invalid"
    );
    assert_eq!(w.wang.run_json(r#"{"command":"nope"}"#).unwrap_err().code(), "command.unknown");
}

/// What the example prints, without what tables are drawn with: Python and Kotlin tell the same.
#[test]
fn the_example_ends_the_same_in_every_language() {
    let run = std::process::Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--example", "field_day"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let told = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success(), "{told}{}", String::from_utf8_lossy(&run.stderr));
    let drawn = |c: char| c.is_whitespace() || ('\u{2500}'..='\u{257f}').contains(&c);
    let lines = told.lines().map(|line| line.replace(drawn, "")).filter(|line| !line.is_empty());
    let told = lines.collect::<Vec<_>>().join("\n") + "\n";
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/field_day.txt");
    if std::env::var_os("CRMKIT_BLESS").is_some() {
        std::fs::write(golden, &told).unwrap();
    }
    assert_eq!(told, std::fs::read_to_string(golden).unwrap(), "run once with CRMKIT_BLESS=1");
}
