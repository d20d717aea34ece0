//! What holds from day one so that phones can work offline later: a replica has a part of the
//! rows, runs only what the hub can run again, and never concludes from what it does not have.

use crate::common::{World, code, customer, options, worlds};
use crate::lead;
use crmkit::FileOptions;
use crmkit::admin::department::CreateDepartment;
use crmkit::admin::employee::DisableEmployee;
use crmkit::admin::settings::UpdateSettings;
use crmkit::admin::setup::CompanySetup;
use crmkit::commands::COMMANDS;
use crmkit::data::{ColumnMapping, ImportPlan};
use crmkit::model::{CommandId, Raw};
use crmkit::org::NewDepartment;
use crmkit::sales::contact::{ContactPatch, NewContact};
use crmkit::sales::contract::NewContract;
use crmkit::sales::customer::{AddMember, CustomerPatch, NewCustomer, TeamAccess};
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::LeadPatch;
use crmkit::sales::opportunity::{NewOpportunity, OpportunityPatch};
use crmkit::sales::visit::{NewVisit, VisitPatch};
use crmkit::session::{CommandFlags, Crm, RunOptions};
use crmkit::store::FileRole;
use crmkit_testkit::oracle::{business, digest};
use crmkit_testkit::replica::{StoredRow, copy, rows};
use std::time::Duration;
use uuid::Uuid;

/// A phone's file with a part of the company's rows, as a synchronisation would have made it.
fn phone(w: &World, wanted: &dyn Fn(&str, &StoredRow) -> bool) -> Crm {
    let path = tempfile::tempdir().unwrap().keep().join("phone.crm");
    let crm = options(w.clock.clone(), 9);
    let options = FileOptions { role: FileRole::Replica, crm, ..Default::default() };
    let phone = crmkit::open_with(path, options).unwrap();
    copy(&**w.crm.store(), &**phone.store(), wanted);
    phone
}

fn whole(w: &World) -> Crm {
    phone(w, &|_, _| true)
}

#[test]
fn only_what_is_marked_runs_on_a_replica() {
    let mut marked: Vec<_> = COMMANDS
        .iter()
        .filter(|c| c.meta.flags.has(CommandFlags::OFFLINE))
        .map(|c| c.meta.name)
        .collect();
    marked.sort_unstable();
    let expected = [
        "contact.create",
        "contact.update",
        "contract.create",
        "customer.create",
        "customer.update",
        "follow_up.create",
        "follow_up.sign_in",
        "follow_up.update",
        "lead.create",
        "lead.update",
        "opportunity.create",
        "opportunity.update",
        "visit.create",
        "visit.update",
    ];
    assert_eq!(marked, expected, "each marked command is run below");
    for w in worlds() {
        let first = lead(&w.wang, "甲");
        let home = customer(&w.wang, "丙");
        let new_contract = |number: &str| NewContract {
            customer_id: home,
            name: "x".into(),
            number: Some(number.into()),
            order_date: "2026-03-02".parse().unwrap(),
            ..Default::default()
        };
        let contract = w.wang.contracts().create(new_contract("HT-1")).unwrap().value;
        let phone = whole(&w);
        let wang = phone.session(w.ids[1]).unwrap();
        let new = NewCustomer { name: "客户".into(), ..Default::default() };
        let customer = wang.customers().create(new).unwrap().value;
        let patch = CustomerPatch { remark: Some("x".into()), ..Default::default() };
        wang.customers().update(customer, patch).unwrap();
        let patch = LeadPatch { remark: Some("x".into()), ..Default::default() };
        wang.leads().update(lead(&wang, "乙"), patch).unwrap();
        let new = NewContact { customer_id: customer, name: "张伟".into(), ..Default::default() };
        let contact = wang.contacts().create(new).unwrap().value;
        let patch = ContactPatch { post: Some("经理".into()), ..Default::default() };
        wang.contacts().update(contact, patch).unwrap();
        let new =
            NewFollowUp { lead_id: Some(first), content: "电话".into(), ..Default::default() };
        let follow_up = wang.follow_ups().add(new).unwrap();
        let sign_in = crmkit::sales::follow_up::SignIn {
            customer,
            latitude: "30.5".parse().unwrap(),
            longitude: "114.3".parse().unwrap(),
            place: "武汉".into(),
            content: None,
            method: None,
            next_contact_at: None,
            contacts: Some(vec![contact]),
            files: None,
        };
        wang.run(sign_in).unwrap();
        let patch = crmkit::sales::follow_up::FollowUpPatch {
            content: Some("面谈".into()),
            ..Default::default()
        };
        let edit = crmkit::sales::follow_up::UpdateFollowUp {
            follow_up: follow_up.value,
            patch,
            expect_rev: None,
        };
        wang.run(edit).unwrap();
        let new =
            NewOpportunity { customer_id: customer, name: "商机".into(), ..Default::default() };
        let opportunity = wang.opportunities().create(new).unwrap().value;
        let patch = OpportunityPatch { remark: Some("x".into()), ..Default::default() };
        wang.opportunities().update(opportunity, patch).unwrap();
        wang.contracts().create(new_contract("HT-2")).unwrap();
        let visit = NewVisit {
            contract_id: contract,
            number: Some("HF-1".into()),
            visited_at: w.crm.clock().now(),
            ..Default::default()
        };
        let visit = wang.visits().create(visit).unwrap().value;
        let patch = VisitPatch { feedback: Some("x".into()), ..Default::default() };
        wang.visits().update(visit, patch).unwrap();
        let admin = phone.session(w.admin.employee().unwrap()).unwrap();
        let before = digest(&**phone.store());
        let department = NewDepartment { name: "x".into(), ..Default::default() };
        let member = AddMember {
            customers: vec![customer],
            employee: w.ids[2],
            access: TeamAccess::Read,
            expires_at: None,
            cascade: None,
        };
        let column = ColumnMapping { column: "名称".into(), field: "name".into() };
        let plan =
            ImportPlan { entity: "lead".into(), columns: vec![column], ..Default::default() };
        let refused = [
            code(wang.leads().convert(vec![first])),
            code(wang.leads().transfer(vec![first], w.ids[2])),
            code(admin.leads().delete(vec![first])),
            code(wang.customers().transfer(vec![customer], w.ids[2])),
            code(wang.run(member)),
            code(wang.undo(follow_up.command_id)),
            code(wang.set_password(w.ids[1], "long enough")),
            code(admin.run(CreateDepartment { department })),
            code(admin.run(DisableEmployee { employee: w.ids[2] })),
            code(admin.run(UpdateSettings { patch: Default::default(), expect_rev: None })),
            code(admin.hand_over(w.ids[1], vec![w.ids[2]], CommandId(Uuid::from_u128(7)))),
            code(admin.import(&mut "名称".as_bytes(), &plan, RunOptions::default(), &mut |_| true)),
            code(
                phone.set_up(CompanySetup { password: "long enough".into(), ..Default::default() }),
            ),
        ];
        assert_eq!(refused, [Some("replica.hub_only"); 13]);
        assert_eq!(digest(&**phone.store()), before);
    }
}

#[test]
fn a_replica_never_calls_a_unique_value_free() {
    for w in worlds() {
        let customer = |name: &str| NewCustomer { name: name.into(), ..Default::default() };
        let seen = w.wang.customers().create(customer("看得见")).unwrap();
        assert_eq!(seen.warnings, [], "the company's own file knows");
        w.li.customers().create(customer("看不见")).unwrap();
        let mine = Raw::Id(w.ids[1].0);
        let phone = phone(&w, &|entity, row| entity != "customer" || row.0.contains(&mine));
        let wang = phone.session(w.ids[1]).unwrap();
        assert_eq!(wang.customers().list(&Default::default()).unwrap().rows.len(), 1);
        assert_eq!(code(wang.customers().create(customer("看得见"))), Some("record.duplicate"));
        let id =
            RunOptions::id(CommandId(Uuid::from_u128((0x018f << 112) | (7 << 76) | (2 << 62) | 5)));
        let command = crmkit::sales::customer::CreateCustomer { customer: customer("看不见") };
        for replayed in [false, true] {
            let made = wang.run_with(command.clone(), id).unwrap();
            assert_eq!(made.replayed, replayed);
            let warned: Vec<_> = made.warnings.iter().map(|e| (e.code(), e.field_name())).collect();
            assert_eq!(warned, [("replica.not_seen_here", Some("name"))]);
        }
        // The hub decides.
        assert_eq!(code(w.wang.run_with(command.clone(), id)), Some("record.duplicate"));
        let patch = CustomerPatch { remark: Some("x".into()), ..Default::default() };
        let touched = wang.customers().update(seen.value, patch).unwrap();
        assert_eq!(touched.warnings, [], "the name was not touched");
    }
}

/// The hub runs the commands of the phone again and makes the same rows.
#[test]
fn the_hub_makes_of_a_phone_s_commands_what_the_phone_made() {
    for w in worlds() {
        let first = lead(&w.wang, "甲");
        let phone = whole(&w);
        assert_eq!(business(&**phone.store()), business(&**w.crm.store()));
        let new =
            NewFollowUp { lead_id: Some(first), content: "电话".into(), ..Default::default() };
        let commands = [
            serde_json::json!({"command": "lead.create", "lead": {"name": "乙", "mobile": "13900000001"}}),
            serde_json::json!({"command": "customer.create", "customer": {"name": "丙"}}),
            serde_json::json!({"command": "follow_up.create", "follow_up": new}),
            serde_json::json!({"command": "lead.update", "lead": first, "patch": {"remark": "改"}}),
        ];
        let session = phone.session(w.ids[1]).unwrap();
        for (n, command) in (1..).zip(commands) {
            let mut command = command;
            command["id"] =
                Uuid::from_u128((0x018f << 112) | (7 << 76) | (2 << 62) | n).to_string().into();
            let on_phone = session.run_json(&command.to_string()).unwrap();
            let on_hub = w.wang.run_json(&command.to_string()).unwrap();
            let value =
                |t: &str| serde_json::from_str::<serde_json::Value>(t).unwrap()["changes"].clone();
            assert_eq!(value(&on_phone), value(&on_hub));
        }
        let (left, right) =
            (rows(&**phone.store(), &|_, _| true), rows(&**w.crm.store(), &|_, _| true));
        let same = left.iter().zip(&right).all(|((e, a), (f, b))| e.name == f.name && a.0 == b.0);
        assert!(left.len() == right.len() && same);
    }
}

#[test]
fn timed_work_is_the_hub_s() {
    for w in worlds() {
        let new = NewCustomer { name: "甲".into(), ..Default::default() };
        let customer = w.wang.customers().create(new).unwrap().value;
        let soon = w.crm.clock().now() + Duration::from_secs(60);
        w.wang.customers().add_member(customer, w.ids[2], TeamAccess::Read, Some(soon)).unwrap();
        let phone = whole(&w);
        w.clock.advance(60_000_000);
        let before = digest(&**phone.store());
        assert_eq!((phone.tick_preview().unwrap(), phone.tick().unwrap()), (vec![], vec![]));
        assert_eq!(digest(&**phone.store()), before);
        let li = phone.session(w.ids[2]).unwrap();
        assert_eq!(
            code(li.customers().get(customer)),
            Some("record.not_found"),
            "it ended all the same"
        );
        assert_eq!(w.crm.tick().unwrap().len(), 1);
    }
}

#[test]
fn the_login_works_on_a_phone() {
    for w in worlds() {
        let phone = whole(&w);
        assert_eq!(code(phone.login("13800000001", "correct horse")), None);
        for _ in 0..5 {
            assert_eq!(code(phone.login("13800000001", "wrong word")), Some("login.failed"));
        }
        assert_eq!(code(phone.login("13800000001", "correct horse")), Some("login.throttled"));
    }
}
