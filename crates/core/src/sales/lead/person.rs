//! The person behind a lead becomes a contact of its customer, what it wants an opportunity (B1.1).

use super::Lead;
use super::mapping::Mapping;
use crate::error::Result;
use crate::model::Entity;
use crate::query::Bin;
use crate::sales::contact::{self, Contact, ContactId};
use crate::sales::customer::{CustomerId, of_customer};
use crate::sales::opportunity::{self, Opportunity, OpportunityId};
use crate::session::Context;

/// What a contact takes over from a lead, if the mapping copies it to the customer too.
const COPIED: [&str; 4] = ["mobile", "telephone", "email", "address"];

/// Makes the person of a lead a contact of a customer, unless there is one of the same name and
/// mobile number. It belongs to the lead's owner. Fields stay empty that the caller may not edit, or not read of the lead.
pub(super) fn become_contact(
    cx: &mut Context<'_>,
    lead: &Lead,
    customer_id: CustomerId,
    mapping: &Mapping,
) -> Result<Option<ContactId>> {
    let name = lead.contact_name.clone().unwrap_or_else(|| lead.name.clone());
    let mut new = Contact { customer_id, name, owner_id: lead.owner_id, ..Contact::blank() };
    let rights = cx.sight.rights.clone();
    for field in COPIED.into_iter().filter(|field| mapping.copies(field)) {
        let (from, to) = (Lead::META.position(field), Contact::META.position(field));
        let may = rights
            .as_ref()
            .is_none_or(|r| r.edits(Contact::META.name, field) && r.reads(Lead::META.name, field));
        if may {
            Entity::set(&mut new, to, Entity::raw(lead, from))?;
        }
    }
    let known = of_customer::<Contact>(cx, customer_id, Bin::Live)?;
    match known.iter().find(|c| (&c.name, &c.mobile) == (&new.name, &new.mobile)) {
        // One that the caller does not see is not told.
        Some(known) => cx.if_seen::<Contact>(Some(known.id)),
        None => contact::create(cx, new).map(|made| Some(made.id)),
    }
}

/// Makes an opportunity of a customer, of the name and owner of the lead that led to it.
pub(super) fn become_opportunity(
    cx: &mut Context<'_>,
    lead: &Lead,
    customer_id: CustomerId,
    primary_contact_id: Option<ContactId>,
) -> Result<OpportunityId> {
    let (name, owner_id) = (lead.name.clone(), lead.owner_id);
    let new =
        Opportunity { name, owner_id, customer_id, primary_contact_id, ..Opportunity::blank() };
    Ok(opportunity::create(cx, new, None, None)?.id)
}
