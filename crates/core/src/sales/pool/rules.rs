//! When a pool takes a customer from its owner (B1.3).
//!
//! Days are calendar days of the company; a rule of n days takes a customer on day n + 1. The
//! same condition is written twice, here for one customer and as a filter that finds all of
//! them; the tests hold the two together.

use super::{PoolId, PoolRule, PoolRuleKind};
use crate::error::{Error, Result, codes, require};
use crate::model::{Choice, EntityMeta, Timestamp, TypedId, Value, Zone};
use crate::mutants::mutant;
use crate::org::OptionItemId;
use crate::query::{Bound, Column};
use crate::sales::customer::Customer;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// When a pool takes a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct RecycleRule {
    /// For want of what.
    pub kind: PoolRuleKind,
    /// It takes a customer on the day after so many days.
    pub days: i64,
    /// Only customers of this level; of any when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub level: Option<OptionItemId>,
    /// Whether it takes customers who have dealt.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub dealt: bool,
    /// Whether it takes customers with a live opportunity.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub with_opportunity: bool,
}

impl RecycleRule {
    pub(super) fn of(row: &PoolRule) -> Self {
        let PoolRule { kind, days, level, dealt, with_opportunity, .. } = *row;
        Self { kind, days, level, dealt, with_opportunity }
    }

    /// The fields of a customer by which it goes.
    pub(super) fn goes_by(&self) -> Vec<&'static str> {
        let mut fields = vec!["locked", "received_at"];
        fields.extend(self.level.map(|_| "level"));
        if self.kind == PoolRuleKind::NoFollowUp {
            fields.push("last_follow_at");
        }
        if self.kind == PoolRuleKind::NoDeal || !self.dealt {
            fields.push("dealt");
        }
        fields
    }

    /// Whether the rule spares a customer whatever the day: it asks for another level, for no
    /// deal, or for no opportunity.
    fn spares(&self, customer: &Customer, opportunity: bool) -> bool {
        customer.locked
            || self.level.is_some() && self.level != customer.level
            || customer.dealt && (self.kind == PoolRuleKind::NoDeal || !self.dealt)
            || opportunity && (self.kind == PoolRuleKind::NoOpportunity || !self.with_opportunity)
    }

    /// How many days are left to a customer before the rule takes it; negative when it is due,
    /// nothing when the rule does not concern it.
    pub(super) fn days_left(
        &self,
        customer: &Customer,
        opportunity: bool,
        zone: Zone,
        now: Timestamp,
    ) -> Option<i64> {
        if self.spares(customer, opportunity) {
            return None;
        }
        let received = customer.received_at.unwrap_or(customer.created_at);
        let since = match self.kind {
            PoolRuleKind::NoFollowUp => {
                customer.last_follow_at.map_or(received, |at| at.max(received))
            }
            PoolRuleKind::NoOpportunity | PoolRuleKind::NoDeal => received,
        };
        Some(self.days - zone.days_between(since, now) - i64::from(mutant(29)))
    }

    /// The customers that have at most so many days left, opportunities apart.
    pub(super) fn filter(&self, left: i64, zone: Zone, today: NaiveDate) -> Bound {
        let entity = Customer::META;
        // Left at most `left` means that the days gone by are at least `days - left`.
        let gone = self.days.saturating_sub(left).max(0).unsigned_abs();
        let last = today.checked_sub_days(Days::new(gone)).and_then(|d| d.succ_opt());
        let Some(last) = last else { return Bound::Nothing };
        let end = zone.start_of(last);
        let before = |field: &str, end| {
            let column = Column::field(entity, entity.position(field));
            Bound::Or(vec![
                Bound::IsNull(column),
                Bound::Range(column, None, Some(Value::Time(end))),
            ])
        };
        let mut all = vec![before("received_at", end), before("created_at", end)];
        if self.kind == PoolRuleKind::NoFollowUp {
            all.push(before("last_follow_at", end));
        }
        if let Some(level) = self.level {
            all.push(Bound::is(entity, "level", Value::Id(level.uuid())));
        }
        if self.kind == PoolRuleKind::NoDeal || !self.dealt {
            all.push(Bound::is(entity, "dealt", Value::Bool(false)));
        }
        all.push(Bound::is(entity, "locked", Value::Bool(false)));
        Bound::And(all)
    }

    /// What people read about a customer that the rule takes.
    pub(super) fn why(&self, chinese: bool) -> String {
        let days = self.days;
        match (self.kind, chinese) {
            (PoolRuleKind::NoFollowUp, true) => format!("超过{days}天未跟进"),
            (PoolRuleKind::NoOpportunity, true) => format!("超过{days}天无新建商机"),
            (PoolRuleKind::NoDeal, true) => format!("超过{days}天未成交"),
            (PoolRuleKind::NoFollowUp, false) => {
                format!("not followed up for more than {days} days")
            }
            (PoolRuleKind::NoOpportunity, false) => {
                format!("no opportunity for more than {days} days")
            }
            (PoolRuleKind::NoDeal, false) => format!("no deal for more than {days} days"),
        }
    }
}

/// There is one rule for each kind and level.
pub(super) fn once_each(rules: &[PoolRule]) -> Result<()> {
    let mut seen = BTreeSet::new();
    let once = rules.iter().all(|rule| seen.insert((rule.kind.code(), rule.level)));
    require(once, &codes::POOL_RULE_TWICE).map_err(|e| e.of(PoolRule::META))
}

/// The rows of rules that a person gave.
pub(super) fn to_rows(pool_id: PoolId, rules: &[RecycleRule]) -> Result<Vec<PoolRule>> {
    let entity: &EntityMeta = PoolRule::META;
    let mut rows: Vec<PoolRule> = Vec::new();
    for rule in rules {
        if !(1..=100_000).contains(&rule.days) {
            return Err(Error::new(&codes::OUT_OF_RANGE).of(entity).field("days"));
        }
        let RecycleRule { kind, days, level, dealt, with_opportunity } = *rule;
        rows.push(PoolRule {
            pool_id,
            kind,
            days,
            level,
            dealt,
            with_opportunity,
            ..PoolRule::blank()
        });
    }
    Ok(rows)
}
