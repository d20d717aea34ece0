//! What an undo must leave as it is: limits, rights that are gone, contacts of customers, mappings.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{World, code, customer, lead, role, worlds};
use crmkit::admin::role::UpdateRole;
use crmkit::commands::*;
use crmkit::model::CommandId;
use crmkit::sales::contact::{ContactId, NewContact};
use crmkit::sales::customer::{CustomerId, NewCustomer, TeamAccess};
use crmkit::sales::invoice_title::{NewInvoiceTitle, TitleKind};
use crmkit::sales::lead::MappedField;
use crmkit::sales::pool::{PoolId, PoolPatch};
use crmkit::session::Session;

/// Refused, and nothing was touched.
fn refused(w: &World, by: &Session, command: CommandId, want: &str) {
    let before = w.digest();
    assert_eq!(code(by.undo(command)), Some(want));
    assert_eq!(w.digest(), before, "{want}");
}

fn contact(by: &Session, customer_id: CustomerId, name: &str) -> ContactId {
    by.contacts()
        .create(NewContact { customer_id, name: name.into(), ..Default::default() })
        .unwrap()
        .value
}

fn release(by: &Session, pool: PoolId, customer: CustomerId) -> CommandId {
    let done = by.run(ReleaseCustomers { pool, customers: vec![customer] }).unwrap();
    done.value.single().unwrap();
    done.command_id
}

fn claim(by: &Session, pool: PoolId, customer: CustomerId) {
    by.pool(pool).claim(vec![customer]).unwrap().value.single().unwrap();
}

fn change(
    w: &World,
    pool: PoolId,
    patch: Option<PoolPatch>,
    admins: Option<Vec<crmkit::org::EmployeeId>>,
) {
    let (members, departments, expect_rev) = (None, None, None);
    w.admin.run(UpdatePool { pool, patch, admins, members, departments, expect_rev }).unwrap();
}

#[test]
fn what_comes_back_counts_among_those_held_from_its_pool() {
    for w in worlds() {
        let pool = w.pool("公海");
        change(&w, pool, Some(PoolPatch { held_limit: Some(1), ..Default::default() }), None);
        let [a, b, c] = ["甲", "乙", "丙"].map(|name| customer(&w.li, name));
        for id in [a, b, c] {
            release(&w.li, pool, id);
        }
        claim(&w.wang, pool, a);
        let released = release(&w.wang, pool, a);
        claim(&w.wang, pool, b);
        refused(&w, &w.wang, released, "pool.claim.held");
        w.admin.customers().delete(vec![b]).unwrap().value.single().unwrap();
        claim(&w.wang, pool, c);
        let restored = w.admin.customers().restore(vec![b]).unwrap().value;
        assert_eq!(code(restored.single()), Some("pool.claim.held"));
    }
}

#[test]
fn contacts_stay_with_their_customer_and_the_primary_one_is_there() {
    for w in worlds() {
        let pool = w.pool("公海");
        let id = customer(&w.wang, "甲");
        contact(&w.wang, id, "一");
        release(&w.wang, pool, id);
        let given = w.admin.pool(pool).assign(vec![id], w.ids[2]).unwrap().command_id;
        let second = contact(&w.li, id, "二");
        refused(&w, &w.admin, given, "undo.touched_since");
        w.admin.contacts().delete(vec![second]).unwrap().value.single().unwrap();
        let back = w.admin.contacts().restore(vec![second]).unwrap().command_id;
        w.li.run(SetPrimaryContact { customer: id, contact: Some(second) }).unwrap();
        refused(&w, &w.admin, back, "undo.touched_since");
    }
}

#[test]
fn who_administers_a_pool_no_more_takes_nothing_back_there() {
    for w in worlds() {
        let pool = w.pool("公海");
        let (admin, manager) = (w.admin.employee().unwrap(), w.ids[0]);
        change(&w, pool, None, Some(vec![admin, manager]));
        let id = customer(&w.wang, "甲");
        release(&w.wang, pool, id);
        let given = w.manager.pool(pool).assign(vec![id], w.ids[2]).unwrap().command_id;
        change(&w, pool, None, Some(vec![admin]));
        refused(&w, &w.manager, given, "pool.admin");
        w.admin.undo(given).unwrap();
    }
}

#[test]
fn a_merge_is_taken_back_by_who_could_do_it_again() {
    for w in worlds() {
        let [into, from] = ["甲", "乙"].map(|name| customer(&w.manager, name));
        let merged = w.manager.run(MergeCustomers { into, from: vec![from] }).unwrap().command_id;
        let operations = ["customer.read", "customer.merge", "customer.edit"];
        let update = UpdateRole {
            role: role(&w.admin, "sales_manager"),
            patch: None,
            operations: Some(operations.map(str::to_owned).to_vec()),
            departments: None,
            employees: None,
            fields: None,
            expect_rev: None,
        };
        w.admin.run(update).unwrap();
        refused(&w, &w.manager, merged, "right.missing");
    }
}

#[test]
fn what_somebody_added_again_does_not_come_back_a_second_time() {
    for w in worlds() {
        let pool = w.pool("公海");
        let hide = |fields: &[&str]| {
            let fields = fields.iter().map(|f| (*f).to_owned()).collect();
            w.admin.run(SetPoolHiddenFields { pool, fields }).unwrap().command_id
        };
        hide(&["mobile"]);
        let shown = hide(&[]);
        hide(&["mobile", "email"]);
        refused(&w, &w.admin, shown, "undo.touched_since");
        let role = role(&w.admin, "sales_manager");
        // Twice in one call is once.
        let aim = |employees: &[usize]| {
            let update = UpdateRole {
                role,
                patch: None,
                operations: None,
                departments: Some(vec![]),
                employees: Some(employees.iter().map(|n| w.ids[*n]).collect()),
                fields: None,
                expect_rev: None,
            };
            w.admin.run(update).unwrap().command_id
        };
        aim(&[1, 1]);
        let removed = aim(&[]);
        aim(&[1, 2]);
        refused(&w, &w.admin, removed, "undo.touched_since");
        let targets = aim(&[2]);
        w.admin.undo(targets).unwrap();
        assert_eq!(w.crm.check().unwrap(), []);
    }
}

#[test]
fn a_mapping_that_comes_back_leads_nowhere_twice() {
    for w in worlds() {
        let set = |lead: &str, customer: Option<&str>| {
            let (lead_field, customer_field) = (lead.to_owned(), customer.map(str::to_owned));
            let fields = vec![MappedField { lead_field, customer_field }];
            w.admin.run(SetLeadMapping { fields }).unwrap().command_id
        };
        let freed = set("mobile", None);
        set("telephone", Some("mobile"));
        refused(&w, &w.admin, freed, "lead_mapping.twice");
    }
}

#[test]
fn what_others_have_added_to_stays() {
    for w in worlds() {
        let title = |customer_id| {
            let new = NewInvoiceTitle {
                customer_id,
                title: "抬头".into(),
                kind: Some(TitleKind::Person),
                ..Default::default()
            };
            w.manager.invoice_titles().create(new).unwrap().command_id
        };
        let member = |id| {
            let add = w.manager.customers().add_member(id, w.ids[2], TeamAccess::Read, None);
            add.unwrap().command_id
        };
        let adds: [&dyn Fn(CustomerId) -> CommandId; 2] = [&title, &member];
        for (n, add) in adds.iter().enumerate() {
            let new = NewCustomer { name: format!("客户{n}"), ..Default::default() };
            let made = w.wang.customers().create(new).unwrap();
            let id = lead(&w.wang, &format!("线索{n}"));
            let converted = w.wang.leads().convert(vec![id]).unwrap();
            let of = converted.value.rows[0].customer.unwrap();
            for (customer, command) in [(made.value, made.command_id), (of, converted.command_id)] {
                let added = add(customer);
                refused(&w, &w.wang, command, "undo.used_since");
                w.manager.undo(added).unwrap();
                w.wang.undo(command).unwrap();
            }
        }
        let customer_id = customer(&w.wang, "甲");
        let new = NewContact { customer_id, name: "一".into(), ..Default::default() };
        let made = w.wang.contacts().create(new).unwrap();
        let add = AddContactMember {
            contacts: vec![made.value],
            employee: w.ids[2],
            access: TeamAccess::Read,
            expires_at: None,
        };
        let added = w.manager.run(add).unwrap().command_id;
        refused(&w, &w.wang, made.command_id, "undo.used_since");
        w.manager.undo(added).unwrap();
        w.wang.undo(made.command_id).unwrap();
    }
}

#[test]
fn what_goes_back_into_the_recycle_bin_leaves_nothing_behind() {
    use crmkit::query::Query;
    use crmkit::sales::contract::NewContract;
    use crmkit::sales::opportunity::NewOpportunity;
    use crmkit::sales::receivable::{NewReceivable, PlanTerms, ReceivablePlan};
    for w in worlds() {
        let home = customer(&w.manager, "甲");
        w.manager.run(DeleteCustomers { customers: vec![home] }).unwrap();
        let restored = w.manager.run(RestoreCustomers { customers: vec![home] }).unwrap();
        let customer_back = restored.command_id;
        let new = NewOpportunity { name: "商机".into(), customer_id: home, ..Default::default() };
        let opportunity = w.manager.opportunities().create(new).unwrap().value;
        refused(&w, &w.manager, customer_back, "undo.used_since");
        let opportunities = vec![opportunity];
        let delete = DeleteOpportunities { opportunities: opportunities.clone() };
        w.manager.run(delete).unwrap();
        let restored = w.manager.run(RestoreOpportunities { opportunities }).unwrap();
        let opportunity_back = restored.command_id;
        let new = NewContract {
            number: Some("1".into()),
            name: "合同".into(),
            customer_id: home,
            opportunity_id: Some(opportunity),
            money: "100".parse().ok(),
            order_date: "2026-03-01".parse().unwrap(),
            ..Default::default()
        };
        let contract = w.admin.contracts().create(new).unwrap().value;
        w.admin.contracts().submit(contract).unwrap();
        let contracts = vec![contract];
        w.admin.run(DeleteContracts { contracts: contracts.clone() }).unwrap();
        let restored = w.admin.run(RestoreContracts { contracts }).unwrap();
        let receivable = NewReceivable {
            number: Some("R1".into()),
            contract_id: contract,
            received_on: "2026-03-02".parse().unwrap(),
            money: "1".parse().unwrap(),
            ..Default::default()
        };
        let terms = PlanTerms {
            money: "1".parse().unwrap(),
            due_on: "2026-04-01".parse().unwrap(),
            method: None,
            remind_days: None,
            remark: None,
        };
        w.admin.run(CreateReceivablePlans { contract, plans: vec![terms] }).unwrap();
        refused(&w, &w.admin, restored.command_id, "undo.used_since");
        let plans = w.admin.list::<ReceivablePlan>(&Query::default()).unwrap().rows;
        let plans = plans.iter().map(|plan| plan.id).collect();
        w.admin.run(DeleteReceivablePlans { plans }).unwrap().value.single().unwrap();
        w.admin.receivables().create(receivable).unwrap();
        refused(&w, &w.admin, restored.command_id, "undo.used_since");
        refused(&w, &w.manager, opportunity_back, "undo.used_since");
        assert_eq!(w.crm.check().unwrap(), []);
    }
}
