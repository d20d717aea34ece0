//! Who does and sees what in a pool (B1.3): what belongs to its customers, what is refused there,
//! and what the right to manage pools does not give.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, customer, lead, memory, rows, told, worlds};
use crmkit::admin::role::{CreateRole, FieldRight};
use crmkit::model::Entity;
use crmkit::org::{DataScope, EmployeeId, FieldAccess, NewRole, RoleId};
use crmkit::query::Query;
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::*;
use crmkit::sales::invoice_title::*;
use crmkit::sales::merge::MergeCustomers;
use crmkit::sales::pool::*;
use crmkit::session::{Reason, Session};

/// A customer with what belongs to it.
#[derive(Clone, Copy)]
struct Made {
    customer: CustomerId,
    contact: ContactId,
    follow_up: FollowUpId,
    title: InvoiceTitleId,
}

fn make(by: &Session, name: &str) -> Made {
    let customer_id = customer(by, name);
    let contact = NewContact { name: "刘".into(), customer_id, ..Default::default() };
    let contact = by.contacts().create(contact).unwrap().value;
    let content = "谈过".into();
    let said = NewFollowUp { customer_id: Some(customer_id), content, ..Default::default() };
    let follow_up = by.follow_ups().add(said).unwrap().value;
    let title = NewInvoiceTitle {
        customer_id,
        kind: Some(TitleKind::Person),
        title: name.into(),
        ..Default::default()
    };
    let title = by.invoice_titles().create(title).unwrap().value;
    Made { customer: customer_id, contact, follow_up, title }
}

fn release(by: &Session, pool: PoolId, customer: CustomerId) {
    let release = ReleaseCustomers { pool, customers: vec![customer] };
    by.run(release).unwrap().value.single().unwrap();
}

fn update(pool: PoolId) -> UpdatePool {
    let (patch, admins, members) = (None, None, None);
    UpdatePool { pool, patch, admins, members, departments: None, expect_rev: None }
}

/// Somebody who is no member of any pool.
fn stranger(w: &World, role: RoleId) -> (EmployeeId, Session) {
    let id = w.employee("周", "13800000008", vec![role]);
    (id, w.crm.session(id).unwrap())
}

/// Who sees a record by a pool, as told; nobody else may be named but the super administrator.
fn by_pool<E: Entity>(by: &Session, id: E::Id) -> Vec<String> {
    let seen = by.who_can_see::<E>(id).unwrap();
    let (pool, others): (Vec<_>, Vec<_>) =
        seen.into_iter().partition(|s| s.reasons.iter().map(|r| r.reason).eq([Reason::Pool]));
    assert!(others.iter().all(|s| s.name == "陈晓明"), "{others:?}");
    let mut names: Vec<_> = pool.into_iter().map(|s| s.name).collect();
    names.sort();
    names
}

#[test]
fn what_belongs_to_a_pools_customer_is_seen_by_its_members_who_may_read_such_records() {
    for w in worlds() {
        let pool = w.pool("公海");
        let made = make(&w.wang, "甲");
        let owns = make(&w.wang, "乙");
        release(&w.wang, pool, made.customer);
        let reads = w.role("只看客户", DataScope::All, &["customer.read"]);
        let half = w.employee("吴", "13800000009", vec![reads]);
        let members = Some(vec![w.ids[1], w.ids[2], half]);
        w.admin.run(UpdatePool { members, ..update(pool) }).unwrap();
        let (_, outside) = stranger(&w, common::role(&w.admin, "sales_manager"));
        let half = w.crm.session(half).unwrap();
        assert_eq!(by_pool::<Customer>(&w.li, made.customer), ["吴", "李强", "王芳", "赵敏"]);
        let three = ["李强", "王芳", "赵敏"];
        assert_eq!(by_pool::<Contact>(&w.li, made.contact), three);
        assert_eq!(by_pool::<FollowUp>(&w.li, made.follow_up), three);
        assert_eq!(by_pool::<InvoiceTitle>(&w.li, made.title), three);
        let why = w.wang.why_visible::<FollowUp>(made.follow_up).unwrap();
        assert_eq!(why.iter().map(|w| w.reason).collect::<Vec<_>>(), [Reason::Pool]);
        for (who, code) in [(&half, "right.missing"), (&outside, "record.not_found")] {
            assert_eq!(told(who.why_visible::<Contact>(made.contact)), code);
            assert_eq!(told(who.why_visible::<FollowUp>(made.follow_up)), code);
            assert_eq!(told(who.why_visible::<InvoiceTitle>(made.title)), code);
        }
        // And so it is read there.
        let all = Query::default();
        assert_eq!(told(half.pool(pool).list(&all)), "done");
        assert_eq!(told(half.pool(pool).contacts(&all)), "right.missing");
        assert_eq!(told(half.pool(pool).contact(made.contact)), "right.missing");
        assert_eq!(told(w.li.pool(pool).contact(made.contact)), "done");
        // What does not lie there is not seen through it.
        assert_eq!(told(w.li.why_visible::<FollowUp>(owns.follow_up)), "record.not_found");
        assert_eq!(told(w.li.why_visible::<InvoiceTitle>(owns.title)), "record.not_found");
        w.wang.run(DeleteInvoiceTitle { invoice_title: owns.title }).unwrap();
        assert_eq!(told(w.wang.why_visible::<InvoiceTitle>(owns.title)), "record.not_found");
    }
}

/// A role of salespeople for whom owners are hidden.
fn blind(w: &World, scope: DataScope) -> RoleId {
    let right = |entity: &str| FieldRight {
        entity: entity.into(),
        field: "owner_id".into(),
        access: FieldAccess::Deny,
    };
    let operations =
        ["customer.read", "contact.read", "follow_up.read", "invoice_title.read", "lead.read"];
    let role = CreateRole {
        role: NewRole { name: format!("看不到{scope:?}"), scope: Some(scope), ..<_>::default() },
        operations: operations.map(str::to_owned).to_vec(),
        departments: None,
        employees: None,
        fields: Some(["customer", "contact", "lead"].map(right).to_vec()),
    };
    w.admin.run(role).unwrap().value
}

/// All reasons of what belongs to a customer, as the caller is told them.
fn reasons(by: &Session, made: Made) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        by.why_visible::<Customer>(made.customer),
        by.who_can_see::<Customer>(made.customer),
        by.why_visible::<Contact>(made.contact),
        by.who_can_see::<Contact>(made.contact),
        by.why_visible::<FollowUp>(made.follow_up),
        by.who_can_see::<FollowUp>(made.follow_up),
        by.why_visible::<InvoiceTitle>(made.title),
        by.who_can_see::<InvoiceTitle>(made.title),
    )
}

#[test]
fn a_hidden_owner_is_not_given_away_by_who_sees_the_record() {
    // Two worlds that differ in whose the customer and its contact are: one's own among them.
    let world = |owner: usize, hidden: bool| {
        let w = memory();
        let plain = w.role("部门", DataScope::Department, &["customer.read", "contact.read"]);
        let own = w.role("自己", DataScope::Own, &["customer.read", "follow_up.read"]);
        let roles = [DataScope::Department, DataScope::Own].map(|scope| blind(&w, scope));
        let roles = if hidden { roles.to_vec() } else { vec![plain, own] };
        let me = w.employee("钱", "13800000010", roles);
        let made = make(&w.admin, "甲");
        let to = [w.ids[1], w.ids[2], me][owner];
        let transfer = TransferCustomers {
            customers: vec![made.customer],
            to,
            keep: None,
            keep_until: None,
            cascade: Some(vec![Cascade::Contacts]),
        };
        w.admin.run(transfer).unwrap().value.single().unwrap();
        let me = w.crm.session(me).unwrap();
        (reasons(&me, made), reasons(&w.manager, made))
    };
    for hidden in [true, false] {
        let told = [0, 1, 2].map(|owner| world(owner, hidden));
        let alike = told[0].0 == told[1].0 && told[1].0 == told[2].0;
        assert_eq!(alike, hidden, "{told:#?}");
        assert!(told[0].1 != told[1].1, "who may read the owner is told all");
    }
    let (mine, _) = world(2, true);
    assert!(mine.contains("钱") && mine.contains("王芳"), "who sees it whoever owns it: {mine}");
    assert!(!mine.contains("李强") && !mine.contains("部门"), "{mine}");
}

#[test]
fn members_of_a_pool_are_not_told_whose_the_lead_was() {
    for w in worlds() {
        let pool = w.pool("公海");
        let l = lead(&w.wang, "鑫源");
        let said = NewFollowUp { lead_id: Some(l), content: "谈过".into(), ..Default::default() };
        let said = w.wang.follow_ups().add(said).unwrap().value;
        let report = w.wang.leads().convert(vec![l]).unwrap().value;
        release(&w.wang, pool, report.rows[0].customer.unwrap());
        let without = Some(vec![w.ids[2]]);
        w.admin.run(UpdatePool { members: without, ..update(pool) }).unwrap();
        let names = |by: &Session| -> Vec<String> {
            by.who_can_see::<FollowUp>(said).unwrap().into_iter().map(|s| s.name).collect()
        };
        // 李强 sees it by his lead, of which 赵敏 knows nothing.
        assert!(names(&w.manager).contains(&"李强".to_owned()));
        assert!(!names(&w.li).contains(&"李强".to_owned()));
    }
}

type Attempt = (&'static str, fn(&World, &Session, PoolId, Made, Made) -> &'static str);

fn first(codes: Vec<&'static str>) -> &'static str {
    codes[0]
}

/// Every command that works on a customer or what belongs to it.
const ATTEMPTS: &[Attempt] = &[
    ("release", |_, by, pool, m, _| {
        first(rows(by.run(ReleaseCustomers { pool, customers: vec![m.customer] })))
    }),
    ("transfer", |w, by, _, m, _| first(rows(by.customers().transfer(vec![m.customer], w.ids[1])))),
    ("edit", |_, by, _, m, _| told(by.customers().update(m.customer, CustomerPatch::default()))),
    ("lock", |_, by, _, m, _| first(rows(by.customers().lock(vec![m.customer])))),
    ("unlock", |_, by, _, m, _| first(rows(by.customers().unlock(vec![m.customer])))),
    ("delete", |_, by, _, m, _| first(rows(by.customers().delete(vec![m.customer])))),
    ("add a member", |w, by, _, m, _| {
        told(by.customers().add_member(m.customer, w.ids[1], TeamAccess::Read, None))
    }),
    ("remove a member", |w, by, _, m, _| {
        let (customers, employee) = (vec![m.customer], w.ids[1]);
        first(rows(by.run(RemoveMember { customers, employee, cascade: None })))
    }),
    ("set deal", |_, by, _, m, _| {
        let customers = vec![m.customer];
        first(rows(by.run(SetDealStatus { customers, dealt: Some(true), on: None })))
    }),
    ("set the primary contact", |_, by, _, m, _| {
        told(by.run(SetPrimaryContact { customer: m.customer, contact: None }))
    }),
    ("merge", |_, by, _, m, other| {
        told(by.run(MergeCustomers { into: other.customer, from: vec![m.customer] }))
    }),
    ("merge into", |_, by, _, m, other| {
        told(by.run(MergeCustomers { into: m.customer, from: vec![other.customer] }))
    }),
    ("follow up", |_, by, _, m, _| {
        let (customer_id, content) = (Some(m.customer), "x".to_owned());
        told(by.follow_ups().add(NewFollowUp { customer_id, content, ..Default::default() }))
    }),
    ("title", |_, by, _, m, _| {
        let (customer_id, kind) = (m.customer, Some(TitleKind::Person));
        let title = NewInvoiceTitle { customer_id, kind, title: "x".into(), ..Default::default() };
        told(by.invoice_titles().create(title))
    }),
    ("edit the contact", |_, by, _, m, _| {
        told(by.contacts().update(m.contact, ContactPatch::default()))
    }),
    ("transfer the contact", |w, by, _, m, _| {
        first(rows(by.contacts().transfer(vec![m.contact], w.ids[1])))
    }),
    ("delete the contact", |_, by, _, m, _| first(rows(by.contacts().delete(vec![m.contact])))),
    ("add to the contact's team", |w, by, _, m, _| {
        let (contacts, employee, access) = (vec![m.contact], w.ids[1], TeamAccess::Read);
        first(rows(by.run(AddContactMember { contacts, employee, access, expires_at: None })))
    }),
    ("follow up the contact", |_, by, _, m, _| {
        let (contact_id, content) = (Some(m.contact), "x".to_owned());
        told(by.follow_ups().add(NewFollowUp { contact_id, content, ..Default::default() }))
    }),
    ("edit the follow-up", |_, by, _, m, _| {
        let (follow_up, patch) = (m.follow_up, FollowUpPatch::default());
        told(by.run(UpdateFollowUp { follow_up, patch, expect_rev: None }))
    }),
    ("delete the follow-up", |_, by, _, m, _| {
        told(by.run(DeleteFollowUp { follow_up: m.follow_up }))
    }),
    ("edit the title", |_, by, _, m, _| {
        let (invoice_title, patch) = (m.title, InvoiceTitlePatch::default());
        told(by.run(UpdateInvoiceTitle { invoice_title, patch, expect_rev: None }))
    }),
    ("delete the title", |_, by, _, m, _| {
        told(by.run(DeleteInvoiceTitle { invoice_title: m.title }))
    }),
];

#[test]
fn who_sees_it_in_the_pool_is_told_to_claim_it_first() {
    for w in worlds() {
        let pool = w.pool("公海");
        let made = make(&w.li, "甲");
        release(&w.li, pool, made.customer);
        let (id, outside) = stranger(&w, common::role(&w.admin, "sales_manager"));
        let his = w.pool("他的");
        w.admin.run(UpdatePool { members: Some(vec![id]), ..update(his) }).unwrap();
        let other = make(&w.manager, "乙");
        let nil = uuid::Uuid::from_u128(7);
        let nothing = Made {
            customer: nil.into(),
            contact: nil.into(),
            follow_up: nil.into(),
            title: nil.into(),
        };
        let before = w.digest();
        for (name, attempt) in ATTEMPTS {
            for member in [&w.manager, &w.admin] {
                let said = attempt(&w, member, pool, made, other);
                assert_eq!(said, "pool.pooled", "{name}");
            }
            // For whom it is not in sight there is no such record.
            let said = attempt(&w, &outside, his, made, other);
            assert_eq!(said, "record.not_found", "{name}");
            assert_eq!(said, attempt(&w, &outside, his, nothing, other), "{name}");
        }
        assert!(w.digest() == before, "nothing was written");
    }
}

#[test]
fn what_is_deleted_in_a_pool_is_restored_there() {
    for w in worlds() {
        let pool = w.pool("公海");
        let made = make(&w.li, "甲");
        release(&w.li, pool, made.customer);
        let customers = || vec![made.customer];
        w.manager.run(DeletePooled { pool, customers: customers() }).unwrap();
        assert_eq!(rows(w.manager.customers().restore(customers())), ["pool.pooled"]);
        assert_eq!(rows(w.manager.contacts().restore(vec![made.contact])), ["pool.pooled"]);
        let (_, outside) = stranger(&w, common::role(&w.admin, "sales_manager"));
        assert_eq!(rows(outside.customers().restore(customers())), ["record.not_found"]);
        assert_eq!(rows(w.manager.run(RestorePooled { pool, customers: customers() })), ["done"]);
    }
}

#[test]
fn who_manages_pools_takes_nothing_for_himself_unless_he_is_a_member() {
    for w in worlds() {
        let pool = w.pool("公海");
        let [a, b, c] = ["甲", "乙", "丙"].map(|name| make(&w.li, name).customer);
        [a, b, c].into_iter().for_each(|id| release(&w.li, pool, id));
        let (id, keeper) = stranger(&w, common::role(&w.admin, "customer_admin"));
        let admin = w.admin.employee().unwrap();
        for (by, me) in [(&keeper, id), (&w.admin, admin)] {
            assert_eq!(told(by.pool(pool).get(a)), "done");
            assert_eq!(told(by.pool(pool).claim(vec![a])), "pool.not_member");
            assert_eq!(told(by.pool(pool).assign(vec![a], me)), "pool.not_member");
        }
        assert_eq!(rows(keeper.pool(pool).assign(vec![a], w.ids[2])), ["done"], "to others");
        // A member or an administrator of the pool may; that he made himself one is in its log.
        let members = Some(vec![w.ids[1], w.ids[2], id]);
        keeper.run(UpdatePool { members, ..update(pool) }).unwrap();
        assert_eq!(rows(keeper.pool(pool).claim(vec![b])), ["done"]);
        let log = keeper.history::<Pool>(pool, None, 1).unwrap();
        assert_eq!((log[0].actor_id, log[0].command.as_str()), (Some(id), "pool.update"));
        assert_eq!(rows(w.manager.pool(pool).assign(vec![c], w.ids[0])), ["done"]);
        // A member department makes members too; no member learns of the pool otherwise.
        let departments = Some(vec![w.department]);
        let members = Some(vec![]);
        w.admin.run(UpdatePool { members, departments, ..update(pool) }).unwrap();
        release(&w.li, pool, a);
        assert_eq!(rows(keeper.pool(pool).claim(vec![a])), ["done"]);
        w.admin
            .run(UpdatePool {
                members: Some(vec![w.ids[1]]),
                departments: Some(vec![]),
                ..update(pool)
            })
            .unwrap();
        assert_eq!(told(w.li.pool(pool).claim(vec![a])), "record.not_found");
    }
}

#[test]
fn a_team_that_sleeps_is_gone_in_a_pool_that_keeps_none() {
    for w in worlds() {
        let (keeping, other) = (w.pool("留团队"), w.pool("不留"));
        let patch = Some(PoolPatch { keep_team: Some(true), ..Default::default() });
        let (admins, members, departments) = (None, None, None);
        let keep =
            UpdatePool { pool: keeping, patch, admins, members, departments, expect_rev: None };
        w.admin.run(keep).unwrap();
        let made = make(&w.wang, "甲");
        let team = TeamAccess::Write;
        w.wang.customers().add_member(made.customer, w.ids[2], team, None).unwrap();
        let customers = vec![made.customer];
        w.wang.run(ReleaseCustomers { pool: keeping, customers: customers.clone() }).unwrap();
        w.manager.run(MovePooled { from: keeping, to: other }).unwrap();
        w.manager.pool(other).assign(customers, w.ids[0]).unwrap();
        let patch = CustomerPatch { remark: Some("醒了".into()), ..Default::default() };
        assert_eq!(told(w.li.customers().update(made.customer, patch)), "record.not_found");
    }
}

#[test]
fn what_was_assigned_in_spite_of_the_held_limit_comes_back_in_spite_of_it() {
    for w in worlds() {
        let pool = w.pool("公海");
        let patch = Some(PoolPatch { held_limit: Some(0), ..Default::default() });
        let (admins, members, departments) = (None, None, None);
        let limit = UpdatePool { pool, patch, admins, members, departments, expect_rev: None };
        w.admin.run(limit).unwrap();
        let customers = vec![make(&w.wang, "甲").customer];
        w.wang.run(ReleaseCustomers { pool, customers: customers.clone() }).unwrap();
        w.manager.pool(pool).assign(customers.clone(), w.ids[1]).unwrap();
        let contacts = w.wang.contacts().list(&Query::default()).unwrap();
        w.admin.contacts().delete(contacts.rows.iter().map(|c| c.id).collect()).unwrap();
        assert_eq!(rows(w.admin.customers().delete(customers.clone())), ["done"]);
        assert_eq!(rows(w.admin.customers().restore(customers.clone())), ["done"]);
        let given = w.manager.customers().transfer(customers, w.ids[2]).unwrap();
        assert_eq!(told(w.manager.undo(given.command_id)), "done");
    }
}
