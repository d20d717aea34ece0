//! A program written by hand for one person: it knows the rules of the present epoch and of the
//! versions of flows, which never change.

use crate::common::company::Viewer;
use crate::common::hand::{Hand, choice, id, int, text, time};
use crate::common::log::{Changed, Command, Fields};
use crate::data;
use chrono::{Datelike, NaiveDate};
use crmkit::admin::number::NumberCounter;
use crmkit::model::{CommandId, Custom, Money, Number, derive_id};
use crmkit::org::{EmployeeId, OptionItemId};
use crmkit::sales::contact::ContactId;
use crmkit::sales::contract::*;
use crmkit::sales::customer::CustomerId;
use crmkit::sales::opportunity::OpportunityId;
use crmkit::session::log::ChangeKind;
use rusqlite::{OptionalExtension, Row, params};
use std::path::Path;
use uuid::Uuid;

/// What writes by hand.
#[derive(Clone)]
pub struct Program {
    pub hand: Hand,
    pub flow: Flow,
    pub contracts: Numbers,
    pub receivables: Numbers,
}

/// The flow that contracts pass.
#[derive(Clone)]
pub struct Flow {
    pub id: Uuid,
    pub deciders: [Uuid; 2],
}

/// A number rule.
#[derive(Clone)]
pub struct Numbers {
    rule: Uuid,
    prefix: &'static str,
    /// Asks whether a number is taken.
    kind: &'static str,
}

impl Program {
    pub fn open(path: &Path, viewer: &Viewer) -> Self {
        let hand = Hand::open(path, viewer, "contract");
        let one = |sql: &str| {
            let found = hand.db.query_row(sql, [], |row| row.get(0).map(Uuid::from_bytes));
            found.unwrap()
        };
        let numbers = |numbered: &str, prefix, kind| Numbers {
            rule: one(&format!("SELECT id FROM number_rule WHERE numbered='{numbered}'")),
            prefix,
            kind,
        };
        Self {
            flow: Flow {
                id: one("SELECT id FROM approval_flow"),
                deciders: data::approvers().map(|id| id.0),
            },
            contracts: numbers("contract", "HT", "contract.number"),
            receivables: numbers("receivable", "HK", "receivable.number"),
            hand,
        }
    }

    /// The same program for another person.
    pub fn of(&self, viewer: &Viewer) -> Self {
        Self { hand: self.hand.of(viewer), ..self.clone() }
    }
}

impl Numbers {
    /// The next number of a day.
    pub fn next(&self, hand: &Hand, day: NaiveDate, cx: &Command) -> String {
        let sql =
            "SELECT 1 FROM number_rule WHERE id=? AND rev=1 AND enabled AND deleted_at IS NULL";
        let mut known = hand.db.prepare_cached(sql).unwrap();
        assert!(known.exists([self.rule.as_bytes()]).unwrap(), "the rule is another by now");
        let month = i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100;
        let sql = "SELECT id,rev,last FROM number_counter WHERE rule_id=? AND period=?";
        let mut find = hand.db.prepare_cached(sql).unwrap();
        let held: Option<(Uuid, i64, i64)> = find
            .query_row(params![self.rule.as_bytes(), month], |row| {
                Ok((row.get(0).map(Uuid::from_bytes)?, row.get(1)?, row.get(2)?))
            })
            .optional()
            .unwrap();
        let last = held.map_or(1, |held| held.2 + 1);
        let number = format!("{}-{}-{last:06}", self.prefix, month / 100);
        let sql = "SELECT 1 FROM unique_key WHERE kind=? AND key=?";
        let mut taken = hand.db.prepare_cached(sql).unwrap();
        assert!(!taken.exists([self.kind, &number.to_lowercase()]).unwrap());
        let (me, entity, root) = (hand.me.as_bytes(), NumberCounter::META.no, self.rule);
        let mut fields = Fields::new();
        let change = if let Some((id, rev, before)) = held {
            hand.run(
                "UPDATE number_counter SET rev=?,updated_at=?,updated_by=?,last=? WHERE id=? AND rev=?",
                params![rev + 1, cx.now, me, last, id.as_bytes(), rev],
            );
            fields.changed(22, &before, &last);
            changed(&Part { entity, id, root, owner: None }, rev + 1, fields)
        } else {
            let id = derive_id(CommandId(root), Uuid::nil(), month as u32);
            hand.run(
                "INSERT INTO number_counter(id,rev,created_at,created_by,updated_at,updated_by,rule_id,period,last) \
                 VALUES(?1,1,?2,?3,?2,?3,?4,?5,?6)",
                params![id.as_bytes(), cx.now, me, root.as_bytes(), month, last],
            );
            fields.id(20, None, Some(root));
            fields.plain(21, &month);
            fields.plain(22, &last);
            created(entity, id, root, fields)
        };
        hand.log_change(&change, cx);
        number
    }
}

/// A contract as lists show it.
pub fn summary(row: &Row<'_>) -> ContractSummary {
    let date = |column| date(row, column);
    let money = |column| Money::from_scaled(int(row, column));
    ContractSummary {
        id: ContractId(id(row, 0).unwrap()),
        rev: int(row, 1),
        created_at: time(row, 2).unwrap(),
        updated_at: time(row, 3).unwrap(),
        deleted_at: time(row, 4),
        custom: Custom::default(),
        number: text(row, 6).unwrap(),
        name: text(row, 7).unwrap(),
        customer_id: CustomerId(id(row, 8).unwrap()),
        opportunity_id: id(row, 9).map(OpportunityId),
        money: money(10),
        currency: text(row, 11).unwrap(),
        order_date: date(12).unwrap(),
        starts_on: date(13),
        ends_on: date(14),
        contact_id: id(row, 15).map(ContactId),
        kind: id(row, 16).map(OptionItemId),
        received: money(17),
        unreceived: money(18),
        progress: Number::from_scaled(int(row, 19)),
        status: choice(row.get_ref(20).unwrap().as_str().unwrap()),
        owner_id: id(row, 21).map(EmployeeId),
        amends_id: id(row, 22).map(ContractId),
        renews_id: id(row, 23).map(ContractId),
        invoiced: money(24),
        last_follow_at: time(row, 25),
        next_contact_at: time(row, 26),
        fulfilment: row.get_ref(27).unwrap().as_str_or_null().unwrap().map(choice),
        masked: Vec::new(),
    }
}

fn date(row: &Row<'_>, column: usize) -> Option<NaiveDate> {
    let days = row.get_ref(column).unwrap().as_i64_or_null().unwrap();
    days.map(|days| NaiveDate::default() + chrono::Duration::days(days))
}

/// A date as it is stored.
pub fn days(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

/// A row that changes.
pub struct Part {
    pub entity: u16,
    pub id: Uuid,
    pub root: Uuid,
    pub owner: Option<Uuid>,
}

impl Part {
    /// What is its own root.
    pub fn record(entity: u16, id: Uuid, owner: Option<Uuid>) -> Self {
        Self { entity, id, root: id, owner }
    }
}

/// A row of nobody's that was made.
pub fn created(entity: u16, id: Uuid, root: Uuid, fields: Fields) -> Changed {
    Changed {
        entity,
        id,
        root,
        kind: ChangeKind::Created,
        rev: 1,
        fields: fields.end(),
        owner_before: None,
        owner_after: None,
    }
}

/// A row that was changed.
pub fn changed(part: &Part, rev: i64, fields: Fields) -> Changed {
    Changed {
        entity: part.entity,
        id: part.id,
        root: part.root,
        kind: ChangeKind::Updated,
        rev,
        fields: fields.end(),
        owner_before: part.owner,
        owner_after: part.owner,
    }
}
