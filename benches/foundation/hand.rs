//! Reading customers by hand.

use crate::common::hand::{Lists, choice, id, int, maybe, text, time};
use crmkit::data::ImportJobId;
use crmkit::model::value::date_from_days;
use crmkit::model::{Custom, Number, Value};
use crmkit::org::{EmployeeId, OptionItemId};
use crmkit::sales::contact::ContactId;
use crmkit::sales::customer::*;
use crmkit::sales::pool::PoolId;
use rusqlite::Row;
use std::collections::BTreeMap;

/// A program for customers.
pub type Customers = Lists<CustomerSummary>;

impl Customers {
    /// One customer.
    pub fn get(&self, id: CustomerId, now: i64) -> Option<Customer> {
        self.run("BEGIN", []);
        self.check_epoch();
        let found = {
            let mut get = self.db.prepare_cached(&self.one).unwrap();
            let mut rows = get.query([id.0.as_bytes()]).unwrap();
            rows.next().unwrap().map(customer)
        };
        let found = found.filter(|c| c.deleted_at.is_none());
        let found = found.filter(|c| self.reaches(c.owner_id.map(|o| o.0), c.id.0, false, now));
        self.run("COMMIT", []);
        found
    }
}

/// The two fields of the company's own.
fn custom(row: &Row<'_>, column: usize) -> Custom {
    let Some(json) = row.get_ref(column).unwrap().as_str_or_null().unwrap() else {
        return Custom::default();
    };
    let stored: BTreeMap<&str, serde_json::Value> = serde_json::from_str(json).unwrap();
    let shown = stored.into_iter().map(|(number, value)| match number {
        "10000" => ("region".to_owned(), Value::Text(value.as_str().unwrap().to_owned())),
        "10001" => {
            ("score".to_owned(), Value::Number(Number::from_scaled(value.as_i64().unwrap())))
        }
        _ => unreachable!(),
    });
    Custom(shown.collect())
}

fn customer(row: &Row<'_>) -> Customer {
    let employee = |column| id(row, column).map(EmployeeId);
    let option = |column| id(row, column).map(OptionItemId);
    Customer {
        id: CustomerId(id(row, 0).unwrap()),
        rev: int(row, 1),
        created_at: time(row, 2).unwrap(),
        created_by: employee(3),
        updated_at: time(row, 4).unwrap(),
        updated_by: employee(5),
        deleted_at: time(row, 6),
        deleted_by: employee(7),
        custom: custom(row, 8),
        name: text(row, 9).unwrap(),
        kind: kind(row, 10),
        mobile: text(row, 11),
        telephone: text(row, 12),
        email: text(row, 13),
        website: text(row, 14),
        source: option(15),
        industry: option(16),
        level: option(17),
        address: text(row, 18),
        remark: text(row, 19),
        next_contact_at: time(row, 20),
        owner_id: employee(21),
        pool_id: id(row, 22).map(PoolId),
        pooled_at: time(row, 23),
        previous_owner_id: employee(24),
        received_at: time(row, 25),
        received: row.get_ref(26).unwrap().as_str_or_null().unwrap().map(choice),
        followed: int(row, 27) != 0,
        last_follow_at: time(row, 28),
        last_follow_text: text(row, 29),
        locked: int(row, 30) != 0,
        dealt: int(row, 31) != 0,
        dealt_on: maybe(row, 32).map(|days| date_from_days(days).unwrap()),
        deal_by_hand: maybe(row, 33).map(|by_hand| by_hand != 0),
        pooled_why: text(row, 34),
        from_pool_id: id(row, 35).map(PoolId),
        primary_contact_id: id(row, 36).map(ContactId),
        region: text(row, 37),
        latitude: maybe(row, 38).map(Number::from_scaled),
        longitude: maybe(row, 39).map(Number::from_scaled),
        geo_cell: maybe(row, 40),
        merged_into_id: id(row, 41).map(CustomerId),
        merged_at: time(row, 42),
        own_plan: time(row, 43),
        own_plan_at: time(row, 44),
        import_id: id(row, 45).map(ImportJobId),
        masked: Vec::new(),
    }
}

pub fn summary(row: &Row<'_>) -> CustomerSummary {
    let option = |column| id(row, column).map(OptionItemId);
    CustomerSummary {
        id: CustomerId(id(row, 0).unwrap()),
        rev: int(row, 1),
        created_at: time(row, 2).unwrap(),
        updated_at: time(row, 3).unwrap(),
        deleted_at: time(row, 4),
        custom: custom(row, 5),
        name: text(row, 6).unwrap(),
        kind: kind(row, 7),
        mobile: text(row, 8),
        source: option(9),
        industry: option(10),
        level: option(11),
        next_contact_at: time(row, 12),
        owner_id: id(row, 13).map(EmployeeId),
        followed: int(row, 14) != 0,
        last_follow_at: time(row, 15),
        locked: int(row, 16) != 0,
        dealt: int(row, 17) != 0,
        region: text(row, 18),
        masked: Vec::new(),
    }
}

fn kind(row: &Row<'_>, column: usize) -> CustomerKind {
    choice(row.get_ref(column).unwrap().as_str().unwrap())
}
