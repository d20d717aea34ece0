//! Submitting an invoice, and what is invoiced for a contract.

use super::lines::NewInvoiceLine;
use super::update::{change, may_change};
use super::{Invoice, InvoiceId, InvoicePatch};
use crate::command;
use crate::error::{Error, OrError, Result, codes, require};
use crate::model::{Money, TypedId, Value};
use crate::query::{Bin, Bound, BoundQuery};
use crate::sales::approval::{self, Approvable, Approval, CheckStatus, StepChoice};
use crate::sales::contract::{self, Contract, ContractId};
use crate::session::{Command, Context, operation};
use uuid::Uuid;

command! {
    /// Submits an invoice, with changes if there are any: it may be issued at once where nothing
    /// has to be approved, else somebody decides.
    pub struct SubmitInvoice = "invoice.submit", 1, "提交发票", "Submit an invoice" {
        /// Which.
        invoice: InvoiceId,
        /// What changes with it.
        patch: Option<InvoicePatch>,
        /// Its lines from now on.
        lines: Option<Vec<NewInvoiceLine>>,
        /// Whom the caller chooses to decide, where the flow lets him.
        choices: Option<Vec<StepChoice>>,
        /// The revision it was made for; without, fields merge.
        expect_rev: Option<i64>,
    } -> InvoiceId; INVOICE_EDIT
}

impl Command for SubmitInvoice {
    fn run(self, cx: &mut Context<'_>) -> Result<InvoiceId> {
        let old: Invoice = cx.reach(self.invoice, &operation::INVOICE_EDIT)?;
        may_change(&old)?;
        let patch = self.patch.unwrap_or_default();
        let invoice = change(cx, &old, &patch, self.lines, self.expect_rev)?;
        let contract: Contract = cx.load(invoice.contract_id)?;
        // What was invoiced is taken back though the contract is void by now.
        let fits = contract.status.effective() || invoice.red_of_id.is_some();
        require(fits, &codes::CONTRACT_NOT_EFFECTIVE)
            .map_err(|e| e.of(Invoice::META).field("contract_id"))?;
        super::red::within(cx, &invoice)?;
        told_beyond(cx, &invoice)?;
        approval::submit(cx, &invoice, self.choices.unwrap_or_default())?;
        Ok(invoice.id)
    }
}

impl Approvable for Invoice {
    const FIELD: &'static str = "invoice_id";

    fn name(approval: &mut Approval, id: Uuid) {
        approval.invoice_id = Some(id.into());
    }

    fn settle(cx: &mut Context<'_>, invoice: Self, status: CheckStatus) -> Result<()> {
        let invoice = cx.update(&invoice, |i| i.status = status)?;
        counted(cx, &invoice)
    }
}

/// Refuses to declare a contract void while somebody decides about an invoice for it. What takes
/// one back does not need the contract.
pub(crate) fn none_in_review(cx: &Context<'_>, contract: ContractId) -> Result<()> {
    let waits = |i: &Invoice| i.status == CheckStatus::InReview && i.red_of_id.is_none();
    require(!of_contract(cx, contract)?.iter().any(waits), &codes::CONTRACT_WAITS)
}

/// An amendment takes over what was invoiced for its contract and what is to be.
pub(crate) fn carry_over(cx: &mut Context<'_>, old: ContractId, new: ContractId) -> Result<()> {
    let entity = Invoice::META;
    let mut all = BoundQuery::all(entity);
    all.bin = Bin::Any;
    let of = Bound::is(entity, "contract_id", Value::Id(old.uuid()));
    for invoice in cx.query::<Invoice>(&all.filter(of))? {
        cx.update(&invoice, |i| i.contract_id = new)?;
    }
    contract::count(cx, old)?;
    contract::count(cx, new).map(|_| ())
}

/// Counts anew what was invoiced for an invoice's contract.
pub(super) fn counted(cx: &mut Context<'_>, invoice: &Invoice) -> Result<()> {
    match cx.find_one::<Contract>(invoice.contract_id)? {
        Some(contract) => contract::count(cx, contract.id).map(|_| ()),
        None => Ok(()),
    }
}

/// The invoices of a contract that are not in the bin.
fn of_contract(cx: &Context<'_>, contract: ContractId) -> Result<Vec<Invoice>> {
    cx.find(Bound::is(Invoice::META, "contract_id", Value::Id(contract.uuid())))
}

fn sum(parts: impl Iterator<Item = Money>) -> Result<Money> {
    let mut parts = parts;
    let total = parts.try_fold(Money::ZERO, Money::checked_add);
    total.or_error(&codes::OUT_OF_RANGE).map_err(|e| e.of(Invoice::META).field("money"))
}

/// What is invoiced for a contract: the sum of its invoices in effect, red-letter ones taken off.
pub(crate) fn invoiced_for(cx: &Context<'_>, contract: ContractId) -> Result<Money> {
    let all = of_contract(cx, contract)?.into_iter();
    sum(all.filter(|i| i.status.effective()).map(|i| i.money))
}

/// Tells who invoices more than the contract is worth, what waits for approval included.
pub(super) fn told_beyond(cx: &mut Context<'_>, invoice: &Invoice) -> Result<()> {
    let contract: Contract = cx.load(invoice.contract_id)?;
    let counts = |i: &Invoice| i.status.effective() || i.status == CheckStatus::InReview;
    let others = of_contract(cx, contract.id)?.into_iter();
    let others = others.filter(|i| i.id != invoice.id && counts(i)).map(|i| i.money);
    let invoiced = sum(others.chain([invoice.money]))?;
    if invoice.money > Money::ZERO && invoiced > contract.money {
        let error = Error::new(&codes::INVOICE_BEYOND).of(Invoice::META).field("money");
        let invoiced = cx.told(Invoice::META, "money", invoiced);
        let money = cx.told(Contract::META, "money", contract.money);
        cx.warn(error.with("invoiced", invoiced).with("money", money));
    }
    Ok(())
}
