//! The person behind a lead becomes a contact of its customer.

use crate::common::{World, role, told, worlds};
use crate::{convert, make, map, named};
use crmkit::admin::role::{FieldRight, UpdateRole};
use crmkit::model::TypedId;
use crmkit::org::*;
use crmkit::query::Query;
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::lead::*;
use crmkit::session::Session;

const MOBILE: &str = "+8613800001111";

fn person() -> NewLead {
    NewLead {
        contact_name: Some("周先生".into()),
        mobile: Some(MOBILE.into()),
        telephone: Some("027-87654321".into()),
        email: Some("zhou@a.cn".into()),
        address: Some("武汉".into()),
        region: Some("420100".into()),
        remark: Some("展会".into()),
        ..named("甲")
    }
}

/// Converts a lead with its person; into a customer where there is one to merge it into.
fn with_contact(by: &Session, lead: LeadId, into: Option<CustomerId>) -> crmkit::Result<Converted> {
    let handling = DuplicateHandling::Merge;
    let choice = LeadChoice { lead, handling, customer: into };
    let choices = into.map(|_| vec![choice]);
    let (leads, contact) = (vec![lead], Some(true));
    let done =
        by.run(ConvertLeads { leads, on_duplicate: None, choices, contact, opportunity: None })?;
    let row = done.value.rows.into_iter().next().unwrap();
    match row.error.clone() {
        Some(error) => Err(error),
        None => Ok(row),
    }
}

fn contacts(w: &World) -> usize {
    w.admin.contacts().list(&Query::default()).unwrap().rows.len()
}

#[test]
fn the_person_of_a_lead_becomes_the_primary_contact() {
    for w in worlds() {
        let done = with_contact(&w.wang, make(&w.wang, person()), None).unwrap();
        let id = done.contact.unwrap();
        let read = w.wang.contacts().get(id).unwrap();
        assert_eq!((read.name.as_str(), read.owner_id), ("周先生", Some(w.ids[1])));
        assert_eq!(Some(read.customer_id), done.customer);
        assert_eq!(read.mobile.as_deref(), Some(MOBILE));
        assert_eq!(read.telephone.as_deref(), Some("+862787654321"));
        assert_eq!(
            (read.email.as_deref(), read.address.as_deref()),
            (Some("zhou@a.cn"), Some("武汉"))
        );
        let customer = w.wang.customers().get(read.customer_id).unwrap();
        assert_eq!(customer.primary_contact_id, Some(id));
        assert_eq!(customer.region.as_deref(), Some("420100"), "the region goes along");
        // Nobody named: it is the lead itself.
        let done = with_contact(&w.wang, make(&w.wang, named("李老板")), None).unwrap();
        assert_eq!(w.wang.contacts().get(done.contact.unwrap()).unwrap().name, "李老板");
        // Not asked for: none.
        let plain = convert(&w.wang, &[make(&w.wang, named("丙"))], None, &[]).unwrap().value;
        assert_eq!((plain.rows[0].contact, contacts(&w)), (None, 2));
    }
}

#[test]
fn joining_an_existing_customer_makes_no_second_contact_of_the_same_person() {
    for w in worlds() {
        let lead =
            |mobile: &str| make(&w.wang, NewLead { mobile: Some(mobile.into()), ..person() });
        let first = with_contact(&w.wang, lead(MOBILE), None).unwrap();
        let again = with_contact(&w.wang, lead("138 0000 1111"), first.customer).unwrap();
        assert_eq!((again.contact, contacts(&w)), (first.contact, 1), "the same person");
        let other = with_contact(&w.wang, lead("13800002222"), first.customer).unwrap();
        assert_ne!(other.contact, first.contact, "a namesake");
        let customer = w.wang.customers().get(first.customer.unwrap()).unwrap();
        assert_eq!(customer.primary_contact_id, first.contact, "the primary one stays");
        // One that the caller does not see is found, and not told.
        let ids = vec![first.contact.unwrap()];
        w.manager.contacts().transfer(ids, w.ids[2]).unwrap();
        let again = with_contact(&w.wang, lead(MOBILE), first.customer).unwrap();
        assert_eq!((again.contact, contacts(&w)), (None, 2));
        // What lies in the recycle bin does not stand in the way.
        w.admin.contacts().delete(vec![first.contact.unwrap()]).unwrap();
        assert!(with_contact(&w.wang, lead(MOBILE), first.customer).unwrap().contact.is_some());
    }
}

#[test]
fn a_field_that_the_mapping_leaves_out_is_left_out_of_the_contact_too() {
    for w in worlds() {
        map(&w, &[("telephone", None), ("email", None)]).unwrap();
        let done = with_contact(&w.wang, make(&w.wang, person()), None).unwrap();
        let read = w.wang.contacts().get(done.contact.unwrap()).unwrap();
        assert_eq!((read.telephone, read.email), (None, None));
        assert_eq!(read.mobile.as_deref(), Some(MOBILE));
    }
}

#[test]
fn a_contact_is_made_by_who_may_make_contacts_for_the_leads_owner() {
    for w in worlds() {
        let reads = ["lead.read", "lead.create", "lead.convert", "customer.read", "contact.read"];
        let without = w.role("无", DataScope::All, &reads);
        let own = w.role("本人", DataScope::Own, &["contact.create"]);
        let session = |name: &str, mobile: &str, roles| {
            w.crm.session(w.employee(name, mobile, roles)).unwrap()
        };
        let lead = make(&w.wang, person());
        let clerk = session("周", "13800000008", vec![without]);
        assert_eq!(told(with_contact(&clerk, lead, None)), "right.missing");
        let clerk = session("吴", "13800000009", vec![without, own]);
        let report = with_contact(&clerk, lead, None);
        assert_eq!(told(report), "right.row", "the whole lead stays as it was");
        assert!(w.wang.leads().get(lead).unwrap().converted_at.is_none());
        assert_eq!(told(with_contact(&clerk, make(&clerk, named("乙")), None)), "done");
    }
}

#[test]
fn fields_that_one_may_not_edit_stay_empty() {
    for w in worlds() {
        let field = |field: &str| FieldRight {
            entity: "contact".into(),
            field: field.into(),
            access: FieldAccess::Read,
        };
        let update = UpdateRole {
            role: role(&w.admin, "salesperson"),
            patch: None,
            operations: None,
            departments: None,
            employees: None,
            fields: Some(vec![field("mobile")]),
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        let done = with_contact(&w.wang, make(&w.wang, person()), None).unwrap();
        let read = w.admin.contacts().get(done.contact.unwrap()).unwrap();
        assert_eq!((read.mobile, read.telephone.is_some()), (None, true));
    }
}

#[test]
fn a_conversion_with_a_contact_is_taken_back_whole() {
    for w in worlds() {
        let lead = make(&w.wang, person());
        let (leads, contact) = (vec![lead], Some(true));
        let command =
            ConvertLeads { leads, on_duplicate: None, choices: None, contact, opportunity: None };
        let done = w.wang.run(command).unwrap();
        assert_eq!(contacts(&w), 1);
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(contacts(&w), 0);
        assert!(w.wang.leads().get(lead).unwrap().converted_at.is_none());
        let id = done.value.rows[0].contact.unwrap();
        assert_eq!(told(w.wang.contacts().get(ContactId(id.uuid()))), "record.not_found");
    }
}
