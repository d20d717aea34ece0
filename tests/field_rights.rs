//! Field rights and scope where one would not look for them: in the names of a history, in the
//! reasons of timed work, in an undo, in a new record.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, lead, new_role, refusal, role, told, worlds};
use crmkit::admin::field::DefineField;
use crmkit::admin::role::{CreateRole, FieldRight, UpdateRole};
use crmkit::model::{Custom, Locale, Number, Value};
use crmkit::org::{CustomKind, DataScope, FieldAccess, NewFieldDefinition, RolePatch};
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::NewFollowUp;
use crmkit::sales::lead::{Lead, LeadPatch, NewLead};
use crmkit::sales::merge::MergeCustomers;
use crmkit::sales::pool::*;

fn restrict(w: &World, rights: &[(&str, &str, FieldAccess)], operations: Option<&[&str]>) {
    let right = |(entity, field, access): &(&str, &str, FieldAccess)| FieldRight {
        entity: (*entity).into(),
        field: (*field).into(),
        access: *access,
    };
    let update = UpdateRole {
        role: role(&w.admin, "salesperson"),
        patch: Some(RolePatch { scope: Some(DataScope::Own), ..Default::default() }),
        operations: operations.map(|all| all.iter().map(|o| (*o).to_owned()).collect()),
        departments: None,
        employees: None,
        fields: Some(rights.iter().map(right).collect()),
        expect_rev: None,
    };
    w.admin.run(update).unwrap();
}

#[test]
fn a_history_does_not_name_what_may_not_be_read() {
    for w in worlds() {
        let id = lead(&w.wang, "机密客户");
        w.wang.leads().convert(vec![id]).unwrap();
        let names = || format!("{:?}", w.wang.history::<Lead>(id, None, 50).unwrap());
        let named =
            |text: &str| text.contains("customer_id") && text.contains("new: Some(\"机密客户\")");
        assert!(named(&names()), "{}", names());
        restrict(
            &w,
            &[("customer", "name", FieldAccess::Hidden), ("lead", "name", FieldAccess::Hidden)],
            None,
        );
        assert!(!names().contains("机密客户"), "{}", names());
    }
}

#[test]
fn who_may_not_read_the_owner_does_not_read_the_one_before_nor_the_pool_between() {
    for w in worlds() {
        let (pool, id) = (w.pool("公海"), customer(&w.wang, "甲"));
        w.wang.run(ReleaseCustomers { pool, customers: vec![id] }).unwrap();
        w.li.pool(pool).claim(vec![id]).unwrap().value.single().unwrap();
        let read = || {
            let read = w.li.customers().get(id).unwrap();
            (read.previous_owner_id, read.from_pool_id)
        };
        assert_eq!(read(), (Some(w.ids[1]), Some(pool)));
        restrict(&w, &[("customer", "owner_id", FieldAccess::Hidden)], None);
        assert_eq!(read(), (None, Some(pool)));
        restrict(&w, &[("customer", "pool_id", FieldAccess::Deny)], None);
        assert_eq!(read(), (Some(w.ids[1]), None));
    }
}

#[test]
fn what_repeats_a_hidden_field_is_hidden_with_it() {
    for w in worlds() {
        let (id, of) = (customer(&w.wang, "甲"), lead(&w.wang, "乙"));
        for new in [
            NewFollowUp { customer_id: Some(id), ..Default::default() },
            NewFollowUp { lead_id: Some(of), ..Default::default() },
        ] {
            let new = NewFollowUp { content: "密谈".into(), ..new };
            w.wang.follow_ups().add(new).unwrap();
        }
        let texts = || {
            let (customer, lead) =
                (w.wang.customers().get(id).unwrap(), w.wang.leads().get(of).unwrap());
            [customer.last_follow_text, lead.last_follow_text]
        };
        let history = || format!("{:?}", w.wang.history::<Customer>(id, None, 50).unwrap());
        let sought =
            || w.wang.customers().list(&Query::new(Customer::last_follow_text().contains("密")));
        assert_eq!(texts(), [Some("密谈".into()), Some("密谈".into())]);
        assert!(history().contains("密谈"));
        assert_eq!(sought().unwrap().rows.len(), 1);
        restrict(&w, &[("follow_up", "content", FieldAccess::Hidden)], None);
        assert_eq!(texts(), [None, None]);
        assert!(!history().contains("密谈"), "{}", history());
        assert_eq!(told(sought()), "query.hidden_field");
    }
}

#[test]
fn timed_work_tells_only_of_rows_that_one_sees() {
    for w in worlds() {
        let pool = w.pool("机密公海");
        let kind = PoolRuleKind::NoDeal;
        let rule =
            RecycleRule { kind, days: 1, level: None, dealt: false, with_opportunity: false };
        w.admin.run(SetPoolRules { pool, rules: vec![rule] }).unwrap();
        let patch = Some(PoolPatch { automatic: Some(true), ..Default::default() });
        let (admins, members, departments) = (None, None, None);
        w.admin
            .run(UpdatePool { pool, patch, admins, members, departments, expect_rev: None })
            .unwrap();
        customer(&w.li, "绝密客户");
        restrict(&w, &[], Some(&["system.tick"]));
        w.clock.advance_days(3);
        assert_eq!(w.wang.tick_preview().unwrap(), []);
        assert_eq!(w.admin.tick_preview().unwrap().len(), 1);
        assert_eq!(w.wang.tick().unwrap(), [], "nothing is told");
        assert_eq!(w.admin.tick_preview().unwrap(), [], "but it was done");
    }
}

#[test]
fn an_undo_changes_no_field_that_may_no_longer_be_changed() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        let patch = LeadPatch { mobile: Some("13812345678".into()), ..Default::default() };
        let edit = w.wang.leads().update(id, patch).unwrap().command_id;
        restrict(&w, &[("lead", "mobile", FieldAccess::Read)], None);
        assert_eq!(told(w.wang.undo(edit)), "right.field");
        restrict(&w, &[], None);
        assert_eq!(told(w.wang.undo(edit)), "done");
    }
}

#[test]
fn an_edit_tells_nothing_of_a_field_that_may_not_be_read() {
    for w in worlds() {
        let field = NewFieldDefinition {
            entity: "lead".into(),
            key: "budget".into(),
            kind: CustomKind::Number,
            label: "预算".into(),
            ..Default::default()
        };
        w.admin.run(DefineField { field, options: None }).unwrap();
        let budget = |n: i64| {
            Custom::default().with("budget", Value::Number(Number::from_scaled(n * 1_000_000)))
        };
        let new = NewLead {
            name: "甲".into(),
            mobile: Some("13812345678".into()),
            remark: Some("旧".into()),
            custom: Some(budget(7)),
            ..Default::default()
        };
        let id = w.wang.leads().create(new).unwrap().value;
        let of = customer(&w.wang, "乙");
        restrict(
            &w,
            &[
                ("lead", "mobile", FieldAccess::Hidden),
                ("lead", "custom.budget", FieldAccess::Hidden),
                ("lead", "remark", FieldAccess::Read),
                ("customer", "name", FieldAccess::Hidden),
            ],
            None,
        );
        let before = w.digest();
        let none = LeadPatch::default;
        let empty = Custom::default().with("budget", Value::Null);
        for (patch, field) in [
            (LeadPatch { mobile: Some("13812345678".into()), ..none() }, "mobile"),
            (LeadPatch { mobile: Some("+8613812345678".into()), ..none() }, "mobile"),
            (LeadPatch { mobile: Some("13900000000".into()), ..none() }, "mobile"),
            (LeadPatch { clear: vec!["mobile".into()], ..none() }, "mobile"),
            (LeadPatch { custom: Some(budget(7)), ..none() }, "custom.budget"),
            (LeadPatch { custom: Some(budget(8)), ..none() }, "custom.budget"),
            (LeadPatch { custom: Some(empty), ..none() }, "custom.budget"),
        ] {
            let said = format!("{patch:?}");
            let told = refusal(w.wang.leads().update(id, patch));
            assert_eq!(told, ("right.field".into(), field.into()), "{said}");
        }
        for name in ["乙", "丙"] {
            let patch = CustomerPatch { name: Some(name.into()), ..Default::default() };
            let told = refusal(w.wang.customers().update(of, patch));
            assert_eq!(told, ("right.field".into(), "name".into()), "{name}");
        }
        assert_eq!(w.digest(), before);
        // What he may read and not edit he may say again.
        let remark = |text: &str| {
            w.wang.leads().update(id, LeadPatch { remark: Some(text.into()), ..none() })
        };
        assert_eq!(told(remark("旧")), "done");
        assert_eq!(told(remark("新")), "right.field");
    }
}

#[test]
fn a_role_has_one_right_for_a_field() {
    for w in worlds() {
        restrict(&w, &[("lead", "mobile", FieldAccess::Read)], None);
        let before = w.digest();
        for (field, label) in [("mobile", "手机"), ("remark", "备注")] {
            let right = |access| FieldRight { entity: "lead".into(), field: field.into(), access };
            let fields = Some(vec![right(FieldAccess::Read), right(FieldAccess::Hidden)]);
            let create = CreateRole {
                fields: fields.clone(),
                ..new_role("双份", DataScope::Own, &["lead.read"])
            };
            let error = w.admin.run(create).err().unwrap();
            assert_eq!((error.code(), error.field_name()), ("role.field_twice", Some(field)));
            assert_eq!(error.message(Locale::ZhCn), format!("字段“{label}”的权限重复"));
            let update = UpdateRole {
                role: role(&w.admin, "salesperson"),
                patch: None,
                operations: None,
                departments: None,
                employees: None,
                fields,
                expect_rev: None,
            };
            assert_eq!(told(w.admin.run(update)), "role.field_twice");
        }
        assert_eq!(w.digest(), before);
    }
}

#[test]
fn a_new_record_says_nothing_in_fields_that_may_not_be_changed() {
    for w in worlds() {
        restrict(
            &w,
            &[("lead", "owner_id", FieldAccess::Deny), ("customer", "kind", FieldAccess::Read)],
            None,
        );
        assert_eq!(
            told(w.wang.leads().create(NewLead { name: "自己的".into(), ..Default::default() })),
            "done"
        );
        let kind = |kind| NewCustomer { name: format!("{kind:?}"), kind, ..Default::default() };
        assert_eq!(told(w.wang.customers().create(kind(None))), "done");
        assert_eq!(told(w.wang.customers().create(kind(Some(CustomerKind::Organisation)))), "done");
        assert_eq!(
            told(w.wang.customers().create(kind(Some(CustomerKind::Individual)))),
            "right.field"
        );
    }
}

#[test]
fn the_log_of_a_pooled_customer_is_for_members_without_what_is_hidden() {
    for w in worlds() {
        let pool = w.pool("华东");
        let new = NewCustomer {
            name: "甲".into(),
            mobile: Some("13812345678".into()),
            ..Default::default()
        };
        let id = w.wang.customers().create(new).unwrap().value;
        assert_eq!(
            told(w.li.pool(pool).history(id, None, 50)),
            "record.not_found",
            "not in the pool"
        );
        w.wang.run(ReleaseCustomers { pool, customers: vec![id] }).unwrap();
        let log = |s: &crmkit::session::Session| {
            format!("{:?}", s.pool(pool).history(id, None, 50).unwrap())
        };
        assert!(log(&w.li).contains("13812345678"));
        w.admin.run(SetPoolHiddenFields { pool, fields: vec!["mobile".into()] }).unwrap();
        assert!(!log(&w.li).contains("13812345678"), "{}", log(&w.li));
        assert!(log(&w.manager).contains("13812345678"), "its administrator");
    }
}

#[test]
fn what_is_hidden_of_a_lead_is_not_read_off_its_customer() {
    for w in worlds() {
        let new = NewLead {
            name: "鑫源".into(),
            mobile: Some("13900001111".into()),
            remark: Some("秘密".into()),
            address: Some("武汉".into()),
            ..Default::default()
        };
        let id = w.wang.leads().create(new).unwrap().value;
        let hidden =
            [("lead", "mobile", FieldAccess::Deny), ("lead", "remark", FieldAccess::Hidden)];
        restrict(&w, &hidden, None);
        let report = w.wang.leads().convert(vec![id]).unwrap().value;
        let made = w.wang.customers().get(report.rows[0].customer.unwrap()).unwrap();
        assert_eq!((made.mobile, made.remark), (None, None));
        assert_eq!(made.address.as_deref(), Some("武汉"));
    }
}

#[test]
fn a_merge_fills_only_what_one_may_edit() {
    for w in worlds() {
        let into = customer(&w.manager, "甲");
        let new = NewCustomer {
            name: "乙".into(),
            mobile: Some("13900001111".into()),
            address: Some("武汉".into()),
            ..Default::default()
        };
        let from = w.manager.customers().create(new).unwrap().value;
        let update = UpdateRole {
            role: role(&w.admin, "sales_manager"),
            patch: None,
            operations: None,
            departments: None,
            employees: None,
            fields: Some(vec![FieldRight {
                entity: "customer".into(),
                field: "mobile".into(),
                access: FieldAccess::Read,
            }]),
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        w.manager.run(MergeCustomers { into, from: vec![from] }).unwrap();
        let merged = w.manager.customers().get(into).unwrap();
        assert_eq!((merged.mobile, merged.address.as_deref()), (None, Some("武汉")));
    }
}

#[test]
fn l11_who_does_not_edit_a_record_lets_nobody_in() {
    for w in worlds() {
        let id = customer(&w.li, "甲");
        let team = w.role("管团队", DataScope::All, &["customer.read", "customer.team"]);
        let own = w.role(
            "改自己的",
            DataScope::Own,
            &["customer.edit", "customer.create", "customer.read", "customer.team"],
        );
        let helper = w.employee("助理", "13800000078", vec![team, own]);
        let session = w.crm.session(helper).unwrap();
        let join = || told(session.customers().add_member(id, helper, TeamAccess::Write, None));
        assert_eq!(join(), "right.row");
        let theirs = customer(&session, "乙");
        let lets_in = session.customers().add_member(theirs, w.ids[1], TeamAccess::Read, None);
        assert_eq!(told(lets_in), "done", "of what he edits he gives");
    }
}
