//! What follows from the other fields of an opportunity: total, money, probability, weight.

use super::{Opportunity, OpportunityLine, OpportunityState};
use crate::error::{Error, Result, codes, require};
use crate::model::number::currency_places;
use crate::model::{Money, Number, TypedId};
use crate::query::{Bin, Visibility};
use crate::sales::contact::Contact;
use crate::sales::lines::{ALL, of_document, total, total_of};
use crate::sales::stage::Stage;
use crate::session::Context;

/// What an opportunity's figures are computed from, besides itself.
pub(super) struct Basis {
    lines: Vec<OpportunityLine>,
    win_rate: Number,
    currency: String,
}

impl Basis {
    /// The products that are stored for it, and the rate of the stage at which it stands.
    pub(super) fn of(cx: &Context<'_>, opportunity: &Opportunity) -> Result<Self> {
        let lines = of_document(cx, opportunity.id.uuid())?;
        let win_rate = cx.load::<Stage>(opportunity.stage_id)?.win_rate;
        Ok(Self { lines, win_rate, currency: cx.sight.company.currency().to_owned() })
    }

    /// Refuses an amount that a person says with more decimal places than the company's currency has.
    pub(super) fn fits(&self, money: Option<Money>) -> Result<()> {
        money
            .map_or(Ok(()), |money| money.fits_in(&self.currency))
            .map_err(|e| e.of(Opportunity::META).field("money"))
    }

    /// Computes the figures.
    pub(super) fn reckon(&self, opportunity: &mut Opportunity) -> Result<()> {
        let told = |e: Error| e.of(Opportunity::META);
        let fits = |fits, field: &'static str| {
            require(fits, &codes::OUT_OF_RANGE).map_err(|e| told(e).field(field))
        };
        opportunity.total =
            total_of(&self.lines, opportunity.discount_rate, &self.currency).map_err(told)?;
        opportunity.money = opportunity.total.or(opportunity.money);
        fits(opportunity.money.is_none_or(|money| money >= Money::ZERO), "money")?;
        let by_hand = opportunity.probability_by_hand;
        let rates = Number::ZERO..=ALL;
        fits(by_hand.is_none_or(|rate| rates.contains(&rate)), "probability_by_hand")?;
        opportunity.probability = match opportunity.state {
            OpportunityState::Open => by_hand.unwrap_or(self.win_rate),
            OpportunityState::Won => ALL,
            OpportunityState::Lost | OpportunityState::Invalid => Number::ZERO,
        };
        let unlikely = ALL.checked_sub(opportunity.probability).unwrap_or(ALL);
        let places = currency_places(&self.currency);
        let weighted = opportunity.money.map(|money| total([money], unlikely, places)).transpose();
        opportunity.weighted = weighted.map_err(told)?;
        Ok(())
    }
}

/// Brings an opportunity's figures in step with what it is now.
pub(super) fn reckon(cx: &Context<'_>, opportunity: &mut Opportunity) -> Result<()> {
    Basis::of(cx, opportunity)?.reckon(opportunity)
}

/// Refuses a primary contact of another customer.
pub(super) fn contact_fits(cx: &Context<'_>, opportunity: &Opportunity) -> Result<()> {
    let Some(contact) = opportunity.primary_contact_id else { return Ok(()) };
    let contact: Option<Contact> = cx.fetch(contact, &Visibility::Everything, Bin::Any)?;
    let fits = contact.is_none_or(|contact| contact.customer_id == opportunity.customer_id);
    require(fits, &codes::CONTACT_ELSEWHERE)
        .map_err(|e| e.of(Opportunity::META).field("primary_contact_id"))
}

/// Whether an opportunity is sound after something was taken back: its figures are those that
/// follow from it, its contact is its customer's, its stage is there.
pub(crate) fn fits(cx: &Context<'_>, opportunity: &Opportunity) -> Result<()> {
    let touched = || Error::new(&codes::UNDO_TOUCHED).of(Opportunity::META);
    let refused = |e: Error| if e.is_of_machine() { e } else { touched() };
    let mut again = opportunity.clone();
    reckon(cx, &mut again).map_err(refused)?;
    contact_fits(cx, &again).map_err(refused)?;
    if again == *opportunity { Ok(()) } else { Err(touched()) }
}
