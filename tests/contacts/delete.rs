//! Contacts keep their customer from being deleted; with a pooled one they go and come back.

use crate::common::{customer, rows, told, worlds};
use crate::{contact, contact_of, primary};
use crmkit::model::Locale;
use crmkit::query::Query;
use crmkit::sales::contact::Contact;
use crmkit::sales::customer::{DeleteBlock, UpdateCustomer};
use crmkit::sales::pool::{DeletePooled, ReleaseCustomers, RestorePooled};

#[test]
fn a_customer_with_live_contacts_is_not_deleted_and_says_how_many() {
    for w in worlds() {
        let [full, empty, foreign] = ["甲", "乙", "丙"].map(|name| customer(&w.wang, name));
        let ids = [contact(&w.wang, full, "一"), contact_of(&w.manager, full, "二", w.ids[2])];
        contact(&w.wang, foreign, "三");
        let delete = || w.manager.customers().delete(vec![full, empty]);
        let report = delete().unwrap().value;
        let error = report.rows[0].error.clone().unwrap();
        assert_eq!((error.code(), report.rows[1].error.is_none()), ("customer.used", true));
        assert_eq!(error.params()["contact"].to_string(), "2");
        assert_eq!(error.message(Locale::ZhCn), "客户下还有联系人 2 个，不能删除");
        assert_eq!(error.message(Locale::En), "the customer still has records: Contact: 2");
        // The same before trying, whoever sees the contacts; of customers that one sees.
        let block = DeleteBlock { customer: full, entity: "contact".into(), count: 2 };
        let blocks = w.wang.customer_delete_blocks(&[full, empty]).unwrap();
        assert_eq!(blocks, [block]);
        assert_eq!(w.li.customer_delete_blocks(&[full]).unwrap(), []);
        assert_eq!(rows(w.manager.contacts().delete(ids.to_vec())), ["done", "done"]);
        assert_eq!(w.wang.customer_delete_blocks(&[full]).unwrap(), []);
        assert_eq!(rows(w.manager.customers().delete(vec![full])), ["done"]);
        // A contact does not come back to a customer in the bin, nor with it unasked.
        assert_eq!(rows(w.manager.contacts().restore(vec![ids[0]])), ["record.deleted"]);
        w.clock.advance_days(1);
        assert_eq!(rows(w.manager.customers().restore(vec![full])), ["done"]);
        assert_eq!(told(w.wang.contacts().get(ids[0])), "record.not_found");
        assert_eq!(rows(w.manager.contacts().restore(ids.to_vec())), ["done", "done"]);
        assert_eq!(rows(delete()), ["customer.used", "record.not_found"]);
    }
}

#[test]
fn undoing_a_restoration_leaves_no_contact_without_its_customer() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let id = contact(&w.wang, c, "一");
        w.manager.contacts().delete(vec![id]).unwrap();
        w.manager.customers().delete(vec![c]).unwrap();
        w.clock.advance_days(1);
        let restored = w.manager.customers().restore(vec![c]).unwrap();
        w.manager.contacts().restore(vec![id]).unwrap();
        assert_eq!(told(w.manager.undo(restored.command_id)), "undo.touched_since");
        assert_eq!(told(w.wang.contacts().get(id)), "done");
    }
}

#[test]
fn undoing_a_deletion_leaves_no_contact_without_its_customer() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let [first, second] = ["一", "二"].map(|name| contact(&w.wang, c, name));
        w.manager.contacts().delete(vec![first]).unwrap();
        let deleted = w.manager.contacts().delete(vec![second]).unwrap();
        let gone = w.manager.customers().delete(vec![c]).unwrap();
        assert_eq!(told(w.manager.undo(deleted.command_id)), "undo.touched_since");
        w.manager.undo(gone.command_id).unwrap();
        assert_eq!(told(w.manager.undo(deleted.command_id)), "done");
    }
}

#[test]
fn a_pools_administrator_deletes_a_customer_with_its_contacts_and_brings_both_back() {
    for w in worlds() {
        let (pool, c) = (w.pool("公海"), customer(&w.wang, "甲"));
        let [first, second, before] = ["一", "二", "三"].map(|name| contact(&w.wang, c, name));
        w.manager.contacts().delete(vec![before]).unwrap();
        w.clock.advance_days(1);
        w.wang.run(ReleaseCustomers { pool, customers: vec![c] }).unwrap();
        let delete = || DeletePooled { pool, customers: vec![c] };
        let restore = || RestorePooled { pool, customers: vec![c] };
        assert_eq!(told(w.wang.run(delete())), "pool.admin");
        let deleted = w.manager.run(delete()).unwrap();
        assert_eq!(deleted.value.single(), Ok(()));
        let inside = || w.li.pool(pool).contacts(&Query::default()).unwrap().rows.len();
        assert_eq!(inside(), 0);
        assert_eq!(w.li.pool(pool).list(&Query::default()).unwrap().rows.len(), 0);
        assert_eq!(told(w.wang.run(restore())), "pool.admin");
        assert_eq!(rows(w.manager.customers().restore(vec![c])), ["pool.pooled"]);
        assert_eq!(rows(w.manager.run(restore())), ["done"]);
        assert_eq!(inside(), 2, "those that went with it, not the one deleted before");
        assert_eq!(rows(w.manager.run(restore())), ["record.not_found"]);
        let again = w.manager.run(delete()).unwrap();
        w.manager.undo(again.command_id).unwrap();
        assert_eq!(inside(), 2);
        w.li.pool(pool).claim(vec![c]).unwrap().value.single().unwrap();
        assert_eq!(primary(&w.li, c), Some(first));
        assert_eq!(told(w.li.contacts().get(second)), "done");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_contacts_history_and_its_customers_are_told_apart() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let id = contact(&w.wang, c, "一");
        let edit = UpdateCustomer { customer: c, patch: Default::default(), expect_rev: None };
        w.wang.run(edit).unwrap();
        let history = w.wang.history::<Contact>(id, None, 10).unwrap();
        assert_eq!(history.len(), 1);
        assert_eq!(told(w.li.history::<Contact>(id, None, 10)), "record.not_found");
    }
}
