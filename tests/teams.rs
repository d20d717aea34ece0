//! Teams: one set of rules for customers and contacts, on every store (B1.15).
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, at, customer, refusal, rows, told, worlds};
use crmkit::model::Timestamp;
use crmkit::org::EmployeeId;
use crmkit::query::Query;
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::session::log::ChangeKind;
use crmkit::session::{BatchReport, Outcome};

fn contact_for(w: &World, customer_id: CustomerId, name: &str, owner: EmployeeId) -> ContactId {
    let owner_id = Some(owner);
    let new = NewContact { customer_id, name: name.into(), owner_id, ..Default::default() };
    w.manager.contacts().create(new).unwrap().value
}

/// Contacts of 李强, each of a customer of his.
fn contacts<const N: usize>(w: &World, names: [&str; N]) -> [ContactId; N] {
    names.map(|name| contact_for(w, customer(&w.wang, name), name, w.ids[1]))
}

fn add(
    contacts: &[ContactId],
    employee: EmployeeId,
    access: TeamAccess,
    expires_at: Option<Timestamp>,
) -> AddContactMember {
    AddContactMember { contacts: contacts.to_vec(), employee, access, expires_at }
}

fn team(w: &World, contact: ContactId) -> Vec<(EmployeeId, TeamAccess, Option<Timestamp>)> {
    let query = Query::new(ContactMember::record_id().eq(contact));
    let rows = w.admin.list::<ContactMember>(&query).unwrap().rows;
    rows.iter().map(|m| (m.employee_id, m.access, m.expires_at)).collect()
}

/// Adding a member again changed his access in every record of every type.
#[test]
fn defect_4_adding_a_member_again_changes_his_place_in_that_record_only() {
    for w in worlds() {
        let [one, two] = contacts(&w, ["甲", "乙"]);
        let li = w.ids[2];
        let home = w.wang.contacts().get(one).unwrap().customer_id;
        w.wang.customers().add_member(home, li, TeamAccess::Read, None).unwrap();
        w.wang.run(add(&[one, two], li, TeamAccess::Read, None)).unwrap();
        w.wang.run(add(&[one, two], w.ids[0], TeamAccess::Read, None)).unwrap();
        let until = Some(at("2026-04-01T00:00:00Z"));
        w.wang.run(add(&[two], li, TeamAccess::Write, until)).unwrap();
        let manager = (w.ids[0], TeamAccess::Read, None);
        assert_eq!(team(&w, one), [(li, TeamAccess::Read, None), manager]);
        assert_eq!(team(&w, two), [(li, TeamAccess::Write, until), manager]);
        let of_customer = Query::new(CustomerMember::record_id().eq(home));
        let place = w.admin.list::<CustomerMember>(&of_customer).unwrap().rows.remove(0);
        assert_eq!((place.access, place.expires_at), (TeamAccess::Read, None));
        let edit = || ContactPatch { post: Some("x".into()), ..Default::default() };
        assert_eq!(told(w.li.contacts().update(one, edit())), "right.row");
        assert_eq!(told(w.li.contacts().update(two, edit())), "done");
    }
}

/// Expired members kept their access until the nightly job removed them.
#[test]
fn defect_5_a_membership_ends_at_its_instant_without_any_job() {
    for w in worlds() {
        let [id] = contacts(&w, ["甲"]);
        let home = w.wang.contacts().get(id).unwrap().customer_id;
        let until = Some(at("2026-03-03T01:00:00Z"));
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Write, until)).unwrap();
        w.wang.customers().add_member(home, w.ids[2], TeamAccess::Write, until).unwrap();
        let edit = || ContactPatch { post: Some("x".into()), ..Default::default() };
        w.clock.set(at("2026-03-03T00:59:59Z"));
        assert_eq!(told(w.li.contacts().update(id, edit())), "done");
        assert_eq!(told(w.li.customers().get(home)), "done");
        w.clock.set(at("2026-03-03T01:00:00Z"));
        assert_eq!(told(w.li.contacts().get(id)), "record.not_found");
        assert_eq!(told(w.li.contacts().update(id, edit())), "record.not_found");
        assert_eq!(told(w.li.customers().get(home)), "record.not_found");
        assert_eq!(w.li.contacts().list(&Query::default()).unwrap().rows, []);
        assert_eq!(w.li.contacts().list(&Query::search("甲")).unwrap().rows, []);
        assert_eq!(team(&w, id).len(), 1, "nobody tidied yet");
        let jobs: Vec<_> = w.crm.tick().unwrap().into_iter().map(|due| due.job).collect();
        assert_eq!(jobs, ["customer.expire_members", "contact.expire_members"]);
        assert_eq!(team(&w, id), []);
        assert_eq!(w.crm.tick().unwrap(), []);
    }
}

#[test]
fn members_read_writing_members_edit_none_deletes_or_gives_away() {
    for w in worlds() {
        let [id] = contacts(&w, ["甲"]);
        let edit = || ContactPatch { post: Some("x".into()), ..Default::default() };
        assert_eq!(told(w.li.contacts().get(id)), "record.not_found");
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Read, None)).unwrap();
        assert_eq!(told(w.li.contacts().get(id)), "done");
        assert_eq!(told(w.li.contacts().update(id, edit())), "right.row");
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Write, None)).unwrap();
        assert_eq!(told(w.li.contacts().update(id, edit())), "done");
        assert_eq!(rows(w.li.contacts().transfer(vec![id], w.ids[2])), ["right.row"]);
        // Neither the team nor a place in it is theirs to change, but to leave.
        let longer = add(&[id], w.ids[2], TeamAccess::Write, None);
        assert_eq!(rows(w.li.run(longer)), ["right.row"]);
        let remove = |employee| RemoveContactMember { contacts: vec![id], employee };
        assert_eq!(rows(w.li.run(remove(w.ids[2]))), ["right.row"]);
        let leave = || LeaveContactTeam { contacts: vec![id] };
        assert_eq!(rows(w.li.run(leave())), ["done"]);
        assert_eq!(told(w.li.contacts().get(id)), "record.not_found");
        assert_eq!(rows(w.li.run(leave())), ["team.not_member"]);
        assert_eq!(rows(w.wang.run(leave())), ["team.owner_stays"], "nor does the owner leave");
        assert_eq!(rows(w.wang.run(remove(w.ids[2]))), ["team.not_member"]);
    }
}

#[test]
fn a_batch_says_row_by_row_what_became_of_it() {
    for w in worlds() {
        let [mine, other] = ["甲", "乙"].map(|name| customer(&w.wang, name));
        let lis = customer(&w.li, "丙");
        let add = |employee| AddMember {
            customers: vec![mine, lis, other],
            employee,
            access: TeamAccess::Read,
            expires_at: None,
            cascade: None,
        };
        assert_eq!(rows(w.manager.run(add(w.ids[2]))), ["done", "team.owner", "done"]);
        assert_eq!(rows(w.wang.run(add(w.ids[0]))), ["done", "record.not_found", "done"]);
        let gone = w.manager.run(RemoveMember {
            customers: vec![mine, lis],
            employee: w.ids[2],
            cascade: None,
        });
        assert_eq!(rows(gone), ["done", "team.not_member"]);
        let left = w.li.run(LeaveTeam { customers: vec![mine, other] });
        assert_eq!(rows(left), ["team.not_member", "done"]);
    }
}

#[test]
fn a_customers_new_member_comes_to_the_contacts_that_the_caller_may_open() {
    for w in worlds() {
        let c = customer(&w.wang, "甲");
        let [own, lis, bosses] = [1, 2, 0].map(|n| contact_for(&w, c, "某人", w.ids[n]));
        let until = Some(at("2026-04-01T00:00:00Z"));
        let with = |employee| AddMember {
            customers: vec![c],
            employee,
            access: TeamAccess::Write,
            expires_at: until,
            cascade: Some(vec![Cascade::Contacts]),
        };
        let zhou = w.employee("周", "13800000009", vec![common::role(&w.admin, "salesperson")]);
        let place = (zhou, TeamAccess::Write, until);
        let done: Outcome<BatchReport> = w.wang.run(with(zhou)).unwrap();
        assert_eq!(done.value.single(), Ok(()));
        assert_eq!([own, lis, bosses].map(|id| team(&w, id)), [vec![place], vec![], vec![]]);
        w.wang.undo(done.command_id).unwrap();
        assert_eq!(team(&w, own), []);
        // Whoever owns a contact is no member of its team.
        assert_eq!(rows(w.manager.run(with(w.ids[2]))), ["done"]);
        let li = (w.ids[2], TeamAccess::Write, until);
        assert_eq!([own, lis, bosses].map(|id| team(&w, id)), [vec![li], vec![], vec![li]]);
        let remove = |cascade| RemoveMember { customers: vec![c], employee: w.ids[2], cascade };
        assert_eq!(rows(w.wang.run(remove(Some(vec![Cascade::Contacts])))), ["done"]);
        assert_eq!([own, bosses].map(|id| team(&w, id)), [vec![], vec![li]]);
    }
}

#[test]
fn without_a_cascade_the_contacts_keep_their_teams() {
    for w in worlds() {
        let [id] = contacts(&w, ["甲"]);
        let home = w.wang.contacts().get(id).unwrap().customer_id;
        w.wang.customers().add_member(home, w.ids[2], TeamAccess::Read, None).unwrap();
        assert_eq!(team(&w, id), []);
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Read, None)).unwrap();
        let customers = vec![home];
        w.wang.run(RemoveMember { customers, employee: w.ids[2], cascade: None }).unwrap();
        assert_eq!(team(&w, id).len(), 1);
    }
}

#[test]
fn each_change_of_a_team_is_in_the_log() {
    for w in worlds() {
        let [id] = contacts(&w, ["甲"]);
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Read, None)).unwrap();
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Write, None)).unwrap();
        w.wang.run(RemoveContactMember { contacts: vec![id], employee: w.ids[2] }).unwrap();
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Read, None)).unwrap();
        w.li.run(LeaveContactTeam { contacts: vec![id] }).unwrap();
        let history = w.wang.history::<Contact>(id, None, 10).unwrap();
        let told: Vec<_> = history.iter().map(|h| (h.kind, h.command.as_str())).collect();
        let want = [
            (ChangeKind::Removed, "contact.leave_team"),
            (ChangeKind::Created, "contact.add_member"),
            (ChangeKind::Removed, "contact.remove_member"),
            (ChangeKind::Updated, "contact.add_member"),
            (ChangeKind::Created, "contact.add_member"),
        ];
        assert_eq!(told[..5], want);
    }
}

#[test]
fn a_new_owner_is_no_member_any_more() {
    for w in worlds() {
        let [id] = contacts(&w, ["甲"]);
        w.wang.run(add(&[id], w.ids[2], TeamAccess::Read, None)).unwrap();
        w.wang.contacts().transfer(vec![id], w.ids[2]).unwrap().value.single().unwrap();
        assert_eq!(team(&w, id), []);
    }
}

/// A member's list is in the order of the records' last change, whoever made it.
#[test]
fn a_members_list_follows_what_others_do_to_the_records() {
    for w in worlds() {
        let [one, two, three] = ["甲", "乙", "丙"].map(|name| {
            w.clock.advance_days(1);
            let id = customer(&w.wang, name);
            w.wang.customers().add_member(id, w.ids[2], TeamAccess::Read, None).unwrap();
            id
        });
        let listed = || -> Vec<CustomerId> {
            let page = w.li.customers().list(&Query::default()).unwrap();
            page.rows.into_iter().map(|row| row.id).collect()
        };
        assert_eq!(listed(), [three, two, one]);
        w.clock.advance_days(1);
        let patch = CustomerPatch { remark: Some("新".into()), ..Default::default() };
        w.wang.customers().update(one, patch).unwrap();
        assert_eq!(listed(), [one, three, two]);
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn until_when_the_old_owner_stays_is_told_with_that_he_stays() {
    for w in worlds() {
        let [id] = contacts(&w, ["甲"]);
        let home = w.wang.contacts().get(id).unwrap().customer_id;
        let before = w.digest();
        let [soon, past] = ["2026-04-01T00:00:00Z", "2026-01-01T00:00:00Z"].map(|t| Some(at(t)));
        let read = Some(TeamAccess::Read);
        for (keep, keep_until, code) in
            [(None, soon, "team.keep_until"), (read, past, "value.in_the_past")]
        {
            let to = w.ids[2];
            let give =
                TransferCustomers { customers: vec![home], to, keep, keep_until, cascade: None };
            let want = (code.to_owned(), "keep_until".to_owned());
            assert_eq!(refusal(w.wang.run(give)), want);
            let give = TransferContacts { contacts: vec![id], to, keep, keep_until };
            assert_eq!(refusal(w.wang.run(give)), want);
        }
        assert_eq!(w.digest(), before);
    }
}
