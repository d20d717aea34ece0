//! The recycle bin is emptied of what has lain in it long enough, if the company says so (B1.1).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, lead, refusal, rows, told, worlds};
use crmkit::admin::settings::UpdateSettings;
use crmkit::model::{Entity, TypedId};
use crmkit::org::SettingsPatch;
use crmkit::query::Query;
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::invoice_title::*;
use crmkit::sales::lead::*;
use crmkit::session::Session;
use crmkit::store::{read, rows as stored};

fn keep(w: &World, days: i64) -> crmkit::Result<()> {
    let patch = SettingsPatch { purge_after_days: Some(days), ..Default::default() };
    w.admin.run(UpdateSettings { patch, expect_rev: None }).map(|_| ())
}

fn said(w: &World, new: NewFollowUp) -> FollowUpId {
    w.wang.follow_ups().add(NewFollowUp { content: "电话".into(), ..new }).unwrap().value
}

/// Every row of an entity, wherever it lies.
fn all<E: Entity>(w: &World) -> Vec<E> {
    let mut query = crmkit::query::BoundQuery::all(E::META);
    query.bin = crmkit::query::Bin::Any;
    read(&**w.crm.store(), None, |reader| stored::<E>(reader, &query)).unwrap()
}

fn bin(by: &Session) -> usize {
    by.leads().list(&Query::default().deleted()).unwrap().rows.len()
}

#[test]
fn nothing_is_purged_unless_the_company_says_so_and_not_before_its_day() {
    for w in worlds() {
        let [old, new, back] = ["旧", "新", "取回"].map(|name| lead(&w.wang, name));
        w.manager.leads().delete(vec![old, back]).unwrap();
        w.clock.advance_days(400);
        assert_eq!(w.crm.tick().unwrap(), [], "kept for ever");
        assert_eq!(told(keep(&w, 0)), "value.out_of_range");
        assert_eq!(told(keep(&w, 3651)), "value.out_of_range");
        keep(&w, 30).unwrap();
        w.manager.leads().delete(vec![new]).unwrap();
        w.manager.leads().restore(vec![back]).unwrap();
        let due = w.crm.tick_preview().unwrap();
        assert_eq!(
            due.iter().map(|d| (d.entity.as_str(), d.id)).collect::<Vec<_>>(),
            [("lead", old.uuid())]
        );
        assert_eq!(due[0].why, "2026-03-02 09:00放入回收站");
        assert_eq!(w.crm.tick().unwrap(), due);
        assert_eq!((bin(&w.manager), all::<Lead>(&w).len()), (1, 2));
        assert_eq!(rows(w.manager.leads().restore(vec![old])), ["record.not_found"]);
        assert_eq!(told(w.manager.history::<Lead>(old, None, 9)), "record.not_found");
        w.clock.advance_days(29);
        assert_eq!(w.crm.tick().unwrap(), []);
        w.clock.advance_days(1);
        assert_eq!(w.crm.tick().unwrap().len(), 1);
        assert_eq!(w.crm.tick().unwrap(), [], "once");
        assert_eq!((bin(&w.manager), w.manager.leads().get(back).unwrap().id), (0, back));
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn what_belongs_to_a_record_goes_with_it_and_what_names_it_forgets_it() {
    for w in worlds() {
        // A customer that a lead became, with a contact, a title, a team and follow-ups.
        let l = lead(&w.wang, "线索");
        let lead_id = Some(l);
        let both = said(&w, NewFollowUp { lead_id, ..Default::default() });
        let report = w.wang.leads().convert(vec![l]).unwrap().value;
        let c = report.rows[0].customer.unwrap();
        let customer_id = Some(c);
        let only = said(&w, NewFollowUp { customer_id, ..Default::default() });
        let new = NewContact { name: "孙".into(), customer_id: c, ..Default::default() };
        let contact = w.wang.contacts().create(new).unwrap().value;
        let title = NewInvoiceTitle {
            customer_id: c,
            title: "个人".into(),
            kind: Some(TitleKind::Person),
            ..Default::default()
        };
        w.admin.run(CreateInvoiceTitle { invoice_title: title }).unwrap();
        w.wang.customers().add_member(c, w.ids[2], TeamAccess::Read, None).unwrap();
        let with = AddFollowUp {
            follow_up: NewFollowUp { customer_id, content: "见面".into(), ..Default::default() },
            contacts: Some(vec![contact]),
            files: Some(vec![FileReference {
                name: "a".into(),
                reference: "b".into(),
                size: None,
            }]),
        };
        w.wang.run(with).unwrap();
        let other = customer(&w.wang, "不相干");
        said(&w, NewFollowUp { customer_id: Some(other), ..Default::default() });
        w.admin.contacts().delete(vec![contact]).unwrap();
        assert_eq!(rows(w.admin.customers().delete(vec![c])), ["done"]);
        keep(&w, 10).unwrap();
        w.clock.advance_days(10);
        assert!(w.crm.tick().unwrap().len() >= 2);
        assert_eq!(all::<Customer>(&w).iter().map(|c| c.id).collect::<Vec<_>>(), [other]);
        assert_eq!(all::<Contact>(&w), []);
        assert_eq!(all::<InvoiceTitle>(&w), []);
        assert_eq!(all::<CustomerMember>(&w), []);
        assert_eq!(all::<FollowUpContact>(&w).len() + all::<FollowUpFile>(&w).len(), 0);
        let left: Vec<FollowUp> = all(&w);
        assert!(left.iter().all(|f| f.id != only) && left.len() == 2);
        let kept = left.iter().find(|f| f.id == both).unwrap();
        assert_eq!((kept.lead_id, kept.customer_id), (Some(l), None), "it stands on its lead");
        let l = w.wang.leads().get(l).unwrap();
        assert_eq!((l.customer_id, l.converted_at.is_some()), (None, true));
        assert_eq!(w.crm.check().unwrap(), []);
        // Its name is free, and nothing finds it any more.
        customer(&w.wang, "线索");
        assert_eq!(w.wang.customers().list(&Query::search("线索").deleted()).unwrap().rows, []);
    }
}

#[test]
fn the_log_tells_of_a_purge_and_an_undo_finds_nothing() {
    for w in worlds() {
        let l = lead(&w.wang, "线索");
        let deleted = w.manager.leads().delete(vec![l]).unwrap();
        keep(&w, 1).unwrap();
        w.clock.advance_days(1);
        w.crm.tick().unwrap();
        assert_eq!(told(w.manager.undo(deleted.command_id)), "undo.touched_since");
        let log: Vec<crmkit::session::log::ChangeLog> = all(&w);
        let last = log.iter().rfind(|c| c.record_id.0 == l.uuid()).unwrap();
        assert_eq!(
            (last.kind, last.command.as_str()),
            (crmkit::session::log::ChangeKind::Purged, "bin.purge")
        );
        assert_eq!(last.fields, "{}", "what it was is not said once more");
        let asked = crmkit::commands::PurgeRecords { entity: "lead".into(), records: vec![] };
        assert_eq!(refusal(w.admin.run(asked)).0, "right.system_only");
    }
}
