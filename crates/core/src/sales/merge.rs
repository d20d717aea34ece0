//! Merging customers that are one (客户合并).
//!
//! What the target has stays; what it lacks comes from the others, in the order given. Whatever
//! refers to them refers to the target afterwards: found in the registry, so that an entity
//! declared later is included. They go to the recycle bin and say what became of them.

use crate::command;
use crate::error::{Result, codes, require};
use crate::model::custom::{Custom, stored_map};
use crate::model::entity::system;
use crate::model::{
    Entity, EntityKind, EntityMeta, FieldFlags, FieldMeta, FieldType, Kind, Raw, ReadRule, TypedId,
    Value,
};
use crate::org::FieldDefinition;
use crate::query::{Bound, Cmp, Column};
use crate::sales::customer::{Customer, CustomerId, CustomerMember, TeamAccess, first_order};
use crate::sales::follow_up::show;
use crate::sales::team::{self, Membership};
use crate::session::{Command, Context, Operation, operation};

command! {
    /// Merges customers into one that the caller may edit; he may delete the others. Each that is
    /// merged lies in the recycle bin afterwards.
    pub struct MergeCustomers = "customer.merge", 1, "合并客户", "Merge customers" {
        /// The one that stays.
        into: CustomerId,
        /// Those that become part of it; the earlier ones win over the later.
        from: Vec<CustomerId>,
    } -> CustomerId; CUSTOMER_MERGE UNDOABLE
}

/// Customers that can be merged into another at once.
const MOST: usize = 20;

impl Command for MergeCustomers {
    fn run(self, cx: &mut Context<'_>) -> Result<CustomerId> {
        let once = |(at, id): (usize, &CustomerId)| {
            *id != self.into && !self.from.iter().take(at).any(|other| other == id)
        };
        let fits = (1..=MOST).contains(&self.from.len());
        require(fits && self.from.iter().enumerate().all(once), &codes::MERGE_SOURCES)
            .map_err(|e| e.of(Customer::META).field("from").with("max", MOST))?;
        let target = reach(cx, self.into, &operation::CUSTOMER_EDIT)?;
        let mut sources = Vec::new();
        for id in &self.from {
            let source = reach(cx, *id, &operation::CUSTOMER_DELETE)?;
            // A lock keeps a customer where it is; who wants it elsewhere unlocks it.
            require(!source.locked, &codes::LOCKED).map_err(|e| e.of(Customer::META))?;
            sources.push(source);
        }
        for source in &sources {
            repoint(cx, source.id, target.id)?;
            unite_team(cx, source, &target)?;
        }
        let ordered = first_order(cx, target.id)?;
        let mut new = target.clone();
        for source in &sources {
            take(cx, &mut new, source)?;
        }
        if new.deal_by_hand.is_none() {
            (new.dealt_on, new.dealt) = (ordered, ordered.is_some());
        }
        new.merged_at = Some(cx.now());
        show(cx, &mut new)?;
        cx.update(&target, |c| *c = new)?;
        for source in &sources {
            let merged = cx.update(source, |c| {
                c.merged_into_id = Some(target.id);
                c.primary_contact_id = None;
            })?;
            cx.delete(&merged)?;
        }
        Ok(target.id)
    }
}

/// A customer that the caller may merge, and do an operation to besides.
fn reach(cx: &Context<'_>, id: CustomerId, operation: &Operation) -> Result<Customer> {
    cx.need(operation)?;
    cx.reach::<Customer>(id, &operation::CUSTOMER_MERGE)?;
    cx.reach(id, operation)
}

/// Whether people fill a field and it may be empty.
fn fillable(field: &FieldMeta) -> bool {
    let ruled =
        FieldFlags::SYSTEM | FieldFlags::READONLY | FieldFlags::DERIVED | FieldFlags::CREATE_ONLY;
    field.nullable && !field.flags.has(ruled)
}

/// Takes over from another customer what one lacks, in fields that the caller may edit.
fn take(cx: &mut Context<'_>, target: &mut Customer, source: &Customer) -> Result<()> {
    let (rights, company) = (cx.sight.rights.clone(), cx.company()?);
    let planned = target.next_contact_at.is_some();
    let may = |field: &str| rights.as_ref().is_none_or(|r| r.edits(Customer::META.name, field));
    for (position, field) in Customer::META.fields.iter().enumerate().filter(|(_, f)| fillable(f)) {
        if Entity::raw(target, position) == Raw::Null && may(field.name) {
            Entity::set(target, position, Entity::raw(source, position))?;
        }
    }
    // A plan that a follow-up made comes with that.
    if !planned && target.next_contact_at.is_some() {
        (target.own_plan, target.own_plan_at) = (source.own_plan, source.own_plan_at);
    }
    let stored = |customer: &Customer| stored_map(&Entity::raw(customer, system::CUSTOM));
    let named = |number: &str| {
        let own = |d: &&FieldDefinition| {
            d.entity == Customer::META.name && d.number.to_string() == number
        };
        company.fields.iter().find(own).map(|d| format!("custom.{}", d.key))
    };
    let mut custom = stored(source);
    custom.retain(|number, _| named(number).is_some_and(|name| may(&name)));
    custom.extend(stored(target));
    target.custom = Custom::from_raw(Custom(custom).raw())?;
    target.primary_contact_id = target.primary_contact_id.or(source.primary_contact_id);
    if target.deal_by_hand.is_none() && source.deal_by_hand.is_some() {
        target.deal_by_hand = source.deal_by_hand;
        (target.dealt, target.dealt_on) = (source.dealt, source.dealt_on);
    }
    Ok(())
}

/// Makes the members of one team members of another: with the greater access and the later end
/// of the two. The owner is none, and what has ended opens nothing.
fn unite_team(cx: &mut Context<'_>, source: &Customer, target: &Customer) -> Result<()> {
    let now = cx.now();
    let team = |cx: &Context<'_>, customer: CustomerId| -> Result<Vec<CustomerMember>> {
        let members: Vec<CustomerMember> = team::members::<Customer>(cx, customer)?;
        Ok(members.into_iter().filter(|m| m.expires_at.is_none_or(|at| at > now)).collect())
    };
    let present = team(cx, target.id)?;
    for member in team(cx, source.id)? {
        if target.owner_id == Some(member.employee_id) {
            continue;
        }
        let mut united = Membership { access: member.access, expires_at: member.expires_at };
        if let Some(old) = present.iter().find(|m| m.employee_id == member.employee_id) {
            if old.access == TeamAccess::Write {
                united.access = TeamAccess::Write;
            }
            united.expires_at = old.expires_at.zip(united.expires_at).map(|(a, b)| a.max(b));
        }
        team::put(cx, target, member.employee_id, united)?;
    }
    Ok(())
}

/// Makes everything that refers to one customer refer to another, the recycle bin included. The
/// team is united instead, and what rules and logs note for themselves stays.
fn repoint(cx: &mut Context<'_>, from: CustomerId, to: CustomerId) -> Result<()> {
    let entities: Vec<&'static EntityMeta> = cx.registry().iter().collect();
    for entity in entities {
        let own = entity.kind == EntityKind::Log
            || entity.read == ReadRule::Internal
            || Customer::META.team == Some(entity.name);
        for (position, field) in entity.fields.iter().enumerate().filter(|_| !own) {
            if field.kind == Kind::Id(Customer::META.name) && !field.is(FieldFlags::SYSTEM) {
                let column = Column::field(entity, position);
                let refers = Bound::Cmp(column, Cmp::Eq, Value::Id(from.uuid()));
                cx.repoint(entity, position, refers, to.uuid())?;
            }
        }
    }
    Ok(())
}
