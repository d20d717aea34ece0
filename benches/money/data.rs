//! A company with any number of contracts in effect, written straight into a store and kept between
//! runs.
//!
//! Their owners are those of the customers in `benches/foundation`, and one person is a member of
//! the teams of 5 000 contracts. Ten contracts have the same customer, each has one payment plan,
//! and for every third one half of its plan was received. Plans fall due over 500 days, of which
//! 100 are over.

use crate::common::company::{
    self, EPOCH, NOW, at, company_name, founded, owner, person, put, row_id, scatter, staffed,
    write_rows,
};
use chrono::{Days, NaiveDate};
use crmkit::Result;
use crmkit::admin::number::*;
use crmkit::model::{Money, Number};
use crmkit::org::*;
use crmkit::sales::approval::*;
use crmkit::sales::contract::*;
use crmkit::sales::customer::*;
use crmkit::sales::product::*;
use crmkit::sales::receivable::*;
use crmkit::session::Session;
use crmkit::store::Writer;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Grows whenever this file makes other data.
const VERSION: u32 = 1;

/// Products on the shelf.
pub const PRODUCTS: u64 = 200;

/// Who approves contracts, the first and then the second; neither has a role.
pub fn approvers() -> [EmployeeId; 2] {
    [person(4900), person(4901)]
}

/// The file of a company with so many contracts.
pub fn file(rows: u64) -> PathBuf {
    company::kept(&format!("money-{VERSION}-{rows}.crm"), |path| make(path, rows))
}

/// The n-th product.
pub fn product(n: u64) -> ProductId {
    ProductId(row_id(n))
}

/// The day on which everybody works.
pub fn today() -> NaiveDate {
    (at(NOW) + chrono::Duration::hours(8)).date_naive()
}

/// Those contracts of some owners after which another one has the same owner and customer.
pub fn of_owners(rows: u64, owners: RangeInclusive<u64>) -> Vec<u64> {
    let dense = (rows / 10).max(2000)..rows - rows / 10;
    dense.filter(|n| owners.contains(&owner(*n, rows))).collect()
}

fn make(path: &Path, rows: u64) -> Result<()> {
    let (crm, admin) = founded(path)?;
    let named = ["customer.", "contract.", "receivable", "product.", "approval."];
    staffed(&admin, &named)?;
    flow(&admin)?;
    let category = NewProductCategory { name: "设备".into(), ..Default::default() };
    let category = admin.run(CreateProductCategory { category })?.value;
    numbers(&admin)?;
    write_rows(&crm, PRODUCTS, |w, n| put(w, &a_product(n, category)))?;
    let customers = rows / 10;
    write_rows(&crm, customers, |w, n| customer(w, n, owner(rows - customers + n, rows)))?;
    write_rows(&crm, rows, |w, n| contract(w, n, rows))?;
    crm.close()
}

/// Contracts and receivables are numbered anew every month.
fn numbers(admin: &Session) -> Result<()> {
    let part = |kind, text: Option<&str>| NewNumberPart {
        kind,
        text: text.map(str::to_owned),
        pattern: None,
        start: None,
        step: None,
        reset: None,
    };
    for (numbered, text) in [(Numbered::Contract, "HT"), (Numbered::Receivable, "HK")] {
        let month =
            NewNumberPart { pattern: Some(DatePattern::Month), ..part(NumberPartKind::Date, None) };
        let counter = NewNumberPart {
            start: Some("000001".into()),
            step: Some(1),
            reset: Some(CounterReset::Monthly),
            ..part(NumberPartKind::Counter, None)
        };
        let parts = vec![part(NumberPartKind::Text, Some(text)), month, counter];
        admin.run(SetNumberRule { numbered, enabled: true, parts })?;
    }
    Ok(())
}

/// Contracts are approved by two people, one after the other.
fn flow(admin: &Session) -> Result<()> {
    let step = |id, who: EmployeeId| FlowStep {
        id,
        kind: StepKind::Members,
        branch: None,
        mode: None,
        people: vec![who],
        role: None,
        level: None,
        several: false,
        when_empty: None,
    };
    let [first, second] = approvers();
    let steps = vec![step(1, first), step(2, second)];
    let rules = FlowRules {
        steps,
        branches: vec![],
        admins: vec![],
        resume: None,
        repeated: None,
        own: None,
        remind_hours: None,
    };
    let flow = NewApprovalFlow {
        name: "合同审批".into(),
        entity: "contract".into(),
        ..Default::default()
    };
    let flow = admin.run(CreateApprovalFlow { flow, rules })?.value;
    admin.run(SetApprovalFlow { flow, enabled: true })?;
    Ok(())
}

/// So many yuan.
fn yuan(n: u64) -> Money {
    format!("{n}").parse().unwrap()
}

fn a_product(n: u64, category_id: ProductCategoryId) -> Product {
    let tax_rate = Some("13".parse().unwrap());
    Product {
        id: product(n),
        rev: 1,
        created_at: at(EPOCH),
        updated_at: at(EPOCH),
        name: format!("{}设备", company_name(n)),
        category_id,
        code: format!("CP-{n:05}"),
        price: yuan(100 + n),
        tax_rate,
        ..Product::blank()
    }
}

fn customer(w: &dyn Writer, n: u64, owner: u64) -> Result<()> {
    let made = at(EPOCH + n as i64 * 1000);
    let owner = person(owner);
    let customer = Customer {
        id: CustomerId(row_id(n)),
        rev: 1,
        created_at: made,
        created_by: Some(owner),
        updated_at: made,
        updated_by: Some(owner),
        name: company_name(n),
        mobile: Some(format!("+86138{n:08}")),
        owner_id: Some(owner),
        received_at: Some(made),
        last_follow_at: Some(made),
        dealt: true,
        dealt_on: Some(made.date_naive()),
        ..Customer::blank()
    };
    put(w, &customer)?;
    company::log(w, &customer, owner, made)
}

fn contract(w: &dyn Writer, n: u64, rows: u64) -> Result<()> {
    let made = at(EPOCH + n as i64 * 1000);
    let owner = person(owner(n, rows));
    let paid = n.is_multiple_of(3);
    let (money, half) = (yuan(2 * (500 + n % 5000)), yuan(500 + n % 5000));
    let received = if paid { half } else { Money::ZERO };
    let unreceived = if paid { half } else { money };
    let customer_id = CustomerId(row_id(n % (rows / 10)));
    let contract = Contract {
        id: ContractId(row_id(n)),
        rev: 1,
        created_at: made,
        created_by: Some(owner),
        updated_at: made,
        updated_by: Some(owner),
        number: format!("HT-{n:08}"),
        name: format!("{}采购合同", company_name(n)),
        customer_id,
        money,
        currency: "CNY".into(),
        order_date: made.date_naive(),
        ends_on: made.date_naive().checked_add_days(Days::new(3650)),
        received,
        unreceived,
        progress: if paid { "50".parse().unwrap() } else { Number::ZERO },
        status: CheckStatus::Approved,
        effective_at: Some(made),
        owner_id: Some(owner),
        ..Contract::blank()
    };
    put(w, &contract)?;
    company::log(w, &contract, owner, made)?;
    let due_on = today() - Days::new(100) + Days::new((scatter(n) >> 20) % 500);
    let plan = ReceivablePlan {
        id: ReceivablePlanId(row_id(n)),
        rev: 1,
        created_at: made,
        created_by: Some(owner),
        updated_at: made,
        updated_by: Some(owner),
        contract_id: contract.id,
        customer_id,
        period: 1,
        money,
        due_on,
        remind_days: 3,
        state: PlanState::Running,
        settlement: if paid { Settlement::Partial } else { Settlement::None },
        received,
        unreceived,
        received_on: paid.then(|| made.date_naive()),
        overdue: due_on < today(),
        ..ReceivablePlan::blank()
    };
    put(w, &plan)?;
    if paid {
        let (receivable, part) = receipt(n, &contract, &plan);
        put(w, &receivable)?;
        put(w, &part)?;
    }
    if n.is_multiple_of((rows / 5000).max(1)) {
        let member = ContractMember {
            id: ContractMemberId(person(1_000_000 + n).0),
            rev: 1,
            created_at: made,
            updated_at: made,
            record_id: contract.id,
            employee_id: person(2003),
            access: TeamAccess::Write,
            touched_at: made,
            ..ContractMember::blank()
        };
        put(w, &member)?;
    }
    Ok(())
}

/// What was received for a contract.
fn receipt(n: u64, contract: &Contract, plan: &ReceivablePlan) -> (Receivable, Allocation) {
    let (made, money) = (contract.created_at, contract.received);
    let receivable = Receivable {
        id: ReceivableId(row_id(n)),
        rev: 1,
        created_at: made,
        created_by: contract.owner_id,
        updated_at: made,
        updated_by: contract.owner_id,
        number: format!("HK-{n:08}"),
        customer_id: contract.customer_id,
        contract_id: contract.id,
        received_on: made.date_naive(),
        money,
        currency: "CNY".into(),
        status: CheckStatus::NotNeeded,
        owner_id: contract.owner_id,
        ..Receivable::blank()
    };
    let part = Allocation {
        id: AllocationId(Uuid::from_u64_pair(1, n)),
        rev: 1,
        created_at: made,
        created_by: contract.owner_id,
        updated_at: made,
        updated_by: contract.owner_id,
        receivable_id: receivable.id,
        contract_id: Some(contract.id),
        plan_id: Some(plan.id),
        money,
        effective: true,
        ..Allocation::blank()
    };
    (receivable, part)
}
