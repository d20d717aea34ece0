//! By name, every leak that was found in other CRMs, where this product has the thing that
//! leaked. L2, L6 and L12 are in `fields`.
//!
//! Not yet, because the thing is not there yet: L4, L5 (saved views), L7, L8 (export, reports),
//! L10 (attachments). L16 is the renderer's, which this library is not.

use crate::fields::{ALL, restrict};
use crate::support::{both, code};
use crmkit::data::ImportPlan;
use crmkit::data::{ImportRow, OnDuplicate, StartImport};
use crmkit::org::{Credential, FieldAccess, LoginAttempt};
use crmkit::query::{Aggregate, Cursor, Direction, Filter, Group, Measure, Order, Query, Totals};
use crmkit::sales::customer::{Customer, CustomerId, CustomerPatch, NewCustomer};
use crmkit::sales::import::ImportRows;
use crmkit::sales::lead::{Lead, LeadPatch, NewLead};
use crmkit::session::log::{ChangeLog, CommandLog};
use crmkit::session::{RunOptions, Session};
use crmkit_testkit::oracle::{Loaded, digest, records};

/// The world of all records; person 1 has his own in reach, person 2 everybody's.
pub fn worlds() -> Vec<(&'static str, Loaded, Session)> {
    let build = |(store, loaded): (&'static str, Loaded)| {
        loaded.give(1, &[1]);
        loaded.give(2, &[ALL]);
        let me = loaded.session(1);
        (store, loaded, me)
    };
    both(&records(), 31).into_iter().map(build).collect()
}

/// A customer of the super administrator without a team.
fn foreign(loaded: &Loaded) -> CustomerId {
    loaded.customers[0]
}

#[test]
fn l1_l13_nothing_is_written_before_the_refusal() {
    for (store, loaded, me) in worlds() {
        let before = digest(&**loaded.crm.store());
        let customer = foreign(&loaded);
        let patch = CustomerPatch { remark: Some("x".into()), ..CustomerPatch::default() };
        assert_eq!(code(me.customers().update(customer, patch)), Some("record.not_found"));
        let deleted = me.customers().delete(vec![customer]).unwrap().value.single();
        assert_eq!(code(deleted), Some("record.not_found"), "{store}");
        let given = me.customers().transfer(vec![customer], loaded.people[1]).unwrap().value;
        assert_eq!(code(given.single()), Some("record.not_found"), "{store}");
        let text = format!(r#"{{"command":"customer.delete","customers":["{customer}"]}}"#);
        assert!(me.run_json(&text).unwrap().contains("record.not_found"), "{store}");
        assert_eq!(digest(&**loaded.crm.store()), before, "{store}: something was written");
    }
}

#[test]
fn l3_what_belongs_to_the_house_is_nobodys() {
    for (store, loaded, _) in worlds() {
        for me in [loaded.admin.clone(), loaded.session(2)] {
            let query = Query::default();
            assert_eq!(me.list::<Credential>(&query).unwrap().rows.len(), 0, "{store}");
            assert_eq!(me.list::<LoginAttempt>(&query).unwrap().rows.len(), 0, "{store}");
            assert_eq!(me.list::<ChangeLog>(&query).unwrap().rows.len(), 0, "{store}");
            assert_eq!(me.list::<CommandLog>(&query).unwrap().rows.len(), 0, "{store}");
            let secret = Filter::IsNull { field: "password_hash".into() };
            let got = code(me.list::<Credential>(&Query::new(secret)));
            assert_eq!(got, Some("query.hidden_field"), "{store}");
            let hash = code(me.aggregate::<Credential>(&Aggregate {
                group: vec![Group { field: "password_hash".into(), bucket: None }],
                measures: vec![Measure::Count],
                ..Aggregate::default()
            }));
            assert_eq!(hash, Some("query.hidden_field"), "{store}");
        }
    }
}

/// Imports one row of customers by somebody who may, and says what became of it.
fn import(me: &Session, header: &str, row: &str, match_on: &[&str], over: bool) -> String {
    let plan = ImportPlan {
        entity: "customer".into(),
        match_on: match_on.iter().map(|m| (*m).to_owned()).collect(),
        on_duplicate: if over { OnDuplicate::Overwrite } else { OnDuplicate::Skip },
        ..ImportPlan::default()
    };
    let text = format!("{header}\n{row}\n");
    let report = me.import(&mut text.as_bytes(), &plan, RunOptions::default(), &mut |_| true);
    let report = report.unwrap();
    let issues = me.import_issues(report.job_id).unwrap();
    issues.first().map_or_else(|| "done".into(), |i| i.code.clone())
}

/// The world with everybody allowed to import customers in role 1 and `ALL`.
fn importers() -> Vec<(&'static str, Loaded, Session)> {
    let mut world = records();
    for role in [1, ALL] {
        world.roles[role].operations.insert("customer.import".into());
    }
    let build = |(store, loaded): (&'static str, Loaded)| {
        loaded.give(1, &[1]);
        loaded.give(2, &[ALL]);
        let me = loaded.session(1);
        (store, loaded, me)
    };
    both(&world, 33).into_iter().map(build).collect()
}

/// L9: looking for duplicates tells nothing of records one does not see, except, and that is
/// declared, that a unique value is taken.
#[test]
fn l9_duplicates_are_looked_for_among_visible_records() {
    for (store, loaded, me) in importers() {
        let patch =
            CustomerPatch { mobile: Some("13911112222".into()), ..CustomerPatch::default() };
        loaded.admin.customers().update(foreign(&loaded), patch).unwrap();
        let other = loaded.session(2);
        let got = import(&other, "name,mobile", "新二,13911112222", &["mobile"], false);
        assert_eq!(got, "record.duplicate", "{store}");
        let got = import(&me, "name,mobile", "新一,13911112222", &["mobile"], false);
        assert_eq!(got, "done", "{store}: the number of a record out of sight is no duplicate");
        let got = import(&me, "name,mobile", "新三,13911112222", &["mobile"], false);
        assert_eq!(got, "record.duplicate", "{store}: of two, the one in sight");
        // The declared bit: the name is taken, by whom is not told.
        let taken = import(&me, "name", "客户000", &[], false);
        assert_eq!(taken, "record.duplicate", "{store}");
        assert_eq!(import(&me, "name,remark", "客户000,x", &[], true), "record.not_found");
        let new = NewCustomer { name: "客户000".into(), ..NewCustomer::default() };
        let error = me.customers().create(new).unwrap_err();
        assert_eq!(error.code(), "record.duplicate", "{store}");
        let text = format!("{error:?} {error}");
        assert!(!text.contains(&foreign(&loaded).to_string()) && !text.contains("人00"), "{text}");
    }
}

#[test]
fn l9_a_hidden_field_finds_no_duplicate() {
    for (store, loaded, me) in importers() {
        let mine = loaded.customers[7];
        let patch =
            CustomerPatch { mobile: Some("13911113333".into()), ..CustomerPatch::default() };
        me.customers().update(mine, patch).unwrap();
        restrict(&loaded, 1, &[("mobile", FieldAccess::Hidden)]);
        for number in ["13911113333", "13911114444"] {
            let row = format!("新{number},{number}");
            let got = import(&me, "name,mobile", &row, &["mobile"], false);
            assert_eq!(got, "right.field", "{store}: the same answer whether it is there or not");
        }
    }
}

/// A follow-up of a deleted lead and its customer is the customer's; without the customer it
/// is as gone as the lead.
#[test]
fn follow_ups_go_with_their_last_visible_root() {
    use crmkit::sales::follow_up::{DeleteFollowUp, FollowUp, NewFollowUp};
    for (store, loaded, _) in importers() {
        let me = loaded.session(2);
        let lead = me.leads().create(NewLead { name: "线".into(), ..NewLead::default() }).unwrap();
        let lead = lead.value;
        let new = || NewFollowUp { lead_id: Some(lead), content: "x".into(), ..<_>::default() };
        let first = me.follow_ups().add(new()).unwrap().value;
        me.leads().delete(vec![lead]).unwrap().value.single().unwrap();
        assert_eq!(code(me.get::<FollowUp>(first)), Some("record.not_found"), "{store}");
        me.leads().restore(vec![lead]).unwrap().value.single().unwrap();
        me.leads().convert(vec![lead]).unwrap();
        me.leads().delete(vec![lead]).unwrap().value.single().unwrap();
        assert_eq!(code(me.get::<FollowUp>(first)), None, "{store}");
        assert_eq!(code(me.run(DeleteFollowUp { follow_up: first })), None, "{store}");
    }
}

/// An import sets no owner of what is there, and no field of the system.
#[test]
fn an_import_is_no_side_door() {
    for (store, loaded, me) in importers() {
        // Person 1 is a writing member of customer 2, whose owner is person 0.
        let customer = loaded.customers[2];
        assert!(me.customers().update(customer, CustomerPatch::default()).is_ok());
        let got = import(&me, "name,owner_id", "客户002,人01", &[], true);
        assert_eq!(got, "value.read_only", "{store}: that would be a transfer");
        assert_eq!(import(&me, "name,remark", "客户002,neu", &[], true), "done", "{store}");
        let owner = loaded.admin.customers().get(customer).unwrap().owner_id;
        assert_eq!(owner, Some(loaded.people[0]), "{store}");
        let job = me
            .run(StartImport { entity: "customer".into(), file_name: None, header: None })
            .unwrap()
            .value;
        for field in ["deleted_at", "created_by", "pool_id", "followed", "rev", "id"] {
            let row = ImportRow {
                number: 2,
                cells: vec!["客户002".into(), "2026-01-01".into()],
                broken: None,
            };
            let rows = ImportRows {
                job,
                entity: "customer".into(),
                fields: vec!["name".into(), field.into()],
                columns: 2,
                rows: vec![row],
                match_on: vec![],
                on_duplicate: OnDuplicate::Overwrite,
                pool: None,
            };
            assert_eq!(me.run(rows).unwrap().value.failed, 1, "{store}: {field}");
        }
        let stranger = loaded.session(2);
        assert_eq!(code(stranger.import_issues(job)), Some("record.not_found"), "{store}");
        assert_eq!(code(loaded.admin.import_error_file(job)), Some("record.not_found"));
    }
}

/// L15: a cell that a spreadsheet would run as a formula is led by a tab in the error file.
#[test]
fn l15_the_error_file_runs_no_formula() {
    for (store, _, me) in importers() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1"] {
            let plan = ImportPlan { entity: "customer".into(), ..ImportPlan::default() };
            let file = format!("mobile,name\n{cell},\n");
            let options = RunOptions::default();
            let report = me.import(&mut file.as_bytes(), &plan, options, &mut |_| true).unwrap();
            let text = me.import_error_file(report.job_id).unwrap();
            assert!(text.contains(&format!("\"\t{cell}")), "{store}: {text}");
            assert!(!text.contains(&format!("\"{cell}")), "{store}: {text}");
        }
    }
}

/// Strings that broke other products.
pub const HOSTILE: [&str; 14] = [
    "' OR '1'='1",
    "\"; DROP TABLE customer; --",
    "name; DELETE FROM customer",
    "1) UNION SELECT password_hash FROM credential --",
    "name ASC, (SELECT 1)",
    "custom.x') OR 1=1 --",
    "$.a",
    "customer.name",
    "%_\\",
    "\u{0}",
    "*",
    "NEAR(a b)",
    "name:a OR mobile:b*",
    "\u{202e}\u{feff}ａ\u{1f600}",
];

/// L14: hostile text in a field name, value, list, order, cursor, search or custom key is data
/// or a typed refusal, never SQL.
#[test]
fn l14_nothing_is_spliced() {
    for (store, loaded, me) in worlds() {
        let admin = loaded.admin.clone();
        let all = admin.count::<Customer>(&Query::default(), Totals::Exact).unwrap();
        for text in HOSTILE {
            let sound = |got: Option<&'static str>, what: &str| {
                let known = got.is_none_or(|c| {
                    c.starts_with("query.") || c.starts_with("value.") || c == "json.invalid"
                });
                assert!(known, "{store}: {text:?} as {what}: {got:?}");
            };
            for field in [text.to_owned(), format!("custom.{text}"), format!("owner.{text}")] {
                let order = vec![Order { field: field.clone(), direction: Direction::Desc }];
                let by = Query { order, ..Query::default() };
                sound(code(me.customers().list(&by)), "order");
                assert!(me.customers().list(&by).is_err(), "{store}: order by {field:?}");
                let filter = Filter::IsNull { field: field.clone() };
                sound(code(me.customers().list(&Query::new(filter))), "field");
                let has = Filter::has(field.clone(), Filter::All);
                sound(code(me.customers().list(&Query::new(has))), "relation");
                let group = Group { field: field.clone(), bucket: None };
                let ask = Aggregate {
                    group: vec![group],
                    measures: vec![Measure::Sum(field)],
                    ..Aggregate::default()
                };
                sound(code(me.aggregate::<Customer>(&ask)), "group");
            }
            for filter in [
                Customer::name().eq(text.into()),
                Customer::name().contains(text),
                Customer::name().starts_with(text),
                Customer::name().is_in([text.to_owned(), "x".into()]),
                Filter::In { field: "owner_id".into(), values: vec![operand(text)] },
                Filter::Cmp {
                    field: "level".into(),
                    op: crmkit::query::Cmp::Eq,
                    value: operand(text),
                },
            ] {
                let page = me.customers().list(&Query::new(filter));
                assert!(
                    page.as_ref().is_ok_and(|p| p.rows.is_empty()) || page.is_err(),
                    "{text:?}"
                );
                sound(code(page), "value");
            }
            sound(text.parse::<Filter>().err().map(|e| e.code()), "filter text");
            sound(code(me.customers().list(&Query::search(text))), "search");
            sound(
                code(me.customers().list(&Query::default().after(Cursor::from_text(text)))),
                "cursor",
            );
            let json = serde_json::json!({"command": text}).to_string();
            assert_eq!(code(me.run_json(&json)), Some("command.unknown"), "{store}");
        }
        let after = admin.count::<Customer>(&Query::default(), Totals::Exact).unwrap();
        assert_eq!(after, all, "{store}: rows were lost");
    }
}

fn operand(text: &str) -> crmkit::query::Operand {
    crmkit::query::Operand::Text(text.into())
}

/// Hostile text is kept as it came and found again.
#[test]
fn l14_hostile_text_is_a_value() {
    for (store, loaded, me) in worlds() {
        for (n, text) in HOSTILE.into_iter().enumerate().filter(|(_, t)| !t.contains('\u{0}')) {
            let name = format!("{n}{text}");
            let id = me.leads().create(NewLead { name: name.clone(), ..NewLead::default() });
            let id = id.unwrap().value;
            assert_eq!(me.leads().get(id).unwrap().name, name, "{store}");
            let found = me.leads().list(&Query::new(Lead::name().eq(name.clone()))).unwrap();
            assert_eq!(found.rows.len(), 1, "{store}: {name:?}");
        }
        assert!(loaded.crm.check().unwrap().is_empty(), "{store}");
    }
}

#[test]
fn the_marks_of_a_history_tell_nothing_of_other_records() {
    for (store, loaded, me) in worlds() {
        let lead = |name: &str| NewLead { name: name.into(), ..NewLead::default() };
        let id = me.leads().create(lead("甲")).unwrap().value;
        let rename = |n: i32| LeadPatch { name: Some(format!("乙{n}")), ..LeadPatch::default() };
        for n in 0..6 {
            loaded.admin.leads().create(lead("别人的")).unwrap();
            me.leads().update(id, rename(n)).unwrap();
        }
        let whole = me.history::<Lead>(id, None, 50).unwrap();
        assert_eq!(whole.len(), 7, "{store}");
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = me.history::<Lead>(id, before.as_deref(), 2).unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.mark.clone());
            paged.extend(page);
        }
        assert_eq!(paged, whole, "{store}: page by page");
        let marks = whole.iter().map(|e| e.mark.split_once('.').unwrap().1.parse::<i64>().unwrap());
        assert_eq!(marks.collect::<Vec<_>>(), [7, 6, 5, 4, 3, 2, 1], "{store}: nothing between");
        let other = me.leads().create(lead("丙")).unwrap().value;
        let foreign = me.history::<Lead>(other, None, 1).unwrap().remove(0).mark;
        for mark in [foreign.as_str(), "", "7", "x.y", "00000000000000000000000000000000.1"] {
            let got = code(me.history::<Lead>(id, Some(mark), 5));
            assert_eq!(got, Some("query.bad_cursor"), "{store}: {mark}");
        }
    }
}
