//! Whether a customer has dealt (成交状态, B1.2).
//!
//! It follows from the customer's contracts: dealt since the earliest order date of those that
//! are in force. A person may say otherwise; that is kept beside it, and taking it back shows
//! what follows from the contracts again.

use super::{Customer, CustomerId};
use crate::command;
use crate::error::{Result, codes, require};
use crate::sales::contract;
use crate::session::{BatchReport, Command, Context, operation};
use chrono::NaiveDate;

command! {
    /// Says by hand whether customers have dealt, or lets it follow from their contracts again.
    pub struct SetDealStatus = "customer.set_deal", 1, "更改成交状态", "Set the deal status" {
        /// Which.
        customers: Vec<CustomerId>,
        /// Dealt or not; nothing lets it follow from the contracts.
        dealt: Option<bool>,
        /// Since when, if dealt; today when not said.
        on: Option<NaiveDate>,
    } -> BatchReport; CUSTOMER_DEAL UNDOABLE
}

impl Command for SetDealStatus {
    fn run(self, cx: &mut Context<'_>) -> Result<BatchReport> {
        let today = cx.today();
        let fits = self.on.is_none_or(|on| self.dealt == Some(true) && on <= today);
        require(fits, &codes::OUT_OF_RANGE).map_err(|e| e.of(Customer::META).field("dealt_on"))?;
        cx.each(&self.customers, |cx, id| {
            let customer: Customer = cx.reach(id, &operation::CUSTOMER_DEAL)?;
            let said = self.dealt.map(|dealt| dealt.then_some(self.on.unwrap_or(today)));
            let derived = first_order(cx, id)?;
            cx.update(&customer, |c| {
                c.deal_by_hand = self.dealt;
                c.dealt_on = said.unwrap_or(derived);
                c.dealt = c.dealt_on.is_some();
            })
            .map(|_| ())
        })
    }
}

/// The earliest order date of a customer, as one kind of document knows it.
type Orders = fn(&Context<'_>, CustomerId) -> Result<Option<NaiveDate>>;

/// Whatever makes a customer a dealt one.
static ORDERS: &[Orders] = &[contract::first_order];

/// Brings the deal status of a customer in step with its contracts, unless a person has said
/// otherwise.
pub(crate) fn refresh_deal(cx: &mut Context<'_>, id: CustomerId) -> Result<()> {
    let Some(customer) = cx.find_one::<Customer>(id)? else { return Ok(()) };
    if customer.deal_by_hand.is_some() {
        return Ok(());
    }
    let dealt_on = first_order(cx, id)?;
    cx.update(&customer, |c| (c.dealt, c.dealt_on) = (dealt_on.is_some(), dealt_on)).map(|_| ())
}

/// When a customer first ordered, by what is in force now.
pub(crate) fn first_order(cx: &Context<'_>, customer: CustomerId) -> Result<Option<NaiveDate>> {
    ORDERS.iter().try_fold(None, |earliest: Option<NaiveDate>, orders| {
        let found = orders(cx, customer)?;
        Ok(earliest.into_iter().chain(found).min())
    })
}
