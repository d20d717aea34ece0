//! The rules of leads, on every store (B1.1).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{at, customer, lead, refusal, rows, told, worlds};
use crmkit::admin::employee::DisableEmployee;
use crmkit::admin::option::UpdateOption;
use crmkit::model::TypedId;
use crmkit::org::{DataScope, EmployeeId, OptionItemPatch};
use crmkit::query::Query;
use crmkit::sales::customer::{Customer, NewCustomer};
use crmkit::sales::follow_up::{FollowUp, NewFollowUp};
use crmkit::sales::lead::*;
use crmkit::sales::todo::TodoKind;
use crmkit::session::{HistoryEntry, Session};

fn named(name: &str) -> NewLead {
    NewLead { name: name.into(), ..Default::default() }
}

#[test]
fn a_new_lead_belongs_to_its_creator_and_starts_unfollowed() {
    for w in worlds() {
        let next = at("2026-03-05T02:00:00Z");
        let id = w
            .wang
            .leads()
            .create(NewLead { next_contact_at: Some(next), ..named("甲") })
            .unwrap()
            .value;
        let lead = w.wang.leads().get(id).unwrap();
        assert_eq!((lead.owner_id, lead.created_by), (Some(w.ids[1]), Some(w.ids[1])));
        assert_eq!(lead.rev, 1);
        assert!(!lead.assigned && !lead.followed);
        // Planning is not a follow-up.
        assert_eq!((lead.next_contact_at, lead.last_follow_at), (Some(next), None));
        assert_eq!((lead.customer_id, lead.converted_at, lead.import_id), (None, None, None));
    }
}

#[test]
fn a_lead_made_for_somebody_else_is_assigned_within_ones_scope() {
    for w in worlds() {
        let for_li = || NewLead { owner_id: Some(w.ids[2]), ..named("甲") };
        let id = w.manager.leads().create(for_li()).unwrap().value;
        assert!(w.li.leads().get(id).unwrap().assigned);
        assert_eq!(
            refusal(w.wang.leads().create(for_li())),
            ("right.row".into(), "owner_id".into())
        );
        let nobody = NewLead { owner_id: Some(EmployeeId(id.uuid())), ..named("乙") };
        assert_eq!(
            refusal(w.manager.leads().create(nobody)),
            ("owner.inactive".into(), "owner_id".into())
        );
        w.admin.run(DisableEmployee { employee: w.ids[2] }).unwrap();
        assert_eq!(told(w.manager.leads().create(for_li())), "owner.inactive");
    }
}

#[test]
fn every_field_is_checked_and_brought_into_canonical_form() {
    for w in worlds() {
        let full = NewLead {
            name: "\u{3000} 武汉 Ａ 公司 ".into(),
            contact_name: Some(" 王　芳 ".into()),
            mobile: Some("0086-138-1234-5678".into()),
            telephone: Some("（027）8765 4321 转 803 分机".into()),
            email: Some("Li.Lei@EXAMPLE.com ".into()),
            remark: Some(" 第一行\n第二行\t".into()),
            address: Some("   ".into()),
            ..Default::default()
        };
        let id = w.wang.leads().create(full).unwrap().value;
        let lead = w.wang.leads().get(id).unwrap();
        assert_eq!(lead.name, "武汉 Ａ 公司");
        assert_eq!(lead.contact_name.as_deref(), Some("王　芳"));
        assert_eq!(lead.mobile.as_deref(), Some("+8613812345678"));
        assert_eq!(lead.telephone.as_deref(), Some("+862787654321;ext=803"));
        assert_eq!(lead.email.as_deref(), Some("Li.Lei@example.com"));
        assert_eq!(lead.remark.as_deref(), Some("第一行\n第二行"));
        assert_eq!(lead.address, None, "blanks are nothing");

        let level = w.option("level", "A（重点客户）");
        let wrong: [(&str, &str, NewLead); 12] = [
            ("value.required", "name", named(" \u{3000}\t")),
            ("value.too_long", "name", named(&"名".repeat(256))),
            ("value.control_character", "name", named("甲\n乙")),
            ("value.control_character", "name", named("甲\u{0}乙")),
            ("value.phone", "mobile", NewLead { mobile: Some("1381234567".into()), ..named("甲") }),
            ("value.phone", "telephone", NewLead { telephone: Some("无".into()), ..named("甲") }),
            ("value.email", "email", NewLead { email: Some("a@b".into()), ..named("甲") }),
            (
                "value.too_long",
                "contact_name",
                NewLead { contact_name: Some("x".repeat(65)), ..named("甲") },
            ),
            ("value.too_long", "remark", NewLead { remark: Some("x".repeat(4001)), ..named("甲") }),
            (
                "value.control_character",
                "remark",
                NewLead { remark: Some("a\u{7}b".into()), ..named("甲") },
            ),
            // An option of another list.
            ("value.unknown_choice", "source", NewLead { source: Some(level), ..named("甲") }),
            (
                "value.too_long",
                "address",
                NewLead { address: Some("路".repeat(501)), ..named("甲") },
            ),
        ];
        for (want, field, lead) in wrong {
            let shown = format!("{lead:?}");
            assert_eq!(
                refusal(w.wang.leads().create(lead)),
                (want.into(), field.into()),
                "{shown}"
            );
        }
        assert_eq!(told(w.wang.leads().create(named(&"名".repeat(255)))), "done");
        let whole = Query::default().limit(500);
        assert_eq!(w.wang.leads().list(&whole).unwrap().rows.len(), 2, "a refusal writes nothing");
    }
}

#[test]
fn names_and_phones_of_leads_may_repeat() {
    for w in worlds() {
        let twin = || NewLead { mobile: Some("13812345678".into()), ..named("甲") };
        assert_eq!(told(w.wang.leads().create(twin())), "done");
        assert_eq!(told(w.wang.leads().create(twin())), "done");
    }
}

#[test]
fn an_edit_changes_what_it_names_and_nothing_else() {
    for w in worlds() {
        let new = NewLead {
            mobile: Some("13812345678".into()),
            remark: Some("旧".into()),
            ..named("甲")
        };
        let id = w.wang.leads().create(new).unwrap().value;
        w.clock.advance_days(1);
        let patch = LeadPatch { remark: Some("新".into()), ..Default::default() };
        let changes = w.wang.leads().update(id, patch.clone()).unwrap().changes;
        assert_eq!((changes.len(), changes[0].fields.clone()), (1, vec!["remark".to_owned()]));
        let read = w.wang.leads().get(id).unwrap();
        assert_eq!(
            (read.rev, read.mobile.as_deref(), read.remark.as_deref()),
            (2, Some("+8613812345678"), Some("新"))
        );
        assert!(read.updated_at > read.created_at);
        assert_eq!(read.updated_by, Some(w.ids[1]));
        // The same again is no change.
        assert!(w.wang.leads().update(id, patch).unwrap().changes.is_empty());
        assert_eq!(w.wang.leads().get(id).unwrap().rev, 2);
        // The same number typed otherwise is no change either.
        let same = LeadPatch { mobile: Some("+86 138 1234 5678".into()), ..Default::default() };
        assert!(w.wang.leads().update(id, same).unwrap().changes.is_empty());
        let clear = LeadPatch { clear: vec!["mobile".into()], ..Default::default() };
        w.wang.leads().update(id, clear).unwrap();
        assert_eq!(w.wang.leads().get(id).unwrap().mobile, None);
    }
}

#[test]
fn an_edit_for_another_revision_is_stale() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        let edit = |rev| UpdateLead {
            lead: id,
            patch: LeadPatch { remark: Some(format!("{rev}")), ..Default::default() },
            expect_rev: Some(rev),
        };
        assert_eq!(told(w.wang.run(edit(1))), "done");
        let stale = w.manager.run(edit(1)).unwrap_err();
        assert_eq!((stale.code(), stale.params()["rev"].as_str()), ("record.stale", "2"));
        assert_eq!(w.wang.leads().get(id).unwrap().remark.as_deref(), Some("1"));
    }
}

#[test]
fn what_is_the_houses_is_not_edited() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        for (field, want) in [
            ("name", "value.required"),
            ("owner_id", "value.read_only"),
            ("converted_at", "value.read_only"),
            ("rev", "value.read_only"),
            ("followed", "value.read_only"),
            ("nonsense", "query.unknown_field"),
        ] {
            let clear = LeadPatch { clear: vec![field.into()], ..Default::default() };
            assert_eq!(refusal(w.wang.leads().update(id, clear)), (want.into(), field.into()));
        }
        for member in ["owner_id", "followed", "customer_id", "import_id", "rev"] {
            let json =
                format!(r#"{{"command":"lead.update","lead":"{id}","patch":{{"{member}":null}}}}"#);
            assert_eq!(told(w.wang.run_json(&json)), "json.invalid", "{member}");
        }
    }
}

#[test]
fn an_archived_option_stays_readable_and_is_not_chosen_again() {
    for w in worlds() {
        let option = w.option("level", "A（重点客户）");
        let id =
            w.wang.leads().create(NewLead { level: Some(option), ..named("甲") }).unwrap().value;
        let patch = OptionItemPatch { archived: Some(true), ..Default::default() };
        w.admin.run(UpdateOption { option, patch, expect_rev: None }).unwrap();
        assert_eq!(
            refusal(w.wang.leads().create(NewLead { level: Some(option), ..named("乙") })),
            ("value.unknown_choice".into(), "level".into())
        );
        // Other fields of the old one can still be changed, and it can become a customer.
        let patch = LeadPatch { remark: Some("x".into()), ..Default::default() };
        w.wang.leads().update(id, patch).unwrap();
        assert_eq!(w.wang.leads().get(id).unwrap().level, Some(option));
        let report = w.wang.leads().convert(vec![id]).unwrap().value;
        assert_eq!(report.rows[0].error, None);
        let customer = report.rows[0].customer.unwrap();
        assert_eq!(w.wang.customers().get(customer).unwrap().level, Some(option));
    }
}

#[test]
fn a_transfer_hands_over_and_says_so_row_by_row() {
    for w in worlds() {
        let mine = lead(&w.wang, "甲");
        w.wang.follow_ups().add(follow(mine)).unwrap();
        let converted = lead(&w.wang, "乙");
        w.wang.leads().convert(vec![converted]).unwrap();
        let lis = lead(&w.li, "丙");
        let none = LeadId(w.ids[0].uuid());
        let batch = w.manager.leads().transfer(vec![mine, converted, lis, none, mine], w.ids[2]);
        assert_eq!(
            rows(batch),
            [
                "done",
                "lead.already_converted",
                "transfer.already_owner",
                "record.not_found",
                "transfer.already_owner"
            ]
        );
        assert_eq!(told(w.wang.leads().get(mine)), "record.not_found");
        let read = w.li.leads().get(mine).unwrap();
        assert!(read.assigned && !read.followed);
        assert!(read.last_follow_at.is_some(), "what was said stays");
        // One's own may be given away; others' do not exist for him.
        let own = lead(&w.wang, "丁");
        assert_eq!(
            rows(w.wang.leads().transfer(vec![own, lis], w.ids[2])),
            ["done", "record.not_found"]
        );
        let nobody = EmployeeId(mine.uuid());
        assert_eq!(
            refusal(w.manager.leads().transfer(vec![mine], nobody)),
            ("owner.inactive".into(), "to".into())
        );
        w.admin.run(DisableEmployee { employee: w.ids[1] }).unwrap();
        assert_eq!(told(w.manager.leads().transfer(vec![mine], w.ids[1])), "owner.inactive");
    }
}

fn follow(lead: LeadId) -> NewFollowUp {
    NewFollowUp { lead_id: Some(lead), content: "聊过".into(), ..Default::default() }
}

#[test]
fn a_converted_lead_becomes_a_customer_of_the_same_owner() {
    for w in worlds() {
        let source = w.option("source", "广告");
        let new = NewLead {
            mobile: Some("13812345678".into()),
            telephone: Some("027-87654321".into()),
            email: Some("a@b.cn".into()),
            source: Some(source),
            industry: Some(w.option("industry", "IT")),
            level: Some(w.option("level", "B（普通客户）")),
            address: Some("武汉".into()),
            remark: Some("备注".into()),
            next_contact_at: Some(at("2026-03-09T00:00:00Z")),
            ..named("甲公司")
        };
        let id = w.wang.leads().create(new).unwrap().value;
        let said = w.wang.follow_ups().add(follow(id)).unwrap().value;
        w.clock.advance_days(1);
        let report = w.manager.leads().convert(vec![id]).unwrap().value;
        let customer = w.wang.customers().get(report.rows[0].customer.unwrap()).unwrap();
        let lead = w.wang.leads().get(id).unwrap();
        assert_eq!(
            (lead.customer_id, lead.converted_at),
            (Some(customer.id), customer.received_at)
        );
        assert_eq!((customer.name.as_str(), customer.owner_id), ("甲公司", Some(w.ids[1])));
        assert_eq!(customer.created_by, Some(w.ids[0]), "made by who converted");
        assert_eq!(
            (
                &customer.mobile,
                &customer.telephone,
                &customer.email,
                &customer.address,
                &customer.remark
            ),
            (&lead.mobile, &lead.telephone, &lead.email, &lead.address, &lead.remark)
        );
        assert_eq!(
            (customer.source, customer.industry, customer.level, customer.next_contact_at),
            (lead.source, lead.industry, lead.level, lead.next_contact_at)
        );
        assert_eq!(
            (customer.followed, customer.last_follow_at, &customer.last_follow_text),
            (false, lead.last_follow_at, &lead.last_follow_text),
            "its owner has done nothing since the manager made it"
        );
        // Linked, not copied: one follow-up stands on both.
        let all = w.wang.follow_ups().list(&Query::default()).unwrap().rows;
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].id, all[0].lead_id, all[0].customer_id),
            (said, Some(id), Some(customer.id))
        );
        // And so does one that comes later.
        w.clock.advance_days(1);
        let later = NewFollowUp { content: "又聊".into(), ..follow(id) };
        let later = w.wang.follow_ups().add(later).unwrap().value;
        assert_eq!(w.wang.get::<FollowUp>(later).unwrap().customer_id, Some(customer.id));
        let customer = w.wang.customers().get(customer.id).unwrap();
        assert_eq!(customer.last_follow_text.as_deref(), Some("又聊"));
    }
}

#[test]
fn conversion_is_refused_row_by_row() {
    for w in worlds() {
        let (good, twice, taken) = (lead(&w.wang, "甲"), lead(&w.wang, "乙"), lead(&w.wang, "丙"));
        let lis = lead(&w.li, "丁");
        w.wang.leads().convert(vec![twice]).unwrap();
        customer(&w.li, "丙");
        let report = w.wang.leads().convert(vec![twice, taken, lis, good, good]).unwrap().value;
        let codes: Vec<_> =
            report.rows.iter().map(|r| r.error.as_ref().map_or("done", |e| e.code())).collect();
        assert_eq!(
            codes,
            [
                "lead.already_converted",
                "lead.customer_exists",
                "record.not_found",
                "done",
                "lead.already_converted"
            ]
        );
        let made: Vec<bool> = report.rows.iter().map(|r| r.customer.is_some()).collect();
        assert_eq!(made, [false, false, false, true, false]);
        assert_eq!(report.rows[1].error.as_ref().unwrap().field_name(), Some("name"));
        assert_eq!(w.wang.leads().get(taken).unwrap().converted_at, None, "nothing half-done");
    }
}

#[test]
fn a_follow_up_less_lead_starts_its_customers_clock_at_conversion() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        w.clock.advance_days(3);
        let customer = w.wang.leads().convert(vec![id]).unwrap().value.rows[0].customer.unwrap();
        let customer = w.wang.customers().get(customer).unwrap();
        assert_eq!(
            (customer.followed, customer.last_follow_at),
            (false, Some(customer.created_at))
        );
        assert_eq!(customer.last_follow_text, None);
    }
}

#[test]
fn deleted_leads_lie_in_the_recycle_bin_and_come_back() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        assert_eq!(told(w.wang.leads().delete(vec![id])), "right.missing");
        assert_eq!(rows(w.manager.leads().restore(vec![id])), ["record.not_found"]);
        assert_eq!(rows(w.manager.leads().delete(vec![id, id])), ["done", "record.not_found"]);
        assert_eq!(told(w.wang.leads().get(id)), "record.not_found");
        assert_eq!(w.wang.leads().list(&Query::default()).unwrap().rows.len(), 0);
        let bin = w.wang.leads().list(&Query::default().deleted()).unwrap().rows;
        assert_eq!((bin.len(), bin[0].id), (1, id));
        assert!(bin[0].deleted_at.is_some());
        for (refused, what) in [
            (told(w.wang.leads().update(id, LeadPatch::default())), "edit"),
            (told(w.wang.follow_ups().add(follow(id))), "follow-up"),
        ] {
            assert_eq!(refused, "record.not_found", "{what}");
        }
        assert_eq!(rows(w.manager.leads().transfer(vec![id], w.ids[2])), ["record.not_found"]);
        assert_eq!(w.wang.leads().list(&Query::search("甲")).unwrap().rows.len(), 0);
        assert_eq!(rows(w.manager.leads().restore(vec![id])), ["done"]);
        assert_eq!(w.wang.leads().get(id).unwrap().deleted_at, None);
        assert_eq!(w.wang.leads().list(&Query::search("甲")).unwrap().rows.len(), 1);
    }
}

#[test]
fn a_batch_has_a_limit() {
    for w in worlds() {
        let many = vec![LeadId(w.ids[0].uuid()); 1001];
        let refused = w.manager.leads().delete(many).unwrap_err();
        assert_eq!(
            (refused.code(), refused.params()["max"].as_str()),
            ("command.too_many_rows", "1000")
        );
        assert_eq!(rows(w.manager.leads().delete(vec![])), [""; 0]);
    }
}

#[test]
fn conversion_is_taken_back_whole() {
    for w in worlds() {
        let id = lead(&w.wang, "甲");
        w.wang.follow_ups().add(follow(id)).unwrap();
        let done = w.wang.leads().convert(vec![id]).unwrap();
        let customer = done.value.rows[0].customer.unwrap();
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(w.wang.leads().get(id).unwrap().customer_id, None);
        assert_eq!(told(w.wang.customers().get(customer)), "record.not_found");
        let said = w.wang.follow_ups().list(&Query::default()).unwrap().rows;
        assert_eq!((said.len(), said[0].customer_id), (1, None));
        // The name is free again.
        let new = NewCustomer { name: "甲".into(), ..Default::default() };
        assert_eq!(told(w.wang.customers().create(new)), "done");
    }
}

#[test]
fn a_lead_is_in_one_state_which_follows_from_what_was_done() {
    for w in worlds() {
        let [_, assigned, worked, done, gone, later, dead] =
            ["新", "分配", "跟进", "转化", "删除", "放下", "无效"].map(|name| lead(&w.wang, name));
        w.manager.leads().transfer(vec![assigned], w.ids[2]).unwrap();
        for lead in [worked, done] {
            w.wang.follow_ups().add(follow(lead)).unwrap();
        }
        w.wang.leads().convert(vec![done]).unwrap();
        w.manager.leads().delete(vec![gone]).unwrap();
        let counts = |by: &Session| {
            let states = by.lead_states().unwrap();
            states.into_iter().map(|s| (s.state, s.count)).collect::<Vec<_>>()
        };
        let given_up =
            |leads, status| SetLeadStatus { leads, status, reason: Some("空号".into()) };
        rows(w.wang.run(given_up(vec![later], LeadStatus::Recycled)));
        rows(w.wang.run(given_up(vec![dead], LeadStatus::Dead)));
        use LeadState::{Assigned, Converted, Dead, InProcess, New, Recycled};
        let all = [New, Assigned, InProcess, Recycled, Dead, Converted];
        assert_eq!(counts(&w.manager), all.map(|state| (state, 1)));
        let lis = all.map(|state| (state, u64::from(state == Assigned)));
        assert_eq!(counts(&w.li), lis);
        let names = all.map(|state| {
            let page = w.manager.leads().list(&Query::new(Lead::in_state(state))).unwrap();
            page.rows.into_iter().map(|l| l.name).collect::<Vec<_>>()
        });
        assert_eq!(names, [["新"], ["分配"], ["跟进"], ["放下"], ["无效"], ["转化"]]);
        // Handed on, it begins anew.
        w.manager.leads().transfer(vec![worked], w.ids[2]).unwrap();
        assert_eq!(counts(&w.li)[1], (Assigned, 2));
        // So does what was given up.
        w.manager.leads().transfer(vec![later], w.ids[2]).unwrap();
        assert_eq!(counts(&w.li)[1], (Assigned, 3));
        assert_eq!(w.li.leads().get(later).unwrap().status_reason, None);
        let json = w.li.read_json(r#"{"read":"lead_states"}"#).unwrap();
        assert!(json.contains(r#"{"count":3,"state":"assigned"}"#), "{json}");
    }
}

#[test]
fn a_lead_is_given_up_and_taken_up_by_who_may_edit_it() {
    for w in worlds() {
        let l = lead(&w.wang, "线索");
        let plan = at("2026-03-02T05:00:00Z");
        let patch = LeadPatch { next_contact_at: Some(plan), ..Default::default() };
        w.wang.leads().update(l, patch).unwrap();
        assert_eq!(w.wang.todos(TodoKind::LeadsToday).unwrap().len(), 1);
        let set = |status, reason: Option<&str>| SetLeadStatus {
            leads: vec![l],
            status,
            reason: reason.map(str::to_owned),
        };
        assert_eq!(
            refusal(w.wang.run(set(LeadStatus::Open, Some("x")))),
            ("lead.open_reason".into(), "reason".into())
        );
        assert_eq!(rows(w.li.run(set(LeadStatus::Dead, None))), ["record.not_found"]);
        let long = "长".repeat(256);
        assert_eq!(rows(w.wang.run(set(LeadStatus::Dead, Some(&long)))), ["value.too_long"]);
        let done = w.wang.run(set(LeadStatus::Recycled, Some("明年再说"))).unwrap();
        let read = w.wang.leads().get(l).unwrap();
        assert_eq!(
            (read.status, read.status_reason.as_deref()),
            (LeadStatus::Recycled, Some("明年再说"))
        );
        assert_eq!(w.wang.todos(TodoKind::LeadsToday).unwrap(), [], "nobody waits for it");
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(w.wang.todos(TodoKind::LeadsToday).unwrap().len(), 1);
        // It can be converted all the same, and is history then.
        w.wang.run(set(LeadStatus::Dead, None)).unwrap();
        w.wang.leads().convert(vec![l]).unwrap();
        let read = w.wang.leads().get(l).unwrap();
        assert_eq!((read.status, read.converted_at.is_some()), (LeadStatus::Open, true));
        assert_eq!(rows(w.wang.run(set(LeadStatus::Dead, None))), ["lead.already_converted"]);
        let patch = LeadPatch { remark: Some("后来".into()), ..Default::default() };
        assert_eq!(told(w.wang.leads().update(l, patch)), "lead.already_converted");
    }
}

#[test]
fn a_customer_s_log_has_the_lead_s_for_who_may_read_leads() {
    for w in worlds() {
        let l = lead(&w.wang, "线索");
        let patch = LeadPatch { remark: Some("第一次听说".into()), ..Default::default() };
        w.wang.leads().update(l, patch).unwrap();
        w.wang.follow_ups().add(follow(l)).unwrap();
        let report = w.wang.leads().convert(vec![l]).unwrap().value;
        let customer = report.rows[0].customer.unwrap();
        let log = |by: &Session| {
            let mut all = Vec::new();
            loop {
                let before = all.last().map(|e: &HistoryEntry| e.mark.clone());
                let page = by.history::<Customer>(customer, before.as_deref(), 2).unwrap();
                if page.is_empty() {
                    break all;
                }
                all.extend(page);
            }
        };
        let commands = |by: &Session| {
            let log = log(by);
            log.into_iter().rev().map(|e| (e.command, e.entity)).collect::<Vec<_>>()
        };
        let told = commands(&w.wang);
        for want in ["lead.create", "lead.update", "follow_up.create", "lead.convert"] {
            assert!(told.iter().any(|(command, _)| command == want), "{want}: {told:?}");
        }
        assert!(format!("{:?}", log(&w.wang)).contains("第一次听说"));
        // The customer's next owner reads on; who may not read leads reads nothing of them.
        w.manager.customers().transfer(vec![customer], w.ids[2]).unwrap();
        assert!(commands(&w.li).iter().any(|(_, entity)| entity == "lead"));
        let only = w.role("只看客户", DataScope::All, &["customer.read"]);
        let guest = w.employee("访客", "13900009999", vec![only]);
        let guest = w.crm.session(guest).unwrap();
        assert!(commands(&guest).iter().all(|(_, entity)| entity == "customer"));
        // An unconverted lead's log is its own.
        let other = lead(&w.wang, "别的");
        assert!(log(&w.li).iter().all(|e| e.id != other.uuid()));
    }
}
