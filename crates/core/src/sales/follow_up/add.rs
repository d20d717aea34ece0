//! Adding a follow-up: what it means for its lead or customer (B1.14).

use super::{FollowUp, FollowUpId, NewFollowUp};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::Timestamp;
use crate::sales::customer::Customer;
use crate::sales::lead::Lead;
use crate::session::{Command, Context, operation};

command! {
    /// Records what was said to a lead or a customer and when to speak again.
    pub struct AddFollowUp = "follow_up.create", 1, "新建跟进", "Add a follow-up" {
        /// What it is.
        follow_up: NewFollowUp,
    } -> FollowUpId; FOLLOW_UP_CREATE UNDOABLE OFFLINE
}

impl Command for AddFollowUp {
    fn run(self, cx: &mut Context<'_>) -> Result<FollowUpId> {
        let follow_up = self.follow_up.into_record();
        let future = follow_up.next_contact_at.is_none_or(|at| at > cx.now());
        require(future, &codes::IN_THE_PAST)
            .map_err(|e| e.entity("follow_up").field("next_contact_at"))?;
        add(cx, follow_up).map(|f| f.id)
    }
}

/// Records a follow-up from what a person or a file gave.
pub(crate) fn add(cx: &mut Context<'_>, mut follow_up: FollowUp) -> Result<FollowUp> {
    let now = cx.now();
    if follow_up.at == Timestamp::default() {
        follow_up.at = now;
    }
    require(follow_up.at <= now, &codes::IN_THE_FUTURE)
        .map_err(|e| e.entity("follow_up").field("at"))?;
    match (follow_up.lead_id, follow_up.customer_id) {
        (Some(lead), None) => {
            let lead: Lead = cx.reach_root(lead)?;
            follow_up.customer_id = lead.customer_id;
            let follow_up = cx.create(follow_up)?;
            touch_lead(cx, &lead, &follow_up)?;
            Ok(follow_up)
        }
        (None, Some(customer)) => {
            let customer: Customer = cx.reach_root(customer)?;
            let follow_up = cx.create(follow_up)?;
            touch_customer(cx, &customer, &follow_up)?;
            Ok(follow_up)
        }
        _ => Err(Error::new(&codes::FOLLOW_UP_TARGET).entity("follow_up")),
    }
}

impl Context<'_> {
    /// The record that is followed up: visible to the caller, who may add follow-ups to it.
    fn reach_root<E: crate::model::Entity>(&self, id: E::Id) -> Result<E> {
        self.need(&operation::FOLLOW_UP_CREATE)?;
        self.see(id)
    }
}

fn touch_lead(cx: &mut Context<'_>, lead: &Lead, follow_up: &FollowUp) -> Result<()> {
    let newest = lead.last_follow_at.is_none_or(|at| follow_up.at >= at);
    cx.update(lead, |l| {
        l.followed = true;
        if newest {
            l.last_follow_at = Some(follow_up.at);
            l.last_follow_text = Some(follow_up.content.clone());
        }
        if follow_up.next_contact_at.is_some() {
            l.next_contact_at = follow_up.next_contact_at;
        }
    })
    .map(|_| ())
}

fn touch_customer(cx: &mut Context<'_>, customer: &Customer, follow_up: &FollowUp) -> Result<()> {
    let newest = !customer.followed || customer.last_follow_at.is_none_or(|at| follow_up.at >= at);
    cx.update(customer, |c| {
        c.followed = true;
        if newest {
            c.last_follow_at = Some(follow_up.at);
            c.last_follow_text = Some(follow_up.content.clone());
        }
        if follow_up.next_contact_at.is_some() {
            c.next_contact_at = follow_up.next_contact_at;
        }
    })
    .map(|_| ())
}
