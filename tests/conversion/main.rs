//! Turning leads into customers: which field goes where, and what becomes of a lead whose
//! customer may be there already (B1.1).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod joining;
mod offered;
mod person;

use common::{World, at, lead, refusal, told, worlds};
use crmkit::admin::field::{DefineField, UpdateField};
use crmkit::admin::option::{CreateOption, UpdateOption};
use crmkit::model::{Custom, TypedId, Value};
use crmkit::org::*;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{DeleteFollowUp, NewFollowUp};
use crmkit::sales::lead::*;
use crmkit::session::{Outcome, Session};

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
    by.run(ConvertLeads {
        leads: leads.to_vec(),
        on_duplicate,
        choices,
        contact: None,
        opportunity: None,
    })
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
            "region",
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

#[test]
fn who_converts_his_lead_made_the_customer_and_others_are_given_it() {
    for w in worlds() {
        let say = |by: &Session, lead| {
            let content = "电话".into();
            let new = NewFollowUp { lead_id: Some(lead), content, ..Default::default() };
            by.follow_ups().add(new).unwrap();
        };
        let told = |c: &Customer| (c.received, c.received_at, c.followed);
        let [own, his, silent] = ["自己的", "经理转化", "没跟进"].map(|name| lead(&w.wang, name));
        let made = w.wang.leads().get(own).unwrap();
        assert_eq!((made.assigned, made.received_at), (false, None));
        say(&w.wang, own);
        say(&w.wang, his);
        w.clock.advance_days(1);
        let now = Some(at("2026-03-03T01:00:00Z"));
        assert_eq!(told(&converted(&w.wang, own)), (None, now, true));
        assert_eq!(told(&converted(&w.wang, silent)), (None, now, false));
        let c = converted(&w.manager, his);
        assert_eq!(told(&c), (Some(Received::Assigned), now, false), "his to-do list tells him");
        w.clock.advance_days(1);
        say(&w.wang, his);
        assert!(w.wang.customers().get(c.id).unwrap().followed);
        // A lead tells since when its owner has it, too.
        let handed = lead(&w.wang, "转来的");
        w.manager.leads().transfer(vec![handed], w.ids[2]).unwrap();
        let got = w.li.leads().get(handed).unwrap();
        assert_eq!((got.assigned, got.received_at), (true, Some(at("2026-03-04T01:00:00Z"))));
    }
}

#[test]
fn a_plan_that_a_follow_up_made_goes_with_it_after_a_conversion_too() {
    for w in worlds() {
        let plan = Some(at("2026-03-20T01:00:00Z"));
        let own = Some(at("2026-03-28T01:00:00Z"));
        let planning = |lead| NewFollowUp {
            lead_id: Some(lead),
            content: "约好".into(),
            next_contact_at: plan,
            ..Default::default()
        };
        let (l, had) = (lead(&w.wang, "无计划"), lead(&w.wang, "有计划"));
        let patch = LeadPatch { next_contact_at: own, ..Default::default() };
        w.wang.leads().update(had, patch).unwrap();
        w.clock.advance_days(1);
        for (l, left) in [(l, None), (had, own)] {
            let f = w.wang.follow_ups().add(planning(l)).unwrap().value;
            let customer = converted(&w.wang, l);
            assert_eq!(customer.next_contact_at, plan);
            w.wang.run(DeleteFollowUp { follow_up: f }).unwrap();
            let both = (
                w.wang.leads().get(l).unwrap().next_contact_at,
                w.wang.customers().get(customer.id).unwrap().next_contact_at,
            );
            assert_eq!(both, (left, left));
        }
        // It counts whether or not the field itself is taken over.
        map(&w, &[("next_contact_at", None)]).unwrap();
        let l = lead(&w.wang, "不对应");
        w.wang.follow_ups().add(planning(l)).unwrap();
        assert_eq!(converted(&w.wang, l).next_contact_at, plan);
    }
}
