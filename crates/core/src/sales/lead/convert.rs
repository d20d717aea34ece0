//! Turning leads into customers (B1.1).

use super::mapping::Mapping;
use super::person::{become_contact, become_opportunity};
use super::{Lead, LeadId, LeadStatus};
use crate::error::{Error, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::mutants::mutant;
use crate::query::{Bin, Bound, BoundQuery, Cmp, Column};
use crate::sales::capacity::CapacityKind;
use crate::sales::contact::ContactId;
use crate::sales::customer::{Customer, CustomerId, Received};
use crate::sales::duplicate::surely;
use crate::sales::follow_up::{FollowUp, note_plan, refresh, show};
use crate::sales::opportunity::OpportunityId;
use crate::session::{Command, Context, operation};
use crate::{choice, command};
use serde::{Deserialize, Serialize};

choice! {
    /// What becomes of a lead where there may be a customer of it already.
    pub enum DuplicateHandling = "duplicate_handling" {
        /// A customer of its own, whatever there is.
        Create = "create", "仍然新建", "Create";
        /// Nothing, if there is a customer of the same name or number.
        Refuse = "refuse", "提示重复", "Refuse";
        /// It is noted with the customer, who stays as he is.
        Link = "link", "关联到已有客户", "Link";
        /// The same, and it fills what the customer lacks.
        Merge = "merge", "合并到已有客户", "Merge";
    }
}

/// What becomes of one lead of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LeadChoice {
    /// Which.
    pub lead: LeadId,
    /// What becomes of it.
    pub handling: DuplicateHandling,
    /// The customer to which it is linked or into which it is merged; the only one of the same
    /// name or number when not said.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub customer: Option<CustomerId>,
}

command! {
    /// Turns each lead into a customer of the same owner, or joins it to a customer that there is
    /// and that the caller may edit. Its follow-ups then stand on both.
    pub struct ConvertLeads = "lead.convert", 1, "转化线索", "Convert leads" {
        /// Which.
        leads: Vec<LeadId>,
        /// What becomes of each where there may be a customer of it; created when not said.
        on_duplicate: Option<DuplicateHandling>,
        /// The same for single leads.
        choices: Option<Vec<LeadChoice>>,
        /// Whether the person of each lead becomes a contact of its customer.
        contact: Option<bool>,
        /// Whether an opportunity of each customer is made, of the lead's name and owner, at the
        /// first stage that is offered to him.
        opportunity: Option<bool>,
    } -> ConvertReport; LEAD_CONVERT UNDOABLE
}

/// What became of one lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Converted {
    /// The lead.
    pub lead: LeadId,
    /// The customer it became, or to which it was joined.
    pub customer: Option<CustomerId>,
    /// The contact that its person became, or is already.
    #[serde(default)]
    pub contact: Option<ContactId>,
    /// The opportunity that was made.
    #[serde(default)]
    pub opportunity: Option<OpportunityId>,
    /// Why it did not.
    pub error: Option<Error>,
}

/// What became of the leads.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ConvertReport {
    /// One entry per lead, in the order given.
    pub rows: Vec<Converted>,
}

impl Command for ConvertLeads {
    fn run(self, cx: &mut Context<'_>) -> Result<ConvertReport> {
        self.check()?;
        let with_contact = self.contact.unwrap_or(false);
        if with_contact {
            cx.need(&operation::CONTACT_CREATE)?;
        }
        let with_opportunity = self.opportunity.unwrap_or(false);
        if with_opportunity {
            cx.need(&operation::OPPORTUNITY_CREATE)?;
        }
        let mapping = Mapping::read(cx)?;
        let mut made = Vec::new();
        let report = cx.each(&self.leads, |cx, id| {
            let lead: Lead = cx.reach(id, &operation::LEAD_CONVERT)?;
            let customer = convert(cx, &lead, self.choice(id), &mapping)?;
            let contact = match with_contact {
                true => become_contact(cx, &lead, customer, &mapping)?,
                false => None,
            };
            let opportunity = match with_opportunity {
                true => Some(become_opportunity(cx, &lead, customer, contact)?),
                false => None,
            };
            made.push((id, customer, contact, opportunity));
            Ok(())
        })?;
        let rows = report.rows.into_iter().map(|row| {
            let lead = LeadId(row.id);
            let made = made.iter().find(|(id, ..)| *id == lead && row.error.is_none());
            let (customer, contact) = (made.map(|m| m.1), made.and_then(|m| m.2));
            let opportunity = made.and_then(|m| m.3);
            Converted { lead, customer, contact, opportunity, error: row.error }
        });
        Ok(ConvertReport { rows: rows.collect() })
    }
}

impl ConvertLeads {
    /// Refuses choices that are for no lead, for one lead twice, or name a customer for nothing.
    fn check(&self) -> Result<()> {
        let choices = self.choices.as_deref().unwrap_or_default();
        let fits = |(at, choice): (usize, &LeadChoice)| {
            let joins =
                matches!(choice.handling, DuplicateHandling::Link | DuplicateHandling::Merge);
            let again = choices.iter().take(at).any(|c| c.lead == choice.lead);
            self.leads.contains(&choice.lead) && !again && (joins || choice.customer.is_none())
        };
        require(choices.iter().enumerate().all(fits), &codes::LEAD_CHOICE)
            .map_err(|e| e.field("choices"))
    }

    fn choice(&self, lead: LeadId) -> LeadChoice {
        let own = self.choices.iter().flatten().find(|c| c.lead == lead);
        let handling = self.on_duplicate.unwrap_or(DuplicateHandling::Create);
        own.copied().unwrap_or(LeadChoice { lead, handling, customer: None })
    }
}

fn convert(
    cx: &mut Context<'_>,
    lead: &Lead,
    choice: LeadChoice,
    mapping: &Mapping,
) -> Result<CustomerId> {
    if !mutant(17) {
        lead.not_converted()?;
    }
    let customer = match target(cx, lead, choice)? {
        Some(target) => join(cx, lead, target, choice.handling, mapping)?,
        None => create(cx, lead, mapping)?,
    };
    let now = cx.now();
    cx.update(lead, |l| {
        l.customer_id = Some(customer);
        l.converted_at = Some(now);
        l.status = LeadStatus::Open;
        l.status_reason = None;
    })?;
    Ok(customer)
}

/// Lets the follow-ups of a lead stand on its customer too.
fn bring_follow_ups(cx: &mut Context<'_>, lead: &Lead, customer: CustomerId) -> Result<()> {
    let column = Column::field(FollowUp::META, FollowUp::META.position("lead_id"));
    let of_lead = Bound::Cmp(column, Cmp::Eq, Value::Id(lead.id.uuid()));
    let mut query = BoundQuery::all(FollowUp::META).filter(of_lead);
    // Those in the recycle bin too: they may come out of it.
    query.bin = if mutant(18) { Bin::Live } else { Bin::Any };
    for follow_up in cx.query::<FollowUp>(&query)? {
        cx.update(&follow_up, |f| f.customer_id = Some(customer))?;
    }
    Ok(())
}

/// The customer to which a lead is joined. Where nobody said which, it is the only one of the
/// same name or number; one that the caller does not see is not told, but stands in the way.
fn target(cx: &Context<'_>, lead: &Lead, choice: LeadChoice) -> Result<Option<CustomerId>> {
    use DuplicateHandling::{Create, Link, Merge};
    if choice.handling == Create || choice.customer.is_some() {
        return Ok(choice.customer);
    }
    let found = surely(cx.writer.reader(), &cx.sight, lead)?;
    match (choice.handling, found.as_slice()) {
        (_, []) => Ok(None),
        (Link | Merge, [(only, true)]) => Ok(Some(*only)),
        _ => Err(Error::new(&codes::LEAD_HAS_DUPLICATES).of(Lead::META)),
    }
}

fn create(cx: &mut Context<'_>, lead: &Lead, mapping: &Mapping) -> Result<CustomerId> {
    if let Some(owner) = lead.owner_id {
        cx.room_for(CapacityKind::Owned, owner, false)?;
    }
    let now = cx.now();
    let by_another = cx.who().employee() != lead.owner_id;
    let mut customer = Customer {
        owner_id: if mutant(20) { cx.who().employee() } else { lead.owner_id },
        received: by_another.then_some(Received::Assigned),
        received_at: Some(now),
        // What was said before somebody else made it his does not count for him.
        followed: !by_another && lead.last_follow_at.is_some(),
        // A customer's recycle clock starts at the latest when it comes to be.
        last_follow_at: lead.last_follow_at.or(Some(now)),
        last_follow_text: lead.last_follow_text.clone(),
        ..Customer::blank()
    };
    mapping.fill(cx, lead, &mut customer, &|_| true)?;
    take_plan(cx, lead, &mut customer, &Customer::blank())?;
    let made = cx.insert(customer).map_err(|e| match e.field_name() {
        Some("name") if e.is(&codes::DUPLICATE) => {
            Error::new(&codes::LEAD_CUSTOMER_EXISTS).of(Customer::META).field("name")
        }
        _ => e,
    })?;
    bring_follow_ups(cx, lead, made.id)?;
    refresh::<Customer>(cx, made.id)?;
    Ok(made.id)
}

/// A plan that came from the lead is the customer's own as far as it was the lead's own; one that a
/// follow-up made goes with that.
fn take_plan(cx: &Context<'_>, lead: &Lead, new: &mut Customer, old: &Customer) -> Result<()> {
    if new.next_contact_at != lead.next_contact_at {
        return note_plan(new, Some(old), cx.now());
    }
    if new.next_contact_at != old.next_contact_at {
        (new.own_plan, new.own_plan_at) = (lead.own_plan, lead.own_plan_at);
    }
    Ok(())
}

/// Joins a lead to a customer that the caller may edit. What the customer has stays; what it
/// lacks comes from the lead when they are merged, in fields that the caller may edit.
fn join(
    cx: &mut Context<'_>,
    lead: &Lead,
    target: CustomerId,
    handling: DuplicateHandling,
    mapping: &Mapping,
) -> Result<CustomerId> {
    let edit = if mutant(19) { &operation::CUSTOMER_READ } else { &operation::CUSTOMER_EDIT };
    let old: Customer = cx.reach(target, edit)?;
    let mut new = old.clone();
    if handling == DuplicateHandling::Merge || mutant(21) {
        let rights = cx.sight.rights.clone();
        let may = |field: &str| rights.as_ref().is_none_or(|r| r.edits(Customer::META.name, field));
        mapping.fill(cx, lead, &mut new, &may)?;
    }
    take_plan(cx, lead, &mut new, &old)?;
    bring_follow_ups(cx, lead, target)?;
    show(cx, &mut new)?;
    cx.update(&old, |c| *c = new)?;
    Ok(target)
}
