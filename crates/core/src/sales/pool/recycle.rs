//! The job that takes customers into pools, what it will take soon, and why (B1.3).
//!
//! Only owners who are members of a pool lose customers to it: a pool without members takes
//! nothing. A customer that several pools would take goes to the first by priority.

use super::release::{Released, release};
use super::rules::RecycleRule;
use super::{Pool, PoolId, PoolMember, PoolRule, of_pool};
use crate::command;
use crate::error::Result;
use crate::model::entity::Record;
use crate::model::{Entity, Locale, TypedId, Zone};
use crate::org::EmployeeId;
use crate::query::{Bin, Bound, BoundQuery, Visibility};
use crate::sales::customer::{Customer, CustomerId};
use crate::sales::opportunity;
use crate::session::crm::Sight;
use crate::session::tick::Now;
use crate::session::{Command, Context, Declared, Due, Job, Session, Staff};
use crate::store::{Reader, rows};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A pool that takes customers by rule.
struct Taker {
    pool: Pool,
    owners: BTreeSet<EmployeeId>,
    rules: Vec<RecycleRule>,
}

/// The pools that take customers by rule, the first to take first.
fn takers(reader: &dyn Reader, staff: &Staff) -> Result<Vec<Taker>> {
    let mut pools: Vec<Pool> = crate::session::company::rows(reader)?;
    pools.retain(|pool| pool.enabled && pool.automatic);
    pools.sort_by_key(|pool| pool.priority);
    let mut takers = Vec::new();
    for pool in pools {
        let members: Vec<PoolMember> = of_pool(reader, pool.id)?;
        let departments = members.iter().filter_map(|m| m.department_id).collect();
        let mut owners: BTreeSet<EmployeeId> = staff.members(&departments).collect();
        owners.extend(members.iter().filter_map(|m| m.employee_id));
        let rules: Vec<PoolRule> = of_pool(reader, pool.id)?;
        takers.push(Taker { pool, owners, rules: rules.iter().map(RecycleRule::of).collect() });
    }
    Ok(takers)
}

/// The same with the rules that go by what somebody may read: the days left by another would
/// tell him what he may not.
fn takers_told(reader: &dyn Reader, sight: &Sight) -> Result<Vec<Taker>> {
    let mut takers = takers(reader, &*sight.staff(reader)?)?;
    let told = |rule: &RecycleRule| {
        rule.goes_by().iter().all(|field| sight.readable(Customer::META, field))
    };
    takers.iter_mut().for_each(|taker| taker.rules.retain(told));
    Ok(takers)
}

/// Whether a customer has an opportunity that is not in the recycle bin, however it ended.
type Opportunities = fn(&dyn Reader, CustomerId) -> Result<bool>;

/// Whatever counts as an opportunity.
static OPPORTUNITIES: &[Opportunities] = &[opportunity::live_of];

fn has_opportunity(reader: &dyn Reader, customer: CustomerId) -> Result<bool> {
    OPPORTUNITIES.iter().try_fold(false, |found, ask| Ok(found || ask(reader, customer)?))
}

impl Taker {
    /// The rule that takes a customer soonest, and the days left.
    fn soonest(
        &self,
        reader: &dyn Reader,
        customer: &Customer,
        now: &Now<'_>,
    ) -> Result<Option<(RecycleRule, i64)>> {
        if !customer.owner_id.is_some_and(|owner| self.owners.contains(&owner)) {
            return Ok(None);
        }
        let opportunity = has_opportunity(reader, customer.id)?;
        let zone = now.company().zone();
        let left = |rule: &RecycleRule| {
            Some((*rule, rule.days_left(customer, opportunity, zone, now.at())?))
        };
        Ok(self.rules.iter().filter_map(left).min_by_key(|(_, left)| *left))
    }

    /// The customers of some owners that may have at most so many days left.
    fn near(
        &self,
        reader: &dyn Reader,
        owners: impl Iterator<Item = EmployeeId>,
        left: i64,
        (zone, today): (Zone, NaiveDate),
    ) -> Result<Vec<Customer>> {
        let entity = Customer::META;
        let owners = owners.filter(|o| self.owners.contains(o)).map(TypedId::uuid).collect();
        let any = self.rules.iter().map(|rule| rule.filter(left, zone, today)).collect();
        let mut query = BoundQuery::all(entity).filter(Bound::Or(any));
        query.visibility = Visibility::owned_by(entity, owners);
        rows(reader, &query)
    }
}

/// The pool that takes a customer now, and by which rule.
fn taken_by<'a>(
    takers: &'a [Taker],
    reader: &dyn Reader,
    customer: &Customer,
    now: &Now<'_>,
) -> Result<Option<(&'a Pool, RecycleRule)>> {
    for taker in takers {
        if let Some((rule, left)) = taker.soonest(reader, customer, now)?
            && left < 0
        {
            return Ok(Some((&taker.pool, rule)));
        }
    }
    Ok(None)
}

/// Takes customers into pools by their rules.
pub struct Recycle;

impl Job for Recycle {
    fn name(&self) -> &'static str {
        RecycleCustomers::META.name
    }

    fn due(&self, reader: &dyn Reader, now: &Now<'_>) -> Result<Vec<Due>> {
        let company = now.company();
        let zone = company.zone();
        let takers = takers(reader, &*now.staff(reader)?)?;
        let mut due = BTreeMap::new();
        for taker in &takers {
            let days = (zone, zone.date(now.at()));
            for customer in taker.near(reader, taker.owners.iter().copied(), -1, days)? {
                if due.contains_key(&customer.id) {
                    continue;
                }
                if let Some((pool, rule)) = taken_by(&takers, reader, &customer, now)? {
                    let why = rule.why(company.locale() == Locale::ZhCn);
                    let why = format!("{} → {}: {why}", customer.name, pool.name);
                    due.insert(customer.id, why);
                }
            }
        }
        let entity = Customer::META.name;
        let row = |(id, why): (CustomerId, String)| Due {
            job: self.name().to_owned(),
            entity: entity.to_owned(),
            id: id.uuid(),
            why,
        };
        Ok(due.into_iter().map(row).collect())
    }

    fn run(&self, system: &Session, due: &[Due]) -> Result<()> {
        for chunk in due.chunks(500) {
            let customers = chunk.iter().map(|d| CustomerId(d.id)).collect();
            system.run(RecycleCustomers { customers })?;
        }
        Ok(())
    }
}

command! {
    /// Takes customers into the pools whose rules they fulfil; any other is left alone.
    pub struct RecycleCustomers = "pool.recycle", 1, "自动进入公海", "Recycle customers" {
        /// Which.
        customers: Vec<CustomerId>,
    } -> u32; System
}

impl Command for RecycleCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<u32> {
        let company = cx.company()?;
        let takers = takers(cx.writer.reader(), &company)?;
        let chinese = company.locale() == Locale::ZhCn;
        let mut taken = 0;
        for id in self.customers {
            let found: Option<Customer> = cx.fetch(id, &Visibility::Everything, Bin::Live)?;
            let Some(customer) = found else { continue };
            let by = taken_by(&takers, cx.writer.reader(), &customer, &Now(&cx.sight))?;
            if let Some((pool, rule)) = by {
                let why = Some(rule.why(chinese));
                release(cx, &customer, pool, Released { why })?;
                taken += 1;
            }
        }
        Ok(taken)
    }
}

/// How long a customer has before a pool takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "python", pyo3::pyclass(frozen, get_all, eq, module = "crmkit"))]
pub struct DaysToPool {
    /// The customer.
    pub customer: CustomerId,
    /// The pool that takes it.
    pub pool: PoolId,
    /// Whole days left; 0 is the last one.
    pub days: i64,
    /// What will have been missing.
    pub why: String,
}

impl Session {
    /// How many days customers that the caller sees have before a pool takes them: the fewest by
    /// any rule, one entry for each that a rule concerns.
    ///
    /// # Errors
    /// `right.missing`; storage errors.
    pub fn days_to_pool(&self, customers: &[CustomerId]) -> Result<Vec<DaysToPool>> {
        self.sight(|reader, sight| {
            let takers = takers_told(reader, sight)?;
            let reach = sight.visibility(Customer::META)?;
            let mut found = Vec::new();
            for id in customers {
                let mut customer = None;
                reader.get(
                    Customer::META,
                    id.uuid(),
                    Customer::COLUMNS,
                    &reach,
                    Bin::Live,
                    &mut |row| {
                        customer = Some(Customer::from_row(row)?);
                        Ok(())
                    },
                )?;
                if let Some(customer) = customer {
                    found.extend(days_to_pool(&takers, reader, &customer, &Now(sight))?);
                }
            }
            Ok(found)
        })
    }

    /// The caller's own customers of which a pool reminds him: those that it takes within its
    /// reminder days, the most urgent first.
    ///
    /// # Errors
    /// `right.missing`; storage errors.
    pub fn entering_pool(&self) -> Result<Vec<DaysToPool>> {
        let me = self.employee()?;
        self.sight(|reader, sight| {
            Ok(entering(reader, sight, me)?.into_iter().map(|reminder| reminder.entry).collect())
        })
    }
}

/// That a pool reminds somebody of a customer.
pub(crate) struct Reminder {
    pub(crate) customer: Customer,
    pub(crate) entry: DaysToPool,
    /// The day on which the first pool began to.
    pub(crate) since: NaiveDate,
}

/// The customers of somebody of which a pool reminds him, the most urgent first.
pub(crate) fn entering(
    reader: &dyn Reader,
    sight: &Sight,
    me: EmployeeId,
) -> Result<Vec<Reminder>> {
    let takers = takers_told(reader, sight)?;
    let today = sight.company.zone().date(sight.now);
    let days = (sight.company.zone(), today);
    let mut found: BTreeMap<CustomerId, Reminder> = BTreeMap::new();
    for taker in &takers {
        let Some(remind) = taker.pool.remind_days else { continue };
        for customer in taker.near(reader, std::iter::once(me), remind, days)? {
            let own = taker.soonest(reader, &customer, &Now(sight))?;
            let entry = days_to_pool(&takers, reader, &customer, &Now(sight))?;
            // Its own reminder begins by its own rules, whichever pool takes it first.
            if let (Some((_, left)), Some(entry)) = (own.filter(|own| own.1 <= remind), entry) {
                let gone = Days::new((remind - left).unsigned_abs());
                let mut since = today.checked_sub_days(gone).unwrap_or(today);
                // Whoever answered the first pool's reminder has answered all.
                if let Some(earlier) = found.get(&customer.id) {
                    since = since.min(earlier.since);
                }
                found.insert(customer.id, Reminder { customer, entry, since });
            }
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|reminder| reminder.entry.days);
    Ok(found)
}

fn days_to_pool(
    takers: &[Taker],
    reader: &dyn Reader,
    customer: &Customer,
    now: &Now<'_>,
) -> Result<Option<DaysToPool>> {
    let chinese = now.company().locale() == Locale::ZhCn;
    let mut soonest: Option<DaysToPool> = None;
    for taker in takers {
        if let Some((rule, left)) = taker.soonest(reader, customer, now)? {
            let days = left.max(0);
            if soonest.as_ref().is_none_or(|s| days < s.days) {
                let (customer, pool) = (customer.id, taker.pool.id);
                soonest = Some(DaysToPool { customer, pool, days, why: rule.why(chinese) });
            }
        }
    }
    Ok(soonest)
}
