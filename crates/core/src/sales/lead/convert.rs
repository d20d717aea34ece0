//! Turning leads into customers (B1.1).

use super::{Lead, LeadId};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{TypedId, Value};
use crate::query::{Bound, Cmp, Column};
use crate::sales::capacity::CapacityKind;
use crate::sales::customer::{Customer, CustomerId};
use crate::sales::follow_up::FollowUp;
use crate::session::{Command, Context, operation};
use serde::{Deserialize, Serialize};

command! {
    /// Turns each lead into a customer of the same owner. Its follow-ups then stand on both.
    pub struct ConvertLeads = "lead.convert", 1, "转化线索", "Convert leads" {
        /// Which.
        leads: Vec<LeadId>,
    } -> ConvertReport; LEAD_CONVERT UNDOABLE
}

/// What became of one lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Converted {
    /// The lead.
    pub lead: LeadId,
    /// The customer it became.
    pub customer: Option<CustomerId>,
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
        let mut made = Vec::new();
        let report = cx.each(&self.leads, |cx, id| {
            let lead: Lead = cx.reach(id, &operation::LEAD_CONVERT)?;
            made.push((id, convert(cx, &lead)?));
            Ok(())
        })?;
        let rows = report.rows.into_iter().map(|row| {
            let lead = LeadId(row.id);
            let customer =
                made.iter().find(|(id, _)| *id == lead && row.error.is_none()).map(|(_, c)| *c);
            Converted { lead, customer, error: row.error }
        });
        Ok(ConvertReport { rows: rows.collect() })
    }
}

fn convert(cx: &mut Context<'_>, lead: &Lead) -> Result<CustomerId> {
    require(lead.converted_at.is_none(), &codes::LEAD_CONVERTED)?;
    if let Some(owner) = lead.owner_id {
        cx.room_for(CapacityKind::Owned, owner)?;
    }
    let now = cx.now();
    let customer = cx.insert(Customer {
        name: lead.name.clone(),
        mobile: lead.mobile.clone(),
        telephone: lead.telephone.clone(),
        email: lead.email.clone(),
        source: lead.source,
        industry: lead.industry,
        level: lead.level,
        region: lead.region.clone(),
        address: lead.address.clone(),
        remark: lead.remark.clone(),
        next_contact_at: lead.next_contact_at,
        owner_id: lead.owner_id,
        received_at: Some(now),
        followed: lead.followed,
        // A customer's recycle clock starts at the latest when it comes to be.
        last_follow_at: lead.last_follow_at.or(Some(now)),
        last_follow_text: lead.last_follow_text.clone(),
        ..Customer::blank()
    })?;
    let column = Column::field(FollowUp::META, FollowUp::META.position("lead_id"));
    for follow_up in cx.find::<FollowUp>(Bound::Cmp(column, Cmp::Eq, Value::Id(lead.id.uuid())))? {
        cx.update(&follow_up, |f| f.customer_id = Some(customer.id))?;
    }
    cx.update(lead, |l| {
        l.customer_id = Some(customer.id);
        l.converted_at = Some(now);
    })?;
    Ok(customer.id)
}
