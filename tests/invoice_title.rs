//! Invoice titles: what they must hold, and who may touch them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, worlds};
use crmkit::query::Query;
use crmkit::sales::customer::*;
use crmkit::sales::invoice_title::*;
use crmkit::session::Session;

const TAX_NUMBER: &str = "91420100MA4KXXXX1X";

fn customer(session: &Session, name: &str) -> CustomerId {
    let customer = NewCustomer { name: name.into(), ..Default::default() };
    session.customers().create(customer).unwrap().value
}

fn company_title(customer_id: CustomerId, title: &str) -> NewInvoiceTitle {
    let tax_number = Some(TAX_NUMBER.into());
    NewInvoiceTitle { customer_id, title: title.into(), tax_number, ..Default::default() }
}

fn code<T: std::fmt::Debug>(result: crmkit::Result<T>) -> &'static str {
    result.unwrap_err().code()
}

fn each(story: impl Fn(World)) {
    worlds().into_iter().for_each(story);
}

#[test]
fn a_company_needs_a_tax_number_and_a_person_does_not() {
    each(|w| {
        let customer = customer(&w.wang, "武汉鑫源贸易");
        let titles = w.wang.invoice_titles();
        let title = company_title(customer, "武汉鑫源贸易有限公司");
        let without = NewInvoiceTitle { tax_number: None, ..title.clone() };
        assert_eq!(code(titles.create(without)), "invoice_title.tax_number_missing");
        let wrong = NewInvoiceTitle { tax_number: Some("9142".into()), ..title.clone() };
        assert_eq!(code(titles.create(wrong)), "invoice_title.tax_number");
        let person = NewInvoiceTitle {
            kind: Some(TitleKind::Person),
            tax_number: None,
            title: "单先生".into(),
            ..title
        };
        let person = titles.create(person).unwrap().value;
        let patch = InvoiceTitlePatch { kind: Some(TitleKind::Company), ..Default::default() };
        let update = UpdateInvoiceTitle { invoice_title: person, patch, expect_rev: None };
        assert_eq!(code(w.wang.run(update)), "invoice_title.tax_number_missing");
        assert_eq!(w.wang.get::<InvoiceTitle>(person).unwrap().kind, TitleKind::Person);
    });
}

#[test]
fn a_tax_number_is_kept_in_half_width_capitals() {
    each(|w| {
        let mut title = company_title(customer(&w.wang, "甲"), "甲公司");
        title.tax_number = Some("９１４２０１００ ma4k xxxx1x".into());
        let id = w.wang.invoice_titles().create(title).unwrap().value;
        let read = w.wang.get::<InvoiceTitle>(id).unwrap();
        assert_eq!(read.tax_number.as_deref(), Some(TAX_NUMBER));
    });
}

#[test]
fn a_title_stands_once_in_a_customer_and_may_stand_in_several() {
    each(|w| {
        let (one, two) = (customer(&w.wang, "甲"), customer(&w.wang, "乙"));
        let titles = w.wang.invoice_titles();
        let first = titles.create(company_title(one, "ABC 科技")).unwrap().value;
        assert_eq!(code(titles.create(company_title(one, "ａｂｃ　科技"))), "record.duplicate");
        titles.create(company_title(two, "ABC 科技")).unwrap();
        let deleted = w.wang.run(DeleteInvoiceTitle { invoice_title: first }).unwrap();
        titles.create(company_title(one, "ABC 科技")).unwrap();
        assert_eq!(code(w.wang.undo(deleted.command_id)), "undo.touched_since");
        assert_eq!(w.crm.check().unwrap(), []);
    });
}

#[test]
fn titles_are_seen_with_their_customer_and_changed_by_who_may_edit_it() {
    each(|w| {
        let customer = customer(&w.wang, "武汉鑫源贸易");
        let title = company_title(customer, "武汉鑫源贸易有限公司");
        let id = w.wang.invoice_titles().create(title.clone()).unwrap().value;
        let seen = |s: &Session| s.invoice_titles().list(&Query::search("xy")).unwrap().rows.len();
        let patch = InvoiceTitlePatch { bank: Some("招商银行".into()), ..Default::default() };
        let update =
            || UpdateInvoiceTitle { invoice_title: id, patch: patch.clone(), expect_rev: None };

        assert_eq!((seen(&w.wang), seen(&w.manager), seen(&w.li)), (1, 1, 0));
        assert_eq!(code(w.li.invoice_titles().create(title.clone())), "record.not_found");
        assert_eq!(code(w.li.run(update())), "record.not_found");

        let add = |access| w.wang.customers().add_member(customer, w.ids[2], access, None).unwrap();
        add(TeamAccess::Read);
        assert_eq!(seen(&w.li), 1);
        assert_eq!(code(w.li.run(update())), "right.row");
        assert_eq!(code(w.li.run(DeleteInvoiceTitle { invoice_title: id })), "right.row");
        assert_eq!(code(w.li.invoice_titles().create(title.clone())), "right.row");
        add(TeamAccess::Write);
        w.li.run(update()).unwrap();
        assert_eq!(w.wang.get::<InvoiceTitle>(id).unwrap().bank.as_deref(), Some("招商银行"));

        let other = NewInvoiceTitle { title: "鑫源".into(), ..title };
        let own = w.wang.invoice_titles().create(other).unwrap().command_id;
        w.wang.customers().transfer(vec![customer], w.ids[2]).unwrap().value.single().unwrap();
        assert_eq!((seen(&w.wang), seen(&w.li)), (0, 2));
        assert_eq!(code(w.wang.undo(own)), "record.not_found");
    });
}

#[test]
fn a_title_comes_out_of_the_recycle_bin_while_its_name_is_free() {
    each(|w| {
        let customer = customer(&w.wang, "甲");
        let titles = w.wang.invoice_titles();
        let id = titles.create(company_title(customer, "鑫源")).unwrap().value;
        let restore = |by: &Session, ids: &[InvoiceTitleId]| {
            let report = by.run(RestoreInvoiceTitles { invoice_titles: ids.to_vec() });
            let rows = report.unwrap().value.rows;
            rows.into_iter().map(|r| r.error.map(|e| e.code())).collect::<Vec<_>>()
        };
        assert_eq!(restore(&w.wang, &[id]), [Some("record.not_found")], "it is not in it");
        w.wang.run(DeleteInvoiceTitle { invoice_title: id }).unwrap();
        let twin = titles.create(company_title(customer, "鑫源")).unwrap().value;
        assert_eq!(restore(&w.wang, &[id]), [Some("record.duplicate")]);
        w.wang.run(DeleteInvoiceTitle { invoice_title: twin }).unwrap();
        assert_eq!(restore(&w.li, &[id]), [Some("record.not_found")], "not his customer");
        w.wang.customers().add_member(customer, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(restore(&w.li, &[id]), [Some("right.row")], "he may only read");
        // Each row for itself: the first takes the name, the second finds it taken.
        assert_eq!(restore(&w.wang, &[id, twin]), [None, Some("record.duplicate")]);
        assert_eq!(titles.list(&Query::default()).unwrap().rows[0].id, id);
    });
}
