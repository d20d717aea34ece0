//! Two worlds of customers, leads, contacts and pools.

use crmkit::model::CommandId;
use crmkit::org::{DataScope, NewRole};
use crmkit::sales::contact::*;
use crmkit::sales::customer::*;
use crmkit::sales::follow_up::{AddFollowUp, NewFollowUp};
use crmkit::sales::invoice_title::{CreateInvoiceTitle, NewInvoiceTitle, TitleKind};
use crmkit::sales::lead::*;
use crmkit::sales::pool::{
    PoolId, PoolPatch, PoolRuleKind, RecycleRule, ReleaseCustomers, UpdatePool,
};
use crmkit::session::{Command, RunOptions};
use crmkit_testkit::oracle::{Loaded, PLACE};
use uuid::Uuid;

/// Commands with ids of their own take none from the source that both worlds share in step.
pub(super) fn with_id(n: u128) -> RunOptions {
    RunOptions::id(CommandId(Uuid::from_u128((0x018f << 112) | (7 << 76) | (2 << 62) | n)))
}

pub(super) fn by_admin<C: Command>(loaded: &Loaded, n: u128, command: C) -> C::Output {
    loaded.admin.run_with(command, with_id(n)).unwrap().value
}

/// Customers and a lead of person 0 that person 1 does not see; two of them he saw once.
pub(super) const FOREIGN: [usize; 3] = [0, 3, 4];

/// The same world with other things in it where person 1 does not look: `twin` is 0 or 1.
pub(super) fn differ(loaded: &Loaded, twin: u128) -> CustomerId {
    let text = ["甲甲甲", "Zhong 乙 13812345678"][twin as usize];
    let mut n = 1000;
    let mut next = || {
        n += 1;
        n
    };
    for (k, number) in FOREIGN.into_iter().enumerate() {
        let patch = CustomerPatch {
            name: Some(format!("{text}{k}")),
            mobile: Some(format!("1390000000{}", k as u128 + twin)),
            ..CustomerPatch::default()
        };
        let customer = loaded.customers[number];
        by_admin(loaded, next(), UpdateCustomer { customer, patch, expect_rev: None });
    }
    let patch = LeadPatch { name: Some(text.into()), ..LeadPatch::default() };
    by_admin(loaded, next(), UpdateLead { lead: loaded.leads[0], patch, expect_rev: None });
    // A hidden field of a record that he sees.
    let patch = CustomerPatch { remark: Some(text.into()), ..CustomerPatch::default() };
    let customer = loaded.customers[7];
    by_admin(loaded, next(), UpdateCustomer { customer, patch, expect_rev: None });
    // Fields that his pool hides, of a customer in it; hidden and foreign contacts.
    let customer = NewCustomer {
        name: "公海客".into(),
        remark: Some(text.into()),
        latitude: ["31.1", "30.6"][twin as usize].parse().ok(),
        longitude: PLACE.1.parse().ok(),
        ..NewCustomer::default()
    };
    let pooled = by_admin(loaded, next(), CreateCustomer { customer });
    let (pool, customers) = (loaded.pools[1], vec![pooled]);
    by_admin(loaded, next(), ReleaseCustomers { pool, customers });
    let patch = ContactPatch { remark: Some(text.into()), ..ContactPatch::default() };
    let contact = loaded.contacts[OWN_CONTACT];
    by_admin(loaded, next(), UpdateContact { contact, patch, expect_rev: None });
    let patch = ContactPatch {
        name: Some(format!("{text}9")),
        mobile: Some(format!("1370000000{twin}")),
        ..ContactPatch::default()
    };
    let contact = loaded.contacts[FOREIGN_CONTACT];
    by_admin(loaded, next(), UpdateContact { contact, patch, expect_rev: None });
    if twin == 0 {
        return pooled;
    }
    // More of everything in one of them: rows, words, logs, roles, pooled and deleted records.
    for k in 0..8 {
        let customer = NewCustomer { name: format!("客户多{k}"), ..NewCustomer::default() };
        let id = by_admin(loaded, next(), CreateCustomer { customer });
        let follow_up = NewFollowUp {
            customer_id: Some(id),
            content: "电话沟通".into(),
            ..NewFollowUp::default()
        };
        by_admin(loaded, next(), AddFollowUp { follow_up, contacts: None, files: None });
        if k < 2 {
            by_admin(loaded, next(), DeleteCustomers { customers: vec![id] });
        } else if k < 5 {
            let pool = loaded.pools[2];
            by_admin(loaded, next(), ReleaseCustomers { pool, customers: vec![id] });
        }
        let lead = NewLead { name: format!("线索多{k}"), ..NewLead::default() };
        by_admin(loaded, next(), CreateLead { lead });
        let customer_id = loaded.customers[FOREIGN[k % 3]];
        let name = format!("联系多{k}");
        let contact = NewContact { name, customer_id, ..NewContact::default() };
        by_admin(loaded, next(), CreateContact { contact });
        let invoice_title = NewInvoiceTitle {
            customer_id,
            kind: Some(TitleKind::Person),
            title: format!("抬头多{k}"),
            ..NewInvoiceTitle::default()
        };
        by_admin(loaded, next(), CreateInvoiceTitle { invoice_title });
    }
    let role = NewRole { name: "多".into(), scope: Some(DataScope::All), ..NewRole::default() };
    let make = crmkit::admin::role::CreateRole {
        role,
        operations: vec![],
        departments: None,
        employees: None,
        fields: None,
    };
    by_admin(loaded, next(), make);
    pooled
}

/// A customer of pool 1, which hides remarks and places from its member 1; a contact of person 1;
/// one of person 0.
pub(super) const IN_POOL_1: usize = 26;
pub(super) const OWN_CONTACT: usize = 8;
pub(super) const FOREIGN_CONTACT: usize = 7;

pub(super) fn no_deal(days: i64) -> RecycleRule {
    let kind = PoolRuleKind::NoDeal;
    RecycleRule { kind, days, level: None, dealt: false, with_opportunity: false }
}

pub(super) fn automatic(pool: PoolId) -> UpdatePool {
    let patch = PoolPatch { automatic: Some(true), remind_days: Some(9), ..PoolPatch::default() };
    let (admins, members, departments, expect_rev) = (None, None, None, None);
    UpdatePool { pool, patch: Some(patch), admins, members, departments, expect_rev }
}

/// What happens while he works: to what he does not see, something else in each world.
pub(super) fn meanwhile(loaded: &Loaded, twin: u128) {
    let text = ["甲丙", "Yi 丁"][twin as usize];
    let hidden = CustomerPatch { remark: Some(text.into()), ..CustomerPatch::default() };
    let patch = CustomerPatch { name: Some(text.into()), ..hidden.clone() };
    let customer = loaded.customers[0];
    by_admin(loaded, 5000, UpdateCustomer { customer, patch, expect_rev: None });
    let (customer, patch) = (loaded.customers[7], hidden);
    by_admin(loaded, 5001, UpdateCustomer { customer, patch, expect_rev: None });
    if twin == 1 {
        let lead = NewLead { name: "多线索".into(), ..NewLead::default() };
        by_admin(loaded, 5010, CreateLead { lead });
        let customers = vec![loaded.customers[0]];
        let pool = loaded.pools[2];
        by_admin(loaded, 5011, ReleaseCustomers { pool, customers });
    }
}
