//! What belongs to an opportunity besides its products: what is done for it, what its contacts
//! are to it, who competes for it.

use super::change::may_correct;
use super::progress::open;
use super::{
    ContactRole, Opportunity, OpportunityCheck, OpportunityCompetitor, OpportunityContact,
    OpportunityId,
};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{Entity, Money, TypedId, Value};
use crate::query::Bound;
use crate::sales::contact::{Contact, ContactId};
use crate::sales::stage::{Stage, StageCheck, StageCheckId};
use crate::session::{Command, Context, operation};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Contacts or competitors of one opportunity.
const MOST: usize = 100;

command! {
    /// Says whether an item of a stage's checklist is done for an open opportunity.
    pub struct CheckOpportunity = "opportunity.check", 1, "勾选检查项", "Check an item off" {
        /// The opportunity.
        opportunity: OpportunityId,
        /// The item, of any stage of its group.
        item: StageCheckId,
        /// Whether it is done.
        done: bool,
    } -> OpportunityId; OPPORTUNITY_EDIT UNDOABLE
}

impl Command for CheckOpportunity {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let opportunity = open(cx, self.opportunity, None)?;
        let item: StageCheck = cx.load(self.item)?;
        let stage: Stage = cx.load(item.stage_id)?;
        require(stage.stage_group_id == opportunity.stage_group_id, &codes::STAGE_ELSEWHERE)
            .map_err(|e| e.of(Stage::META))?;
        let ticks: Vec<OpportunityCheck> = parts(cx, opportunity.id)?;
        match ticks.iter().find(|tick| tick.stage_check_id == self.item) {
            Some(tick) if !self.done => cx.remove(tick)?,
            None if self.done => {
                let (opportunity_id, stage_check_id) = (opportunity.id, self.item);
                cx.insert(OpportunityCheck {
                    opportunity_id,
                    stage_check_id,
                    ..OpportunityCheck::blank()
                })?;
            }
            _ => {}
        }
        Ok(opportunity.id)
    }
}

/// The items that are done for an opportunity.
pub(crate) fn ticked(cx: &Context<'_>, id: OpportunityId) -> Result<BTreeSet<StageCheckId>> {
    let ticks: Vec<OpportunityCheck> = parts(cx, id)?;
    Ok(ticks.into_iter().map(|tick| tick.stage_check_id).collect())
}

/// What a contact is to an opportunity, as a person says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ContactInRole {
    /// The contact, one of the opportunity's customer.
    pub contact: ContactId,
    /// What it is.
    pub role: ContactRole,
}

command! {
    /// Says what contacts of the customer are to an opportunity, in place of what was said before.
    pub struct SetOpportunityContacts = "opportunity.set_contacts", 1, "设置商机联系人", "Set an opportunity's contacts" {
        /// The opportunity.
        opportunity: OpportunityId,
        /// Its contacts; one may have several roles.
        contacts: Vec<ContactInRole>,
    } -> OpportunityId; OPPORTUNITY_EDIT UNDOABLE
}

impl Command for SetOpportunityContacts {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let opportunity: Opportunity = cx.reach(self.opportunity, &operation::OPPORTUNITY_EDIT)?;
        may_correct(cx, &opportunity)?;
        few(self.contacts.len(), OpportunityContact::META)?;
        let held: Vec<OpportunityContact> = parts(cx, opportunity.id)?;
        let said =
            |link: &OpportunityContact| ContactInRole { contact: link.contact_id, role: link.role };
        for old in held.iter().filter(|link| !self.contacts.contains(&said(link))) {
            cx.remove(old)?;
        }
        for (at, given) in self.contacts.iter().enumerate() {
            let again = self.contacts.iter().take(at).any(|other| other == given);
            if again || held.iter().any(|link| said(link) == *given) {
                continue;
            }
            let contact: Contact = cx.see(given.contact)?;
            require(contact.customer_id == opportunity.customer_id, &codes::CONTACT_ELSEWHERE)
                .map_err(|e| e.of(OpportunityContact::META).field("contact_id"))?;
            cx.create(OpportunityContact {
                opportunity_id: opportunity.id,
                contact_id: given.contact,
                role: given.role,
                ..OpportunityContact::blank()
            })?;
        }
        Ok(opportunity.id)
    }
}

/// A competitor on an opportunity, as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Competitor {
    /// Who.
    pub name: String,
    /// What it offers it for.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub price: Option<Money>,
    /// Anything else: strengths, weaknesses.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub remark: Option<String>,
}

command! {
    /// Says who competes for an opportunity, in place of what was said before.
    pub struct SetCompetitors = "opportunity.set_competitors", 1, "设置竞争对手", "Set an opportunity's competitors" {
        /// The opportunity.
        opportunity: OpportunityId,
        /// Its competitors, each once.
        competitors: Vec<Competitor>,
    } -> OpportunityId; OPPORTUNITY_EDIT UNDOABLE
}

impl Command for SetCompetitors {
    fn run(self, cx: &mut Context<'_>) -> Result<OpportunityId> {
        let opportunity: Opportunity = cx.reach(self.opportunity, &operation::OPPORTUNITY_EDIT)?;
        few(self.competitors.len(), OpportunityCompetitor::META)?;
        let currency = cx.company()?.currency().to_owned();
        let mut held: Vec<OpportunityCompetitor> = parts(cx, opportunity.id)?;
        let mut names = BTreeSet::new();
        let mut new = Vec::new();
        for Competitor { name, price, remark } in self.competitors {
            let name = name.trim().to_owned();
            require(names.insert(name.clone()), &codes::DUPLICATE)
                .map_err(|e| e.of(OpportunityCompetitor::META).field("name"))?;
            let negative = price.is_some_and(|price| price < Money::ZERO);
            let at = |e: Error| e.of(OpportunityCompetitor::META).field("price");
            require(!negative, &codes::OUT_OF_RANGE).map_err(at)?;
            let known = held.iter().any(|old| old.name == name && old.price == price);
            if let Some(price) = price.filter(|_| !known) {
                price.fits_in(&currency).map_err(at)?;
            }
            let opportunity_id = opportunity.id;
            let given = OpportunityCompetitor {
                opportunity_id,
                name,
                price,
                remark,
                ..OpportunityCompetitor::blank()
            };
            match held.iter().position(|old| old.name == given.name) {
                Some(at) => {
                    let old = held.swap_remove(at);
                    let changed = OpportunityCompetitor {
                        price: given.price,
                        remark: given.remark,
                        ..old.clone()
                    };
                    cx.edit_as(&old, changed, &<_>::default(), |_| Ok(()))?;
                }
                None => new.push(given),
            }
        }
        held.iter().try_for_each(|old| cx.remove(old))?;
        new.into_iter().try_for_each(|competitor| cx.create(competitor).map(|_| ()))?;
        Ok(opportunity.id)
    }
}

fn few(count: usize, entity: &'static crate::model::EntityMeta) -> Result<()> {
    require(count <= MOST, &codes::TOO_MANY_ROWS).map_err(|e: Error| e.of(entity).with("max", MOST))
}

/// What belongs to an opportunity.
fn parts<E: Entity>(cx: &Context<'_>, opportunity: OpportunityId) -> Result<Vec<E>> {
    cx.find(Bound::is(E::META, "opportunity_id", Value::Id(opportunity.uuid())))
}
