//! The operation log of a record: who, when, what, old → new, as people read it and as far as
//! they may (B1.20).

use crate::common::{World, code, worlds};
use crate::{customer, lead, new_lead, remark};
use crmkit::admin::employee::SetRoles;
use crmkit::admin::field::DefineField;
use crmkit::admin::role::{CreateRole, FieldRight};
use crmkit::admin::settings::UpdateSettings;
use crmkit::model::{Custom, Entity};
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::customer::{Customer, CustomerPatch, TeamAccess};
use crmkit::sales::follow_up::{FollowUp, NewFollowUp};
use crmkit::sales::lead::{Lead, LeadPatch, NewLead};
use crmkit::session::log::ChangeKind;
use crmkit::session::{HistoryEntry, Session};

/// Label, old and new of a field.
fn told(entry: &HistoryEntry, field: &str) -> Option<(String, Option<String>, Option<String>)> {
    let found = entry.fields.iter().find(|f| f.field == field)?;
    Some((found.label.clone(), found.old.clone(), found.new.clone()))
}

fn change(
    label: &str,
    old: Option<&str>,
    new: Option<&str>,
) -> Option<(String, Option<String>, Option<String>)> {
    Some((label.into(), old.map(Into::into), new.map(Into::into)))
}

fn newest<E: Entity>(session: &Session, id: E::Id) -> HistoryEntry {
    session.history::<E>(id, None, 1).unwrap().remove(0)
}

fn english(w: &World) {
    let patch = SettingsPatch { locale: Some("en".into()), ..Default::default() };
    w.admin.run(UpdateSettings { patch, expect_rev: None }).unwrap();
}

#[test]
fn it_tells_who_when_and_what_in_words() {
    for w in worlds() {
        let made = customer(&w.wang, "甲").value;
        let field = NewFieldDefinition {
            entity: "customer".into(),
            key: "budget".into(),
            kind: CustomKind::Number,
            label: "预算".into(),
            label_en: Some("Budget".into()),
            ..Default::default()
        };
        w.admin.run(DefineField { field, options: None }).unwrap();
        let level = Query::new(OptionItem::list().eq("level".into())).asc(OptionItem::position());
        let level = w.admin.list::<OptionItem>(&level).unwrap().rows[0].id;
        w.clock.advance_days(1);
        let patch = CustomerPatch {
            kind: Some(crmkit::sales::customer::CustomerKind::Individual),
            level: Some(level),
            next_contact_at: Some("2026-03-05T01:30:00Z".parse().unwrap()),
            mobile: Some("138 1234 5678".into()),
            custom: Some(Custom::default().with("budget", "12.5")),
            ..Default::default()
        };
        w.manager.customers().update(made, patch).unwrap();
        let entry = newest::<Customer>(&w.wang, made);
        assert_eq!((entry.actor.as_str(), entry.actor_id), ("王芳", Some(w.ids[0])));
        assert_eq!((entry.at, entry.kind), (w.crm.clock().now(), ChangeKind::Updated));
        assert_eq!(
            (entry.command.as_str(), entry.entity.as_str(), entry.id),
            ("customer.update", "customer", made.0)
        );
        assert_eq!(told(&entry, "kind"), change("客户类型", Some("企业"), Some("个人")));
        assert_eq!(told(&entry, "level"), change("客户级别", None, Some("A（重点客户）")));
        assert_eq!(
            told(&entry, "next_contact_at"),
            change("下次联系时间", None, Some("2026-03-05 09:30"))
        );
        assert_eq!(told(&entry, "mobile"), change("手机", None, Some("+8613812345678")));
        assert_eq!(told(&entry, "custom.budget"), change("预算", None, Some("12.5")));
        assert_eq!(entry.fields.len(), 5, "and of nothing else");
        w.manager.customers().transfer(vec![made], w.ids[2]).unwrap();
        let entry = newest::<Customer>(&w.li, made);
        assert_eq!(told(&entry, "owner_id"), change("负责人", Some("李强"), Some("赵敏")));
        english(&w);
        let entries = w.li.history::<Customer>(made, None, 2).unwrap();
        assert_eq!(told(&entries[0], "owner_id"), change("Owner", Some("李强"), Some("赵敏")));
        assert_eq!(told(&entries[1], "level"), change("Level", None, Some("A (key)")));
        assert_eq!(
            told(&entries[1], "kind"),
            change("Kind", Some("Organisation"), Some("Individual"))
        );
        assert_eq!(told(&entries[1], "custom.budget"), change("Budget", None, Some("12.5")));
    }
}

#[test]
fn it_is_read_page_by_page_the_newest_first() {
    for w in worlds() {
        let made = lead(&w.wang, "甲");
        for n in 0..9 {
            w.wang.leads().update(made, remark(&n.to_string())).unwrap();
        }
        let all = w.wang.history::<Lead>(made, None, 50).unwrap();
        assert_eq!(all.len(), 10);
        assert!(all.windows(2).all(|w| w[0].at >= w[1].at));
        assert_eq!(
            (all[0].fields[0].new.as_deref(), all[9].kind),
            (Some("8"), ChangeKind::Created)
        );
        let (mut paged, mut before) = (Vec::new(), None);
        loop {
            let page = w.wang.history::<Lead>(made, before.as_deref(), 4).unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.mark.clone());
            paged.extend(page);
        }
        assert_eq!(paged, all);
    }
}

#[test]
fn what_belongs_to_a_record_stands_in_its_history() {
    for w in worlds() {
        let made = customer(&w.wang, "甲").value;
        w.wang.customers().add_member(made, w.ids[2], TeamAccess::Read, None).unwrap();
        let entry = newest::<Customer>(&w.wang, made);
        assert_eq!(
            (entry.entity.as_str(), entry.command.as_str()),
            ("customer_member", "customer.add_member")
        );
        assert_eq!(told(&entry, "access"), change("权限", None, Some("只读")));
        let new = NewFollowUp {
            customer_id: Some(made),
            content: "电话沟通".into(),
            ..Default::default()
        };
        let follow_up = w.wang.follow_ups().add(new).unwrap().value;
        let entries = w.wang.history::<Customer>(made, None, 2).unwrap();
        let entities: Vec<_> = entries.iter().map(|e| e.entity.as_str()).collect();
        assert_eq!(entities, ["customer", "follow_up"], "one command, two rows");
        assert_eq!(told(&entries[0], "followed"), change("已跟进", Some("否"), Some("是")));
        assert_eq!(told(&entries[1], "content"), change("跟进内容", None, Some("电话沟通")));
        let own = w.wang.history::<FollowUp>(follow_up, None, 9).unwrap();
        assert!(own.len() == 1 && own[0].id == follow_up.0, "its own history is its own");
        // Who may not read follow-ups is not told of them here either.
        let only = w.role("只看客户", DataScope::All, &["customer.read"]);
        w.admin.run(SetRoles { employee: w.ids[2], roles: vec![only] }).unwrap();
        let entries = w.li.history::<Customer>(made, None, 9).unwrap();
        assert!(entries.iter().all(|e| e.entity != "follow_up"));
        assert_eq!(code(w.li.history::<FollowUp>(follow_up, None, 9)), Some("right.missing"));
    }
}

#[test]
fn deleted_and_restored_records_keep_their_history() {
    for w in worlds() {
        let made = lead(&w.wang, "甲");
        w.manager.leads().delete(vec![made]).unwrap();
        assert_eq!(newest::<Lead>(&w.manager, made).kind, ChangeKind::Deleted);
        w.manager.leads().restore(vec![made]).unwrap();
        let kinds: Vec<_> =
            w.wang.history::<Lead>(made, None, 9).unwrap().iter().map(|h| h.kind).collect();
        assert_eq!(kinds, [ChangeKind::Restored, ChangeKind::Deleted, ChangeKind::Created]);
    }
}

#[test]
fn it_is_for_who_sees_the_record() {
    for w in worlds() {
        let made = lead(&w.wang, "甲");
        assert_eq!(code(w.li.history::<Lead>(made, None, 9)), Some("record.not_found"));
        assert_eq!(
            code(w.li.history::<Lead>(Default::default(), None, 9)),
            Some("record.not_found")
        );
        assert_eq!(
            code(w.wang.history::<Role>(Default::default(), None, 9)),
            Some("right.missing")
        );
        w.manager.leads().transfer(vec![made], w.ids[2]).unwrap();
        assert_eq!(w.li.history::<Lead>(made, None, 9).unwrap().len(), 2, "from the beginning");
        assert_eq!(code(w.wang.history::<Lead>(made, None, 9)), Some("record.not_found"));
    }
}

#[test]
fn hidden_fields_are_named_and_blank() {
    for w in worlds() {
        let new = NewLead { remark: Some("机密".into()), ..new_lead("甲") };
        let made = w.wang.leads().create(new).unwrap().value;
        w.wang.leads().update(made, remark("更机密")).unwrap();
        let fields = vec![FieldRight {
            entity: "lead".into(),
            field: "remark".into(),
            access: FieldAccess::Hidden,
        }];
        let make = CreateRole {
            fields: Some(fields),
            ..crate::common::new_role("看", DataScope::All, &["lead.read"])
        };
        let role = w.admin.run(make).unwrap().value;
        w.admin.run(SetRoles { employee: w.ids[2], roles: vec![role] }).unwrap();
        let history = w.li.history::<Lead>(made, None, 9).unwrap();
        assert!(!format!("{history:?}").contains("机密"));
        for entry in &history {
            let remark = entry.fields.iter().find(|f| f.field == "remark").unwrap();
            assert!(remark.masked && remark.old.is_none() && remark.new.is_none());
        }
        assert_eq!(told(&history[1], "name"), change("线索名称", None, Some("甲")));
    }
}

#[test]
fn references_to_what_one_does_not_see_are_not_named() {
    for w in worlds() {
        let made = lead(&w.wang, "武汉鑫源");
        let converted = w.wang.leads().convert(vec![made]).unwrap().value.rows[0].customer.unwrap();
        let patch = CustomerPatch { name: Some("改名鑫源".into()), ..Default::default() };
        w.wang.customers().update(converted, patch).unwrap();
        let entry = |session: &Session| {
            let history = session.history::<Lead>(made, None, 9).unwrap();
            let entry = history.into_iter().find(|h| h.command == "lead.convert").unwrap();
            told(&entry, "customer_id").unwrap().2
        };
        assert_eq!(entry(&w.wang).as_deref(), Some("改名鑫源"));
        let leads = w.role("只看线索", DataScope::All, &["lead.read"]);
        let own = w.role("自己的客户", DataScope::Own, &["customer.read"]);
        for roles in [vec![leads], vec![leads, own]] {
            w.admin.run(SetRoles { employee: w.ids[2], roles }).unwrap();
            assert_eq!(entry(&w.li).as_deref(), Some("***"));
        }
        let history = w.li.history::<Lead>(made, None, 9).unwrap();
        assert!(!format!("{history:?}").contains("改名"));
        w.manager.customers().delete(vec![converted]).unwrap();
        assert_eq!(entry(&w.wang).as_deref(), Some("改名鑫源"), "also from the recycle bin");
    }
}

#[test]
fn an_old_value_can_be_put_back_from_it() {
    for w in worlds() {
        let made = lead(&w.wang, "甲");
        w.wang.leads().update(made, remark("一")).unwrap();
        w.wang
            .leads()
            .update(made, LeadPatch { clear: vec!["remark".into()], ..Default::default() })
            .unwrap();
        let entry = newest::<Lead>(&w.wang, made);
        assert_eq!(told(&entry, "remark"), change("备注", Some("一"), None));
        w.wang.leads().update(made, remark(entry.fields[0].old.as_deref().unwrap())).unwrap();
        assert_eq!(w.wang.leads().get(made).unwrap().remark.as_deref(), Some("一"));
    }
}
