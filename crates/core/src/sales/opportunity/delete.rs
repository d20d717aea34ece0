//! The recycle bin of opportunities.

use super::progress::begin_again;
use super::{Opportunity, OpportunityId};
use crate::command;
use crate::error::{Error, Result, codes, require};
use crate::model::{EntityMeta, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery, Total, Totals, Visibility};
use crate::sales::contract::Contract;
use crate::sales::customer::{Customer, CustomerId};
use crate::session::{BatchReport, Command, Context, operation};
use crate::store::Reader;

/// The kinds of records that keep the opportunity which they name from being deleted.
static KEEPERS: &[&EntityMeta] = &[Contract::META];

command! {
    /// Puts opportunities into the recycle bin.
    pub struct DeleteOpportunities = "opportunity.delete", 1, "删除商机", "Delete opportunities" {
        /// Which.
        opportunities: Vec<OpportunityId>,
    } -> BatchReport; OPPORTUNITY_DELETE UNDOABLE
}

impl Command for DeleteOpportunities {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.opportunities, |cx, id| {
            let opportunity: Opportunity = cx.reach(id, &operation::OPPORTUNITY_DELETE)?;
            none_left(cx, id)?;
            cx.delete(&opportunity).map(|_| ())
        })
    }
}

/// Refuses to delete an opportunity that a live record names; says how many do.
pub(crate) fn none_left(cx: &Context<'_>, id: OpportunityId) -> Result<()> {
    for keeper in KEEPERS {
        let of = Bound::is(keeper, "opportunity_id", Value::Id(id.uuid()));
        let count = cx.count(&BoundQuery::all(keeper).filter(of))?;
        if count > 0 {
            let error = Error::new(&codes::OPPORTUNITY_USED).of(Opportunity::META);
            let error = error.with("records", format!("{}: {count}", keeper.label.en));
            return Err(error.with("records_zh", format!("{} {count} 个", keeper.label.zh)));
        }
    }
    Ok(())
}

command! {
    /// Takes opportunities out of the recycle bin, while their customer is not in it.
    pub struct RestoreOpportunities = "opportunity.restore", 1, "恢复商机", "Restore opportunities" {
        /// Which.
        opportunities: Vec<OpportunityId>,
    } -> BatchReport; OPPORTUNITY_DELETE UNDOABLE
}

impl Command for RestoreOpportunities {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        cx.each(&self.opportunities, |cx, id| {
            let operation = &operation::OPPORTUNITY_DELETE;
            let opportunity: Opportunity = cx.reach_in(id, operation, Bin::Deleted)?;
            let customer =
                cx.fetch::<Customer>(opportunity.customer_id, &Visibility::Everything, Bin::Live)?;
            require(customer.is_some(), &codes::DELETED).map_err(|e| e.of(Customer::META))?;
            let restored = cx.restore(&opportunity)?;
            begin_again(cx, &restored)
        })
    }
}

/// Whether a customer has an opportunity that is not in the recycle bin.
pub(crate) fn live_of(reader: &dyn Reader, customer: CustomerId) -> Result<bool> {
    let of = Bound::is(Opportunity::META, "customer_id", Value::Id(customer.uuid()));
    let query = BoundQuery::all(Opportunity::META).filter(of).limit(1);
    Ok(!matches!(reader.count(&query, Totals::Exact)?, Total::Exact { count: 0 }))
}
