//! Taking a command back.
//!
//! The door reverses the changes, row by row. Here the rules of sales are held that look at more
//! than one row: others may have changed meanwhile what these rules depend on.

use super::approval;
use super::capacity::{self, CapacityKind, CapacityRule};
use super::contact::Contact;
use super::contract::{self, Contract, SetContractLines, SetContractSigners, UpdateContract};
use super::customer::{self, Customer, of_customer};
use super::follow_up::keep_touched;
use super::invoice::Invoice;
use super::lead::{SetLeadMapping, mapping};
use super::merge::MergeCustomers;
use super::opportunity::{self, Opportunity, SetOpportunityContacts, UpdateOpportunity};
use super::pool::{self, Pool, require_administrator};
use super::product::{self, Product, ProductCategory};
use super::receivable::{self, Receivable, ReceivablePlan};
use super::stage::{self, Stage, StageGroup};
use super::team::{Member, Teamed, members};
use crate::admin::number::{self, NumberRule};
use crate::admin::option;
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{CommandId, Entity};
use crate::org::OptionItem;
use crate::query::{Bin, Visibility};
use crate::session::{Command, Context, Declared, operation};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

command! {
    /// Takes back a command of one's own, as long as no row that it changed was changed again;
    /// what was taken back itself does not count as a change.
    pub struct UndoCommand = "command.undo", 1, "撤销", "Undo" {
        /// The command to take back.
        of: CommandId,
    } -> Undone; Anyone
}

/// The commands that change what a contract says. They are taken back while it may be changed.
const CONTENTS: [&str; 3] =
    [UpdateContract::META.name, SetContractLines::META.name, SetContractSigners::META.name];

/// The commands that change what an opportunity says. They are taken back while that may be changed.
const DEALS: [&str; 2] = [UpdateOpportunity::META.name, SetOpportunityContacts::META.name];

/// What an undo took back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// The name of the command that was taken back.
    pub command: String,
    /// How many changes were reversed.
    pub changes: u32,
}

impl Command for UndoCommand {
    fn run(self, cx: &mut Context<'_>) -> Result<Undone> {
        let before: BTreeMap<_, _> =
            touched::<Customer>(cx, self.of)?.into_iter().map(|c| (c.id, c)).collect();
        let open = pool::any_enabled(cx)?;
        let taken = cx.take_back(self.of)?;
        if taken.command == MergeCustomers::META.name {
            cx.need(&operation::CUSTOMER_EDIT)?;
            cx.need(&operation::CUSTOMER_DELETE)?;
        }
        let after = touched::<Customer>(cx, self.of)?;
        if taken.operation.is_none() {
            // What anybody may ask for, a pool's administrators were allowed.
            let pools = before.values().chain(&after).filter_map(|customer| customer.pool_id);
            pools
                .collect::<BTreeSet<_>>()
                .into_iter()
                .try_for_each(|p| require_administrator(cx, p))?;
        }
        for customer in &after {
            has_a_place(cx, customer, before.get(&customer.id))?;
            contacts_fit(cx, customer)?;
            team_fits(cx, customer, customer.id)?;
        }
        for id in cx.touched::<Contact>(self.of)? {
            let found = cx.fetch::<Contact>(id, &Visibility::Everything, Bin::Any)?;
            let Some(contact) = found else { continue };
            if !after.iter().any(|customer| customer.id == contact.customer_id) {
                let customer = cx.fetch(contact.customer_id, &Visibility::Everything, Bin::Live)?;
                customer.map_or(Ok(()), |customer| contacts_fit(cx, &customer))?;
            }
            team_fits(cx, &contact, id)?;
        }
        for opportunity in touched::<Opportunity>(cx, self.of)? {
            if DEALS.contains(&taken.command.as_str()) {
                opportunity::may_correct(cx, &opportunity)?;
            }
            opportunity::fits(cx, &opportunity)?;
            team_fits(cx, &opportunity, opportunity.id)?;
        }
        for contract in touched::<Contract>(cx, self.of)? {
            team_fits(cx, &contract, contract.id)?;
            if CONTENTS.contains(&taken.command.as_str()) {
                contract::may_change(cx, &contract)?;
            }
            contract::sound(cx, &contract)?;
        }
        for plan in cx.touched::<ReceivablePlan>(self.of)? {
            as_touched::<ReceivablePlan>(receivable::plan_sound(cx, plan))?;
        }
        for receivable in touched::<Receivable>(cx, self.of)? {
            team_fits(cx, &receivable, receivable.id)?;
            approval::keep_deciders_of::<Receivable>(cx, receivable.id)?;
        }
        for invoice in touched::<Invoice>(cx, self.of)? {
            team_fits(cx, &invoice, invoice.id)?;
            approval::keep_deciders_of::<Invoice>(cx, invoice.id)?;
        }
        for stage in cx.touched::<Stage>(self.of)? {
            let found = cx.fetch::<Stage>(stage, &Visibility::Everything, Bin::Any)?;
            found.map_or(Ok(()), |found| stage::sound(cx, found.stage_group_id))?;
        }
        for group in cx.touched::<StageGroup>(self.of)? {
            stage::sound(cx, group)?;
        }
        for pool in cx.touched::<Pool>(self.of)? {
            pool::sound(cx, pool)?;
        }
        require(!open || pool::any_enabled(cx)?, &codes::POOL_LAST)
            .map_err(|e| e.of(Pool::META))?;
        for rule in cx.touched::<CapacityRule>(self.of)? {
            capacity::sound(cx, rule)?;
        }
        for option in touched::<OptionItem>(cx, self.of)? {
            as_touched::<OptionItem>(option::stands_once(cx, &option))?;
        }
        if taken.command == SetLeadMapping::META.name {
            mapping::sound(cx)?;
        }
        for rule in touched::<NumberRule>(cx, self.of)? {
            number::sound(cx, rule.id)?;
        }
        for category in touched::<ProductCategory>(cx, self.of)? {
            as_touched::<ProductCategory>(product::category_sound(cx, &category))?;
        }
        for product in touched::<Product>(cx, self.of)? {
            product::keep_price(cx, &product)?;
        }
        nothing_left(cx, self.of)?;
        keep_touched(cx, self.of)?;
        let changes = u32::try_from(taken.changes).unwrap_or(u32::MAX);
        Ok(Undone { command: taken.command, changes })
    }
}

/// A rule that does not hold any more is told as what others changed meanwhile.
fn as_touched<E: Entity>(held: Result<()>) -> Result<()> {
    let touched = Error::new(&codes::UNDO_TOUCHED).of(E::META);
    held.map_err(|e| if e.is_of_machine() { e } else { touched })
}

/// The records that a command touched, as far as they are not in the bin.
fn touched<E: Entity>(cx: &Context<'_>, command: CommandId) -> Result<Vec<E>> {
    let records = cx.touched::<E>(command)?.into_iter();
    let live = records.map(|id| cx.fetch(id, &Visibility::Everything, Bin::Live));
    live.filter_map(Result::transpose).collect()
}

/// What goes back into the recycle bin leaves nothing behind that would have kept it out of it.
fn nothing_left(cx: &Context<'_>, command: CommandId) -> Result<()> {
    gone::<Customer>(cx, command, customer::none_left)?;
    gone::<Opportunity>(cx, command, opportunity::none_left)?;
    gone::<Contract>(cx, command, contract::unused)?;
    // A command that deletes takes plans along, an undo only those that it brought.
    gone::<Contract>(cx, command, receivable::no_plan_left)?;
    gone::<ProductCategory>(cx, command, product::none_left)
}

fn gone<E: Entity>(
    cx: &Context<'_>,
    command: CommandId,
    none_left: fn(&Context<'_>, E::Id) -> Result<()>,
) -> Result<()> {
    let left = |e: Error| match e.is_of_machine() {
        true => e,
        false => Error::new(&codes::UNDO_USED).of(E::META),
    };
    let in_bin = |id| cx.fetch::<E>(id, &Visibility::Everything, Bin::Deleted);
    for id in cx.touched::<E>(command)? {
        if in_bin(id)?.is_some() {
            none_left(cx, id).map_err(left)?;
        }
    }
    Ok(())
}

/// A customer that comes back to somebody needs room there, as if it came anew; one that comes
/// back into a pool needs one that works.
fn has_a_place(cx: &mut Context<'_>, now: &Customer, was: Option<&Customer>) -> Result<()> {
    if let Some(owner) = now.owner_id {
        let was = was.filter(|was| was.owner_id == now.owner_id);
        if was.is_none() {
            cx.within_capacity(CapacityKind::Owned, owner, now.dealt)?;
            pool::held_again(cx, now)?;
        }
        if now.locked && !was.is_some_and(|was| was.locked) {
            cx.within_capacity(CapacityKind::Locked, owner, now.dealt)?;
        }
    }
    if let Some(pool) = now.pool_id.filter(|pool| was.and_then(|was| was.pool_id) != Some(*pool)) {
        let pool: Pool = cx.load(pool)?;
        require(pool.enabled, &codes::POOL_DISABLED)?;
    }
    Ok(())
}

/// Contacts lie where their customer does, and the primary one is there.
fn contacts_fit(cx: &Context<'_>, customer: &Customer) -> Result<()> {
    let contacts = of_customer::<Contact>(cx, customer.id, Bin::Any)?;
    let together = contacts.iter().all(|contact| contact.pool_id == customer.pool_id);
    let primary = customer.primary_contact_id.is_none_or(|primary| {
        contacts.iter().any(|contact| contact.id == primary && contact.deleted_at.is_none())
    });
    require(together && primary, &codes::UNDO_TOUCHED).map_err(|e| e.of(Contact::META))
}

/// No owner is in the team of what he owns, but to decide about it.
fn team_fits<E: Teamed>(cx: &Context<'_>, record: &E, id: E::Id) -> Result<()> {
    let Some(owner) = record.owner() else { return Ok(()) };
    let fits = members::<E>(cx, id)?.iter().all(|m| m.employee() != owner || m.deciding());
    require(fits, &codes::UNDO_TOUCHED).map_err(|e| e.of(E::META))
}
