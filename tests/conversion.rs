//! Turning leads into customers: which field goes where, and what becomes of a lead whose
//! customer may be there already (B1.1).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, lead, memory, new_role, refusal, role, rows, told, worlds};
use crmkit::admin::field::{DefineField, UpdateField};
use crmkit::admin::option::{CreateOption, UpdateOption};
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::model::{Custom, TypedId, Value};
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::capacity::{CapacityRule, CreateCapacityRule, NewCapacityRule};
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{FollowUp, NewFollowUp};
use crmkit::sales::lead::*;
use crmkit::sales::pool::ReleaseCustomers;
use crmkit::session::{Outcome, Session};
use crmkit_testkit::oracle::business;
use proptest::prelude::*;

fn field(w: &World, entity: &str, key: &str, kind: CustomKind) -> FieldDefinitionId {
    let field = NewFieldDefinition {
        entity: entity.into(),
        key: key.into(),
        kind,
        label: format!("{key} 字段"),
        ..Default::default()
    };
    let options = (kind == CustomKind::Choice).then(|| vec!["小".into(), "大".into()]);
    w.admin.run(DefineField { field, options }).unwrap().value
}

fn map(w: &World, pairs: &[(&str, Option<&str>)]) -> crmkit::Result<Outcome<u32>> {
    let pair = |(from, to): &(&str, Option<&str>)| MappedField {
        lead_field: (*from).into(),
        customer_field: to.map(str::to_owned),
    };
    w.admin.run(SetLeadMapping { fields: pairs.iter().map(pair).collect() })
}

/// Where the fields go that go anywhere.
fn mapped(w: &World) -> Vec<(String, String)> {
    let all = w.wang.lead_mapping().unwrap();
    all.into_iter().filter_map(|m| Some((m.lead_field, m.customer_field?))).collect()
}

fn named(name: &str) -> NewLead {
    NewLead { name: name.into(), ..Default::default() }
}

fn make(by: &Session, new: NewLead) -> LeadId {
    by.leads().create(new).unwrap().value
}

/// What became of a lead that was converted alone.
fn converted(by: &Session, lead: LeadId) -> Customer {
    let report = by.leads().convert(vec![lead]).unwrap().value;
    assert_eq!(report.rows[0].error, None);
    by.customers().get(report.rows[0].customer.unwrap()).unwrap()
}

type Report = crmkit::Result<Outcome<ConvertReport>>;

fn convert(
    by: &Session,
    leads: &[LeadId],
    on_duplicate: Option<DuplicateHandling>,
    choices: &[(LeadId, DuplicateHandling, Option<CustomerId>)],
) -> Report {
    let choice = |c: &(LeadId, DuplicateHandling, Option<CustomerId>)| LeadChoice {
        lead: c.0,
        handling: c.1,
        customer: c.2,
    };
    let choices = Some(choices.iter().map(choice).collect());
    by.run(ConvertLeads { leads: leads.to_vec(), on_duplicate, choices })
}

/// The code of each row, or `done`.
fn outcomes(report: &Report) -> Vec<&'static str> {
    let rows = &report.as_ref().unwrap().value.rows;
    rows.iter().map(|r| r.error.as_ref().map_or("done", |e| e.code())).collect()
}

const FIRST: &str = "138 0000 1111";

#[test]
fn by_default_fields_go_to_those_of_the_same_name() {
    for w in worlds() {
        let same = [
            "name",
            "mobile",
            "telephone",
            "email",
            "source",
            "industry",
            "level",
            "address",
            "remark",
            "next_contact_at",
        ];
        let found = mapped(&w);
        for name in same {
            assert!(found.contains(&(name.into(), name.into())), "{name}");
        }
        assert!(found.iter().all(|(from, to)| from == to));
        let all = w.wang.lead_mapping().unwrap();
        let contact = all.iter().find(|m| m.lead_field == "contact_name").unwrap();
        assert_eq!(contact.customer_field, None);
        assert!(!all.iter().any(|m| m.lead_field == "owner_id" || m.lead_field == "followed"));
    }
}

#[test]
fn defect_15_a_field_that_is_renamed_goes_on_being_copied() {
    for w in worlds() {
        let ours = field(&w, "lead", "budget", CustomKind::Number);
        let theirs = field(&w, "customer", "money", CustomKind::Number);
        map(&w, &[("custom.budget", Some("custom.money"))]).unwrap();
        for field in [ours, theirs] {
            let patch = FieldDefinitionPatch {
                label: Some("完全不同的名称".into()),
                ..Default::default()
            };
            w.admin.run(UpdateField { field, patch, expect_rev: None }).unwrap();
        }
        let source = w.option("source", "广告");
        let patch = OptionItemPatch { label: Some("户外广告".into()), ..Default::default() };
        w.admin.run(UpdateOption { option: source, patch, expect_rev: None }).unwrap();
        let new = NewLead {
            mobile: Some(FIRST.into()),
            source: Some(source),
            custom: Some(Custom::default().with("budget", Value::Int(12))),
            ..named("甲")
        };
        let made = converted(&w.wang, make(&w.wang, new));
        assert_eq!(made.custom.get("money").unwrap().to_text(), "12");
        assert_eq!((made.mobile.as_deref(), made.source), (Some("+8613800001111"), Some(source)));
    }
}

#[test]
fn a_mapping_moves_values_of_every_kind() {
    for w in worlds() {
        let kinds = [
            ("t", CustomKind::Text, Value::from("文本")),
            ("n", CustomKind::Number, "1.5".into()),
            ("d", CustomKind::Date, "2026-03-01".into()),
            ("b", CustomKind::Boolean, true.into()),
        ];
        let mut custom = Custom::default();
        for (key, kind, value) in &kinds {
            field(&w, "lead", key, *kind);
            field(&w, "customer", &format!("to_{key}"), *kind);
            custom = custom.with(*key, value.clone());
            let (from, to) = (format!("custom.{key}"), format!("custom.to_{key}"));
            map(&w, &[(&from, Some(&to))]).unwrap();
        }
        // A declared text into a custom one, a telephone number into a text, and the way round.
        field(&w, "customer", "person", CustomKind::Text);
        field(&w, "lead", "site", CustomKind::Text);
        map(
            &w,
            &[
                ("contact_name", Some("custom.person")),
                ("telephone", Some("address")),
                ("address", None),
                ("custom.site", Some("website")),
            ],
        )
        .unwrap();
        let new = NewLead {
            contact_name: Some("王芳".into()),
            telephone: Some("027-87654321".into()),
            address: Some("武汉".into()),
            custom: Some(custom.with("site", "a.cn")),
            ..named("甲")
        };
        let made = converted(&w.wang, make(&w.wang, new));
        for (key, _, value) in &kinds {
            let shown = made.custom.get(&format!("to_{key}")).unwrap();
            assert_eq!(shown.to_text(), value.to_text(), "{key}");
        }
        assert_eq!(made.custom.get("person"), Some(&Value::from("王芳")));
        assert_eq!(made.website.as_deref(), Some("a.cn"));
        assert_eq!((made.address.as_deref(), made.telephone), (Some("+862787654321"), None));
    }
}

#[test]
fn options_of_different_lists_meet_by_their_labels() {
    for w in worlds() {
        field(&w, "lead", "size", CustomKind::Choice);
        field(&w, "customer", "size", CustomKind::Choice);
        map(&w, &[("custom.size", Some("custom.size"))]).unwrap();
        let ours = w.option("custom.lead.size", "大");
        let with = |option: OptionItemId, name: &str| NewLead {
            custom: Some(Custom::default().with("size", Value::Id(option.uuid()))),
            ..named(name)
        };
        let made = converted(&w.wang, make(&w.wang, with(ours, "甲")));
        let theirs = w.option("custom.customer.size", "大");
        assert_eq!(made.custom.get("size"), Some(&Value::Id(theirs.uuid())));
        // An option that has no counterpart is not copied, and one is told.
        let option = NewOptionItem {
            list: "custom.lead.size".into(),
            label: "特大".into(),
            ..Default::default()
        };
        let huge = w.admin.run(CreateOption { option }).unwrap().value;
        let lead = make(&w.wang, with(huge, "乙"));
        assert_eq!(
            refusal(map(&w, &[("custom.size", Some("custom.size"))])).0,
            "lead_mapping.kind"
        );
        let done = w.wang.leads().convert(vec![lead]).unwrap();
        let told: Vec<_> = done.warnings.iter().map(|e| (e.code(), e.field_name())).collect();
        assert_eq!(told, [("lead_mapping.option", Some("custom.size"))]);
        let made = w.wang.customers().get(done.value.rows[0].customer.unwrap()).unwrap();
        assert_eq!(made.custom.get("size"), None);
        let made = converted(&w.wang, make(&w.wang, with(ours, "丙")));
        assert_eq!(made.custom.get("size"), Some(&Value::Id(theirs.uuid())), "others go on");
    }
}

#[test]
fn a_mapping_that_cannot_work_is_refused_when_it_is_made() {
    for w in worlds() {
        field(&w, "lead", "n", CustomKind::Number);
        field(&w, "lead", "t", CustomKind::Text);
        field(&w, "customer", "d", CustomKind::Date);
        field(&w, "customer", "size", CustomKind::Choice);
        let old = field(&w, "customer", "old", CustomKind::Text);
        let patch = FieldDefinitionPatch { archived: Some(true), ..Default::default() };
        w.admin.run(UpdateField { field: old, patch, expect_rev: None }).unwrap();
        let unknown = "query.unknown_field";
        let wrong: [(&str, Option<&str>, &str, &str); 17] = [
            ("nonsense", Some("remark"), unknown, "nonsense"),
            ("custom.nonsense", None, unknown, "custom.nonsense"),
            ("remark", Some("nonsense"), unknown, "nonsense"),
            ("remark", Some("custom.old"), unknown, "custom.old"),
            ("owner_id", Some("owner_id"), unknown, "owner_id"),
            ("followed", None, unknown, "followed"),
            ("remark", Some("pooled_why"), unknown, "pooled_why"),
            ("id", None, unknown, "id"),
            ("name", None, "lead_mapping.name", "name"),
            ("name", Some("remark"), "lead_mapping.name", "name"),
            ("contact_name", Some("name"), "lead_mapping.name", "contact_name"),
            ("contact_name", Some("mobile"), "lead_mapping.kind", "contact_name"),
            ("mobile", Some("email"), "lead_mapping.kind", "mobile"),
            ("custom.n", Some("custom.d"), "lead_mapping.kind", "custom.n"),
            ("custom.t", Some("level"), "lead_mapping.kind", "custom.t"),
            ("source", Some("industry"), "lead_mapping.kind", "source"),
            ("level", Some("custom.size"), "lead_mapping.kind", "level"),
        ];
        let before = w.digest();
        for (from, to, code, at) in wrong {
            assert_eq!(refusal(map(&w, &[(from, to)])), (code.into(), at.into()), "{from} {to:?}");
        }
        // The default of another counts too.
        let twice = map(&w, &[("contact_name", Some("remark"))]);
        assert_eq!(refusal(twice), ("lead_mapping.twice".into(), "remark".into()));
        assert_eq!(w.digest(), before);
        let swapped = [("mobile", Some("telephone")), ("telephone", Some("mobile"))];
        map(&w, &swapped).unwrap();
        assert!(mapped(&w).contains(&("mobile".into(), "telephone".into())));
        let fields = vec![];
        assert_eq!(told(w.wang.run(SetLeadMapping { fields })), "right.missing");
    }
}

#[test]
fn a_mapping_is_taken_back() {
    for w in worlds() {
        let before = mapped(&w);
        let done = map(&w, &[("remark", None)]).unwrap();
        assert!(!mapped(&w).contains(&("remark".into(), "remark".into())));
        w.admin.undo(done.command_id).unwrap();
        assert_eq!(mapped(&w), before);
    }
}

#[test]
fn an_archived_field_is_passed_over() {
    for w in worlds() {
        let ours = field(&w, "lead", "k", CustomKind::Text);
        let theirs = field(&w, "customer", "k", CustomKind::Text);
        map(&w, &[("custom.k", Some("custom.k"))]).unwrap();
        for (n, field) in [theirs, ours].into_iter().enumerate() {
            let custom = Some(Custom::default().with("k", "x"));
            let lead = make(&w.wang, NewLead { custom, ..named(&format!("甲{n}")) });
            let archive = |archived| {
                let patch = FieldDefinitionPatch { archived: Some(archived), ..Default::default() };
                w.admin.run(UpdateField { field, patch, expect_rev: None }).unwrap();
            };
            archive(true);
            assert_eq!(converted(&w.wang, lead).custom.get("k"), None);
            archive(false);
        }
    }
}

#[test]
fn a_value_that_does_not_fit_is_refused_and_never_cut() {
    for w in worlds() {
        map(&w, &[("remark", Some("website"))]).unwrap();
        let long = NewLead { remark: Some("长".repeat(256)), ..named("甲") };
        let report = w.wang.leads().convert(vec![make(&w.wang, long)]).unwrap().value;
        let error = report.rows[0].error.as_ref().unwrap();
        assert_eq!((error.code(), error.field_name()), ("value.too_long", Some("website")));
    }
}

#[test]
fn a_required_custom_field_of_customers_is_required_of_a_conversion() {
    for w in worlds() {
        let id = field(&w, "customer", "k", CustomKind::Text);
        field(&w, "lead", "k", CustomKind::Text);
        let patch = FieldDefinitionPatch { required: Some(true), ..Default::default() };
        w.admin.run(UpdateField { field: id, patch, expect_rev: None }).unwrap();
        let lead = lead(&w.wang, "甲");
        let report = convert(&w.wang, &[lead], None, &[]);
        assert_eq!(outcomes(&report), ["value.required"]);
        map(&w, &[("custom.k", Some("custom.k"))]).unwrap();
        let patch = LeadPatch { custom: Some(Custom::default().with("k", "x")), ..<_>::default() };
        w.wang.leads().update(lead, patch).unwrap();
        assert_eq!(converted(&w.wang, lead).custom.get("k"), Some(&Value::from("x")));
    }
}

/// A lead and a customer of 李强 with the same number.
fn twins(w: &World) -> (LeadId, CustomerId) {
    let mobile = Some(FIRST.to_owned());
    let customer = NewCustomer { mobile: mobile.clone(), ..Default::default() };
    let customer = NewCustomer { name: "武汉鑫科".into(), ..customer };
    let customer = w.wang.customers().create(customer).unwrap().value;
    let new = NewLead { mobile, remark: Some("线索备注".into()), ..named("鑫科科技") };
    (make(&w.wang, new), customer)
}

#[test]
fn without_a_choice_a_customer_is_made_whatever_there_is() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        assert_ne!(converted(&w.wang, lead).id, customer);
    }
}

#[test]
fn refused_when_there_is_one_of_the_same_name_or_number() {
    for w in worlds() {
        let (same_number, _) = twins(&w);
        let same_name = lead(&w.wang, " 武汉 鑫科");
        let other = lead(&w.wang, "武汉");
        let refuse = Some(DuplicateHandling::Refuse);
        let report = convert(&w.wang, &[same_number, same_name, other], refuse, &[]);
        let there = "lead.has_duplicates";
        assert_eq!(outcomes(&report), [there, there, "done"]);
        // Whoever sees it.
        let lis = make(&w.li, NewLead { mobile: Some(FIRST.into()), ..named("赵的线索") });
        assert_eq!(outcomes(&convert(&w.li, &[lis], refuse, &[])), [there]);
        assert_eq!(w.li.leads().get(lis).unwrap().converted_at, None);
    }
}

#[test]
fn a_linked_lead_changes_nothing_but_what_stands_on_the_customer() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let said = NewFollowUp { lead_id: Some(lead), content: "聊过".into(), ..<_>::default() };
        w.clock.advance_days(1);
        let said = w.wang.follow_ups().add(said).unwrap().value;
        let before = w.wang.customers().get(customer).unwrap();
        let choice = [(lead, DuplicateHandling::Link, Some(customer))];
        let done = convert(&w.wang, &[lead], None, &choice);
        assert_eq!(outcomes(&done), ["done"]);
        assert_eq!(done.unwrap().value.rows[0].customer, Some(customer));
        let after = w.wang.customers().get(customer).unwrap();
        assert_eq!((&after.name, &after.remark), (&before.name, &None));
        assert_eq!(after.last_follow_text.as_deref(), Some("聊过"));
        assert!(after.followed && after.last_follow_at > before.last_follow_at);
        let read = w.wang.leads().get(lead).unwrap();
        assert_eq!(read.customer_id, Some(customer));
        assert!(read.converted_at.is_some());
        let follow_up = w.wang.get::<FollowUp>(said).unwrap();
        assert_eq!((follow_up.lead_id, follow_up.customer_id), (Some(lead), Some(customer)));
        assert_eq!(w.wang.customers().list(&Query::default()).unwrap().rows.len(), 1);
    }
}

#[test]
fn a_merged_lead_fills_what_the_customer_lacks() {
    for w in worlds() {
        field(&w, "lead", "k", CustomKind::Text);
        field(&w, "lead", "l", CustomKind::Text);
        field(&w, "customer", "k", CustomKind::Text);
        field(&w, "customer", "l", CustomKind::Text);
        map(&w, &[("custom.k", Some("custom.k")), ("custom.l", Some("custom.l"))]).unwrap();
        let new = NewCustomer {
            name: "武汉鑫科".into(),
            mobile: Some(FIRST.into()),
            custom: Some(Custom::default().with("k", "客户")),
            ..Default::default()
        };
        let customer = w.wang.customers().create(new).unwrap().value;
        let new = NewLead {
            mobile: Some("13900000000".into()),
            remark: Some("线索备注".into()),
            custom: Some(Custom::default().with("k", "线索").with("l", "线索")),
            ..named("别名")
        };
        let lead = make(&w.wang, new);
        let choice = [(lead, DuplicateHandling::Merge, Some(customer))];
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &choice)), ["done"]);
        let after = w.wang.customers().get(customer).unwrap();
        assert_eq!(after.name, "武汉鑫科");
        assert_eq!(after.mobile.as_deref(), Some("+8613800001111"), "what it has stays");
        assert_eq!(after.remark.as_deref(), Some("线索备注"));
        assert_eq!(after.custom.get("k"), Some(&Value::from("客户")));
        assert_eq!(after.custom.get("l"), Some(&Value::from("线索")));
    }
}

#[test]
fn a_choice_for_all_joins_the_only_one_and_asks_about_several() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let fresh = self::lead(&w.wang, "没有重复");
        let link = Some(DuplicateHandling::Link);
        let report = convert(&w.wang, &[lead, fresh], link, &[]).unwrap().value;
        assert_eq!(report.rows[0].customer, Some(customer));
        assert!(report.rows[1].customer.is_some(), "made, since there is none");
        // Two that are the same: nobody can tell which.
        let also = NewCustomer { mobile: Some(FIRST.into()), ..Default::default() };
        let also = NewCustomer { name: "另一个".into(), ..also };
        w.wang.customers().create(also).unwrap();
        let again = make(&w.wang, NewLead { mobile: Some(FIRST.into()), ..named("再来") });
        assert_eq!(outcomes(&convert(&w.wang, &[again], link, &[])), ["lead.has_duplicates"]);
        // One that he does not see stands in the way and is not named.
        let hidden = NewCustomer { mobile: Some("13911112222".into()), ..Default::default() };
        let hidden = NewCustomer { name: "赵敏的".into(), ..hidden };
        w.li.customers().create(hidden).unwrap();
        let mine = make(&w.wang, NewLead { mobile: Some("13911112222".into()), ..named("我的") });
        let merge = Some(DuplicateHandling::Merge);
        let report = convert(&w.wang, &[mine], merge, &[]);
        assert_eq!(outcomes(&report), ["lead.has_duplicates"]);
        assert!(report.unwrap().value.rows[0].error.as_ref().unwrap().params().is_empty());
        // A single choice wins over the one for all.
        let choice = [(mine, DuplicateHandling::Create, None)];
        assert_eq!(outcomes(&convert(&w.wang, &[mine], merge, &choice)), ["done"]);
    }
}

#[test]
fn only_a_customer_that_one_may_edit_can_be_joined() {
    for w in worlds() {
        let theirs = customer(&w.li, "赵敏的");
        let join = |handling, customer| {
            let lead = lead(&w.wang, "甲");
            outcomes(&convert(&w.wang, &[lead], None, &[(lead, handling, Some(customer))]))
        };
        for handling in [DuplicateHandling::Link, DuplicateHandling::Merge] {
            assert_eq!(join(handling, theirs), ["record.not_found"]);
            let employee = w.ids[1];
            let access = TeamAccess::Read;
            w.admin.customers().add_member(theirs, employee, access, None).unwrap();
            assert_eq!(join(handling, theirs), ["right.row"]);
            let access = TeamAccess::Write;
            w.admin.customers().add_member(theirs, employee, access, None).unwrap();
            assert_eq!(join(handling, theirs), ["done"]);
            w.admin.run(RemoveMember { customer: theirs, employee }).unwrap();
        }
        // Nor one in a pool, nor one in the recycle bin.
        let pool = w.pool("华东");
        let pooled = customer(&w.wang, "公海里");
        rows(w.manager.run(ReleaseCustomers { pool, customers: vec![pooled] }));
        assert_eq!(join(DuplicateHandling::Link, pooled), ["record.not_found"]);
        let gone = customer(&w.wang, "删掉的");
        rows(w.manager.customers().delete(vec![gone]));
        assert_eq!(join(DuplicateHandling::Link, gone), ["record.not_found"]);
    }
}

#[test]
fn a_merge_leaves_fields_alone_that_one_may_not_edit() {
    for w in worlds() {
        let fields = Some(vec![FieldRight {
            entity: "customer".into(),
            field: "remark".into(),
            access: FieldAccess::Read,
        }]);
        let (role, patch) = (role(&w.admin, "salesperson"), None);
        let (operations, departments, employees) = (None, None, None);
        let expect_rev = None;
        w.admin
            .run(UpdateRole { role, patch, operations, departments, employees, fields, expect_rev })
            .unwrap();
        let (lead, customer) = twins(&w);
        let patch = LeadPatch { address: Some("武汉".into()), ..Default::default() };
        w.wang.leads().update(lead, patch).unwrap();
        let choice = [(lead, DuplicateHandling::Merge, Some(customer))];
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &choice)), ["done"]);
        let after = w.admin.customers().get(customer).unwrap();
        assert_eq!((after.remark, after.address.as_deref()), (None, Some("武汉")));
    }
}

#[test]
fn room_is_needed_only_for_a_customer_that_is_made() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let rule = NewCapacityRule { name: "上限".into(), cap: 1, ..Default::default() };
        let employees = vec![w.ids[1]];
        let rule = w.admin.run(CreateCapacityRule { rule, employees, departments: vec![] });
        assert!(w.admin.get::<CapacityRule>(rule.unwrap().value).is_ok());
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &[])), ["capacity.full"]);
        let choice = [(lead, DuplicateHandling::Link, Some(customer))];
        assert_eq!(outcomes(&convert(&w.wang, &[lead], None, &choice)), ["done"]);
    }
}

#[test]
fn a_taken_name_says_so_in_its_own_words() {
    for w in worlds() {
        customer(&w.li, "武汉鑫科");
        let lead = lead(&w.wang, "武汉鑫科");
        let report = convert(&w.wang, &[lead], None, &[]);
        assert_eq!(outcomes(&report), ["lead.customer_exists"]);
        let error = report.unwrap().value.rows[0].error.clone().unwrap();
        assert_eq!((error.entity_name(), error.field_name()), (Some("customer"), Some("name")));
    }
}

#[test]
fn a_choice_is_for_one_lead_of_the_batch_once() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        let other = self::lead(&w.wang, "乙");
        let link = (lead, DuplicateHandling::Link, Some(customer));
        let wrong = [
            vec![(other, DuplicateHandling::Create, None)],
            vec![link, link],
            vec![(lead, DuplicateHandling::Create, Some(customer))],
            vec![(lead, DuplicateHandling::Refuse, Some(customer))],
        ];
        for choices in wrong {
            let refused = refusal(convert(&w.wang, &[lead], None, &choices));
            assert_eq!(refused, ("lead.choice".into(), "choices".into()));
        }
    }
}

#[test]
fn joining_is_taken_back_whole() {
    for w in worlds() {
        for handling in [DuplicateHandling::Link, DuplicateHandling::Merge] {
            let lead = make(&w.wang, NewLead { remark: Some("x".into()), ..named("甲") });
            let said =
                NewFollowUp { lead_id: Some(lead), content: "聊过".into(), ..<_>::default() };
            w.wang.follow_ups().add(said).unwrap();
            let customer = customer(&w.wang, &format!("{handling:?}"));
            let before = business(&**w.crm.store());
            let done = convert(&w.wang, &[lead], None, &[(lead, handling, Some(customer))]);
            assert_ne!(business(&**w.crm.store()), before);
            w.wang.undo(done.unwrap().command_id).unwrap();
            assert_eq!(business(&**w.crm.store()), before);
        }
    }
}

#[test]
fn a_follow_up_of_a_joined_lead_stands_on_the_customer_too() {
    for w in worlds() {
        let (lead, customer) = twins(&w);
        convert(&w.wang, &[lead], None, &[(lead, DuplicateHandling::Link, Some(customer))])
            .unwrap();
        let said = NewFollowUp { lead_id: Some(lead), content: "后来".into(), ..<_>::default() };
        let said = w.wang.follow_ups().add(said).unwrap().value;
        assert_eq!(w.wang.get::<FollowUp>(said).unwrap().customer_id, Some(customer));
    }
}

#[test]
fn who_may_not_convert_is_told_so() {
    for w in worlds() {
        let reads = w.admin.run(new_role("只读", DataScope::All, &["lead.read"])).unwrap().value;
        let reader = w.employee("孙丽", "13800000009", vec![reads]);
        let reader = w.crm.session(reader).unwrap();
        let lead = lead(&w.wang, "甲");
        assert_eq!(told(convert(&reader, &[lead], None, &[])), "right.missing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever each of the two has: what the customer has stays, the rest comes from the lead.
    #[test]
    fn what_the_customer_has_wins(theirs in prop::array::uniform4(prop::option::of("[a-c]{1,3}")),
                                  ours in prop::array::uniform4(prop::option::of("[d-f]{1,3}"))) {
        let w = memory();
        field(&w, "lead", "k", CustomKind::Text);
        field(&w, "customer", "k", CustomKind::Text);
        map(&w, &[("custom.k", Some("custom.k")), ("contact_name", Some("website"))]).unwrap();
        let custom = |value: &Option<String>| {
            value.as_ref().map(|v| Custom::default().with("k", v.as_str()))
        };
        let [remark, address, website, own] = theirs.clone();
        let new = NewCustomer {
            name: "甲".into(), remark, address, website, custom: custom(&own), ..Default::default()
        };
        let customer = w.wang.customers().create(new).unwrap().value;
        let [remark, address, contact_name, own] = ours.clone();
        let lead = make(&w.wang, NewLead { remark, address, contact_name, custom: custom(&own), ..named("乙") });
        convert(&w.wang, &[lead], None, &[(lead, DuplicateHandling::Merge, Some(customer))]).unwrap();
        let after = w.wang.customers().get(customer).unwrap();
        let k = after.custom.get("k").map(Value::to_text);
        let found = [after.remark, after.address, after.website, k];
        for ((found, theirs), ours) in found.into_iter().zip(theirs).zip(ours) {
            prop_assert_eq!(found, theirs.or(ours));
        }
    }
}
