//! What somebody who leaves hands over, in chunks.

use crate::common::{World, at, code, worlds};
use crmkit::admin::employee::DisableEmployee;
use crmkit::model::id::derive_id;
use crmkit::model::{CommandId, TypedId};
use crmkit::org::EmployeeId;
use crmkit::query::{Query, Total};
use crmkit::sales::contact::NewContact;
use crmkit::sales::customer::{
    Customer, CustomerId, CustomerPatch, NewCustomer, Received, TeamAccess,
};
use crmkit::sales::hand_over::HandOver;
use crmkit::sales::lead::{Lead, LeadStatus, NewLead, SetLeadStatus};
use crmkit::sales::todo::TodoKind;
use crmkit::session::RunOptions;
use uuid::Uuid;

fn customer(w: &World, name: &str) -> CustomerId {
    let new = NewCustomer { name: name.into(), ..Default::default() };
    w.wang.customers().create(new).unwrap().value
}

fn leads(w: &World, count: usize) {
    for n in 0..count {
        w.wang.leads().create(NewLead { name: format!("线索{n}"), ..Default::default() }).unwrap();
    }
}

/// Leads and customers that somebody owns.
fn owned(w: &World, who: EmployeeId) -> (u64, u64) {
    let exact = |total| match total {
        Total::Exact { count } => count,
        Total::AtLeast { .. } => panic!("asked for the exact number"),
    };
    let all = crmkit::query::Totals::Exact;
    let leads = Query::new(Lead::owner_id().eq(who));
    let customers = Query::new(Customer::owner_id().eq(who));
    (
        exact(w.admin.count::<Lead>(&leads, all).unwrap()),
        exact(w.admin.count::<Customer>(&customers, all).unwrap()),
    )
}

fn id() -> CommandId {
    CommandId(Uuid::from_u128((0x018f << 112) | (7 << 76) | (2 << 62) | 42))
}

#[test]
fn everything_goes_to_the_others_in_turn() {
    for w in worlds() {
        let [m, wang, li] = w.ids;
        leads(&w, 3);
        let both: Vec<CustomerId> = ["甲", "乙"].iter().map(|n| customer(&w, n)).collect();
        // Who receives a customer is no longer a member of its team.
        w.wang.customers().add_member(both[0], li, TeamAccess::Read, None).unwrap();
        let thrown = customer(&w, "回收");
        w.admin.customers().delete(vec![thrown]).unwrap();
        w.admin.run(DisableEmployee { employee: wang }).unwrap();
        let done = w.admin.hand_over(wang, vec![m, li], id()).unwrap();
        assert_eq!((done.value.leads, done.value.customers, done.value.more), (3, 3, false));
        assert_eq!((owned(&w, m), owned(&w, li), owned(&w, wang)), ((2, 1), (1, 1), (0, 0)));
        let mine = w.li.customers().get(both[0]).unwrap();
        assert_eq!((mine.owner_id, mine.followed), (Some(li), false));
        assert_eq!(code(w.wang.customers().get(both[0])), Some("session.disabled"));
        let history = w.admin.history::<Customer>(both[0], None, 1).unwrap();
        assert_eq!(history[0].command, "employee.hand_over");
        // What he had thrown away comes out of the bin to somebody who is there.
        w.admin.customers().restore(vec![thrown]).unwrap().value.single().unwrap();
        let back = w.admin.customers().get(thrown).unwrap().owner_id;
        assert!(back == Some(m) || back == Some(li));
    }
}

#[test]
fn an_interrupted_hand_over_goes_on_where_it_stopped() {
    for w in worlds() {
        let [m, wang, li] = w.ids;
        leads(&w, 701);
        // The first chunk was done, then the process died.
        let chunk = |n| RunOptions::id(CommandId(derive_id(id(), wang.uuid(), n)));
        let first = w.admin.run_with(HandOver { from: wang, to: vec![m] }, chunk(0)).unwrap();
        assert_eq!((first.value.leads, first.value.more), (500, true));
        assert_eq!(owned(&w, wang), (201, 0));
        let done = w.admin.hand_over(wang, vec![m], id()).unwrap();
        assert_eq!((done.value.leads, owned(&w, m), owned(&w, wang)), (701, (701, 0), (0, 0)));
        let before = w.digest();
        assert_eq!(w.admin.hand_over(wang, vec![m], id()).unwrap().value.leads, 701, "done twice");
        assert_eq!(w.digest(), before);
        let other = w.admin.hand_over(wang, vec![li], id());
        assert_eq!(code(other), Some("command.id_reused"), "the same id for somebody else");
    }
}

#[test]
fn receivers_are_others_who_are_at_work() {
    for w in worlds() {
        let [m, wang, li] = w.ids;
        w.admin.run(DisableEmployee { employee: li }).unwrap();
        leads(&w, 1);
        let nobody = EmployeeId(Uuid::nil());
        let before = w.digest();
        for to in [vec![], vec![wang], vec![m, li], vec![nobody]] {
            assert_eq!(code(w.admin.hand_over(wang, to, id())), Some("employee.handover_target"));
        }
        assert_eq!(
            code(w.admin.hand_over(nobody, vec![m], id())),
            Some("employee.handover_target")
        );
        assert_eq!(code(w.manager.hand_over(wang, vec![m], id())), Some("right.missing"));
        assert_eq!(w.digest(), before);
    }
}

#[test]
fn what_lies_in_the_bin_is_handed_over_like_the_rest() {
    for w in worlds() {
        let [m, wang, li] = w.ids;
        let both: Vec<CustomerId> = ["甲", "乙"].iter().map(|n| customer(&w, n)).collect();
        let contact = |customer_id| {
            let new = NewContact { name: "孙".into(), customer_id, ..Default::default() };
            w.wang.contacts().create(new).unwrap().value
        };
        let contacts: Vec<_> = both.iter().map(|c| contact(*c)).collect();
        for c in &both {
            w.admin.customers().add_member(*c, li, TeamAccess::Write, None).unwrap();
        }
        w.admin.contacts().delete(contacts.clone()).unwrap();
        w.admin.customers().delete(both.clone()).unwrap();
        w.clock.advance_days(5);
        w.admin.run(DisableEmployee { employee: wang }).unwrap();
        w.admin.hand_over(wang, vec![li, m], id()).unwrap();
        w.admin.customers().restore(both.clone()).unwrap();
        w.admin.contacts().restore(contacts.clone()).unwrap();
        for (c, contact) in both.iter().zip(&contacts) {
            let now = w.admin.customers().get(*c).unwrap();
            let his = w.admin.contacts().get(*contact).unwrap();
            assert_eq!(his.owner_id, now.owner_id, "a contact goes with its customer");
            assert_eq!(now.received, Some(Received::Assigned));
            assert_eq!(now.received_at, Some(at("2026-03-07T01:00:00Z")));
            // The new owner is in its team no more, so that he goes when somebody else gets it.
            let to = if now.owner_id == Some(li) { m } else { li };
            let before = w.crm.session(now.owner_id.unwrap()).unwrap();
            w.admin.customers().transfer(vec![*c], to).unwrap().value.single().unwrap();
            let patch = CustomerPatch { remark: Some("还在".into()), ..Default::default() };
            if before.employee().unwrap() != m {
                assert_eq!(code(before.customers().update(*c, patch)), Some("record.not_found"));
            }
        }
    }
}

#[test]
fn a_lead_that_was_given_up_stays_so() {
    for w in worlds() {
        let [_, wang, li] = w.ids;
        let lead = w.wang.leads().create(NewLead { name: "空号".into(), ..Default::default() });
        let lead = lead.unwrap().value;
        let reason = Some("空号".to_owned());
        let dead = SetLeadStatus { leads: vec![lead], status: LeadStatus::Dead, reason };
        w.wang.run(dead).unwrap();
        w.admin.run(DisableEmployee { employee: wang }).unwrap();
        w.admin.hand_over(wang, vec![li], id()).unwrap();
        let now = w.li.leads().get(lead).unwrap();
        assert_eq!((now.owner_id, now.status), (Some(li), LeadStatus::Dead));
        assert_eq!(now.status_reason.as_deref(), Some("空号"));
        assert_eq!(w.li.todos(TodoKind::LeadsAssigned).unwrap(), []);
    }
}

#[test]
fn what_he_looked_after_and_whom_he_visited_goes_along() {
    use crmkit::sales::contract::NewContract;
    use crmkit::sales::product::{CreateProductCategory, NewProduct, NewProductCategory, Product};
    use crmkit::sales::visit::NewVisit;
    for w in worlds() {
        let [m, wang, li] = w.ids;
        let visit = |by: &crmkit::session::Session, number: &str| {
            let contract = NewContract {
                number: Some(number.into()),
                name: number.into(),
                customer_id: customer(&w, number),
                order_date: "2026-03-01".parse().unwrap(),
                ..Default::default()
            };
            let contract_id = w.wang.contracts().create(contract).unwrap().value;
            let visited_at = at("2026-03-02T00:00:00Z");
            let (number, owner_id) = (Some(number.into()), Some(wang));
            let visit =
                NewVisit { number, contract_id, visited_at, owner_id, ..Default::default() };
            (by.visits().create(visit).unwrap().value, contract_id)
        };
        let visits = [visit(&w.wang, "1"), visit(&w.wang, "2"), visit(&w.manager, "3")];
        let category = NewProductCategory { name: "x".into(), ..Default::default() };
        let category_id = w.manager.run(CreateProductCategory { category }).unwrap().value;
        let product = NewProduct {
            name: "x".into(),
            code: "x".into(),
            category_id,
            owner_id: Some(wang),
            ..Default::default()
        };
        let product = w.manager.products().create(product).unwrap().value;
        w.admin.run(DisableEmployee { employee: wang }).unwrap();
        let done = w.admin.hand_over(wang, vec![li, m], id()).unwrap().value;
        assert_eq!((done.visits, done.products, done.more), (3, 1, false));
        for (visit, contract) in visits {
            let owner = w.admin.visits().get(visit).unwrap().owner_id;
            assert_eq!(owner, w.admin.contracts().get(contract).unwrap().owner_id, "together");
            assert_ne!(owner, Some(wang));
        }
        assert_ne!(w.admin.get::<Product>(product).unwrap().owner_id, Some(wang));
    }
}
